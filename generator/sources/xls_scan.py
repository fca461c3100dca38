"""What an old workbook (.xls, .et) declares of itself, found without opening it as one.

Its reader makes room for every cell between the first and the last one of each sheet at once, so
two cells in far corners of a hundred sheets would fill any memory; this module walks the records
instead and counts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.sources.failing import BrokenError
from generator.sources.package_scan import Shown, kind_of

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Numbers of sectors from here on mean that there is none."""
_BOOKS = ("Workbook", "Book")
_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_MACROS = "_VBA_PROJECT"
_CELLS = frozenset(
    {0x001, 0x002, 0x003, 0x004, 0x005, 0x006, 0x0BD, 0x0BE, 0x0D6, 0x0FD}
    | {0x201, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406}
)
"""Kinds of records that begin with the row and the column of a cell."""
_SEVERAL = (0x0BD, 0x0BE)
"""Of these, the ones that hold several cells, with the last column at the end."""
_BEGIN, _PASSWORD = (0x009, 0x209, 0x409, 0x809), 0x02F
_SHEET, _FORMAT, _STYLE = 0x085, 0x41E, 0x0E0


@dataclass(frozen=True, slots=True)
class Declared:
    """What was found."""

    is_locked: bool
    """Whether a password protects it."""
    rows: int = 0
    """The most rows of a sheet, down to its last cell."""
    cells: int = 0
    """Cells between the corner and the last one, of all sheets."""
    has_macros: bool = False
    shown: Mapping[int, Mapping[tuple[int, int], Shown]] = field(default_factory=dict)
    """Of each sheet, in its order, the cells shown as a percentage, a month or a day."""


def declared(content: bytes) -> Declared:
    """Tell how large the sheets are.

    Raises:
        BrokenError: The chains of sectors or records lead nowhere.
    """
    try:
        file = _File(content)
        streams = file.streams()
        if any(name in streams for name in _ENCRYPTED):
            return Declared(is_locked=True)
        name = next((name for name in _BOOKS if name in streams), None)
        if name is None:
            raise BrokenError
        found = _Book(file.stream(*streams[name])).declared()
        return replace(found, has_macros=_MACROS in streams)
    except (struct.error, IndexError, KeyError, OverflowError, MemoryError):
        raise BrokenError from None


class _Book:
    """The records of a workbook, walked once."""

    def __init__(self, book: bytes) -> None:
        self.book = book
        self.sheets: list[int] = []
        self.formats: dict[int, str] = {}
        self.styles: list[int] = []
        self.shown: dict[int, dict[tuple[int, int], Shown]] = {}

    def declared(self) -> Declared:
        rows = cells = last_row = last_column = begin = 0
        for kind, place, length in _records(self.book):
            if kind == _PASSWORD:
                return Declared(is_locked=True)
            if kind in _BEGIN:
                cells += last_row * last_column
                last_row, last_column, begin = 0, 0, place - 4
            elif kind in _CELLS and length >= 6:
                row, first, style = struct.unpack_from("<HHH", self.book, place)
                last = self._look(begin, kind, row, first, style, place, length)
                last_row, last_column = max(last_row, row + 1), max(last_column, last + 1)
                rows = max(rows, last_row)
            elif kind in (_SHEET, _FORMAT, _STYLE) and length >= 6:
                self._note(kind, place, length)
        order = {begin: number for number, begin in enumerate(self.sheets)}
        shown = {order[begin]: found for begin, found in self.shown.items() if begin in order}
        return Declared(False, rows, cells + last_row * last_column, shown=shown)

    def _note(self, kind: int, place: int, length: int) -> None:
        if kind == _SHEET:
            self.sheets += struct.unpack_from("<I", self.book, place)
        elif kind == _STYLE:
            self.styles += struct.unpack_from("<H", self.book, place + 2)
        else:
            (number, wide) = struct.unpack_from("<H2xB", self.book, place)
            text = self.book[place + 5 : place + length]
            self.formats[number] = text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")

    def _look(
        self, begin: int, kind: int, row: int, first: int, style: int, place: int, length: int
    ) -> int:
        """Remember how the cells of a record are shown; give the column of the last one."""
        if kind not in _SEVERAL:
            self._remember(begin, row, first, style)
            return first
        (last,) = struct.unpack_from("<H", self.book, place + length - 2)
        if kind == _SEVERAL[0]:
            for number in range(min(last - first + 1, (length - 6) // 6)):
                (style,) = struct.unpack_from("<H", self.book, place + 4 + 6 * number)
                self._remember(begin, row, first + number, style)
        return max(first, int(last))

    def _remember(self, begin: int, row: int, column: int, style: int) -> None:
        number = self.styles[style] if style < len(self.styles) else 0
        kind = kind_of(number, self.formats.get(number, ""))
        if kind:
            self.shown.setdefault(begin, {})[row, column] = kind


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """Give the kind, the place of the content and its length of each record."""
    place = 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        yield kind, place + 4, min(length, len(book) - place - 4)
        place += 4 + length


Stream = tuple[int, int]
"""The first sector of a stream, and its length in bytes."""


class _File:
    """Sectors of a compound file and the table that chains them."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(SIGNATURE):
            raise BrokenError
        self.content = content
        shift, self.small_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or self.small_shift != 6:
            raise BrokenError
        self.size = 1 << shift
        self.most = len(content) // self.size + 1
        self.first, self.small_below, small_table = struct.unpack_from("<I4xII", content, 48)
        tables = list(struct.unpack_from("<109I", content, 76))
        (further,) = struct.unpack_from("<I", content, 68)
        for _ in range(self.most):
            if further >= _END:
                break
            *more, further = struct.unpack(f"<{self.size // 4}I", self.sector(further))
            tables += more
        self.chain = b"".join(self.sector(t) for t in tables[: self.most] if t < _END)
        self.small_chain = self.read(small_table) if small_table < _END else b""

    def sector(self, number: int) -> bytes:
        place = (number + 1) * self.size
        return self.content[place : place + self.size].ljust(self.size, b"\0")

    def read(self, first: int) -> bytes:
        """Put the sectors of a chain together."""
        found: list[bytes] = []
        for _ in range(self.most):
            if first >= _END:
                return b"".join(found)
            found.append(self.sector(first))
            (first,) = struct.unpack_from("<I", self.chain, first * 4)
        raise BrokenError  # a circle

    def streams(self) -> dict[str, Stream]:
        """Give each stream by its name; that of the root has none."""
        entries = self.read(self.first)
        streams: dict[str, Stream] = {}
        for place in range(0, len(entries) - 127, 128):
            (length,) = struct.unpack_from("<H", entries, place + 64)
            kind = entries[place + 66]
            name = entries[place : place + max(min(length, 64) - 2, 0)]
            found = struct.unpack_from("<II", entries, place + 116)
            if kind in (2, 5):
                text = "" if kind == 5 else name.decode("utf-16-le", "replace")
                streams.setdefault(text, (found[0], found[1]))
        self.root = streams.get("", (_END, 0))
        return streams

    def stream(self, first: int, size: int) -> bytes:
        """Read a stream; a short one lies in pieces of 64 bytes in the stream of the root."""
        if size >= self.small_below:
            return self.read(first)[:size]
        root = self.read(self.root[0])
        found: list[bytes] = []
        for _ in range(len(root) // 64 + 1):
            if first >= _END:
                break
            found.append(root[first * 64 : first * 64 + 64])
            (first,) = struct.unpack_from("<I", self.small_chain, first * 4)
        return b"".join(found)[:size]
