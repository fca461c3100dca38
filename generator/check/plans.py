"""Plans, stages, targets, schedules: days in order, conditions complete, nothing ambiguous."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from generator.check.figures import figure_text
from generator.check.rows import Rows, Site
from generator.check.versions import Versions
from generator.model import Aggregation, Measure, Op, Scope
from generator.problems import Code, Location, problem

_SPANS = (
    ("plans", "period_start", "period_end"),
    ("stages", "start", "end"),
    ("targets", "start", "deadline"),
    ("counties", "valid_from", "valid_to"),
    ("units", "valid_from", "valid_to"),
    ("actions", "opened_on", "due_on"),
)
"""Table, first day, last day."""
_LIMITS = (("indicators", "minimum", "maximum"), ("targets", "value", "value_high"))
"""Table, lower figure, higher figure."""
_NEEDS_VALUE = (
    Op.AT_LEAST,
    Op.ABOVE,
    Op.AT_MOST,
    Op.BELOW,
    Op.BETWEEN,
    Op.INCREASE_BY,
    Op.DECREASE_BY,
)
_SCOPE_COLUMN = {
    Scope.UNITS: "scope_ids",
    Scope.EACH: "scope_kinds",
    Scope.POPULATION: "population",
}


def check_plans(site: Site) -> None:
    """Check what each row of the plan's tables says by itself and of its plan."""
    for table, first, last in _SPANS:
        _check_span(site[table], first, last)
    for table, low, high in _LIMITS:
        _check_limits(site[table], low, high)
    _check_stages(site)
    _check_deadlines(site)
    _check_scopes(site["targets"])
    _check_conditions(site)
    _check_collectors(site)
    _check_schedules(site["schedules"])
    _check_actions(site["actions"])


def _check_span(rows: Rows, first: str, last: str) -> None:
    start, end = rows.typed[first], rows.typed[last]
    is_wrong = (end < start) & rows.is_sound(first, last)
    rows.hold_back(is_wrong, first)
    rows.report(
        is_wrong,
        last,
        Code.ENDS_BEFORE_START,
        text=lambda i: _day(end[i]),
        start=lambda i: _day(start[i]),
        column=first,
    )


def _check_limits(rows: Rows, low: str, high: str) -> None:
    lower, upper = rows.typed[low], rows.typed[high]
    is_wrong = (upper < lower) & rows.is_sound(low, high)
    rows.hold_back(is_wrong, low)
    rows.report(
        is_wrong,
        high,
        Code.CROSSED,
        low=lambda i: figure_text(lower[i]),
        column=low,
    )


def _check_stages(site: Site) -> None:
    """Name stages outside their plan, and targets with a stage of another plan."""
    stages, targets = site["stages"], site["targets"]
    for column in ("start", "end"):
        _check_inside_plan(site, stages, column)
    known = {
        (stages.text["plan_id"][i], stages.text["stage_id"][i])
        for i in map(int, np.flatnonzero(stages.is_sound("plan_id", "stage_id")))
    }
    waits = stages.is_waiting or not stages.is_sound("plan_id", "stage_id").all()
    is_other = np.array(
        [
            (targets.text["plan_id"][i], targets.text["stage_id"][i]) not in known and not waits
            for i in range(len(targets))
        ],
        dtype=bool,
    )
    is_other &= targets.is_sound("plan_id", "stage_id") & ~targets.is_blank("stage_id")
    targets.report(is_other, "stage_id", Code.OTHER_PLAN, plan=lambda i: targets.text["plan_id"][i])


def _check_deadlines(site: Site) -> None:
    _check_windows(site)
    for column in ("start", "deadline"):
        _check_inside_plan(site, site["targets"], column)


def _check_windows(site: Site) -> None:
    """Name a first or last day that, with the plan's own for the other, leaves no day at all."""
    targets, plans = site["targets"], site["plans"]
    plan_of = Versions(plans).find(targets, "plan_id")
    start, end = plans.at("period_start", plan_of), plans.at("period_end", plan_of)
    for column, other, is_wrong in (
        ("start", "deadline", targets.typed["start"] > end),
        ("deadline", "start", targets.typed["deadline"] < start),
    ):
        targets.report(
            is_wrong & targets.is_blank(other) & targets.is_sound(column, other),
            column,
            Code.NO_DAY_LEFT,
            plan=lambda i: plans.text["title"][plan_of[i]],
            start=lambda i: _day(start[i]),
            end=lambda i: _day(end[i]),
        )


def _check_inside_plan(site: Site, rows: Rows, column: str) -> None:
    """Name days that lie outside the period of the row's plan."""
    plans = site["plans"]
    plan_of = Versions(plans).find(rows, "plan_id")
    start, end = plans.at("period_start", plan_of), plans.at("period_end", plan_of)
    day = rows.typed[column]
    is_outside = ((day < start) | (day > end)) & rows.sound[column]
    rows.report(
        is_outside,
        column,
        Code.OUTSIDE_PLAN,
        text=lambda i: _day(day[i]),
        plan=lambda i: plans.text["title"][plan_of[i]],
        start=lambda i: _day(start[i]),
        end=lambda i: _day(end[i]),
    )


