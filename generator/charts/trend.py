"""A value against its schedule and target, period by period."""

from __future__ import annotations

from typing import Literal

import altair as alt

from generator.charts.looks import (
    AMOUNT,
    BAND,
    EXPECTED,
    EXPECTED_DASH,
    SILENT,
    VALUE,
    Layered,
    finished,
    goals,
    in_order,
)
from generator.locales import Translate, mark
from generator.schema.charts import ChartType

WRITTEN = f"format(datum.value, '{AMOUNT}')"
IS_WHOLE = "zero && (!isValid(goal) || goal == floor(goal))"
"""Where things are counted, no mark of the axis stands between two whole numbers."""


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
        in_order(rows).encode(x),
        *goals("y"),
        spread.encode(x, _amount("low"), alt.Y2("high")),
        expected.encode(x, _amount("expected")),
        value.encode(x, _amount("value")),
        dots.encode(x, _amount("value"), alt.Tooltip("text:N")),
        missing.mark_point(
            color=SILENT, shape="cross", angle=45, size=70, filled=True, opacity=1
        ).encode(x, y=at_foot, tooltip=alt.Tooltip("text:N")),
        _last(missing, "missing")
        .mark_text(color=SILENT, baseline="bottom", dy=-8, text=alt.ExprRef("missing_label"))
        .encode(x, y=at_foot),
        *_end_labels(rows, x, "value", "value_label", VALUE),
        *_end_labels(rows, x, "expected", "expected_label", EXPECTED),
    ]
    return finished(ChartType.TREND, alt.layer(*layers, data=alt.NamedData("rows")))


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
        .encode(x, _amount(field), alt.Text("words:N"))
        for side, baseline, dy in sides
    ]
