"""The days of a case: its periods, what was due when, and how far its window has run."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods

DAY = np.timedelta64(1, "D")


def add_calendar(cases: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Number the periods of each window and find its due days.

    The report of a period is due ``due_days`` after the period's last day, and missing from the
    day after. A target that is reported once or irregularly has one due day, that of its deadline.
    A unit founded inside the window owes reports from its first day on. No report is due of a
    period that may not be shown yet: one that ends after ``released_until``.

    Columns:
        Adds cadence_code, regular, first_number and last_number (periods that hold the window's
        first and last day), due_from (first number that is owed), last_due (last number whose due
        day has passed; within the window), n_due, first_due_on, due_on (of the period that holds
        the deadline), next_due_on (of the period after it), on_borders (whether the window is made
        of whole periods), and whether the due day has come: first_due, last_due_passed (of the
        first report and that of the deadline, over), next_due. Days are ``datetime64[D]``.
    """
    code = periods.cadence_codes(cases["cadence"])
    regular = np.array([cadence.is_regular for cadence in periods.CADENCES])[code]
    start, deadline = _days(cases["window_start"]), _days(cases["deadline"])
    founded = _days(cases["valid_from"])
    owes_from = np.where(np.isnat(founded) | (founded < start), start, founded)
    allowed = cases["due_days"].to_numpy(dtype=np.int64).astype("timedelta64[D]")

    first, last = periods.ordinals(start, code), periods.ordinals(deadline, code)
    due_from = periods.ordinals(np.minimum(owes_from, deadline), code)
    today, until = np.datetime64(as_of), _days(pd.to_datetime(cases["released_until"]))
    passed = np.fmin(today - allowed, until + DAY)  # no day is later than any
    last_due = np.minimum(periods.ordinals(passed, code) - 1, last)
    last_end = periods.last_days(last, code)
    due_on, is_over = last_end + allowed, ~(last_end > until)
    is_over &= due_on < today
    last_due = np.where(regular, last_due, np.where(is_over, last, last - 1))
    due_from = np.asarray(np.where(regular, due_from, last))
    first_end = periods.last_days(due_from, code)
    next_end = np.where(regular, periods.last_days(last + 1, code), last_end)
    return cases.assign(
        cadence_code=code,
        regular=regular,
        first_number=first,
        last_number=last,
        due_from=due_from,
        last_due=np.maximum(last_due, due_from - 1),
        n_due=np.maximum(last_due - due_from + 1, 0),
        first_due_on=first_end + allowed,
        due_on=due_on,
        next_due_on=next_end + allowed,
        first_due=(first_end + allowed < today) & ~(first_end > until),
        last_due_passed=is_over,
        next_due=(next_end + allowed <= today) & ~(next_end > until),
        on_borders=regular
        & (periods.last_days(first - 1, code) + DAY == start)
        & (periods.last_days(last, code) == deadline),
    )


def elapsed_share(cases: pd.DataFrame, days: Any) -> NDArray[np.float64]:
    """Give the share of each window that has run by the end of a day, 0–1; NaN for no day.

    Where the window is made of whole periods, periods that ended by the day are counted;
    otherwise days.
    """
    day = np.asarray(days, dtype=periods.type_days)
    known = ~np.isnat(day)
    start, deadline = _days(cases["window_start"]), _days(cases["deadline"])
    day = np.where(known, day, start)
    code = cases["cadence_code"].to_numpy()
    ended = periods.ordinals(day + DAY, code) - cases["first_number"].to_numpy()
    of_periods = ended / (cases["last_number"] - cases["first_number"] + 1).to_numpy()
    of_days = ((day - start).astype(np.int64) + 1) / ((deadline - start).astype(np.int64) + 1)
    share = np.where(cases["on_borders"], of_periods, of_days)
    return np.where(known, np.clip(share, 0.0, 1.0), np.nan)


def _days(column: pd.Series) -> periods.Days:
    return column.to_numpy().astype(periods.type_days)
