"""How far chance alone could move a rate or a proportion: 95 % intervals."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from generator.schema.method import COMPARED_DECIMALS, CONFIDENCE

Z = NormalDist().inv_cdf((1 + CONFIDENCE / 100) / 2)
"""Quantile of the normal distribution for the confidence of the method, both sides."""

Floats = NDArray[np.float64]


def chance_interval(
    cases: Floats, n: Floats, per: Floats, maximum: Floats
) -> tuple[Floats, Floats]:
    """Give the 95 % interval of each rate or proportion; NaN where the counts are not known.

    Args:
        cases: Numerators.
        n: Denominators.
        per: What a ratio is multiplied by: 100 for %.
        maximum: Plausible maximum of the indicator; a ratio that cannot exceed ``per`` is a
            proportion, any other a rate.

    Units:
        The indicator's unit of measure, at `COMPARED_DECIMALS`.
    """
    proportion = (maximum == per) & (cases <= n)
    pairs = zip(wilson_interval(cases, n), byar_interval(cases, n), strict=True)
    low, high = (
        np.round(np.where(proportion, wilson, byar) * per, COMPARED_DECIMALS)
        for wilson, byar in pairs
    )
    return low, high


def wilson_interval(cases: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval of a proportion, 0–1; NaN where ``n`` is 0.

    Source:
        Wilson's score interval (1927).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = cases / n
        middle = p + Z**2 / (2 * n)
        spread = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        scale = 1 + Z**2 / n
        low, high = (middle - spread) / scale, (middle + spread) / scale
    possible = n > 0
    return np.where(possible, low, np.nan), np.where(possible, high, np.nan)


def byar_interval(cases: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval of events a head of ``n``; the lower bound is 0 at 0 events.

    Source:
        Byar's approximation to the Poisson limits (Breslow and Day 1987).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        low = cases * (1 - 1 / (9 * cases) - Z / (3 * np.sqrt(cases))) ** 3
        more = cases + 1
        high = more * (1 - 1 / (9 * more) + Z / (3 * np.sqrt(more))) ** 3
        low = np.where(cases > 0, low, 0.0) / n
        high = high / n
    possible = n > 0
    return np.where(possible, low, np.nan), np.where(possible, high, np.nan)
