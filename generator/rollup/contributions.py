"""Who adds up to whom, and what a missing child could have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.matching import number_groups, positions, positions_before, stack
from generator.model import Aggregation, Measure, Qualifier, Tables
from generator.rollup.reported import nature
from generator.rollup.totals import Parts

NEEDED = (
    "indicator_id",
    "entity_id",
    "period",
    "period_start",
    "period_end",
    "value",
    "value_low",
    "value_high",
    "numerator",
    "denominator",
    "reported_on",
    "first_reported_on",
    "status",
)
"""Columns of a figure that totals are made from."""


def parents(known: Tables) -> list[pd.DataFrame]:
    """List who adds up to whom: units to their township, then units and townships to the county.

    Columns: entity_id, parent_id, is_township, in_township (lies in one that adds up itself).
    """
    units = known["units"].drop(columns="parent_id").rename(columns={"unit_id": "entity_id"})
    is_township = units["kind"] == "township"
    units = units.assign(is_township=is_township, in_township=units["township_id"] != "")
    inside = units[units["in_township"] & ~is_township]
    return [
        inside.rename(columns={"township_id": "parent_id"})[_TREE].assign(in_township=False),
        units.rename(columns={"county_id": "parent_id"})[_TREE],
    ]


_TREE = ["entity_id", "parent_id", "is_township", "in_township"]


def computed_values(
    reported: pd.DataFrame,
    owed: pd.DataFrame,
    kinds: pd.DataFrame,
    known: Tables,
    tree: pd.DataFrame,
) -> pd.DataFrame:
    """Add the figures of children up to their parents, with bounds where a child is missing.

    Args:
        owed: Of `generator.reporting.owed_reports`, those that nothing frees.
        kinds: Of `natures`.
        tree: One of `parents`.
    """
    is_pending = (reported["qualifier"] == Qualifier.PENDING.value).to_numpy()
    pending = _contributions(reported[is_pending], kinds, tree)
    given = _contributions(reported[~is_pending] if len(pending) else reported, kinds, tree)
    given = given[given["value_low"].notna() | _has_both_parts(given)].reset_index(drop=True)
    if given.empty and pending.empty:
        return given
    ends = (owed["period_end"], given["period_end"])
    absent = positions(owed, given, period_end=ends) < 0
    absent &= positions(owed, pending, period_end=(ends[0], pending["period_end"])) < 0
    missing = _substitutes(_contributions(owed[absent], kinds, tree), given)
    waiting = _substitutes(pending, given).assign(is_pending=True)
    closed = _of_closed_units(given, known)
    parts = stack([frame for frame in (given, missing, waiting, closed) if len(frame)])
    return _aggregate(parts)


def _contributions(frame: pd.DataFrame, kinds: pd.DataFrame, tree: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that add up to a parent, with ``parent_id`` and the indicator's nature."""
    entity = frame["entity_id"].array
    tree = tree.set_index("entity_id").reindex(entity.categories)
    parent_id = pd.Categorical(tree["parent_id"], dtype=entity.dtype)
    is_township, in_township = (tree[name].eq(True).to_numpy() for name in _TREE[2:])
    by_township = kinds["by_township"].to_numpy()[frame["indicator_id"].cat.codes]
    can_add = kinds["aggregation"].isin(_ADDS_UP).to_numpy()[frame["indicator_id"].cat.codes]
    adds_up = can_add & (parent_id.codes >= 0)[entity.codes]
    own, inside = is_township[entity.codes], in_township[entity.codes]
    places = np.flatnonzero(adds_up & np.where(own, by_township, ~(by_township & inside)))
    columns = [column for column in NEEDED if column in frame]
    kept = frame[columns].take(places).reset_index(drop=True)
    return kept.assign(
        **nature(kept, kinds, ["aggregation", "measure", "per", "minimum", "maximum"]),
        parent_id=parent_id.take(kept["entity_id"].cat.codes.to_numpy()),
        is_missing=False,
        is_pending=False,
        is_carried=False,
    )


_ADDS_UP = [
    way.value for way in Aggregation if way not in (Aggregation.SHARE_MET, Aggregation.NONE)
]


def _has_both_parts(parts: pd.DataFrame) -> pd.Series[bool]:
    """Mark ratios that can be added; nothing of nothing (0 of 0) is a figure too."""
    ratio: pd.Series[bool] = parts["aggregation"] == Aggregation.RATIO
    return ratio & parts["numerator"].notna() & parts["denominator"].notna()


def _substitutes(missing: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Give missing children the least and the most they can have, from what is known of them.

    A running total is at least the child's last figure of the same year; a ratio keeps the
    child's last denominator.
    """
    before = positions_before(missing, given, (missing["period_end"], given["period_end"]))
    earlier = given.reindex(np.maximum(before, 0)).reset_index(drop=True)
    had = before >= 0
    running = (missing["measure"] == Measure.CUMULATIVE.value).to_numpy() & had
    running &= (earlier["period_end"].dt.year == missing["period_end"].dt.year).to_numpy()
    least = np.where(running, earlier["value_low"], missing["minimum"].fillna(0.0))
    return missing.assign(
        value=np.where(running, earlier["value"], 0.0),
        value_low=least,
        value_high=missing["maximum"].fillna(np.inf),
        numerator=np.nan,
        denominator=np.where(had, earlier["denominator"], np.nan),
        reported_on=np.full(len(missing), np.datetime64("NaT", "s")),
        status=given["status"].array.take(np.full(len(missing), -1), allow_fill=True),
        is_missing=True,
    )


def _of_closed_units(given: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give closed units their last running totals for the rest of the year: done stays done.

    Where a unit has a successor, that one reports what both have done.
    """
    units = known["units"]
    closed = units[units["valid_to"].notna() & (units["successor_id"] == "")]
    totals = (given["measure"] == Measure.CUMULATIVE) & (given["aggregation"] == Aggregation.SUM)
    theirs = given[totals & given["entity_id"].isin(closed["unit_id"])]
    if theirs.empty:
        return theirs.assign(is_carried=True)
    key, days = ["indicator_id", "parent_id"], ["period", "period_start", "period_end"]
    closed_on = theirs["entity_id"].astype(str).map(closed.set_index("unit_id")["valid_to"])
    last = theirs.assign(closed_on=closed_on, year=theirs["period_end"].dt.year)
    last = last.sort_values("period_end", kind="stable").drop_duplicates(
        ["indicator_id", "entity_id", "year"], keep="last"
    )
    others = given.loc[given["parent_id"].isin(theirs["parent_id"]), [*key, *days]]
    carried = last.drop(columns=days).merge(
        others.drop_duplicates(), how="inner", on=key, validate="m:m"
    )
    end = carried["period_end"]
    wanted = (end > carried["closed_on"]) & (end.dt.year == carried["year"])
    kept: pd.DataFrame = carried.loc[wanted, list(given.columns)]
    return kept.assign(is_carried=True)


def _aggregate(parts: pd.DataFrame) -> pd.DataFrame:
    """Add parts up by indicator, parent and period, each indicator in its own way."""
    group = number_groups(parts, ["indicator_id", "parent_id", "period_end", "period_start"])
    parts = parts.assign(
        value_low=np.fmax(parts["value_low"], parts["minimum"]),
        value_high=np.fmin(parts["value_high"], parts["maximum"]),
        is_missing=parts["is_missing"]
        | ((parts["aggregation"] == Aggregation.RATIO) & ~_has_both_parts(parts)),
    )
    return Parts(parts, group).totals()
