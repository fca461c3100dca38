"""The review queue of the internal edition: what needs a person's decision, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.model import ReportState
from generator.pages.actions import ActionLine
from generator.pages.book import Book
from generator.pages.facts import Entity
from generator.pages.queue import Queue, overdue_actions
from generator.schema.page import Frame, Link, Page, about


@dataclass(frozen=True, slots=True)
class CountyQueue:
    """What one county has to decide."""

    county: Link
    reds: int
    missing: int
    corrected: int
    overdue: int
    pack: Link
    """Its meeting pack."""


@dataclass(frozen=True, kw_only=True)
class ReviewContext:
    """The variables of review.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    counties: tuple[CountyQueue, ...] = about("the counties; empty on a county's page")
    queue: Queue | None = about("what the county has to look at; none for the whole")
    pack: Link | None = about("the county's meeting pack; none for the whole")


def review_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the page that leads to each county's queue; in the internal edition only."""
    if not book.facts.is_traced:
        return
    overdue = overdue_actions(lines)
    counties = tuple(_county(county, len(overdue.get(county.id, ())), book) for county in book.own)
    context = ReviewContext(
        frame=book.frame(), title=_title(book), counties=counties, queue=None, pack=None
    )
    yield _page("review.md", context, book)


def county_review_pages(book: Book, found: Mapping[str, Queue]) -> Iterator[Page]:
    """Make the page of each county's queue."""
    whole = Link(_title(book), "review.html")
    for county in book.own:
        if county.id in found:
            context = ReviewContext(
                frame=book.frame(county.link, whole, county_id=county.id),
                title=book.language(mark("%(name)s: to be decided"), name=county.name),
                counties=(),
                queue=found[county.id],
                pack=pack_link(county, book),
            )
            yield _page(f"review/{county.id}.md", context, book)


def pack_link(county: Entity, book: Book) -> Link:
    """Give the meeting pack of a county."""
    return Link(book.language(mark("Meeting pack")), f"meeting/{county.id}.html")


def _title(book: Book) -> str:
    return book.language(mark("To be decided"))


def _county(county: Entity, n_overdue: int, book: Book) -> CountyQueue:
    found = book.reported(county.id, ReportState.MISSING, "n_corrected")
    reds = book.tallies.get((county.id, "must_should"))
    return CountyQueue(
        Link(county.name, f"review/{county.id}.html"),
        reds.reds if reds else 0,
        found[ReportState.MISSING],
        found["n_corrected"],
        n_overdue,
        pack_link(county, book),
    )


def _page(path: str, context: ReviewContext, book: Book) -> Page:
    return Page(
        path=PurePosixPath(path),
        template="review.md.j2",
        title=context.title,
        description=book.language(
            mark("%(title)s: what is at odds, unusual, missing, corrected or overdue."),
            title=context.title,
        ),
        context=context,
    )
