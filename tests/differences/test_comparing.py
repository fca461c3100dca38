"""What changed along a path, at which step; and what can be read off where there is no path."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pandas as pd
import pytest

from generator.differences import Stage, compared, read_off
from generator.model import Exchange
from generator.pipeline.differing import Side, differences
from generator.pipeline.judging import evaluated
from tests.differences.edits import EDITS, World, world

USUAL = {
    "period": "2018-05",
    "period_end": pd.Timestamp("2018-05-31"),
    "value": 1.0,
    "goal": 9.0,
    "attainment": 0.1,
    "pace_gap": -0.1,
    "n_reported": 1,
    "n_children": 0,
}


def stage(reason: Exchange | None, *verdicts: dict[str, Any]) -> Stage:
    """Make the verdicts of one state; a target's id and status, and what is unusual."""
    return Stage(reason, pd.DataFrame([{**USUAL, "entity_id": "u1", **row} for row in verdicts]))


def verdict(status: str, **more: Any) -> dict[str, Any]:
    """Make one verdict."""
    return {"target_id": "t1", "status": status, **more}


def test_back_and_forth() -> None:
    """A verdict that changed at several steps keeps them all."""
    path = [
        stage(None, verdict("behind")),
        stage(None, verdict("behind")),
        stage(Exchange.NEW_PERIOD, verdict("on_schedule", period="2018-06", value=2.0)),
        stage(Exchange.LATE_ARRIVAL, verdict("behind", value=2.0)),
        stage(Exchange.AMENDED, verdict("missed", value=2.0)),
        stage(None, verdict("missed", value=2.0)),
    ]

    row = compared(path, {"targets": frozenset({"t1"}), "units": frozenset({"u2"})}).iloc[0]

    assert (row["status_before"], row["status"], row["changed"]) == ("behind", "missed", True)
    assert row["reasons"] == "new_period|late_arrival|amended"
    assert row["steps"] == (
        "new_period:behind>on_schedule|late_arrival:on_schedule>behind|amended:behind>missed"
    )
    assert row["amended"] == "targets"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "time_passed"),
        ({"period": "2018-06", "period_end": pd.Timestamp("2018-06-30")}, "new_period"),
        ({"value": 2.0}, "new_period"),
        ({"value": 2.0, "n_children": 3}, "time_passed"),
    ],
)
def test_time_passed(more: dict[str, Any], reason: str) -> None:
    """On the same figure it is time that changed a verdict; of shares of units, the same period."""
    children = {"n_children": more.get("n_children", 0)}
    before = verdict("in_progress", **children)
    path = [
        stage(None, before),
        stage(None, before),
        stage(Exchange.NEW_PERIOD, verdict("missed", **more)),
        stage(None, verdict("missed", **more)),
    ]

    assert compared(path)["reasons"].tolist() == [reason]


def test_ends_are_what_readers_saw() -> None:
    """An older program's verdict changed by rule; what the public did not see was withheld."""
    inner = stage(None, verdict("behind"), verdict("behind", target_id="t2"))
    path = [
        stage(None, verdict("on_schedule")),
        inner,
        stage(None, *inner.verdicts.to_dict("records")),
    ]

    reasons = {name: compared(path, withholds=name)["reasons"].tolist() for name in (True, False)}

    assert reasons == {
        True: ["rule_changed", "withheld"],
        False: ["rule_changed", "rule_changed"],
    }


def test_new_and_gone() -> None:
    """A target that comes, and one that goes, are amendments that say so."""
    came, went = verdict("behind", target_id="t2"), verdict("missed")
    path = [
        stage(None, went),
        stage(None, went),
        stage(Exchange.AMENDED, came),
        stage(None, came),
    ]

    found = compared(path, {"targets": frozenset({"t1", "t2"})})

    assert found[["target_id", "reasons", "amended"]].to_numpy().tolist() == [
        ["t1", "amended", "gone|targets"],
        ["t2", "amended", "new|targets"],
    ]


