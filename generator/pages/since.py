"""What changed since an earlier snapshot, and why: on both editions, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.language import Yardstick
from generator.locales.words import AMENDED, EXCHANGE, EXCHANGE_ABOUT, label
from generator.model import Commitment, Exchange, Measure
from generator.pages.book import Book
from generator.pages.course import DIRECTIONS, rank
from generator.pages.facts import Indicator
from generator.pages.promises import gap_words
from generator.pages.rows import Row, group, ids, rows
from generator.pages.verdicts import OF_UNITS, StatusWord, status_words
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 300
"""Verdicts that a page lists at most."""

PATH = "changes.html"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a verdict stood on."""

    value: str
    period: str
    gap: str


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a change of verdict."""

    word: str
    what: tuple[str, ...]
    """What was amended; empty for other reasons."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One step at which a verdict changed."""

    word: str
    was: StatusWord | None
    now: StatusWord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One verdict that is another one than in the snapshot."""

    target: Link
    entity: Link
    was: StatusWord | None
    """None where there was no verdict, or the public did not see it."""
    now: StatusWord | None
    before: Figures
    after: Figures
    direction: str
    """``worse``, ``better`` or ``other``."""
    direction_word: str
    withheld: bool
    """Whether one of both verdicts is withheld from these readers."""
    strives: bool
    why: tuple[Why, ...]
    steps: tuple[Transition, ...]
    """How it changed back and forth, where it took several steps; internal edition only."""


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many verdicts changed for a reason."""

    word: str
    says: str
    n: int


@dataclass(frozen=True, slots=True)
class CountyChanged:
    """How many verdicts of one county changed."""

    county: Link
    worse: int
    better: int
    other: int


