"""Tables as CSV and JSON: each value is written once, and rows are made of the texts of values."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.downloads.cells import Cells, Codes, cells_of, compact, csv_line

Places = NDArray[np.intp]

Texts = NDArray[Any]
"""Texts as objects, as `_texts` gives them."""

Column = tuple[Codes, Texts]
"""Some texts, and which of them stands in each row; those of all columns make up the row."""

AT_A_TIME = 1024
"""Rows whose texts are laid side by side before they are joined: few enough to stay at hand."""


@dataclass(frozen=True)
class Written:
    """A table of at least two columns that is written as a whole and in parts."""

    frame: pd.DataFrame

    def csv(self, places: Places) -> bytes:
        """Write some rows as UTF-8 with a mark that Excel knows it by; days as 2018-08-31."""
        head = csv_line(list(self.frame.columns)).encode()
        columns = [column.at(places) for column in self._csv_columns]
        return _joined(codecs.BOM_UTF8 + head, columns, len(places))

    def json(self, places: Places) -> bytes:
        """Write some rows as JSON that people can read; days as text, what is missing as null."""
        if not len(places):
            return b"[]\n"
        columns = [(_at(codes, places), texts) for codes, texts in self._json_columns]
        return _joined(b"[\n", columns, len(places), cut=len(",\n"), foot=b"\n]\n")

    @cached_property
    def _cells(self) -> list[Cells]:
        return cells_of(self.frame)

    @cached_property
    def _csv_columns(self) -> list[_CsvColumn]:
        ends = [*([","] * (len(self._cells) - 1)), "\n"]
        return [_CsvColumn(cells, end) for cells, end in zip(self._cells, ends, strict=True)]

    @cached_property
    def _json_columns(self) -> list[Column]:
        starts = [f"  {json.dumps(name)}: " for name in self.frame.columns]
        starts[0] = " {\n" + starts[0]
        ends = [*([",\n"] * (len(starts) - 1)), "\n },\n"]
        return [
            (cells.codes, _texts(start, cells.in_json, end))
            for start, cells, end in zip(starts, self._cells, ends, strict=True)
        ]


@dataclass(frozen=True)
class _CsvColumn:
    """A column of CSV."""

    cells: Cells
    end: str
    """What stands behind each cell."""

    def at(self, places: Places) -> Column:
        """Take some rows; where all numbers among them are whole, without decimals."""
        codes = _at(self.cells.codes, places)
        # A column of counts with an empty cell would otherwise say 3.0 where it means 3.
        are_counts = self.cells.is_whole is not None and self.cells.is_whole[codes].all()
        return codes, self._counts if are_counts else self._texts

    @cached_property
    def _texts(self) -> Texts:
        return _texts("", self.cells.in_csv, self.end)

    @cached_property
    def _counts(self) -> Texts:
        return _texts("", self.cells.without_decimals, self.end)


def _texts(start: str, texts: Iterable[str], end: str) -> Texts:
    """Complete texts, and give each character for a byte of their UTF-8.

    Texts of Latin letters are joined and turned into bytes by copying; one Chinese character among
    them would make all others twice as long, and each would have to be encoded.
    """
    whole = [start + text + end for text in texts]
    if not "".join(whole).isascii():
        whole = [text.encode().decode("latin-1") for text in whole]
    return np.array(whole, dtype=object)


def _at(codes: Codes, places: Places) -> Codes:
    """Take some rows."""
    is_all = len(places) == len(codes) and np.array_equal(places, np.arange(len(codes)))
    return codes if is_all else codes[places]


def _joined(
    head: bytes, columns: Iterable[Column], rows: int, cut: int = 0, foot: bytes = b""
) -> bytes:
    """Join the texts of all rows, of which the last loses what is cut."""
    fewer = [*_neighbours_as_one(columns, rows)]
    # Written to one place that grows: memory that a process has not had before is slow.
    found = io.BytesIO()
    found.write(head)
    for start in range(0, rows, AT_A_TIME):
        part = slice(start, start + AT_A_TIME)
        texts = np.stack([texts[codes[part]] for codes, texts in fewer], axis=1)
        found.write("".join(texts.ravel().tolist()).encode("latin-1"))
    found.seek(-cut, io.SEEK_END)
    found.truncate()
    found.write(foot)
    return found.getvalue()


def _neighbours_as_one(columns: Iterable[Column], rows: int) -> Iterator[Column]:
    """Make one column of neighbours that have few texts together, such as an id and its name."""
    last: Column | None = None
    for now in columns:
        if last is not None and len(last[1]) * len(now[1]) <= rows:
            last = _as_one(last, now)
        else:
            if last is not None:
                yield last
            last = now
    if last is not None:
        yield last


def _as_one(left: Column, right: Column) -> Column:
    size = len(right[1])
    used, codes = compact(left[0].astype(np.intp) * size + right[0], len(left[1]) * size)
    of_left, of_right = np.divmod(used, size)
    return codes, left[1][of_left] + right[1][of_right]