def test_nothing_changed() -> None:
    """The same verdicts on the same figures, but for what nobody could see, are no difference."""
    path = [stage(None, verdict("behind")), stage(None, verdict("behind", value=1.0 + 1e-12))]

    assert compared(path).empty


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({"period": "2018-06", "value": 3.0}, "new_period"),
        ({"value": 3.0}, "revised"),
        ({"value": 3.0, "n_reported": 2}, "late_arrival"),
        ({"goal": 5.0}, "amended"),
        ({"tolerance": 0.1}, "rule_changed"),
        ({}, "time_passed"),
        ({"period": "2018-06", "goal": 5.0}, "new_period|amended"),
    ],
)
def test_read_off(more: dict[str, Any], reasons: str) -> None:
    """Without inputs the reasons are what differs besides the verdict."""
    before = stage(None, verdict("behind", tolerance=0.05)).verdicts
    now = stage(None, verdict("missed", **{"tolerance": 0.05, **more})).verdicts

    assert read_off(before, now)["reasons"].tolist() == [reasons]


def test_read_off_what_came_and_went() -> None:
    """A verdict on one side only is amended; of the public edition it may be withheld as well."""
    before = stage(None, verdict("behind"), verdict("behind", target_id="t2")).verdicts
    now = stage(None, verdict("behind")).verdicts

    assert read_off(before, now)["reasons"].tolist() == ["amended"]
    assert read_off(before, now, withholds=True)["reasons"].tolist() == ["amended|withheld"]


def sides(made: World, below: int = 5) -> tuple[Side, Side]:
    """Give both states."""
    return Side(made.earlier, 5), Side(made.later, below)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_one_class_is_one_reason(edit: Any) -> None:
    """A handful of edits of one class give its reason and no other."""
    chance, made = random.Random(3), world()  # noqa: S311 - which rows, no secret
    for _ in range(12 if edit.__name__ == "come_late" else 4):
        edit(made, chance.randrange)

    found = differences(*sides(made), "internal")

    reasons = {reason for text in found["reasons"] for reason in text.split("|")}
    assert reasons
    assert reasons <= set(EDITS[edit])


@pytest.mark.slow
def test_silence_is_time() -> None:
    """Two months without a report change verdicts because time passed; a day changes none."""
    assert differences(*sides(world()), "internal").empty

    found = differences(*sides(world(dt.date(2018, 8, 8))), "internal")

    assert found["changed"].any()
    assert set(found["reasons"]) == {"time_passed"}


@pytest.mark.slow
def test_public_is_told_of_its_own() -> None:
    """What was not public before was withheld, and nothing of it is told."""
    made = world()
    for row in made.before["indicators"]:
        row["public"] = row["indicator_id"] != "toilets"
    toilets = [row for row in made.after["targets"] if row["indicator_id"] == "toilets"]

    found = differences(*sides(made), "public")

    assert set(found["target_id"]) == {row["target_id"] for row in toilets}
    assert set(found["reasons"]) == {"withheld"}
    assert set(found["status_before"]) == {""}
    assert found[["value_before", "goal_before"]].isna().all(axis=None)
    made.before, made.after = made.after, made.before
    assert differences(*sides(made), "public").empty


def published_only(made: World) -> pd.DataFrame:
    """Compare with what was published before, as a page does when the inputs are not at hand."""
    first, later = sides(made)
    assert first.state
    assert later.state
    before, now = (
        evaluated(state.tables, state.as_of, state.tolerance)
        for state in (first.state, later.state)
    )
    return differences(Side(None, 0, before.assessments), later, "public", now)


@pytest.mark.slow
def test_what_was_published_and_is_not_public_any_more() -> None:
    """Where reasons are read off, too, nothing is said of it; what is new goes by its title."""
    made = world()
    gone = [row["target_id"] for row in made.before["targets"] if row["indicator_id"] == "toilets"]
    made.before["targets"] = [row for row in made.before["targets"] if row["target_id"] != "t3"]
    for row in made.after["indicators"]:
        row["public"] = row["indicator_id"] != "toilets"

    found = published_only(made).set_index("target_id")

    assert not found.index.isin(gone).any()
    assert set(found.loc[["t3"], "title"]) == {"Few deaths"}


@pytest.mark.slow
def test_earlier_figures_of_persons_and_of_their_parts() -> None:
    """In public no earlier figure is told of persons, nor of what they are part of."""
    made = world()
    for state in (made.before, made.after):
        for row in state["indicators"]:
            row["counts"] = "persons" if row["indicator_id"] == "deaths" else ""
            row["part_of"] = "toilets" if row["indicator_id"] == "deaths" else ""
    for row in made.before["observations"]:
        row["value"] = 1 + (row["value"] or 0)

    found = published_only(made)

    of_persons = found["indicator_id"].isin(["deaths", "toilets"])
    assert of_persons.any()
    assert found.loc[of_persons, "value_before"].isna().all()
