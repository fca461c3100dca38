"""Reports owed and sent: calendars, what is due next, what was corrected."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from generator import periods
from generator.locales import mark
from generator.locales.language import Language
from generator.locales.words import REPORT_ICON, REPORT_STATE, label
from generator.model import Qualifier, ReportState
from generator.pages.facts import Facts, Indicator
from generator.pages.reminders import EntityDuties, OwedReport
from generator.pages.rows import Row, rows
from generator.periods import Cadence
from generator.schema.page import Link

CALENDAR_MONTHS = 24
"""Months that a calendar shows at most, the newest ones."""

_WORST_FIRST = (
    ReportState.MISSING,
    ReportState.LATE,
    ReportState.NOT_DUE,
    ReportState.IN_TIME,
    ReportState.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class StateWord:
    """What became of a report, as a reader sees it."""

    key: str
    word: str
    icon: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The reports of one entity for one month."""

    state: StateWord | None
    """The worst of them; None when none was owed."""
    text: str
    """Counts in words, for the tooltip and for those who cannot see the colour."""
    n: int
    """How many have that state."""
    owed: int
    revised: int


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One entity's months."""

    entity: Link
    cells: tuple[Cell, ...]
    in_time: str
    """Share of its reports that came in time."""
    missing: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Entities × months."""

    months: tuple[str, ...]
    """Names of the months, in order."""
    rows: tuple[CalendarRow, ...]


@dataclass(frozen=True, slots=True)
class ReportCount:
    """How many reports have one state."""

    state: StateWord
    n: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One report that was owed."""

    indicator: Link
    entity: Link
    period: str
    due_on: str
    first_reported_on: str
    state: StateWord
    versions: int


