"""A reader with all public files of a site and an integer solver.

Of the program he knows the method page: how units add up, how months do, what the marks mean.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
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
    at: dict[tuple[str, Place], int] = field(default_factory=dict)
    """Number of a figure by edition and place."""

    def read(self, edition: str, folder: Path) -> None:
        """Take in the downloads of one edition."""
        values = _table(folder / "data/values.csv")
        for row in values:
            self._take(edition, row)
        self._add_up(edition, {(r["indicator_id"], r["entity_id"], r["period"]) for r in values})
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
            parts = [(part, entity, period) for part in self.parts.get(indicator, ())]
            if parts and there.issuperset(parts):
                numbers = tuple(self.at[edition, (*part, "value")] for part in parts)
                self.sums.append((self.at[edition, (indicator, entity, period, "value")], numbers))

    def _of(self, edition: str, indicator: str, unit: str, period: str, kind: str) -> int | None:
        """Give the figure of a unit; of a running total the last one of the year."""
        months = [period]
        if indicator in self.running:
            months += [f"{period[:5]}{month:02}" for month in range(int(period[5:]) - 1, 0, -1)]
        for month in months:
            found = self.at.get((edition, (indicator, unit, month, kind)))
            if found is not None:
                return found
        return None

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
        return solver

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
