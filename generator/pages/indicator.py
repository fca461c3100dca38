"""An indicator's pages: one for the whole with counties side by side, one a county with units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.words import AGGREGATION, CADENCE, DIRECTION, MEASURE, label
from generator.model import Measure
from generator.pages.book import Book
from generator.pages.comparisons import Comparison, comparison
from generator.pages.facts import Entity, Indicator, unit_kind
from generator.pages.figures import side_by_side, trend
from generator.pages.histories import Point
from generator.pages.ranking import EntityLine, ranking
from generator.pages.reports import due_words
from generator.pages.rows import Row, group
from generator.pages.verdicts import Verdict
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about


@dataclass(frozen=True, slots=True)
class Term:
    """One line of an indicator's description."""

    name: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class IndicatorContext:
    """The variables of indicator.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    indicator: Indicator = about("the indicator")
    terms: tuple[Term, ...] = about("what it is, line by line")
    county: Link | None = about("the county of the page; none for the whole")
    others: tuple[Link, ...] = about("the same indicator's other pages")
    verdicts: tuple[Verdict, ...] = about("verdicts of the county, or of all counties")
    lines: tuple[EntityLine, ...] = about("entities in order of their value")
    townships: tuple[EntityLine, ...] = about("townships in order of what their units add up to")
    chart: Chart | None = about("entities side by side")
    course: Chart | None = about("the county's own course")
    points: tuple[Point, ...] = about("the county's own course as rows")
    comparisons: tuple[Comparison, ...] = about("with the level above, peers and own past")


def indicator_pages(book: Book) -> Iterator[Page]:
    """Make the page of each indicator that shows the counties side by side."""
    for indicator, counties in _involved(book):
        yield _whole_page(indicator, counties, book)


def county_indicator_pages(book: Book) -> Iterator[Page]:
    """Make the page of each county and indicator that it has values of or targets on."""
    for indicator, counties in _involved(book):
        for county in book.own:
            if county in counties:
                yield _county_page(indicator, county, counties, book)


def _involved(book: Book) -> Iterator[tuple[Indicator, list[Entity]]]:
    facts = book.facts
    pairs = facts.totals.involved
    by_indicator = group(
        zip(pairs["indicator_id"], pairs["county_id"], strict=True), lambda pair: pair[0]
    )
    for indicator in facts.indicators.values():
        found = {county_id for _, county_id in by_indicator.get(indicator.id, ())}
        yield indicator, [county for county in facts.counties if county.id in found]


def _whole_page(indicator: Indicator, counties: list[Entity], book: Book) -> Page:
    language = book.language
    verdicts = book.verdicts.by_indicator.get(indicator.id, ())
    counted = tuple(item for item in verdicts if item.counts_in_county)
    lines, ranked = ranking(indicator, [county.id for county in counties], book)
    compared = [comparison(indicator, county.id, book.facts) for county in counties]
    return Page(
        path=PurePosixPath(f"indicators/{indicator.id}.md"),
        template="indicator.md.j2",
        title=indicator.name,
        description=_description(indicator, "", book),
        context=IndicatorContext(
            frame=book.frame(),
            title=indicator.name,
            indicator=indicator,
            terms=_terms(indicator, book),
            county=None,
            others=_others(indicator, counties),
            verdicts=counted,
            lines=lines,
            townships=(),
            chart=side_by_side(
                indicator,
                language(mark("%(name)s · counties side by side"), name=indicator.name),
                ranked,
                None,
                book.facts,
            ),
            course=None,
            points=(),
            comparisons=tuple(item for item in compared if item and not item.is_empty),
        ),
    )


def _county_page(indicator: Indicator, county: Entity, counties: list[Entity], book: Book) -> Page:
    facts, language = book.facts, book.language
    verdicts = book.verdicts.by_indicator.get(indicator.id, ())
    units, townships = _levels(indicator, county, book)
    judged = book.judged.get((indicator.id, county.id))
    lines, ranked = ranking(indicator, units, book)
    of_townships, _ = ranking(indicator, townships, book)
    course = book.histories.of(indicator.id, county.id)
    compared = comparison(indicator, county.id, facts)
    title = language(mark("%(indicator)s · %(name)s"), indicator=indicator.name, name=county.name)
    return Page(
        path=PurePosixPath(f"indicators/{indicator.id}/{county.id}.md"),
        template="indicator.md.j2",
        title=title,
        description=_description(indicator, county.name, book),
        in_search=False,
        context=IndicatorContext(
            frame=book.frame(county.link, indicator.link, county_id=county.id),
            title=title,
            indicator=indicator,
            terms=_terms(indicator, book),
            county=county.link,
            others=_others(indicator, [other for other in counties if other != county]),
            verdicts=tuple(
                item for item in verdicts if item.county_id == county.id and item.counts_in_county
            ),
            lines=lines,
            townships=of_townships,
            chart=side_by_side(
                indicator,
                language(
                    mark("%(indicator)s · units of %(name)s"),
                    indicator=indicator.name,
                    name=county.name,
                ),
                ranked,
                _common_goal(indicator, units, book) or _goal_of_level(indicator, judged),
                facts,
            ),
            course=trend(indicator, county.name, course, judged, facts),
            points=course.points,
            comparisons=(compared,) if compared and not compared.is_empty else (),
        ),
    )


def _others(indicator: Indicator, counties: Sequence[Entity]) -> tuple[Link, ...]:
    return tuple(
        Link(county.short_name, indicator.county_link(county.id).path) for county in counties
    )


def _description(indicator: Indicator, county: str, book: Book) -> str:
    language = book.language
    if county:
        return language(
            mark("%(indicator)s in %(name)s: its units side by side, up to %(day)s."),
            indicator=indicator.name,
            name=county,
            day=language.day(book.facts.as_of),
        )
    return language(
        mark("%(indicator)s: counties side by side, up to %(day)s."),
        indicator=indicator.name,
        day=language.day(book.facts.as_of),
    )


def _common_goal(indicator: Indicator, unit_ids: Sequence[str], book: Book) -> Row | None:
    """Give the target of the units where all have the same goal; a line needs one."""
    found = [book.judged.get((indicator.id, unit_id)) for unit_id in unit_ids]
    with_goal = [row for row in found if row is not None and row.goal is not None]
    goals = {(row.goal, row.goal_high) for row in with_goal}
    return with_goal[0] if len(goals) == 1 else None


def _goal_of_level(indicator: Indicator, judged: Row | None) -> Row | None:
    """A level that the county must reach is a measure for its units too; a sum is not."""
    return judged if indicator.row.measure == Measure.LEVEL else None


def _levels(indicator: Indicator, county: Entity, book: Book) -> tuple[list[str], list[str]]:
    """Part units from townships, whose values are those of their units added up.

    Where townships alone have values, they are the units of the page.
    """
    units = book.facts.units.get(county.id, ())
    townships = [unit.id for unit in units if unit.kind == "township"]
    others = [unit.id for unit in units if unit.kind != "township"]
    reporting = set(book.facts.entities_with.get(indicator.id, ()))
    return (others, townships) if reporting & set(others) else ([*others, *townships], [])


def _terms(indicator: Indicator, book: Book) -> tuple[Term, ...]:
    language, row = book.language, indicator.row
    reporters = [
        language(mark("the county office"))
        if kind == "county"
        else unit_kind(kind, language.locale)
        for kind in (row.reported_by or "").split("|")
        if kind
    ]
    pairs = [
        (mark("What it is"), row.definition),
        (mark("Kind of value"), label(MEASURE, row.measure, language)),
        (mark("Unit of measure"), row.unit_of_measure),
        (mark("Good direction"), label(DIRECTION, row.direction, language)),
        (mark("Numerator"), row.numerator_name),
        (mark("Denominator"), row.denominator_name),
        (mark("Steps, lowest first"), language.listing(indicator.yardstick.steps)),
        (mark("Reported"), label(CADENCE, row.cadence, language)),
        (mark("Report due"), due_words(indicator, language)),
        (mark("Reported by"), language.listing(reporters)),
        (mark("How it adds up"), label(AGGREGATION, row.aggregation or "none", language)),
        (mark("Source"), row.source),
    ]
    return tuple(Term(language(name), meaning) for name, meaning in pairs if meaning)
