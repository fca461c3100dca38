"""The course of one indicator of one entity: its values, what was expected, what is missing."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from generator import periods
from generator.locales import mark
from generator.locales.language import Language, apart, own_decimals
from generator.locales.words import OBSERVATION_STATUS, label
from generator.model import Measure, ReportState
from generator.pages.facts import Facts, Indicator
from generator.pages.rows import Row
from generator.periods import Cadence

_NOT_IN_TIME = (ReportState.MISSING, ReportState.LATE)


class Point(NamedTuple):
    """One period of a course; a named tuple, for there is one for every figure of the site."""

    name: str
    """Name of the period as data write it."""
    period: str
    """The period in words."""
    value: str
    """With its unit of measure; says so where no figure came."""
    number: float | None
    running: str
    """Running total within the window, for amounts of single periods; else empty."""
    height: float | None
    """What a chart draws: the running total where there is one, else the value."""
    expected: str
    expected_number: float | None
    low: float | None
    high: float | None
    reported_on: str
    remark: str
    """Whether it is settled, computed from units, incomplete, late or missing."""
    missing: bool
    source: str
    """File, sheet and row; only in the internal edition."""


def course(
    indicator: Indicator, entity_id: str, judged: Row | None, facts: Facts
) -> tuple[Point, ...]:
    """Lay out all periods of an indicator for an entity, in order of time.

    Args:
        judged: The assessment whose expected values are shown; None where there is none.
    """
    values = facts.values(indicator.id, entity_id)
    have = {row.period for row in values}
    owed = {row.period: row for row in facts.owed.of((indicator.id, entity_id))}
    silent = [row for name, row in owed.items() if name not in have and row.state in _NOT_IN_TIME]
    in_order = sorted((*values, *silent), key=lambda row: (row.period_end, row.period_start))
    expected_by = _expectation(judged, facts)
    totals = _running(values, judged) if indicator.row.measure == Measure.FLOW else {}
    return tuple(
        _silence(row, indicator, judged, expected_by(row.period_end), facts.language)
        if row.period not in have
        else _point(
            row,
            indicator,
            judged,
            expected_by(row.period_end),
            totals.get(row.period),
            owed.get(row.period),
            facts,
        )
        for row in in_order
    )


def _running(values: Sequence[Row], judged: Row | None) -> dict[str, float]:
    """Add amounts up within the window of the target, or within each year without one."""
    total, year = 0.0, 0
    found: dict[str, float] = {}
    for row in values:
        if judged is not None and not judged.window_start <= row.period_end <= judged.deadline:
            continue
        if judged is None and row.period_end.year != year:
            total, year = 0.0, row.period_end.year
        total += row.value or 0.0
        found[row.period] = total
    return found


def _expectation(judged: Row | None, facts: Facts) -> Callable[[dt.date], float | None]:
    """Give what says of a day which value the target expects by then; None where it expects none.

    A level begins at its baseline, everything else at nothing.
    """
    if judged is None or judged.expected_value is None or judged.goal is None:
        return lambda end: None
    start, goal = judged.window_start, judged.goal
    is_level = facts.indicators[judged.indicator_id].row.measure == Measure.LEVEL
    base = judged.baseline if is_level and judged.baseline is not None else 0.0
    share_by = _share_by(judged, facts)
    return lambda end: None if end < start else float(base + share_by(end) * (goal - base))


def _share_by(judged: Row, facts: Facts) -> Callable[[dt.date], float]:
    """Give what says of a day which share of the way is wanted by then, 0–1."""
    start, deadline = judged.window_start, judged.deadline
    points = facts.schedules.get(judged.target_id, ())
    if not points:
        cadence = Cadence(facts.indicators[judged.indicator_id].row.cadence)
        return lambda end: _share_of_time(start, deadline, end, cadence)
    days = [start.toordinal() - 1, *(row.period_end.toordinal() for row in points)]
    shares = [0.0, *(row.expected_share for row in points)]
    if days[-1] < deadline.toordinal():
        days, shares = [*days, deadline.toordinal()], [*shares, 1.0]
    if points[0].shape == "steps":
        return lambda end: float(shares[bisect_right(days, end.toordinal()) - 1])
    return lambda end: float(np.interp(end.toordinal(), days, shares))


@cache
def _share_of_time(start: dt.date, deadline: dt.date, end: dt.date, cadence: Cadence) -> float:
    """Give the share of a window that is over by a day: of its periods where it is made of them.

    All units of a target share its window and its periods, so few answers serve very many points.
    """
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


def _point(
    row: Row,
    indicator: Indicator,
    judged: Row | None,
    expected: float | None,
    total: float | None,
    report: Row | None,
    facts: Facts,
) -> Point:
    language, yardstick = facts.language, indicator.yardstick
    value = language.value(row.value, yardstick, qualifier=row.qualifier or "")
    return Point(
        name=row.period,
        period=language.period(row.period),
        value=value if row.value is not None or row.qualifier else row.value_text or value,
        number=row.value,
        running="" if total is None else language.value(total, yardstick),
        height=row.value if total is None else total,
        expected=_expected_words(
            expected, row.value if total is None else total, judged, indicator, language
        ),
        expected_number=expected,
        low=row.value_low,
        high=row.value_high,
        reported_on=language.day(row.reported_on),
        remark=_remark(row, report, language),
        missing=False,
        source=_source(row, facts),
    )


def _expected_words(
    expected: float | None,
    height: float | None,
    judged: Row | None,
    indicator: Indicator,
    language: Language,
) -> str:
    """Write what was expected, as fine as a hundredth of the way: 0.33 of 1, 3.3 of 40."""
    if expected is None:
        return ""
    yardstick = indicator.yardstick
    if yardstick.decimals is not None and judged is not None and judged.goal:
        hundredth = 2 - math.floor(math.log10(abs(judged.goal)))
        finer = max(yardstick.decimals, min(own_decimals(expected), hundredth))
        yardstick = replace(yardstick, decimals=finer)
    if height is not None:
        yardstick = apart(expected, height, yardstick)
    return language.value(expected, yardstick)


def _silence(
    row: Row,
    indicator: Indicator,
    judged: Row | None,
    expected: float | None,
    language: Language,
) -> Point:
    return Point(
        name=row.period,
        period=language.period(row.period),
        value=language(mark("not reported")),
        number=None,
        running="",
        height=None,
        expected=_expected_words(expected, None, judged, indicator, language),
        expected_number=expected,
        low=None,
        high=None,
        reported_on=language.day(None),
        remark=language(mark("was due on %(day)s"), day=language.day(row.due_on)),
        missing=True,
        source="",
    )


def _remark(row: Row, report: Row | None, language: Language) -> str:
    parts = [label(OBSERVATION_STATUS, row.status or "", language)]
    if row.origin == "computed":
        parts = [language(mark("computed from the units"))]
        if row.n_expected:
            words = {
                "n": language.number(row.n_reported, 0),
                "total": language.number(row.n_expected, 0),
            }
            parts.append(language(mark("%(n)s of %(total)s units reported"), **words))
    if report is not None and report.state in _NOT_IN_TIME:
        day = language.day(report.due_on)
        parts.append(language(mark("came late, it was due on %(day)s"), day=day))
    if report is not None and report.n_versions > 1:
        n = language.number(report.n_versions, 0)
        parts.append(language(mark("%(n)s versions"), n=n))
    return language.listing([part for part in parts if part])


def _source(row: Row, facts: Facts) -> str:
    if facts.settings.edition == "public" or not row.file:
        return ""
    place = f"{row.file}[{row.sheet}]" if row.sheet else row.file
    return f"{place}:{int(row.row)}" if row.row else str(place)
