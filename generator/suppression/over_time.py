"""Sums over time: running totals, differences of running totals, and longer periods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.model import Measure
from generator.suppression.over_entities import SUMS

_SERIES = ["indicator_id", "entity_id", "kind"]

_ORDER = ["indicator_id", "entity_id", "period_end", "length", "period"]


def sums_of_periods(
    cells: pd.DataFrame, assessments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tie the periods of each entity's figure to each other.

    Amounts of single periods (flows) add up from the start of each year, and of each target's
    window, to running totals, which are shown. Running totals that are reported (cumulative, and
    the two counts of a rate that begins anew each year) can be taken from each other within a year
    or a target's window; what comes out is not shown, but anyone can compute it. A longer period
    is the sum of the shorter ones that fill it, or for running totals the last of them.

    Rows:
        The figures made (kinds ``running:DAY`` and ``rise``), and sums with one row an addend.
    """
    values = _values(cells)
    windows = _windows(assessments)
    short = _shortest(values)
    counts = cells[cells["kind"].isin(["numerator", "denominator"])]
    counts = counts.assign(length=pd.Timedelta(0)).sort_values(_ORDER, kind="stable")
    counts = counts[_begins_anew(counts)]
    totals = short[short["measure"] == Measure.CUMULATIVE]
    totals = pd.concat([totals, counts], ignore_index=True)
    made = [_running(short, windows), _rises(totals, windows)]
    ties = [*(sums for _, sums in made), _longer(values, short)]
    figures = pd.concat([frame for frame, _ in made], ignore_index=True)
    return figures[list(cells.columns)], pd.concat(ties, ignore_index=True)


