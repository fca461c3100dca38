"""What earlier snapshots published: the figures of then, beside those of now.

A figure that has not been revised since is the same figure. One that has been is another figure,
which is not shown now; the sums of then still tie it to the rest, so that a reader who lays two
snapshots side by side learns no more than from each.
"""

from __future__ import annotations

import pandas as pd

from generator.suppression.figures import Figures

WITHHELD = ("primary", "secondary", "exposed")
"""Rules of figures that readers of a snapshot did not see."""


def with_snapshot(
    now: Figures, then: Figures, listed: pd.DataFrame, name: str
) -> tuple[Figures, pd.DataFrame]:
    """Put the figures and sums of an earlier snapshot beside those of now.

    Several snapshots are put beside it one after another; their tables of what is known are put
    below each other.

    Args:
        now: From `person_figures`, maybe with other snapshots beside it.
        then: From `person_figures` of the snapshot's day.
        listed: What `withhold` listed then, on which the snapshot was made.
        name: Name of the snapshot, which goes into the ids of figures revised since.

    Returns:
        Figures and sums, and what readers of the snapshot know: cell_id, value (none where it was
        withheld) and mark.
    """
    value = now.cells.set_index("cell_id")["value"]
    old = then.cells.assign(old_id=then.cells["cell_id"])
    same = old["cell_id"].map(value) == old["value"]
    names = old["cell_id"].where(same, old["cell_id"] + "@" + name)
    renamed = dict(zip(old["old_id"], names, strict=True))
    added = old.assign(cell_id=names, was_shown=old["shown"], shown=False)[~same]
    columns = list(now.cells.columns)
    sums = then.sums.assign(
        sum_id=then.sums["sum_id"] + "@" + name,
        total_id=then.sums["total_id"].map(renamed),
        part_id=then.sums["part_id"].map(renamed),
    )
    cells = pd.concat([now.cells, added[columns]], ignore_index=True)
    ties = pd.concat([now.sums, _new(sums, now.sums)], ignore_index=True)
    return Figures(cells, ties), _known(old.assign(cell_id=names), listed)


def _new(sums: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """Leave out sums whose total and addends are those of a sum that is there already."""
    there = set(_signatures(present))
    marks = _signatures(sums)
    return sums[sums["sum_id"].isin(marks[~marks.isin(there)].index)]


def _signatures(sums: pd.DataFrame) -> pd.Series[str]:
    """Write down total and addends of each sum, whatever its name."""
    ordered = sums.sort_values(["sum_id", "part_id"], kind="stable")
    groups = ordered.groupby("sum_id", sort=True)
    found: pd.Series[str] = groups["total_id"].first() + "=" + groups["part_id"].agg("+".join)
    return found


def _known(old: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """List what readers of a snapshot saw of each figure."""
    hidden = listed[listed["rule"].isin(WITHHELD)]
    mark = old["old_id"].map(hidden.set_index("cell_id")["mark"])
    was_seen = old["shown"] & mark.isna()
    told = was_seen | (mark == "below")
    known = old[["cell_id"]].assign(
        value=old["value"].where(was_seen), mark=mark.where(mark == "below", "").fillna("")
    )
    return known[told].reset_index(drop=True)