@dataclass(frozen=True, kw_only=True)
class SinceContext:
    """The variables of changes.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    snapshot: str = about("name of the snapshot that is compared with")
    day: str = about("the day that it shows")
    n: int = about("how many verdicts changed")
    n_figures: int = about("how many verdicts are the same and stand on other figures")
    reasons: tuple[ReasonCount, ...] = about("how many changed for which reason")
    read_off: bool = about("whether reasons are only read off what was published")
    counties: tuple[CountyChanged, ...] = about("the counties; empty on a county's page")
    listed: tuple[Difference, ...] = about("the verdicts that changed, the worst first")


def since_pages(book: Book) -> Iterator[Page]:
    """Make the page of the whole, where there is an earlier snapshot."""
    since = book.facts.evaluation.since
    if since is None:
        return
    found = [row for row in rows(book.facts.evaluation.differences) if row.counts_in_county]
    changed = group((row for row in found if row.changed), lambda row: row.county_id)
    counties = tuple(
        CountyChanged(
            Link(county.name, f"changes/{county.id}.html"),
            *(sum(direction_of(row) == key for row in own) for key in DIRECTIONS),
        )
        for county in book.facts.counties
        for own in [changed.get(county.id, ())]
    )
    title = book.language(mark("Changes since %(snapshot)s"), snapshot=since.name)
    yield _page("changes.md", title, book.frame(), found, counties, book)


def county_since_pages(book: Book) -> Iterator[Page]:
    """Make the page of each county, its units included, where there is an earlier snapshot."""
    since, language = book.facts.evaluation.since, book.language
    if since is None:
        return
    whole = Link(language(mark("Changes since %(snapshot)s"), snapshot=since.name), PATH)
    own = group(rows(book.facts.evaluation.differences), lambda row: row.county_id)
    for county in book.own:
        title = language(
            mark("%(name)s: changes since %(snapshot)s"), name=county.name, snapshot=since.name
        )
        frame = book.frame(county.link, whole, county_id=county.id)
        found = own.get(county.id, ())
        yield _page(f"changes/{county.id}.md", title, frame, found, (), book)


KINDS = ("worse", "other", "better")
"""Directions in the order of `rank`."""


def direction_of(row: Row) -> str:
    """Say whether a verdict got better or worse; what was withheld or came or went is neither."""
    return KINDS[rank(row.status_before or "", row.status or "", "")[0]]


def _page(
    path: str,
    title: str,
    frame: Frame,
    found: Iterable[Row],
    counties: tuple[CountyChanged, ...],
    book: Book,
) -> Page:
    language, since = book.language, book.facts.evaluation.since
    every = list(found)
    changed = sorted((row for row in every if row.changed), key=_worst_first)
    counted = Counter(reason for row in changed for reason in ids(row.reasons))
    snapshot = since.name if since else ""
    n = language.number(len(changed))
    return Page(
        path=PurePosixPath(path),
        template="changes.md.j2",
        title=title,
        description=language(
            mark("Verdicts that are others than in the snapshot %(snapshot)s, and why: %(n)s."),
            snapshot=snapshot,
            n=n,
        ),
        context=SinceContext(
            frame=frame,
            title=title,
            snapshot=snapshot,
            day=language.day(since.as_of) if since else "",
            n=len(changed),
            n_figures=len(every) - len(changed),
            reasons=tuple(
                ReasonCount(
                    label(EXCHANGE, reason, language),
                    label(EXCHANGE_ABOUT, reason, language),
                    counted[reason],
                )
                for reason in Exchange
                if counted[reason]
            ),
            read_off=any(row.read_off for row in changed),
            counties=counties,
            listed=tuple(_difference(row, book) for row in changed[:MOST_LISTED]),
        ),
    )


def _worst_first(row: Row) -> tuple[tuple[int, bool, int], str, str]:
    order = rank(row.status_before or "", row.status or "", row.commitment)
    return order, row.target_id, row.entity_id


def _difference(row: Row, book: Book) -> Difference:
    facts, language = book.facts, book.language
    words = status_words(language)
    known = row.target_id in facts.targets
    page = f"plans/{row.plan_id}.html#t-{row.target_id}" if known else ""
    entity = facts.entities.get(row.entity_id)
    kind = direction_of(row)
    reasons = ids(row.reasons)
    what = tuple(label(AMENDED, name, language) for name in ids(row.amended))
    steps = tuple(_transition(step, book) for step in ids(row.steps))
    return Difference(
        target=Link(row.title, page),
        entity=entity.link if entity else Link(row.entity),
        was=words.get(row.status_before),
        now=words.get(row.status),
        before=_figures(row, row.value_before, row.period_before, row.pace_gap_before, book),
        after=_figures(row, row.value, row.period, row.pace_gap, book),
        direction=kind,
        direction_word=language(DIRECTIONS[kind]),
        withheld=Exchange.WITHHELD in reasons,
        strives=row.commitment == Commitment.STRIVE,
        why=tuple(
            Why(label(EXCHANGE, reason, language), what if reason == Exchange.AMENDED else ())
            for reason in reasons
        ),
        steps=steps if len(steps) > 1 else (),
    )


def _transition(step: str, book: Book) -> Transition:
    reason, _, moved = step.partition(":")
    was, _, now = moved.partition(">")
    words = status_words(book.language)
    return Transition(label(EXCHANGE, reason, book.language), words.get(was), words.get(now))


def yardstick_of(row: Row, indicators: Mapping[str, Indicator]) -> Yardstick | None:
    """Say how the figures of a verdict are written; None where its indicator is not known."""
    if row.is_each_summary or row.measure == Measure.SHARE_MET:
        return OF_UNITS
    indicator = indicators.get(row.indicator_id)
    return indicator.yardstick if indicator else None


def _figures(row: Row, value: float | None, period: str, gap: float | None, book: Book) -> Figures:
    language = book.language
    yardstick = yardstick_of(row, book.facts.indicators)
    words = language.value(value, yardstick) if value is not None and yardstick else ""
    return Figures(words, language.period(period) if period else "", gap_words(gap, None, language))
