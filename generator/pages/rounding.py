"""Numbers of charts: the values as their texts say them, so that labels and lines agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.locales.language import Language, Yardstick, all_rounded
from generator.schema.charts import read_number


def rounded(value: float | None, yardstick: Yardstick) -> float | None:
    """Round a value as finely as pages usually show it."""
    decimals = yardstick.decimals
    return None if value is None else round(value, 2 if decimals is None else decimals)


def shown(value: float | None, text: str, yardstick: Yardstick) -> float | None:
    """Give the number that the text of a value shows; it may be finer than usual."""
    usual = rounded(value, yardstick)
    if value is None or usual is None:
        return None
    read = read_number(text)
    if read is None:
        return usual
    return read if abs(read - value) <= abs(usual - value) + 1e-9 else usual


def all_shown(
    values: NDArray[np.float64], yardstick: Yardstick, language: Language
) -> tuple[Sequence[str], Sequence[float | None] | NDArray[np.float64]]:
    """Write many values, none of them missing; give with each text the number it shows."""
    texts = language.values(values, yardstick)
    if yardstick.is_plain and yardstick.decimals is not None:
        return texts, all_rounded(values, yardstick.decimals)
    pairs = zip(values.tolist(), texts, strict=True)
    return texts, [shown(value, text, yardstick) for value, text in pairs]
