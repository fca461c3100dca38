"""The course of one indicator of one entity: its values, what was expected, what is missing.

A site has very many figures, so the courses of all indicators and entities are laid out together,
column by column; a course is a piece of each column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from generator.locales import mark
from generator.locales.language import Language
from generator.locales.words import OBSERVATION_STATUS, label
from generator.model import Measure, Qualifier
from generator.pages.expectations import Expectations, expected_words
from generator.pages.facts import Facts
from generator.pages.period_lines import Numbers, PeriodLines, Texts, by_value, period_lines
from generator.pages.rounding import all_shown, rounded, shown
from generator.pages.rows import Row

_HIDDEN = (Qualifier.SMALL.value, Qualifier.WITHHELD.value)


class Point(NamedTuple):
    """One period of a course, for templates; its fields are those of `Course`."""

    period: str
    value: str
    height: float | None
    drawn: float | None
    running: str
    expected: str
    expected_drawn: float | None
    low: float | None
    high: float | None
    reported_on: str
    remark: str
    missing: bool
    source: str


class Course(NamedTuple):
    """All periods of an indicator of an entity, in order of time; each field is a column."""

    period: Sequence[str]
    """The period in words."""
    value: Sequence[str]
    """With its unit of measure; says so where no figure came."""
    height: Sequence[float | None]
    """The running total where there is one, else the value."""
    drawn: Sequence[float | None]
    """The same as the texts say it, which is what a chart draws."""
    running: Sequence[str]
    """Running total within the window, for amounts of single periods; else empty."""
    expected: Sequence[str]
    """What the target expected by then; empty where it expects nothing."""
    expected_drawn: Sequence[float | None]
    low: Sequence[float | None]
    """Bounds of the value as they are drawn; None where they do not differ."""
    high: Sequence[float | None]
    reported_on: Sequence[str]
    remark: Sequence[str]
    """Whether it is settled, computed from units, incomplete, late or missing."""
    missing: Sequence[bool]
    source: Sequence[str]
    """File, sheet and row; only in the internal edition."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The same period by period."""
        return tuple(map(Point._make, zip(*self, strict=True)))


@dataclass(frozen=True, slots=True)
class Histories:
    """The courses of all indicators and entities that have values or owe reports."""

    columns: tuple[Sequence[Any], ...]
    """One for each field of `Course`."""
    pieces: Mapping[tuple[str, str], slice]

    def of(self, indicator_id: str, entity_id: str) -> Course:
        """Give the course of an indicator for an entity; an unknown one has no periods."""
        piece = self.pieces.get((indicator_id, entity_id), slice(0, 0))
        return Course._make([cells[piece] for cells in self.columns])


def lay_out(facts: Facts, judged: Mapping[tuple[str, str], Row]) -> Histories:
    """Lay out all courses.

    Args:
        judged: By indicator and entity the assessment whose expected values are shown.
    """
    lines = period_lines(facts.evaluation)
    language = facts.language
    texts, drawn = _values(lines, facts)
    totals, is_broken = _totals(lines, judged, facts)
    is_running = np.isfinite(totals)
    running, running_drawn = _written(totals, is_running, lines, facts)
    drawn = np.where(is_broken, np.nan, drawn)
    heights = _nullable(np.where(is_running, totals, np.where(is_broken, np.nan, lines.number)))
    expected, expected_drawn = _expected(heights, lines, judged, facts)
    low, high = _bounds(lines, is_running, facts)
    columns = (
        by_value(lines.period, language.period),
        texts.tolist(),
        heights,
        _nullable(np.where(is_running, running_drawn, drawn)),
        running.tolist(),
        expected,
        expected_drawn,
        low,
        high,
        by_value(lines.reported_on, language.day),
        _remarks(lines, language),
        lines.is_silent.tolist(),
        _sources(lines, facts),
    )
    return Histories(columns, lines.pieces)


def _values(lines: PeriodLines, facts: Facts) -> tuple[Texts, Numbers]:
    """Write all values; give with them the numbers that the texts say."""
    language = facts.language
    is_plain = np.isfinite(lines.number) & (lines.qualifier == "")
    texts, drawn = _written(lines.number, is_plain, lines, facts)
    texts[lines.is_silent] = language(mark("not reported"))
    texts[lines.is_early] = language(mark("not published yet"))
    for indicator_id, place in lines.each(~is_plain & ~lines.is_silent & ~lines.is_early):
        indicator, qualifier = facts.indicators[indicator_id], lines.qualifier[place]
        number = float(lines.number[place]) if np.isfinite(lines.number[place]) else None
        text = language.value(number, indicator.yardstick, qualifier=qualifier)
        if number is None and qualifier in ("", Qualifier.SMALL):
            text = lines.value_text[place] or text
        texts[place] = text
        if number is not None:
            drawn[place] = shown(number, text, indicator.yardstick)
    return texts, drawn


