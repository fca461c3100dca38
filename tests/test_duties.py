"""What each unit owes on a day, and the letter that reminds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from generator.locales.language import Language
from generator.model import Release
from generator.pages.reminders import EntityDuties, Named, entity_duties, reminder
from generator.pages.rows import rows as rows_of
from generator.pipeline.judging import evaluated
from tests.evaluate.county import county, evaluate, owing, reports, target, unit
from tests.evaluate.site import Rows, typed_tables

FLOW = {"measure": "flow", "aggregation": "sum"}
ALL_TILL_JULY = "\n".join(
    f"u1 2018-{month:02} 5 2018-{month + 1:02}-03\nu2 2018-{month:02} 5 2018-{month + 1:02}-03"
    for month in range(1, 8)
)


def duties(rows: Rows, as_of: str, entity: str = "u1") -> dict[str, str]:
    """Give what an entity owes, or sent late, by period."""
    found = owing(rows, as_of).astype(str)
    own = found[found["entity_id"] == entity]
    return dict(zip(own["period"], own["duty"], strict=True))


@pytest.mark.parametrize(
    ("more", "as_of", "found"),
    [
        pytest.param(
            "", "2018-08-31", {"2018-08": "due", "2018-09": "next"}, id="month's last day"
        ),
        pytest.param("", "2018-09-05", {"2018-08": "due", "2018-09": "next"}, id="on the due day"),
        pytest.param(
            "", "2018-09-06", {"2018-08": "missing", "2018-09": "next"}, id="the day after"
        ),
        pytest.param("", "2018-08-30", {"2018-08": "next"}, id="before the period ended"),
        pytest.param("u1 2018-08 5 2018-09-03", "2018-09-06", {"2018-09": "next"}, id="in time"),
        pytest.param(
            "u1 2018-08 5 2018-09-08",
            "2018-09-10",
            {"2018-08": "late", "2018-09": "next"},
            id="late, lately",
        ),
        pytest.param(
            "u1 2018-08 5 2018-09-08\nu1 2018-09 5 2018-10-03",
            "2018-10-08",
            {"2018-10": "next"},
            id="late, a month ago",
        ),
        pytest.param(
            "u1 2018-08 不适用 2018-09-20", "2018-09-20", {"2018-09": "next"}, id="不适用"
        ),
        pytest.param(
            "u1 2018-08 未报 2018-09-03",
            "2018-09-06",
            {"2018-08": "missing", "2018-09": "next"},
            id="未报",
        ),
    ],
)
def test_duty(more: str, as_of: str, found: dict[str, str]) -> None:
    """A report is next, then due while it can come in time, then missing until it comes."""
    assert duties(county(FLOW, f"{ALL_TILL_JULY}\n{more}"), as_of) == found


def test_last_period_has_no_next() -> None:
    """After the last period of the window nothing comes next."""
    assert duties(county(FLOW, ""), "2019-01-03") == {
        **{f"2018-{month:02}": "missing" for month in range(1, 12)},
        "2018-12": "due",
    }


@pytest.mark.parametrize(
    ("days", "received", "found"),
    [
        pytest.param({"valid_to": "2018-08-20"}, "", {}, id="closed"),
        pytest.param(
            {"valid_to": "2018-09-20"}, ALL_TILL_JULY, {"2018-08": "missing"}, id="about to close"
        ),
        pytest.param({"valid_from": "2018-10-15"}, "", {"2018-10": "next"}, id="not founded yet"),
    ],
)
def test_unit_owes_while_it_exists(
    days: dict[str, str], received: str, found: dict[str, str]
) -> None:
    """A closed unit owes nothing, not even what it never sent; a new one what comes first."""
    rows = county(FLOW, received, units=[unit("u1", **days), unit("u2")])

    assert duties(rows, "2018-09-10") == found


@pytest.mark.slow
def test_reporting_duty_agrees_with_what_is_missing() -> None:
    """A unit's duty to report is behind just when one of its reports is missing."""
    rows = county(
        FLOW,
        ALL_TILL_JULY + "\nu1 2018-08 5 2018-09-03",
        indicators=[
            *county(FLOW, "")["indicators"],
            {
                "indicator_id": "sending",
                "name": "按时上报",
                "measure": "recurring",
                "cadence": "month",
                "derived": "reporting",
            },
        ],
        targets=[
            target("t"),
            target(
                "s",
                indicator_id="sending",
                scope="each",
                scope_kinds="health_centre",
                op="reach",
                value="",
                clause="一、2",
            ),
        ],
    )

    found = evaluate(rows, "2018-09-10")

    judged = found.assessments.astype({"entity_id": str, "status": str})
    statuses = judged[judged["target_id"] == "s"].set_index("entity_id")["status"]
    missing = set(found.duties.loc[found.duties["duty"] == "missing", "entity_id"].astype(str))
    assert [statuses["u1"], statuses["u2"]] == ["on_schedule", "behind"]
    assert missing == {"u2"}
    assert "sending" not in set(found.duties["indicator_id"])


