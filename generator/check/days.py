"""The text of one cell is read as a day or a period, in the ways people write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from generator.check.cells import narrow
from generator.periods import YEARS, Cadence, Period, fits, ordinal, parse_period, period_name

_DAY = re.compile(
    r"(?P<y>[0-9]{4})(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})"
    r"|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|\.(?P<m3>[0-9]{1,2})\.(?P<d3>[0-9]{1,2})"
    r"|年(?P<m4>[0-9]{1,2})月(?P<d4>[0-9]{1,2})[日号]"
    r"|(?P<m5>[0-9]{2})(?P<d5>[0-9]{2}))"
    r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_MONTH = re.compile(
    r"([0-9]{4})(?:年([0-9]{1,2})月份?|-([0-9]{1,2})|/([0-9]{1,2})|\.([0-9]{1,2})|([0-9]{2}))"
)
_MONTHS = re.compile(r"([0-9]{4})年([0-9]{1,2})月?[-—–~至]([0-9]{1,2})月份?")
_QUARTER = re.compile(r"([0-9]{4})(?:年? *第?([一二三四1-4])季度?|年? *-?Q([1-4]))", re.IGNORECASE)
_HALF = re.compile(r"([0-9]{4})(?:年? *([上下])半年|年? *-?H([12]))", re.IGNORECASE)
_THIRD = re.compile(r"([0-9]{4})年([0-9]{1,2})月([上中下])旬")
_FIRST_QUARTERS = re.compile(r"([0-9]{4})年前([二三两])个?季度")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度|年全年)?")
_NAMED = (Cadence.DAY, Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR)
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "上": 1, "中": 2, "下": 3}


def read_date(text: str) -> dt.date | None:
    """Read ``2018-09-30``, ``2018/9/30``, ``2018.9.30``, ``2018年9月30日`` or ``20180930``.

    A time of day behind it is left out: the tables know days.
    """
    match = _DAY.fullmatch(narrow(text))
    if match is None:
        return None
    month, day = (next(filter(None, match.group(*(f"{c}{i}" for i in range(1, 6))))) for c in "md")
    return _day(int(match["y"]), int(month), int(day))


def read_period(text: str) -> Period | None:
    """Read a period by its name or by what people write for it: 2018年第三季度, 2018年1-9月.

    The period has the shortest name there is, so that two ways of writing it are one period.
    """
    text = narrow(text).replace(" / ", "/")
    span = _span(text)
    if span is None or span[0].year not in YEARS or span[1].year not in YEARS:
        return None
    start, end = span
    whole = Period(end, start, f"{start}/{end}")
    for cadence in _NAMED:
        if fits(whole, cadence):
            return parse_period(period_name(int(ordinal(start, cadence)), cadence))
    return whole


def _span(text: str) -> tuple[dt.date, dt.date] | None:
    """Give the first and the last day of what a text names."""
    if "/" in text and len(parts := text.split("/")) == 2 and len(parts[0]) > 4:
        first, last = map(read_date, parts)
        return (first, last) if first and last and first <= last else None
    if match := _YEAR.fullmatch(text):
        return _months(int(match[1]), 1, 12)
    if match := _MONTH.fullmatch(text):
        month = int(next(filter(None, match.groups()[1:])))
        return _months(int(match[1]), month, month)
    if match := _QUARTER.fullmatch(text):
        quarter = _number(match[2] or match[3])
        return _months(int(match[1]), quarter * 3 - 2, quarter * 3)
    if match := _HALF.fullmatch(text):
        half = {"上": 1, "下": 2}.get(match[2] or "") or int(match[3])
        return _months(int(match[1]), half * 6 - 5, half * 6)
    if match := _MONTHS.fullmatch(text):
        return _months(int(match[1]), int(match[2]), int(match[3]))
    if match := _FIRST_QUARTERS.fullmatch(text):
        return _months(int(match[1]), 1, _number(match[2]) * 3)
    if match := _THIRD.fullmatch(text):
        return _ten_days(int(match[1]), int(match[2]), _number(match[3]))
    day = read_date(text)
    return (day, day) if day else None


def _number(text: str) -> int:
    return _CHINESE.get(text) or int(text)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date] | None:
    if year not in YEARS or not 1 <= first <= last <= 12:
        return None
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _ten_days(year: int, month: int, third: int) -> tuple[dt.date, dt.date] | None:
    whole = _months(year, month, month)
    if whole is None:
        return None
    start = whole[0].replace(day=third * 10 - 9)
    return start, whole[1] if third == 3 else whole[0].replace(day=third * 10)
