"""A small site on an earlier day, and edits of one class each that make a later one of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from generator.differences import State
from generator.model import Exchange
from tests.pages import sample
from tests.pages.tables import typed_tables

Row = dict[str, Any]
Draw = Callable[[int], int]
"""Gives a number below another one."""

EARLIER = dt.date(2018, 6, 6)
"""The day after the last reports of May were due."""
NEXT = dt.date(2018, 6, 7)
"""Nothing falls due between both."""
LATER = dt.date(2018, 7, 6)
"""The reports of June were due the day before."""


@dataclass(slots=True)
class World:
    """The rows of both states."""

    before: dict[str, list[Row]]
    after: dict[str, list[Row]]
    day: dt.date = NEXT
    tolerance: float = 5.0

    @property
    def earlier(self) -> State:
        """The earlier state."""
        return State(typed_tables(**self.before), EARLIER, 5.0)

    @property
    def later(self) -> State:
        """The later state."""
        return State(typed_tables(**self.after), self.day, self.tolerance)


def world(day: dt.date = NEXT) -> World:
    """Give a site of which nothing changed."""
    rows: Mapping[str, list[Row]] = {
        "counties": sample.COUNTIES,
        "units": sample.UNITS,
        "indicators": sample.INDICATORS,
        "plans": sample.PLANS,
        "stages": sample.STAGES,
        "targets": sample.TARGETS,
        "observations": [row for row in sample.OBSERVATIONS if row["reported_on"] <= EARLIER],
        "reviews": [],
    }
    copies = [{name: [dict(row) for row in own] for name, own in rows.items()} for _ in range(2)]
    return World(copies[0], copies[1], day)


def add_period(made: World, draw: Draw) -> None:
    """Report a figure of the month after the earlier day."""
    indicator, entity = (
        ("toilets", ("u1", "u2", "u3", "u5")[draw(4)]),
        ("deaths", ("u1", "u2", "u3")[draw(3)]),
    )[draw(2)]
    value = draw(600) if indicator == "toilets" else draw(4)
    made.after["observations"].append(
        {
            "indicator_id": indicator,
            "entity_id": entity,
            "period": "2018-06",
            "value": value,
            "reported_on": dt.date(2018, 7, 2 + draw(5)),
            "intake": len(made.after["observations"]),
        }
    )
    made.day = LATER


def revise(made: World, draw: Draw) -> None:
    """Correct a figure that was known."""
    rows = made.before["observations"]
    row = rows[draw(len(rows))]
    value = row["value"] * draw(4)
    more = {"numerator": draw(401)} if row.get("numerator") is not None else {}
    made.after["observations"].append(
        {**row, "value": value, **more, "reported_on": NEXT, "intake": 1000 + draw(1000)}
    )


def reject(made: World, draw: Draw) -> None:
    """Reject a figure that was known."""
    rows = made.before["observations"]
    row = rows[draw(len(rows))]
    key = {name: row[name] for name in ("indicator_id", "entity_id", "period")}
    made.after["reviews"].append({**key, "decision": "rejected", "decided_on": NEXT})


def come_late(made: World, draw: Draw) -> None:
    """Let a report that was due come only after the earlier day."""
    rows = made.before["observations"]
    gone = rows[draw(len(rows))]
    key = tuple(gone[name] for name in ("indicator_id", "entity_id", "period"))
    for row in [row for row in rows if _key(row) == key]:
        rows.remove(row)
    kept = [row for row in made.after["observations"] if _key(row) == key]
    for row in kept[1:]:
        made.after["observations"].remove(row)
    for row in kept[:1]:
        row["reported_on"] = NEXT


def _key(row: Row) -> tuple[Any, ...]:
    return row["indicator_id"], row["entity_id"], row["period"]


def amend(made: World, draw: Draw) -> None:
    """Amend a target, bring a new one, close or open a unit, or change a stage's end."""
    targets = made.after["targets"]
    match draw(4):
        case 0:
            row = dict(targets[draw(4)])
            targets.append({**row, "value": row["value"] * draw(3), "decided_on": NEXT})
        case 1:
            targets.append({**targets[0], "target_id": "t9", "decided_on": NEXT})
        case 2:
            unit = {"unit_id": f"n{draw(9)}", "county_id": "c1", "name": "New"}
            made.after["units"].append({**unit, "kind": "health_centre", "decided_on": NEXT})
        case _:
            row = dict(made.after["units"][draw(3)])
            closed = {"valid_to": dt.date(2018, 5, 31), "decided_on": NEXT}
            made.after["units"].append({**row, **closed})


def loosen(made: World, draw: Draw) -> None:
    """Set another tolerance."""
    made.tolerance = 1.0 + 3 * draw(20)


EDITS: Mapping[Callable[[World, Draw], None], frozenset[Exchange]] = {
    add_period: frozenset({Exchange.NEW_PERIOD, Exchange.TIME_PASSED}),
    revise: frozenset({Exchange.REVISED}),
    reject: frozenset({Exchange.REVISED}),
    come_late: frozenset({Exchange.LATE_ARRIVAL}),
    amend: frozenset({Exchange.AMENDED}),
    loosen: frozenset({Exchange.RULE_CHANGED}),
}
"""Edits, and the reasons that they can be."""
