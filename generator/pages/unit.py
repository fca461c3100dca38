"""A unit's page: its duties, where it stands, the course of its indicators, its reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.pages.actions import ActionLine
from generator.pages.book import Book
from generator.pages.course import CoursePoint, course_of, turns
from generator.pages.facts import Entity, Explanation, Indicator
from generator.pages.figures import trend
from generator.pages.histories import Course, Point
from generator.pages.reports import (
    Calendar,
    Correction,
    Due,
    ReportCount,
    calendar,
    corrections,
    due_rules,
    owes_next,
    report_counts,
)
from generator.pages.rows import group
from generator.pages.tallies import Tally, tally
from generator.pages.verdicts import Verdict
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """One indicator on a unit's page."""

    indicator: Indicator
    link: Link
    verdicts: tuple[Verdict, ...]
    chart: Chart | None
    course: Course
    explanations: tuple[Explanation, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """Its course period by period."""
        return self.course.points


@dataclass(frozen=True, kw_only=True)
class UnitContext:
    """The variables of unit.md.j2."""

    frame: Frame = about("what every page says about its data")
    unit: Entity = about("the unit")
    county: Link = about("its county")
    parent: Link | None = about("the unit that it is part of")
    township: Link | None = about("the township it lies in")
    members: tuple[Link, ...] = about("units that are part of it or lie in it")
    ended: str = about("says when it ended and who took over; empty while it exists")
    firm: Tally = about("headline, must and should")
    strive: Tally = about("headline, strive")
    own: tuple[Verdict, ...] = about("verdicts on its own targets")
    leading: tuple[Verdict, ...] = about("verdicts on other targets that it leads")
    supporting: tuple[Verdict, ...] = about("verdicts on targets that it supports")
    parts: tuple[IndicatorPart, ...] = about("the course of each of its indicators")
    report_counts: tuple[ReportCount, ...] = about("how many reports came in time, late or not")
    calendar: Calendar = about("its reports by month")
    due_rules: tuple[str, ...] = about("when its reports are due")
    due: tuple[Due, ...] = about("what it owes next and by when, the soonest first")
    corrections: tuple[Correction, ...] = about("its figures that were corrected, newest first")
    course: tuple[CoursePoint, ...] = about("its headline on the days it changed, the newest first")
    actions: tuple[ActionLine, ...] = about("actions on its targets or that it owns")


def unit_pages(
    book: Book, lines: tuple[ActionLine, ...], but: Collection[str] = ()
) -> Iterator[Page]:
    """Make a page for each unit, county by county, without those whose path is named."""
    concerned: dict[str, dict[str, ActionLine]] = {}
    for line in lines:
        for unit_id in (line.owner_id, line.entity_id):
            concerned.setdefault(unit_id, {})[line.id] = line
    units = book.facts.units
    below = group(
        (
            (above, unit.link)
            for members in units.values()
            for unit in members
            for above in {unit.parent_id, unit.township_id} - {""}
        ),
        lambda pair: pair[0],
    )
    for county in book.own:
        for unit in units.get(county.id, ()):
            if f"units/{unit.id}.md" in but:
                continue
            actions = tuple(concerned.get(unit.id, {}).values())
            members = tuple(link for _, link in below.get(unit.id, ()))
            yield _unit_page(unit, members, actions, book)


def _unit_page(
    unit: Entity, members: tuple[Link, ...], actions: tuple[ActionLine, ...], book: Book
) -> Page:
    facts, language, verdicts = book.facts, book.language, book.verdicts
    own = verdicts.by_entity.get(unit.id, ())
    firm = tally(book.tallies, unit.id, "must_should", facts)
    due = owes_next(book.duties.get(unit.id), facts)
    frame = book.frame(
        facts.link(unit.county_id),
        county_id=unit.county_id,
        entity_ids=(unit.id,),
        due=due[0].day if due else None,
    )
    return Page(
        path=PurePosixPath(f"units/{unit.id}.md"),
        template="unit.md.j2",
        title=unit.name,
        description=language(mark("%(name)s. %(says)s"), name=unit.name, says=firm.says),
        in_search=False,
        context=UnitContext(
            frame=frame,
            unit=unit,
            county=facts.link(unit.county_id),
            parent=facts.link(unit.parent_id) if unit.parent_id else None,
            township=facts.link(unit.township_id) if unit.township_id else None,
            members=members,
            ended=_ended(unit, book),
            firm=firm,
            strive=tally(book.tallies, unit.id, "strive", facts),
            own=own,
            leading=tuple(
                item for item in verdicts.by_lead.get(unit.id, ()) if item.entity_id != unit.id
            ),
            supporting=verdicts.by_support.get(unit.id, ()),
            parts=_parts(unit, own, book),
            due_rules=due_rules(facts.owes.get(unit.id, ()), facts),
            report_counts=report_counts(facts.sent.get(unit.id, {}), language),
            calendar=calendar(unit.county_id, [unit.id], facts),
            due=due,
            corrections=corrections(facts.revisions.get(unit.id, ()), facts),
            course=turns(course_of([unit.id], book)),
            actions=actions,
        ),
    )


def _ended(unit: Entity, book: Book) -> str:
    if unit.valid_to is None or unit.valid_to >= book.facts.as_of:
        return ""
    day = book.language.day(unit.valid_to)
    successor = book.facts.entities.get(unit.successor_id)
    if successor is None:
        return book.language(mark("It existed until %(day)s and owes no more reports."), day=day)
    return book.language(
        mark("It existed until %(day)s; %(successor)s took over. It owes no more reports."),
        day=day,
        successor=successor.name,
    )


def _parts(unit: Entity, own: tuple[Verdict, ...], book: Book) -> tuple[IndicatorPart, ...]:
    """Indicators with targets come first, in the order of the plans."""
    facts = book.facts
    verdicts = group(own, lambda item: item.indicator_id)
    ids = dict.fromkeys((*verdicts, *facts.indicators_of.get(unit.id, ())))
    found = []
    for indicator_id in ids:
        indicator = facts.indicators[indicator_id]
        judged = book.judged.get((indicator_id, unit.id))
        course = book.histories.of(indicator_id, unit.id)
        found.append(
            IndicatorPart(
                indicator,
                indicator.county_link(unit.county_id),
                verdicts.get(indicator_id, ()),
                trend(indicator, unit.short_name, course, judged, facts),
                course,
                facts.explanations.get((indicator_id, unit.id), ()),
            )
        )
    return tuple(found)
