"""Tables as CSV and JSON: each cell is written once, and parts of a table are made of its cells."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these could be run by a spreadsheet."""

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Written:
    """A table of at least two columns that is written as a whole and in parts."""

    frame: pd.DataFrame

    def csv(self, places: Places) -> bytes:
        """Write some rows as UTF-8 with a mark that Excel knows it by; days as 2018-08-31."""
        columns = [_part(cells, numbers, places) for cells, numbers in self._columns]
        lines = [
            _csv_line(list(self.frame.columns)),
            *map(",".join, zip(*columns, strict=True)),
            "",
        ]
        return "\n".join(lines).encode("utf-8-sig")

    def json(self, places: Places) -> bytes:
        """Write some rows as JSON that people can read; days as text, what is missing as null."""
        if not len(places):
            return b"[]\n"
        found = ",\n".join(self._records[places])
        return f"[\n{found}\n]\n".encode()

    @cached_property
    def _columns(self) -> list[tuple[NDArray[Any], NDArray[Any] | None]]:
        return [_csv_cells(self.frame[name]) for name in self.frame.columns]

    @cached_property
    def _records(self) -> NDArray[Any]:
        names = [json.dumps(name).replace("%", "%%") for name in self.frame.columns]
        form = " {\n" + ",\n".join(f"  {name}: %s" for name in names) + "\n }"
        columns = [_json_cells(self.frame[name]) for name in self.frame.columns]
        return np.array([form % row for row in zip(*columns, strict=True)], dtype=object)


def safe_text(text: str) -> str:
    """Put an apostrophe in front of a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_cells(values: pd.Series[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Write the cells of a column; with them its numbers, if it may hold fractions."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return _by_value(values, lambda day: f"{day:%Y-%m-%d}"), None
    if pd.api.types.is_bool_dtype(values):
        return _by_value(values, lambda is_so: "true" if is_so else "false"), None
    if pd.api.types.is_numeric_dtype(values):
        cells = ["" if cell != cell else repr(cell) for cell in values.tolist()]
        numbers = values.to_numpy() if values.dtype.kind == "f" else None
        return np.array(cells, dtype=object), numbers
    return _by_value(values, lambda cell: _csv_line((safe_text(str(cell)), ""))[:-1]), None


def _by_value(values: pd.Series[Any], write: Callable[[Any], str]) -> NDArray[Any]:
    """Write each value that a column holds once; what is missing is empty."""
    codes, known = pd.factorize(values)
    texts = np.array([*map(write, known), ""], dtype=object)
    found: NDArray[Any] = texts[codes]  # what is missing has the code -1, the last of the texts
    return found


def _part(cells: NDArray[Any], numbers: NDArray[Any] | None, places: Places) -> Sequence[str]:
    """Take some cells of a column; where all numbers among them are whole, without decimals."""
    found: list[str] = cells[places].tolist()
    if numbers is None:
        return found
    # A column of counts with an empty cell would otherwise say 3.0 where it means 3.
    chosen = numbers[places]
    if not (np.isnan(chosen) | (chosen % 1 == 0)).all():
        return found
    return [str(int(number)) if text else "" for text, number in zip(found, chosen, strict=True)]


# It hands on what it is given, so that writing a row gives the row.
_LINES = csv.writer(SimpleNamespace(write=str), lineterminator="\n")


def _csv_line(cells: Sequence[str]) -> str:
    """Write the cells of one line, without its end."""
    return str(_LINES.writerow(cells)).removesuffix("\n")


def _json_cells(values: pd.Series[Any]) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    cells = values.astype(object).where(values.notna(), None).tolist()
    # One call for the whole column: a line end within a text is written as \n.
    text = json.dumps(cells, ensure_ascii=False, allow_nan=False, separators=("\n", ":"))
    return text[1:-1].split("\n") if cells else []
