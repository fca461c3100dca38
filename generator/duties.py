"""What each unit still owes on a day: what is missing, what is due, what comes next."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.matching import sort_by, stack
from generator.model import Duty, ReportState, Tables
from generator.periods import months_before

LATE_MONTHS = 1
"""How far back reports that came late are told; what came earlier is history."""

COLUMNS = (
    *("indicator_id", "entity_id", "period", "period_start", "period_end", "due_on"),
    *("first_reported_on", "duty"),
)


def open_duties(
    known: Tables, reports: pd.DataFrame, upcoming: pd.DataFrame, as_of: dt.date
) -> pd.DataFrame:
    """Say what is open on a day, and what came late in the month before it.

    A report is missing when its due day has passed, due when its period has ended and its due day
    has not passed; both only while nothing came, so that 不适用 frees. It is next when its period
    has not ended. An entity that exists no more owes nothing.

    Args:
        known: Rows in force on the day.
        reports: Of `generator.reporting.owed_reports`.
        upcoming: Of `generator.reporting.next_reports`.
        as_of: The day.

    Rows:
        One an indicator, entity and period, ordered by these.

    Columns:
        indicator_id, entity_id, period, period_start, period_end, due_on, first_reported_on (of
        what came late), duty (`generator.model.Duty`).
    """
    since = pd.Timestamp(months_before(as_of, LATE_MONTHS))
    late = (reports["state"] == ReportState.LATE) & (reports["first_reported_on"] > since)
    parts = {
        Duty.MISSING: reports[reports["state"] == ReportState.MISSING],
        Duty.DUE: reports[(reports["state"] == ReportState.NOT_DUE) & _told(known, reports)],
        Duty.NEXT: upcoming.assign(first_reported_on=np.datetime64("NaT", "s")),
        Duty.LATE: reports[late],
    }
    every = [frame.assign(duty=duty.value)[list(COLUMNS)] for duty, frame in parts.items()]
    found = stack(every)
    left = found[~found["entity_id"].isin(_closed(known, as_of))]
    return sort_by(left, ("indicator_id", "entity_id", "period_end"))


def _told(known: Tables, reports: pd.DataFrame) -> pd.Series[bool]:
    """Say of which periods it may be told whether a report came; the public waits for its day."""
    indicators = known["indicators"]
    if "released_until" not in indicators:
        return pd.Series(data=True, index=reports.index)
    until = indicators.set_index("indicator_id")["released_until"]
    last = until.reindex(reports["indicator_id"].astype(str)).to_numpy(dtype="datetime64[s]")
    return ~(reports["period_end"] > last)


def _closed(known: Tables, as_of: dt.date) -> set[str]:
    """Name the units and counties that ended before a day."""
    return {
        str(entity_id)
        for table, key in (("units", "unit_id"), ("counties", "county_id"))
        for entity_id in known[table].loc[known[table]["valid_to"] < pd.Timestamp(as_of), key]
    }
