"""A plan, annotated: its clauses in order, each promise with its verdict, older versions struck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import Markup

from generator.locales import mark
from generator.locales.language import NOTHING
from generator.pages.book import Book
from generator.pages.passages import HAN, Piece, joined, parts_of
from generator.pages.promises import condition, depth_of, section_of
from generator.pages.rows import Row, group, rows
from generator.pages.timeline import StageLine, stage_lines, timeline_chart
from generator.pages.verdicts import StatusWord, Verdict, status_words
from generator.schema.charts import Chart
from generator.schema.page import Frame, Link, Page, about

MOST_WORST = 12
"""Promises that are listed at the top of a plan because they lag."""


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
    each_counts: tuple[tuple[StatusWord, int], ...]
    """How many of these units have which status."""
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


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Finished HTML, words that promise something, a passage with such words, or notes on them."""

    kind: str
    """``html``, ``mark``, ``passage`` (ended by HTML) or ``notes``."""
    html: Markup
    """Clean HTML: nothing in it is a stranger's but structure and words."""
    promises: tuple[Promise, ...]
    anchored: tuple[Promise, ...]
    """The promises whose address is here."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """What stands under one heading of a plan's full text; the first may have no heading."""

    heading: str
    level: str
    """``##``, ``###`` and so on, one below what the page shows; empty without a heading."""
    anchor: str
    pieces: tuple[TextPiece, ...]


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
    counts: tuple[tuple[StatusWord, int], ...] = about("how many promises have which status")
    worst: tuple[Verdict, ...] = about("those behind or missed, the first ones")
    n_worst: int = about("how many are behind or missed")
    text: tuple[TextPart, ...] = about("its full text, empty where the site has none")
    page_language: str = about("language of the page")
    text_language: str = about("language of the text where it is not the page's; else empty")
    sections: tuple[PlanSection, ...] = about("its parts in order; with a text, what it marks not")


def plan_pages(book: Book) -> Iterator[Page]:
    """Make a page for each plan."""
    targets = group(book.facts.targets.values(), lambda row: row.plan_id)
    older = _replaced(book)
    own = {county.id for county in book.own}
    for plan in book.facts.plans.values():
        if plan.county_id in own:
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
    text = _text(plan, targets, older, book)
    marked = {item.id for part in text for piece in part.pieces for item in piece.anchored}
    worst = tuple(item for item in counted if item.is_red)
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
            counts=_counts(counted, book),
            worst=worst[:MOST_WORST],
            n_worst=len(worst),
            text=text,
            page_language=book.language.locale,
            text_language="zh" if book.language.locale != "zh" and _is_chinese(plan, book) else "",
            sections=_sections(
                tuple(row for row in targets if row.target_id not in marked), older, book
            ),
        ),
    )


def _sections(
    targets: tuple[Row, ...], older: dict[str, tuple[Replaced, ...]], book: Book
) -> tuple[PlanSection, ...]:
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
        found.append(
            PlanSection(
                name,
                book.language(mark("Section %(name)s"), name=name),
                f"s-{number}",
                clauses,
                _counts(verdicts, book),
            )
        )
    return tuple(found)


def _counts(verdicts: Iterable[Verdict], book: Book) -> tuple[tuple[StatusWord, int], ...]:
    """Count verdicts by status, in the order in which pages list them."""
    found = Counter(item.status.key for item in verdicts)
    words = status_words(book.language)
    return tuple((word, found[key]) for key, word in words.items() if found[key])


def _text(
    plan: Row, targets: tuple[Row, ...], older: dict[str, tuple[Replaced, ...]], book: Book
) -> tuple[TextPart, ...]:
    """Put the promises into the plan's full text."""
    written = book.facts.evaluation.texts.get(plan.plan_id)
    if written is None:
        return ()
    promises = {row.target_id: _promise(row, older, book) for row in targets}

    def fill(piece: Piece) -> TextPiece:
        return TextPiece(
            piece.kind,
            piece.html,
            tuple(promises[target_id] for target_id in piece.target_ids),
            tuple(promises[target_id] for target_id in piece.anchored),
        )

    return tuple(
        TextPart(
            part.heading,
            "#" * min(part.level, 5) if part.heading else "",
            f"text-{number}",
            tuple(map(fill, joined(part.pieces))),
        )
        for number, part in enumerate(parts_of(written, promises, plan.title), start=1)
    )


def _is_chinese(plan: Row, book: Book) -> bool:
    return bool(HAN.search(book.facts.evaluation.texts.get(plan.plan_id, "")))


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
    each = tuple(item for item in verdicts if item is not counted)
    return Promise(
        id=row.target_id,
        anchor=f"t-{row.target_id}",
        title=row.title,
        verdict=counted,
        each=each,
        each_counts=_counts(each, book),
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
