"""Newest observations as values: intervals for qualified cells, ratios from their parts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Aggregation, Qualifier, Tables
from generator.schema.method import COMPARED_DECIMALS

LEAST_STEP = 10.0**-COMPARED_DECIMALS
"""How far past a bound the words 超过 and 不足 reach: one unit of the last decimal compared."""

COLUMNS = (
    "indicator_id",
    "entity_id",
    "period",
    "period_start",
    "period_end",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "value_text",
    "numerator",
    "denominator",
    "reported_on",
    "first_reported_on",
    "reached_on",
    "status",
    "origin",
    "reported_value",
    "computed_value",
    "n_expected",
    "n_reported",
    "n_pending",
    "missing_ids",
    "file",
    "sheet",
    "row",
)
"""Columns of rolled-up values."""

QUALIFIERS = pd.CategoricalDtype([word.value for word in Qualifier])
CODE = {word: code for code, word in enumerate(Qualifier)}

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


def reported_values(latest: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """Read each newest observation as an interval; a ratio is computed from its two parts."""
    kind = nature(latest, kinds, ["aggregation", "per"])
    value = latest["value"].to_numpy(dtype=np.float64)
    numerator = latest["numerator"].to_numpy(dtype=np.float64)
    denominator = latest["denominator"].to_numpy(dtype=np.float64)
    is_ratio = (kind["aggregation"] == Aggregation.RATIO.value).to_numpy() & (denominator > 0)
    is_ratio &= ~np.isnan(numerator)
    ratio = np.divide(numerator, denominator, out=np.full(len(value), np.nan), where=is_ratio)
    value = np.where(is_ratio, ratio * kind["per"].to_numpy(), value)
    given = latest["value_qualifier"].astype(QUALIFIERS).cat.codes.to_numpy()
    qualifier = np.where(is_ratio, CODE[Qualifier.EXACT], given)
    value, qualifier = _carry_unchanged(latest, value, qualifier)
    low, high = _interval(value, qualifier)
    return latest.rename(columns={"value_qualifier": "qualifier"}).assign(
        value=value,
        value_low=low,
        value_high=high,
        qualifier=pd.Categorical.from_codes(qualifier, dtype=QUALIFIERS),
        origin=alike("reported", len(latest)),
        reported_value=value,
        computed_value=np.nan,
        n_expected=0,
        n_reported=0,
        n_pending=0,
        missing_ids=alike("", len(latest)),
    )[list(COLUMNS)]


def alike(text: str, n: int) -> pd.Categorical[str]:
    """Give one text ``n`` times; it costs a byte a row."""
    return pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), pd.Index([text]))


def natures(known: Tables) -> pd.DataFrame:
    """Give what totals need to know of each indicator, ordered by id; texts are categories."""
    indicators = known["indicators"].set_index("indicator_id").sort_index()
    by_township = ["township" in kinds.split("|") for kinds in indicators["reported_by"]]
    return indicators[_NATURE].astype(_TEXTS).assign(by_township=np.array(by_township, dtype=bool))


_TEXTS = {"aggregation": "category", "measure": "category"}
_NATURE = [*_TEXTS, "per", "minimum", "maximum"]


def nature(frame: pd.DataFrame, kinds: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Look up columns of the indicator of each row; its categories are all indicators."""
    codes = frame["indicator_id"].cat.codes.to_numpy()
    return pd.DataFrame({name: kinds[name].array.take(codes) for name in columns}, copy=False)


def _interval(value: Floats, qualifier: Codes) -> tuple[Floats, Floats]:
    """Give the least and the greatest number that a qualified cell can mean."""
    low, high = value.copy(), value.copy()
    at_least, more, at_most, less, about = (
        qualifier == CODE[word]
        for word in (
            Qualifier.AT_LEAST,
            Qualifier.MORE_THAN,
            Qualifier.AT_MOST,
            Qualifier.LESS_THAN,
            Qualifier.ABOUT,
        )
    )
    low[more] += LEAST_STEP
    high[less] -= LEAST_STEP
    high[at_least | more | about] = np.inf
    low[at_most | less | about] = -np.inf
    return low, high


def _carry_unchanged(latest: pd.DataFrame, value: Floats, qualifier: Codes) -> tuple[Floats, Codes]:
    """Give 无变化 the figure of the period before; rows come ordered by entity and period.

    After a figure that is being verified there is none to give.
    """
    unchanged = qualifier == CODE[Qualifier.NO_CHANGE]
    if not unchanged.any():
        return value, qualifier
    known = pd.DataFrame(
        {
            "value": np.where(unchanged, np.nan, value),
            "qualifier": np.where(unchanged | np.isnan(value), np.nan, qualifier),
        }
    )
    series = [latest[name].cat.codes.to_numpy() for name in ("indicator_id", "entity_id")]
    series.append(np.cumsum(qualifier == CODE[Qualifier.PENDING]))
    carried = known.groupby(series, sort=False).ffill()
    kept = unchanged & carried["value"].notna().to_numpy()
    return (
        np.where(kept, carried["value"], value),
        np.where(kept, carried["qualifier"], qualifier).astype(np.int8),
    )
