"""Periods are read, named, numbered and counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from generator import periods
from generator.periods import Cadence, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018H2", "2018-07-01", "2018-12-31"),
        ("2018Q3", "2018-07-01", "2018-09-30"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2018-12", "2018-12-01", "2018-12-31"),
        ("2018-08-15", "2018-08-15", "2018-08-15"),
        ("2018-11-16/2019-03-15", "2018-11-16", "2019-03-15"),
    ],
)
def test_parse(text, start, end):
    """A period's name says its first and its last day."""
    period = parse_period(text)

    assert [str(period.start), str(period.end), str(period)] == [start, end, text]


@pytest.mark.parametrize(
    "text", ["", "18", "2018Q5", "2018-13", "2018-02-30", "2018-03-01/2018-02-01", "2018 Q1"]
)
def test_no_period(text):
    """What has none of the forms, or no real days, is refused."""
    with pytest.raises(ValueError, match=r"period|month|day|ends before"):
        parse_period(text)


def test_order():
    """Periods are ordered by their ends, then their starts."""
    names = ["2018", "2018-12", "2018H1", "2018Q4"]

    assert [str(p) for p in sorted(map(parse_period, names))] == [
        "2018H1",
        "2018",
        "2018Q4",
        "2018-12",
    ]


@pytest.mark.parametrize(
    ("cadence", "name"),
    [
        (Cadence.DAY, "2018-08-15"),
        (Cadence.WEEK, "2018-08-13/2018-08-19"),
        (Cadence.TEN_DAYS, "2018-08-11/2018-08-20"),
        (Cadence.MONTH, "2018-08"),
        (Cadence.TWO_MONTHS, "2018-07-01/2018-08-31"),
        (Cadence.QUARTER, "2018Q3"),
        (Cadence.HALF_YEAR, "2018H2"),
        (Cadence.YEAR, "2018"),
    ],
)
def test_period_that_holds_a_day(cadence, name):
    """Each regular cadence has one period around a day, and it names itself back."""
    number = int(periods.ordinal(dt.date(2018, 8, 15), cadence))

    assert periods.period_name(number, cadence) == name
    assert periods.fits(parse_period(name), cadence)
    assert str(periods.last_day(number, cadence)) == str(parse_period(name).end)


@pytest.mark.parametrize("cadence", [cadence for cadence in Cadence if cadence.is_regular])
def test_calendar_has_no_gaps(cadence):
    """Each day of five years lies in a period, and each period begins the day after another."""
    days = np.arange("2015-12-01", "2021-02-01", dtype="datetime64[D]")
    number = periods.ordinal(days, cadence)

    assert (periods.first_day(number, cadence) <= days).all()
    assert (days <= periods.last_day(number, cadence)).all()
    assert set(np.diff(number)) <= {0, 1}


def test_last_ten_days_of_a_month():
    """The third 旬 runs to the end of the month, however long that is."""
    days = periods.last_day(
        periods.ordinal(["2018-02-21", "2018-08-31"], Cadence.TEN_DAYS), Cadence.TEN_DAYS
    )

    assert days.astype(str).tolist() == ["2018-02-28", "2018-08-31"]


def test_fits_whole_periods_only():
    """A quarter is no month, and half a month is none either; irregular takes anything."""
    quarter, half = parse_period("2018Q3"), parse_period("2018-08-01/2018-08-15")

    assert [periods.fits(p, Cadence.MONTH) for p in (quarter, half)] == [False, False]
    assert [periods.fits(p, Cadence.IRREGULAR) for p in (quarter, half)] == [True, True]


def test_days_of_several_cadences():
    """Each day is numbered by its own cadence; irregular ones by the day."""
    days = np.array(["2018-08-15"] * 3, dtype="datetime64[D]")
    codes = periods.cadence_codes(["month", "year", "irregular"])

    ends = periods.last_days(periods.ordinals(days, codes), codes)

    assert ends.astype(str).tolist() == ["2018-08-31", "2018-12-31", "2018-08-15"]


@pytest.mark.parametrize(
    ("after", "until", "months"),
    [
        ("2018-08-31", "2018-12-31", 4),
        ("2018-08-15", "2018-12-31", 4),
        ("2018-08-31", "2018-12-15", 3),
        ("2018-12-31", "2018-12-31", 0),
        ("2019-01-31", "2018-12-31", 0),
    ],
)
def test_whole_months(after, until, months):
    """Only whole calendar months are left, and never fewer than none."""
    assert periods.whole_months(after, until) == months


@pytest.mark.parametrize(
    ("received", "ended", "doubted"),
    [
        pytest.param(["2018-02-03", "2028-03-03"], ["2018-01-31", "2018-02-28"], True, id="year"),
        pytest.param(["2018-02-03", "2018-04-04"], ["2018-01-31", "2018-01-31"], False, id="60"),
        pytest.param(["2018-02-03", "2018-04-05"], ["2018-01-31", "2018-01-31"], True, id="61"),
        pytest.param(
            ["2018-02-03", "2019-02-03"], ["2018-01-31", "2019-01-31"], False, id="yearly"
        ),
        pytest.param(["2018-02-03"], ["2010-12-31"], False, id="a single day"),
        pytest.param([], [], False, id="no day"),
    ],
)
def test_doubtful_day(received, ended, doubted):
    """A day is doubted far from all other days and far from the periods it speaks of."""
    days = np.array(received, dtype="datetime64[D]"), np.array(ended, dtype="datetime64[D]")

    found = periods.doubtful_day(*days, 60)

    assert (None if found is None else str(found)) == (received[-1] if doubted else None)


@pytest.mark.parametrize(
    ("day", "n", "before"),
    [
        ("2018-11-09", 1, "2018-10-09"),
        ("2018-01-31", 2, "2017-11-30"),
        ("2018-03-31", 1, "2018-02-28"),
        ("2018-11-09", 12, "2017-11-09"),
        ("2018-12-31", 0, "2018-12-31"),
    ],
)
def test_months_before(day, n, before):
    """The same day of the month, or the last one of a shorter month."""
    assert periods.months_before(dt.date.fromisoformat(day), n) == dt.date.fromisoformat(before)
