"""The home page: the state of the whole, the counties side by side, what needs attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.pages.actions import ActionLine
from generator.pages.attention import Attention, attention
from generator.pages.book import Book
from generator.pages.course import Changes, CoursePoint, changes, course_of
from generator.pages.figures import status_chart
from generator.pages.rows import group
from generator.pages.tallies import Tally, by_region, tally, total
from generator.pages.verdicts import StatusWord, status_words
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 12
"""How many of each kind the home page lists under what needs attention."""


@dataclass(frozen=True, slots=True)
class CountyLine:
    """One county in the table of counties."""

    county: Link
    firm: Tally
    strive: Tally
    overdue_actions: int


@dataclass(frozen=True, slots=True)
class Region:
    """The counties of one prefecture."""

    name: str
    """Province and prefecture; empty where none is given."""
    anchor: str
    firm: Tally
    strive: Tally
    counties: tuple[CountyLine, ...]
    overdue_actions: int


@dataclass(frozen=True, kw_only=True)
class HomeContext:
    """The variables of home.md.j2."""

    frame: Frame = about("what every page says about its data")
    statuses: tuple[StatusWord, ...] = about("all statuses, in the order of pages")
    firm: Tally = about("headline of the whole, must and should")
    strive: Tally = about("headline of the whole, strive")
    n_counties: int = about("how many counties there are")
    chart: Chart | None = about("targets by status")
    regions: tuple[Region, ...] = about("counties by province and prefecture")
    jumps: tuple[Link, ...] = about("prefectures with their places on the page; none for one")
    attention: Attention = about("what needs attention, the worst of each kind")
    changes: Changes | None = about("verdicts that changed since the month before, worst first")
    course: tuple[CoursePoint, ...] = about("the headline month by month, the newest first")


def home_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make the home page."""
    facts = book.facts
    regions = _regions(book, lines)
    jumps = tuple(Link(region.name, region.anchor) for region in regions)
    counted = [item for item in book.verdicts.every if item.counts_in_county]
    yield Page(
        path=PurePosixPath("index.md"),
        template="home.md.j2",
        title=facts.settings.title,
        description=book.firm.says,
        context=HomeContext(
            frame=book.frame(home=True),
            statuses=tuple(status_words(book.language).values()),
            firm=book.firm,
            strive=book.strive,
            n_counties=len(facts.counties),
            chart=status_chart(facts.settings.title, book.firm, book.strive, facts),
            regions=regions,
            jumps=jumps if len(jumps) > 1 else (),
            attention=attention(counted, lines, MOST_LISTED),
            changes=changes(counted, book, MOST_LISTED),
            course=course_of((county.id for county in facts.counties), book),
        ),
    )


def _regions(book: Book, lines: tuple[ActionLine, ...]) -> tuple[Region, ...]:
    overdue = group((line for line in lines if line.state == "overdue"), _county_of)
    found = []
    for number, (region, county_ids) in enumerate(by_region(book.facts).items(), start=1):
        counties = tuple(
            CountyLine(
                book.facts.link(county_id),
                tally(book.tallies, county_id, "must_should", book.facts),
                tally(book.tallies, county_id, "strive", book.facts),
                len(overdue.get(county_id, ())),
            )
            for county_id in county_ids
        )
        found.append(
            Region(
                " ".join(part for part in region if part),
                f"r-{number}",
                total([line.firm for line in counties], "must_should", book.language),
                total([line.strive for line in counties], "strive", book.language),
                counties,
                sum(line.overdue_actions for line in counties),
            )
        )
    return tuple(found)


def _county_of(item: object) -> str:
    return str(item.county_id)  # type: ignore[attr-defined]
