"""The review queue of the internal edition: what needs a person's decision, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from generator.locales import mark
from generator.model import ReportState
from generator.pages.actions import ActionLine
from generator.pages.attention import worst_first
from generator.pages.book import Book
from generator.pages.facts import Entity
from generator.pages.findings import contradictions, jumps
from generator.pages.reports import Correction, Sent, corrections, sent
from generator.pages.rows import Row, group, rows
from generator.pages.verdicts import Verdict
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 200
"""Lines of each kind that a page lists at most."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One figure that was reported and that the units add up to differently."""

    indicator: Link
    entity: Link
    period: str
    reported: str
    computed: str
    difference: str
    source: str
    """File, sheet and row of the reported one."""


@dataclass(frozen=True, slots=True)
class Jump:
    """One figure far from its own past."""

    indicator: Link
    entity: Link
    period: str
    value: str
    judged: str
    """What was compared: what the period added, for running totals."""
    low: str
    high: str
    """The least and the largest of the earlier ones."""
    source: str


@dataclass(frozen=True, slots=True)
class CountyQueue:
    """What one county has to decide."""

    county: Link
    reds: int
    missing: int
    corrected: int
    overdue: int


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


@dataclass(frozen=True, kw_only=True)
class ReviewContext:
    """The variables of review.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    counties: tuple[CountyQueue, ...] = about("the counties; empty on a county's page")
    queue: Queue | None = about("what the county has to look at; none for the whole")


def review_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the page that leads to each county's queue; in the internal edition only."""
    if not book.facts.is_traced:
        return
    overdue = _overdue(lines)
    counties = tuple(_county(county, len(overdue.get(county.id, ())), book) for county in book.own)
    yield _page("review.md", _title(book), book.frame(), counties, None, book)


def county_review_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the queue of each county; in the internal edition only."""
    if not book.facts.is_traced:
        return
    whole, overdue = Link(_title(book), "review.html"), _overdue(lines)
    at_odds = group(rows(contradictions(book.facts.evaluation)), partial(_home, book=book))
    far_off = group(rows(jumps(book.facts.evaluation)), partial(_home, book=book))
    for county in book.own:
        queue = _queue(
            county,
            at_odds.get(county.id, ()),
            far_off.get(county.id, ()),
            overdue.get(county.id, ()),
            book,
        )
        title = book.language(mark("%(name)s: to be decided"), name=county.name)
        frame = book.frame(county.link, whole, county_id=county.id)
        yield _page(f"review/{county.id}.md", title, frame, (), queue, book)


def _title(book: Book) -> str:
    return book.language(mark("To be decided"))


def _overdue(lines: tuple[ActionLine, ...]) -> dict[str, tuple[ActionLine, ...]]:
    late = (line for line in lines if line.state == "overdue")
    return group(late, lambda line: line.county_id)


def _home(row: Row, book: Book) -> str:
    return book.facts.county_of(row.entity_id)


def _county(county: Entity, n_overdue: int, book: Book) -> CountyQueue:
    found = book.reported(county.id, ReportState.MISSING, "n_corrected")
    reds = book.tallies.get((county.id, "must_should"))
    return CountyQueue(
        Link(county.name, f"review/{county.id}.html"),
        reds.reds if reds else 0,
        found[ReportState.MISSING],
        found["n_corrected"],
        n_overdue,
    )


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
    facts, language = book.facts, book.language
    indicator = facts.indicators[row.indicator_id]
    values = (row.reported_value, row.computed_value, row.difference)
    reported, computed, difference = (
        language.value(value, indicator.yardstick) for value in values
    )
    return Contradiction(
        indicator.county_link(facts.county_of(row.entity_id)),
        facts.link(row.entity_id),
        language.period(row.period),
        reported,
        computed,
        difference,
        facts.source(row.file, row.sheet, row.row),
    )


def _jump(row: Row, book: Book) -> Jump:
    facts, language = book.facts, book.language
    indicator = facts.indicators[row.indicator_id]
    values = (row.value, row.added, row.earlier_low, row.earlier_high)
    value, added, low, high = (language.value(one, indicator.yardstick) for one in values)
    return Jump(
        indicator.county_link(facts.county_of(row.entity_id)),
        facts.link(row.entity_id),
        language.period(row.period),
        value,
        added,
        low,
        high,
        facts.source(row.file, row.sheet, row.row),
    )


def _page(
    path: str,
    title: str,
    frame: Frame,
    counties: tuple[CountyQueue, ...],
    queue: Queue | None,
    book: Book,
) -> Page:
    return Page(
        path=PurePosixPath(path),
        template="review.md.j2",
        title=title,
        description=book.language(
            mark("%(title)s: what is at odds, unusual, missing, corrected or overdue."), title=title
        ),
        context=ReviewContext(frame=frame, title=title, counties=counties, queue=queue),
    )
