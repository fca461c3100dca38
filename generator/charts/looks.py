"""What all charts share: colours, dashes, shapes, axes, and the frame round them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

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

_UNSET: Mapping[str, Any] = {"steps": [], "zero": False}


def finished(type: ChartType, chart: Layered, *, top: int = 6) -> Layered:
    """Give a chart its parameters, its frame and its looks; ``top`` are pixels kept above it."""
    params = [alt.param(name=name, value=_UNSET.get(name)) for name in PARAMS[type]]
    padding = {**CONFIG["padding"], "top": top}
    framed: Layered = (
        chart.add_params(*params)
        .properties(width="container", autosize=AUTOSIZE)
        .configure(**{**CONFIG, "padding": padding})
    )
    return framed


def in_order(rows: alt.Chart) -> alt.Chart:
    """Draw nothing of every row, first: an axis of names takes their order from the first layer."""
    unseen: alt.Chart = rows.mark_tick(opacity=0, size=0)
    return unseen


def names(limit: int) -> alt.Axis:
    """Write the names of entities beside their marks; a long one is cut, the table has it whole."""
    return alt.Axis(labelLimit=limit, labelColor=INK, ticks=False, domain=False, labelPadding=6)


def along(field: str) -> alt.X:
    """Lay a value along the horizontal axis."""
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(zero=alt.ExprRef("zero"), nice=True, padding=16),
        axis=alt.Axis(format=AMOUNT, tickCount=5, domain=False, ticks=False, labelOverlap="greedy"),
    )


def status_colour(channel: str, tint: str = "") -> Any:
    """Colour a channel (color, fill, stroke) by the status."""
    kinds = {"color": alt.Color, "fill": alt.Fill, "stroke": alt.Stroke}
    colours = [f"var(--xs-{status}{tint})" for status in Status]
    # What has no target of its own has no status either, and is drawn all the same.
    scale = alt.Scale(domain=[*Status, ""], range=[*colours, VALUE])
    return kinds[channel]("status:N", legend=None, scale=scale)


def status_shape() -> alt.Shape:
    """Shape a mark by the status, for those who do not see colours."""
    scale = alt.Scale(domain=[*SHAPES, ""], range=[*SHAPES.values(), "circle"])
    return alt.Shape("status:N", legend=None, scale=scale)


def goals(channel: str) -> list[alt.Chart]:
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
    place = {channel: alt.Y(f"{name}:Q") if channel == "y" else alt.X(f"{name}:Q")}
    line = base.mark_rule(color=GOAL, strokeDash=dash, strokeWidth=1.8).encode(**place)
    text = base.mark_text(
        align="left" if channel == "y" else "center",
        baseline="bottom",
        dy=-4 if channel == "y" else 0,
        color=GOAL,
        fontWeight=600,
    )
    at_start = {"x": alt.value(4)} if channel == "y" else {"y": alt.value(-8)}
    return [line, text.encode(alt.Text("words:N"), **place, **at_start)]
