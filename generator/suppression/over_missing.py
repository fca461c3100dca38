"""Sums over units that are missing: a county's rate is bounded by what they last counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import ENTITY_KEY, FIGURE_KEY, positions_before
from generator.model import Qualifier, Tables
from generator.suppression.over_entities import SUMS

POSSIBLE = "possible"
"""Kind of a denominator with those that missing units had the last time: the bounds of a rate give
it away to whoever divides."""


def sums_of_missing(
    cells: pd.DataFrame, values: pd.DataFrame, known: Tables
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie the bounds of rates to the last denominators of units that are missing.

    Args:
        cells: Figures that stand in rows themselves, with these rows' columns.
        values: All rows, those without figures too.
        known: Tables in force.

    Rows:
        The figures made (kind `POSSIBLE`), and sums with one row an addend.
    """
    below = cells[cells["kind"] == "denominator"].reset_index(drop=True)
    is_open = (below["origin"] == "computed") & (below["value_low"] != below["value_high"])
    totals = below[is_open.to_numpy()]
    absent = _absent(totals, values, known)
    ends = (absent["period_end"], below["period_end"])
    kinds = dict.fromkeys(ENTITY_KEY, "category")
    last = positions_before(absent.astype(kinds), below.astype(kinds), ends)
    # Where nothing is known of a unit the bounds are those of nature, and tell nothing.
    unknown = set(absent.loc[last < 0, "total_id"])
    absent = absent.assign(part_id=below["cell_id"].reindex(last).to_numpy(), had=_at(below, last))
    absent = absent[~absent["total_id"].isin(unknown)]
    totals = totals[totals["cell_id"].isin(absent["total_id"])]
    added = totals["cell_id"].map(absent.groupby("total_id")["had"].sum())
    names = totals["cell_id"].str.removesuffix("denominator") + POSSIBLE
    made = totals.assign(cell_id=names, kind=POSSIBLE, value=totals["value"] + added)
    parts = pd.concat(
        [absent[["total_id", "part_id"]], totals[["cell_id"]].assign(total_id=totals["cell_id"])]
    )
    parts["part_id"] = parts["part_id"].fillna(parts["cell_id"])
    total_id = parts["total_id"].str.removesuffix("denominator") + POSSIBLE
    return made, parts.assign(sum_id="missing " + total_id, total_id=total_id)[SUMS]


def _absent(totals: pd.DataFrame, values: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """List the units that a total lacks: indicator_id, entity_id, period_end, total_id."""
    key = ["indicator_id", "period", "period_end"]
    lists = totals[[*key, "entity_id", "cell_id", "missing_ids"]].rename(
        columns={"entity_id": "parent_id", "cell_id": "total_id"}
    )
    missing = lists.assign(entity_id=lists["missing_ids"].astype(str).str.split("|"))
    missing = missing.explode("entity_id")
    units = known["units"]
    tree = pd.DataFrame(
        {
            "entity_id": [*units["unit_id"], *units["unit_id"]],
            "parent_id": [*units["township_id"], *units["county_id"]],
        }
    )
    pending = values[(values["qualifier"] == Qualifier.PENDING.value).to_numpy()]
    texts = dict.fromkeys(FIGURE_KEY, str)
    waiting = pending[FIGURE_KEY].astype(texts)
    waiting = waiting.merge(tree, how="inner", on="entity_id", validate="m:m")
    waiting = waiting.merge(
        lists, how="inner", on=["indicator_id", "period", "parent_id"], validate="m:m"
    )
    columns = [*ENTITY_KEY, "period_end", "total_id"]
    every = pd.concat([missing[columns], waiting[columns]], ignore_index=True)
    return every[every["entity_id"] != ""].drop_duplicates(ignore_index=True)


def _at(below: pd.DataFrame, places: NDArray[np.int64]) -> NDArray[np.float64]:
    value: NDArray[np.float64] = below["value"].to_numpy(dtype=np.float64)
    return value[places] if len(value) else np.zeros(0)
