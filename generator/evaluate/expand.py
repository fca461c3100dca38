"""From promises to cases: one row for each target and each entity that it binds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.model import Measure, Mode, Op, Scope, Tables

NATURE = [
    "measure",
    "unit_of_measure",
    "direction",
    "cadence",
    "due_days",
    "per",
    "year_to_date",
    "scale",
    "minimum",
    "maximum",
    "limit",
    "derived",
    "released_until",
]
"""Columns of the indicator that verdicts need; the last one is there in the public edition only."""


def expand_targets(known: Tables, as_of: dt.date) -> pd.DataFrame:
    """Give one row for each target and each entity that answers for it.

    A target of the county or of one unit gives one row. A target of several units, or of each
    unit of a kind, gives one an entity and one for the county, which asks that all of them meet
    it (`share_met`, at least 100 %); where it counts towards another target, that one speaks for
    the county. Units count that exist on the earlier of ``as_of`` and the deadline.

    Rows:
        Ordered by target, the county's row before those of its units.

    Columns:
        Those of targets, `NATURE`, and: entity_id, county_id, window_start, deadline (days, both
        inclusive), deadline_is_plan_end, valid_from, is_each_summary, counts_in_county.
    """
    targets = _targets(known)
    several = (targets["scope"] == Scope.EACH) | (
        (targets["scope"] == Scope.UNITS) & targets["scope_ids"].str.contains("|", regex=False)
    )
    one_unit = (targets["scope"] == Scope.UNITS) & ~several
    of_county = targets[~several & ~one_unit]
    of_county = of_county.assign(entity_id=of_county["county_id"], valid_from=pd.Timestamp("NaT"))
    of_units = pd.concat([_named(targets, known), _of_kinds(targets, known)])
    of_units = of_units[_exists(of_units, as_of)].drop(columns="valid_to")
    rows = pd.concat(
        [
            _summaries(targets[several & (targets["counts_towards"] == "")]),
            of_county.assign(is_each_summary=False, counts_in_county=True),
            of_units.assign(
                is_each_summary=False,
                counts_in_county=~of_units["target_id"].isin(targets.loc[several, "target_id"]),
            ),
        ]
    )
    return rows.sort_values(
        ["target_id", "is_each_summary", "entity_id"],
        ascending=[True, False, True],
        kind="stable",
        ignore_index=True,
    )


def _targets(known: Tables) -> pd.DataFrame:
    """Join each target with its plan's window and its indicator's nature."""
    plans = known["plans"][["plan_id", "county_id", "period_start", "period_end"]]
    joined = (
        known["targets"]
        .merge(plans, how="inner", on="plan_id", validate="m:1")
        .merge(
            known["indicators"].reindex(columns=["indicator_id", *NATURE]),
            how="inner",
            on="indicator_id",
            validate="m:1",
        )
    )
    return joined.assign(
        window_start=joined["start"].fillna(joined["period_start"]),
        deadline=joined["deadline"].fillna(joined["period_end"]),
        deadline_is_plan_end=joined["deadline"].isna(),
    ).drop(columns=["start", "period_start", "period_end"])


def _units(known: Tables) -> pd.DataFrame:
    return known["units"][["unit_id", "county_id", "kind", "valid_from", "valid_to"]].rename(
        columns={"unit_id": "entity_id"}
    )


def _named(targets: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give the rows of targets that name their units."""
    named = targets[targets["scope"] == Scope.UNITS]
    named = named.assign(entity_id=named["scope_ids"].str.split("|")).explode("entity_id")
    units = _units(known)[["entity_id", "valid_from", "valid_to"]]
    return named.merge(units, how="inner", on="entity_id", validate="m:1")


def _of_kinds(targets: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give the rows of targets that bind each unit of a kind in the plan's county."""
    each = targets[targets["scope"] == Scope.EACH]
    each = each.assign(kind=each["scope_kinds"].str.split("|")).explode("kind")
    units = _units(known)
    return each.merge(units, how="inner", on=["county_id", "kind"], validate="m:m").drop(
        columns="kind"
    )


def _exists(rows: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Mark units that exist on the earlier of ``as_of`` and the deadline."""
    today = pd.Timestamp(as_of)
    day = rows["deadline"].where(rows["deadline"] <= today, today)
    began: pd.Series = rows["valid_from"].isna() | (rows["valid_from"] <= day)
    return began & (rows["valid_to"].isna() | (rows["valid_to"] >= day))


def _summaries(several: pd.DataFrame) -> pd.DataFrame:
    """Give the county's row of targets that bind several units: all of them are to meet it."""
    return several.assign(
        entity_id=several["county_id"],
        valid_from=pd.Timestamp("NaT"),
        measure=Measure.SHARE_MET.value,
        op=Op.AT_LEAST.value,
        mode=several["mode"].where(several["measure"] != Measure.RECURRING, Mode.REACH.value),
        value=100.0,
        value_qualifier="",
        value_high=np.nan,
        baseline=np.nan,
        stretch=np.nan,
        unit_of_measure="%",
        direction="up",
        minimum=0.0,
        maximum=100.0,
        derived="",
        scale="",
        is_each_summary=True,
        counts_in_county=True,
    )
