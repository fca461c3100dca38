"""What earlier snapshots published: the figures of then, beside those of now.

A figure that has not been revised since is the same figure. One that has been is another figure,
which is not shown now; the sums of then still tie it to the rest, so that a reader who lays two
snapshots side by side learns no more than from each.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from generator.suppression.figures import Figures
from generator.suppression.published import Published

WITHHELD = ("primary", "secondary", "exposed")
"""Rules of figures that readers of a snapshot did not see."""


def with_snapshots(
    now: Figures, earlier: Sequence[Published]
) -> tuple[Figures, pd.DataFrame | None, pd.DataFrame | None]:
    """Put what earlier snapshots published beside the figures of now.

    Args:
        now: From `person_figures`.
        earlier: The oldest first; of indicators that are none of these nothing is taken.

    Returns:
        Figures and sums; what readers know of them, and what the newest snapshot withheld, as
        `withhold` takes both. None where there is no snapshot.
    """
    found, told = now, []
    wanted = set(now.cells["indicator_id"])
    for snapshot in earlier:
        then = _of_indicators(snapshot.figures, wanted)
        found, known = with_snapshot(found, then, snapshot.listed, snapshot.name)
        told.append(known)
    if not told:
        return found, None, None
    listed = earlier[-1].listed
    before = listed.loc[listed["rule"].isin(WITHHELD), ["cell_id"]]
    known = pd.concat(told, ignore_index=True).drop_duplicates(ignore_index=True)
    return found, known, before


def _of_indicators(figures: Figures, wanted: set[str]) -> Figures:
    """Keep figures of some indicators, and the sums that tie no others."""
    cells = figures.cells[figures.cells["indicator_id"].isin(wanted)]
    there = figures.sums[["total_id", "part_id"]].isin(set(cells["cell_id"])).all(axis=1)
    torn = set(figures.sums.loc[~there, "sum_id"])
    sums = figures.sums[~figures.sums["sum_id"].isin(torn)]
    return Figures(cells.reset_index(drop=True), sums.reset_index(drop=True))


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
    old = then.cells.assign(old_id=then.cells["cell_id"])
    pairs = pd.MultiIndex.from_frame(old[["cell_id", "value"]])
    present = _by_value(now.cells).reindex(pairs).set_axis(old.index)
    names = present.where(present.notna(), old["cell_id"] + "@" + name).astype(str)
    renamed = dict(zip(old["old_id"], names, strict=True))
    tied = old["old_id"].isin({*then.sums["total_id"], *then.sums["part_id"]})
    # A figure that nothing ties to the rest tells nothing of it.
    added = old.assign(cell_id=names, shown=False)[present.isna() & tied]
    columns = list(now.cells.columns)
    sums = then.sums.assign(
        sum_id=then.sums["sum_id"] + "@" + name,
        total_id=then.sums["total_id"].map(renamed),
        part_id=then.sums["part_id"].map(renamed),
    )
    cells = pd.concat([now.cells, added[columns]], ignore_index=True)
    ties = pd.concat([now.sums, _new(sums, now.sums)], ignore_index=True)
    return Figures(cells, ties), _known(old.assign(cell_id=names), listed)


def _by_value(cells: pd.DataFrame) -> pd.Series[str]:
    """Name figures by their id without the snapshot, and their value.

    A figure that several snapshots had, and that was revised only then, is the same in all.
    """
    plain = cells["cell_id"].str.partition("@")[0].rename("cell_id")
    named = cells["cell_id"].set_axis(pd.MultiIndex.from_arrays([plain, cells["value"]]))
    return named[~named.index.duplicated()]


def _new(sums: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """Leave out sums whose total and addends are those of a sum that is there already."""
    marks = _signatures(sums)
    return sums[~marks.isin(_signatures(present).unique())]


def _signatures(sums: pd.DataFrame) -> pd.MultiIndex:
    """Stand for total and addends of the sum of each row, whatever its name."""
    total, part = (
        pd.util.hash_array(sums[name].to_numpy(dtype=object)) for name in ("total_id", "part_id")
    )
    added = pd.Series(part).groupby(sums["sum_id"].to_numpy(), sort=False).transform("sum")
    return pd.MultiIndex.from_arrays([total, added.to_numpy()])


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
