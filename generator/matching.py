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
ENTITY_KEY = ["indicator_id", "entity_id"]
"""Columns that say which series a figure is of."""
FIGURE_KEY = [*ENTITY_KEY, "period"]
"""Columns that say which figure it is; of a figure there may be several versions."""
VERDICT_KEY = ["target_id", "entity_id"]
LINEAGE = ["file", "sheet", "row"]
"""Columns that say where a row stood, which decides no verdict."""


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


def key_numbers(frame: pd.DataFrame, columns: Sequence[str]) -> Positions:
    """Give one whole number a row that sorts as some columns (categories, days, texts) do."""
    number = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        codes, n = _ranks(frame[column])
        number = number * n + codes
    return number


def number_groups(frame: pd.DataFrame, columns: Sequence[str]) -> Positions:
    """Give rows that agree in some columns one number from 0, in the order of these columns."""
    groups: Positions = pd.factorize(key_numbers(frame, columns), sort=True)[0]
    return groups


def sort_by(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Order rows by some columns; quick where the rows come in a few ordered runs."""
    order = np.argsort(key_numbers(frame, columns), kind="stable")
    return frame.take(order).reset_index(drop=True)


def stack(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of the same columns one below the other; columns of categories stay such.

    Categories of a column become those of all tables, in their order.
    """
    first, *others = frames
    types = {}
    for name, dtype in first.dtypes.items():
        if isinstance(dtype, pd.CategoricalDtype):
            texts = dtype.categories.append([frame[name].cat.categories for frame in others])
            sorted_texts = pd.CategoricalDtype(texts.unique().sort_values())
            # Those of the first table stay in their own order where there are no others.
            types[name] = dtype if dtype == sorted_texts else sorted_texts
    columns = {name: _joined([frame[name] for frame in frames], types.get(name)) for name in first}
    return pd.DataFrame(columns, copy=False)


def _joined(parts: Sequence[pd.Series[Any]], dtype: pd.CategoricalDtype | None) -> Any:
    """Put columns one below the other; of categories all get those of ``dtype``."""
    if dtype is not None:
        codes = [_recoded(part.array, dtype.categories) for part in parts]
        return pd.Categorical.from_codes(np.concatenate(codes), dtype=dtype)
    kinds = {part.dtype for part in parts}
    if len(kinds) == 1 and isinstance(parts[0].dtype, np.dtype):
        # With its dtype: pandas would make texts of another kind of objects.
        cells = np.concatenate([part.to_numpy() for part in parts])
        return pd.Series(cells, dtype=parts[0].dtype, copy=False)
    return pd.concat(parts, ignore_index=True)


def _recoded(column: pd.Categorical, categories: pd.Index[str]) -> NDArray[np.integer[Any]]:
    """Number the texts of a column by other categories, which hold all of its own."""
    if column.categories.equals(categories):
        return np.asarray(column.codes)
    places = np.append(categories.get_indexer(column.categories), -1)
    return np.asarray(places[column.codes])


def _ranks(column: pd.Series) -> tuple[Positions, int]:
    """Give whole numbers that sort as the column does, and one more than the greatest."""
    if pd.api.types.is_datetime64_any_dtype(column):
        days = _day_numbers(column)
        days = days - days.min(initial=np.iinfo(np.int64).max)
        return days, int(days.max(initial=0)) + 1
    texts = column.astype("category").cat
    return texts.codes.to_numpy().astype(np.int64), len(texts.categories) or 1


def _day_numbers(days: Any) -> Positions:
    return np.asarray(days).astype("datetime64[D]").astype(np.int64)
