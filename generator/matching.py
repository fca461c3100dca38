"""Find rows of one long table in another by indicator, entity and a period's days, quickly.

A merge on three columns of a million rows costs seconds; the three make one whole number here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Positions = NDArray[np.int64]
ENTITY_KEY = ("indicator_id", "entity_id")


def positions(want: pd.DataFrame, have: pd.DataFrame, **days: tuple[Any, Any]) -> Positions:
    """Give for each row of ``want`` the place of the row of ``have`` with the same key, else -1.

    The key is indicator_id and entity_id (category columns of both tables) and the given days:
    for each further part of the key, its days in ``want`` and in ``have``. A day that is missing
    (NaT) finds nothing.
    """
    if want.empty or have.empty:
        return np.full(len(want), -1, dtype=np.int64)
    wanted, had, possible = _numbers(want, have, days)
    order = np.argsort(had, kind="stable")
    at = np.minimum(np.searchsorted(had, wanted, sorter=order), len(order) - 1)
    place = order[at]
    return np.where(possible & (had[place] == wanted), place, -1)


def positions_before(want: pd.DataFrame, have: pd.DataFrame, days: tuple[Any, Any]) -> Positions:
    """Give the place of each entity's last row of ``have`` before a day, else -1.

    Rows belong together when indicator and entity agree; ``days`` are those of ``want`` and of
    ``have``.
    """
    if want.empty or have.empty:
        return np.full(len(want), -1, dtype=np.int64)
    wanted, had, _ = _numbers(want, have, {"day": days})
    of_entity, had_entity, possible = _numbers(want, have, {})
    order = np.argsort(had, kind="stable")
    at = np.searchsorted(had, wanted, sorter=order) - 1
    place = order[np.maximum(at, 0)]
    return np.where(possible & (at >= 0) & (had_entity[place] == of_entity), place, -1)


def _numbers(
    want: pd.DataFrame, have: pd.DataFrame, days: Mapping[str, tuple[Any, Any]]
) -> tuple[Positions, Positions, NDArray[np.bool_]]:
    """Make one number of each key, alike in both tables, and say which keys can be found."""
    wanted, had = np.zeros(len(want), dtype=np.int64), np.zeros(len(have), dtype=np.int64)
    possible = np.ones(len(want), dtype=bool)
    for column in ENTITY_KEY:
        categories = have[column].cat.categories
        code = categories.get_indexer(want[column].cat.categories)[want[column].cat.codes]
        possible &= code >= 0
        wanted = wanted * len(categories) + np.maximum(code, 0)
        had = had * len(categories) + have[column].cat.codes.to_numpy()
    for want_days, have_days in days.values():
        day, have_day = _day_numbers(want_days), _day_numbers(have_days)
        low, high = int(have_day.min()), int(have_day.max()) + 1
        possible &= (low <= day) & (day < high)
        wanted = wanted * (high - low + 1) + np.clip(day, low, high) - low
        had = had * (high - low + 1) + have_day - low
    return wanted, had, possible


def number_groups(frame: pd.DataFrame, columns: Sequence[str]) -> Positions:
    """Give rows that agree in some columns (categories or days) one number, in their order."""
    number = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            codes, n = frame[column].cat.codes.to_numpy(), len(frame[column].cat.categories)
        else:
            codes = _day_numbers(frame[column])
            codes, n = codes - codes.min(), int(codes.max() - codes.min()) + 1
        number = number * n + codes
    return np.unique(number, return_inverse=True)[1]


def _day_numbers(days: Any) -> Positions:
    return np.asarray(days).astype("datetime64[D]").astype(np.int64)
