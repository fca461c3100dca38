"""Sums over entities: units to their township, townships and other units to the county."""

from __future__ import annotations

import pandas as pd

from generator.model import Aggregation, Measure, Tables

SUMS = ["sum_id", "total_id", "part_id"]

_PERIOD = ["indicator_id", "period", "period_start", "period_end", "kind"]

_ONE_OF_THEM = (Aggregation.MAX.value, Aggregation.MIN.value, Aggregation.LAST.value)


def sums_of_entities(cells: pd.DataFrame, known: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie the figures of townships and counties to those they are made of.

    A unit that did not report adds nothing; to a running total it adds its last figure of the
    year, and so does a unit that has closed. A total that was reported and not computed is tied
    all the same: readers may take it for the sum. The greatest, least or last of several figures
    is one of them. Where figures of some units are being verified, what the others leave of a
    total that was reported is a figure too, which is not shown but which anyone can compute.

    Rows:
        The figures that are left (kind ``rest``); sums with one row an addend.
    """
    tree = _tree(cells, known)
    ways = [Aggregation.SUM.value, Aggregation.RATIO.value, *_ONE_OF_THEM]
    adds_up = cells["aggregation"].isin(ways) & (cells["kind"] != "stated")
    usable = cells[adds_up]
    parts = usable.merge(tree, how="inner", on="entity_id", validate="m:m")
    by_townships = _reported_by_townships(known)
    # Where townships report themselves, what units in them report is in their figures already;
    # a township that reports nothing and has no figure leaves its units to the county.
    inside = (parts["via"] != "").to_numpy(copy=True)
    within = parts[inside]
    inside[inside] = _has_total(usable, within) | within["indicator_id"].isin(by_townships)
    parts = parts[~inside].drop(columns="via")
    parents = usable[usable["entity_id"].isin(tree["parent_id"])]
    totals = parents.rename(columns={"entity_id": "parent_id", "cell_id": "total_id"})
    totals = totals[[*_PERIOD, "parent_id", "total_id"]].assign(total=totals["value"])
    given = pd.concat([parts, _carried(parts, totals)], ignore_index=True)
    tied = given.merge(totals, how="inner", on=[*_PERIOD, "parent_id"], validate="m:1")
    one = tied["aggregation"].isin(_ONE_OF_THEM)
    same = tied[one & (tied["value"] == tied["total"])].drop_duplicates("total_id")
    tied = pd.concat([tied[~one], same], ignore_index=True)
    tied = tied.assign(sum_id="entities " + tied["total_id"], part_id=tied["cell_id"])
    rest = _rests(tied, cells)
    return rest[list(cells.columns)], pd.concat([tied, rest], ignore_index=True)[SUMS]


def _rests(tied: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Make the figures that units leave of reported totals while others are being verified."""
    is_open = (cells["origin"] == "reported") & (cells["n_pending"] > 0)
    totals = cells[is_open & (cells["aggregation"] == Aggregation.SUM.value)]
    totals = totals[totals["kind"] == "value"].set_index("cell_id", drop=False)
    added = tied.groupby("total_id")["value"].sum().reindex(totals.index, fill_value=0.0)
    left = totals["value"] - added
    rest = totals[left >= 0].reset_index(drop=True)
    names = rest["cell_id"].str.removesuffix("value") + "rest:entities"
    return rest.assign(
        sum_id="entities " + rest["cell_id"],
        total_id=rest["cell_id"],
        part_id=names,
        cell_id=names,
        kind="rest:entities",
        value=left[left >= 0].to_numpy(),
        shown=False,
    )


def _tree(cells: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """List who adds up to whom: entity_id, parent_id and, for the county, the township between."""
    units = known["units"]
    is_township = units["kind"] == "township"
    inside = units[(units["township_id"] != "") & ~is_township]
    return pd.DataFrame(
        {
            "entity_id": [*inside["unit_id"], *units["unit_id"]],
            "parent_id": [*inside["township_id"], *units["county_id"]],
            "via": [*[""] * len(inside), *units["township_id"].where(~is_township, "")],
        }
    )


def _reported_by_townships(known: Tables) -> list[str]:
    indicators = known["indicators"]
    kinds = indicators["reported_by"].str.split("|")
    named = [isinstance(words, list) and "township" in words for words in kinds]
    return list(indicators.loc[named, "indicator_id"])


def _has_total(cells: pd.DataFrame, parts: pd.DataFrame) -> pd.Series[bool]:
    """Say whether the township of each part has a figure of its own for the same period."""
    keys = ("indicator_id", "period", "kind")
    of_townships = cells[cells["entity_id"].isin(parts["via"].unique())]
    own = set(zip(*(of_townships[name].tolist() for name in ("entity_id", *keys)), strict=True))
    wanted = zip(*(parts[name].tolist() for name in ("via", *keys)), strict=True)
    return pd.Series([one in own for one in wanted], index=parts.index, dtype=bool)


def _carried(parts: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Give running totals without a report of the period each unit's last figure of the year."""
    running = (parts["measure"] == Measure.CUMULATIVE) & (parts["aggregation"] == Aggregation.SUM)
    theirs = parts[running]
    if theirs.empty:
        return theirs
    keys = ["indicator_id", "parent_id", "kind"]
    wanted = totals.merge(
        theirs[[*keys, "entity_id"]].drop_duplicates(), how="inner", on=keys, validate="m:m"
    )
    there = pd.MultiIndex.from_frame(theirs[[*keys, "entity_id", "period"]])
    absent = ~pd.MultiIndex.from_frame(wanted[[*keys, "entity_id", "period"]]).isin(there)
    wanted = wanted[absent].sort_values("period_end", kind="stable")
    if wanted.empty:
        return theirs.iloc[:0]
    earlier = theirs.drop(columns=["period", "period_start"])
    earlier = earlier.assign(own_end=earlier["period_end"]).sort_values("period_end", kind="stable")
    found = pd.merge_asof(
        wanted[[*_PERIOD, "parent_id", "entity_id"]],
        earlier,
        on="period_end",
        by=[*keys, "entity_id"],
        allow_exact_matches=False,
    )
    same_year = found["own_end"].dt.year == found["period_end"].dt.year
    kept = found[found["cell_id"].notna() & same_year].drop(columns="own_end")
    carried: pd.DataFrame = kept.reset_index(drop=True)[list(theirs.columns)]
    return carried