@dataclass(frozen=True, slots=True)
class Due:
    """One report that is owed next."""

    indicator: Link
    period: str
    due_on: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was corrected."""

    indicator: Link
    entity: Link
    period: str
    before: str
    after: str
    corrected_on: str
    note: str


@cache
def state_words(language: Language) -> dict[str, StateWord]:
    """Give each state of a report as a reader sees it, worst first."""
    return {
        state.value: StateWord(
            state.value, label(REPORT_STATE, state, language), REPORT_ICON[state]
        )
        for state in _WORST_FIRST
    }


def report_counts(found: Mapping[str, int], language: Language) -> tuple[ReportCount, ...]:
    """Show how many reports have which state, the empty states left out."""
    words = state_words(language)
    return tuple(ReportCount(word, found[key]) for key, word in words.items() if found.get(key))


def calendar(county_id: str, entity_ids: Sequence[str], facts: Facts) -> Calendar:
    """Lay the reports of entities of a county out by the month in which their periods ended.

    Entities and months without a report that was owed are left out.
    """
    months = facts.months.get(county_id, ())[-CALENDAR_MONTHS:]
    every = [_calendar_row(entity_id, months, facts) for entity_id in entity_ids]
    found = [row for row in every if any(cell.owed for cell in row.cells)]
    kept = [place for place, _ in enumerate(months) if any(row.cells[place].owed for row in found)]
    first_days = [dt.date.fromisoformat(f"{months[place]}-01") for place in kept]
    return Calendar(
        tuple(facts.language.month(day) for day in first_days),
        tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in found),
    )


def _calendar_row(entity_id: str, months: tuple[str, ...], facts: Facts) -> CalendarRow:
    by_month = facts.states.get(entity_id, {})
    found = [by_month.get(name, {}) for name in months]
    revised = Counter(
        f"{periods.parse_period(row.period).end:%Y-%m}"
        for row in facts.revisions.get(entity_id, ())
    )
    cells = tuple(
        _cell(tuple(owed.get(key, 0) for key in _WORST_FIRST), revised[name], facts.language)
        for name, owed in zip(months, found, strict=True)
    )
    states = {key: sum(owed.get(key, 0) for owed in found) for key in _WORST_FIRST}
    settled = (
        sum(states[key] for key in (ReportState.IN_TIME, ReportState.LATE))
        + (states[ReportState.MISSING])
    )
    share = states[ReportState.IN_TIME] / settled if settled else None
    return CalendarRow(
        facts.link(entity_id), cells, facts.language.percent(share), states[ReportState.MISSING]
    )


@cache
def _cell(counts: tuple[int, ...], revised: int, language: Language) -> Cell:
    """Show the reports of one month; ``counts`` are in the order of `_WORST_FIRST`."""
    words = state_words(language).values()
    present = [(word, n) for word, n in zip(words, counts, strict=True) if n]
    parts = [f"{word.word} {language.number(n)}" for word, n in present]
    if revised:
        parts.append(language(mark("corrected %(n)s"), n=language.number(revised)))
    worst, n_worst = present[0] if present else (None, 0)
    text = language.listing(parts) if parts else language(mark("nothing owed"))
    return Cell(worst, text, n_worst, sum(counts), revised)


def sent(owed: Iterable[Row], facts: Facts) -> tuple[Sent, ...]:
    """Show reports that were owed, in the order given."""
    words = state_words(facts.language)
    return tuple(
        Sent(
            indicator=facts.indicators[row.indicator_id].county_link(
                facts.county_of(row.entity_id)
            ),
            entity=facts.link(row.entity_id),
            period=facts.language.period(row.period),
            due_on=facts.language.day(row.due_on),
            first_reported_on=facts.language.day(row.first_reported_on),
            state=words[row.state],
            versions=int(row.n_versions),
        )
        for row in owed
    )


def due_words(indicator: Indicator, language: Language) -> str:
    """Say when a report of an indicator is due."""
    return language.plural(
        "%(n)s day after the period ends",
        "%(n)s days after the period ends",
        int(indicator.row.due_days or 0),
    )


def due_rules(indicator_ids: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """Say when the reports of several indicators are due: once, where it is the same for all."""
    language = facts.language
    by_rule: dict[str, list[str]] = {}
    for indicator_id in sorted(set(indicator_ids)):
        indicator = facts.indicators[indicator_id]
        by_rule.setdefault(due_words(indicator, language), []).append(indicator.name)
    if len(by_rule) == 1:
        return (language(mark("Reports are due %(due)s."), due=next(iter(by_rule))),)
    return tuple(
        language(
            mark("Reports on %(names)s are due %(due)s."), names=language.listing(names), due=due
        )
        for due, names in by_rule.items()
    )


@cache
def next_period(cadence: Cadence, due_days: int, as_of: dt.date) -> tuple[dt.date, dt.date, str]:
    """Find the first period of a regular cadence whose report is due after a day.

    Returns:
        Its first day, its due day and its name.
    """
    number = int(periods.ordinal(as_of - dt.timedelta(days=due_days), cadence))
    while True:
        end = periods.last_day(number, cadence).astype(object).item()
        due = end + dt.timedelta(days=due_days)
        if due > as_of:
            start = periods.first_day(number, cadence).astype(object).item()
            return start, due, periods.period_name(number, cadence)
        number += 1


def owes_next(duties: EntityDuties | None, facts: Facts) -> tuple[Due, ...]:
    """List what an entity owes next of each indicator, the soonest first."""
    if duties is None:
        return ()
    soonest: dict[str, OwedReport] = {}
    for report in sorted((*duties.due, *duties.next), key=lambda report: report.order):
        soonest.setdefault(report.indicator_id, report)
    return tuple(
        Due(
            facts.indicators[indicator_id].county_link(duties.county_id),
            facts.language.period(report.period),
            facts.language.day(report.due_on),
            report.due_on,
        )
        for indicator_id, report in soonest.items()
    )


def last_deadlines(facts: Facts) -> dict[str, dict[str, dt.date]]:
    """Give the last deadline of the targets on each indicator, by county."""
    found: dict[str, dict[str, dt.date]] = {}
    for row in rows(facts.totals.deadlines):
        found.setdefault(row.county_id, {})[row.indicator_id] = row.deadline
    return found


def corrections(revised: Iterable[Row], facts: Facts) -> tuple[Correction, ...]:
    """Show figures that were corrected, in the order given."""
    language = facts.language
    return tuple(
        Correction(
            indicator=facts.indicators[row.indicator_id].county_link(
                facts.county_of(row.entity_id)
            ),
            entity=facts.link(row.entity_id),
            period=language.period(row.period),
            before=_figure(row.value, row.value_text, row, facts),
            after=_figure(row.new_value, row.new_value_text, row, facts),
            corrected_on=language.day(row.replaced_on),
            note=row.note or "" if facts.settings.edition != "public" else "",
        )
        for row in revised
    )


def _figure(value: float | None, text: str, row: Row, facts: Facts) -> str:
    yardstick = facts.indicators[row.indicator_id].yardstick
    if value is None and not text and row.value_qualifier == Qualifier.WITHHELD:
        return facts.language.value(None, yardstick, qualifier=Qualifier.WITHHELD.value)
    if value is None:
        return text or facts.language(mark("left blank"))
    return facts.language.value(value, yardstick)
