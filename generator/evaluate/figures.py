"""The arithmetic beside a verdict: attainment, expected share, gap, need, projection, chance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods
from generator.evaluate.calendar import elapsed_share
from generator.evaluate.conditions import DECIMALS
from generator.evaluate.intervals import byar_interval, wilson_interval
from generator.model import Measure, Mode, Tables

Floats = NDArray[np.float64]


def expected_share(cases: pd.DataFrame, days: pd.Series, known: Tables) -> tuple[Floats, Floats]:
    """Give the share of the way wanted by each day, and whether a schedule of steps says so.

    Without a schedule it is the elapsed share. A schedule's points are joined by straight lines
    over the elapsed share, or hold until the next one; it begins with 0 on the day before the
    window and ends with 1 on the deadline.

    Returns:
        The share, 0–1 (NaN for no day), and the shape: 0 none, 1 line, 2 steps.
    """
    elapsed = elapsed_share(cases, days)
    points = known["schedules"]
    codes = pd.Index(points["target_id"].unique()).get_indexer(cases["target_id"])
    scheduled = (codes >= 0) & ~cases["is_each_summary"].to_numpy()
    shape = np.zeros(len(cases))
    if not scheduled.any():
        return elapsed, shape
    of_target = points.set_index("target_id")["shape"].groupby(level=0, sort=False).first()
    shape[scheduled] = np.where(
        cases.loc[scheduled, "target_id"].map(of_target) == "steps", 2.0, 1.0
    )
    curve = _curve(cases[scheduled].drop_duplicates("target_id"), points)
    expected = elapsed.copy()
    expected[scheduled] = _read(
        curve, cases.loc[scheduled, "target_id"], elapsed[scheduled], shape[scheduled] == 2
    )
    return expected, shape


def _curve(targets: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Lay out each schedule from 0 to 1: target_id, x (elapsed share), y (expected share)."""
    given = points.merge(targets, how="inner", on="target_id", suffixes=("_point", ""))
    given = given.assign(x=elapsed_share(given, given["period_end"]), y=given["expected_share"])
    ends = [targets[["target_id"]].assign(x=share, y=share) for share in (0.0, 1.0)]
    curve = pd.concat([given[["target_id", "x", "y"]], *ends])
    return (
        curve.drop_duplicates(["target_id", "x"])
        .sort_values(["target_id", "x"], kind="stable")
        .reset_index(drop=True)
    )


def _read(
    curve: pd.DataFrame, target_ids: pd.Series, x: Floats, steps: NDArray[np.bool_]
) -> Floats:
    """Read every curve at its own place, all at once: curves lie two apart on one long axis."""
    names = pd.Index(curve["target_id"].unique())
    axis = names.get_indexer(curve["target_id"]) * 2.0 + curve["x"].to_numpy()
    at = names.get_indexer(target_ids) * 2.0 + np.nan_to_num(x)
    after = np.minimum(np.searchsorted(axis, at, side="right"), len(axis) - 1)
    before = np.maximum(np.searchsorted(axis, at, side="right") - 1, 0)
    y = curve["y"].to_numpy()
    same = axis[after] - axis[before] > 1  # the next point is another curve's
    width = np.where(same | (after == before), 1.0, axis[after] - axis[before])
    line = y[before] + (y[after] - y[before]) * (at - axis[before]) / width
    value = np.where(same | steps | (after == before), y[before], line)
    return np.where(np.isnan(x), np.nan, value)


