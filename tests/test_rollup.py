"""Figures of units add up to their township and county, with bounds where a unit is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.evaluate.county import county, evaluate, reports, target, unit, values

INF, NONE = float("inf"), float("nan")
FLOW = {"measure": "flow", "aggregation": "sum"}
TOTAL = {"measure": "cumulative", "aggregation": "sum"}
RATE = {
    "measure": "level",
    "aggregation": "ratio",
    "unit_of_measure": "%",
    "minimum": "0",
    "maximum": "100",
}
PER_HEAD = {"measure": "level", "aggregation": "ratio", "unit_of_measure": "/10万"}
MOST = {"measure": "level", "aggregation": "max", "maximum": "100"}
LEAST = {"measure": "level", "aggregation": "min"}
LAST = {"measure": "level", "aggregation": "last"}

ALL_IN = "u1 2018-02 30 2018-03-02\nu2 2018-02 20 2018-03-03"
ONE_IN = "u1 2018-02 30 2018-03-02"
U2_JANUARY = "u2 2018-01 20 2018-02-02\n" + ONE_IN
RATE_ALL = "u1 2018-02 90/100 2018-03-02\nu2 2018-02 100/400 2018-03-02"
RATE_ONE = "u1 2018-02 90/100 2018-03-02"
RATE_JANUARY = "u2 2018-01 60/100 2018-02-02\n" + RATE_ONE


CASES = {
    "a sum": (FLOW, ALL_IN, 50, 50, 50, 2),
    "a missing unit could have any amount": (FLOW, ONE_IN, 30, 30, INF, 1),
    "but no more than the maximum": ({**FLOW, "maximum": "40"}, ONE_IN, 30, 30, 70, 1),
    "an amount is not carried on": (FLOW, U2_JANUARY, 30, 30, INF, 1),
    "a running total is carried on": (TOTAL, U2_JANUARY, 50, 50, INF, 1),
    "but not into the next year": (TOTAL, "u2 2017-12 20 2018-01-02\n" + ONE_IN, 30, 30, INF, 1),
    "a ratio of sums, no mean of percentages": (RATE, RATE_ALL, 38, 38, 38, 2),
    "missing cases lie between none and all": (RATE, RATE_JANUARY, 90, 45, 95, 1),
    "a missing unit of unknown size": (RATE, RATE_ONE, 90, 0, 100, 1),
    "nothing of nothing": (RATE, RATE_ONE + "\nu2 2018-02 0/0 2018-03-02", 90, 90, 90, 2),
    "a bare percentage": (RATE, RATE_ONE + "\nu2 2018-02 25% 2018-03-02", 90, 0, 100, 1),
    "a rate has no natural top": (
        PER_HEAD,
        "u2 2018-01 1/1000 2018-02-02\nu1 2018-02 3/1000 2018-03-02",
        300,
        150,
        INF,
        1,
    ),
    "the greatest": (MOST, ALL_IN, 30, 30, 30, 2),
    "a missing unit could be greater": (MOST, ONE_IN, 30, 30, 100, 1),
    "the least": (LEAST, ALL_IN, 20, 20, 20, 2),
    "a missing unit could be less": (LEAST, ONE_IN, 30, 0, 30, 1),
    "the one received last": (LAST, ALL_IN, 20, 20, 20, 2),
    "more than 20": (FLOW, ONE_IN + "\nu2 2018-02 >20 2018-03-02", 50, 50, INF, 2),
    "未报 is no report": (FLOW, ONE_IN + "\nu2 2018-02 未报 2018-03-02", 30, 30, INF, 1),
    "a dash is no zero": (FLOW, ONE_IN + "\nu2 2018-02 — 2018-03-02", 30, 30, INF, 1),
}
"""The indicator, what was reported, and the county's value, its bounds and how many reported."""


@pytest.fixture(scope="module")
def together() -> pd.DataFrame:
    """Add up the figures of all cases at once: each is an indicator of its own."""
    rows = county({}, "", targets=[])
    (common,) = rows.pop("indicators")
    indicators, targets, observations = [], [], []
    for number, (indicator, reported, *_) in enumerate(CASES.values()):
        key = {"indicator_id": f"i{number}"}
        indicators.append({**common, **indicator, **key})
        targets.append(target(f"t{number}", **key))
        observations += [{**report, **key} for report in reports(reported)]
    tables = {"indicators": indicators, "targets": targets, "observations": observations}
    return values({**rows, **tables}, "2018-03-20")


@pytest.mark.parametrize("case", CASES)
def test_county(case, together):
    """A county's value comes from its units, enclosed by what missing ones could have."""
    _, _, value, low, high, n_reported = CASES[case]
    of_case = together["indicator_id"] == f"i{list(CASES).index(case)}"
    row = together[of_case].loc["c", "2018-02"]

    assert [row["value"], row["value_low"], row["value_high"]] == pytest.approx([value, low, high])
    assert [row["n_expected"], row["n_reported"]] == [2, n_reported]
    assert row["missing_ids"] == ("" if n_reported == 2 else "u2")


def test_not_applicable_is_not_missing():
    """A unit that says 不适用 is not expected in that period."""
    rows = county(FLOW, ONE_IN + "\nu2 2018-02 不适用 2018-03-02")

    row = values(rows, "2018-03-20").loc["c", "2018-02"]

    assert [row["value_high"], row["n_expected"], row["missing_ids"]] == [30, 1, ""]


