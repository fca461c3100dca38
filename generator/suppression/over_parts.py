"""Sums over parts: indicators that are parts of another one of the same entity and period."""

from __future__ import annotations

import pandas as pd

from generator.model import Tables
from generator.suppression.over_entities import SUMS

_KEY = ["entity_id", "period", "period_start", "period_end"]


def sums_of_parts(cells: pd.DataFrame, known: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie wholes to their parts.

    Where a part was not reported, what the others leave of the whole is a figure too, which is
    not shown but which anyone can compute.

    Rows:
        The figures that are left (kind ``rest``), and sums with one row an addend.
    """
    values = cells[cells["kind"] == "value"]
    parts = values[values["part_of"].fillna("") != ""]
    wholes = values.rename(columns={"indicator_id": "whole_id", "cell_id": "total_id"})
    tied = parts.rename(columns={"part_of": "whole_id"}).merge(
        wholes[["whole_id", *_KEY, "total_id"]].assign(total=wholes["value"]),
        how="inner",
        on=["whole_id", *_KEY],
        validate="m:1",
    )
    tied = tied.assign(sum_id="parts " + tied["total_id"], part_id=tied["cell_id"])
    rest = _rests(tied, values, known)
    sums = pd.concat([tied[SUMS], rest[SUMS]], ignore_index=True)
    return rest[list(cells.columns)], sums


def _rests(tied: pd.DataFrame, values: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Make the figures that incomplete parts leave of their whole, with their sums."""
    indicators = known["indicators"]
    expected = indicators["part_of"].value_counts()
    groups = tied.groupby("total_id", sort=True)
    sums = groups.agg(added=("value", "sum"), n=("value", "size"), total=("total", "first"))
    whole_id = groups["whole_id"].first()
    left = sums["total"] - sums["added"]
    is_rest = (sums["n"] < whole_id.map(expected).fillna(0)) & (left >= 0)
    totals = sums.index[is_rest]
    rest = values.set_index("cell_id", drop=False).loc[totals].reset_index(drop=True)
    names = rest["cell_id"].str.removesuffix("value") + "rest"
    return rest.assign(
        sum_id="parts " + rest["cell_id"],
        total_id=rest["cell_id"],
        part_id=names,
        cell_id=names,
        kind="rest",
        value=left[is_rest].to_numpy(),
        is_persons=True,
        shown=False,
    )
