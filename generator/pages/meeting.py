"""The meeting pack of a county: what a review meeting has to decide, to be printed and written on.

In the internal edition only. It holds what the review queue holds, arranged by who has to answer,
with room for what the meeting decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.pages.actions import ActionLine
from generator.pages.attention import worst_first
from generator.pages.book import Book
from generator.pages.course import Changes, changes
from generator.pages.facts import Entity
from generator.pages.queue import Finding, Queue
from generator.pages.reports import Sent
from generator.pages.review import pack_link
from generator.pages.rows import group
from generator.pages.tallies import Tally, tally
from generator.pages.verdicts import Verdict
from generator.schema.page import Frame, Link, Page, about

MOST_CHANGED = 20
"""How many changed verdicts of each kind are listed."""


@dataclass(frozen=True, slots=True)
class Question:
    """A figure that the meeting settles."""

    about: Finding
    asks: str
    """What is at odds, as one sentence."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What one unit, or several together, answers for."""

    units: tuple[Link, ...]
    verdicts: tuple[Verdict, ...]
    """Behind or missed, the worst first."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Reports that one entity owes."""

    entity: Link
    reports: tuple[Sent, ...]
    """The newest period first."""


@dataclass(frozen=True, kw_only=True)
class MeetingContext:
    """The variables of meeting.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    firm: Tally = about("headline, must and should")
    strive: Tally = about("headline, strive")
    questions: tuple[Question, ...] = about("figures to settle: at odds first, then unusual ones")
    n_questions: int = about("how many figures are to be settled")
    provisional: tuple[Verdict, ...] = about("verdicts that could flip, the worst first")
    n_provisional: int = about("how many verdicts could flip")
    answering: tuple[Answering, ...] = about("reds by the units that lead, the most reds first")
    n_reds: int = about("how many are behind or missed")
    silent: tuple[Silent, ...] = about("missing reports by entity, the most first")
    n_missing: int = about("how many reports are missing")
    overdue: tuple[ActionLine, ...] = about("actions that are overdue")
    changes: Changes | None = about("verdicts that changed since the month before, worst first")


def county_meeting_pages(book: Book, found: Mapping[str, Queue]) -> Iterator[Page]:
    """Make the meeting pack of each county that has a queue."""
    for county in book.own:
        if county.id in found:
            yield _page(county, found[county.id], book)


def _page(county: Entity, queue: Queue, book: Book) -> Page:
    language, facts = book.language, book.facts
    verdicts = book.verdicts.by_county.get(county.id, ())
    reds = sorted((item for item in verdicts if item.is_red), key=worst_first)
    firm = tally(book.tallies, county.id, "must_should", facts)
    title = language(mark("%(name)s: meeting pack"), name=county.name)
    queue_page = Link(language(mark("To be decided")), f"review/{county.id}.html")
    return Page(
        path=PurePosixPath(pack_link(county, book).path).with_suffix(".md"),
        template="meeting.md.j2",
        title=title,
        description=language(
            mark(
                "%(title)s: figures to settle, promises behind, missing reports, overdue actions."
            ),
            title=title,
        ),
        context=MeetingContext(
            frame=book.frame(county.link, queue_page, county_id=county.id),
            title=title,
            firm=firm,
            strive=tally(book.tallies, county.id, "strive", facts),
            questions=_questions(queue, book),
            n_questions=queue.n_contradictions + queue.n_jumps,
            provisional=queue.provisional,
            n_provisional=queue.n_provisional,
            answering=_answering(reds),
            n_reds=len(reds),
            silent=_silent(queue.missing),
            n_missing=queue.n_missing,
            overdue=queue.overdue,
            changes=changes(verdicts, book, MOST_CHANGED),
        ),
    )


def _questions(queue: Queue, book: Book) -> tuple[Question, ...]:
    language = book.language
    at_odds = [
        Question(
            item.about,
            language(
                mark("Reported %(reported)s; the units add up to %(computed)s. Which one stands?"),
                reported=item.reported,
                computed=item.computed,
            ),
        )
        for item in queue.contradictions
    ]
    unusual = [
        Question(
            item.about,
            language(
                mark("%(judged)s, before that %(low)s to %(high)s. Is it right, and why?"),
                judged=item.judged,
                low=item.low,
                high=item.high,
            ),
        )
        for item in queue.jumps
    ]
    return (*at_odds, *unusual)


def _answering(reds: Iterable[Verdict]) -> tuple[Answering, ...]:
    """Put reds under the units that lead them; without any, under whom they are about."""
    by_units = group(reds, lambda item: item.leads or (item.entity,))
    found = [Answering(units, verdicts) for units, verdicts in by_units.items()]
    return tuple(sorted(found, key=lambda part: -len(part.verdicts)))


def _silent(missing: Iterable[Sent]) -> tuple[Silent, ...]:
    by_entity = group(missing, lambda item: item.entity)
    found = [Silent(entity, reports) for entity, reports in by_entity.items()]
    return tuple(sorted(found, key=lambda part: -len(part.reports)))
