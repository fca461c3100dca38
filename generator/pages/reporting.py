"""Who reported, late, not at all, and what was corrected: units × months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.model import ReportState
from generator.pages.book import Book
from generator.pages.facts import Entity
from generator.pages.reminders import EntityDuties, reminder
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
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 200
"""How many missing reports and corrections a page lists at most, the newest ones."""

MISSING = ReportState.MISSING


@dataclass(frozen=True, slots=True)
class CountyReports:
    """How a county reports."""

    county: Link
    counts: tuple[ReportCount, ...]
    in_time: str
    """Share of the reports that were due and came in time."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What one entity owes on this day."""

    entity: Link
    n_missing: int
    missing_since: str
    """The first day on which something was overdue; empty where nothing is missing."""
    n_due: int
    n_late: int
    """Reports that came late, in the last month."""
    next_due: str
    """The next day on which something is due, today counted; a dash where nothing is."""
    n_next: int
    """How many reports are due on it."""
    reminder: tuple[str, ...]
    """The lines of a letter, in the internal edition, where something is missing or due."""


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
    duties: tuple[DutyLine, ...] = about("what each unit owes, worst first; empty for the whole")
    missing: tuple[Sent, ...] = about("reports that are missing, newest period first")
    n_missing: int = about("how many are missing")
    corrections: tuple[Correction, ...] = about("figures that were corrected, newest first")
    n_corrections: int = about("how many were corrected")


def reporting_pages(book: Book) -> Iterator[Page]:
    """Make the reporting page of the whole."""
    counties = tuple(_county_reports(county, book) for county in book.own)
    yield _page("reporting.md", _title(book), book.frame(), "", counties, book)


def county_reporting_pages(book: Book) -> Iterator[Page]:
    """Make the reporting page of each county."""
    whole = Link(_title(book), "reporting.html")
    for county in book.own:
        yield _page(
            f"reporting/{county.id}.md",
            book.language(mark("%(name)s: reporting"), name=county.name),
            book.frame(county.link, whole, county_id=county.id),
            county.id,
            (),
            book,
        )


def _title(book: Book) -> str:
    return book.language(mark("Reporting"))


def _county_reports(county: Entity, book: Book) -> CountyReports:
    found = book.reported(county.id, *ReportState)
    return CountyReports(
        Link(county.name, f"reporting/{county.id}.html"),
        report_counts(found, book.language),
        book.language.percent(_in_time(found)),
    )


def _n_due(found: Mapping[str, int]) -> int:
    return sum(found[state] for state in (ReportState.IN_TIME, ReportState.LATE, MISSING))


def _in_time(found: Mapping[str, int]) -> float | None:
    n_due = _n_due(found)
    return found[ReportState.IN_TIME] / n_due if n_due else None


def _says(found: Mapping[str, int], book: Book) -> str:
    language = book.language
    n_due = _n_due(found)
    if not n_due:
        return language(mark("No reports were due by this day."))
    return language(
        mark(
            "Reports due: %(due)s; in time: %(in_time)s (%(share)s); late: %(late)s;"
            " missing: %(missing)s."
        ),
        due=language.number(n_due),
        in_time=language.number(found[ReportState.IN_TIME]),
        share=language.percent(_in_time(found)),
        late=language.number(found[ReportState.LATE]),
        missing=language.number(found[MISSING]),
    )


def _duty_lines(entity_ids: Iterable[str], book: Book) -> tuple[DutyLine, ...]:
    own = set(entity_ids)
    return tuple(_duty_line(one, book) for one in book.duties.values() if one.entity_id in own)


def _duty_line(one: EntityDuties, book: Book) -> DutyLine:
    language = book.language
    letter = reminder(one, book.named) if book.facts.is_traced else ""
    return DutyLine(
        book.facts.link(one.entity_id),
        n_missing=len(one.missing),
        missing_since=language.day(one.missing_since) if one.missing_since else "",
        n_due=len(one.due),
        n_late=len(one.late),
        next_due=language.day(one.next_due_on),
        n_next=one.n_next,
        reminder=tuple(letter.splitlines()),
    )


def _page(
    path: str,
    title: str,
    frame: Frame,
    county_id: str,
    counties: tuple[CountyReports, ...],
    book: Book,
) -> Page:
    facts, language = book.facts, book.language
    of_whom = [county_id] if county_id else [county.id for county in book.own]
    entity_ids = [name for county_id in of_whom for name in book.members(county_id)]
    found = book.reported(county_id, *ReportState, "n_revisions")
    missing = [row for name in entity_ids for row in facts.missing.of(name)]
    missing.sort(key=lambda row: (-row.period_end.toordinal(), row.entity_id, row.indicator_id))
    revised = [row for name in entity_ids for row in facts.revisions.get(name, ())]
    revised.sort(key=lambda row: -row.replaced_on.toordinal())
    says = _says(found, book)
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
            counts=report_counts(found, language),
            counties=counties,
            calendar=calendar(county_id, entity_ids if county_id else (), facts),
            duties=_duty_lines(entity_ids if county_id else (), book),
            missing=sent(missing[:MOST_LISTED], facts),
            n_missing=found[MISSING],
            corrections=corrections(revised[:MOST_LISTED], facts),
            n_corrections=found["n_revisions"],
        ),
    )
