"""A reader with all public files of a site and an integer solver.

Of the program he knows the method page: how units add up, how months do, what the marks mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import highspy
import numpy as np

Place = tuple[str, str, str, str]
"""Indicator, entity, period and kind of a figure."""

MOST = 10_000.0


@dataclass(slots=True)
class Reader:
    """All that is published, as bounds of counts and equations over them."""

    tree: Mapping[str, str]
    """The township or county that each unit belongs to; everyone knows it."""
    parts: Mapping[str, tuple[str, ...]]
    """Indicators that make up another one."""
    running: frozenset[str]
    """Indicators that are reported as running totals of the year."""
    flows: frozenset[str]
    below: int = 5
    names: dict[tuple[str, ...], int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    orders: list[tuple[int, int]] = field(default_factory=list)
    """Figures of which the first is not above the second."""
    at: dict[tuple[str, Place], int] = field(default_factory=dict)
    """Number of a figure by edition and place."""

    def read(self, edition: str, folder: Path) -> None:
        """Take in the downloads of one edition."""
        values = _table(folder / "data/values.csv")
        for row in values:
            self._take(edition, row)
        self._add_up(edition, {(r["indicator_id"], r["entity_id"], r["period"]) for r in values})
        for row in values:
            self._bounds_tell(edition, row)
        for row in _table(folder / "data/assessments.csv"):
            self._total(edition, row)

    def _take(self, edition: str, row: Mapping[str, str]) -> None:
        """Note what is said of one figure, or of the two counts of a rate."""
        is_rate = row["indicator_id"] == "managed"
        place = (row["indicator_id"], row["entity_id"], row["period"])
        for kind in ("numerator", "denominator") if is_rate else ("value",):
            # What was reported on the same day is the same figure, in whichever edition it stands.
            own = "" if row["origin"] == "reported" else edition
            number = self._number((*place, kind, row["reported_on"], own))
            self.at[edition, (*place, kind)] = number
            if row[kind]:
                self._bound(number, float(row[kind]), float(row[kind]))
            elif row["qualifier"] == "small" and not is_rate:
                self._bound(number, 1, self.below - 1)
        if is_rate:
            pair = [self.at[edition, (*place, kind)] for kind in ("numerator", "denominator")]
            # Nobody is managed who is not there, and of nobody there is no rate.
            self._bound(pair[1], 1, MOST)
            self.orders.append((pair[0], pair[1]))
            if row["value"] and row["denominator"]:
                count = round(float(row["value"]) / 100 * float(row["denominator"]))
                self._bound(pair[0], count, count)

    def _number(self, key: tuple[str, ...]) -> int:
        if key not in self.names:
            self.names[key] = len(self.low)
            self.low.append(0.0)
            self.high.append(MOST)
        return self.names[key]

    def _bound(self, number: int, low: float, high: float) -> None:
        self.low[number] = max(self.low[number], low)
        self.high[number] = min(self.high[number], high)
        assert self.low[number] <= self.high[number], "two editions contradict each other"

    def _add_up(self, edition: str, there: set[tuple[str, str, str]]) -> None:
        """Tie townships and the county to units, and wholes to parts."""
        for indicator, entity, period in sorted(there):
            children = [unit for unit, above in self.tree.items() if above == entity]
            for kind in ("value", "numerator", "denominator"):
                total = self.at.get((edition, (indicator, entity, period, kind)))
                if total is None:
                    continue
                found = [self._of(edition, indicator, unit, period, kind) for unit in children]
                addends = tuple(number for number in found if number is not None)
                if addends:
                    self.sums.append((total, addends))
            self._rise(edition, indicator, entity, period)
            parts = [(part, entity, period) for part in self.parts.get(indicator, ())]
            if parts and there.issuperset(parts):
                numbers = tuple(self.at[edition, (*part, "value")] for part in parts)
                self.sums.append((self.at[edition, (indicator, entity, period, "value")], numbers))

    def _rise(self, edition: str, indicator: str, unit: str, period: str) -> None:
        """A running total does not fall from one report to the next one of the year."""
        own = self.at.get((edition, (indicator, unit, period, "value")))
        month = f"{period[:5]}{int(period[5:]) - 1:02}"
        last = self._of(edition, indicator, unit, month, "value") if own is not None else None
        if indicator in self.running and own is not None and last is not None:
            self.orders.append((last, own))

    def _of(
        self,
        edition: str,
        indicator: str,
        unit: str,
        period: str,
        kind: str,
        *,
        carried: bool = False,
    ) -> int | None:
        """Give the figure of a unit; of a running total, or if asked for, the last of the year."""
        months = [period]
        if indicator in self.running or carried:
            months += [f"{period[:5]}{month:02}" for month in range(int(period[5:]) - 1, 0, -1)]
        for month in months:
            found = self.at.get((edition, (indicator, unit, month, kind)))
            if found is not None:
                return found
        return None

    def _bounds_tell(self, edition: str, row: Mapping[str, str]) -> None:
        """The bounds of a rate are those of missing units' last counts, of none or of all."""
        if row["value_low"] == row["value_high"] or not (row["value_low"] and row["denominator"]):
            return
        if float(row["value_low"]) == 0 and not row["value_high"]:
            return
        numerator, below = float(row["numerator"]), float(row["denominator"])
        low, high = float(row["value_low"]) / 100, float(row["value_high"] or "nan") / 100
        absent = round(numerator / low - below if low else below * high / (1 - high))
        month = f"{row['period'][:5]}{int(row['period'][5:]) - 1:02}"
        last = [
            self._of(edition, row["indicator_id"], unit, month, "denominator", carried=True)
            for unit in row["missing_ids"].split("|")
        ]
        total = self._number(("absent", row["entity_id"], row["period"], edition))
        self._bound(total, absent, absent)
        self.sums.append((total, tuple(number for number in last if number is not None)))

    def _total(self, edition: str, row: Mapping[str, str]) -> None:
        """Tie the running total that a verdict shows to the months it is the sum of."""
        if row["indicator_id"] not in self.flows or not (row["value"] and row["period"]):
            return
        last = int(row["period"][5:])
        months = [
            self.at.get((edition, (row["indicator_id"], row["entity_id"], period, "value")))
            for period in (f"{row['period'][:5]}{month:02}" for month in range(1, last + 1))
        ]
        key = (row["indicator_id"], row["entity_id"], row["period"], "running", "", edition)
        total = self._number(key)
        self._bound(total, float(row["value"]), float(row["value"]))
        self.sums.append((total, tuple(number for number in months if number is not None)))

    def solver(self) -> highspy.Highs:
        """Write it down for the solver."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for low, high in zip(self.low, self.high, strict=True):
            solver.addVar(low, high)
        every = np.arange(len(self.low), dtype=np.int32)
        kinds = np.full(len(every), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(every), every, kinds)
        for total, addends in self.sums:
            index = np.array([total, *addends], dtype=np.int32)
            signs = np.array([-1.0, *[1.0] * len(addends)])
            solver.addRow(0.0, 0.0, len(index), index, signs)
        for less, more in self.orders:
            index = np.array([less, more], dtype=np.int32)
            solver.addRow(0.0, highspy.kHighsInf, 2, index, np.array([-1.0, 1.0]))
        return solver

    def guess(self, wanted: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Give every figure a value that fits, with as many of those wanted as come together."""
        solver = self.solver()
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "nothing fits"
        values = np.round(solver.getSolution().col_value).astype(int)
        fixed = set[int]()
        for number, value in wanted:
            if number in fixed or not self.low[number] <= value <= self.high[number]:
                continue
            fixed.add(number)
            if values[number] == value:
                solver.changeColBounds(number, float(value), float(value))
                continue
            solver.changeColBounds(number, float(value), float(value))
            solver.run()
            if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                values = np.round(solver.getSolution().col_value).astype(int)
            else:
                solver.changeColBounds(number, self.low[number], self.high[number])
                fixed.discard(number)
        return dict(enumerate(values.tolist()))

    def told(self, edition: str, places: frozenset[Place]) -> Iterator[tuple[Place, list[int]]]:
        """List small figures of which some value can be ruled out, and the values left."""
        solver, every = self.solver(), list(range(1, self.below))
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "nothing fits"
        for place in sorted(places):
            number = self.at.get((edition, place))
            if number is None:
                continue  # a figure that no table shows
            left = []
            for value in every:
                if self.low[number] <= value <= self.high[number]:
                    solver.changeColBounds(number, float(value), float(value))
                    solver.run()
                    if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                        left.append(value)
            solver.changeColBounds(number, self.low[number], self.high[number])
            if left != every:
                yield place, left


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
