"""The day that a snapshot shows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from generator import periods
from generator.latest import rows_in_force
from generator.model import Tables
from generator.periods import Cadence, Period
from generator.problems import Code, DataError, Location, Problem, problem


def day_to_show(
    tables: Tables, newest: dt.date | None, period: Period, asked: dt.date | None, data_dir: Path
) -> tuple[dt.date, list[Problem]]:
    """Give the day that a snapshot of a period shows, and what a person should know of it.

    It is the one that was asked for; else the due day of the period's last report, or the day of
    the newest report where the data do not reach so far.

    Raises:
        DataError: no-observations, period-not-over, day-in-period.
    """
    where = Location(data_dir.name)
    if newest is None:
        raise DataError([problem(Code.NO_OBSERVATIONS, where)])
    words = {"period": period.name, "end": str(period.end)}
    if newest < (period.start if asked else period.end):
        raise DataError([problem(Code.PERIOD_NOT_OVER, where, **words, day=newest)])
    if asked is not None:
        if asked < period.end:
            raise DataError([problem(Code.DAY_IN_PERIOD, where, **words, day=asked)])
        return asked, []
    due = last_due_day(rows_in_force(tables, "indicators", newest), period)
    if due <= newest:
        return due, []
    told = problem(Code.DUE_DAY_AHEAD, where, period=period.name, due=due, day=newest)
    return newest, [told]


def last_due_day(indicators: pd.DataFrame, period: Period) -> dt.date:
    """Give the day by which the last report is due of all that end within a period.

    The period's last day where nothing is reported in it.
    """
    due = [period.end]
    reported = indicators[indicators["derived"] == ""]
    for name, days in reported.groupby("cadence")["due_days"].max().items():
        cadence = Cadence(str(name))
        if not cadence.is_regular:
            continue
        tomorrow = np.datetime64(period.end + dt.timedelta(days=1))
        ended = periods.last_day(periods.ordinal(tomorrow, cadence) - 1, cadence).item()
        if ended >= period.start:
            due.append(ended + dt.timedelta(days=int(days)))
    return max(due)
