"""Pages: what each shows, from one evaluation; the words are composed here, rendered later."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

import pandas as pd

from generator.model import Evaluation
from generator.pages.actions import (
    ActionsContext,
    action_lines,
    actions_pages,
    county_actions_pages,
)
from generator.pages.book import Book, open_book
from generator.pages.county import CountyContext, county_pages
from generator.pages.data import DataContext, data_pages
from generator.pages.glossary import SCRIPT, GlossaryContext, glossary_pages, glossary_script
from generator.pages.home import HomeContext, home_pages
from generator.pages.indicator import (
    IndicatorContext,
    county_indicator_pages,
    indicator_pages,
)
from generator.pages.meeting import MeetingContext, county_meeting_pages
from generator.pages.method import MethodContext, method_pages
from generator.pages.plan import PlanContext, plan_pages
from generator.pages.queue import queues
from generator.pages.reporting import (
    ReportingContext,
    county_reporting_pages,
    reporting_pages,
)
from generator.pages.review import ReviewContext, county_review_pages, review_pages
from generator.pages.since import SinceContext, county_since_pages, since_pages
from generator.pages.snapshots import SnapshotsContext, snapshots_pages
from generator.pages.totals import Totals, totals_of
from generator.pages.totals import joined as joined_totals
from generator.pages.unit import UnitContext, unit_pages
from generator.pages.withheld import WithheldContext, county_withheld_pages, withheld_pages
from generator.schema.page import Page
from generator.settings import Settings

__all__ = [
    "CONTEXTS",
    "Book",
    "Page",
    "Totals",
    "all_pages",
    "joined_totals",
    "open_book",
    "page_scripts",
    "pages_of",
    "pages_of_counties",
    "pages_of_whole",
    "snapshots_pages",
    "totals_of",
    "verdict_words",
]

CONTEXTS = {
    "home.md.j2": HomeContext,
    "county.md.j2": CountyContext,
    "unit.md.j2": UnitContext,
    "indicator.md.j2": IndicatorContext,
    "plan.md.j2": PlanContext,
    "reporting.md.j2": ReportingContext,
    "actions.md.j2": ActionsContext,
    "method.md.j2": MethodContext,
    "glossary.md.j2": GlossaryContext,
    "data.md.j2": DataContext,
    "review.md.j2": ReviewContext,
    "meeting.md.j2": MeetingContext,
    "withheld.md.j2": WithheldContext,
    "changes.md.j2": SinceContext,
    "snapshots.md.j2": SnapshotsContext,
}
"""The class that names a template's variables, by template."""


def all_pages(evaluation: Evaluation, settings: Settings, locale: str) -> Iterator[Page]:
    """Make every page of a site in one language.

    Args:
        evaluation: What the edition may show; whatever is in it may be shown.
        locale: One of `generator.locales.LOCALES`.
    """
    yield from pages_of(open_book(evaluation, settings, locale))


def pages_of(book: Book, withheld: pd.DataFrame | None = None) -> Iterator[Page]:
    """Make every page from lookups that are open already, of a site without snapshots."""
    yield from pages_of_whole(book, withheld)
    yield from snapshots_pages(book, (), "", "./", frozen=False)
    yield from pages_of_counties(book)


def pages_of_whole(book: Book, withheld: pd.DataFrame | None = None) -> Iterator[Page]:
    """Make the pages that speak of all counties; the book needs little more than their totals.

    Args:
        withheld: For the internal edition, what `generator.audience.withheld_rows` found.
    """
    lines = action_lines(book)
    yield from home_pages(book, lines)
    yield from indicator_pages(book)
    yield from reporting_pages(book)
    yield from actions_pages(book, lines)
    yield from method_pages(book)
    yield from glossary_pages(book)
    yield from data_pages(book)
    yield from review_pages(book, lines)
    yield from since_pages(book)
    yield from withheld_pages(book, withheld)


def pages_of_counties(
    book: Book, but: Collection[str] = (), withheld: pd.DataFrame | None = None
) -> Iterator[Page]:
    """Make the pages of the book's own counties, without those of units whose path is named.

    Args:
        withheld: For the internal edition, the figures of persons that the public does not see
            (`generator.pipeline.protecting.small_numbers`).
    """
    lines = action_lines(book)
    yield from county_pages(book, lines)
    yield from unit_pages(book, lines, but)
    yield from county_indicator_pages(book)
    yield from plan_pages(book)
    yield from county_reporting_pages(book)
    yield from county_actions_pages(book, lines)
    yield from county_since_pages(book)
    if book.facts.is_traced:
        found = queues(book, lines)
        yield from county_review_pages(book, found)
        yield from county_meeting_pages(book, found)
    yield from county_withheld_pages(book, withheld)


def page_scripts(book: Book) -> dict[PurePosixPath, str]:
    """Write what scripts of the pages load when a reader first asks for it, by path."""
    return {SCRIPT: glossary_script(book)}


VERDICT_WORDS = (
    *("target_id", "entity_id", "county_id", "status", "status_word", "commitment_code"),
    *("commitment", "counts", "county", "entity", "title", "plan", "clause", "condition"),
    *("value", "period", "gap", "needed", "unit_of_measure", "leads", "deadline", "sentence"),
)
"""The columns of `verdict_words`, there even when no target is."""


def verdict_words(book: Book) -> pd.DataFrame:
    """Put the words of all verdicts into a table, for downloads.

    Rows:
        One a verdict, in the order of the plans.

    Columns:
        target_id, entity_id, county_id, status, status_word, commitment_code, commitment,
        counts (in the county's headline, or of a unit), county, entity, title, plan, clause,
        condition, value, period, gap, needed, unit_of_measure, leads, deadline, sentence.

    Units:
        gap in percentage points, positive is behind; needed in the unit of measure a month.
    """
    language, facts = book.language, book.facts
    rows = (
        {
            "target_id": item.id,
            "entity_id": item.entity_id,
            "county_id": item.county_id,
            "status": item.status.key,
            "status_word": item.status.word,
            "commitment_code": item.commitment,
            "commitment": item.commitment_word,
            "counts": not item.is_each_summary,
            "county": item.county.text,
            "entity": item.entity.text,
            "title": item.title,
            "plan": facts.plans[item.plan_id].title,
            "clause": item.clause,
            "condition": item.condition,
            "value": item.value,
            "period": item.period,
            "gap": None if item.gap_share is None else -item.gap_share * 100,
            "needed": item.needed_number,
            "unit_of_measure": facts.indicators[item.indicator_id].row.unit_of_measure,
            "leads": language.listing([link.text for link in item.leads]),
            "deadline": pd.Timestamp(item.deadline_day),
            "sentence": item.sentence,
        }
        for item in book.verdicts.every
    )
    return pd.DataFrame(rows, columns=list(VERDICT_WORDS))