def _check_scopes(targets: Rows) -> None:
    """Name scopes without what they need, and what is filled in beside the scope."""
    scope = targets.typed["scope"]
    for wanted, column in _SCOPE_COLUMN.items():
        is_empty = targets.is_blank(column)
        usable = targets.is_sound("scope", column)
        words = {"scope": str(wanted), "column": column}
        targets.report(
            (scope == wanted) & is_empty & usable, column, Code.SCOPE_INCOMPLETE, **words
        )
        is_beside = (scope != wanted) & ~is_empty & usable & ~targets.is_blank("scope")
        targets.report(
            is_beside,
            column,
            Code.SCOPE_CONTRADICTED,
            scope=lambda i: str(scope[i]),
            column=column,
        )


def _check_conditions(site: Site) -> None:
    """Name conditions without a value or an upper end, values beyond the range, and doubt."""
    targets, indicators = site["targets"], site["indicators"]
    op, unit_change = targets.typed["op"], targets.typed["change_in"]
    indicator_of = Versions(indicators).find(targets, "indicator_id")
    measure = indicators.at("measure", indicator_of)
    needs = np.isin(op, _NEEDS_VALUE) & (measure != Measure.YES_NO) & (measure != Measure.RECURRING)
    needs |= (op == Op.REACH) & np.isin(measure, (Measure.MILESTONE, Measure.GRADE, Measure.RANK))
    needs &= targets.is_sound("op", "value", "indicator_id") & targets.is_blank("value")
    if "value" in targets.lacking and needs.sum() > 1:
        where = Location(targets.files[0], targets.sheets[0], 1, "value")
        words = {"column": "value", "title": targets.table["value"].title_zh}
        targets.problems.append(problem(Code.MISSING_COLUMN, where, **words))
        targets.hold_back(needs, "value")
    targets.report(
        needs & targets.sound["value"],
        "value",
        Code.TARGET_WITHOUT_VALUE,
        op=lambda i: str(op[i]),
    )
    is_open = (op == Op.BETWEEN) & targets.is_blank("value_high")
    targets.report(is_open & targets.is_sound("op", "value_high"), "value_high", Code.NO_UPPER_END)
    is_change = np.isin(op, (Op.INCREASE_BY, Op.DECREASE_BY)) & ~targets.is_blank("value")
    is_percentage = np.array(
        [unit.strip() in ("%", "％") for unit in indicators.at("unit_of_measure", indicator_of)],
        dtype=bool,
    )
    is_unclear = is_change & is_percentage & (unit_change == "")
    targets.report(
        is_unclear & targets.is_sound("op", "value", "change_in"),
        "change_in",
        Code.AMBIGUOUS_TARGET,
        text=lambda i: targets.text["value"][i],
    )


_CHANGES = (Op.INCREASE_BY, Op.DECREASE_BY, Op.YOY_UP, Op.YOY_DOWN)


def _check_collectors(site: Site) -> None:
    """Name targets that others count towards although nothing can."""
    targets = site["targets"]
    indicator_of = Versions(site["indicators"]).find(targets, "indicator_id")
    measure = site["indicators"].at("measure", indicator_of)
    whole = Versions(targets).find(targets, "counts_towards")
    is_wrong = ~np.isin(measure[whole], (Measure.SHARE_MET, Measure.SCORE, "")) & (whole >= 0)
    targets.report(
        is_wrong & targets.sound["counts_towards"], "counts_towards", Code.NOT_A_COLLECTOR
    )


def _check_schedules(schedules: Rows) -> None:
    """Name points of one schedule that lie below an earlier point."""
    end, share = schedules.typed["period_end"], schedules.typed["expected_share"]
    days = schedules.typed["decided_on"]
    usable = schedules.is_sound("target_id", "period", "expected_share", "decided_on")
    points = defaultdict(list)
    for i in map(int, np.flatnonzero(usable)):
        points[schedules.text["target_id"][i], str(days[i])].append((str(end[i]), share[i], i))
    falling = []
    for schedule in points.values():
        highest = 0.0
        for _, wanted, i in sorted(schedule):
            if wanted < highest:
                falling.append(i)
            highest = max(highest, wanted)
    schedules.report(sorted(falling), "expected_share", Code.SCHEDULE_FALLS)


def _check_actions(actions: Rows) -> None:
    opened, closed = actions.typed["opened_on"], actions.typed["closed_on"]
    actions.report(
        (closed < opened) & actions.is_sound("opened_on", "closed_on"),
        "closed_on",
        Code.CLOSED_BEFORE_OPENED,
        text=lambda i: _day(closed[i]),
        opened=lambda i: _day(opened[i]),
    )


def _day(day: np.datetime64) -> str:
    return str(day.astype("datetime64[D]"))


def check_target_ranges(site: Site) -> None:
    """Name promises that no entity can keep; a county's sum may exceed what one unit can."""
    targets, indicators = site["targets"], site["indicators"]
    indicator_of = Versions(indicators).find(targets, "indicator_id")
    is_level = ~np.isin(targets.typed["op"], _CHANGES)
    low, high = (indicators.at(name, indicator_of) for name in ("minimum", "maximum"))
    adds_up = indicators.at("aggregation", indicator_of) == Aggregation.SUM
    is_whole = np.isin(targets.typed["scope"], (Scope.COUNTY, Scope.POPULATION))
    high = np.where(adds_up & is_whole, np.nan, high)
    names = indicators.at("name", indicator_of)
    for column in ("value", "value_high", "stretch"):
        value = targets.typed[column]
        is_outside = ((value < low) | (value > high)) & is_level
        is_outside &= targets.is_sound(column, "op", "scope")
        targets.report(
            is_outside,
            column,
            Code.OUT_OF_RANGE,
            indicator=lambda i: str(names[i]),
            low=lambda i: figure_text(low[i]),
            high=lambda i: figure_text(high[i]),
        )
