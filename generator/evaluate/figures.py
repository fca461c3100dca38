"""The arithmetic beside a verdict: attainment, expected share, gap, need, projection, chance."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods
from generator.evaluate.calendar import elapsed_share
from generator.evaluate.conditions import STEPS
from generator.intervals import chance_interval
from generator.model import Measure, Mode, Tables

Floats = NDArray[np.float64]


def expected_share(cases: pd.DataFrame, days: pd.Series, known: Tables) -> tuple[Floats, Floats]:
    """Give the share of the way wanted by each day, and the shape of the schedule that says so.

    Without a schedule it is the elapsed share. A schedule's points are joined by straight lines
    over the days, or hold until the next one; it begins with 0 on the day before the window and
    ends with 1 on the deadline.

    Returns:
        The share, 0–1 (NaN for no day), and the shape: 0 none, 1 line, 2 steps.
    """
    share, shape = elapsed_share(cases, days), np.zeros(len(cases))
    points = known["schedules"]
    scheduled = cases["target_id"].isin(points["target_id"]) & ~cases["is_each_summary"]
    if not scheduled.any():
        return share, shape
    own, wanted = cases[scheduled], scheduled.to_numpy()
    shapes = points.drop_duplicates("target_id").set_index("target_id")["shape"]
    shape[wanted] = np.where(own["target_id"].map(shapes) == "steps", 2.0, 1.0)
    curve = _curve(own.drop_duplicates("target_id"), points)
    day = _day_number(days[wanted])
    share[wanted] = _read(curve, own["target_id"], day, shape[wanted] == 2)
    share[wanted & days.isna().to_numpy()] = np.nan
    return share, shape


def _curve(targets: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Lay out each schedule from 0 to 1: target_id, day, share."""
    given = points[points["target_id"].isin(targets["target_id"])]
    curve = pd.concat(
        [
            targets[["target_id"]].assign(day=_day_number(targets["window_start"]) - 1, share=0.0),
            given[["target_id"]].assign(
                day=_day_number(given["period_end"]), share=given["expected_share"]
            ),
            targets[["target_id"]].assign(day=_day_number(targets["deadline"]), share=1.0),
        ]
    )
    return (
        curve.drop_duplicates(["target_id", "day"])
        .sort_values(["target_id", "day"], kind="stable")
        .reset_index(drop=True)
    )


def _read(
    curve: pd.DataFrame, target_ids: pd.Series, day: Floats, steps: NDArray[np.bool_]
) -> Floats:
    """Read every curve at its own day, all at once: curves lie one behind the other."""
    names = pd.Index(curve["target_id"].unique())
    first = curve.groupby("target_id", sort=False)["day"].transform("min")
    length = float((curve["day"] - first).max()) + 1
    axis = (names.get_indexer(curve["target_id"]) * length + curve["day"] - first).to_numpy()
    begin = first.groupby(curve["target_id"]).first().reindex(target_ids).to_numpy()
    end = curve.groupby("target_id")["day"].max().reindex(target_ids).to_numpy()
    at = names.get_indexer(target_ids) * length + np.clip(day, begin, end) - begin
    before = np.searchsorted(axis, at, side="right") - 1
    after = np.searchsorted(axis, at, side="left")
    share = curve["share"].to_numpy()
    width = np.where(after == before, 1.0, axis[after] - axis[before])
    line = share[before] + (share[after] - share[before]) * (at - axis[before]) / width
    return np.asarray(np.where(steps, share[before], line), dtype=np.float64)


def _day_number(days: pd.Series) -> Floats:
    """Number days; no day counts as the first of all."""
    numbers = days.to_numpy().astype(periods.type_days)
    return np.where(np.isnat(numbers), 0, numbers.astype(np.int64)).astype(np.float64)


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
        expected_value, shape, is_path, is_state, way_from and way_to (the values where
        the way begins and ends).
    """
    value = judged["value"].to_numpy()
    share, shape = expected_share(cases, judged["period_end"], known)
    begin, ceiling = _begin(cases, shape), cases["ceiling"].to_numpy()
    # The way from above a range ends at its upper end.
    goal = np.where(begin > ceiling, ceiling, cases["goal"].to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        attainment = (value - begin) / (goal - begin)
        used = value / ceiling
    used = np.where(cases["budget"] & (ceiling != 0), used, np.nan)
    has_way = np.isfinite(begin) & (goal != begin)
    attainment = np.where(has_way, attainment, used)
    pace_gap = np.where(cases["budget"], share - used, attainment - share)
    own = cases["tolerance"].to_numpy() / 100
    is_path = _is_path(cases, shape) & has_way
    is_step = (cases["has_steps"] & (cases["mode"] == Mode.REACH)).to_numpy()
    is_step = is_step & cases["measure"].isin(STEPS).to_numpy()
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
            "way_to": goal,
        }
    )


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
    value, goal = judged["value"].to_numpy(), figures["way_to"].to_numpy()
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
    low, high = chance_interval(
        judged["numerator"].to_numpy(dtype=np.float64),
        judged["denominator"].to_numpy(dtype=np.float64),
        cases["per"].to_numpy(dtype=np.float64),
        cases["maximum"].to_numpy(dtype=np.float64),
    )
    goal = cases["goal"].to_numpy()
    with np.errstate(invalid="ignore"):
        chance = (low <= goal) & (goal <= high)
    return pd.DataFrame({"interval_low": low, "interval_high": high, "chance": chance})
