"""Who owes which report by which day, and what became of it."""

from __future__ import annotations

import pytest

from tests.evaluate.county import county, owed, reports, target, unit

FLOW = {"measure": "flow", "aggregation": "sum"}


def states(rows, as_of, entity="u1"):
    """Give the state of each report of an entity by its period."""
    found = owed(rows, as_of)
    own = found[found["entity_id"] == entity]
    return dict(zip(own["period"].astype(str), own["state"].astype(str), strict=True))


@pytest.mark.parametrize(
    ("reported", "as_of", "state"),
    [
        pytest.param("u1 2018-01 5 2018-02-05", "2018-02-20", "in_time", id="on the due day"),
        pytest.param("u1 2018-01 5 2018-02-06", "2018-02-20", "late", id="a day after it"),
        pytest.param("", "2018-02-05", "not_due", id="nothing yet, on the due day"),
        pytest.param("", "2018-02-06", "missing", id="nothing the day after"),
        pytest.param("u1 2018-01 不适用 2018-02-20", "2018-02-20", "not_applicable", id="不适用"),
        pytest.param("u1 2018-01 未报 2018-02-03", "2018-02-20", "missing", id="未报"),
        pytest.param("u1 2018-01 — 2018-02-03", "2018-02-20", "in_time", id="a dash"),
        pytest.param("u1 2018-01 无 2018-02-03", "2018-02-20", "in_time", id="无"),
        pytest.param("u1 2018-01 无变化 2018-02-03", "2018-02-20", "in_time", id="无变化"),
        pytest.param(
            "u1 2018-01 5 2018-02-03\nu1 2018-01 6 2018-02-15",
            "2018-02-20",
            "in_time",
            id="corrected later",
        ),
    ],
)
def test_state(reported, as_of, state):
    """A report is due five days after its month and missing from the day after."""
    assert states(county(FLOW, reported), as_of) == {"2018-01": state}


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        pytest.param({}, "2018-01", "2018-06", id="all the while"),
        pytest.param({"valid_from": "2018-03-15"}, "2018-03", "2018-06", id="founded in March"),
        pytest.param({"valid_to": "2018-04-30"}, "2018-01", "2018-04", id="closed with April"),
        pytest.param({"valid_to": "2018-04-29"}, "2018-01", "2018-03", id="closed before its end"),
    ],
)
def test_unit_owes_while_it_exists(days, first, last):
    """A unit owes the periods on whose last day it exists."""
    found = list(states(county(FLOW, "", units=[unit("u1", **days)]), "2018-07-20"))

    assert [found[0], found[-1]] == [first, last]


def test_rejected_report_is_missing():
    """What was rejected did not come, until it is sent anew."""
    rows = county(FLOW, "u1 2018-01 5 2018-02-03\nu1 2018-01 6 2018-02-20")
    rejected = {
        "indicator_id": "i",
        "entity_id": "u1",
        "period": "2018-01",
        "reported_on": "2018-02-03",
        "decision": "rejected",
        "reason": "与台账不符",
        "decided_on": "2018-02-10",
    }

    before = states({**rows, "reviews": [rejected]}, "2018-02-15")
    after = states({**rows, "reviews": [rejected]}, "2018-02-20")

    assert [before, after] == [{"2018-01": "missing"}, {"2018-01": "late"}]


@pytest.mark.parametrize(
    ("indicator", "cells", "debtors"),
    [
        pytest.param({}, {}, ["u1", "u2"], id="units of the kind"),
        pytest.param({"reported_by": "county"}, {}, ["c"], id="the county"),
        pytest.param(
            {"reported_by": ""}, {"scope": "units", "scope_ids": "u2"}, ["u2"], id="a named unit"
        ),
        pytest.param(
            {"reported_by": ""},
            {"scope": "each", "scope_kinds": "health_centre"},
            ["u1", "u2"],
            id="each unit that a target binds",
        ),
        pytest.param({"reported_by": ""}, {}, [], id="nobody"),
        pytest.param({"cadence": "irregular"}, {}, [], id="what comes when it comes"),
    ],
)
def test_who_owes(indicator, cells, debtors):
    """Reports are owed by the kinds that report an indicator and the units a target binds."""
    rows = county({**FLOW, **indicator}, "", targets=[target("t", **cells)])

    assert sorted(set(owed(rows, "2018-02-20")["entity_id"].astype(str))) == debtors


def test_figures_without_a_target():
    """An indicator without a target is owed for the days that it has figures for."""
    rows = county(FLOW, "", targets=[])
    rows["observations"] = reports("u1 2018-02 5 2018-03-03\nu1 2018-03 5 2018-04-03")

    assert states(rows, "2018-08-01", "u2") == {"2018-02": "missing", "2018-03": "missing"}
