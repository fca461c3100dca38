"""What the same period of the year before reached, for targets that are held against it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods
from generator.evaluate.conditions import Floats
from generator.matching import Positions, positions
from generator.model import Tables


def window_years(rows: pd.DataFrame, cases: pd.DataFrame) -> Positions:
    """Number the years of a window, from 0, where sums are held against the year before.

    Each year of such a target is a step of its own, so its sum begins anew; any other sum runs
    through the whole window, as year 0.
    """
    case = rows["case"].to_numpy()
    first, month, last = (
        days.to_numpy().astype("datetime64[M]").astype(np.int64)
        for days in (cases["window_start"], rows["period_start"], cases["deadline"])
    )
    year = np.clip((month - first[case]) // 12, 0, ((last - first) // 12)[case])
    return np.where(cases["is_yoy"].to_numpy()[case], year, 0)


def prior_year(
    rows: pd.DataFrame, cases: pd.DataFrame, values: pd.DataFrame, known: Tables
) -> tuple[Floats, NDArray[np.object_]]:
    """Find the value of the same period a year earlier, as reported or as a past comparator.

    A running flow is compared with the sum of the same periods of the year before.
    """
    case = rows["case"].to_numpy()
    key = pd.DataFrame(
        {
            "indicator_id": cases["indicator_id"].astype("category").array.take(case),
            "entity_id": cases["entity_id"].astype("category").array.take(case),
        }
    )
    start, end = _year_before(rows["period_start"], 0), _year_before(rows["period_end"], 1)
    place = positions(
        key,
        values,
        start=(start, values["period_start"]),
        end=(end, values["period_end"]),
    )
    found = values["value"].to_numpy()[np.maximum(place, 0)]
    exact = (values["qualifier"].astype(str) == "").to_numpy()[np.maximum(place, 0)]
    prior = np.where((place >= 0) & exact, found, np.nan)
    names = values["period"].astype(str).to_numpy()[np.maximum(place, 0)]
    prior, names = _past_comparators(key, start, end, prior, names, known)
    running = cases["running"].to_numpy()[case]
    if running.any():
        years = [case, window_years(rows, cases)]
        sums = pd.Series(prior).groupby(years).cumsum(skipna=False).to_numpy()
        prior = np.where(running, sums, prior)
    return prior, np.where(np.isnan(prior), "", names)


def _past_comparators(
    key: pd.DataFrame,
    start: periods.Days,
    end: periods.Days,
    prior: Floats,
    names: NDArray[np.object_],
    known: Tables,
) -> tuple[Floats, NDArray[np.object_]]:
    past = known["comparators"]
    past = past[past["kind"] == "past"].reset_index(drop=True)
    if past.empty:
        return prior, names
    have = past.astype({"indicator_id": "category", "entity_id": "category"})
    days = {"start": (start, have["period_start"]), "end": (end, have["period_end"])}
    place = positions(key, have, **days)
    given = np.isnan(prior) & (place >= 0)
    prior = np.where(given, past["value"].to_numpy()[np.maximum(place, 0)], prior)
    names = np.where(given, past["period"].to_numpy(dtype=object)[np.maximum(place, 0)], names)
    return prior, names


def _year_before(days: pd.Series, shift: int) -> periods.Days:
    """Move days a calendar year back; with ``shift`` 1 the last day of a month stays the last."""
    day: periods.Days = days.to_numpy().astype(periods.type_days) + np.timedelta64(shift, "D")
    month = day.astype("datetime64[M]")
    rest = day - month.astype(periods.type_days)
    moved = (month - np.timedelta64(12, "M")).astype(periods.type_days) + rest
    return np.asarray(moved - np.timedelta64(shift, "D"))
