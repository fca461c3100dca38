"""A small site: two counties, a handful of units, a target of most kinds; names that bite."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from generator.model import Evaluation
from generator.pipeline import evaluate_tables
from generator.settings import Settings
from tests.pages.tables import typed_tables

AS_OF = dt.date(2018, 9, 6)
NASTY = 'A <b>bold</b> | *name* "of" `a` _unit_ & {{ 7 }} {: #x } [y](z)'
"""A name that HTML, Markdown, a table, a template or an attribute list would trip over."""

COUNTIES = [
    {
        "county_id": "c1",
        "name": "Alpha County",
        "short_name": "Alpha",
        "province": "North",
        "prefecture": "East",
    },
    {"county_id": "c2", "name": "Beta County", "province": "North", "prefecture": "West"},
]
UNITS = [
    {"unit_id": "u1", "county_id": "c1", "name": NASTY, "kind": "health_centre"},
    {"unit_id": "u2", "county_id": "c1", "name": "Second centre", "kind": "health_centre"},
    {"unit_id": "u3", "county_id": "c1", "name": "Third centre", "kind": "health_centre"},
    {
        "unit_id": "u4",
        "county_id": "c1",
        "name": "Old centre",
        "kind": "health_centre",
        "valid_to": dt.date(2018, 3, 31),
        "successor_id": "u2",
    },
    {"unit_id": "b1", "county_id": "c1", "name": "Works section", "kind": "bureau_section"},
    {"unit_id": "u5", "county_id": "c2", "name": "Beta centre", "kind": "health_centre"},
]
_MONTHLY = {"cadence": "month", "public": True, "reported_by": "health_centre"}
INDICATORS = [
    {
        "indicator_id": "toilets",
        "name": "Toilets rebuilt",
        "group": "Works",
        "measure": "cumulative",
        "unit_of_measure": "pcs",
        "aggregation": "sum",
        "decimals": 0,
        **_MONTHLY,
    },
    {
        "indicator_id": "rate",
        "name": "Managed rate",
        "measure": "level",
        "unit_of_measure": "%",
        "aggregation": "ratio",
        "per": 100,
        "minimum": 0,
        "maximum": 100,
        "decimals": 1,
        **_MONTHLY,
    },
    {
        "indicator_id": "deaths",
        "name": "Deaths",
        "measure": "cumulative",
        "direction": "down",
        "aggregation": "sum",
        **_MONTHLY,
    },
    {
        "indicator_id": "grade",
        "name": "Grade",
        "measure": "grade",
        "scale": "third|second|first",
        "cadence": "quarter",
        "public": True,
        "reported_by": "county",
    },
    {
        "indicator_id": "done",
        "name": "Review passed",
        "measure": "yes_no",
        "cadence": "month",
        "public": True,
        "reported_by": "county",
    },
]
PLANS = [
    {
        "plan_id": "p1",
        "county_id": "c1",
        "title": "Plan of Alpha | 2018",
        "document_number": "A 2018-1",
        "issuer": "Alpha office",
        "period_start": dt.date(2018, 1, 1),
        "period_end": dt.date(2018, 12, 31),
    },
    {
        "plan_id": "p2",
        "county_id": "c2",
        "title": "Plan of Beta",
        "period_start": dt.date(2018, 1, 1),
        "period_end": dt.date(2018, 12, 31),
    },
]
STAGES = [
    {
        "plan_id": "p1",
        "stage_id": "s1",
        "name": "First stage",
        "start": dt.date(2018, 1, 1),
        "end": dt.date(2018, 6, 30),
    },
    {
        "plan_id": "p1",
        "stage_id": "s2",
        "name": "Second stage",
        "start": dt.date(2018, 7, 1),
        "end": dt.date(2018, 12, 31),
    },
]
_START = dt.date(2018, 1, 1)


def _target(target_id: str, clause: str, title: str, indicator: str, **more: Any) -> dict[str, Any]:
    return {
        "target_id": target_id,
        "plan_id": "p1",
        "clause": clause,
        "title": title,
        "indicator_id": indicator,
        "scope": "county",
        "public": True,
        "decided_on": _START,
        **more,
    }


TARGETS = [
    _target(
        "t1", "2.10", "Rebuild toilets", "toilets", op="at_least", value=2500, lead_ids="b1",
        commitment="must",
    ),
    _target(
        "t1", "2.10", "Rebuild toilets", "toilets", op="at_least", value=3000, lead_ids="b1",
        commitment="must", decided_on=dt.date(2018, 3, 1), document_number="A 2018-9",
    ),
    _target("t2", "2.9", "Manage patients", "rate", op="at_least", value=95, mode="keep",
            scope="each", scope_kinds="health_centre"),
    _target("t3", "1.1", "Few deaths", "deaths", op="at_most", value=2, commitment="strive"),
    _target("t4", "1.2", "Reach the first grade", "grade", op="reach", value=3, value_text="first"),
    _target("t5", "3.1", "Pass the review", "done", op="reach", value=1, stage_id="s1",
            deadline=dt.date(2018, 6, 30)),
    _target("t6", "1", "Rebuild toilets", "toilets", op="at_least", value=600, plan_id="p2"),
    _target("t7", "1", "More than last year", "rate", op="yoy_up", plan_id="p2"),
]  # fmt: skip


def _report(indicator: str, entity: str, month: int, value: Any, **more: Any) -> dict[str, Any]:
    received = dt.date(2018, month + 1, 4)
    row = {"indicator_id": indicator, "entity_id": entity, "period": f"2018-{month:02}"}
    return {**row, "value": value, "reported_on": received, **more}


OBSERVATIONS = [
    *(_report("toilets", "u1", month, 90 * month) for month in range(1, 9)),
    *(_report("toilets", "u2", month, 70 * month) for month in range(1, 9)),
    *(_report("toilets", "u3", month, 57.5 * month) for month in range(1, 9)),
    *(_report("toilets", "u5", month, 80 * month) for month in range(1, 9)),
    *(
        _report("rate", unit, month, 100 * done / 400, numerator=done, denominator=400)
        for unit, done in (("u1", 390), ("u2", 379), ("u5", 384))
        for month in range(1, 9)
    ),
    *(
        _report("rate", "u3", month, 95, numerator=380, denominator=400)
        for month in range(1, 7)
    ),
    *(_report("deaths", unit, month, 0) for unit in ("u1", "u2", "u3") for month in range(1, 9)),
    _report("toilets", "u1", 7, 600, reported_on=dt.date(2018, 8, 2)),
    {"indicator_id": "grade", "entity_id": "c1", "period": "2018Q2", "value": 2,
     "value_text": "second", "reported_on": dt.date(2018, 7, 20)},
    {"indicator_id": "done", "entity_id": "c1", "period": "2018-07", "value": 1,
     "value_text": "yes", "reported_on": dt.date(2018, 8, 1), "reached_on": dt.date(2018, 7, 20)},
]  # fmt: skip
REVIEWS = [
    {
        "indicator_id": "rate",
        "entity_id": "u2",
        "period": "2018-08",
        "decision": "explained",
        "office": "Works section",
        "reason": "Two <nurses> left.",
        "answer": "Seen & noted.",
        "public": True,
        "decided_on": dt.date(2018, 9, 5),
    }
]
COMPARATORS = [
    {
        "indicator_id": "rate",
        "kind": "level_above",
        "name": "The province",
        "period": "2018-08",
        "value": 96.5,
        "source": "Bulletin 8",
        "public": True,
        "decided_on": dt.date(2018, 9, 5),
    }
]
ACTIONS = [
    {
        "action_id": f"a{number}",
        "target_id": "t1",
        "entity_id": "c1",
        "owner_id": "b1",
        "title": title,
        "opened_on": dt.date(2018, 5, 1),
        "due_on": dt.date(2018, 8, 31),
        "closed_on": closed,
        "evidence": "Minutes",
        "public": True,
        "decided_on": dt.date(2018, 9, 1),
    }
    for number, title, closed in (
        (1, "Hire a second team", None),
        (2, "Order material", dt.date(2018, 8, 20)),
    )
]


def settings(**more: Any) -> Settings:
    """Make the settings of the small site."""
    given = {"title": "Progress", "demonstration": True, "contact": "Planning section", **more}
    return Settings(**{"root": Path("/nowhere"), **given})


@cache
def evaluation() -> Evaluation:
    """Judge the small site on its day, once for all tests: who wants another one replaces parts."""
    tables = typed_tables(
        counties=COUNTIES,
        units=UNITS,
        indicators=INDICATORS,
        plans=PLANS,
        stages=STAGES,
        targets=TARGETS,
        observations=OBSERVATIONS,
        reviews=REVIEWS,
        comparators=COMPARATORS,
        actions=ACTIONS,
    )
    return evaluate_tables(tables, AS_OF, 5.0)
