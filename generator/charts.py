"""Compile each chart type once for each language; the browser adds the rows of a page to it.

Colours are names of the style sheet's tokens (``var(--xs-…)``), so a drawing follows the page into
dark mode and onto paper. Colour is never the only signal: lines differ in dash, marks in shape, and
each has its word beside it. Periods are names in order and days are counted in UTC, because axes of
time follow the time zone of the reader's machine.

Rows and parameters are described in `generator.schema.charts`. A parameter is a signal that the
browser sets, so a chart type that is compiled once still knows its target and its words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

import altair as alt

from generator.locales import Translate, mark, translations
from generator.model import Status
from generator.schema.charts import PARAMS, ChartType

Layered = alt.LayerChart | alt.FacetChart
"""What altair.layer gives."""

INK, MUTED = "var(--xs-ink)", "var(--xs-muted)"
VALUE, EXPECTED = "var(--xs-chart-value)", "var(--xs-chart-expected)"
GOAL, BAND = "var(--xs-chart-goal)", "var(--xs-chart-band)"
SILENT = "var(--xs-no_report)"
GRID, AXIS, GROUND = "var(--xs-chart-grid)", "var(--xs-chart-axis)", "var(--md-default-bg-color)"

EXPECTED_DASH, GOAL_DASH, STRETCH_DASH = [3, 3], [10, 4], [1, 3]
AMOUNT = ",.4~f"
WRITTEN = f"format(datum.value, '{AMOUNT}')"
IS_WHOLE = "zero && (!isValid(goal) || goal == floor(goal))"
"""Where things are counted, no mark of the axis stands between two whole numbers."""
EMPTY = "''"
IS_BEFORE = "isValid(as_of) && datum.since > +toDate(as_of)"
IS_NOW = "isValid(as_of) && datum.since <= +toDate(as_of) && datum.until > +toDate(as_of)"

SHAPES: Mapping[Status, str] = {
    Status.ACHIEVED: "circle",
    Status.ACHIEVED_LATE: "M0-1A1 1 0 0 0 0 1A1 1 0 0 0 0-1ZM0-.7A.7.7 0 0 1 0 .7Z",
    Status.ON_SCHEDULE: "circle",
    Status.SLIGHTLY_BEHIND: "triangle-up",
    Status.BEHIND: "triangle-down",
    Status.MISSED: "M-1-.6L-.6-1 0-.4 .6-1 1-.6 .4 0 1 .6 .6 1 0 .4-.6 1-1 .6-.4 0Z",
    Status.IN_PROGRESS: "triangle-right",
    Status.NOT_STARTED: "square",
    Status.NO_REPORT: "cross",
    Status.NOT_ASSESSABLE: "diamond",
}
"""The shape of each status where a mark stands without its word."""

SEPARATORS = {"zh": "\u202f", "en": ","}
"""Between groups of three digits, as the pages write them."""

_AXIS = {
    "domainColor": AXIS,
    "gridColor": GRID,
    "labelColor": MUTED,
    "labelFontSize": 12,
    "tickColor": AXIS,
    "titleColor": MUTED,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
}
AUTOSIZE = {"type": "fit", "contains": "padding"}
CONFIG: Mapping[str, Any] = {
    "axis": _AXIS,
    "background": "transparent",
    "line": {"strokeJoin": "round"},
    "padding": {"left": 2, "right": 8, "top": 6, "bottom": 2},
    "text": {"color": INK, "fontSize": 12},
    "view": {"stroke": None},
}


def trend_chart(translate: Translate) -> Layered:
    """Show values against their schedule and target, period by period.

    Rows:
        One a period, in order of time. May be empty: the target is drawn all the same.
    """
    x = alt.X(
        "period:O",
        sort=None,
        title=translate(mark("Reporting period")),
        axis=alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=6, ticks=False),
    )
    rows = alt.Chart()
    spread = rows.transform_filter("isValid(datum.low)").mark_rule(
        color=BAND, strokeWidth=7, opacity=0.55, strokeCap="round"
    )
    expected = rows.transform_filter("isValid(datum.expected)").mark_line(
        color=EXPECTED, strokeDash=EXPECTED_DASH, strokeWidth=2
    )
    value = rows.mark_line(color=VALUE, strokeWidth=2.5)
    dots = rows.transform_filter("isValid(datum.value)").mark_point(
        color=VALUE, fill=VALUE, size=46, opacity=1
    )
    missing = rows.transform_filter("datum.missing == 1")
    at_foot = alt.value(alt.ExprRef("height - 7"))
    layers = [
        _order(rows).encode(x),
        *_goals("y"),
        spread.encode(x, y=_amount("low"), y2="high"),
        expected.encode(x, y=_amount("expected")),
        value.encode(x, y=_amount("value")),
        dots.encode(x, y=_amount("value"), tooltip="text:N"),
        missing.mark_point(
            color=SILENT, shape="cross", angle=45, size=70, filled=True, opacity=1
        ).encode(x, y=at_foot, tooltip="text:N"),
        _last(missing, "missing")
        .mark_text(color=SILENT, baseline="bottom", dy=-8, text=alt.ExprRef("missing_label"))
        .encode(x, y=at_foot),
        *_end_labels(rows, x, "value", "value_label", VALUE),
        *_end_labels(rows, x, "expected", "expected_label", EXPECTED),
    ]
    return _finished(ChartType.TREND, alt.layer(*layers, data=alt.NamedData("rows")))


def _amount(field: str) -> alt.Y:
    """Lay a value along the vertical axis."""
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(zero=alt.ExprRef("zero"), nice=True, padding=14),
        axis=alt.Axis(
            labelExpr=f"length(steps) ? steps[datum.value - 1] || '' : {WRITTEN}",
            tickMinStep=alt.ExprRef(f"length(steps) || ({IS_WHOLE}) ? 1 : 0"),
            tickCount=5,
            domain=False,
            ticks=False,
            labelLimit=110,
        ),
    )


def _goals(channel: str) -> list[alt.Chart]:
    """Draw the target, the upper end of its range and the stretch value, each with its words."""
    return [
        layer
        for name, words, dash in (
            ("goal", "goal_label", GOAL_DASH),
            ("goal_high", "", GOAL_DASH),
            ("stretch", "stretch_label", STRETCH_DASH),
        )
        if channel == "y" or name != "stretch"
        for layer in _goal(channel, name, words, dash)
    ]


def _goal(channel: str, name: str, words: str, dash: list[int]) -> list[alt.Chart]:
    base = (
        alt.Chart(alt.InlineData(values=[{}]))
        .transform_calculate(**{name: name, "words": words or EMPTY})
        .transform_filter(f"isValid(datum.{name})")
    )
    along = {channel: alt.Y(f"{name}:Q") if channel == "y" else alt.X(f"{name}:Q")}
    line = base.mark_rule(color=GOAL, strokeDash=dash, strokeWidth=1.8).encode(**along)
    text = base.mark_text(
        align="left" if channel == "y" else "center",
        baseline="bottom",
        dy=-4 if channel == "y" else 0,
        color=GOAL,
        fontWeight=600,
    )
    at_start = {"x": alt.value(4)} if channel == "y" else {"y": alt.value(-8)}
    return [line, text.encode(text="words:N", **along, **at_start)]


def _last(rows: alt.Chart, field: str) -> alt.Chart:
    """Keep the newest of the rows that have a field."""
    return (
        rows.transform_window(number="row_number()")
        .transform_filter(f"isValid(datum.{field})")
        .transform_joinaggregate(last="max(number)")
        .transform_filter("datum.number == datum.last")
    )


def _end_labels(rows: alt.Chart, x: alt.X, field: str, name: str, colour: str) -> list[alt.Chart]:
    """Write the name of a line at its end, on the side where the other line is not."""
    above = "datum.value >= datum.expected"
    if field == "expected":
        above = f"!({above})"
    last = _last(rows, field).transform_calculate(words=name, above=above)
    sides: tuple[tuple[str, Literal["bottom", "top"], int], ...]
    sides = ("true", "bottom", -9), ("false", "top", 10)
    return [
        last.transform_filter(f"datum.above == {side}")
        .mark_text(align="right", baseline=baseline, dy=dy, dx=6, color=colour, fontWeight=600)
        .encode(x, y=_amount(field), text="words:N")
        for side, baseline, dy in sides
    ]


def status_counts_chart(translate: Translate) -> Layered:
    """Show how many targets have each status, those that are only striven for set apart.

    Rows:
        One a status and group, in the order of the statuses.
    """
    y = alt.Y("word:N", sort=None, title=None, axis=_names(140))
    x = alt.X("n:Q", title=translate(mark("Number of targets")), axis=None, stack="zero")
    rows = alt.Chart()
    bars = (
        rows.transform_calculate(layer="datum.group == 'strive' ? 1 : 0")
        .mark_bar(height=16, cornerRadiusEnd=2, strokeWidth=1)
        .encode(
            x,
            y,
            color=_status_colour("fill"),
            stroke=_status_colour("stroke"),
            fillOpacity=alt.condition("datum.group == 'strive'", alt.value(0.3), alt.value(1)),
            order=alt.Order("layer:Q"),
            tooltip="text:N",
        )
    )
    counts = (
        rows.transform_calculate(strives="datum.group == 'strive' ? datum.n : 0")
        .transform_aggregate(total="sum(n)", striven="sum(strives)", groupby=["word", "status"])
        .transform_calculate(
            label="datum.total + "
            "(datum.striven ? ' (' + strive_label + ' ' + datum.striven + ')' : '')"
        )
        .mark_text(align="left", dx=5)
        .encode(alt.X("total:Q", axis=None), y, text="label:N")
    )
    layers = alt.layer(bars, counts, data=alt.NamedData("rows"))
    return _finished(ChartType.STATUS_COUNTS, layers)


def ranking_chart(translate: Translate) -> Layered:
    """Show entities in order, each with its distance from the target.

    Rows:
        One an entity, best first; those without a value last, with the reason in its place.
    """
    y = alt.Y("name:N", sort=None, title=None, axis=_names(150))
    rows = alt.Chart()
    valid = rows.transform_filter("isValid(datum.value)")
    spread = rows.transform_filter("isValid(datum.low)").mark_rule(color=AXIS, strokeWidth=1.5)
    way = valid.transform_calculate(goal="isValid(goal) ? goal : datum.value").mark_rule(
        strokeWidth=3, opacity=0.45
    )
    dots = valid.mark_point(size=110, filled=True, opacity=1, stroke=GROUND, strokeWidth=1)
    labels = valid.mark_text(align="left", dx=6).encode(
        y, x=alt.value(alt.ExprRef("width")), text="label:N"
    )
    silent = rows.transform_filter("!isValid(datum.value)").mark_text(align="left", color=MUTED)
    layers = [
        _order(rows).encode(y),
        *_goals("x"),
        spread.encode(_along("low"), y, x2="high"),
        way.encode(_along("goal"), y, x2="value", color=_status_colour("color")),
        dots.encode(
            _along("value"),
            y,
            color=_status_colour("fill"),
            shape=_status_shape(),
            tooltip="text:N",
        ),
        labels,
        silent.encode(y, x=alt.value(4), text="label:N", tooltip="text:N"),
    ]
    layered = alt.layer(*layers, data=alt.NamedData("rows"))
    return _finished(ChartType.RANKING, layered, top=20)


def strip_chart(translate: Translate) -> Layered:
    """Show many entities as dots along one axis, stacked where they would cover each other."""
    dots = (
        alt.Chart()
        .mark_point(size=55, filled=True, opacity=1)
        .encode(
            _along("value"),
            alt.Y("level:Q", axis=None, scale=alt.Scale(zero=True, domainMin=-1, nice=False)),
            color=_status_colour("fill"),
            shape=_status_shape(),
            tooltip="text:N",
        )
    )
    layers = alt.layer(*_goals("x"), dots, data=alt.NamedData("rows"))
    return _finished(ChartType.STRIP, layers, top=20)


def timeline_chart(translate: Translate) -> Layered:
    """Show the stages of a plan, its dated steps, and the day of the data.

    Rows:
        One a stage or step; a step stands on the line of its stage.
    """
    y = alt.Y("lane:N", sort=None, title=None, axis=_names(130))
    rows = alt.Chart().transform_calculate(
        since="+toDate(datum.start)", until="+toDate(datum.end) + 86400000"
    )
    stages = rows.transform_filter("datum.kind == 'stage'")
    steps = rows.transform_filter("datum.kind == 'step'")
    today = (
        alt.Chart(alt.InlineData(values=[{}]))
        .transform_filter("isValid(as_of)")
        .transform_calculate(since="+toDate(as_of)")
    )
    layers = [
        _order(rows).encode(y),
        stages.mark_bar(height=16, cornerRadius=3, strokeWidth=1).encode(
            _day("since"),
            y,
            x2="until",
            fill=alt.condition(IS_NOW, alt.value(BAND), alt.value(GROUND)),
            stroke=alt.value(AXIS),
            strokeDash=alt.condition(IS_BEFORE, alt.value([3, 2]), alt.value([1, 0])),
            tooltip="text:N",
        ),
        stages.mark_text(align="left", baseline="bottom", dy=-10, fontSize=11).encode(
            _day("since"), y, text="label:N"
        ),
        steps.mark_point(size=80, filled=True, opacity=1, stroke=GROUND, strokeWidth=1).encode(
            _day("since"), y, fill=_status_colour("fill"), shape=_status_shape(), tooltip="text:N"
        ),
        today.mark_rule(color=INK, strokeDash=GOAL_DASH, strokeWidth=1.5).encode(_day("since")),
        today.mark_text(baseline="bottom", text=alt.ExprRef("as_of_label"), fontWeight=600).encode(
            _day("since"), y=alt.value(-6)
        ),
    ]
    layered = alt.layer(*layers, data=alt.NamedData("rows"))
    return _finished(ChartType.TIMELINE, layered, top=20)


def _order(rows: alt.Chart) -> alt.Chart:
    """Draw nothing of every row, first: an axis of names takes their order from the first layer."""
    unseen: alt.Chart = rows.mark_tick(opacity=0, size=0)
    return unseen


def _names(limit: int) -> alt.Axis:
    """Write the names of entities beside their marks; a long one is cut, the table has it whole."""
    return alt.Axis(labelLimit=limit, labelColor=INK, ticks=False, domain=False, labelPadding=6)


def _along(field: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(zero=alt.ExprRef("zero"), nice=True, padding=16),
        axis=alt.Axis(format=AMOUNT, tickCount=5, domain=False, ticks=False, labelOverlap="greedy"),
    )


def _day(field: str) -> alt.X:
    return alt.X(
        f"{field}:T",
        title=None,
        scale=alt.Scale(type="utc", padding=6),
        axis=alt.Axis(
            format="%Y-%m", tickCount=6, labelOverlap="greedy", labelSeparation=10, domain=False
        ),
    )


def _status_colour(channel: str, tint: str = "") -> Any:
    kinds = {"color": alt.Color, "fill": alt.Fill, "stroke": alt.Stroke}
    colours = [f"var(--xs-{status}{tint})" for status in Status]
    # What has no target of its own has no status either, and is drawn all the same.
    scale = alt.Scale(domain=[*Status, ""], range=[*colours, VALUE])
    return kinds[channel]("status:N", legend=None, scale=scale)


def _status_shape() -> alt.Shape:
    scale = alt.Scale(domain=[*SHAPES, ""], range=[*SHAPES.values(), "circle"])
    return alt.Shape("status:N", legend=None, scale=scale)


def _finished(type: ChartType, chart: Layered, *, top: int = 6) -> Layered:
    params = [alt.param(name=name, value=_UNSET.get(name)) for name in PARAMS[type]]
    padding = {**CONFIG["padding"], "top": top}
    finished: Layered = (
        chart.add_params(*params)
        .properties(width="container", autosize=AUTOSIZE)
        .configure(**{**CONFIG, "padding": padding})
    )
    return finished


_UNSET: Mapping[str, Any] = {"steps": [], "zero": False}

CHARTS: Mapping[ChartType, Callable[[Translate], Layered]] = {
    ChartType.TREND: trend_chart,
    ChartType.STATUS_COUNTS: status_counts_chart,
    ChartType.RANKING: ranking_chart,
    ChartType.STRIP: strip_chart,
    ChartType.TIMELINE: timeline_chart,
}


def specs(locale: str) -> dict[str, Any]:
    """Compile every chart type to Vega-Lite for one language."""
    translate = translations(locale).gettext
    return {type.value: chart(translate).to_dict() for type, chart in CHARTS.items()}


def specs_script(locale: str) -> str:
    """Write ``assets/chart-specs.js``: a script, because a page on disk may not fetch data."""
    formats = {
        "number": {
            "decimal": ".",
            "thousands": SEPARATORS[locale],
            "grouping": [3],
            "currency": ["¥", ""],
        }
    }
    content = json.dumps({"formats": formats, "specs": specs(locale)}, ensure_ascii=False)
    return f"window.xushiCharts={content};\n"
