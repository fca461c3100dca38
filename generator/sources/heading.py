"""A grid of text becomes a table: the row of column names is found, and its names are read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from generator.model import TextTable
from generator.problems import Code, Location, Problem, problem
from generator.schema import Table

SEARCHED_ROWS = 30
"""Rows in which a header is looked for."""
_IGNORED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*]+")


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as they stand in a file or a sheet.

    ``cells``: every cell is text; the index is the row number that a person sees.
    """

    cells: pd.DataFrame
    file: str
    sheet: str = ""


def heading_key(text: str) -> str:
    """Reduce a heading to what counts: width, case, spaces and the star of a form do not."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def as_table(grid: Grid, table: Table) -> tuple[TextTable | None, list[Problem]]:
    """Find the header and name the columns; headings that are no column stay as written.

    Rows:
        One a row of the grid below the header; wholly blank ones are dropped.
    """
    names = {heading_key(column.title_zh): column.name for column in table.columns}
    names |= {heading_key(column.name): column.name for column in table.columns}
    top = grid.cells.head(SEARCHED_ROWS)
    matches = [sum(heading_key(cell) in names for cell in row) for row in top.to_numpy()]
    if not any(matches):
        words = {"table": table.name, "columns": ", ".join(table.names[:3])}
        found = problem(Code.NO_HEADER, Location(grid.file, grid.sheet, 1), **words)
        return None, [found]
    position = matches.index(max(matches))
    above = _texts(top.iloc[:position])
    problems = []
    row = int(top.index[position])
    if above:
        where = Location(grid.file, grid.sheet, above[0][0])
        problems = [problem(Code.TITLE_ROWS, where, header=row, text=above[0][1])]
    headings = [" ".join(str(cell).split()) for cell in top.iloc[position]]
    frame = grid.cells.iloc[position + 1 :]
    frame = frame.loc[~_is_blank(frame)]
    frame = frame.set_axis([names.get(heading_key(h), h) for h in headings], axis=1)
    return TextTable(table.name, grid.file, grid.sheet, frame, row), problems


def _texts(rows: pd.DataFrame) -> list[tuple[int, str]]:
    return [
        (int(row), cell.strip())
        for row, cells in zip(rows.index, rows.to_numpy(), strict=True)
        for cell in cells
        if cell.strip()
    ]


def _is_blank(frame: pd.DataFrame) -> pd.Series:
    blank = pd.Series(True, index=frame.index)
    for position in range(frame.shape[1]):
        cells = frame.iloc[:, position]
        empty = [text for text in cells[blank].unique() if not text.strip()]
        blank &= cells.isin(empty)
        if not blank.any():
            break
    return blank
