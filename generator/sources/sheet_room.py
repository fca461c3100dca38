"""How much room a sheet takes when it is read, found in its XML before a reader makes it.

The fast reader makes a table of all cells between the corner and the last filled one at once, and
a copy of a shared text for each cell that has it. What it cannot hold ends the whole program, so
what these rules would overlook is refused: no office program writes a cell in another form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.problems import column_letter
from generator.sources.failing import BrokenError, TooLargeError

MOST_CELLS = 1_000_000
"""Cells between the corner and the last filled one of a sheet."""
MOST_MERGED = 100_000
"""Areas of a sheet that were made one cell."""
MOST_TEXT = 64 * 2**20
"""Bytes that the shared texts of all cells may have together."""
_LAST_ROW, _LAST_COLUMN = 2**20, 2**14  # of any spreadsheet

_OTHERS = rb'(?:\s+(?!(?:\w+:)?r=)[\w:]+="[^"<>]*")*+'
_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c"
    + _OTHERS
    + rb'(?:\s+r="([A-Z]{1,3})([1-9]\d{0,6})")?+'
    + _OTHERS
    + rb"\s*+(/?)>"
    rb"|<(?:[^\s<>/:]+:)?(c)[\s/>]"  # any other form
)
_ROW = re.compile(
    rb"<(?:\w{1,20}:)?row" + _OTHERS + rb'(?:\s+r="([1-9]\d{0,6})")?+' + _OTHERS + rb"\s*+/?>"
    rb"|<(?:[^\s<>/:]+:)?(row)[\s/>]"
)
_TEXT_END = re.compile(rb"</(?:\w{1,20}:)?si\s*>")
_SHARED = re.compile(
    rb'<(?:\w{1,20}:)?c\s(?>[^<>]*?\bt="s")[^<>]*+>\s*+<(?:\w{1,20}:)?v>(\d{1,9})</(?:\w{1,20}:)?v>'
    rb"\s*+</(?:\w{1,20}:)?c>"
)


def check_area(xml: bytes, most: int = MOST_CELLS) -> tuple[int, int]:
    """Refuse a sheet with filled cells so far apart that the reader's table would not fit.

    Returns:
        How many columns and rows it has up to the last filled ones.

    Raises:
        TooLargeError: It would not.
        BrokenError: A cell is written as no program writes it.
    """
    merged = xml.count(b"mergeCell ")
    if merged > MOST_MERGED:
        raise TooLargeError(f"{merged} merged areas", f"{MOST_MERGED} merged areas")
    columns, last_row = set(), 0
    for letters, row, is_empty in _cells(xml, 0, len(xml)):
        if is_empty:
            continue
        if letters is None:
            return _counted(xml, most)
        columns.add(letters)
        last_row = max(last_row, int(row))
    width = max(map(column_number, columns), default=-1) + 1
    return _fitting(width, last_row, most)


def _fitting(width: int, rows: int, most: int) -> tuple[int, int]:
    if width * rows > most:
        area = f"A1:{column_letter(width - 1)}{rows}"
        raise TooLargeError(f"{area} = {width * rows} cells", f"{most} cells")
    return width, rows


def _counted(xml: bytes, most: int) -> tuple[int, int]:
    """Find the area where some cells do not say where they are: each follows the one before."""
    row = last_row = width = 0
    starts = [*_rows(xml), (len(xml), 0)]
    for (begin, number), (end, _) in pairwise(starts):
        row = number or row + 1
        count = 0
        for letters, own_row, _ in _cells(xml, begin, end):
            count = max(count + 1, column_number(letters) + 1 if letters else 0)
            row = max(row, int(own_row or 0))
            width, last_row = max(width, count), max(last_row, row)
            if width > _LAST_COLUMN or last_row > _LAST_ROW:
                area = f"A1:{column_letter(width - 1)}{last_row}"
                raise TooLargeError(area, f"XFD{_LAST_ROW}")
    return _fitting(width, last_row, most)


def _cells(xml: bytes, begin: int, end: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Give letters and number of each cell, where it has them, and whether it is empty."""
    for match in _CELL.finditer(xml, begin, end):
        letters, row, is_empty, is_odd = match.groups()
        if is_odd:
            raise BrokenError
        yield letters, row, is_empty


def _rows(xml: bytes) -> Iterator[tuple[int, int]]:
    """Give where each row begins, and its number where it has one."""
    yield 0, 0
    for match in _ROW.finditer(xml):
        if match[2]:
            raise BrokenError
        yield match.start(), int(match[1] or 0)


def column_number(letters: bytes) -> int:
    """Count the columns to the left of one that has these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def check_texts(xml: bytes, texts: bytes) -> None:
    """Refuse a sheet whose cells share texts so long that a copy for each would not fit.

    Args:
        xml: Of the sheet, after `check_area`.
        texts: The part with the texts that cells share.

    Raises:
        TooLargeError: It would not.
        BrokenError: Which text is which cannot be told.
    """
    ends = [0, *(match.end() for match in _TEXT_END.finditer(texts))]
    lengths = [end - begin for begin, end in pairwise(ends)]
    longest, cells = max(lengths, default=0), xml.count(b't="s"')
    if cells * longest <= MOST_TEXT:
        return
    if re.search(rb"<(?:\w{1,20}:)?si(?:\s[^<>]*)?/>", texts):
        raise BrokenError
    total = 0
    for match in _SHARED.finditer(xml):
        number = int(match[1])
        total += lengths[number] if number < len(lengths) else 0
        cells -= 1
    if total + cells * longest > MOST_TEXT:
        size = f"> {MOST_TEXT >> 20} MiB"
        raise TooLargeError(size, size[2:])