def add_figures(
    cases: pd.DataFrame, judged: pd.DataFrame, known: Tables, tolerance: float
) -> pd.DataFrame:
    """Compute what the rules compare.

    Args:
        judged: One row a case: value (the number that is judged; NaN where there is none) and
            period_end of the figure it belongs to.
        tolerance: Default tolerance, as a share.

    Columns:
        attainment, expected_share, used_share (of a budget), pace_gap, tolerance (shares),
        expected_value, shape, is_path, is_state, scale_from (where the way begins).
    """
    value = judged["value"].to_numpy()
    share, shape = expected_share(cases, judged["period_end"], known)
    goal, begin = cases["goal"].to_numpy(), _begin(cases, shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        attainment = (value - begin) / (goal - begin)
        used = np.where(cases["budget"], value / cases["ceiling"].to_numpy(), np.nan)
    has_way = np.isfinite(begin) & (goal != begin)
    attainment = np.where(has_way, attainment, np.nan)
    pace_gap = np.where(cases["budget"], share - used, attainment - share)
    own = cases["tolerance"].to_numpy() / 100
    is_path = _is_path(cases, shape) & has_way
    is_step = (cases["has_steps"] & (cases["mode"] == Mode.REACH)).to_numpy()
    is_step = is_step & cases["measure"].isin(STEPPED).to_numpy()
    return pd.DataFrame(
        {
            "attainment": attainment,
            "expected_share": np.where(is_path | cases["budget"], share, np.nan),
            "used_share": used,
            "pace_gap": np.where(is_path | cases["budget"], pace_gap, np.nan),
            "tolerance": np.where(shape == 2, 0.0, np.where(np.isnan(own), tolerance, own)),
            "expected_value": np.where(is_path, begin + share * (goal - begin), np.nan),
            "shape": shape,
            "is_path": is_path,
            "is_state": ~is_path & ~is_step & ~cases["budget"].to_numpy(),
            "way_from": begin,
        }
    )


STEPPED = (Measure.MILESTONE.value, Measure.GRADE.value, Measure.YES_NO.value)


def _begin(cases: pd.DataFrame, shape: Floats) -> Floats:
    """Give the value from which the way to the target is measured; NaN where there is no way.

    Counts, sums and percentages of completion begin at 0, a level at its baseline (unless that
    meets the condition already), anything else with a schedule at 0 where a floor is asked for.
    """
    zero = cases["is_count"] | cases["is_percentage"] | ((shape > 0) & np.isfinite(cases["floor"]))
    baseline = cases["baseline"]
    met = (baseline >= cases["floor"]) & (baseline <= cases["ceiling"])
    level = (cases["measure"] == Measure.LEVEL) & baseline.notna()
    begin = np.select([level & met, level, zero], [np.nan, baseline, 0.0], np.nan)
    return np.where(cases["is_yoy"] | cases["budget"], np.nan, begin)


def _is_path(cases: pd.DataFrame, shape: Floats) -> NDArray[np.bool_]:
    """Mark cases with an expected value on the way."""
    reach = cases["mode"] == Mode.REACH
    floor = np.isfinite(cases["floor"])
    counted = (cases["is_count"] | cases["is_percentage"]) & floor & reach
    level = (cases["measure"] == Measure.LEVEL) & cases["baseline"].notna() & reach
    return np.asarray((counted | level | (shape > 0)) & ~cases["budget"] & ~cases["is_yoy"])


def add_outlook(
    cases: pd.DataFrame,
    figures: pd.DataFrame,
    judged: pd.DataFrame,
    facts: pd.DataFrame,
    as_of: dt.date,
) -> pd.DataFrame:
    """Compute what is still needed a month, and where the present rate leads.

    Columns:
        months_left (whole months after the later of the judged period and the last due one, up to
        the deadline), needed_per_month (unit of measure a month; NaN when met or no month is
        left), projection (value at the deadline at the present rate; linear schedules only).
    """
    value, goal = judged["value"].to_numpy(), cases["goal"].to_numpy()
    end = judged["period_end"].to_numpy().astype(periods.type_days)
    start = cases["window_start"].to_numpy().astype(periods.type_days)
    last_due = periods.last_days(cases["last_due"], cases["cadence_code"].to_numpy())
    before = start - np.timedelta64(1, "D")
    last_due = np.where(cases["regular"] & (cases["n_due"] > 0), last_due, before)
    since = np.maximum(np.where(np.isnat(end), before, end), last_due)
    deadline = cases["deadline"].to_numpy().astype(periods.type_days)
    months = periods.whole_months(np.minimum(since, deadline), deadline)
    wanted = figures["is_path"].to_numpy() & ~facts["meets_now"].to_numpy() & (months > 0)
    wanted &= ~facts["closed"].to_numpy()
    share = figures["expected_share"].to_numpy()
    linear = figures["is_path"].to_numpy() & (figures["shape"].to_numpy() == 0) & (share > 0)
    linear &= ~facts["closed"].to_numpy()
    begin = figures["way_from"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = (goal - value) / months
        projection = begin + (value - begin) / share
    return pd.DataFrame(
        {
            "months_left": months,
            "needed_per_month": np.where(wanted, needed, np.nan),
            "projection": np.where(linear, projection, np.nan),
        }
    )


def add_chance(cases: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Give the 95 % interval of rates and proportions, and whether it holds the target.

    Columns:
        interval_low, interval_high (unit of measure), chance.
    """
    cases_counted = judged["numerator"].to_numpy(dtype=np.float64)
    n = judged["denominator"].to_numpy(dtype=np.float64)
    per = cases["per"].to_numpy(dtype=np.float64)
    proportion = (cases["maximum"] == cases["per"]).to_numpy() & (cases_counted <= n)
    wilson, byar = wilson_interval(cases_counted, n), byar_interval(cases_counted, n)
    low = np.where(proportion, wilson[0], byar[0]) * per
    high = np.where(proportion, wilson[1], byar[1]) * per
    goal = cases["goal"].to_numpy()
    with np.errstate(invalid="ignore"):
        chance = (low <= goal) & (goal <= high)
    return pd.DataFrame(
        {
            "interval_low": np.round(low, DECIMALS),
            "interval_high": np.round(high, DECIMALS),
            "chance": chance,
        }
    )
