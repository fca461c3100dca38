"""A plan, annotated: its clauses in order, each promise with its verdict, older versions struck."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.language import NOTHING
from generator.pages.book import Book
from generator.pages.promises import condition, depth_of, section_of
from generator.pages.rows import Row, group, rows
from generator.pages.timeline import StageLine, stage_lines, timeline_chart
from generator.pages.verdicts import StatusWord, Verdict, status_words
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about


@dataclass(frozen=True, slots=True)
class Replaced:
    """An older version of a promise, which a later decision replaced."""

    title: str
    condition: str
    deadline: str
    document: str
    """The document that replaced it."""
    replaced_on: str


@dataclass(frozen=True, slots=True)
class Promise:
    """One target at its clause."""

    id: str
    anchor: str
    title: str
    verdict: Verdict | None
    """The verdict that counts; none when the target is new and nothing is judged yet."""
    each: tuple[Verdict, ...]
    """The verdicts of the single units, where the target is for each of them."""
    stage: str
    amended_by: str
    """The document that gave it its present form; empty for the plan's own."""
    decided_on: str
    replaced: tuple[Replaced, ...]
    towards: Link | None
    """The target it counts towards."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The promises of one clause."""

    name: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class PlanSection:
    """The clauses of one part of a plan."""

    name: str
    heading: str
    anchor: str
    clauses: tuple[Clause, ...]
    counts: tuple[tuple[StatusWord, int], ...]
    """How many of its promises have which status, empty ones left out."""


@dataclass(frozen=True, kw_only=True)
class PlanContext:
    """The variables of plan.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("title of the plan")
    document_number: str = about("its document number; may be empty")
    issuer: str = about("who issued it; may be empty")
    period: str = about("its first and last day")
    last_day: str = about("its last day, the deadline of clauses that name none")
    county: Link = about("the county")
    n_promises: int = about("how many promises it makes")
    stages: tuple[StageLine, ...] = about("its stages in order of time")
    timeline: Chart | None = about("stages and dated steps")
    sections: tuple[PlanSection, ...] = about("its parts in order")


def plan_pages(book: Book) -> Iterator[Page]:
    """Make a page for each plan."""
    targets = group(book.facts.targets.values(), lambda row: row.plan_id)
    older = _replaced(book)
    for plan in book.facts.plans.values():
        yield _plan_page(plan, targets.get(plan.plan_id, ()), older, book)


def _plan_page(
    plan: Row, targets: tuple[Row, ...], older: dict[str, tuple[Replaced, ...]], book: Book
) -> Page:
    facts, language = book.facts, book.language
    counted = [
        item
        for target in targets
        for item in book.verdicts.by_target.get(target.target_id, ())
        if item.counts_in_county
    ]
    stages = stage_lines(plan.plan_id, counted, book)
    period = language(
        mark("%(start)s to %(end)s"),
        start=language.day(plan.period_start),
        end=language.day(plan.period_end),
    )
    return Page(
        path=PurePosixPath(f"plans/{plan.plan_id}.md"),
        template="plan.md.j2",
        title=plan.title,
        description=language(
            mark("%(plan)s: every promise at its clause, with its verdict."), plan=plan.title
        ),
        context=PlanContext(
            frame=book.frame(facts.link(plan.county_id), county_id=plan.county_id),
            title=plan.title,
            document_number=plan.document_number,
            issuer=plan.issuer,
            period=period,
            last_day=language.day(plan.period_end),
            county=facts.link(plan.county_id),
            n_promises=len(targets),
            stages=stages,
            timeline=timeline_chart(plan, stages, book),
            sections=_sections(targets, older, book),
        ),
    )


def _sections(
    targets: tuple[Row, ...], older: dict[str, tuple[Replaced, ...]], book: Book
) -> tuple[PlanSection, ...]:
    words = status_words(book.language)
    found = []
    depth = depth_of(row.clause for row in targets)
    by_section = group(targets, lambda row: section_of(row.clause, depth))
    for number, (name, members) in enumerate(by_section.items(), start=1):
        clauses = tuple(
            Clause(clause, tuple(_promise(row, older, book) for row in promised))
            for clause, promised in group(members, lambda row: row.clause).items()
        )
        verdicts = [
            promise.verdict for clause in clauses for promise in clause.promises if promise.verdict
        ]
        counts = [(word, sum(item.status == word for item in verdicts)) for word in words.values()]
        found.append(
            PlanSection(
                name,
                book.language(mark("Section %(name)s"), name=name),
                f"s-{number}",
                clauses,
                tuple((word, n) for word, n in counts if n),
            )
        )
    return tuple(found)


def _promise(row: Row, older: dict[str, tuple[Replaced, ...]], book: Book) -> Promise:
    facts = book.facts
    verdicts = book.verdicts.by_target.get(row.target_id, ())
    counted = next((item for item in verdicts if item.counts_in_county), None)
    stage = next(
        (
            stage.name
            for stage in facts.stages.get(row.plan_id, ())
            if stage.stage_id == row.stage_id
        ),
        "",
    )
    towards = facts.targets.get(row.counts_towards)
    return Promise(
        id=row.target_id,
        anchor=f"t-{row.target_id}",
        title=row.title,
        verdict=counted,
        each=tuple(item for item in verdicts if item is not counted),
        stage=stage,
        amended_by=row.document_number,
        decided_on=book.language.day(row.decided_on),
        replaced=older.get(row.target_id, ()),
        towards=Link(towards.title, f"plans/{towards.plan_id}.html#t-{towards.target_id}")
        if towards
        else None,
    )


def _replaced(book: Book) -> dict[str, tuple[Replaced, ...]]:
    facts, language = book.facts, book.language
    superseded = facts.evaluation.superseded.get("targets")
    if superseded is None or superseded.empty:
        return {}
    found = group(
        rows(superseded.sort_values(["target_id", "superseded_on"])), lambda row: row.target_id
    )
    made = {}
    for target_id, members in found.items():
        # Each version was replaced by the document of the next one; the last by the one in force.
        newer = [*members[1:], facts.targets.get(target_id)]
        made[target_id] = tuple(
            Replaced(
                row.title,
                condition(row, facts.indicators[row.indicator_id], language)
                if row.indicator_id in facts.indicators
                else NOTHING,
                language.day(row.deadline) if row.deadline else "",
                after.document_number if after else "",
                language.day(row.superseded_on),
            )
            for row, after in zip(members, newer, strict=True)
        )
    return made
