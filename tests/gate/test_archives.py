"""Files are opened by what they are, not by what they are called, and read in any encoding."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest
import xlsxwriter

from generator.gate.scanning import Forbidden, Scanner
from generator.problems import Code
from tests.gate.made import NOTHING, WITHHELD

HIDDEN = "设备检修停机"
TEXT = f"a,b\n1,{HIDDEN}\n"


def codes(name: str, content: bytes) -> list[str]:
    """Name what is found of one secret in a file."""
    secrets = pd.DataFrame({"text": [HIDDEN], "origin": ["a.csv:2:note"]})
    return [
        str(one.code)
        for one in Scanner(secrets, WITHHELD.iloc[:0], Forbidden()).findings(name, content)
    ]


def zipped(name: str, content: bytes, comment: bytes = b"") -> bytes:
    """Pack one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.comment = comment
    return packed.getvalue()


def taped(name: str, content: bytes) -> bytes:
    """Put one file on a compressed tape."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def book(*cells: object) -> bytes:
    """Make a workbook of one row."""
    packed = io.BytesIO()
    made = xlsxwriter.Workbook(packed)
    made.add_worksheet("一").write_row(0, 0, cells)
    made.close()
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-32", "utf-8-sig"])
def test_other_encodings(encoding: str) -> None:
    """Excel saves text in GB18030 and UTF-16; the same in an archive, and as its name."""
    content = TEXT.encode(encoding)

    assert codes("a.csv", content) == ["secret-published"]
    assert codes("a.zip", zipped("a.csv", content)) == ["secret-published"]


def test_bytes_of_a_picture_are_no_text() -> None:
    """What only looks like GB18030 there means nothing, nor do numbers beside ids."""
    row = b"\xff checks u1 2018-02 3 \n"

    assert codes("a.png", TEXT.encode("gb18030")) == []
    scanner = Scanner(NOTHING, WITHHELD, Forbidden())
    assert list(scanner.findings("a.woff2", row)) == []
    assert list(scanner.findings("a.txt", row))


@pytest.mark.parametrize("name", ["a", "a.svgz", "a.tgz", "a.xlsm", "a.odt", "a.jar", "a.png"])
@pytest.mark.parametrize("pack", [gzip.compress, lambda text: zipped("a.txt", text)])
def test_packed_under_any_name(name: str, pack: Callable[[bytes], bytes]) -> None:
    """The first bytes tell gzip and ZIP, also of a page packed twice."""
    assert codes(name, pack(TEXT.encode())) == ["secret-published"]
    assert codes(name, pack(pack(TEXT.encode()))) == ["secret-published"]


def test_tape() -> None:
    """What lies on a compressed tape is opened too."""
    assert "secret-published" in codes("a.tgz", taped("a.zip", zipped("b.txt", TEXT.encode())))


CLOSED = {
    "bzip2": b"BZh91AY&SY\x00",
    "xz": b"\xfd7zXZ\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "zstd": b"\x28\xb5\x2f\xfd\x00",
    "rar": b"Rar!\x1a\x07\x00",
    "office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("kind", CLOSED)
def test_what_is_not_opened_here(kind: str) -> None:
    """Nobody knows what it holds, whatever it is called, and wherever it is packed."""
    assert codes("a.png", CLOSED[kind]) == [Code.NOT_SEARCHED]
    assert codes("a.bin", zipped("b.bin", CLOSED[kind])) == [Code.NOT_SEARCHED]


def test_lock_of_a_workbook() -> None:
    """What Office keeps beside an open workbook is none."""
    assert codes("files/~$book.xlsx", b"\x05Zhang" + b" " * 20) == [Code.NOT_SEARCHED]


def test_beside_what_is_packed() -> None:
    """Comments, names and what stands before an archive are read."""
    entry = HIDDEN.encode()
    assert codes("a.zip", zipped("a.txt", b"a", comment=entry)) == ["secret-published"]
    assert codes("a.zip", entry + zipped("a.txt", b"a")) == ["secret-published"]
    assert codes("a.png", b"\x89PNG" + zipped("a.txt", TEXT.encode())) == ["secret-published"]
    named = b"\x1f\x8b\x08\x08" + bytes(6) + entry + b"\0" + gzip.compress(b"a", mtime=0)[10:]
    assert codes("a.gz", named) == ["secret-published"]


def test_name_in_an_archive_of_windows() -> None:
    """A name in GB18030 is read."""
    plain = zipped("a" * 12, b"a").replace(b"a" * 12, HIDDEN.encode("gb18030"))

    assert "secret-published" in codes("a.zip", plain)


def test_figure_in_a_workbook_anywhere() -> None:
    """Rows of a workbook are read in an archive, compressed, and under another name."""
    rows = book("清溪院", "宫颈癌检查人数", "2018-02", 3)
    packed = {
        "a.zip": zipped("b.xlsx", rows),
        "b.xlsx.gz": gzip.compress(rows),
        "b.xlsm": rows,
        "b": rows,
    }
    scanner = Scanner(NOTHING, WITHHELD, Forbidden())
    found = {name: list(scanner.findings(name, content)) for name, content in packed.items()}

    assert {name: [one.part for one in every] for name, every in found.items()} == {
        "a.zip": ["b.xlsx/一"],
        "b.xlsx.gz": ["b.xlsx/一"],
        "b.xlsm": ["一"],
        "b": ["一"],
    }


def test_great_figure_in_a_workbook() -> None:
    """A number of a cell is read with all its digits."""
    great = WITHHELD.iloc[:1].assign(value=1234567.0)
    rows = book("清溪院", "宫颈癌检查人数", "2018-02", 1234567)

    assert list(Scanner(NOTHING, great, Forbidden()).findings("a.xlsx", rows))
