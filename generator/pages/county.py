"""A county's page: its headline, its targets as the plan groups them, its units and actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.pages.actions import ActionLine
from generator.pages.attention import Attention, attention
from generator.pages.book import Book
from generator.pages.comparisons import Comparison, comparison
from generator.pages.course import Changes, CoursePoint, changes, course_of
from generator.pages.facts import Entity
from generator.pages.figures import status_chart
from generator.pages.promises import depth_of, section_of
from generator.pages.rows import group
from generator.pages.tallies import Standing, Tally, league, tally
from generator.pages.timeline import StageLine, stage_lines, timeline_chart
from generator.pages.verdicts import StatusWord, Verdict, status_words
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about

MOST_LISTED = 20
"""How many of each kind a county's page lists under what needs attention."""


@dataclass(frozen=True, slots=True)
class Section:
    """The targets of one part of a plan."""

    name: str
    """First part of the clause numbers."""
    heading: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One plan on a county's page."""

    plan: Link
    document: str
    """Document number and issuer."""
    period: str
    sections: tuple[Section, ...]
    stages: tuple[StageLine, ...]
    timeline: Chart | None


@dataclass(frozen=True, kw_only=True)
class CountyContext:
    """The variables of county.md.j2."""

    frame: Frame = about("what every page says about its data")
    county: Entity = about("the county")
    statuses: tuple[StatusWord, ...] = about("all statuses, in the order of pages")
    firm: Tally = about("headline, must and should")
    strive: Tally = about("headline, strive")
    chart: Chart | None = about("targets by status")
    attention: Attention = about("what needs attention, worst first")
    bars: tuple[Verdict, ...] = about("targets with an expected progress, furthest behind first")
    plans: tuple[PlanPart, ...] = about("plans with their targets by section")
    league: tuple[Standing, ...] = about("units by their place, ties sharing it")
    actions: tuple[ActionLine, ...] = about("actions, overdue ones first")
    comparisons: tuple[Comparison, ...] = about("indicators with something to compare with")
    changes: Changes | None = about("verdicts that changed since the month before, worst first")
    course: tuple[CoursePoint, ...] = about("its headline month by month, the newest first")
    reporting: Link = about("the county's reporting page")
    register: Link = about("the county's register of actions")
    downloads: Link = about("where the county's data can be had")


def county_pages(book: Book, lines: tuple[ActionLine, ...]) -> Iterator[Page]:
    """Make a page for each county."""
    actions = group(lines, lambda line: line.county_id)
    for county in book.own:
        yield _county_page(county, actions.get(county.id, ()), book)


def _county_page(county: Entity, actions: tuple[ActionLine, ...], book: Book) -> Page:
    facts, language = book.facts, book.language
    verdicts = book.verdicts.by_county.get(county.id, ())
    firm = tally(book.tallies, county.id, "must_should", facts)
    strive = tally(book.tallies, county.id, "strive", facts)
    return Page(
        path=PurePosixPath(f"counties/{county.id}.md"),
        template="county.md.j2",
        title=county.name,
        description=language(mark("%(name)s. %(says)s"), name=county.name, says=firm.says),
        context=CountyContext(
            frame=book.frame(county_id=county.id),
            county=county,
            statuses=tuple(status_words(language).values()),
            firm=firm,
            strive=strive,
            chart=status_chart(county.name, firm, strive, facts),
            attention=attention(verdicts, actions, MOST_LISTED),
            bars=furthest_behind(verdicts),
            plans=_plan_parts(county, verdicts, book),
            league=league(
                [unit.id for unit in facts.units.get(county.id, ())], book.tallies, facts
            ),
            actions=actions,
            comparisons=_comparisons(county, verdicts, book),
            changes=changes(verdicts, book, MOST_LISTED),
            course=course_of([county.id], book),
            reporting=Link(language(mark("Reporting")), f"reporting/{county.id}.html"),
            register=Link(language(mark("Register of actions")), f"actions/{county.id}.html"),
            downloads=Link(language(mark("Data")), f"data.html#{county.id}"),
        ),
    )


def furthest_behind(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Pick the targets that have an expected share, the furthest behind first."""
    with_pace = [item for item in verdicts if item.gap_share is not None and item.pace]
    return tuple(sorted(with_pace, key=lambda item: item.gap_share or 0.0))


def sections(verdicts: Iterable[Verdict], book: Book) -> tuple[Section, ...]:
    """Group targets by the first part of their clause numbers, in the order of the plan."""
    every = tuple(verdicts)
    depth = depth_of(item.clause for item in every)
    return tuple(
        Section(name, book.language(mark("Section %(name)s"), name=name), members)
        for name, members in group(every, lambda item: section_of(item.clause, depth)).items()
    )


def _plan_parts(county: Entity, verdicts: tuple[Verdict, ...], book: Book) -> tuple[PlanPart, ...]:
    facts, language = book.facts, book.language
    by_plan = group(verdicts, lambda item: item.plan_id)
    found = []
    for plan in facts.plans.values():
        if plan.county_id != county.id:
            continue
        members = by_plan.get(plan.plan_id, ())
        stages = stage_lines(plan.plan_id, members, book)
        found.append(
            PlanPart(
                Link(plan.title, f"plans/{plan.plan_id}.html"),
                language.listing([part for part in (plan.document_number, plan.issuer) if part]),
                language(
                    mark("%(start)s to %(end)s"),
                    start=language.day(plan.period_start),
                    end=language.day(plan.period_end),
                ),
                sections(members, book),
                stages,
                timeline_chart(plan, stages, book),
            )
        )
    return tuple(found)


def _comparisons(
    county: Entity, verdicts: tuple[Verdict, ...], book: Book
) -> tuple[Comparison, ...]:
    ids = dict.fromkeys(item.indicator_id for item in verdicts if item.entity_id == county.id)
    found = [comparison(book.facts.indicators[name], county.id, book.facts) for name in ids]
    return tuple(item for item in found if item is not None and not item.is_empty)