def running_totals(cells: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """Make only the running totals of amounts of single periods; see `sums_of_periods`."""
    made, _ = _running(_shortest(_values(cells)), _windows(assessments))
    return made[list(cells.columns)]


def _values(cells: pd.DataFrame) -> pd.DataFrame:
    """List the values of each series, one after another."""
    values = cells[cells["kind"] == "value"]
    values = values.assign(length=values["period_end"] - values["period_start"])
    return values.sort_values(_ORDER, kind="stable", ignore_index=True)


def _begins_anew(counts: pd.DataFrame) -> pd.Series[bool]:
    """Mark the counts of rates that add up from the start of each year.

    The table of indicators says so, or the counts do: the denominators rise from period to period
    within a year, and fall when a year begins, and no numerator falls within one.
    """
    below = counts[counts["kind"] == "denominator"]
    series = [below["indicator_id"], below["entity_id"]]
    by = below.assign(year=below["period_end"].dt.year).groupby(series, sort=False)
    rise, turns = by["value"].diff(), by["year"].diff() > 0
    fits = rise.isna() | np.where(turns, rise < 0, rise > 0)
    steps = (rise.notna() & ~turns).groupby(series).any()
    above = counts[counts["kind"] == "numerator"]
    of = [above["indicator_id"], above["entity_id"], above["period_end"].dt.year]
    falls = (above.groupby(of, sort=False)["value"].diff() < 0).groupby(of[:2]).any()
    anew = fits.groupby(series).all() & steps
    anew &= ~falls.reindex(anew.index, fill_value=False)
    rows = anew.rename("anew").reset_index()
    found = counts[_SERIES[:2]].merge(rows, how="left", on=_SERIES[:2], validate="m:1")["anew"]
    said = counts["year_to_date"].eq(True)
    return said | found.eq(True).set_axis(counts.index)


def _shortest(values: pd.DataFrame) -> pd.DataFrame:
    """Keep the periods of the shortest length of each series."""
    shortest = values.groupby(_SERIES)["length"].transform("min")
    # Months differ by three days, and a long one is no longer a period for it.
    return values[values["length"] <= shortest * 1.25].reset_index(drop=True)


def _windows(assessments: pd.DataFrame) -> pd.DataFrame:
    """List the windows of targets: indicator_id, entity_id, window_start, deadline."""
    columns = ["indicator_id", "entity_id", "window_start", "deadline"]
    windows = assessments[[*columns, "op"]].astype({"indicator_id": str, "entity_id": str})
    yoy = windows[windows["op"].isin(["yoy_up", "yoy_down"])]
    year = pd.DateOffset(years=1)
    prior = yoy.assign(window_start=yoy["window_start"] - year, deadline=yoy["deadline"] - year)
    every = pd.concat([windows, prior.astype(windows.dtypes.to_dict())], ignore_index=True)
    return every[columns].drop_duplicates(ignore_index=True)


def _running(short: pd.DataFrame, windows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make running totals of the calendar year and of each window."""
    flows = short[short["measure"] == Measure.FLOW]
    year = flows["period_end"].dt.year.astype(str) + "-01-01"
    in_year = flows.assign(since=year)
    own = flows.merge(windows, how="inner", on=_SERIES[:2], validate="m:m")
    inside = (own["period_end"] >= own["window_start"]) & (own["period_end"] <= own["deadline"])
    own = own[inside].assign(since=own["window_start"].dt.strftime("%Y-%m-%d"))
    rows = pd.concat([in_year, own[in_year.columns]], ignore_index=True)
    rows = rows.drop_duplicates(["cell_id", "since"])
    rows = rows.sort_values(
        [*_SERIES, "since", "period_end", "period"], kind="stable", ignore_index=True
    )
    series = [rows[name] for name in [*_SERIES, "since"]]
    total = rows.groupby(series, sort=False)["value"].cumsum()
    names = rows["cell_id"].str.removesuffix("value") + "running:" + rows["since"]
    before = names.groupby(series, sort=False).shift(1)
    sums = pd.DataFrame({"sum_id": "running " + names, "total_id": names})
    ties = [sums.assign(part_id=rows["cell_id"]), sums.assign(part_id=before)[before.notna()]]
    kind = "running:" + rows["since"]
    made = rows.assign(cell_id=names, kind=kind, value=total)
    return made, pd.concat(ties, ignore_index=True)


def _rises(totals: pd.DataFrame, windows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make what two running totals in a row differ by, within a year or a target's window."""
    series = [totals[name] for name in _SERIES]
    before = totals.groupby(series, sort=False)[["cell_id", "value", "period_end"]].shift(1)
    same_year = before["period_end"].dt.year == totals["period_end"].dt.year
    spans = _in_one_window(totals, before["period_end"], windows)
    tied = before["cell_id"].notna() & (same_year | spans)
    # Of a rate both counts rise; its ids say which.
    names = totals["cell_id"].str.removesuffix("value").str.removesuffix("|") + "|rise"
    rise = totals["value"] - before["value"]
    made = totals.assign(cell_id=names, kind="rise", value=rise, shown=False)[tied]
    sums = pd.DataFrame({"sum_id": "rise " + names, "total_id": totals["cell_id"]})
    ties = [sums.assign(part_id=before["cell_id"])[tied], sums.assign(part_id=names)[tied]]
    return made, pd.concat(ties, ignore_index=True)


def _in_one_window(
    totals: pd.DataFrame, before: pd.Series, windows: pd.DataFrame
) -> pd.Series[bool]:
    """Say whether a figure and the one before it lie in one window of a target."""
    pairs = totals[_SERIES[:2]].assign(end=totals["period_end"], before=before, place=totals.index)
    pairs = pairs[before.notna()].merge(windows, how="inner", on=_SERIES[:2], validate="m:m")
    inside = (pairs["before"] >= pairs["window_start"]) & (pairs["end"] <= pairs["deadline"])
    return pd.Series(totals.index.isin(pairs.loc[inside, "place"]), index=totals.index)


def _longer(values: pd.DataFrame, short: pd.DataFrame) -> pd.DataFrame:
    """Tie longer periods to the shorter ones that fill them."""
    longer = values[~values["cell_id"].isin(short["cell_id"])]
    longer = longer[longer["measure"].isin([Measure.FLOW, Measure.CUMULATIVE])]
    if longer.empty:
        return pd.DataFrame(columns=SUMS, dtype=str)
    wanted = longer[[*_SERIES, "measure", "cell_id", "period_start", "period_end", "length"]]
    pairs = wanted.merge(
        short[[*_SERIES, "cell_id", "period_start", "period_end", "length"]],
        how="inner",
        on=_SERIES,
        validate="m:m",
        suffixes=("", "_part"),
    )
    inside = (pairs["period_start_part"] >= pairs["period_start"]) & (
        pairs["period_end_part"] <= pairs["period_end"]
    )
    pairs = pairs[inside]
    day = pd.Timedelta(days=1)
    filled = (pairs["length_part"] + day).groupby(pairs["cell_id"]).transform("sum")
    is_flow = pairs["measure"] == Measure.FLOW
    adds = is_flow & (filled == pairs["length"] + day)
    is_last = ~is_flow & (pairs["period_end_part"] == pairs["period_end"])
    tied = pairs[np.asarray(adds | is_last)]
    return pd.DataFrame(
        {
            "sum_id": "longer " + tied["cell_id"],
            "total_id": tied["cell_id"],
            "part_id": tied["cell_id_part"],
        }
    )
