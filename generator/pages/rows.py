"""Turn tables into plain values: lists by column, positions by key."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Item = TypeVar("Item")
Row = SimpleNamespace
"""One row of a table: an attribute a column; what is missing is None."""


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Give a column as Python values: days are dates, what is missing is None."""
    return _plain(_array(frame[name]))


def rows(frame: pd.DataFrame, names: Sequence[str] = ()) -> Iterator[Row]:
    """Go through a table row by row, once; only in pages, where rows become objects."""
    names = list(names or frame.columns)
    for values in zip(*(column(frame, name) for name in names), strict=True):
        yield SimpleNamespace(**dict(zip(names, values, strict=True)))


def positions(frame: pd.DataFrame, *keys: str) -> dict[Any, NDArray[np.intp]]:
    """Find the rows of each key, in the table's order; several keys make a tuple."""
    if frame.empty:
        return {}
    by: Any = [frame[key].astype(str) for key in keys]
    groups = frame.groupby(by[0] if len(by) == 1 else by, sort=False)
    found: dict[Any, Any] = dict(groups.indices)
    return found


def group(items: Iterable[Item], key: Callable[[Item], Any]) -> dict[Any, tuple[Item, ...]]:
    """Put items that share a key together, keeping their order."""
    found: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return {name: tuple(members) for name, members in found.items()}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A large table whose rows are taken out by key, a few at a time."""

    columns: Mapping[str, NDArray[Any]]
    places: Mapping[Any, NDArray[np.intp]]
    """Positions of the rows of each key."""

    def of(self, key: Any) -> tuple[Row, ...]:
        """Take out the rows of one key, in the table's order."""
        places = self.places.get(key)
        return () if places is None else self.take(places)

    def take(self, places: NDArray[np.intp]) -> tuple[Row, ...]:
        """Take out some rows."""
        cells = (_plain(values[places]) for values in self.columns.values())
        names = tuple(self.columns)
        return tuple(Row(**dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True))


def shelve(frame: pd.DataFrame, *keys: str) -> Shelf:
    """Arrange a table for taking out rows by key; several keys make a tuple."""
    columns = {str(name): _array(frame[name]) for name in frame.columns}
    return Shelf(columns, positions(frame, *keys))


def _array(values: pd.Series[Any]) -> NDArray[Any]:
    if isinstance(values.dtype, np.dtype):
        return values.to_numpy()
    return values.astype(object).to_numpy()


def _plain(values: NDArray[Any]) -> list[Any]:
    if values.dtype.kind == "M":
        return list(values.astype("datetime64[D]").tolist())
    if values.dtype.kind == "f":
        return [cell if math.isfinite(cell) else None for cell in values.tolist()]
    if values.dtype.kind == "O":
        return [None if cell is pd.NA or cell != cell else cell for cell in values.tolist()]
    return list(values.tolist())


def ids(text: str | None) -> tuple[str, ...]:
    """Split ids that are joined by ``|``."""
    return tuple(part for part in (text or "").split("|") if part)