def told(rows: Rows, as_of: str, locale: str = "zh") -> tuple[list[EntityDuties], Named]:
    """Put what is owed into words."""
    units = {name: (f"{name}卫生院", "c", "县") for name in ("u1", "u2")}
    day = dt.date.fromisoformat(as_of)
    named = Named(day, Language(locale), "规划信息科", units, {"i": "建档数"})
    return entity_duties(rows_of(owing(rows, as_of)), named), named


def test_letter() -> None:
    """A letter names periods, indicators, due days and days overdue, and where to send."""
    rows = county(FLOW, ALL_TILL_JULY.replace("u1 2018-07 5 2018-08-03", ""))

    (first, *others), named = told(rows, "2018-09-03")

    assert reminder(first, named) == (
        "u1卫生院：\n\n"
        "截至2018年9月3日，下列报表已过报送日，我们尚未收到：\n"
        "－2018年7月（应于2018年8月5日报送，已逾期29天）：建档数\n\n"
        "下列报表临近报送日，我们尚未收到：\n"
        "－2018年8月（最迟2018年9月5日报送）：建档数\n\n"
        "请报送至：规划信息科。\n"
        "本单位当期确实不涉及的指标，请填“不适用”。\n"
        "上列报表如已报送，请告知报送时间和方式，由我们查找，不必重复报送。\n"
        "下次报送期限：2018年10月5日。\n"
    )
    assert [one.entity_id for one in others] == ["u2"]


def test_letter_in_english() -> None:
    """The same in English; a single day is not plural."""
    found, named = told(county(FLOW, ALL_TILL_JULY), "2018-09-06", "en")

    assert reminder(found[0], named).splitlines()[2:4] == [
        "By 6 September 2018 these reports had not reached us, and their due day has passed:",
        "- August 2018, due on 5 September 2018 (1 day overdue): 建档数",
    ]


def test_no_letter_to_who_owes_nothing() -> None:
    """Whoever has sent all that was due gets no letter, though more comes next."""
    found, named = told(county(FLOW, ALL_TILL_JULY), "2018-08-20")

    assert [(one.next_due_on, reminder(one, named)) for one in found] == [
        (dt.date(2018, 9, 5), ""),
        (dt.date(2018, 9, 5), ""),
    ]


@pytest.mark.parametrize(
    ("received", "order"),
    [
        pytest.param(["u1 2018-07 5 2018-08-03"], ["u2", "u1"], id="more missing"),
        pytest.param(
            ["u1 2018-07 5 2018-08-03", "u2 2018-08 5 2018-09-03"],
            ["u2", "u1"],
            id="as many, longer overdue",
        ),
        pytest.param([], ["u1", "u2"], id="equal, by id"),
    ],
)
def test_worst_first(received: Iterable[str], order: list[str]) -> None:
    """Most missing comes first, then what is overdue longest."""
    since_july = {"targets": [target("t", start="2018-07-01")]}
    rows = {**county(FLOW, "", **since_july), "observations": reports("\n".join(received))}

    found, _ = told(rows, "2018-09-10")

    assert [one.entity_id for one in found] == order


@pytest.mark.slow
def test_the_public_is_not_told_before_the_release_day() -> None:
    """Of a period that may not be shown yet nobody is said to owe: the report may be there."""
    rows = county(FLOW, f"{ALL_TILL_JULY}\nu1 2018-08 5 2018-09-01")
    release = Release(("", "verified"), days=60, on=dt.date(2018, 9, 3))

    found = evaluated(typed_tables(rows), dt.date(2018, 9, 3), 5.0, release).duties

    assert set(found["duty"]) == {"next"}
