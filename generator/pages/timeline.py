"""The stages of a plan with their dated steps, and where the day of the data stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.locales import mark
from generator.locales.language import NOTHING
from generator.pages.book import Book
from generator.pages.rows import Row, group
from generator.pages.verdicts import Verdict
from generator.schema.charts import Chart, ChartTable, ChartType, by_field

_STATES = {
    "before": mark("not begun"),
    "now": mark("under way"),
    "over": mark("over"),
}


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage with the targets that belong to it."""

    name: str
    state: str
    """``before``, ``now`` or ``over`` on the day of the data."""
    word: str
    start: str
    end: str
    steps: tuple[Verdict, ...]
    row: Row


def stage_lines(plan_id: str, verdicts: Iterable[Verdict], book: Book) -> tuple[StageLine, ...]:
    """Show the stages of a plan in order of time."""
    facts, language = book.facts, book.language
    steps = group(verdicts, lambda item: facts.targets[item.id].stage_id)
    found = []
    for row in facts.stages.get(plan_id, ()):
        state = "before" if facts.as_of < row.start else "over" if facts.as_of > row.end else "now"
        found.append(
            StageLine(
                row.name,
                state,
                language(_STATES[state]),
                language.day(row.start),
                language.day(row.end),
                steps.get(row.stage_id, ()),
                row,
            )
        )
    return tuple(found)


def timeline_chart(plan: Row, stages: tuple[StageLine, ...], book: Book) -> Chart | None:
    """Draw the stages and their dated steps; None for a plan without stages."""
    if not stages:
        return None
    language, facts = book.language, book.facts
    drawn: list[tuple[str, str, str, str, str, str, str]] = []
    table = []
    for stage in stages:
        span = language(mark("%(start)s to %(end)s"), start=stage.start, end=stage.end)
        start, end = stage.row.start.isoformat(), stage.row.end.isoformat()
        drawn.append((stage.name, "stage", start, end, "", stage.word, f"{stage.name} · {span}"))
        table.append((stage.name, span, stage.word))
        for step in stage.steps:
            day = step.deadline_day.isoformat()
            says = f"{step.title} · {step.deadline} · {step.status.word}"
            drawn.append((stage.name, "step", day, day, step.status.key, step.title, says))
            table.append((step.title, step.deadline, step.status.word))
    now = [stage.name for stage in stages if stage.state == "now"]
    return Chart(
        chart_id=f"c-stages-{plan.plan_id}",
        type=ChartType.TIMELINE,
        title=language(mark("Stages · %(plan)s"), plan=plan.title),
        description=language(
            mark("%(n)s stages; on %(day)s under way: %(names)s."),
            n=language.number(len(stages)),
            day=language.day(facts.as_of),
            names=language.listing(now) if now else NOTHING,
        ),
        unit_of_measure="",
        columns=by_field(ChartType.TIMELINE, drawn),
        params={
            "as_of": facts.as_of.isoformat(),
            "as_of_label": language(mark("data up to here")),
        },
        table=ChartTable(
            columns=(
                language(mark("Stage or step")),
                language(mark("When")),
                language(mark("Status")),
            ),
            cells=tuple(zip(*table, strict=True)),
        ),
    )
