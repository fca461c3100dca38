"""Sheets of a workbook become grids of text, as a person would write what they see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from generator.problems import Code, Location, Problem, problem
from generator.sources.failing import BrokenError, LockedError, TooLargeError, whole_workbook
from generator.sources.heading import Grid
from generator.sources.package_scan import (
    OddCells,
    check_package,
    odd_cells,
)
from generator.sources.values import cell_text


def sheet_names(path: Path, file: str) -> tuple[list[str], list[Problem]]:
    """List the visible sheets, after making sure that the workbook is safe to open."""
    try:
        with whole_workbook():
            check_package(path)
            with CalamineWorkbook.from_path(path) as workbook:
                sheets = workbook.sheets_metadata
    except TooLargeError as error:
        return [], [_too_large(path, file, error)]
    except (BrokenError, LockedError):
        return [], [problem(Code.UNREADABLE_FILE, Location(file), format="XLSX")]
    visible = [
        sheet.name
        for sheet in sheets
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    return visible, []


def read_sheet(path: Path, file: str, sheet: str) -> tuple[Grid | None, list[Problem]]:
    """Read every cell as text: days as ``2018-09-30``, whole numbers without ``.0``.

    A number of more than 15 digits is written as the spreadsheet shows it (``1.23457E+17``), for
    its last digits are lost; an error of a formula is its sign, such as ``#DIV/0!``.
    """
    try:
        with whole_workbook():
            odd = odd_cells(path, sheet)
            with CalamineWorkbook.from_path(path) as workbook:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except TooLargeError as error:
        return None, [_too_large(path, file, error, sheet)]
    except (BrokenError, LockedError):
        return None, [problem(Code.UNREADABLE_FILE, Location(file, sheet), format="XLSX")]
    cells = pd.DataFrame(sheet_texts(rows, odd), dtype=str)
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    return Grid(cells, file, sheet), []


def _too_large(path: Path, file: str, error: TooLargeError, sheet: str = "") -> Problem:
    where = Location(file, sheet)
    return problem(Code.FILE_TOO_LARGE, where, table=path.stem, **error.words)


def sheet_texts(rows: Sequence[Sequence[Any]], odd: OddCells) -> list[list[str]]:
    """Write the values of a sheet as a person would who sees them."""
    known: dict[tuple[type, Any], str] = {}
    texts = []
    for row in rows:
        line = []
        for value in row:
            key = type(value), value
            if key not in known:
                known[key] = cell_text(value)
            line.append(known[key])
        texts.append(line)
    width = max(map(len, texts), default=0)
    for (row_number, column), kind in odd.shown.items():
        if row_number < len(rows) and column < width and rows[row_number][column] != "":
            texts[row_number][column] = cell_text(rows[row_number][column], kind)
    for (row_number, column), sign in odd.errors.items():
        if row_number < len(rows) and column < width:
            texts[row_number][column] = sign
    return texts