@pytest.mark.parametrize(
    ("reported", "value", "computed"),
    [
        pytest.param(ALL_IN + "\nc 2018-02 55 2018-03-04", 50, 50, id="all in: computed"),
        pytest.param(ONE_IN + "\nc 2018-02 55 2018-03-04", 55, 30, id="one missing: reported"),
        pytest.param(ONE_IN + "\nc 2018-02 — 2018-03-04", 30, 30, id="reported without a figure"),
    ],
)
def test_county_reported_and_computed(reported, value, computed):
    """Both figures are kept; the computed one is judged when all units are in."""
    row = values(county(FLOW, reported), "2018-03-20").loc["c", "2018-02"]

    stated = 55 if "55" in reported else NONE
    found = [row["value"], row["reported_value"], row["computed_value"]]
    assert found == pytest.approx([value, stated, computed], nan_ok=True)


TOWN = [
    unit("z", kind="township"),
    unit("u1", township_id="z"),
    unit("u2", township_id="z"),
    unit("u3"),
]
TOWN_REPORTS = ALL_IN + "\nu3 2018-02 7 2018-03-02"


@pytest.mark.slow
def test_township_and_county():
    """Units add up to their township and, once, to the county."""
    found = values(county(FLOW, TOWN_REPORTS, units=TOWN), "2018-03-20")["value"]

    assert [found["z", "2018-02"], found["c", "2018-02"]] == [50, 57]


def test_township_that_reports_itself():
    """Where townships report, the county counts them and not the units in them again."""
    rows = county(
        {**FLOW, "reported_by": "health_centre|township"},
        TOWN_REPORTS + "\nz 2018-02 48 2018-03-03",
        units=TOWN,
    )

    found = values(rows, "2018-03-20")

    assert found.loc[("c", "2018-02"), "value"] == 48 + 7
    assert found.loc[("z", "2018-02"), ["reported_value", "computed_value"]].tolist() == [48, 50]


def test_periods_that_end_on_one_day():
    """Periods of different length stay apart, though they end on the same day."""
    reported = "u1 2018Q1 30 2018-04-02\nu1 2018-03 10 2018-04-02\nu2 2018Q1 20 2018-04-02"
    rows = county({**FLOW, "cadence": "irregular"}, reported)

    found = values(rows, "2018-04-20")["value"]

    assert found["c"].to_dict() == {"2018Q1": 50, "2018-03": 10}


def test_no_change_carries_the_figure():
    """无变化 repeats the figure of the period before, qualifier and all."""
    rows = county(LAST, "u1 2018-01 >20 2018-02-02\nu1 2018-02 无变化 2018-03-02")

    row = values(rows, "2018-03-20").loc["u1", "2018-02"]

    assert [row["value"], row["qualifier"], row["value_high"]] == [20, ">", np.inf]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "together"),
    [
        (("final", "verified"), "verified"),
        (("final", "provisional"), "provisional"),
        (("", "final"), "final"),
    ],
)
def test_status_is_the_least_settled(words, together):
    """A total is no more settled than any of its parts."""
    rows = county(FLOW, ALL_IN)
    rows["observations"] = [
        {**report, "status": word} for report, word in zip(rows["observations"], words, strict=True)
    ]

    assert values(rows, "2018-03-20").loc[("c", "2018-02"), "status"] == together


@pytest.mark.slow
@pytest.mark.parametrize(
    ("aim", "status", "could_be"),
    [
        pytest.param("40", "on_schedule", "", id="both bounds hold: firm"),
        pytest.param("60", "on_schedule", "on_schedule|in_progress", id="the lower one does not"),
        pytest.param("96", "in_progress", "", id="neither holds: firm"),
    ],
)
def test_provisional(aim, status, could_be):
    """A verdict is provisional when a missing unit could turn it."""
    rows = county(RATE, RATE_JANUARY)
    rows["targets"] = [{**rows["targets"][0], "value": aim}]

    row = evaluate(rows, "2018-03-20").assessments.iloc[0]

    assert [row["status"], row["could_be"]] == [status, could_be]
    assert row["provisional"] == bool(could_be)


@pytest.mark.slow
def test_zero_denominators_cannot_be_judged():
    """A county in which nobody was at risk has no rate, and is told so."""
    rows = county(RATE, "u1 2018-02 0/0 2018-03-02\nu2 2018-02 0/0 2018-03-02")

    row = evaluate(rows, "2018-03-20").assessments.iloc[0]

    assert [row["status"], row["reason"]] == ["not_assessable", "zero_denominator"]


CLOSED = {"valid_to": "2018-03-10"}
BEFORE = "u1 2018-02 30 2018-03-02\nu2 2018-02 20 2018-03-02\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "closed", "value"),
    [
        pytest.param(TOTAL, CLOSED, 55, id="what it had done stays done"),
        pytest.param(TOTAL, {**CLOSED, "successor_id": "u1"}, 35, id="its successor reports it"),
        pytest.param(FLOW, CLOSED, 35, id="an amount of February is none of March"),
    ],
)
def test_closed_unit(indicator, closed, value):
    """A unit that has closed owes no report; its running total lasts to the end of the year."""
    rows = county(
        indicator,
        BEFORE + "u1 2018-03 35 2018-04-02\nu1 2019-01 4 2019-02-02",
        units=[unit("u1"), unit("u2", **closed)],
    )

    found = values(rows, "2019-02-20").loc["c"]

    assert found["value"].to_dict() == {"2018-02": 50, "2018-03": value, "2019-01": 4}
    assert found["value_high"].tolist() == found["value"].tolist()
    assert found["n_expected"].tolist() == [2, 1, 1]
