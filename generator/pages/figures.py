"""Charts of pages: what each draws, the sentence that says it, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.locales import mark
from generator.locales.language import NOTHING, Language
from generator.model import Measure
from generator.pages.facts import Facts, Indicator
from generator.pages.histories import Course
from generator.pages.rounding import rounded
from generator.pages.rows import Row
from generator.pages.tallies import Tally
from generator.pages.verdicts import Verdict
from generator.schema.charts import Chart, ChartTable, ChartType, by_field

MOST_RANKED = 60
"""With more entities than this they become dots on a strip."""

STRIP_BINS = 80
"""Dots of a strip that fall into the same of so many places are stacked."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One entity's value beside those of others."""

    name: str
    place: str
    number: float | None
    low: float | None
    high: float | None
    value: str
    verdict: Verdict | None
    period: str


def has_axis(indicator: Indicator) -> bool:
    """Whether the values of an indicator are numbers that can stand along an axis."""
    words = (Measure.YES_NO, Measure.RECURRING, Measure.GRADE)
    return indicator.row.measure not in words and not indicator.yardstick.steps


def trend(
    indicator: Indicator, name: str, course: Course, judged: Row | None, facts: Facts
) -> Chart | None:
    """Draw a course against its target; None where there is nothing to draw."""
    language, yardstick = facts.language, indicator.yardstick
    known = [place for place, height in enumerate(course.height) if height is not None]
    if not known or not (has_axis(indicator) or yardstick.steps):
        return None
    goal = None if judged is None else judged.goal
    stretch = None if judged is None else judged.stretch
    running = any(course.running)
    params: dict[str, float | str | tuple[str, ...] | None] = {
        "goal": goal,
        "goal_high": None if judged is None else judged.goal_high,
        "stretch": stretch,
        "goal_label": _named(language(mark("target")), goal, indicator, facts),
        "stretch_label": _named(language(mark("striven for")), stretch, indicator, facts),
        "value_label": " ".join(
            (language(mark("running total")), course.running[known[-1]])
            if running
            else (language(mark("value")), course.value[known[-1]])
        ),
        "expected_label": language(mark("expected")) if any(course.expected) else None,
        "missing_label": language(mark("not reported")) if any(course.missing) else None,
        "zero": _from_zero(indicator),
        "steps": yardstick.steps or None,
    }
    return Chart(
        chart_id=f"c-{indicator.id}",
        type=ChartType.TREND,
        title=f"{indicator.name} · {name}",
        description=_trend_says(indicator, course, known, goal, facts),
        unit_of_measure=yardstick.unit_of_measure,
        columns={
            "period": course.period,
            "value": course.drawn,
            "expected": course.expected_drawn,
            "low": course.low,
            "high": course.high,
            "missing": list(map(int, course.missing)),
        },
        params=params,
        **_trend_table(course, language, running=running),
    )


def _says(name: str, value: str, facts: Facts) -> str:
    return facts.language(mark("%(name)s: %(value)s"), name=name, value=value)


def _trend_says(
    indicator: Indicator, course: Course, known: Sequence[int], goal: float | None, facts: Facts
) -> str:
    language = facts.language
    first, last = known[0], known[-1]
    words = {"last": course.period[last], "after": course.running[last] or course.value[last]}
    if first == last:
        text = language(mark("%(last)s: %(after)s."), **words)
    else:
        before = course.running[first] or course.value[first]
        words |= {"first": course.period[first], "before": before}
        text = language(mark("From %(before)s in %(first)s to %(after)s in %(last)s."), **words)
    if goal is not None:
        value = language.value(goal, indicator.yardstick)
        text = language(mark("%(text)s The target is %(value)s."), text=text, value=value)
    return text


def _trend_table(course: Course, language: Language, *, running: bool) -> dict[str, Any]:
    """Lay the course out as a table, and say which of its columns the chart draws."""
    planned, traced = any(course.expected), any(course.source)
    columns = (
        (mark("Period"), course.period, "period"),
        (mark("Value"), course.value, "" if running else "value"),
        *(((mark("Running total"), course.running, "value"),) if running else ()),
        *(((mark("Expected by then"), course.expected, "expected"),) if planned else ()),
        (mark("Received on"), course.reported_on, ""),
        (mark("Remark"), course.remark, ""),
        *(((mark("Source"), course.source, ""),) if traced else ()),
    )
    headings, cells, held = zip(*columns, strict=True)
    # A remark may be empty; a figure that is not there is a dash.
    filled = [
        texts if texts is course.remark or all(texts) else [text or NOTHING for text in texts]
        for texts in cells
    ]
    return {"table": ChartTable(columns=tuple(map(language, headings)), cells=filled), "held": held}


