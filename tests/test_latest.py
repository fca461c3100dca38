"""What was known on a day: rows in force, the newest observation, what replaced what."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from generator.latest import known_on, latest_observations, newest_report_day
from tests.evaluate.county import county, evaluate, reports, target, unit
from tests.evaluate.site import Rows, typed_tables

FLOW = {"measure": "flow", "aggregation": "sum"}
JANUARY = {"indicator_id": "i", "entity_id": "u1", "period": "2018-01", "reason": "与台账不符"}


def newest(rows: Rows, as_of: str) -> tuple[list[float], list[float]]:
    """Give the values that are newest on a day, and those that they replaced."""
    day = dt.date.fromisoformat(as_of)
    latest, revisions = latest_observations(known_on(typed_tables(rows), day)[0], day)
    return latest["value"].tolist(), revisions["value"].tolist()


@pytest.mark.parametrize(
    ("reported", "as_of", "latest", "replaced"),
    [
        pytest.param(
            "u1 2018-01 30 2018-02-03\nu1 2018-01 31 2018-02-20",
            "2018-02-19",
            [30],
            [],
            id="a correction is not known before it came",
        ),
        pytest.param(
            "u1 2018-01 30 2018-02-03\nu1 2018-01 31 2018-02-20",
            "2018-02-20",
            [31],
            [30],
            id="a correction replaces",
        ),
        pytest.param(
            "u1 2018-01 31 2018-02-03 2\nu1 2018-01 30 2018-02-03 1",
            "2018-02-20",
            [31],
            [30],
            id="within one day the later intake wins",
        ),
        pytest.param(
            "u1 2018-01 30 2018-02-03\nu1 2018-01 未报 2018-02-20",
            "2018-02-20",
            [],
            [30],
            id="未报 takes a figure back",
        ),
        pytest.param(
            "u1 2018-02 31 2018-03-03\nu1 2018-01 30 2018-03-03",
            "2018-03-20",
            [30, 31],
            [],
            id="one a period, in order",
        ),
    ],
)
def test_newest(reported, as_of, latest, replaced):
    """Of one period the newest report counts, and those before it are kept as revisions."""
    assert newest(county(FLOW, reported), as_of) == (latest, replaced)


def test_first_receipt():
    """A correction does not make a report late: its first receipt counts."""
    rows = county(FLOW, "u1 2018-01 30 2018-02-03\nu1 2018-01 31 2018-02-20")
    known, _ = known_on(typed_tables(rows), dt.date(2018, 2, 28))

    row = latest_observations(known, dt.date(2018, 2, 28))[0].iloc[0]

    assert row["first_reported_on"] == pd.Timestamp("2018-02-03")
    assert row["n_versions"] == 2


TWICE = "u1 2018-01 30 2018-02-03\nu1 2018-01 31 2018-02-20"


@pytest.mark.parametrize(
    ("decisions", "as_of", "latest"),
    [
        pytest.param([("rejected", "2018-02-10")], "2018-02-09", [30], id="not rejected yet"),
        pytest.param([("rejected", "2018-02-10")], "2018-02-15", [], id="rejected"),
        pytest.param([("rejected", "2018-02-10")], "2018-02-28", [31], id="the answer stands"),
        pytest.param([("rejected", "2018-02-21")], "2018-02-28", [], id="the answer is rejected"),
        pytest.param(
            [("rejected", "2018-02-10"), ("verified", "2018-02-12")],
            "2018-02-15",
            [30],
            id="verified after all",
        ),
        pytest.param(
            [("verified", "2018-02-10"), ("rejected", "2018-02-10")],
            "2018-02-15",
            [],
            id="on one day the rejection stands",
        ),
        pytest.param(
            [("rejected", "2018-02-10"), ("explained", "2018-02-12")],
            "2018-02-15",
            [],
            id="an explanation is no decision",
        ),
    ],
)
def test_review_of_a_period(decisions, as_of, latest):
    """A review without a day speaks of what had come when it was decided."""
    reviews = [{**JANUARY, "decision": word, "decided_on": day} for word, day in decisions]

    assert newest(county(FLOW, TWICE, reviews=reviews), as_of)[0] == latest


def test_review_of_one_report():
    """A review with a day speaks of what came that day, and of nothing else."""
    reviews = [
        {**JANUARY, "reported_on": "2018-02-20", "decision": "rejected", "decided_on": "2018-02-21"}
    ]

    assert newest(county(FLOW, TWICE, reviews=reviews), "2018-02-28") == ([30], [])


@pytest.mark.parametrize(
    ("as_of", "goal", "struck"),
    [("2018-05-31", 60, []), ("2018-06-01", 80, [60])],
)
def test_amended_target(as_of, goal, struck):
    """An amendment is in force from its day on; what it replaced is kept, with that day."""
    amended = [target("t"), target("t", value="80", decided_on="2018-06-01")]
    tables = typed_tables(county(FLOW, TWICE, targets=amended))

    known, superseded = known_on(tables, dt.date.fromisoformat(as_of))

    assert known["targets"]["value"].tolist() == [goal]
    assert superseded["targets"]["value"].tolist() == struck
    assert superseded["targets"]["superseded_on"].tolist() == [
        pd.Timestamp("2018-06-01") for _ in struck
    ]


@pytest.mark.parametrize(("as_of", "points"), [("2018-05-31", [0.2, 0.7]), ("2018-06-01", [0.5])])
def test_new_schedule_replaces_the_whole_old_one(as_of, points):
    """The points of one day form a schedule; no point of an older one is left."""
    schedules = [
        {"target_id": "t", "period": period, "expected_share": share, "decided_on": day}
        for period, share, day in [
            ("2018-03", "20%", "2017-12-01"),
            ("2018-09", "70%", "2017-12-01"),
            ("2018-06", "50%", "2018-06-01"),
        ]
    ]
    tables = typed_tables(county(FLOW, TWICE, schedules=schedules))

    known, superseded = known_on(tables, dt.date.fromisoformat(as_of))

    assert known["schedules"]["expected_share"].tolist() == points
    assert len(known["schedules"]) + len(superseded["schedules"]) == (3 if len(points) == 1 else 2)


@pytest.mark.slow
def test_merged_unit():
    """A unit that was merged answers for its targets until then; its successor goes on."""
    units = [
        unit("u1", decided_on="2017-01-01"),
        unit("u1", valid_to="2018-06-30", successor_id="u2", decided_on="2018-06-20"),
        unit("u2", decided_on="2017-01-01"),
    ]
    each = [target("t", scope="each", scope_kinds="health_centre")]
    rows = county(FLOW, "u1 2018-01 5 2018-02-03", units=units, targets=each)

    before = evaluate(rows, "2018-06-30").assessments["entity_id"].tolist()
    after = evaluate(rows, "2018-07-31").assessments["entity_id"].tolist()

    assert [before, after] == [["c", "u1", "u2"], ["c", "u2"]]


@pytest.mark.parametrize(
    ("reported", "day"),
    [
        pytest.param("u1 2018-01 5 2018-02-03\nu1 2018-02 5 2018-03-03", "2018-03-03", id="newest"),
        pytest.param(
            "u1 2018-01 5 2018-02-03\nu2 2018-01 5 2028-02-03", "2018-02-03", id="a slip of the pen"
        ),
        pytest.param("u1 2018-01 5 2018-02-03\nu1 2018-06 5 2018-07-03", "2018-07-03", id="a gap"),
    ],
)
def test_default_day(reported, day):
    """By default a site shows the newest day of receipt that is not doubted."""
    rows = {**county(FLOW, ""), "observations": reports(reported)}

    assert str(newest_report_day(typed_tables(rows)["observations"])) == day


def test_nothing_received():
    """A site without observations has no day of its own."""
    assert newest_report_day(typed_tables(county(FLOW, ""))["observations"]) is None
