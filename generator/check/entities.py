"""Counties and units: trees without circles, the right county, and existing on the day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from generator.check.causes import blame
from generator.check.columns import parts
from generator.check.rows import Rows, Site
from generator.check.versions import Versions, in_force_last
from generator.problems import Code

_LINKS = (
    ("units", "parent_id"),
    ("units", "township_id"),
    ("units", "successor_id"),
    ("counties", "successor_id"),
    ("indicators", "part_of"),
    ("targets", "counts_towards"),
)
"""Columns that refer to their own table, where following them must come to an end."""


def check_entities(site: Site) -> None:
    """Check what counties and units say of each other, and what others say of them."""
    for table, column in _LINKS:
        _check_circles(site[table], column)
    _check_townships(site["units"])
    _check_scope_county(site)
    check_validity(site)


def _check_circles(rows: Rows, column: str) -> None:
    """Name each circle once, at its first row."""
    ids, links = rows.text[rows.table.key[0]], rows.text[column]
    usable = in_force_last(rows) & rows.is_sound(rows.table.key[0], column) & ~rows.is_blank(column)
    position_of = {ids[i]: i for i in map(int, np.flatnonzero(usable))}
    following = {id_: links[position] for id_, position in position_of.items()}
    finished: set[str] = set()
    circles: dict[int, str] = {}
    is_inside = np.zeros(len(rows), dtype=bool)
    for start in following:
        path: list[str] = []
        here = start
        while here in following and here not in finished and here not in path:
            path.append(here)
            here = following[here]
        if here in path:
            circle = path[path.index(here) :]
            is_inside[[position_of[id_] for id_ in circle]] = True
            first = min(circle, key=position_of.__getitem__)
            turn = circle.index(first)
            circle = [*circle[turn:], *circle[:turn], first]
            circles[position_of[first]] = " → ".join(circle)
        finished.update(path)
    rows.report(sorted(circles), column, Code.CIRCLE, column=column, path=lambda i: circles[i])
    rows.hold_back(is_inside, column)


def _check_townships(units: Rows) -> None:
    """Name places that are no townships, or lie in another county."""
    township = Versions(units).find(units, "township_id")
    kinds, counties = units.at("kind", township), units.typed["county_id"]
    other = units.at("county_id", township)
    is_given = (township >= 0) & units.sound["township_id"]
    is_other_kind = is_given & (kinds != "township") & (kinds != "")
    units.report(
        is_other_kind,
        "township_id",
        Code.NOT_A_TOWNSHIP,
        kind=lambda i: str(kinds[i]),
    )
    is_elsewhere = is_given & ~is_other_kind & (other != counties) & (other != "")
    is_elsewhere &= units.sound["county_id"]
    units.report(
        is_elsewhere,
        "township_id",
        Code.OTHER_COUNTY,
        county=lambda i: str(other[i]),
        expected=lambda i: str(counties[i]),
    )


def _check_scope_county(site: Site) -> None:
    """Name units that a target promises for although they belong to another county."""
    targets, units, plans = site["targets"], site["units"], site["plans"]
    plan_of = Versions(plans).find(targets, "plan_id")
    county_of = {units.text["unit_id"][i]: units.text["county_id"][i] for i in range(len(units))}
    usable = targets.sound["scope_ids"] & (plan_of >= 0) & ~targets.is_blank("scope_ids")
    usable &= bool(units.sound["county_id"].all()) and bool(plans.sound["county_id"].all())
    for position in map(int, np.flatnonzero(usable)):
        expected = plans.text["county_id"][plan_of[position]]
        for unit in parts(targets.text["scope_ids"][position]):
            county = county_of.get(unit, expected)
            if county != expected:
                words = {"text": unit, "county": county, "expected": expected}
                targets.report([position], "scope_ids", Code.OTHER_COUNTY, **words)
                break


def check_validity(site: Site) -> None:
    """Name reports for a period in which their entity did not exist, as known when they came."""
    observations = site["observations"]
    day = observations.typed["reported_on"]
    start, end = observations.typed["period_start"], observations.typed["period_end"]
    for table in ("counties", "units"):
        entities = site[table]
        entity = Versions(entities).find(observations, "entity_id", on=day)
        first, last = entities.at("valid_from", entity), entities.at("valid_to", entity)
        checked = observations.is_sound("period", "entity_id", "reported_on")
        early, late = checked & (end < first), checked & (start > last)
        is_early = blame(observations, early, checked, entities, entity, "valid_from")
        is_late = blame(observations, late, checked, entities, entity, "valid_to")
        observations.hold_back(early | late, "entity_id")
        observations.report(
            is_early | is_late,
            "entity_id",
            Code.OUTSIDE_VALIDITY,
            period=lambda i: str(observations.typed["period"][i]),
            start=_days(first),
            end=_days(last),
        )


def _days(days: NDArray[np.datetime64]) -> Callable[[int], str]:
    return lambda i: "…" if np.isnat(days[i]) else str(days[i].astype("datetime64[D]"))
