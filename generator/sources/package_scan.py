"""What an XLSX package says about its cells beyond their values, and whether it is safe to open.

The fast reader gives values without their number format: a cell shown as ``95%`` arrives as 0.95,
``2018-09`` as the first of September, and a formula error as an empty cell. This module finds
those cells in the sheet's own XML. It also refuses packages that would fill the memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from pathlib import Path, PurePosixPath

from generator.sources.failing import BrokenError, TooLargeError
from generator.sources.sheet_room import check_area, check_texts, column_number

LARGEST = 100 * 2**20
"""Bytes that all parts of a workbook may have when unpacked."""
LARGEST_LIST = 16 * 2**20
"""Bytes of the parts that list sheets, links between parts, and styles."""
MOST_SHEETS = 100
MOST_TEXTS = 1_000_000
"""Different texts that the cells of a workbook share."""
NOT_COMPUTED = "#NOT-COMPUTED!"
"""Stands for a formula whose result the file does not hold."""

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DEFLATE_BEST = 1032  # no deflate stream unpacks to more than this many times its size
# What is between a cell's tags holds no further cell: a sheet of tags that are never closed must
# not be searched to its end for each of them.
_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s([^<>]*?)"
    rb"(?:/>|>([^<]*+(?:<(?!/?(?:\w{1,20}:)?c[\s>])[^<]*+)*+)</(?:\w{1,20}:)?c>)"
)
_VALUE = re.compile(rb"<(?:\w+:)?v[^<>]*>([^<]*)</")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_MONTH_IDS = frozenset({17, 27, 36, 50, 52, 57})
_DAY_IDS = frozenset({14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58})
_PERCENT_IDS = frozenset({9, 10})


class Shown(StrEnum):
    """How a spreadsheet shows a number."""

    PERCENT = "percent"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class OddCells:
    """Cells of a sheet that are not what their value says, by row and column counted from 0."""

    shown: Mapping[tuple[int, int], Shown]
    errors: Mapping[tuple[int, int], str]


def check_package(path: Path, most: int | None = None) -> None:
    """Refuse a package that is not safe to open, whatever it says of itself.

    Args:
        most: Bytes that its parts may unpack to.

    Raises:
        TooLargeError: They unpack to more, or it lists too many sheets, or too much else.
        BrokenError: It has two parts of one name, or two names of one sheet.
        zipfile.BadZipFile: It is no package at all.
    """
    most = LARGEST if most is None else most
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        _check_size(path, parts, most)
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise BrokenError
        sheet_parts(package)
        _styles(package)
        n_texts = package.read(_TEXTS).count(b"<si") if _TEXTS in package.namelist() else 0
    if n_texts > MOST_TEXTS:
        raise TooLargeError(f"{n_texts} texts", f"{MOST_TEXTS} texts")


def _check_size(path: Path, parts: Sequence[zipfile.ZipInfo], most: int) -> None:
    if any(part.compress_type not in _KNOWN for part in parts):
        raise zipfile.BadZipFile("packed in a way that no spreadsheet uses")
    claimed = sum(part.file_size for part in parts)
    if claimed > most:
        raise TooLargeError(f"> {_size(most)}", _size(most))
    if sum(part.compress_size for part in parts) * _DEFLATE_BEST <= most:
        return
    room = most
    for part in parts:
        unpacked = _unpacked_size(path, part, room)
        if unpacked > room:
            raise TooLargeError(f"> {_size(most)}", _size(most))
        room -= unpacked


def _size(octets: int) -> str:
    return f"{octets // 2**30} GiB" if octets >= 2**30 else f"{octets // 2**20} MiB"


def _unpacked_size(path: Path, part: zipfile.ZipInfo, room: int) -> int:
    """Count what a part really unpacks to, up to some room; its own word for it may be wrong."""
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return part.compress_size
    unpack, size = zlib.decompressobj(-15), 0
    with path.open("rb") as file:
        file.seek(part.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        left = part.compress_size
        while left > 0:
            chunk = file.read(min(left, 2**16))
            left -= len(chunk) or left
            while chunk:
                size += len(unpack.decompress(chunk, 2**22))
                chunk = unpack.unconsumed_tail
                if size > room:
                    return size
    return size


def odd_cells(path: Path, sheet: str) -> OddCells:
    """Find the cells of one sheet whose number format or error counts.

    Raises:
        TooLargeError: The filled cells span too wide an area, or share too long texts.
        BrokenError: It is written as no office program writes it.
        KeyError: The package has no part for the sheet.
    """
    with zipfile.ZipFile(path) as package:
        xml = plain_part(package, sheet_parts(package)[sheet])
        texts = package.read(_TEXTS) if _TEXTS in package.namelist() else b""
        styles = _styles(package)
    check_area(xml)
    check_texts(xml, texts)
    if not styles and b't="e"' not in xml and not re.search(rb"<(?:\w+:)?f[\s>/]", xml):
        return OddCells({}, {})
    shown: dict[tuple[int, int], Shown] = {}
    errors: dict[tuple[int, int], str] = {}
    for place, attributes, body in _cells(xml):
        style = _STYLE.search(attributes)
        if style and int(style[1]) in styles:
            shown[place] = styles[int(style[1])]
        value = _VALUE.search(body)
        if b't="e"' in attributes:
            errors[place] = unescape(value[1].decode()) if value else NOT_COMPUTED
        elif body and not value and re.search(rb"<(?:\w+:)?f[\s>/]", body):
            errors[place] = NOT_COMPUTED
    return OddCells(shown, errors)


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], bytes, bytes]]:
    for match in _CELL.finditer(xml):
        reference = _REFERENCE.search(match[1])
        if reference:
            place = int(reference[2]) - 1, column_number(reference[1])
            yield place, match[1], match[2] or b""


def plain_part(package: zipfile.ZipFile, name: str) -> bytes:
    """Read a part; refuse one that is no plain UTF-8 text, or that brings entities of its own."""
    xml = package.read(name)
    if b"\0" in xml[:1024] or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise BrokenError
    return xml


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Name the part of each sheet.

    Raises:
        TooLargeError: There are too many.
        BrokenError: Which part is which might be read in more than one way.
    """
    book, relations = (_list(package, name).decode() for name in (_BOOK, _RELATIONS))
    targets: dict[str, str] = {}
    for tag in re.findall(r"<(?:\w{1,20}:)?Relationship\s[^<>]*>", relations):
        targets.setdefault(_attribute(tag, "Id"), _attribute(tag, "Target"))
    tags = re.findall(r"<(?:\w{1,20}:)?sheet\s[^<>]*>", book)
    if len(tags) > MOST_SHEETS:
        raise TooLargeError(f"{len(tags)} sheets", f"{MOST_SHEETS} sheets")
    parts = {}
    for tag in tags:
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        part = PurePosixPath("/xl") / target
        parts[_attribute(tag, "name")] = str(part).lstrip("/")
    is_plain = len(parts) == len(set(parts.values())) == len(tags) and "" not in parts
    if not is_plain or "<!--" in book + relations:
        raise BrokenError
    return parts


