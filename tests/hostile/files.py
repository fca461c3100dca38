"""Files that are small on a disk and meant to fill the memory or to keep a reader busy."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.importing.test_bad_files import compound

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
WORKBOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
MEGABYTE = 2**20

Chunks = Iterable[bytes]


def book(path: Path, parts: dict[str, Chunks]) -> Path:
    """Write a workbook of one sheet, with some parts in the place of the plain ones."""
    plain: dict[str, Chunks] = {
        "_rels/.rels": [relations(b"officeDocument", b"xl/workbook.xml")],
        WORKBOOK: [workbook(b'<sheet name="observations" sheetId="1" r:id="rId1"/>')],
        RELATIONS: [
            relations(
                b"worksheet",
                b"worksheets/sheet1.xml",
                b"sharedStrings",
                b"sharedStrings.xml",
                b"styles",
                b"styles.xml",
            )
        ],
        SHEET: [sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, chunks in {**plain, **parts}.items():
            with package.open(name, "w", force_zip64=True) as part:
                for chunk in chunks:
                    part.write(chunk)
    return path


def relations(*pairs: bytes) -> bytes:
    """Compose a part that says which parts are what: kind and name, kind and name."""
    link = b'<Relationship Id="rId%d" Type="' + LINKS.encode() + b'/%s" Target="%s"/>'
    links = (link % (n, *pairs[2 * n - 2 : 2 * n]) for n in range(1, len(pairs) // 2 + 1))
    return (
        b'<Relationships xmlns="' + PACKAGE.encode() + b'">' + b"".join(links) + b"</Relationships>"
    )


def workbook(sheets: bytes) -> bytes:
    """Compose the part that lists the sheets."""
    head = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'.encode()
    return head + sheets + b"</sheets></workbook>"


def sheet(rows: bytes) -> bytes:
    """Compose a sheet."""
    return b"".join(around([rows]))


def around(
    rows: Chunks, name: bytes = b"worksheet", inner: bytes = b"sheetData"
) -> Iterator[bytes]:
    """Put the rows of a sheet between its tags."""
    yield f'<{name.decode()} xmlns="{MAIN}"><{inner.decode()}>'.encode()
    yield from rows
    yield b"</" + inner + b"></" + name + b">"


def many(text: bytes, total: int) -> Iterator[bytes]:
    """Repeat a text up to about so many bytes."""
    chunk = text * max(MEGABYTE // len(text), 1)
    for _ in range(max(total // len(chunk), 1)):
        yield chunk


def numbered_rows(n_rows: int, cells: bytes) -> Iterator[bytes]:
    """Give rows that count."""
    for first in range(1, n_rows + 1, 1000):
        rows = (
            b'<row r="%d">%s</row>' % (n, cells.replace(b"#", b"%d" % n))
            for n in range(first, min(first + 1000, n_rows + 1))
        )
        yield b"".join(rows)


def tables_of_texts(strings: Chunks) -> Iterator[bytes]:
    """Compose the part of the shared texts."""
    yield f'<sst xmlns="{MAIN}">'.encode()
    yield from strings
    yield b"</sst>"


def one_long_text(path: Path) -> Path:
    """A text of a megabyte that fifty thousand cells share."""
    parts = {
        TEXTS: tables_of_texts([b"<si><t>", *many(b"a", MEGABYTE), b"</t></si>"]),
        SHEET: around(numbered_rows(50_000, b'<c r="A#" t="s"><v>0</v></c>')),
    }
    return book(path, parts)


def long_texts(path: Path) -> Path:
    """A text of thirty kilobytes, which a cell may well have, in fifty thousand cells."""
    parts = {
        TEXTS: tables_of_texts([b"<si><t>", b"a" * 30_000, b"</t></si>"]),
        SHEET: around(
            numbered_rows(19_000, b'<c r="A#" t="s"><v>0</v></c><c r="B#" t="s"><v>0</v></c>')
        ),
    }
    return book(path, parts)


def many_texts(path: Path) -> Path:
    """Sixty megabytes of empty shared texts."""
    return book(path, {TEXTS: tables_of_texts(many(b"<si><t/></si>", 60 * MEGABYTE))})


def many_sheets(path: Path) -> Path:
    """Half a million sheets, all of them the same part."""
    one = b'<sheet name="%d" sheetId="1" r:id="rId1"/>'
    return book(path, {WORKBOOK: [workbook(b"".join(one % n for n in range(500_000)))]})


def spaces(path: Path) -> Path:
    """Nine hundred megabytes of nothing."""
    return book(path, {SHEET: around(many(b" ", 900 * MEGABYTE))})


def empty_cells(path: Path) -> Path:
    """Nine hundred megabytes of cells without a value."""
    return book(path, {SHEET: around(many(b'<c r="A1"/>', 900 * MEGABYTE))})


def most_cells(path: Path) -> Path:
    """As many cells as are read."""
    cells = b"".join(b'<c r="%c#"><v>#.%d</v></c>' % (65 + n, n) for n in range(15))
    return book(path, {SHEET: around(numbered_rows(66_000, cells))})


def no_references(path: Path) -> Path:
    """A wide row and many rows, whose cells do not say where they are."""
    rows = [
        b"<row>",
        *many(b"<c><v>1</v></c>", 16 * MEGABYTE),
        b"</row>",
        *many(b"<row><c><v>1</v></c></row>", 8 * MEGABYTE),
    ]
    return book(path, {SHEET: around(rows)})


def rows_only_numbered(path: Path) -> Path:
    """The rows say where they are, the cells do not."""
    rows = [
        b'<row r="1">',
        b"<c><v>1</v></c>" * 16_000,
        b'</row><row r="1048576"><c><v>1</v></c></row>',
    ]
    return book(path, {SHEET: around(rows)})


def other_quotes(path: Path) -> Path:
    """Far corners, named in single quotes."""
    return book(
        path, {SHEET: [sheet(b"<row><c r='A1'><v>1</v></c><c r='XFD1048576'><v>1</v></c></row>")]}
    )


def open_tags(part: str, text: bytes, ending: bytes = b"") -> Callable[[Path], Path]:
    """Let a part be one tag after another that never ends."""
    return lambda path: book(path, {part: [b"<a ", *many(text, 12 * MEGABYTE), ending]})


def merges(path: Path) -> Path:
    """Sixty megabytes of merged areas, each the whole sheet."""
    area = b'<mergeCell ref="A1:XFD1048576"/>'
    top = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>').removesuffix(b"</worksheet>")
    parts = [
        top + b"<mergeCells>",
        *many(area, 30 * MEGABYTE),
        b"</mergeCells></worksheet>",
    ]
    return book(path, {SHEET: parts})


Cell = str | float


def old_book(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Make a workbook in the format of Excel 97, whose texts are shared."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    cells = b"".join(
        _record(0x0FD, struct.pack("<HHHI", at, column, 0, texts.index(cell)))
        if isinstance(cell, str)
        else _record(0x203, struct.pack("<HHHd", at, column, 0, cell))
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
    )
    count = sum(isinstance(cell, str) for row in rows for cell in row)
    return old_file(texts, count, cells)


def old_file(texts: Sequence[str], count: int, cells: bytes) -> bytes:
    """Put the records of one sheet, and the texts that it shares, into a file."""
    shared = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    shared = _record(0x0FC, struct.pack("<II", count, len(texts)) + shared)
    name = b"observations"

    def top(place: int) -> bytes:
        sheet_at = struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name
        return _beginning(5) + _record(0x085, sheet_at) + shared + _record(0x0A, b"")

    book = top(len(top(0))) + _beginning(0x10) + cells + _record(0x0A, b"")
    return compound("Workbook", book=book.ljust(4096, b"\0"))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _beginning(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))
