"""Reasons read off two published tables of verdicts, where the inputs are not at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from generator.differences.comparing import Stage, compared
from generator.matching import VERDICT_KEY
from generator.model import Exchange
from generator.schema.method import COMPARED_DECIMALS

PROMISED = (
    *("goal", "goal_high", "goal_text", "stretch", "baseline", "op", "mode"),
    *("window_start", "deadline"),
)
"""Columns that only an amendment changes."""


def read_off(before: pd.DataFrame, now: pd.DataFrame, *, withholds: bool = False) -> pd.DataFrame:
    """List what differs between two published tables, with the reasons that their columns show.

    Nothing is judged anew, so that a reason here is what differs besides the verdict, not what
    changed it, and there are no steps: another period; more reports, or another figure, of the
    same one; another promise; another tolerance; and where nothing else differs, time that passed.

    Rows and columns: those of `compared`, with ``steps`` and ``amended`` empty.

    Args:
        before: Verdicts with the columns of `generator.schema.results.ASSESSMENTS`.
        now: Those of a later day.
        withholds: Whether these are of the public edition, where some may be left out.
    """
    found = compared([Stage(None, before), Stage(None, now)])
    sides = _Sides(found, before, now)
    is_new = sides.differ("period")
    is_late = ~is_new & sides.grew("n_reported")
    figure = ("value", "value_text", "qualifier", "numerator", "denominator", "reported_on")
    is_revised = ~is_new & ~is_late & sides.differ(*figure)
    is_amended = sides.differ(*PROMISED) | ~sides.both
    is_ruled = sides.differ("tolerance")
    masks = {
        Exchange.NEW_PERIOD: is_new,
        Exchange.REVISED: is_revised,
        Exchange.LATE_ARRIVAL: is_late,
        Exchange.AMENDED: is_amended,
        Exchange.RULE_CHANGED: is_ruled,
        Exchange.WITHHELD: ~sides.both & withholds,
    }
    shown = np.logical_or.reduce(list(masks.values()))
    masks = {Exchange.NEW_PERIOD: is_new, Exchange.TIME_PASSED: ~shown, **masks}
    reasons = [
        "|".join(reason for reason, holds in zip(masks, row, strict=True) if holds)
        for row in zip(*masks.values(), strict=True)
    ]
    return found.assign(
        reasons=pd.Series(reasons, dtype=str), steps=pd.Series("", index=found.index, dtype=str)
    )


@dataclass(frozen=True)
class _Sides:
    """Both tables, row by row as the differences are listed."""

    found: pd.DataFrame
    before: pd.DataFrame
    now: pd.DataFrame

    def __post_init__(self) -> None:
        keys = pd.MultiIndex.from_frame(self.found[VERDICT_KEY].astype(str))
        for name in ("before", "now"):
            frame = getattr(self, name)
            index = pd.MultiIndex.from_frame(frame[VERDICT_KEY].astype(str))
            own = frame.set_axis(index, axis=0).reindex(keys).reset_index(drop=True)
            object.__setattr__(self, name, own)

    @property
    def both(self) -> Any:
        """Whether there is a verdict on both sides."""
        return ((self.found["status_before"] != "") & (self.found["status"] != "")).to_numpy()

    def differ(self, *names: str) -> Any:
        """Say where any of some columns differ, of what is on both sides."""
        found = np.zeros(len(self.found), dtype=bool)
        for name in names:
            if name in self.before and name in self.now:
                a, b = _alike(self.before[name]), _alike(self.now[name])
                found |= a != b
        return found & self.both

    def grew(self, name: str) -> Any:
        """Say where a number is larger than before."""
        columns: Mapping[str, pd.DataFrame] = {"before": self.before, "now": self.now}
        if not all(name in frame for frame in columns.values()):
            return np.zeros(len(self.found), dtype=bool)
        numbers = [frame[name].fillna(0).to_numpy(dtype=float) for frame in columns.values()]
        return (numbers[1] > numbers[0]) & self.both


def _alike(column: pd.Series[Any]) -> Any:
    """Write cells so that the same are equal, be they days, numbers or texts."""
    if pd.api.types.is_numeric_dtype(column):
        column = column.round(COMPARED_DECIMALS)
    cells = column.astype(object).where(column.notna(), "")
    return cells.map(str).to_numpy()
