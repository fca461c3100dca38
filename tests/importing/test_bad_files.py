"""Files that would do harm are refused in words, in little memory and time."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from generator.importing import import_file, read_rules
from generator.locales import LOCALES, translations
from generator.sources import foreign, xls_scan

MAPPING = """\
reported_after = 5
[columns]
indicator_id = "{指标}"
entity_id = "{单位}"
period = "2018-08"
value = "{数}"
"""
ROWS = [["单位", "指标", "数"], ["u1", "beds", 1], ["u2", "beds", 2]]
SHEET = "xl/worksheets/sheet1.xml"
MOST_MEMORY = 500 * 2**20


def workbook() -> bytes:
    """Make a workbook that is in order."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def changed(content: bytes, parts: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a workbook with some parts changed or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", packed) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return made.getvalue()


def part(content: bytes, name: str) -> bytes:
    """Give one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def told(path: Path) -> list[str]:
    """Import a file, and give the codes of what is said, in both languages."""
    mapping = path.with_name("a.toml")
    mapping.write_text(MAPPING, encoding="utf-8")
    found = import_file(read_rules(mapping), path, [])
    for locale in LOCALES:
        assert all(wrong.lines(translations(locale).gettext) for wrong in found.problems)
    return [str(wrong.code) for wrong in found.problems if wrong.code != "unknown-name"]


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_sound_file(tmp_path: Path) -> None:
    """The file that the others are made from is in order."""
    assert told(write(tmp_path, "a.xlsx", workbook())) == []


def with_sheet(xml: bytes) -> bytes:
    """Give the workbook with another sheet."""
    return changed(workbook(), {SHEET: xml})


def declaring(area: bytes) -> bytes:
    """Give the workbook whose sheet declares an area."""
    xml = part(workbook(), SHEET)
    return with_sheet(xml.replace(b'<dimension ref="A1:C3"/>', b'<dimension ref="' + area + b'"/>'))


def compound(*names: str, book: bytes = b"") -> bytes:
    """Make a compound file with three streams at most, each with the same content."""
    end, sectors = b"\xfe\xff\xff\xff", -(-len(book) // 512)
    header = bytearray(512)
    header[:8] = xls_scan.SIGNATURE
    header[24:34] = b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0"
    header[44:48] = b"\1\0\0\0"
    header[48:52] = b"\1\0\0\0"
    header[60:64], header[68:72] = end, end
    header[76:512] = b"\0\0\0\0" + b"\xff" * 432
    chain = b"".join(number.to_bytes(4, "little") for number in range(3, sectors + 2)) + end
    table = (b"\xfd\xff\xff\xff" + end + chain).ljust(512, b"\xff")

    def entry(name: str, kind: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        made = bytearray(128)
        made[: len(text)] = text
        made[64:66] = len(text).to_bytes(2, "little")
        made[66] = kind
        made[116:120] = b"\2\0\0\0" if book else end
        made[120:124] = len(book).to_bytes(4, "little")
        return bytes(made)

    entries = entry("Root Entry", 5) + b"".join(entry(name, 2) for name in names)
    return bytes(header) + table + entries.ljust(512, b"\0") + book.ljust(sectors * 512, b"\0")


def locked() -> bytes:
    """Make what a workbook is that a password protects."""
    return compound("EncryptionInfo", "EncryptedPackage")


def far_apart(row: int = 65_535, column: int = 255) -> bytes:
    """Make an old workbook with one cell, by default in the last corner of its sheet."""
    beginning = struct.pack("<HH16x", 0x809, 16)
    cell = struct.pack("<HHHHHd", 0x203, 14, row, column, 0, 1.0)
    return compound("Workbook", book=beginning + cell)


def old_macros() -> bytes:
    """Make an old workbook with macros."""
    return compound("Workbook", "_VBA_PROJECT", book=struct.pack("<HH16x", 0x809, 16))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)
BAD = {
    "macros by name.xlsm": (workbook, "has-macros"),
    "macros.xlsx": (
        lambda: changed(workbook(), {"xl/vbaProject.bin": b"macro"}),
        "has-macros",
    ),
    "binary.xlsb": (workbook, "has-macros"),
    "other kind.pdf": (workbook, "other-kind-of-file"),
    "no suffix": (workbook, "other-kind-of-file"),
    "declared rows.xlsx": (lambda: declaring(b"A1:C1048576"), "too-large-to-import"),
    "declared area.xlsx": (lambda: declaring(b"A1:XFD1048576"), "too-large-to-import"),
    "far cell.xlsx": (
        lambda: with_sheet(part(workbook(), SHEET).replace(b'r="C3"', b'r="XFD199999"')),
        "too-large-to-import",
    ),
    "entities.xlsx": (
        lambda: with_sheet(ENTITIES + part(workbook(), SHEET).partition(b"?>")[2]),
        "unreadable-file",
    ),
    "bomb.xlsx": (
        lambda: with_sheet(part(workbook(), SHEET) + b" " * (200 * 2**20)),
        "too-large-to-import",
    ),
    "bzip2.xlsx": (
        lambda: changed(workbook(), {"xl/more.xml": b" " * 2**24}, zipfile.ZIP_BZIP2),
        "unreadable-file",
    ),
    "never closed.xlsx": (lambda: with_sheet(b'<c r="A1">' * 400_000), "no-rows"),
    "half open.xlsx": (lambda: with_sheet(b"<c " * 1_000_000), "unreadable-file"),
    "truncated.xlsx": (lambda: workbook()[:3000], "unreadable-file"),
    "empty.xlsx": (lambda: b"", "unreadable-file"),
    "empty.xls": (lambda: b"", "unreadable-file"),
    "no records.xls": (lambda: xls_scan.SIGNATURE + b"\0" * 600, "unreadable-file"),
    "all sectors one.et": (lambda: xls_scan.SIGNATURE + b"\1" * 6000, "unreadable-file"),
    "far cell.xls": (far_apart, "too-large-to-import"),
    "macros.et": (old_macros, "has-macros"),
    "text.xls": (lambda: b"<html><table>", "unreadable-file"),
    "workbook.csv": (workbook, "bad-encoding"),
    "zeros.csv": (lambda: b"\0" * 1000, "bad-encoding"),
    "one line.csv": (lambda: b"a," * 400_000, "extra-cells"),
    "rows.csv": (lambda: b"\n" * 2_000_000, "too-large-to-import"),
    "cells.csv": (lambda: (b"," * 255 + b"\n") * 20_000, "too-large-to-import"),
    "private.csv": (
        lambda: "单位,指标,数\n".encode() + b"\xee\x80\x80\n" * 150_000,
        "private-character",
    ),
    "breaks.csv": (lambda: b'"\n"\n' * 60_000, "heading-not-found"),
    "quote.csv": (lambda: b'a,"b\n' * 100_000, "open-quote"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(tmp_path: Path, name: str) -> None:
    """Each kind of harm has its message, within seconds."""
    make, code = BAD[name]
    path = write(tmp_path, name, make())
    began = time.process_time()

    codes = told(path)

    assert code in codes
    assert time.process_time() - began < 5


def test_external_links(tmp_path: Path) -> None:
    """Figures from other files are read as they were last seen, and it is said."""
    content = changed(workbook(), {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})

    assert told(write(tmp_path, "a.xlsx", content)) == ["external-links"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.et"])
def test_password(tmp_path: Path, name: str) -> None:
    """A workbook that a password protects is told from a broken one."""
    assert told(write(tmp_path, name, locked())) == ["locked-file"]


def test_formula_stays_text(tmp_path: Path) -> None:
    """A text that begins like a formula comes out as it went in."""
    content = "单位,指标,数\nu1,beds,=1+1\nu2,beds,@SUM(A1)\nu3,beds,+3\nu4,beds,-4\n"
    path = write(tmp_path, "a.csv", content.encode())
    mapping = write(tmp_path, "a.toml", MAPPING.encode())

    found = import_file(read_rules(mapping), path, [])

    assert [row.cells["value"] for row in found.found.rows] == ["=1+1", "@SUM(A1)", "+3", "-4"]


MEASURED = """
import sys
from pathlib import Path
from generator.importing import import_file, read_rules
found = import_file(read_rules(Path(sys.argv[1])), Path(sys.argv[2]), [])
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(line for line in lines if line.startswith("VmHWM"))
print(len(found.found.rows), peak.split()[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize("turned", [pytest.param(False, marks=pytest.mark.long), True])
def test_memory_is_bounded(tmp_path: Path, turned: bool) -> None:
    """The largest table that is read takes less than 500 MB, also where cells become rows."""
    n_rows, n_columns = (20_000, 10) if turned else (foreign.MOST_ROWS, 1)
    text = io.StringIO()
    text.write("单位,指标," + ",".join(f"数{number}" for number in range(n_columns)) + "\n")
    for row in range(n_rows - 1):
        text.write(f"u{row},beds," + ",".join(str(row + n) for n in range(n_columns)) + "\n")
    path = write(tmp_path, "a.csv", text.getvalue().encode())
    rules = MAPPING.replace('value = "{数}"', '[unpivot]\nvalue = "数.*(?P<a>.)"')
    mapping = write(
        tmp_path, "a.toml", (rules if turned else MAPPING.replace("数", "数0")).encode()
    )

    command = [sys.executable, "-c", MEASURED, str(mapping), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    rows, kilobytes = map(int, done.stdout.split())
    assert rows == (n_rows - 1) * n_columns
    assert kilobytes * 1024 < MOST_MEMORY
