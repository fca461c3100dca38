"""Charts of pages: what each draws, the sentence that says it, and the same as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from generator.locales import mark
from generator.locales.language import NOTHING
from generator.model import Measure
from generator.pages.facts import Facts, Indicator
from generator.pages.histories import Point
from generator.pages.rows import Row
from generator.pages.tallies import Tally
from generator.pages.verdicts import Verdict
from generator.schema.charts import Chart, ChartTable, ChartType, read_number

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


def drawn(value: float | None, indicator: Indicator) -> float | None:
    """Round a value as pages show it, so that labels of charts say the same."""
    decimals = indicator.yardstick.decimals
    return None if value is None else round(value, 2 if decimals is None else decimals)


def shown(value: float | None, text: str, indicator: Indicator) -> float | None:
    """Give the number that the text of a value shows; it may be finer than usual."""
    usual = drawn(value, indicator)
    if value is None or usual is None:
        return None
    read = read_number(text)
    if read is None:
        return usual
    return read if abs(read - value) <= abs(usual - value) + 1e-9 else usual


def trend(
    indicator: Indicator, name: str, points: Sequence[Point], judged: Row | None, facts: Facts
) -> Chart | None:
    """Draw a course against its target; None where there is nothing to draw."""
    can_be_drawn = has_axis(indicator) or indicator.yardstick.steps
    if not can_be_drawn or not any(point.height is not None for point in points):
        return None
    language, yardstick = facts.language, indicator.yardstick
    goal = None if judged is None else judged.goal
    stretch = None if judged is None else judged.stretch
    running = any(point.running for point in points)
    newest = [point for point in points if point.height is not None][-1]
    params: dict[str, float | str | tuple[str, ...] | None] = {
        "goal": goal,
        "goal_high": None if judged is None else judged.goal_high,
        "stretch": stretch,
        "goal_label": _named(language(mark("target")), goal, indicator, facts),
        "stretch_label": _named(language(mark("striven for")), stretch, indicator, facts),
        "value_label": " ".join(
            (language(mark("running total")), newest.running)
            if running
            else (language(mark("value")), newest.value)
        ),
        "expected_label": language(mark("expected"))
        if any(point.expected for point in points)
        else None,
        "missing_label": language(mark("not reported"))
        if any(point.missing for point in points)
        else None,
        "zero": _from_zero(indicator),
        "steps": yardstick.steps or None,
    }
    return Chart(
        chart_id=f"c-{indicator.id}",
        type=ChartType.TREND,
        title=f"{indicator.name} · {name}",
        description=_trend_says(indicator, points, goal, facts),
        unit_of_measure=yardstick.unit_of_measure,
        rows=tuple(
            (
                point.period,
                shown(point.height, point.running or point.value, indicator),
                shown(point.expected_number, point.expected, indicator),
                *_bounds(point, indicator),
                int(point.missing),
                _says(point.period, point.running or point.value, facts),
            )
            for point in points
        ),
        params=params,
        table=_trend_table(points, running, facts),
        held=_held(points, running),
    )


def _bounds(point: Point, indicator: Indicator) -> tuple[float | None, float | None]:
    """Give the bounds of a value; those of a single period say nothing of a running total."""
    if point.low is None and point.high is None:
        return None, None
    low, high = drawn(point.low, indicator), drawn(point.high, indicator)
    return (None, None) if point.running or low == high else (low, high)


def _says(name: str, value: str, facts: Facts) -> str:
    return facts.language(mark("%(name)s: %(value)s"), name=name, value=value)


def _trend_says(
    indicator: Indicator, points: Sequence[Point], goal: float | None, facts: Facts
) -> str:
    language = facts.language
    known = [point for point in points if point.height is not None]
    words = {
        "first": known[0].period,
        "before": known[0].running or known[0].value,
        "last": known[-1].period,
        "after": known[-1].running or known[-1].value,
    }
    if len(known) == 1:
        text = language(mark("%(last)s: %(after)s."), **words)
    else:
        text = language(mark("From %(before)s in %(first)s to %(after)s in %(last)s."), **words)
    if goal is not None:
        value = language.value(goal, indicator.yardstick)
        text = language(mark("%(text)s The target is %(value)s."), text=text, value=value)
    return text


def _trend_table(points: Sequence[Point], running: bool, facts: Facts) -> ChartTable:
    language = facts.language
    planned = any(point.expected for point in points)
    traced = any(point.source for point in points)
    columns = [language(mark("Period")), language(mark("Value"))]
    columns += [language(mark("Running total"))] if running else []
    columns += [language(mark("Expected by then"))] if planned else []
    columns += [language(mark("Received on")), language(mark("Remark"))]
    columns += [language(mark("Source"))] if traced else []
    return ChartTable(
        columns=tuple(columns),
        rows=tuple(
            (
                point.period,
                point.value,
                *((point.running or NOTHING,) if running else ()),
                *((point.expected or NOTHING,) if planned else ()),
                point.reported_on,
                point.remark,
                *((point.source or NOTHING,) if traced else ()),
            )
            for point in points
        ),
    )


def _held(points: Sequence[Point], running: bool) -> tuple[str, ...]:
    """Say which columns of the table beside a course the chart draws."""
    held = ["period", "", "value"] if running else ["period", "value"]
    held += ["expected"] if any(point.expected for point in points) else []
    return (*held, "", "", *([""] if any(point.source for point in points) else []))


def side_by_side(
    indicator: Indicator, title: str, entries: Sequence[Ranked], judged: Row | None, facts: Facts
) -> Chart | None:
    """Draw entities by their value: ranked while they can be told apart, else as a strip."""
    known = [entry for entry in entries if entry.number is not None]
    if not has_axis(indicator) or len(known) < 2:
        return None
    as_strip = len(entries) > MOST_RANKED
    language = facts.language
    goal = None if judged is None else judged.goal
    return Chart(
        chart_id=f"c-{indicator.id}-units",
        type=ChartType.STRIP if as_strip else ChartType.RANKING,
        title=title,
        description=_ranking_says(known, language.value(goal, indicator.yardstick), facts),
        unit_of_measure=indicator.yardstick.unit_of_measure,
        rows=_strip_rows(known, indicator, facts)
        if as_strip
        else _ranking_rows(entries, indicator, facts),
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
            rows=tuple(
                (entry.name, entry.place or NOTHING, entry.value, entry.period, _word(entry))
                for entry in entries
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
            drawn(entry.number, indicator),
            drawn(entry.low, indicator),
            drawn(entry.high, indicator),
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
                drawn(number, indicator),
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
        rows=tuple(bars),
        params={"strive_label": strive.word},
        table=ChartTable(
            columns=(language(mark("Status")), firm.word, strive.word),
            rows=tuple(
                (here.status.word, language.number(here.n), language.number(apart.n))
                for here, apart in pairs
            ),
        ),
    )


def _count_says(word: str, n: str) -> str:
    return f"{word} · {n}"
