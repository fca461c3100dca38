"""A CSV file becomes a grid of text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

import pandas as pd

from generator.problems import Code, Location, Problem, problem
from generator.sources.encoding import decode
from generator.sources.heading import SEARCHED_ROWS, Grid

LARGEST = 4 * 2**30
"""Bytes of a CSV file that is still read."""
LONGEST_CELL = 2**20
"""Characters of one cell; a longer one is a quote that was never closed."""


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
    except _OpenQuoteError as found:
        return None, [*problems, problem(Code.OPEN_QUOTE, Location(file, row=found.row))]
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    return Grid(cells, file), problems


class _OpenQuoteError(Exception):
    def __init__(self, row: int) -> None:
        self.row = row


def _other_separator(text: str) -> str:
    """Find what separates the cells of a file whose first row has no comma."""
    first = text.partition("\n")[0]
    if "," in first:
        return ""
    return next((name for mark, name in _SEPARATORS.items() if first.count(mark) > 1), "")


_SEPARATORS = {"\t": "tab", ";": ";", "，": "，", "|": "|"}


def _records(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):  # noqa: B007 - row is used on failure
            yield record
    except csv.Error as error:
        raise _OpenQuoteError(row + 1) from error


def _cells(text: str) -> pd.DataFrame:
    """Read with the fast parser, which needs to know the width; else one record at a time."""
    width = max(map(len, islice(_records(text), SEARCHED_ROWS)), default=0)
    if not width:
        return pd.DataFrame()
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
        records = list(_records(text))
        width = max(map(len, records))
        padded = [record + [""] * (width - len(record)) for record in records]
        return pd.DataFrame(padded, dtype=str)
