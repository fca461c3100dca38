"""Turn tables into plain values: lists by column, positions by key."""

from __future__ import annotations

import math
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Item = TypeVar("Item")


class Row(Protocol):
    """One row of a table: an attribute a column; what is missing is None."""

    def __getattr__(self, name: str, /) -> Any: ...


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Give a column as Python values: days are dates, what is missing is None."""
    return _plain(_array(frame[name]))


def rows(frame: pd.DataFrame, names: Sequence[str] = ()) -> Iterator[Row]:
    """Go through a table row by row, once; only in pages, where rows become objects."""
    names = tuple(names or frame.columns)
    return map(_maker(names), zip(*(column(frame, name) for name in names), strict=True))


@cache
def _maker(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Row]:
    """Give what makes a row of its cells; there are very many, so a row is a named tuple."""
    named: Any = namedtuple
    maker: Callable[[Iterable[Any]], Row] = named("Row", names)._make
    return maker


def positions(frame: pd.DataFrame, *keys: str) -> dict[Any, NDArray[np.intp]]:
    """Find the rows of each key, in the table's order; several keys make a tuple."""
    if frame.empty:
        return {}
    numbers = np.zeros(len(frame), dtype=np.int64)
    for key in keys:
        codes, uniques = pd.factorize(frame[key])
        numbers = numbers * len(uniques) + codes
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    first = frame.iloc[order[starts]]
    found: list[list[str]] = [first[key].astype(str).tolist() for key in keys]
    names: Iterable[Any] = found[0] if len(keys) == 1 else zip(*found, strict=True)
    return dict(zip(names, np.split(order, starts[1:]), strict=True))


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
        return tuple(map(_maker(tuple(self.columns)), zip(*cells, strict=True)))


def shelve(frame: pd.DataFrame, *keys: str, names: Sequence[str] = ()) -> Shelf:
    """Arrange a table for taking out rows by key; several keys make a tuple.

    Args:
        names: The columns that rows shall have; all by default.
    """
    columns = {str(name): _array(frame[name]) for name in names or frame.columns}
    return Shelf(columns, positions(frame, *keys))


def _array(values: pd.Series[Any]) -> NDArray[Any]:
    """Give a column as an array that `_plain` can turn into Python values, a part at a time."""
    if not isinstance(values.dtype, np.dtype) or values.dtype.kind == "O":
        return values.astype(object).where(values.notna(), None).to_numpy()
    array = values.to_numpy()
    return array.astype("datetime64[D]") if array.dtype.kind == "M" else array


def _plain(values: NDArray[Any]) -> list[Any]:
    cells: list[Any] = values.tolist()
    if values.dtype.kind == "f":
        return [cell if math.isfinite(cell) else None for cell in cells]
    return cells


def ids(text: str | None) -> tuple[str, ...]:
    """Split ids that are joined by ``|``."""
    return tuple(part for part in (text or "").split("|") if part)
