"""What a target expects of each period: how far its way should be gone by then, in figures."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from generator import periods
from generator.locales.language import Language, Yardstick, apart, own_decimals
from generator.model import Measure
from generator.pages.facts import Facts, Indicator
from generator.pages.rows import Row
from generator.periods import Cadence

Shares = Callable[[dt.date], float]
"""Gives the share of the way, 0–1, that is wanted by a day."""


class Expectations:
    """What targets expect by a day; the units of a target share the shares."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[tuple[str, dt.date, dt.date], Shares] = {}

    def of(self, judged: Row | None) -> Callable[[dt.date], float | None]:
        """Give what says of a day which value a target expects by then; None where it expects none.

        A level begins at its baseline, everything else at nothing.
        """
        if judged is None or judged.expected_value is None or judged.goal is None:
            return _nothing
        start, goal = judged.window_start, judged.goal
        is_level = self._facts.indicators[judged.indicator_id].row.measure == Measure.LEVEL
        base = judged.baseline if is_level and judged.baseline is not None else 0.0
        share_by = self._share_by(judged)
        return lambda end: None if end < start else float(base + share_by(end) * (goal - base))

    def _share_by(self, judged: Row) -> Shares:
        key = (judged.target_id, judged.window_start, judged.deadline)
        if key not in self._known:
            points = self._facts.schedules.get(judged.target_id, ())
            cadence = Cadence(self._facts.indicators[judged.indicator_id].row.cadence)
            self._known[key] = cache(_shares(judged, points, cadence))
        return self._known[key]


def _nothing(end: dt.date) -> None:
    """Expect nothing by any day."""


def _shares(judged: Row, points: tuple[Row, ...], cadence: Cadence) -> Shares:
    start, deadline = judged.window_start, judged.deadline
    if not points:
        return lambda end: _share_of_time(start, deadline, end, cadence)
    days = [start.toordinal() - 1, *(row.period_end.toordinal() for row in points)]
    shares = [0.0, *(row.expected_share for row in points)]
    if days[-1] < deadline.toordinal():
        days, shares = [*days, deadline.toordinal()], [*shares, 1.0]
    if points[0].shape == "steps":
        return lambda end: float(shares[bisect_right(days, end.toordinal()) - 1])
    return lambda end: float(np.interp(end.toordinal(), days, shares))


def _share_of_time(start: dt.date, deadline: dt.date, end: dt.date, cadence: Cadence) -> float:
    """Give the share of a window that is over by a day: of its periods where it is made of them."""
    if cadence.is_regular and _on_borders(start, deadline, cadence):
        first, now, last = (int(periods.ordinal(day, cadence)) for day in (start, end, deadline))
        share = (now - first + 1) / (last - first + 1)
    else:
        share = ((end - start).days + 1) / ((deadline - start).days + 1)
    return float(min(max(share, 0.0), 1.0))


def _on_borders(start: dt.date, deadline: dt.date, cadence: Cadence) -> bool:
    first = periods.first_day(periods.ordinal(start, cadence), cadence)
    last = periods.last_day(periods.ordinal(deadline, cadence), cadence)
    return bool(first == np.datetime64(start) and last == np.datetime64(deadline))


def expected_words(
    expected: float,
    height: float | None,
    judged: Row,
    indicator: Indicator,
    language: Language,
) -> str:
    """Write what was expected, as fine as a hundredth of the way: 0.33 of 1, 3.3 of 40.

    Args:
        height: The value beside it, which it must stay above or below when both are rounded.
    """
    yardstick = indicator.yardstick
    if yardstick.decimals is not None and judged.goal:
        hundredth = 2 - math.floor(math.log10(abs(judged.goal)))
        finer = max(yardstick.decimals, min(own_decimals(expected), hundredth))
        yardstick = _with_decimals(yardstick, finer)
    if height is not None:
        yardstick = apart(expected, height, yardstick)
    return language.value(expected, yardstick)


@cache
def _with_decimals(yardstick: Yardstick, decimals: int) -> Yardstick:
    return replace(yardstick, decimals=decimals)
