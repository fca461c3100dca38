"""What a value must be, as bounds, and which of the kinds of rule a case falls under."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import ENTITY_KEY
from generator.model import Measure, Mode, Op, Reason, Tables
from generator.schema.method import COMPARED_DECIMALS

COUNTS = (Measure.CUMULATIVE.value, Measure.FLOW.value)
STEPS = (Measure.MILESTONE.value, Measure.GRADE.value, Measure.YES_NO.value)
YOY = (Op.YOY_UP.value, Op.YOY_DOWN.value)
CHANGES = (Op.INCREASE_BY.value, Op.DECREASE_BY.value)
PERCENTAGES = ("%", "‰", "％")

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def add_conditions(cases: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Turn each condition into bounds and say which kind of rule judges it.

    Columns:
        Adds goal (the target value; the amount of a change is already added to the baseline, and
        so is that of stretch),
        floor and ceiling (a value meets the condition when floor ≤ value ≤ ceiling; -inf and inf
        where there is none), floor_strict and ceiling_strict (whether equal does not meet it),
        reason (`generator.model.Reason` that no report can mend, or an empty text), is_yoy,
        is_count, has_steps, lasting, budget, breakable (a ceiling that, once exceeded, stays so),
        running (a flow judged by its sum).

    Units:
        Bounds in the indicator's unit of measure; a step counts by its place in the scale.
    """
    cases = _with_external(cases, known)
    op, measure = cases["op"], cases["measure"]
    changes, reached = op.isin(CHANGES).to_numpy(), (op == Op.REACH).to_numpy()
    unit = np.full(len(cases), "", dtype=object)
    goal, stretch = (cases[name].to_numpy(dtype=np.float64).copy() for name in ("value", "stretch"))
    if changes.any():
        own = cases[changes]
        unit[changes] = _unit_of_change(own)
        goal[changes], stretch[changes] = (_change(own, name) for name in ("value", "stretch"))
    if reached.any():
        goal[reached] = _reach_goal(cases[reached])
    is_yoy = op.isin(YOY).to_numpy()
    is_count = measure.isin(COUNTS).to_numpy()
    is_floor = op.isin([Op.AT_LEAST, Op.ABOVE, Op.BETWEEN, Op.INCREASE_BY]) | (
        (op == Op.REACH) & (measure != Measure.RANK)
    )
    is_ceiling = op.isin([Op.AT_MOST, Op.BELOW, Op.DECREASE_BY]) | (
        (op == Op.REACH) & (measure == Measure.RANK)
    )
    open_ended = is_count & ~cases["cap"].to_numpy(dtype=bool)
    top = np.where(open_ended, np.inf, cases["value_high"].fillna(np.inf))
    cases = cases.assign(
        goal=goal,
        stretch=stretch,
        floor=np.where(is_floor, goal, -np.inf),
        ceiling=np.select([is_ceiling, op == Op.BETWEEN], [goal, top], np.inf),
        floor_strict=(op == Op.ABOVE) | (op == Op.YOY_UP),
        ceiling_strict=(op == Op.BELOW) | (op == Op.YOY_DOWN),
        is_yoy=is_yoy,
        is_count=is_count,
        has_steps=(cases["scale"] != "") | (measure == Measure.YES_NO),
    )
    return _classify(cases.assign(reason=_lasting_reason(cases, goal, unit)))


