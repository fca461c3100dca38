"""Totals of parts: sums, ratios, greatest, least and last, each with its bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import Positions
from generator.model import Aggregation, Qualifier
from generator.rollup.reported import COLUMNS, alike

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Parts:
    """Parts of one table, numbered by the total they add up to."""

    def __init__(self, parts: pd.DataFrame, group: Positions) -> None:
        self.parts, self.group = parts, group
        self.n = int(group.max()) + 1
        self.absent = parts["is_missing"].to_numpy()
        self.pending = parts["is_pending"].to_numpy()
        self.expected = ~parts["is_carried"].to_numpy()
        self.first = np.zeros(self.n, dtype=np.int64)
        self.first[group[::-1]] = np.arange(len(parts))[::-1]

    def count(self, where: Mask) -> Positions:
        """Count the marked parts of each total."""
        return np.bincount(self.group[where], minlength=self.n)

    def sum(self, column: str, where: Mask) -> Floats:
        """Add a column over the marked parts of each total; infinity stays infinity."""
        numbers = self.parts[column].to_numpy(dtype=np.float64)[where]
        added = np.bincount(self.group[where], weights=numbers, minlength=self.n)
        return added.astype(np.float64)

    def reduce(self, ufunc: np.ufunc, column: str, where: Mask, empty: float) -> Floats:
        """Take the greatest or least of a column over the marked parts of each total."""
        numbers = self.parts[column].to_numpy(dtype=np.float64)
        found = np.full(self.n, empty)
        ufunc.at(found, self.group[where], numbers[where])
        return found

    def newest(self, column: str, where: Mask) -> NDArray[np.datetime64]:
        """Give the last day of a column of days over the marked parts of each total."""
        days = self.parts[column].to_numpy().astype("datetime64[s]").astype(np.int64)[where]
        found = np.full(self.n, np.iinfo(np.int64).min)
        np.maximum.at(found, self.group[where], days)
        return found.astype("datetime64[s]")

    def totals(self) -> pd.DataFrame:
        """Make one row of `COLUMNS` a total that at least one part was reported for.

        One of which all that was reported is being verified has no figure.
        """
        head = self.parts.iloc[self.first].reset_index(drop=True)
        present = ~self.absent
        way = head["aggregation"].to_numpy()
        ways = {name: self._way(name) for name in np.unique(way)}
        value, low, high = (
            np.select([way == name for name in ways], [found[part] for found in ways.values()])
            for part in range(3)
        )
        is_ratio = way == Aggregation.RATIO
        totals = head.assign(
            entity_id=head["parent_id"],
            value=value,
            value_low=low,
            value_high=high,
            qualifier=alike(Qualifier.EXACT.value, self.n),
            value_text=alike("", self.n),
            numerator=np.where(is_ratio, self.sum("numerator", present), np.nan),
            denominator=np.where(is_ratio, self.sum("denominator", present), np.nan),
            reported_on=self.newest("reported_on", present),
            first_reported_on=self.newest("first_reported_on", present),
            reached_on=np.datetime64("NaT", "s"),
            status=pd.Categorical(self._least_settled(present)),
            origin=alike("computed", self.n),
            reported_value=np.nan,
            computed_value=value,
            n_expected=self.count(self.expected),
            n_reported=self.count(present & self.expected),
            n_pending=self.count(self.pending),
            missing_ids=self._missing_ids(),
            file=alike("", self.n),
            sheet=alike("", self.n),
            row=0,
        )
        if self.pending.any():
            totals = _without_figure(totals, (totals["n_reported"] == 0).to_numpy())
        told = (totals["n_reported"] > 0) | (totals["n_pending"] > 0)
        return totals.loc[told, list(COLUMNS)].reset_index(drop=True)

    def _way(self, aggregation: str) -> tuple[Floats, Floats, Floats]:
        """Compute value, lower and upper bound of every total in one way."""
        present, everyone = ~self.absent, np.ones(len(self.parts), dtype=bool)
        if aggregation == Aggregation.SUM:
            low, high = (self.sum(column, everyone) for column in ("value_low", "value_high"))
            return self.sum("value", everyone), low, high
        if aggregation == Aggregation.RATIO:
            return self._ratio()
        if aggregation == Aggregation.MAX:
            best = self.reduce(np.fmax, "value", present, -np.inf)
            high = self.reduce(np.fmax, "value_high", everyone, -np.inf)
            return best, self.reduce(np.fmax, "value_low", present, -np.inf), high
        if aggregation == Aggregation.MIN:
            best = self.reduce(np.fmin, "value", present, np.inf)
            low = self.reduce(np.fmin, "value_low", everyone, np.inf)
            return best, low, self.reduce(np.fmin, "value_high", present, np.inf)
        return self._last()

    def _ratio(self) -> tuple[Floats, Floats, Floats]:
        """Σ numerator ÷ Σ denominator × per; a missing child's cases lie between none and all."""
        parts = self.parts.iloc[self.first]
        per, maximum = parts["per"].to_numpy(), parts["maximum"].to_numpy()
        minimum = parts["minimum"].fillna(0.0).to_numpy()
        numerator = self.sum("numerator", ~self.absent)
        denominator = self.sum("denominator", ~self.absent)
        known = self.parts["denominator"].notna().to_numpy()
        absent_denominator = self.sum("denominator", self.absent & known)
        unknown = self.count(self.absent & ~known) > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            value = numerator / denominator * per
            low = numerator / (denominator + absent_denominator) * per
            high = (numerator + absent_denominator) / (denominator + absent_denominator) * per
        complete = self.count(self.absent) == 0
        ceiling = np.where(np.isnan(maximum), np.inf, maximum)
        high = np.where(unknown | (maximum != per), ceiling, high)
        low = np.where(unknown, minimum, low)
        return value, np.where(complete, value, low), np.where(complete, value, high)

    def _last(self) -> tuple[Floats, Floats, Floats]:
        """Take the figure that was received last."""
        received = self.parts["reported_on"].to_numpy().astype("datetime64[s]").astype(np.int64)
        received[self.absent] = np.iinfo(np.int64).min
        order = np.lexsort((received, self.group))
        last = np.zeros(self.n, dtype=np.int64)
        last[self.group[order]] = order
        chosen = self.parts.iloc[last]
        return (
            chosen["value"].to_numpy(),
            chosen["value_low"].to_numpy(),
            chosen["value_high"].to_numpy(),
        )

    def _least_settled(self, present: Mask) -> NDArray[Any]:
        """Give each total the least settled status among its parts; empty where none has one."""
        words = np.array(["provisional", "verified", "final", ""], dtype=object)
        rank = {word: place for place, word in enumerate(words)}
        status = self.parts["status"].astype("category").cat
        ranks = np.array([rank.get(str(word), 3) for word in [*status.categories, ""]])
        found = np.full(self.n, 3)
        np.minimum.at(found, self.group[present], ranks[status.codes.to_numpy()[present]])
        return np.asarray(words[found])

    def _missing_ids(self) -> pd.Categorical[str]:
        """Join the ids of the missing parts of each total by ``|``."""
        missing = self.absent & ~self.pending
        entity = self.parts["entity_id"].array[missing]
        group = self.group[missing]
        # The categories are sorted, so that their codes sort as the ids do.
        order = np.lexsort((entity.codes, group))
        ids = np.asarray(entity.categories, dtype=object)[entity.codes[order]]
        owners, begins = np.unique(group[order], return_index=True)
        joined = np.full(self.n, "", dtype=object)
        joined[owners] = ["|".join(own) for own in np.split(ids, begins[1:])] if len(ids) else []
        return pd.Categorical(joined)


def _without_figure(totals: pd.DataFrame, marked: Mask) -> pd.DataFrame:
    """Empty the figures of totals of which nothing is verified yet, and say so."""
    numbers = ("value", "value_low", "value_high", "computed_value", "numerator", "denominator")
    qualifier = np.where(marked, Qualifier.PENDING.value, Qualifier.EXACT.value)
    return totals.assign(
        **{name: totals[name].mask(marked) for name in numbers},
        qualifier=pd.Categorical(qualifier),
    )
