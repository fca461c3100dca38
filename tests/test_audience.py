"""What is not marked public is gone before any page is made."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import pytest

from generator.audience import for_edition
from generator.model import Evaluation
from tests.evaluate.county import county, evaluate, reports, target

EXPLAINED = {
    "entity_id": "u1",
    "period": "2018-01",
    "decision": "explained",
    "reason": "设备检修",
    "decided_on": "2018-02-20",
}
PAST = {
    "kind": "past",
    "entity_id": "u1",
    "period": "2017-01",
    "value": "3",
    "decided_on": "2017-12-01",
}

POINT = {"period": "2018-06", "expected_share": "50%"}
FLOW = {"name": "指标", "measure": "flow", "cadence": "month", "aggregation": "sum"}
SHOWN, HIDDEN = {"public": "yes"}, {"public": "no"}


def indicator(indicator_id: str, **cells: str) -> dict[str, str]:
    """Write the row of an indicator that health centres report."""
    return {**FLOW, "indicator_id": indicator_id, "reported_by": "health_centre", **cells}


def plan(plan_id: str) -> dict[str, str]:
    """Write the row of a plan for 2018."""
    return {
        "plan_id": plan_id,
        "county_id": "c",
        "title": "计划",
        "period_start": "2018-01-01",
        "period_end": "2018-12-31",
        "decided_on": "2017-12-01",
    }


@pytest.fixture(scope="module")
def whole() -> Evaluation:
    """A county of which indicator ``i`` and target ``t`` are public and all named secret is not."""
    one = reports("u1 2018-01 5 2018-02-03\nu1 2018-01 6 2018-02-10")
    other = [{**row, "indicator_id": "secret-i"} for row in one]
    rows = county(
        {},
        "",
        indicators=[
            indicator("i", **SHOWN, part_of="secret-i", note="secret note"),
            indicator("secret-i", **HIDDEN),
            {"indicator_id": "points", "name": "评分", "measure": "score", **SHOWN}
            | {"cadence": "year"},
        ],
        plans=[plan("p"), plan("secret-p")],
        stages=[
            {"stage_id": "secret-s", "plan_id": "secret-p", "name": "阶段", "start": "2018-01-01"}
            | {"end": "2018-06-30", "decided_on": "2017-12-01"}
        ],
        targets=[
            target("t", indicator_id="secret-i", **SHOWN, decided_on="2017-11-01"),
            target("t", **SHOWN, counts_towards="secret-t"),
            target("secret-t", indicator_id="points", **HIDDEN),
            target("secret-2", indicator_id="secret-i", **SHOWN, plan_id="secret-p"),
        ],
        schedules=[
            {**POINT, "target_id": name, "decided_on": "2017-12-01"}
            for name in ("t", "secret-t", "secret-2")
        ],
        observations=[*one, *other],
        reviews=[
            {**EXPLAINED, **SHOWN, "indicator_id": "i"},
            {**EXPLAINED, **SHOWN, "indicator_id": "secret-i"},
            {**EXPLAINED, **HIDDEN, "indicator_id": "i", "entity_id": "u1", "reason": "secret"}
            | {"decision": "verified"},
        ],
        comparators=[
            {**PAST, **SHOWN, "indicator_id": "i"},
            {**PAST, **SHOWN, "indicator_id": "secret-i"},
            {**PAST, **HIDDEN, "indicator_id": "i", "name": "secret"},
        ],
    )
    return evaluate(rows, "2018-03-20")


def frames(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """Give every table of an evaluation by its name; headlines are made anew by the caller."""
    found = {**evaluation.tables}
    found |= {f"superseded {name}": frame for name, frame in evaluation.superseded.items()}
    made = [field.name for field in fields(evaluation) if field.name not in ("headlines",)]
    found |= {n: getattr(evaluation, n) for n in made if n not in ("as_of", "tables", "superseded")}
    return {name: frame for name, frame in found.items() if isinstance(frame, pd.DataFrame)}


@pytest.mark.slow
def test_the_whole_has_secrets(whole):
    """The site has something to withhold in each table that can be withheld."""
    names = {n for n, f in frames(whole).items() if "secret" in f.to_csv()}

    assert names >= {
        "indicators",
        "plans",
        "stages",
        "targets",
        "schedules",
        "observations",
        "reviews",
        "comparators",
        "superseded targets",
        "values",
        "revisions",
        "reports",
        "assessments",
    }


def test_no_cell_of_the_public_edition_tells_a_secret(whole):
    """Rows that are not public, internal columns and links to the withheld are gone."""
    shown = frames(for_edition(whole, "public"))

    assert [name for name, frame in shown.items() if "secret" in frame.to_csv()] == []


def test_public_rows_stay(whole):
    """What is public stays, and the rest is counted."""
    shown = for_edition(whole, "public")

    assert shown.tables["targets"]["target_id"].tolist() == ["t"]
    assert shown.assessments["target_id"].tolist() == ["t"]
    assert len(shown.values) == 2
    assert shown.withheld == {
        "comparators": 2,
        "indicators": 1,
        "observations": 2,
        "plans": 1,
        "reviews": 2,
        "schedules": 2,
        "stages": 1,
        "targets": 2,
    }


def test_origin_is_internal(whole):
    """Nobody outside learns in which file and row a figure stood."""
    shown = frames(for_edition(whole, "public"))

    assert {cell for frame in shown.values() if "file" in frame for cell in frame["file"]} == {""}
    assert {cell for frame in shown.values() if "row" in frame for cell in frame["row"]} == {0}


def test_internal_edition_is_whole(whole):
    """The internal edition shows everything."""
    assert for_edition(whole, "internal") is whole


def test_no_such_edition(whole):
    """An edition that nobody defined shows nothing at all."""
    with pytest.raises(ValueError, match="no such edition: 'press'"):
        for_edition(whole, "press")
