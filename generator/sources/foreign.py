"""Files that nobody made for us become grids of text; what could do harm is refused unopened."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from generator.problems import Code, Location, Problem, errors, problem
from generator.sources import xls_scan
from generator.sources.csv_file import cells_in, read_csv
from generator.sources.excel import sheet_texts
from generator.sources.failing import (
    MAY_HOLD_MACROS,
    BrokenError,
    LockedError,
    TooLargeError,
    whole_workbook,
)
from generator.sources.heading import Grid, heading_key
from generator.sources.package_scan import (
    OddCells,
    Shown,
    check_package,
    odd_cells,
    plain_part,
    sheet_parts,
)
from generator.sources.sheet_room import MOST_CELLS, check_area

SUFFIXES = (".csv", ".xlsx", ".xls", ".et")
"""Kinds of files that are read."""
LARGEST = 100 * 2**20
"""Bytes of a file, and those of all parts of a workbook when unpacked."""
MOST_ROWS = 200_000
"""Rows that a sheet may have, also those that it only declares."""
_DECLARED = re.compile(rb'<(?:\w{1,20}:)?dimension\s[^<>]*?\bref="(?:[A-Z]+\d+:)?[A-Z]+(\d+)"')
Merge = tuple[int, int, int, int]
"""First row, first column, last row and last column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of text, and which of its cells were made one."""

    grid: Grid
    merges: tuple[Merge, ...] = ()


def read_foreign(
    path: Path, file: str, wanted: Sequence[str] = (), *, plain: bool = False
) -> tuple[list[Sheet], list[Problem]]:
    """Read some sheets of a workbook, by default the only visible one, or a CSV file.

    Args:
        path: Where the file is.
        file: How problems name it.
        wanted: Names of sheets, in the order in which they are read.
        plain: Whether a number shown as a percentage is read without its sign, 0.95 for 95%.
    """
    suffix = path.suffix.lower()
    refused = _refusal(path, file, suffix)
    if refused is not None:
        return [], [refused]
    try:
        if suffix == ".csv":
            _check(*cells_in(path))
            grid, problems = read_csv(path, file)
            return ([Sheet(grid)] if grid is not None else []), problems
        with whole_workbook():
            return _sheets(path, file, suffix, wanted, plain=plain)
    except TooLargeError as error:
        return [], [_too_large(file, **error.words)]
    except LockedError:
        return [], [problem(Code.LOCKED_FILE, Location(file))]
    except BrokenError:
        return [], [problem(Code.UNREADABLE_FILE, Location(file), format=suffix[1:].upper())]


def _too_large(file: str, size: str, most: str) -> Problem:
    return problem(Code.TOO_LARGE_TO_IMPORT, Location(file), size=size, most=most)


def _refusal(path: Path, file: str, suffix: str) -> Problem | None:
    """Say why a file is not opened at all."""
    if suffix in MAY_HOLD_MACROS:
        return problem(Code.HAS_MACROS, Location(file))
    if suffix not in SUFFIXES:
        words = {"text": suffix or file, "allowed": ", ".join(SUFFIXES)}
        return problem(Code.OTHER_KIND_OF_FILE, Location(file), **words)
    size = path.stat().st_size
    if size > LARGEST:
        most = f"{LARGEST / 2**20:.0f} MiB"
        return _too_large(file, f"{size / 2**20:.0f} MiB", most)
    return None


def _sheets(
    path: Path, file: str, suffix: str, wanted: Sequence[str], *, plain: bool
) -> tuple[list[Sheet], list[Problem]]:
    with path.open("rb") as opened:
        is_old = opened.read(8) == xls_scan.SIGNATURE
    shown: Mapping[int, Any] = {}
    parts: set[str] = set()
    if is_old:
        content = path.read_bytes()
        found = xls_scan.declared(content)
        if found.is_locked:
            raise LockedError
        if found.has_macros:
            return [], [problem(Code.HAS_MACROS, Location(file))]
        _check(found.rows, found.cells)
        shown = found.shown
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    else:
        check_package(path, LARGEST)
        parts = _parts(path)
        if any(name.lower().endswith("vbaproject.bin") for name in parts):
            return [], [problem(Code.HAS_MACROS, Location(file))]
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    with workbook:
        names, problems = _chosen(workbook, file, wanted)
        sheets = []
        for name in names if not problems else ():
            odd = OddCells({}, {})
            if is_old:
                odd = OddCells(shown.get(workbook.sheet_names.index(name), {}), {})
            else:
                _check_sheet(path, name)
                odd = odd_cells(path, name)
            if plain:
                kept = {at: kind for at, kind in odd.shown.items() if kind is not Shown.PERCENT}
                odd = OddCells(kept, odd.errors)
            sheets.append(_sheet(workbook.get_sheet_by_name(name), odd, file))
    if any("externallinks/" in part.lower() for part in parts):
        problems.append(problem(Code.EXTERNAL_LINKS, Location(file)))
    return ([] if errors(problems) else sheets), problems


def _parts(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as package:
        return set(package.namelist())


def _chosen(
    workbook: CalamineWorkbook, file: str, wanted: Sequence[str]
) -> tuple[list[str], list[Problem]]:
    """Find the sheets that are wanted; what is not named must be the only one."""
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not wanted:
        known = ", ".join(visible)
        found = [problem(Code.WHICH_SHEET, Location(file), allowed=known)]
        return (visible, []) if len(visible) == 1 else ([], found)
    by_key = {heading_key(name): name for name in workbook.sheet_names}
    problems = [
        problem(Code.UNKNOWN_SHEET, Location(file), text=name, allowed=", ".join(visible))
        for name in wanted
        if heading_key(name) not in by_key
    ]
    return [by_key[heading_key(name)] for name in wanted if not problems], problems


def _check(rows: int, cells: int) -> None:
    """Refuse what declares to be too long or too wide."""
    if rows > MOST_ROWS:
        raise TooLargeError(f"{rows} rows", f"{MOST_ROWS} rows")
    if cells > MOST_CELLS:
        raise TooLargeError(f"{cells} cells", f"{MOST_CELLS} cells")


def _check_sheet(path: Path, name: str) -> None:
    with zipfile.ZipFile(path) as package:
        xml = plain_part(package, sheet_parts(package)[name])
    found = _DECLARED.search(xml[:65536])
    _check(int(found[1]) if found else 0, 0)
    width, rows = check_area(xml, MOST_CELLS)
    _check(rows, width * rows)


def _sheet(sheet: CalamineSheet, odd: OddCells, file: str) -> Sheet:
    texts = sheet_texts(sheet.to_python(skip_empty_area=False), odd)
    cells = pd.DataFrame(texts, dtype=str)
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Sheet(Grid(cells, file, sheet.name), tuple(sorted(merges)))
