"""The cells of a table: each value that a column holds is written once, as CSV and as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.formulas import safe_text

Codes = NDArray[np.integer[Any]]
"""Which of some values or texts stands in each row, in as few bytes as it takes."""


@dataclass(frozen=True)
class Cells:
    """The cells of a column."""

    codes: Codes
    values: list[Any]
    """What the column holds, each value once: days as text, what is missing as None."""
    is_text: bool
    fractions: list[str] | None = None
    """Numbers that may have fractions, written; what is missing is empty."""
    is_whole: NDArray[np.bool_] | None = None
    """Which of these numbers lose nothing without decimals."""

    @cached_property
    def in_json(self) -> list[str]:
        """Write each value as JSON."""
        if self.fractions is not None:
            return [text or "null" for text in self.fractions]
        return _json_texts(self.values)

    @cached_property
    def in_csv(self) -> list[str]:
        """Write each value for a line of CSV; what is missing is empty."""
        if self.fractions is not None:
            return self.fractions
        if self.is_text:
            return _csv_texts(["" if value is None else str(value) for value in self.values])
        return ["" if text == "null" else text for text in self.in_json]

    @cached_property
    def without_decimals(self) -> list[str]:
        """Write each number for a line of CSV as if it was whole."""
        return ["" if value is None else str(int(value)) for value in self.values]


def csv_line(cells: Sequence[str]) -> str:
    """Write the cells of one line, with its end."""
    # The writer hands on what it is given, so that writing a row gives the row.
    return str(csv.writer(SimpleNamespace(write=str), lineterminator="\n").writerow(cells))


def cells_of(frame: pd.DataFrame) -> list[Cells]:
    """Find the cells of each column; its numbers are finite or missing."""
    fractions = [number for number, kind in enumerate(frame.dtypes) if kind == np.float64]
    found = dict(zip(fractions, _fractions([frame.iloc[:, at] for at in fractions]), strict=True))
    return [found.get(at) or _cells(frame.iloc[:, at]) for at in range(frame.shape[1])]


def compact(codes: Codes, size: int) -> tuple[Codes, Codes]:
    """Find which of the numbers below ``size`` occur, and the place of each row's among them."""
    is_used = np.zeros(size, dtype=bool)
    is_used[codes] = True
    used = np.flatnonzero(is_used)
    if len(used) == size:
        return used, codes
    places = np.empty(size, dtype=np.int32)
    places[used] = np.arange(len(used))
    return used, places[codes]


def _cells(values: pd.Series[Any]) -> Cells:
    codes, known = coded(values)
    is_day = pd.api.types.is_datetime64_any_dtype(values)
    found = [f"{day:%Y-%m-%d}" for day in known] if is_day else known.tolist()
    if (codes < 0).any():
        codes = np.where(codes < 0, len(found), codes)
        found.append(None)
    return Cells(codes, found, not pd.api.types.is_numeric_dtype(values))


def coded(values: pd.Series[Any]) -> tuple[Codes, pd.Index[Any]]:
    """Find what a column holds and which of it stands in each row, -1 for what is missing."""
    if isinstance(values.dtype, pd.CategoricalDtype) and len(values.cat.categories) <= len(values):
        return values.cat.codes.to_numpy(), values.cat.categories
    codes, known = pd.factorize(values)
    return codes, pd.Index(known)


def _fractions(columns: Sequence[pd.Series[Any]]) -> list[Cells]:
    """Find the cells of columns of numbers that may have fractions.

    Most numbers of a table are in several of its columns, as bounds of a value are often the value
    itself. So all columns are looked through together, and a cell that is as the one before it in
    its row is not looked up again.
    """
    if not columns:
        return []
    # By their bits: 0.0 and -0.0 are written differently.
    bits = [column.to_numpy().view(np.int64) for column in columns]
    differs = [now != last for last, now in pairwise(bits)]
    apart = [bits[0], *(now[is_so] for now, is_so in zip(bits[1:], differs, strict=True))]
    codes, known = pd.factorize(np.concatenate(apart))
    numbers = known.view(np.float64)
    is_missing = np.isnan(numbers)
    is_whole = is_missing | (numbers % 1 == 0)
    values = numbers.astype(object)
    values[is_missing] = None
    texts = np.array(_json_texts(values.tolist()), dtype=object)
    texts[is_missing] = ""
    ends = np.cumsum([len(part) for part in apart])
    shared = [codes[: ends[0]]]
    for (start, end), is_so in zip(pairwise(ends), differs, strict=True):
        like_last = shared[-1].copy()
        like_last[is_so] = codes[start:end]
        shared.append(like_last)
    found = []
    for places in shared:
        used, own = compact(places, len(values))
        written = texts[used].tolist()
        found.append(Cells(own, values[used].tolist(), False, written, is_whole[used]))
    return found


def _json_texts(values: list[Any]) -> list[str]:
    # One call for all values: a line end within a text is written as \n.
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=("\n", ":"))
    return text[1:-1].split("\n") if values else []


def _csv_texts(texts: Sequence[str]) -> list[str]:
    # A second, empty cell, since a line that is one empty cell is written as two quotes.
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\n")
    writer.writerows((safe_text(text), "") for text in texts)
    return [line[:-2] for line in lines]
