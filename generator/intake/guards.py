"""Files that are not opened at all: too large, with macros, locked, broken, or no workbook."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from generator.problems import Code, Location, Problem, problem
from generator.sources import xls_scan
from generator.sources.failing import (
    MAY_HOLD_MACROS,
    BrokenError,
    LockedError,
    TooLargeError,
    whole_workbook,
)
from generator.sources.package_scan import check_package
from generator.sources.sheet_room import MOST_CELLS, column_number

LARGEST_FILE = 8 * 2**20
"""Bytes of a file that is sent in; a form has some thirty thousand."""
LARGEST_UNPACKED = 64 * 2**20
MOST_ROWS = 20_000
MOST_COLUMNS = 512
MOST_PARTS = 2_000
MOST_LINES = 50_000
"""Of a table that is sent as CSV."""
BOOKS = (".xlsx", ".xls", ".et")
"""Endings of workbooks that are read; ``.et`` is what WPS writes."""

_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
_TOP = 16_384


def refusal(path: Path, file: str) -> Problem | None:
    """Say why a workbook is not opened; nothing of its content is read."""
    where, suffix = Location(file), path.suffix.lower()
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return _too_large(where, f"{size / 2**20:.1f} MiB", f"{LARGEST_FILE >> 20} MiB")
    if suffix in MAY_HOLD_MACROS:
        return problem(Code.HAS_MACROS, where)
    with path.open("rb") as opened:
        is_old = opened.read(8) == xls_scan.SIGNATURE
    try:
        with whole_workbook():
            return (_refusal_of_old if is_old else _refusal_of_package)(path, where)
    except TooLargeError as error:
        return _too_large(where, **error.words)
    except LockedError:
        return problem(Code.LOCKED_FILE, where)
    except BrokenError:
        return problem(Code.UNREADABLE_FILE, where, format=suffix[1:].upper() or "XLSX")


def _refusal_of_old(path: Path, where: Location) -> Problem | None:
    """Walk the records, for the reader makes room for all cells between the first and the last."""
    found = xls_scan.declared(path.read_bytes())
    if found.is_locked:
        raise LockedError
    if found.has_macros:
        return problem(Code.HAS_MACROS, where)
    if found.rows > MOST_ROWS:
        return _too_large(where, f"{found.rows} rows", f"{MOST_ROWS} rows")
    if found.cells > MOST_CELLS:
        return _too_large(where, f"{found.cells} cells", f"{MOST_CELLS} cells")
    return None


def _refusal_of_package(path: Path, where: Location) -> Problem | None:
    """Look at the list of parts and at the top of each sheet, where its size is declared."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if len(names) > MOST_PARTS:
            return _too_large(where, f"{len(names)} parts", f"{MOST_PARTS} parts")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return problem(Code.HAS_MACROS, where)
        if any(part.flag_bits & 1 for part in package.infolist()):
            raise LockedError
        if "xl/workbook.xml" not in names:
            raise BrokenError
        check_package(path, LARGEST_UNPACKED)
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with package.open(name) as sheet:
                    top = sheet.read(_TOP)
                found = _DIMENSION.search(top)
                if b"<!DOCTYPE" in top or b"<!ENTITY" in top:
                    raise BrokenError
                if found and not _fits(found):
                    area = f"{found[1].decode()}{found[2].decode()}"
                    return _too_large(where, area, f"{MOST_ROWS} × {MOST_COLUMNS}")
    return None


def _fits(found: re.Match[bytes]) -> bool:
    return int(found[2]) <= MOST_ROWS and column_number(found[1]) < MOST_COLUMNS


def _too_large(where: Location, size: str, most: str) -> Problem:
    return problem(Code.FORM_TOO_LARGE, where, size=size, most=most)
