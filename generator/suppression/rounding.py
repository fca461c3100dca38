"""The other way to protect persons: every figure rounded to the nearest multiple of five.

Deterministic, each figure for itself, totals too, so that they need not add up; a figure that lies
in the middle goes to the even multiple, so that rounding does not make totals greater as a rule.
It hides no figure, but it is weaker than withholding: two figures that are known to be close (a
running total a month later, a total of two units) narrow each other down.

Source:
    Conventional rounding as in A. Hundepool and others, "Handbook on Statistical Disclosure
    Control", chapter 5 (frequency tables), with ties to even.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

BASE = 5


def rounded(values: pd.Series[float], base: int = BASE) -> pd.Series[float]:
    """Round figures of persons to multiples of ``base``; missing ones stay missing.

    Raises:
        ValueError: The base is not a whole number of at least 2.
    """
    if base < 2 or base != int(base):
        raise ValueError(f"{base!r} is no base to round to: a whole number from 2")
    numbers = values.to_numpy(dtype=np.float64)
    return pd.Series(np.rint(numbers / base) * base, index=values.index, name=values.name)
