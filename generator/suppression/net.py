"""Figures and the sums that tie them, as plain lists that a search can walk quickly."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

OPEN, FIXED, BELOW, PLAIN = range(4)
"""What readers see of a figure: the figure, which may yet be withheld; the figure for good; that
it is withheld and below the threshold; that it is withheld, or nothing at all."""


Numbers = NDArray[np.int64]


class Pairs(dict[int, list[tuple[int, int]]]):
    """Pairs by owner, made into a list when they are first asked for: a search needs few."""

    def __init__(self, owner: Numbers, other: Numbers, sign: Numbers, n: int) -> None:
        """Take pairs that are ordered by their owner."""
        super().__init__()
        self._other, self._sign = other, sign
        self._ends = np.searchsorted(owner, np.arange(n + 1)).tolist()

    def __missing__(self, owner: int) -> list[tuple[int, int]]:
        piece = slice(self._ends[owner], self._ends[owner + 1])
        pairs = zip(self._other[piece].tolist(), self._sign[piece].tolist(), strict=True)
        made = self[owner] = list(pairs)
        return made


@dataclass(slots=True)
class Net:
    """Figures by number, in the order of their ids, and sums by number.

    ``members`` of a sum are (figure, sign): 1 for an addend and −1 for the total, the cheapest to
    withhold first; ``sums`` of a figure are (sum, sign).
    """

    ids: list[str]
    value: list[int]
    state: list[int]
    cost: list[float]
    """What withholding an open figure costs."""
    members: Pairs
    sums: Pairs
    threshold: int
    small: frozenset[int]
    """Figures in which persons could be recognised and that are not public yet."""
    marked: frozenset[int]
    """Small figures that readers see as withheld and below the threshold, unless eased."""
    firm: frozenset[int]
    """Those of them of which an earlier snapshot said so: that cannot be taken back."""
    hidden: frozenset[int]
    """Figures that are not shown and that readers can only compute."""
    held: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Members of a sum that are withheld."""

    def hold(self, cell: int) -> None:
        """List a figure among the withheld members of its sums."""
        for number, sign in self.sums[cell]:
            self.held.setdefault(number, []).append((cell, sign))

    def release(self, cell: int) -> None:
        """Take a figure from the withheld members of its sums."""
        for number, sign in self.sums[cell]:
            self.held[number].remove((cell, sign))

    def steps(self, cell: int) -> tuple[int, int]:
        """Give how far a small figure must be able to go down (not above 0) and up."""
        return 1 - self.value[cell], self.threshold - 1 - self.value[cell]


def build_net(
    cells: pd.DataFrame, sums: pd.DataFrame, threshold: int, before: frozenset[str]
) -> Net:
    """Number figures and sums.

    Args:
        cells: With cell_id, value, is_persons, is_fixed, is_below (known to be below the
            threshold), shown and cost; one row an id.
        sums: With sum_id, total_id and part_id.
        before: Figures that were withheld the last time: they cost half.

    Raises:
        ValueError: A sum names a figure that is not there.
    """
    cells = cells.sort_values("cell_id", kind="stable", ignore_index=True)
    ids = cells["cell_id"].astype(str).tolist()
    value = cells["value"].to_numpy(dtype=np.float64).round().astype(np.int64)
    small = (
        ~cells["is_fixed"].to_numpy(dtype=bool)
        & (value > 0)
        & (value < threshold)
        & cells["is_persons"].to_numpy(dtype=bool)
    )
    shown = cells["shown"].to_numpy(dtype=bool)
    firm = small & cells["is_below"].to_numpy(dtype=bool)
    states = [cells["is_fixed"].to_numpy(dtype=bool), firm, ~shown, small]
    state = np.select(states, [FIXED, BELOW, PLAIN, BELOW], OPEN)
    cost = cells["cost"].to_numpy(dtype=np.float64)
    cost = np.where(cells["cell_id"].isin(before), cost / 2, cost)
    number, member, sign = _memberships(sums, pd.Index(ids))
    # What may not be withheld can be no member that moves.
    state = np.where((state == OPEN) & np.isinf(cost), FIXED, state)
    order = np.lexsort((number, member))
    by_cell = Pairs(member[order], number[order], sign[order], len(ids))
    order = np.lexsort((member, cost[member], number))
    n_sums = int(number.max()) + 1 if len(number) else 0
    net = Net(
        ids,
        value.tolist(),
        state.tolist(),
        cost.tolist(),
        Pairs(number[order], member[order], sign[order], n_sums),
        by_cell,
        threshold,
        frozenset(np.flatnonzero(small).tolist()),
        frozenset(np.flatnonzero(state == BELOW).tolist()),
        frozenset(np.flatnonzero(firm).tolist()),
        frozenset(np.flatnonzero(~shown & (state != FIXED)).tolist()),
    )
    for cell in np.flatnonzero((state == BELOW) | (state == PLAIN)).tolist():
        net.hold(cell)
    return net


def _memberships(sums: pd.DataFrame, ids: pd.Index) -> tuple[Numbers, Numbers, Numbers]:
    """Give sum, figure and sign of each membership; twice in one sum and on both sides is none."""
    number, names = pd.factorize(sums["sum_id"], sort=True)
    first = np.unique(number, return_index=True)[1]
    part = ids.get_indexer(pd.Index(sums["part_id"].astype(str)))
    total = ids.get_indexer(pd.Index(sums["total_id"].astype(str)))
    lost = sums.loc[(part < 0) | (total < 0), "sum_id"]
    if len(lost):
        raise ValueError(f"sum {lost.iloc[0]!r} names a figure that is not among the cells")
    if (total != total[first][number]).any():
        raise ValueError("a sum has two totals")
    every = np.concatenate([number, np.arange(len(names))])
    member = np.concatenate([part, total[first]])
    sign = np.repeat([1, -1], [len(part), len(names)])
    key = every * max(len(ids), 1) + member
    if len(np.unique(key)) < len(key):
        raise ValueError("a sum names a figure twice")
    return every.astype(np.int64), member.astype(np.int64), sign.astype(np.int64)
