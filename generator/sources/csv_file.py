"""A CSV file becomes a grid of text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

import pandas as pd

from generator.problems import Code, Location, Problem, column_letter, problem
from generator.sources.encoding import decode
from generator.sources.heading import SEARCHED_ROWS, Grid

LARGEST = 4 * 2**30
"""Bytes of a CSV file that is still read."""
LONGEST_CELL = 2**20
"""Characters of one cell; a longer one is a quote that was never closed."""
MOST_COLUMNS = 256
"""Cells of one row; what stands behind them belongs to no table."""


def read_csv(path: Path, file: str) -> tuple[Grid | None, list[Problem]]:
    """Read every cell as text; the rows are numbered as a spreadsheet numbers them.

    Args:
        path: Where the file is.
        file: How problems name it.
    """
    size = path.stat().st_size
    if size > LARGEST:
        words = {"size": f"{size / 2**30:.1f} GiB", "most": f"{LARGEST / 2**30:.0f} GiB"}
        return None, [problem(Code.FILE_TOO_LARGE, Location(file), table=path.stem, **words)]
    decoded = decode(path.read_bytes(), file)
    problems = list(decoded.problems)
    if not decoded.is_readable:
        return None, problems
    if separator := _other_separator(decoded.text):
        return None, [
            *problems,
            problem(Code.WRONG_SEPARATOR, Location(file, row=1), separator=separator),
        ]
    try:
        cells = _cells(decoded.text)
    except _RefusedError as found:
        where = Location(file, row=found.row)
        return None, [*problems, problem(found.code, where, **found.words)]
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    return Grid(cells, file), problems


def cells_in(path: Path) -> tuple[int, int]:
    """Count rows and cells by the signs that end them, before a table is made of them."""
    rows = cells = 0
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            ends = max(chunk.count(b"\n"), chunk.count(b"\r"))
            rows += ends
            cells += ends + chunk.count(b",")
    return rows, cells


class _RefusedError(Exception):
    def __init__(self, code: Code, row: int, **words: str) -> None:
        self.code, self.row, self.words = code, row, words


def _other_separator(text: str) -> str:
    """Find what separates the cells of a file whose first row has no comma."""
    first = text.partition("\n")[0]
    if "," in first:
        return ""
    return next((name for mark, name in _SEPARATORS.items() if first.count(mark) > 1), "")


_SEPARATORS = {"\t": "tab", ";": ";", "，": "，", "|": "|"}


def _records(text: str) -> Iterator[list[str]]:
    """Read one record at a time, strictly; nothing is wider than `MOST_COLUMNS`."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            yield _bounded(record, row)
    except csv.Error as error:
        raise _RefusedError(Code.OPEN_QUOTE, row + 1) from error


def _bounded(record: list[str], row: int) -> list[str]:
    for position, cell in enumerate(record[MOST_COLUMNS:], start=MOST_COLUMNS):
        if cell.strip():
            letter = column_letter(position)
            raise _RefusedError(Code.EXTRA_CELLS, row, text=cell, letter=letter)
    return record[:MOST_COLUMNS]


def _cells(text: str) -> pd.DataFrame:
    """Read with the fast parser, which needs to know the width; else one record at a time.

    The fast parser lets wrong quotes pass, so a text with quotes is read strictly first.
    """
    searched = None if '"' in text else SEARCHED_ROWS
    width = max(map(len, islice(_records(text), searched)), default=0)
    if not width:
        return pd.DataFrame()
    cells = _cells_of_width(text, width) if width < MOST_COLUMNS else None
    if cells is None:
        records = list(_records(text))
        width = max(map(len, records))
        padded = [record + [""] * (width - len(record)) for record in records]
        cells = pd.DataFrame(padded, dtype=str)
    if text.count("\n") > len(cells):
        _check_swallowed(cells)
    return cells


def _cells_of_width(text: str, width: int) -> pd.DataFrame | None:
    """Read with the fast parser; nothing if a row is wider."""
    try:
        return pd.read_csv(
            StringIO(text),
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    except pd.errors.ParserError:
        return None


def _check_swallowed(cells: pd.DataFrame) -> None:
    """Refuse a cell that holds whole rows: its quote was closed by that of a later row."""
    last = cells.shape[1] - 1
    for position in range(last + 1):
        column = cells.iloc[:, position]
        for row, text in column[column.str.contains("\n", regex=False)].items():
            commas = [line.count(",") for line in text.splitlines()]
            is_one_row = last > 3 and commas[0] == last - position and commas[-1] == position
            if is_one_row or max(commas[1:-1], default=0) >= max(last, 4):
                raise _RefusedError(Code.OPEN_QUOTE, int(str(row)) + 1)
