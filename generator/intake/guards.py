"""Files that are not opened at all: too large, with macros, locked, broken, or no workbook."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

from generator.problems import Code, Location, Problem, problem
from generator.sources.package_scan import TooLargeError, check_size

LARGEST_FILE = 8 * 2**20
"""Bytes of a file that is sent in; a form has some thirty thousand."""
LARGEST_UNPACKED = 64 * 2**20
MOST_ROWS = 20_000
MOST_COLUMNS = 512
MOST_CELLS = 2_000_000
"""Cells between the first and the last filled one, in both directions."""
MOST_PARTS = 2_000
BOOKS = (".xlsx", ".xls", ".et")
"""Endings of workbooks that are read; ``.et`` is what WPS writes."""

DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, KeyError, IndexError),
    *(EOFError, NotImplementedError, RuntimeError, OverflowError),
)
"""What the libraries raise where a file is not what it should be."""
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = ("EncryptedPackage", "EncryptionInfo")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')
_TOP = 16_384


def refusal(path: Path, file: str) -> Problem | None:
    """Say why a workbook is not opened; nothing of its content is read."""
    where = Location(file)
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return _too_large(where, f"{size / 2**20:.1f} MiB", f"{LARGEST_FILE >> 20} MiB")
    if path.suffix.lower() in (".xlsm", ".xltm", ".xlam"):
        return problem(Code.FORM_WITH_MACROS, where)
    with path.open("rb") as opened:
        top = opened.read(8)
    if top.startswith(_OLE):
        return _refusal_of_ole(path.read_bytes(), where)
    if not top.startswith(b"PK"):
        return problem(Code.UNREADABLE_FILE, where, format=path.suffix[1:].upper() or "XLSX")
    try:
        return _refusal_of_package(path, where)
    except TooLargeError as error:
        return _too_large(where, **error.words)
    except DAMAGE:
        return problem(Code.UNREADABLE_FILE, where, format="XLSX")


def _refusal_of_ole(content: bytes, where: Location) -> Problem | None:
    if any(word.encode("utf-16-le") in content for word in _LOCKED):
        return problem(Code.FORM_LOCKED, where)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return problem(Code.FORM_WITH_MACROS, where)
    return None


def _refusal_of_package(path: Path, where: Location) -> Problem | None:
    """Look at the list of parts and at the top of each sheet, where its size is declared."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if len(names) > MOST_PARTS:
            return _too_large(where, f"{len(names)} parts", str(MOST_PARTS))
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return problem(Code.FORM_WITH_MACROS, where)
        if any(part.flag_bits & 1 for part in package.infolist()):
            return problem(Code.FORM_LOCKED, where)
        if "xl/workbook.xml" not in names:
            return problem(Code.UNREADABLE_FILE, where, format="XLSX")
        check_size(path, LARGEST_UNPACKED)
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with package.open(name) as sheet:
                    top = sheet.read(_TOP)
                found = _DIMENSION.search(top)
                if b"<!DOCTYPE" in top or b"<!ENTITY" in top:
                    return problem(Code.UNREADABLE_FILE, where, format="XLSX")
                if found and not _fits(found):
                    area = f"{found[1].decode()}{found[2].decode()}"
                    return _too_large(where, area, f"{MOST_ROWS} × {MOST_COLUMNS}")
    return None


def _fits(found: re.Match[bytes]) -> bool:
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) <= MOST_ROWS and column <= MOST_COLUMNS


def _too_large(where: Location, size: str, most: str) -> Problem:
    return problem(Code.FORM_TOO_LARGE, where, size=size, most=most)