def _with_external(cases: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give `external` conditions the requirement that the level above has set, where it has."""
    external = cases["op"] == Op.EXTERNAL
    if not external.any():
        return cases.assign(op_judged=cases["op"])
    given = known["comparators"]
    given = given[given["kind"] == "requirement"].sort_values("period_end", kind="stable")
    columns = ["indicator_id", "entity_id", "value"]
    given = given[columns].drop_duplicates(columns[:2], keep="last")
    wide = cases[ENTITY_KEY].merge(given, how="left", on=ENTITY_KEY, validate="m:1")["value"]
    anyone = given[given["entity_id"] == ""].set_index("indicator_id")["value"]
    required = wide.fillna(cases["indicator_id"].map(anyone)).set_axis(cases.index)
    external &= required.notna()
    judged_as = np.where(cases["direction"] == "down", Op.AT_MOST.value, Op.AT_LEAST.value)
    return cases.assign(
        op_judged=cases["op"],
        value=cases["value"].mask(external, required),
        op=cases["op"].mask(external, judged_as),
    )


def _reach_goal(cases: pd.DataFrame) -> pd.Series:
    """Give the number that `reach` asks for: a step's place, 1 for yes, 100 % when unsaid."""
    n_steps = cases["scale"].str.count(r"\|").astype(float) + 1
    unsaid = pd.Series(np.where(cases["scale"] != "", n_steps, 100.0), index=cases.index)
    unsaid = unsaid.mask(cases["measure"] == Measure.YES_NO, 1.0)
    return cases["value"].fillna(unsaid.where(cases["measure"].isin(STEPS)))


def _change(cases: pd.DataFrame, column: str) -> pd.Series:
    """Add the amount of a change to the baseline; NaN where it is ambiguous or has no baseline."""
    up = np.where(cases["op"] == Op.INCREASE_BY, 1.0, -1.0)
    baseline, value = cases["baseline"], cases[column]
    by_percent: pd.Series = baseline * (1 + up * value / 100)
    by_points = baseline + up * value
    unit = _unit_of_change(cases)
    return by_percent.where(unit == "percent", by_points).mask(unit == "")


def _unit_of_change(cases: pd.DataFrame) -> pd.Series:
    """Say whether a change is in percent or points; empty where the plan leaves it open."""
    written_in_percent = cases["value_text"].str.contains("[%％]", regex=True)
    open_to_doubt = cases["unit_of_measure"].isin(PERCENTAGES)
    assumed = pd.Series(
        np.select([open_to_doubt, written_in_percent], ["", "percent"], "points"),
        index=cases.index,
    )
    return cases["change_in"].where(cases["change_in"] != "", assumed)


def _lasting_reason(
    cases: pd.DataFrame, goal: Floats, unit: NDArray[np.object_]
) -> NDArray[np.str_]:
    """Say why a case cannot be judged whatever is reported."""
    change = cases["op"].isin(CHANGES)
    needs_goal = ~cases["op"].isin([*YOY, Op.EXTERNAL]) & (cases["measure"] != Measure.RECURRING)
    return np.select(
        [
            cases["op"] == Op.EXTERNAL,
            change & (unit == ""),
            change & cases["baseline"].isna(),
            needs_goal & np.isnan(goal),
        ],
        [Reason.EXTERNAL_UNKNOWN, Reason.AMBIGUOUS, Reason.NO_BASELINE, Reason.AMBIGUOUS],
        "",
    )


def _classify(cases: pd.DataFrame) -> pd.DataFrame:
    """Mark lasting and budget cases, and flows that are judged by their running sum."""
    reach = (cases["mode"] == Mode.REACH).to_numpy()
    floor_only = np.isfinite(cases["floor"]) & np.isposinf(cases["ceiling"])
    ceiling_only = np.isneginf(cases["floor"]) & np.isfinite(cases["ceiling"])
    is_step = cases["measure"].isin(STEPS) & cases["has_steps"]
    is_percentage = (cases["measure"] == Measure.MILESTONE) & ~cases["has_steps"]
    running = (cases["measure"] == Measure.FLOW) & reach
    counted = (cases["measure"] == Measure.CUMULATIVE) | running
    year_to_date = (cases["measure"] == Measure.LEVEL) & cases["year_to_date"]
    return cases.assign(
        is_percentage=is_percentage,
        running=running,
        lasting=reach & floor_only & (counted | is_percentage | is_step) & ~cases["is_yoy"],
        budget=ceiling_only & (counted | year_to_date) & ~cases["is_yoy"],
        breakable=np.isfinite(cases["ceiling"]) & (counted | year_to_date) & ~cases["is_yoy"],
    )


def meets(
    low: NDArray[np.float64], high: NDArray[np.float64], bounds: pd.DataFrame
) -> tuple[Mask, Mask]:
    """Say of intervals whether all of each meets its bounds, and whether none of it does.

    Values are compared at `COMPARED_DECIMALS`. Where neither holds, the interval does not decide.

    Args:
        low: Least value that is meant.
        high: Greatest value that is meant.
        bounds: Rows with floor, ceiling, floor_strict and ceiling_strict.
    """
    floor, ceiling = bounds["floor"].to_numpy(), bounds["ceiling"].to_numpy()
    over, under = bounds["floor_strict"].to_numpy(), bounds["ceiling_strict"].to_numpy()
    with np.errstate(invalid="ignore"):
        all_meet = _reaches(low, floor, over) & _reaches(-high, -ceiling, under)
        none_meet = ~_reaches(high, floor, over) | ~_reaches(-low, -ceiling, under)
    known = ~(np.isnan(low) | np.isnan(floor) | np.isnan(ceiling))
    return all_meet & known, none_meet & known


def _reaches(value: NDArray[np.float64], bound: NDArray[np.float64], strict: Mask) -> Mask:
    distance = np.where(np.isinf(bound), 1.0, np.round(value - bound, COMPARED_DECIMALS))
    return np.where(strict, distance > 0, distance >= 0)
