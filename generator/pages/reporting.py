"""Who reported, late, not at all, and what was corrected: units × months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.model import ReportState
from generator.pages.book import Book
from generator.pages.reports import (
    Calendar,
    Correction,
    ReportCount,
    Sent,
    StateWord,
    calendar,
    corrections,
    report_counts,
    sent,
    state_words,
)
from generator.pages.rows import Row
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 200
"""How many missing reports and corrections a page lists at most, the newest ones."""


@dataclass(frozen=True, slots=True)
class CountyReports:
    """How a county reports."""

    county: Link
    counts: tuple[ReportCount, ...]
    in_time: str
    """Share of the reports that were due and came in time."""


@dataclass(frozen=True, kw_only=True)
class ReportingContext:
    """The variables of reporting.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    says: str = about("the state of reporting as one sentence")
    states: tuple[StateWord, ...] = about("what can become of a report, for the legend")
    counts: tuple[ReportCount, ...] = about("reports by what became of them")
    counties: tuple[CountyReports, ...] = about("the counties; empty on a county's page")
    calendar: Calendar = about("units by month; without rows on the page of the whole")
    missing: tuple[Sent, ...] = about("reports that are missing, newest period first")
    n_missing: int = about("how many are missing")
    corrections: tuple[Correction, ...] = about("figures that were corrected, newest first")
    n_corrections: int = about("how many were corrected")


def reporting_pages(book: Book) -> Iterator[Page]:
    """Make the reporting page of the whole and one for each county."""
    language = book.language
    title = language(mark("Reporting"))
    owed = {county.id: _owed(book.members(county.id), book) for county in book.facts.counties}
    counties = tuple(_county_reports(name, rows, book) for name, rows in owed.items())
    everything = [row for rows in owed.values() for row in rows]
    everyone = [name for county_id in owed for name in book.members(county_id)]
    yield _page("reporting.md", title, book.frame(), everything, everyone, counties, book)
    whole = Link(title, "reporting.html")
    for county in book.facts.counties:
        yield _page(
            f"reporting/{county.id}.md",
            language(mark("%(name)s: reporting"), name=county.name),
            book.frame(county.link, whole, county_id=county.id),
            owed[county.id],
            book.members(county.id),
            (),
            book,
        )


def _owed(entity_ids: Sequence[str], book: Book) -> list[Row]:
    return [row for entity_id in entity_ids for row in book.facts.reported.of(entity_id)]


def _county_reports(county_id: str, owed: list[Row], book: Book) -> CountyReports:
    county = book.facts.entities[county_id]
    link = Link(county.name, f"reporting/{county_id}.html")
    return CountyReports(
        link, report_counts(owed, book.language), book.language.percent(_in_time(owed))
    )


def _in_time(owed: Sequence[Row]) -> float | None:
    due = [
        row
        for row in owed
        if row.state in (ReportState.IN_TIME, ReportState.LATE, ReportState.MISSING)
    ]
    return sum(row.state == ReportState.IN_TIME for row in due) / len(due) if due else None


def _says(owed: Sequence[Row], book: Book) -> str:
    language = book.language
    found = {count.state.key: count.n for count in report_counts(owed, language)}
    settled = (ReportState.IN_TIME, ReportState.LATE, ReportState.MISSING)
    n_due = sum(found.get(state, 0) for state in settled)
    if not n_due:
        return language(mark("No reports were due by this day."))
    return language(
        mark(
            "Reports due: %(due)s; in time: %(in_time)s (%(share)s); late: %(late)s;"
            " missing: %(missing)s."
        ),
        due=language.number(n_due),
        in_time=language.number(found.get(ReportState.IN_TIME, 0)),
        share=language.percent(_in_time(owed)),
        late=language.number(found.get(ReportState.LATE, 0)),
        missing=language.number(found.get(ReportState.MISSING, 0)),
    )


def _page(
    path: str,
    title: str,
    frame: Frame,
    owed: list[Row],
    entity_ids: Sequence[str],
    counties: tuple[CountyReports, ...],
    book: Book,
) -> Page:
    facts, language = book.facts, book.language
    missing = [row for row in owed if row.state == ReportState.MISSING]
    missing.sort(key=lambda row: (-row.period_end.toordinal(), row.entity_id, row.indicator_id))
    revised = [row for name in entity_ids for row in facts.revisions.get(name, ())]
    revised.sort(key=lambda row: -row.replaced_on.toordinal())
    says = _says(owed, book)
    return Page(
        path=PurePosixPath(path),
        template="reporting.md.j2",
        title=title,
        description=says,
        context=ReportingContext(
            frame=frame,
            title=title,
            says=says,
            states=tuple(state_words(language).values()),
            counts=report_counts(owed, language),
            counties=counties,
            calendar=calendar([] if counties else entity_ids, facts),
            missing=sent(missing[:MOST_LISTED], facts),
            n_missing=len(missing),
            corrections=corrections(revised[:MOST_LISTED], facts),
            n_corrections=len(revised),
        ),
    )
