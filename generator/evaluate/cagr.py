"""The peers' rule for annual series: growth observed against growth required, as in Open SDG 2.4.

It gives a class that can be compared with other publishers, never a status: it knows no deadline
that has passed, no months, and no way to judge a target that equals its base value.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TARGET_ACHIEVED = "target_achieved"
SUBSTANTIAL = "substantial_progress"
MODERATE = "moderate_progress"
LIMITED = "limited_progress"
DETERIORATION = "deterioration"
CLASSES = (TARGET_ACHIEVED, SUBSTANTIAL, MODERATE, LIMITED, DETERIORATION)
"""Classes from best to worst; an empty text means that there is none."""

GROWTH_CUTS = (0.015, 0.005, 0.0)
"""Yearly growth that is substantial, moderate and limited where there is no target."""
RATIO_CUTS = (0.95, 0.6, 0.0)
"""Share of the required growth that is substantial, moderate and limited where there is one."""
STEEPNESS = 4.44
"""How fast the cuts shrink as the base value comes near the natural limit."""
ZERO = 0.001
"""Stands for a base value or a target of zero, from which no growth can be taken."""


def cagr_class(frame: pd.DataFrame) -> pd.DataFrame:
    """Class each series by its compound annual growth.

    Where there is no class the publishers have none either: no base or newest value, both of one
    year, values of opposite signs, or a target equal to the base that is not reached.

    Rows:
        One per series in, the same rows in the same order out.

    Columns:
        Needs base_value, base_year, value, year, direction (+1 up is good, -1 down), limit,
        target and target_year; limit, target and target_year may be missing.
        Adds cagr_progress, cagr_score and cagr_class.

    Units:
        ``cagr_progress`` is a yearly growth (0.01 is 1 % a year) without a target and a share of
        the required growth with one; positive is good. ``cagr_score`` runs from -5 to 5.

    Source:
        Progress calculation of Open SDG 2.4 (open-sdg.readthedocs.io, "Progress calculation").
    """
    base, target = _never_zero(_column(frame, "base_value")), _never_zero(_column(frame, "target"))
    value, direction = _column(frame, "value"), _column(frame, "direction")
    base_year = _column(frame, "base_year")
    has_target = ~np.isnan(target)
    coefficient = np.where(has_target, 1.0, _coefficient(base, _column(frame, "limit")))

    growth = np.sign(base) * direction * _growth(base, value, _column(frame, "year") - base_year)
    required = np.abs(_growth(base, target, _column(frame, "target_year") - base_year))
    required = np.where(required == 0, np.nan, required)
    progress = np.where(has_target, growth / required, growth)
    reached = ~np.isnan(base) & (direction * value >= direction * target)

    score = np.where(has_target, _ratio_score(progress), _growth_score(progress, coefficient))
    return frame.assign(
        cagr_progress=progress,
        cagr_score=np.where(reached, 5.0, score),
        cagr_class=_classes(progress, has_target, coefficient, reached),
    )


def _column(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _never_zero(values: Floats) -> Floats:
    return np.where(values == 0, ZERO, values)


def _growth(first: Floats, last: Floats, years: Floats) -> Floats:
    """Compound growth a year; none within one year or between values of opposite signs."""
    ratio = last / first
    can_grow = (years >= 1) & (ratio >= 0)
    ratio, years = np.where(can_grow, ratio, np.nan), np.where(can_grow, years, 1.0)
    return np.asarray(ratio ** (1 / years) - 1)


def _coefficient(base: Floats, limit: Floats) -> Floats:
    """Factor of the cuts: 1 far from the natural limit, 0 at it."""
    size, bound = np.abs(base), np.abs(limit)
    near = size < 2 * bound
    bound = np.where(near, bound, 1.0)
    closeness = np.where(near, 1 - np.abs(size - bound) / bound, 0.0)
    return np.asarray(1 - closeness**STEEPNESS)


def _growth_score(progress: Floats, coefficient: Floats) -> Floats:
    high, middle, _ = (cut * coefficient for cut in GROWTH_CUTS)
    scaled = progress / np.where(coefficient == 0, np.nan, coefficient)
    return np.select(
        [progress < 0, coefficient == 0, progress >= high, progress >= middle, progress >= 0],
        [
            np.maximum(125 * progress - 2.5, -5),
            np.where(np.isnan(progress), np.nan, 5.0),
            np.minimum(500 * scaled - 5, 5),
            250 * scaled - 1.25,
            500 * scaled - 2.5,
        ],
        default=np.nan,
    )


def _ratio_score(progress: Floats) -> Floats:
    return np.where(
        progress >= RATIO_CUTS[1],
        np.minimum(7.1429 * progress - 4.2857, 5),
        np.maximum(4.1667 * progress - 2.5, -5),
    )


def _classes(
    progress: Floats, has_target: NDArray[np.bool_], coefficient: Floats, reached: NDArray[np.bool_]
) -> NDArray[np.object_]:
    high, middle, low = (
        np.where(has_target, ratio, growth * coefficient)
        for ratio, growth in zip(RATIO_CUTS, GROWTH_CUTS, strict=True)
    )
    names = np.select(
        [reached, progress >= high, progress >= middle, progress >= low, progress < low],
        CLASSES,
        default="",
    )
    return names.astype(object)