def _list(package: zipfile.ZipFile, name: str) -> bytes:
    """Read a part that lists something, which is never long."""
    if package.getinfo(name).file_size > LARGEST_LIST:
        raise TooLargeError(f"{name} > {_size(LARGEST_LIST)}", _size(LARGEST_LIST))
    return plain_part(package, name)


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else ""


def _styles(package: zipfile.ZipFile) -> dict[int, Shown]:
    """Tell for each cell style whether it shows a percentage, a month or a day."""
    if _STYLES not in package.namelist():
        return {}
    xml = _list(package, _STYLES).decode()
    formats = {
        int(_attribute(tag, "numFmtId") or 0): _attribute(tag, "formatCode")
        for tag in re.findall(r"<(?:\w{1,20}:)?numFmt\s[^<>]*>", xml)
    }
    begin = re.search(r"<(?:\w{1,20}:)?cellXfs[\s>]", xml)
    end = re.search(r"</(?:\w{1,20}:)?cellXfs>", xml)
    used = xml[begin.end() : end.start()] if begin and end else ""
    styles = re.findall(r"<(?:\w{1,20}:)?xf\s[^<>]*>", used)
    kinds = {}
    for number, style in enumerate(styles):
        format_id = int(_attribute(style, "numFmtId") or 0)
        kind = kind_of(format_id, formats.get(format_id, ""))
        if kind:
            kinds[number] = kind
    return kinds


def kind_of(format_id: int, pattern: str) -> Shown | None:
    """Tell what a number format shows; its pattern is empty where it is a built-in one."""
    if not pattern:
        for kind, ids in (
            (Shown.PERCENT, _PERCENT_IDS),
            (Shown.MONTH, _MONTH_IDS),
            (Shown.DAY, _DAY_IDS),
        ):
            if format_id in ids:
                return kind
        return None
    plain = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.', "", pattern).casefold()
    if "%" in plain:
        return Shown.PERCENT
    if "y" in plain and "m" in plain:
        return Shown.DAY if "d" in plain else Shown.MONTH
    return None
