"""What earlier snapshots published: the figures of then, beside those of now.

A figure that has not been revised since is the same figure. One that has been is another figure,
which is not shown now; the sums of then still tie it to the rest, so that a reader who lays two
snapshots side by side learns no more than from each.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.suppression.figures import Figures
from generator.suppression.published import Published

WITHHELD = ("primary", "secondary", "exposed")
"""Rules of figures that readers of a snapshot did not see."""


def with_snapshots(
    now: Figures, earlier: Sequence[Published]
) -> tuple[Figures, pd.DataFrame | None, pd.DataFrame | None]:
    """Put what earlier snapshots published beside the figures of now.

    A figure that has been revised since goes by its id and the name of the first snapshot that had
    it, in all that did. Of indicators that now have no figures nothing is taken.

    Args:
        now: From `person_figures`.
        earlier: What snapshots told, the oldest first.

    Returns:
        Figures and sums. What readers of the snapshots know: cell_id, value (none where it was
        withheld) and mark; what the newest one withheld: cell_id. `withhold` takes both; they are
        None where there is no snapshot.
    """
    if not earlier:
        return now, None, None
    wanted = set(now.cells["indicator_id"])
    there = [_of_indicators(snapshot.figures, wanted) for snapshot in earlier]
    old = pd.concat(
        [
            figures.cells.assign(snapshot=snapshot.name, mark=_marks(figures, snapshot.listed))
            for snapshot, figures in zip(earlier, there, strict=True)
        ],
        ignore_index=True,
    )
    old = old.assign(old_id=old["cell_id"], cell_id=_names(old, now.cells))
    sums = [
        _renamed(figures.sums, old[old["snapshot"] == snapshot.name], snapshot.name)
        for snapshot, figures in zip(earlier, there, strict=True)
    ]
    ties = _once(pd.concat([now.sums, *sums], ignore_index=True), len(now.sums))
    # A figure that nothing ties to the rest tells nothing of it.
    added = old[(old["cell_id"] != old["old_id"]) & old["cell_id"].isin(_members(ties))]
    added = added.drop_duplicates("cell_id").assign(shown=False)
    cells = pd.concat([now.cells, added[list(now.cells.columns)]], ignore_index=True)
    listed = earlier[-1].listed
    before = listed.loc[listed["rule"].isin(WITHHELD), ["cell_id"]]
    return Figures(cells, ties), _known(old), before


def _of_indicators(figures: Figures, wanted: set[str]) -> Figures:
    """Keep figures of some indicators, and the sums that tie no others."""
    cells = figures.cells[figures.cells["indicator_id"].isin(wanted)]
    there = figures.sums[["total_id", "part_id"]].isin(set(cells["cell_id"])).all(axis=1)
    torn = set(figures.sums.loc[~there, "sum_id"])
    sums = figures.sums[~figures.sums["sum_id"].isin(torn)]
    return Figures(cells.reset_index(drop=True), sums.reset_index(drop=True))


def _marks(figures: Figures, listed: pd.DataFrame) -> pd.Series[str]:
    """Give the mark of each figure that was withheld, missing where it was not."""
    hidden = listed[listed["rule"].isin(WITHHELD)]
    marks = dict(zip(hidden["cell_id"], hidden["mark"], strict=True))
    said = [marks.get(cell) for cell in figures.cells["cell_id"]]
    return pd.Series(said, index=figures.cells.index, dtype=object)


def _names(old: pd.DataFrame, now: pd.DataFrame) -> NDArray[np.object_]:
    """Name figures of then: by their own ids, where they are now what they were."""
    pair = ["cell_id", "value"]
    key, present = (pd.util.hash_pandas_object(frame[pair], index=False) for frame in (old, now))
    first = old["snapshot"].groupby(key.to_numpy(), sort=False).transform("first")
    own = old["cell_id"].to_numpy(dtype=object)
    return np.where(key.isin(present), own, own + "@" + first.to_numpy(dtype=object))


def _renamed(sums: pd.DataFrame, old: pd.DataFrame, name: str) -> pd.DataFrame:
    """Let the sums of a snapshot speak of its figures by their names of now."""
    revised = old[old["cell_id"] != old["old_id"]]
    names = dict(zip(revised["old_id"], revised["cell_id"], strict=True))
    total, part = ([names.get(cell, cell) for cell in sums[end]] for end in ("total_id", "part_id"))
    return sums.assign(sum_id=sums["sum_id"] + "@" + name, total_id=total, part_id=part)


def _once(sums: pd.DataFrame, n_own: int) -> pd.DataFrame:
    """Leave out sums whose total and addends are those of one before; the first rows all stay."""
    total, part = (
        pd.util.hash_array(sums[name].to_numpy(dtype=object)) for name in ("total_id", "part_id")
    )
    number = pd.factorize(sums["sum_id"])[0]
    added = pd.Series(part).groupby(number).transform("sum").to_numpy()
    first = pd.Series(number).groupby([total, added]).transform("first").to_numpy()
    left: pd.DataFrame = sums[(number == first) | (np.arange(len(sums)) < n_own)]
    return left.reset_index(drop=True)


def _members(sums: pd.DataFrame) -> set[str]:
    return {*sums["total_id"], *sums["part_id"]}


def _known(old: pd.DataFrame) -> pd.DataFrame:
    """List what readers of the snapshots saw of each figure."""
    was_seen = old["shown"].astype(bool) & old["mark"].isna()
    is_below = (old["mark"] == "below").to_numpy()
    known = old[["cell_id"]].assign(
        value=old["value"].where(was_seen), mark=np.where(is_below, "below", "")
    )
    return known[was_seen | is_below].drop_duplicates(ignore_index=True)
