"""The stages of a plan with their dated steps, and the day of the data."""

from __future__ import annotations

import altair as alt

from generator.charts.looks import (
    AXIS,
    BAND,
    GOAL_DASH,
    GROUND,
    INK,
    MUTED,
    Layered,
    finished,
    in_order,
    names,
    status_colour,
    status_shape,
)
from generator.locales import Translate
from generator.model import Status
from generator.schema.charts import ChartType

IS_BEFORE = "isValid(as_of) && datum.since > +toDate(as_of)"
IS_NOW = "isValid(as_of) && datum.since <= +toDate(as_of) && datum.until > +toDate(as_of)"

WORST_FIRST = (
    Status.MISSED,
    Status.BEHIND,
    Status.NO_REPORT,
    Status.SLIGHTLY_BEHIND,
    Status.ACHIEVED_LATE,
    Status.NOT_ASSESSABLE,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.ON_SCHEDULE,
    Status.ACHIEVED,
)
"""Of the steps of one day only the worst can be seen, so it must be that one."""


def timeline_chart(translate: Translate) -> Layered:
    """Show the stages of a plan, its dated steps, and the day of the data.

    Rows:
        One a stage or step; a step stands on the line of its stage.
    """
    y = alt.Y("lane:N", sort=None, title=None, axis=names(130))
    rows = alt.Chart().transform_calculate(
        since="+toDate(datum.start)", until="+toDate(datum.end) + 86400000"
    )
    stages = rows.transform_filter("datum.kind == 'stage'")
    steps = (
        rows.transform_filter("datum.kind == 'step'")
        .transform_calculate(
            severity=f"indexof({[str(status) for status in WORST_FIRST]}, datum.status)"
        )
        .transform_window(
            place="row_number()", sort=[alt.SortField("severity")], groupby=["lane", "since"]
        )
        .transform_joinaggregate(same_day="count()", groupby=["lane", "since"])
        .transform_filter("datum.place == 1")
    )
    today = (
        alt.Chart(alt.InlineData(values=[{}]))
        .transform_filter("isValid(as_of)")
        .transform_calculate(since="+toDate(as_of)")
    )
    layers = [
        in_order(rows).encode(y),
        stages.mark_bar(height=16, cornerRadius=3, strokeWidth=1).encode(
            _day("since"),
            y,
            alt.X2("until"),
            fill=alt.condition(IS_NOW, alt.value(BAND), alt.value(GROUND)),
            stroke=alt.value(AXIS),
            strokeDash=alt.condition(IS_BEFORE, alt.value([3, 2]), alt.value([1, 0])),
            tooltip=alt.Tooltip("text:N"),
        ),
        stages.mark_text(align="left", baseline="bottom", dy=-10, fontSize=11).encode(
            _day("since"), y, alt.Text("label:N")
        ),
        steps.mark_point(size=80, filled=True, opacity=1, stroke=GROUND, strokeWidth=1).encode(
            _day("since"),
            y,
            fill=status_colour("fill"),
            shape=status_shape(),
            tooltip=alt.Tooltip("text:N"),
        ),
        steps.transform_filter("datum.same_day > 1")
        .transform_calculate(several="'×' + datum.same_day")
        .mark_text(baseline="top", dy=9, fontSize=11, color=MUTED)
        .encode(_day("since"), y, alt.Text("several:N")),
        today.mark_rule(color=INK, strokeDash=GOAL_DASH, strokeWidth=1.5).encode(_day("since")),
        today.mark_text(baseline="bottom", text=alt.ExprRef("as_of_label"), fontWeight=600).encode(
            _day("since"), y=alt.value(-6)
        ),
    ]
    layered = alt.layer(*layers, data=alt.NamedData("rows"))
    return finished(ChartType.TIMELINE, layered, top=20)


def _day(field: str) -> alt.X:
    return alt.X(
        f"{field}:T",
        title=None,
        scale=alt.Scale(type="utc", padding=6),
        axis=alt.Axis(
            format="%Y-%m", tickCount=6, labelOverlap="greedy", labelSeparation=10, domain=False
        ),
    )
