"""The other way to protect persons: every count that was reported, rounded to a multiple of five.

Reports are rounded before anything is made of them: rates, totals, verdicts and sentences are those
of rounded reports, so none of them tells more. It hides no figure and needs no search, but it is
weaker than withholding: two reports known to be close (a running total a month later) narrow each
other down, totals are off by a few, and events so rare that a unit counts one or two in a year
vanish.

Source:
    Conventional rounding as in A. Hundepool and others, "Handbook on Statistical Disclosure
    Control", chapter 5 (frequency tables); a figure that lies in the middle goes to the even
    multiple, so that rounding does not make totals greater as a rule.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Qualifier
from generator.suppression.figures import family_of_persons

BASE = 5


def rounded(numbers: NDArray[np.float64], base: int = BASE) -> NDArray[np.float64]:
    """Round whole numbers of persons to multiples of ``base``; other numbers stay as they are.

    Raises:
        ValueError: The base is not a whole number of at least 2.
    """
    if base < 2 or base != int(base):
        raise ValueError(f"{base!r} is no base to round to: a whole number from 2")
    with np.errstate(invalid="ignore"):
        is_count = np.isfinite(numbers) & (numbers == np.round(numbers))
    return np.where(is_count, np.rint(numbers / base) * base, numbers)


def rounded_reports(observations: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Round what was reported of persons: counts, or both counts of a rate, and the rate anew.

    A rate without a denominator stays: nothing can be counted by it. One whose denominator rounds
    to nothing has no figure any more.

    Args:
        observations: Typed, of any versions.
        indicators: Those in force; one marked ``counts: persons`` is rounded, and so are its parts
            and the whole that it is part of.

    Returns:
        The same rows; what a figure was as a text is gone where it was rounded.
    """
    nature = indicators.set_index("indicator_id")
    nature = nature.reindex(observations["indicator_id"].cat.categories)
    at = observations["indicator_id"].cat.codes.to_numpy()
    chosen = np.asarray(nature.index.isin(family_of_persons(indicators)))[at]
    if not chosen.any():
        return observations
    per = nature["per"].to_numpy(dtype=np.float64)[at]
    value, numerator, denominator = (
        observations[name].to_numpy(dtype=np.float64)
        for name in ("value", "numerator", "denominator")
    )
    is_rate = (per != 1) | np.isfinite(numerator) | np.isfinite(denominator)
    # A rate and its denominator give the numerator, also where it was not reported.
    counted = np.where(np.isfinite(numerator), numerator, np.round(value * denominator / per))
    top, bottom = rounded(counted), rounded(denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(bottom > 0, top / bottom * per, np.nan)
    new = np.where(is_rate, np.where(np.isnan(denominator), value, rate), rounded(value))
    lost = chosen & np.isfinite(value) & ~np.isfinite(new)
    qualifier = observations["value_qualifier"].astype(object).to_numpy().copy()
    qualifier[lost] = Qualifier.WITHHELD.value
    texts = observations["value_text"].astype(object).to_numpy().copy()
    texts[chosen & np.isfinite(value)] = ""
    return observations.assign(
        value=np.where(chosen, new, value),
        numerator=np.where(chosen, np.where(lost, np.nan, top), numerator),
        denominator=np.where(chosen, np.where(lost, np.nan, bottom), denominator),
        value_qualifier=pd.Categorical(qualifier),
        value_text=pd.Categorical(texts),
    )