def side_by_side(
    indicator: Indicator, title: str, entries: Sequence[Ranked], judged: Row | None, facts: Facts
) -> Chart | None:
    """Draw entities by their value: ranked while they can be told apart, else as a strip."""
    known = [entry for entry in entries if entry.number is not None]
    if not has_axis(indicator) or len(known) < 2:
        return None
    as_strip = len(entries) > MOST_RANKED
    type = ChartType.STRIP if as_strip else ChartType.RANKING
    rows = (
        _strip_rows(known, indicator, facts)
        if as_strip
        else _ranking_rows(entries, indicator, facts)
    )
    language = facts.language
    goal = None if judged is None else judged.goal
    return Chart(
        chart_id=f"c-{indicator.id}-units",
        type=type,
        title=title,
        description=_ranking_says(known, language.value(goal, indicator.yardstick), facts),
        unit_of_measure=indicator.yardstick.unit_of_measure,
        columns=by_field(type, rows),
        params={
            "goal": goal,
            "goal_high": None if judged is None else judged.goal_high,
            "goal_label": _named(language(mark("target")), goal, indicator, facts),
            "zero": _from_zero(indicator),
        },
        table=ChartTable(
            columns=(
                language(mark("Name")),
                language(mark("Place")),
                language(mark("Value")),
                language(mark("Period")),
                language(mark("Status")),
            ),
            cells=(
                [entry.name for entry in entries],
                [entry.place or NOTHING for entry in entries],
                [entry.value for entry in entries],
                [entry.period for entry in entries],
                [_word(entry) for entry in entries],
            ),
        ),
    )


def _named(name: str, value: float | None, indicator: Indicator, facts: Facts) -> str | None:
    """Name a line together with its value; None where there is no such line."""
    return None if value is None else f"{name} {facts.language.value(value, indicator.yardstick)}"


def _from_zero(indicator: Indicator) -> int | None:
    """Counts and sums are read by their length, so their axis begins at zero."""
    counted = indicator.row.measure in (Measure.CUMULATIVE, Measure.FLOW)
    return 1 if counted else None


def _word(entry: Ranked) -> str:
    return entry.verdict.status.word if entry.verdict else NOTHING


def _ranking_says(known: Sequence[Ranked], goal: str, facts: Facts) -> str:
    text = facts.language(
        mark("%(n)s side by side: from %(best)s (%(value)s) to %(worst)s (%(last)s)."),
        n=facts.language.number(len(known)),
        best=known[0].name,
        value=known[0].value,
        worst=known[-1].name,
        last=known[-1].value,
    )
    if goal == NOTHING:
        return text
    return facts.language(mark("%(text)s The target is %(value)s."), text=text, value=goal)


def _ranking_rows(
    entries: Sequence[Ranked], indicator: Indicator, facts: Facts
) -> tuple[tuple[float | str | None, ...], ...]:
    names = Counter(_ranked_name(entry) for entry in entries)
    return tuple(
        (
            # The axis takes each name once; two of the same name keep their place in the list.
            name if names[name] == 1 else f"{name} ({place})",
            rounded(entry.number, indicator.yardstick),
            rounded(entry.low, indicator.yardstick),
            rounded(entry.high, indicator.yardstick),
            entry.verdict.status.key if entry.verdict else "",
            entry.verdict.status.word if entry.verdict else "",
            entry.value,
            _says(entry.name, entry.value, facts),
        )
        for place, entry in enumerate(entries, start=1)
        for name in [_ranked_name(entry)]
    )


def _ranked_name(entry: Ranked) -> str:
    return f"{entry.place} {entry.name}".strip()


def _strip_rows(
    known: Sequence[Ranked], indicator: Indicator, facts: Facts
) -> tuple[tuple[float | str | None, ...], ...]:
    numbers = [entry.number or 0.0 for entry in known]
    width = (max(numbers) - min(numbers)) / STRIP_BINS or 1.0
    levels: Counter[int] = Counter()
    made = []
    for entry, number in zip(known, numbers, strict=True):
        place = int((number - min(numbers)) / width)
        status = entry.verdict.status if entry.verdict else None
        made.append(
            (
                rounded(number, indicator.yardstick),
                levels[place],
                status.key if status else "",
                status.word if status else "",
                _says(entry.name, entry.value, facts),
            )
        )
        levels[place] += 1
    return tuple(made)


def status_chart(name: str, firm: Tally, strive: Tally, facts: Facts) -> Chart | None:
    """Draw how many targets have each status; None where there are no targets."""
    if not firm.n and not strive.n:
        return None
    language = facts.language
    pairs = [
        (here, apart)
        for here, apart in zip(firm.counts, strive.counts, strict=True)
        if here.n or apart.n
    ]
    bars = [
        (count.status.key, count.status.word, group, count.n, _count_says(count.status.word, n))
        for pair in pairs
        for group, count in zip(("firm", "strive"), pair, strict=True)
        if count.n
        for n in [language.plural("%(n)s target", "%(n)s targets", count.n)]
    ]
    return Chart(
        chart_id="c-statuses",
        type=ChartType.STATUS_COUNTS,
        title=language(mark("Targets by status · %(name)s"), name=name),
        description=firm.says,
        unit_of_measure="",
        columns=by_field(ChartType.STATUS_COUNTS, bars),
        params={"strive_label": strive.word},
        table=ChartTable(
            columns=(language(mark("Status")), firm.word, strive.word),
            cells=(
                [here.status.word for here, _ in pairs],
                [language.number(here.n) for here, _ in pairs],
                [language.number(apart.n) for _, apart in pairs],
            ),
        ),
    )


def _count_says(word: str, n: str) -> str:
    return f"{word} · {n}"
