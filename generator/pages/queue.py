"""What a county has to decide: figures at odds or unusual, verdicts that could flip, what is late.

Both the review queue and the meeting pack are made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from generator.model import ReportState
from generator.pages.actions import ActionLine
from generator.pages.attention import worst_first
from generator.pages.book import Book
from generator.pages.facts import Entity
from generator.pages.findings import contradictions, jumps
from generator.pages.reports import Correction, Sent, corrections, sent
from generator.pages.rows import Row, group, rows
from generator.pages.verdicts import Verdict
from generator.schema.page import Link

MOST_LISTED = 200
"""Lines of each kind that a page lists at most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that a person has to look at."""

    indicator: Link
    entity: Link
    period: str
    source: str
    """File, sheet and row of the figure."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One figure that was reported and that the units add up to differently."""

    about: Finding
    reported: str
    computed: str
    difference: str


@dataclass(frozen=True, slots=True)
class Jump:
    """One figure far from its own past."""

    about: Finding
    value: str
    judged: str
    """What was compared: what the period added, for running totals."""
    low: str
    high: str
    """The least and the largest of the earlier ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What a county has to look at; of each kind the first few, and how many there are."""

    contradictions: tuple[Contradiction, ...]
    """The newest period first."""
    n_contradictions: int
    jumps: tuple[Jump, ...]
    """The furthest first."""
    n_jumps: int
    provisional: tuple[Verdict, ...]
    """Verdicts that could flip, the worst first."""
    n_provisional: int
    missing: tuple[Sent, ...]
    """The newest period first."""
    n_missing: int
    n_late: int
    corrections: tuple[Correction, ...]
    """Of the last month, the newest first."""
    n_corrections: int
    overdue: tuple[ActionLine, ...]


def overdue_actions(lines: Iterable[ActionLine]) -> dict[str, tuple[ActionLine, ...]]:
    """Give the actions that are overdue, by county."""
    return group((line for line in lines if line.state == "overdue"), lambda line: line.county_id)


def queues(book: Book, lines: Iterable[ActionLine]) -> Mapping[str, Queue]:
    """Give what each of the book's own counties has to look at, by county."""
    overdue, home = overdue_actions(lines), partial(_home, book=book)
    at_odds = group(rows(contradictions(book.facts.evaluation)), home)
    far_off = group(rows(jumps(book.facts.evaluation)), home)
    return {
        county.id: _queue(
            county,
            at_odds.get(county.id, ()),
            far_off.get(county.id, ()),
            overdue.get(county.id, ()),
            book,
        )
        for county in book.own
    }


def _home(row: Row, book: Book) -> str:
    return book.facts.county_of(row.entity_id)


def _queue(
    county: Entity,
    at_odds: tuple[Row, ...],
    far_off: tuple[Row, ...],
    overdue: tuple[ActionLine, ...],
    book: Book,
) -> Queue:
    facts = book.facts
    members = book.members(county.id)
    verdicts = [item for name in members for item in book.verdicts.by_entity.get(name, ())]
    provisional = sorted(
        (item for item in verdicts if item.provisional),
        key=lambda item: (not item.is_red, worst_first(item) if item.is_red else ()),
    )
    missing = [row for name in members for row in facts.missing.of(name)]
    missing.sort(key=lambda row: (-row.period_end.toordinal(), row.entity_id, row.indicator_id))
    revised = [
        row
        for name in members
        for row in facts.revisions.get(name, ())
        if row.replaced_on > book.since
    ]
    revised.sort(key=lambda row: -row.replaced_on.toordinal())
    return Queue(
        contradictions=tuple(_contradiction(row, book) for row in at_odds[:MOST_LISTED]),
        n_contradictions=len(at_odds),
        jumps=tuple(_jump(row, book) for row in far_off[:MOST_LISTED]),
        n_jumps=len(far_off),
        provisional=tuple(provisional[:MOST_LISTED]),
        n_provisional=len(provisional),
        missing=sent(missing[:MOST_LISTED], facts),
        n_missing=len(missing),
        n_late=sum(facts.sent.get(name, {}).get(ReportState.LATE, 0) for name in members),
        corrections=corrections(revised[:MOST_LISTED], facts),
        n_corrections=len(revised),
        overdue=overdue,
    )


def _contradiction(row: Row, book: Book) -> Contradiction:
    figures = (row.reported_value, row.computed_value, row.difference)
    return Contradiction(_finding(row, book), *_written(figures, row, book))


def _jump(row: Row, book: Book) -> Jump:
    figures = (row.value, row.added, row.earlier_low, row.earlier_high)
    return Jump(_finding(row, book), *_written(figures, row, book))


def _finding(row: Row, book: Book) -> Finding:
    facts = book.facts
    return Finding(
        facts.indicators[row.indicator_id].county_link(_home(row, book)),
        facts.link(row.entity_id),
        book.language.period(row.period),
        facts.source(row.file, row.sheet, row.row),
    )


def _written(figures: Iterable[float], row: Row, book: Book) -> Iterator[str]:
    """Write figures in the unit of measure of a row's indicator."""
    yardstick = book.facts.indicators[row.indicator_id].yardstick
    return (book.language.value(figure, yardstick) for figure in figures)
