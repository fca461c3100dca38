"""What a reader with an integer solver can tell about figures that are withheld."""

from __future__ import annotations

from collections.abc import Iterator

import highspy
import numpy as np
import pandas as pd


class Attack:
    """All that is published, as equations over the figures that are not.

    A published or known figure is itself; one marked ``below`` lies from 1 to one below the
    threshold; of any other withheld figure, and of one that is not shown, a reader knows only that
    it is a whole number of persons, 0 or more.
    """

    def __init__(
        self,
        cells: pd.DataFrame,
        sums: pd.DataFrame,
        listed: pd.DataFrame,
        *,
        threshold: int = 5,
        known: pd.DataFrame | None = None,
    ) -> None:
        self.threshold = threshold
        self.place = {name: at for at, name in enumerate(cells["cell_id"])}
        value = dict(zip(cells["cell_id"], cells["value"], strict=True))
        mark = dict(zip(listed["cell_id"], listed["mark"], strict=True))
        public = set(listed.loc[listed["rule"] == "already_public", "cell_id"])
        small: set[str] = set()
        if known is not None:
            if "mark" in known:
                small = set(known.loc[known["mark"] == "below", "cell_id"])
            same = known["value"] == known["cell_id"].map(value)
            public |= set(known.loc[same, "cell_id"])
        shown = cells["shown"] if "shown" in cells else [True] * len(cells)
        most = 10.0 * cells["value"].abs().max() + 100
        self.low, self.high = np.zeros(len(cells)), np.full(len(cells), most)
        for at, (name, is_shown) in enumerate(zip(cells["cell_id"], shown, strict=True)):
            if name in public or (is_shown and name not in mark):
                self.low[at] = self.high[at] = value[name]
            elif mark.get(name) == "below" or name in small:
                self.low[at], self.high[at] = 1, threshold - 1
            elif value[name] < 0:
                self.low[at] = -most
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        for low, high in zip(self.low, self.high, strict=True):
            self.solver.addVar(low, high)
        every = np.arange(len(cells), dtype=np.int32)
        kinds = np.full(len(cells), highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(len(cells), every, kinds)
        for _, addends in sums.groupby("sum_id", sort=True):
            total = addends["total_id"].iloc[0]
            parts = list(addends["part_id"])
            # By how much a sum does not hold is public too.
            gap = sum(value[part] for part in parts) - value[total]
            index = np.array([self.place[total], *(self.place[p] for p in parts)], dtype=np.int32)
            signs = np.array([-1.0, *[1.0] * len(parts)])
            self.solver.addRow(float(gap), float(gap), len(index), index, signs)

    def is_possible(self, name: str, value: int) -> bool:
        """Say whether a figure could have a value."""
        at = self.place[name]
        if not self.low[at] <= value <= self.high[at]:
            return False
        self.solver.changeColBounds(at, float(value), float(value))
        self.solver.run()
        status = self.solver.getModelStatus()
        self.solver.changeColBounds(at, self.low[at], self.high[at])
        assert status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
        return bool(status == highspy.HighsModelStatus.kOptimal)

    def told(self, names: list[str]) -> Iterator[tuple[str, list[int]]]:
        """List the small figures of which some value can be ruled out, and the values left."""
        every = list(range(1, self.threshold))
        for name in names:
            left = [value for value in every if self.is_possible(name, value)]
            if left != every:
                yield name, left
