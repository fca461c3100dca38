"""Reporting periods: read their names, order them, and lay the calendar of a cadence over days.

Days are numpy ``datetime64[D]`` wherever many are handled at once. The periods of a cadence are
numbered (``ordinal``): the number grows by one from period to period, so "the period before" is
``ordinal - 1`` and "how many periods" is a subtraction.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

YEARS = range(1900, 2101)
"""Years that a site can speak of."""

type_days = np.dtype("datetime64[D]")
Days = Any
"""An array of ``datetime64[D]``; numpy's own type for days leaves out its arithmetic."""
Ordinals = Any
"""An array of whole numbers."""


class Cadence(StrEnum):
    """How often an indicator is reported."""

    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten_days"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ONCE = "once"
    IRREGULAR = "irregular"

    @property
    def is_regular(self) -> bool:
        """Whether the calendar can be cut into periods of this cadence."""
        return self not in (Cadence.ONCE, Cadence.IRREGULAR)


MONTHS = {
    Cadence.MONTH: 1,
    Cadence.TWO_MONTHS: 2,
    Cadence.QUARTER: 3,
    Cadence.HALF_YEAR: 6,
    Cadence.YEAR: 12,
}
"""Cadences made of whole calendar months, and how many; they all begin in January."""

_MONDAY = 3  # 1970-01-01 was a Thursday: three days after a Monday
_DAY = r"\d{4}-\d{2}-\d{2}"
_FORM = re.compile(
    rf"(?P<pair>{_DAY}/{_DAY})|(?P<day>{_DAY})|(?P<month>\d{{4}}-\d{{2}})"
    r"|(?P<quarter>\d{4}Q[1-4])|(?P<half>\d{4}H[12])|(?P<year>\d{4})"
)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A span of days with the name it is written by; ordered by its end, then its start."""

    end: dt.date
    start: dt.date
    name: str

    def __str__(self) -> str:
        return self.name


def parse_period(text: str) -> Period:
    """Read ``2018``, ``2018H1``, ``2018Q3``, ``2018-08``, ``2018-08-15`` or ``start/end`` days.

    Raises:
        ValueError: The text has none of these forms, names no real day, or ends before it starts.

    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"not a period: {text!r}")
    form = match.lastgroup
    if form == "pair":
        start, end = (dt.date.fromisoformat(day) for day in text.split("/"))
        if end < start:
            raise ValueError(f"ends before it starts: {text!r}")
        return Period(end, start, text)
    if form == "day":
        day = dt.date.fromisoformat(text)
        return Period(day, day, text)
    year = int(text[:4])
    number = int(text[5:] or 1)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[str(form)]
    first = (number - 1) * months + 1
    start = dt.date(year, first, 1)
    after = year * 12 + first - 1 + months
    return Period(dt.date(after // 12, after % 12 + 1, 1) - dt.timedelta(days=1), start, text)


def ordinal(days: Any, cadence: Cadence) -> Ordinals:
    """Number the period of a regular cadence that holds each day; weeks begin on Monday."""
    days = np.asarray(days, dtype=type_days)
    if cadence is Cadence.DAY:
        return days.astype(np.int64)
    if cadence is Cadence.WEEK:
        return np.asarray((days.astype(np.int64) + _MONDAY) // 7)
    months = days.astype("datetime64[M]")
    if cadence is Cadence.TEN_DAYS:
        day_of_month = (days - months.astype(type_days)).astype(np.int64)
        return np.asarray(months.astype(np.int64) * 3 + np.minimum(day_of_month // 10, 2))
    return np.asarray(months.astype(np.int64) // MONTHS[cadence])


def first_day(ordinals: Any, cadence: Cadence) -> Days:
    """Give the first day of each numbered period of a regular cadence."""
    ordinals = np.asarray(ordinals, dtype=np.int64)
    if cadence is Cadence.DAY:
        return ordinals.astype(type_days)
    if cadence is Cadence.WEEK:
        return np.asarray(ordinals * 7 - _MONDAY).astype(type_days)
    if cadence is Cadence.TEN_DAYS:
        start = (ordinals // 3).astype("datetime64[M]").astype(type_days)
        return np.asarray(start + (ordinals % 3 * 10).astype("timedelta64[D]"))
    months = np.asarray(ordinals * MONTHS[cadence])
    return months.astype("datetime64[M]").astype(type_days)


def last_day(ordinals: Any, cadence: Cadence) -> Days:
    """Give the last day of each numbered period of a regular cadence."""
    return np.asarray(first_day(np.asarray(ordinals) + 1, cadence) - np.timedelta64(1, "D"))


CADENCES = tuple(Cadence)
"""The cadences in a fixed order; arrays of cadences hold places in this list."""


def cadence_codes(names: Sequence[str] | pd.Series[str]) -> NDArray[np.int8]:
    """Turn names of cadences into places in `CADENCES`."""
    place = {cadence.value: code for code, cadence in enumerate(CADENCES)}
    codes, distinct = pd.factorize(np.asarray(names, dtype=object), use_na_sentinel=False)
    return np.array([place[name] for name in distinct], dtype=np.int8)[codes]


def ordinals(days: Any, codes: NDArray[np.int8]) -> Ordinals:
    """Number periods where each day has its own cadence; by the day where it is not regular."""
    days = np.asarray(days, dtype=type_days)
    numbers = days.astype(np.int64)
    for code in np.unique(codes):
        if CADENCES[code].is_regular:
            chosen = codes == code
            numbers[chosen] = ordinal(days[chosen], CADENCES[code])
    return numbers


def last_days(numbers: Any, codes: NDArray[np.int8]) -> Days:
    """Give the last day of each numbered period, the reverse of `ordinals`."""
    numbers = np.asarray(numbers, dtype=np.int64)
    days = numbers.astype(type_days)
    for code in np.unique(codes):
        if CADENCES[code].is_regular:
            chosen = codes == code
            days[chosen] = last_day(numbers[chosen], CADENCES[code])
    return days


def period_name(number: int, cadence: Cadence) -> str:
    """Write the name of one numbered period the way ``parse_period`` reads it."""
    start = first_day(number, cadence).astype(object).item()
    end = last_day(number, cadence).astype(object).item()
    match cadence:
        case Cadence.DAY:
            return str(start)
        case Cadence.MONTH:
            return f"{start:%Y-%m}"
        case Cadence.QUARTER:
            return f"{start.year}Q{start.month // 3 + 1}"
        case Cadence.HALF_YEAR:
            return f"{start.year}H{start.month // 6 + 1}"
        case Cadence.YEAR:
            return str(start.year)
        case _:
            return f"{start}/{end}"


def fits(period: Period, cadence: Cadence) -> bool:
    """Say whether a period is one whole period of the cadence; once and irregular take any."""
    if not cadence.is_regular:
        return True
    number = ordinal(period.start, cadence)
    return bool(
        first_day(number, cadence) == np.datetime64(period.start)
        and last_day(number, cadence) == np.datetime64(period.end)
    )


def doubtful_day(received: Any, ended: Any, limit: int) -> Any:
    """Give the newest day of receipt where it is too far off to be believed unasked, else None.

    A day is doubted that lies more than ``limit`` days after all other days of receipt and after
    the end of every period that was reported on it. Reports that come once a quarter or a year
    are far apart too, but close to their periods.

    Args:
        received: Days on which figures were received; no day is NaT.
        ended: Last day of the period of each figure.
        limit: Days.
    """
    received = np.asarray(received, dtype=type_days)
    known = ~np.isnat(received)
    days = np.unique(received[known])
    if len(days) < 2 or (days[-1] - days[-2]).astype(np.int64) <= limit:
        return None
    newest = np.asarray(ended, dtype=type_days)[known & (received == days[-1])]
    late = (days[-1] - newest).astype(np.int64) > limit
    return days[-1] if late.all() else None


def whole_months(after: Any, until: Any) -> Ordinals:
    """Count the whole calendar months that lie after one day and end by another, never below 0."""
    after, until = np.asarray(after, dtype=type_days), np.asarray(until, dtype=type_days)
    one_day = np.timedelta64(1, "D")
    first = (after + one_day).astype("datetime64[M]").astype(np.int64)
    first += (after + one_day) > first.astype("datetime64[M]").astype(type_days)
    last = (until + one_day).astype("datetime64[M]").astype(np.int64)
    return np.asarray(np.maximum(last - first, 0))


def months_before(day: dt.date, n: int) -> dt.date:
    """Give the same day of an earlier month, or that month's last day where it has no such day."""
    number = day.year * 12 + day.month - 1 - n
    year, month = divmod(number, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )
