"""Which figures the public edition withholds because persons could be recognised in them.

The method, step by step:

1. Small: a figure that counts persons and is from 1 to one below the threshold (1–4) is withheld;
   readers see that it is below the threshold. Zero is shown.
2. Known: what an earlier snapshot published stays known. A small one is listed as already public.
3. Secondary: sums betray what is withheld, so other figures go with it. A *move* changes some
   withheld figures so that every sum still holds; a small figure is safe when moves carry it to
   each value from 1 to 4 while every other figure that moves stays one that readers must think
   possible: 1–4 where they see so much, 0 or more elsewhere. The cheapest move found is taken
   (`moves`), small figures with the fewest ways out first; then each figure looks again at what
   all have withheld, and what is not needed any more is shown again (`protection`).
4. Eased: where small figures add up to a small total, the marks themselves would betray them
   (three units "below 5" cannot add up to 1). Then some are only said to be withheld.

The moves that were found are the proof: each gives whole numbers for all withheld figures that
agree with everything published. A figure for which none is found is listed as exposed; that
happens only where zeros or earlier publications leave no other value, or too few tries do.

What the method does not promise: that the least possible is withheld (that is as hard as any
problem of this kind; see `moves` for the sources), or that a reader who runs this program on
guesses of the withheld figures learns nothing from its choice.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from generator.suppression.net import BELOW, Net, build_net
from generator.suppression.protection import Protection, protect

__all__ = ["THRESHOLD", "withhold"]

THRESHOLD = 5
"""Least number of persons that is shown, besides none."""

LEAST_THRESHOLD = 3

ZERO_COST = 64.0
"""What it costs by default to withhold a zero: nearly never."""

RULES = ("primary", "secondary", "already_public", "exposed")
"""Small; withheld for the sake of a small one; small and published before; small, and others give
it away whatever is withheld now."""

MOST_NAMED = 20
"""Small figures that are named at most for one withheld figure."""


def withhold(
    cells: pd.DataFrame,
    sums: pd.DataFrame,
    *,
    threshold: int = THRESHOLD,
    known: pd.DataFrame | None = None,
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Decide which figures are withheld.

    Args:
        cells: One row a figure: cell_id; value, a whole number, below 0 only for a difference that
            is not shown; is_persons. Optional: cost of withholding it as a secondary (default the
            binary logarithm of one more than it; infinite: never), shown (default yes; no for a
            figure that readers can only compute).
        sums: One row an addend: sum_id, total_id, part_id. A figure that was not reported adds
            nothing and is no addend. A sum that does not hold exactly is kept to all the same, as
            if readers knew by how much it does not.
        threshold: Least number of persons that is shown.
        known: What earlier snapshots said: cell_id, value, and optionally mark. A figure that has
            been revised since (its value differs) is another figure, and not known. A row
            without value whose mark is ``below`` says that readers know it to be small for good.
        before: Figures that were withheld the last time: cell_id; they are preferred.

    Rows:
        One a figure that is withheld, already public or exposed, ordered by cell_id.

    Columns:
        cell_id; rule (`RULES`); mark, what readers may see in its place: ``below`` (the
        threshold), ``withheld`` or, where it is public anyway or not shown, empty; because_of, the
        small figures for whose sake it is withheld or eased, joined by ``;``, at most
        `MOST_NAMED`. Figures that are not shown are listed only where they are small.

    Raises:
        ValueError: An id comes twice or is not there, a value is no whole number, or the threshold
            is below 3, where no small figure has two values.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"a threshold of {threshold} hides nothing: at least {LEAST_THRESHOLD}")
    cells = _complete(cells, known)
    held_before = frozenset() if before is None else frozenset(before["cell_id"].astype(str))
    net = build_net(cells, sums, threshold, held_before)
    found = protect(net)
    return _listed(net, found, cells)


def _complete(cells: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """Check figures and fill what was not given."""
    cells = cells.assign(cell_id=cells["cell_id"].astype(str))
    repeated = cells["cell_id"][cells["cell_id"].duplicated()]
    if len(repeated):
        raise ValueError(f"figure {repeated.iloc[0]!r} comes twice")
    shown = cells["shown"] if "shown" in cells else pd.Series(True, index=cells.index)
    value = cells["value"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore"):
        wrong = ~np.isfinite(value) | (value != np.round(value))
        wrong |= (value < 0) & shown.to_numpy(dtype=bool)
    if wrong.any():
        one = cells[wrong].iloc[0]
        raise ValueError(f"figure {one['cell_id']!r} is {one['value']}, which counts nobody")
    cost = np.where(value > 0, np.log2(1 + np.maximum(value, 0)), ZERO_COST)
    is_fixed = is_below = np.zeros(len(cells), dtype=bool)
    if known is not None:
        pairs = zip(known["cell_id"].astype(str), known["value"], strict=True)
        said = pd.MultiIndex.from_tuples(pairs, names=["cell_id", "value"])
        is_fixed = pd.MultiIndex.from_arrays([cells["cell_id"], value]).isin(said)
        if "mark" in known:
            below = known.loc[known["mark"] == "below", "cell_id"]
            is_below = cells["cell_id"].isin(below.astype(str)).to_numpy()
    return cells.assign(
        shown=shown,
        cost=cells["cost"].fillna(pd.Series(cost, index=cells.index)) if "cost" in cells else cost,
        is_fixed=is_fixed,
        is_below=is_below,
    )


def _listed(net: Net, found: Protection, cells: pd.DataFrame) -> pd.DataFrame:
    """List what is withheld, with its rule and reason."""
    reasons: dict[int, list[int]] = {}
    for cell, moves in found.moves.items():
        for move in moves:
            for other in {*(at for at, _ in move.amounts if at in found.uses), *move.eased}:
                reasons.setdefault(other, []).append(cell)
    exposed = frozenset(found.exposed)
    rows = []
    for cell in sorted({*net.small, *found.uses}):
        rule = "secondary" if cell in found.uses else "primary"
        mark = "below" if net.state[cell] == BELOW else "withheld"
        if cell in exposed:
            rule = "exposed"
        if cell in net.hidden:
            mark = ""
        rows.append((net.ids[cell], rule, mark, _names(net, reasons.get(cell, ()))))
    value = cells["value"]
    small = cells["is_persons"].astype(bool) & (value > 0) & (value < net.threshold)
    public = cells.loc[small & cells["is_fixed"], "cell_id"]
    rows += [(name, "already_public", "", "") for name in public]
    columns = ["cell_id", "rule", "mark", "because_of"]
    listed = pd.DataFrame(rows, columns=columns).astype(str)
    return listed.sort_values("cell_id", kind="stable", ignore_index=True)


def _names(net: Net, cells: Iterable[int]) -> str:
    """Join the ids of figures, the first of them where there are many."""
    return ";".join(net.ids[cell] for cell in sorted(set(cells))[:MOST_NAMED])
