"""How many targets have each status, and entities beside each other."""

from __future__ import annotations

import altair as alt

from generator.charts.looks import (
    AXIS,
    GROUND,
    MUTED,
    Layered,
    along,
    finished,
    goals,
    in_order,
    names,
    status_colour,
    status_shape,
)
from generator.locales import Translate, mark
from generator.schema.charts import ChartType


def status_counts_chart(translate: Translate) -> Layered:
    """Show how many targets have each status, those that are only striven for set apart.

    Rows:
        One a status and group, in the order of the statuses.
    """
    y = alt.Y("word:N", sort=None, title=None, axis=names(140))
    x = alt.X("n:Q", title=translate(mark("Number of targets")), axis=None, stack="zero")
    rows = alt.Chart()
    bars = (
        rows.transform_calculate(layer="datum.group == 'strive' ? 1 : 0")
        .mark_bar(height=16, cornerRadiusEnd=2, strokeWidth=1)
        .encode(
            x,
            y,
            color=status_colour("fill"),
            stroke=status_colour("stroke"),
            fillOpacity=alt.condition("datum.group == 'strive'", alt.value(0.3), alt.value(1)),
            order=alt.Order("layer:Q"),
            tooltip=alt.Tooltip("text:N"),
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
        .encode(alt.X("total:Q", axis=None), y, alt.Text("label:N"))
    )
    layers = alt.layer(bars, counts, data=alt.NamedData("rows"))
    return finished(ChartType.STATUS_COUNTS, layers)


def ranking_chart(translate: Translate) -> Layered:
    """Show entities in order, each with its distance from the target.

    Rows:
        One an entity, best first; those without a value last, with the reason in its place.
    """
    y = alt.Y("name:N", sort=None, title=None, axis=names(150))
    rows = alt.Chart()
    valid = rows.transform_filter("isValid(datum.value)")
    spread = rows.transform_filter("isValid(datum.low)").mark_rule(color=AXIS, strokeWidth=1.5)
    way = valid.transform_calculate(goal="isValid(goal) ? goal : datum.value").mark_rule(
        strokeWidth=3, opacity=0.45
    )
    dots = valid.mark_point(size=110, filled=True, opacity=1, stroke=GROUND, strokeWidth=1)
    labels = valid.mark_text(align="left", dx=6).encode(
        y, alt.Text("label:N"), x=alt.value(alt.ExprRef("width"))
    )
    silent = rows.transform_filter("!isValid(datum.value)").mark_text(align="left", color=MUTED)
    layers = [
        in_order(rows).encode(y),
        *goals("x"),
        spread.encode(along("low"), y, alt.X2("high")),
        way.encode(along("goal"), y, alt.X2("value"), color=status_colour("color")),
        dots.encode(
            along("value"),
            y,
            color=status_colour("fill"),
            shape=status_shape(),
            tooltip=alt.Tooltip("text:N"),
        ),
        labels,
        silent.encode(y, alt.Text("label:N"), alt.Tooltip("text:N"), x=alt.value(4)),
    ]
    layered = alt.layer(*layers, data=alt.NamedData("rows"))
    return finished(ChartType.RANKING, layered, top=20)


def strip_chart(translate: Translate) -> Layered:
    """Show many entities as dots along one axis, stacked where they would cover each other."""
    dots = (
        alt.Chart()
        .mark_point(size=55, filled=True, opacity=1)
        .encode(
            along("value"),
            alt.Y("level:Q", axis=None, scale=alt.Scale(zero=True, domainMin=-1, nice=False)),
            color=status_colour("fill"),
            shape=status_shape(),
            tooltip=alt.Tooltip("text:N"),
        )
    )
    layers = alt.layer(*goals("x"), dots, data=alt.NamedData("rows"))
    return finished(ChartType.STRIP, layers, top=20)