def _written(
    numbers: Numbers, chosen: NDArray[np.bool_], lines: PeriodLines, facts: Facts
) -> tuple[Texts, Numbers]:
    """Write the numbers chosen, and give the numbers that the texts say; other texts are empty."""
    texts, drawn = np.full(len(numbers), "", dtype=object), np.full(len(numbers), np.nan)
    for indicator_id, piece in lines.of_indicator.items():
        places = np.flatnonzero(chosen[piece]) + piece.start
        yardstick = facts.indicators[indicator_id].yardstick
        texts[places], drawn[places] = all_shown(numbers[places], yardstick, facts.language)
    return texts, drawn


def _totals(
    lines: PeriodLines, judged: Mapping[tuple[str, str], Row], facts: Facts
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Add amounts up within the window of the target, or within each year without one.

    Returns:
        The totals, and which lines have none because a figure before is being verified.
    """
    found = np.full(len(lines.number), np.nan)
    is_broken = np.zeros(len(found), dtype=bool)
    for (indicator_id, entity_id), piece in lines.pieces.items():
        if facts.indicators[indicator_id].row.measure != Measure.FLOW:
            continue
        if np.isin(lines.qualifier[piece], _HIDDEN).any():
            continue  # totals would say what is withheld
        row = judged.get((indicator_id, entity_id))
        total, year, waits = 0.0, 0, False
        for place in range(piece.start, piece.stop):
            end = lines.end[place]
            is_outside = row is not None and not row.window_start <= end <= row.deadline
            if lines.is_silent[place] or lines.is_early[place] or is_outside:
                continue
            if row is None and end.year != year:
                total, year, waits = 0.0, end.year, False
            waits = waits or lines.qualifier[place] == Qualifier.PENDING
            if waits:
                is_broken[place] = True
                continue
            number = lines.number[place]
            total += number if np.isfinite(number) else 0.0
            found[place] = total
    return found, is_broken


def _expected(
    heights: Sequence[float | None],
    lines: PeriodLines,
    judged: Mapping[tuple[str, str], Row],
    facts: Facts,
) -> tuple[list[str], list[float | None]]:
    """Say what targets expected by the end of each period; with it the number that is said."""
    texts, drawn = [""] * len(heights), list[float | None]([None]) * len(heights)
    expectations = Expectations(facts)
    for key, piece in lines.pieces.items():
        row = judged.get(key)
        if row is None or row.expected_value is None or row.goal is None:
            continue
        expected_by, indicator = expectations.of(row), facts.indicators[key[0]]
        for place in range(piece.start, piece.stop):
            expected = expected_by(lines.end[place])
            if expected is not None:
                text = expected_words(expected, heights[place], row, indicator, facts.language)
                texts[place], drawn[place] = text, shown(expected, text, indicator.yardstick)
    return texts, drawn


def _bounds(
    lines: PeriodLines, is_running: NDArray[np.bool_], facts: Facts
) -> tuple[list[float | None], list[float | None]]:
    """Give the bounds of values; those of a single period say nothing of a running total."""
    low, high = _nullable(lines.low), _nullable(lines.high)
    has_none = is_running | (lines.low == lines.high)
    for place in np.flatnonzero(has_none).tolist():
        low[place] = high[place] = None
    for indicator_id, place in lines.each(~has_none):
        yardstick = facts.indicators[indicator_id].yardstick
        ends = rounded(low[place], yardstick), rounded(high[place], yardstick)
        low[place], high[place] = ends if ends[0] != ends[1] else (None, None)
    return low, high


def _remarks(lines: PeriodLines, language: Language) -> list[str]:
    @cache
    def remark(
        status: str,
        origin: str,
        n: int,
        total: int,
        waiting: int,
        due_on: Any,
        versions: int,
        is_silent: bool,
    ) -> str:
        if is_silent:
            return language(mark("was due on %(day)s"), day=language.day(due_on))
        if not origin:
            return ""  # not published yet, which says all
        parts = [label(OBSERVATION_STATUS, status, language)]
        if origin == "computed":
            parts = [language(mark("computed from the units"))]
            if total:
                words = {"n": language.number(n, 0), "total": language.number(total, 0)}
                message = mark("%(n)s of %(total)s units reported")
                if waiting:
                    message = mark("figures of %(n)s of %(total)s units are verified")
                parts.append(language(message, **words))
        if due_on is not None:
            day = language.day(due_on)
            parts.append(language(mark("came late, it was due on %(day)s"), day=day))
        if versions > 1:
            parts.append(language(mark("%(n)s versions"), n=language.number(versions, 0)))
        return language.listing([part for part in parts if part])

    counts = (lines.n_reported.tolist(), lines.n_expected.tolist(), lines.n_pending.tolist())
    due_on, versions = lines.due_on.astype(object), lines.n_versions.tolist()
    columns = (lines.status, lines.origin, *counts, due_on, versions, lines.is_silent.tolist())
    return list(map(remark, *columns))


def _sources(lines: PeriodLines, facts: Facts) -> list[str]:
    if not facts.is_traced:
        return [""] * len(lines.file)
    return list(map(facts.source, lines.file, lines.sheet, lines.row.tolist()))


def _nullable(numbers: Numbers) -> list[float | None]:
    return [None if number != number else number for number in numbers.tolist()]
