"""Cases that are open are judged three times: as stated, at the lowest and at the highest value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.evaluate.conditions import Mask
from generator.matching import Positions

STATED, LOWEST, HIGHEST = range(3)
"""Which number is taken where units or months are missing."""


@dataclass(frozen=True)
class Views:
    """All cases as stated, then those that are open at their lowest, then at their highest.

    They are judged all at once, so that three views cost little more than one.
    """

    n: int
    """How many cases there are."""
    opened: Positions
    """Places of the cases that are open."""

    @classmethod
    def of(cls, is_open: Mask) -> Views:
        """Look thrice at the cases that are marked."""
        return cls(len(is_open), np.flatnonzero(is_open))

    @property
    def case(self) -> Positions:
        """Give the place of the case of each view."""
        return np.concatenate([np.arange(self.n), self.opened, self.opened])

    def choose(self, numbers: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Give each view its number, of those as stated, the lowest and the highest."""
        stated, lowest, highest = numbers
        return np.concatenate([stated, lowest[self.opened], highest[self.opened]])

    def rows(self, case: Positions) -> tuple[Positions, Positions, NDArray[np.int64]]:
        """Repeat rows for each view of their case.

        Args:
            case: Place of the case of each row, in order.

        Returns:
            Place of each row, the place of its view (in order), and which of the three it is.
        """
        again = np.full(self.n, -1, dtype=np.int64)
        again[self.opened] = np.arange(len(self.opened)) + self.n
        places = np.flatnonzero(again[case] >= 0)
        views = again[case[places]]
        return (
            np.concatenate([np.arange(len(case)), places, places]),
            np.concatenate([case, views, views + len(self.opened)]),
            np.repeat([STATED, LOWEST, HIGHEST], [len(case), len(places), len(places)]),
        )
