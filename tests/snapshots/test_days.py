"""Which periods can be frozen, and which day a snapshot shows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from generator.periods import parse_period
from generator.problems import Code
from generator.snapshots.days import day_to_show, last_due_day
from tests.snapshots.made import refusals, xushi

DUE = [
    ("2018Q3", "month", 5, "2018-10-05"),
    ("2018Q3", "quarter", 15, "2018-10-15"),
    ("2018Q3", "year", 60, "2018-09-30"),
    ("2018Q4", "year", 60, "2019-03-01"),
    ("2018Q3", "week", 1, "2018-10-01"),  # its last week ended on Sunday, the last day
    ("2018-08", "quarter", 15, "2018-08-31"),
    ("2018H1", "two_months", 10, "2018-07-10"),
    ("2018Q3", "irregular", 90, "2018-09-30"),
]


@pytest.mark.parametrize(("period", "cadence", "days", "due"), DUE)
def test_last_due_day(period: str, cadence: str, days: int, due: str) -> None:
    """It is that of the last report of any period that ends in the one to be frozen."""
    derived = {"cadence": "month", "due_days": 99.0, "derived": "share"}
    rows = [{"cadence": cadence, "due_days": float(days), "derived": ""}, derived]

    assert str(last_due_day(pd.DataFrame(rows), parse_period(period))) == due


@pytest.mark.parametrize(
    ("newest", "shown", "codes"),
    [
        ("2018-10-20", "2018-10-05", []),
        ("2018-10-05", "2018-10-05", []),
        ("2018-10-03", "2018-10-03", [Code.DUE_DAY_AHEAD]),
    ],
)
def test_day_to_show(newest: str, shown: str, codes: list[Code]) -> None:
    """It is the due day, or that of the newest report where the data do not reach so far."""
    rows = [("i1", "month", 5.0, ""), ("i1", "month", 90.0, "2018-11-01")]
    names = ["indicator_id", "cadence", "due_days", "decided_on"]
    indicators = pd.DataFrame(rows, columns=names).assign(derived="")
    days = pd.to_datetime(indicators["decided_on"]).astype("datetime64[s]")
    tables = {"indicators": indicators.assign(decided_on=days)}
    newest_day = dt.date.fromisoformat(newest)

    day, told = day_to_show(tables, newest_day, parse_period("2018Q3"), None, Path("data"))

    assert str(day) == shown
    assert [found.code for found in told] == codes


@pytest.mark.slow
def test_period_in_the_future(config: Path) -> None:
    """A period that is not over by the newest report is refused, with a day and without."""
    where = "data: 2018Q4 ends on 2018-12-31"
    late = f"{where}, but the newest report is of 2018-10-10 [period-not-over]"
    early = f"{where} only, after the day to be shown, 2018-11-30 [day-in-period]"

    assert refusals(config, "2018Q4") == (1, late, [])
    assert refusals(config, "2018Q4", "--as-of", "2018-11-30") == (1, early, [])
    assert refusals(config, "2099Q1", "--as-of", "2099-12-31")[1].endswith("[period-not-over]")


@pytest.mark.parametrize("text", ["2018Q5", "2018Q3.r2", "2018Q3.internal", "2018-08-15", "../x"])
def test_no_period(text: str) -> None:
    """Text that names no period is a misuse, said with what to write."""
    said = xushi("snapshot", text)

    assert said.exit_code == 2
    assert f"“{text}” is no period to freeze; write a quarter like 2018Q3" in said.stderr
