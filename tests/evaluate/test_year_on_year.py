"""Sums that are to grow from year to year, over a plan of several years."""

from __future__ import annotations

import pytest

from tests.evaluate.county import county, evaluate, target

PLAN = [
    {
        "plan_id": "p",
        "county_id": "c",
        "title": "计划",
        "period_start": "2018-01-01",
        "period_end": "2019-12-31",
        "decided_on": "2017-12-01",
    }
]
QUARTERS = {"measure": "flow", "cadence": "quarter", "reported_by": "county"}
DUE = {1: "04-03", 2: "07-03", 3: "10-03", 4: "12-31"}


def quarters(year: int, amounts: list[int]) -> str:
    """Report a year's amounts, a line a quarter."""
    return "".join(
        f"c {year}Q{n} {amount} {year}-{DUE[n]}\n" for n, amount in enumerate(amounts, start=1)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("second_year", "as_of", "status", "value", "prior"),
    [
        pytest.param([11, 11], "2019-07-05", "in_progress", 22, 22, id="as much as last year"),
        pytest.param([11, 12], "2019-07-05", "on_schedule", 23, 22, id="more than last year"),
        pytest.param([10, 10, 10, 12], "2019-12-31", "missed", 42, 44, id="less than last year"),
        pytest.param([11, 11, 11, 12], "2019-12-31", "achieved", 45, 44, id="more in both years"),
    ],
)
def test_each_year_is_held_against_the_one_before(second_year, as_of, status, value, prior):
    """The sum begins anew each year: 40 in 2017, 44 in 2018, and then more than 44."""
    reported = quarters(2017, [10] * 4) + quarters(2018, [11] * 4) + quarters(2019, second_year)
    rows = county(
        QUARTERS, reported, plans=PLAN, targets=[target("t", op="yoy_up", value="", value_high="")]
    )

    row = evaluate(rows, as_of).assessments.iloc[0]

    assert [row["status"], row["value"], row["prior_value"]] == [status, value, prior]
