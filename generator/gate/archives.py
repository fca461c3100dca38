"""What a file holds: its parts unpacked, whatever it is called, and its text in UTF-8."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.archives import DAMAGE, most_unpacked

CLAIMING = (".gz", ".zip", ".xlsx", ".docx", ".br")
"""Endings of files that are packed, or nobody knows what they are."""
DEEPEST = 4
"""How often something packed may lie in something packed."""
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf")
"""Endings of files whose bytes are no text, so that numbers in them mean nothing."""

GZIP, ZIP, TAR = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06"), b"ustar"
_CLOSED = re.compile(
    rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)|\xfd7zXZ\x00|7z\xbc\xaf\x27\x1c|\x28\xb5\x2f\xfd|Rar!\x1a"
    rb"|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|(?:\xef\xbb\xbf)?\s*%PDF-"
)
"""First bytes of bzip2, xz, 7z, zstd, rar, the old formats of Office, and PDF: not opened here."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHORT = {".gz": "", ".tgz": ".tar", ".svgz": ".svg"}
_ENDING = re.compile(r"\.(?:gz|tgz|svgz)$", re.IGNORECASE)
"""Endings of what gzip packed, and what each becomes without it."""
_BOOKS = ("xl/workbook.xml", "xl/workbook.bin")
_OPEN_BOOK = b"application/vnd.oasis.opendocument.spreadsheet"
_LOCAL, _IN_UTF8 = 30, 0x800
"""Bytes before the name of an entry of a ZIP archive; the flag of names in UTF-8."""

Held = tuple[str | None, bytes]
"""A name and a content; without a name, what stands beside what is packed."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that stands in a file."""

    name: str
    """Of the part inside a packed file; empty for the file itself."""
    content: bytes
    is_closed: bool = False
    """Whether it is packed and could not be opened: nobody knows what it holds."""
    is_book: bool = False
    """Whether it is a workbook, whose parts are given too: to be read row by row only."""
    in_book: bool = False
    """Whether it is a part of a workbook, where the cells of a row lie apart."""


def parts_of(name: str, content: bytes, deep: int = 0) -> Iterator[Part]:
    """Give what a file holds, unpacked; a packed one that cannot be opened as it is."""
    if _CLOSED.match(content):
        yield Part("", content, is_closed=True)
        return
    kind = _kind(name, content)
    if not kind:
        yield from _texts(name, Part("", content))
        return
    try:
        if deep >= DEEPEST:
            raise ValueError
        inside = list(_UNPACKING[kind](name, content))
    except (*DAMAGE, OSError, tarfile.TarError):
        yield Part("", content, is_closed=True)
        return
    is_book = _is_book(dict(inside))
    if is_book:
        yield Part("", content, is_book=True)
    for below, told in inside:
        if below is None:
            yield from _texts("", Part("", told))
            continue
        yield Part(below, below.encode())
        for part in parts_of(below, told, deep + 1):
            whole = f"{below}/{part.name}" if part.name else below
            yield replace(part, name=whole, in_book=part.in_book or is_book)


def _kind(name: str, content: bytes) -> str:
    """Say how a file is packed, by its first bytes; by its ending if these say nothing."""
    if content.startswith(GZIP):
        return "gz"
    if content.startswith(ZIP) or _ends_as_zip(content):
        return "zip"
    if content[257:262] == TAR:
        return "tar"
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return "zip" if ending in CLAIMING else ""


def _ends_as_zip(content: bytes) -> bool:
    """Say whether an archive stands behind something else, such as a picture or a program."""
    return ZIP[1] in content[-65_557:] and zipfile.is_zipfile(io.BytesIO(content))


def _is_book(inside: dict[str | None, bytes]) -> bool:
    return any(name in inside for name in _BOOKS) or inside.get("mimetype", b"") == _OPEN_BOOK


def _texts(name: str, part: Part) -> Iterator[Part]:
    """Give a part, and once more in UTF-8 if it is a text written otherwise."""
    yield part
    content = part.content
    encoding = next((known for mark, known in _MARKS if content.startswith(mark)), "")
    if not encoding:
        if b"\0" in content or name.lower().endswith(PICTURES) or _is_utf8(content):
            return
        encoding = "gb18030"
    yield replace(part, content=content.decode(encoding, "replace").encode("utf-8", "replace"))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _of_gzip(name: str, content: bytes) -> Iterator[Held]:
    most = most_unpacked(len(content))
    with gzip.open(io.BytesIO(content)) as file:
        told = file.read(most + 1)
    if len(told) > most:
        raise ValueError
    yield None, _header(content)
    yield _ENDING.sub(lambda ending: _SHORT[ending[0].lower()], name.rpartition("/")[2]), told


def _header(content: bytes) -> bytes:
    """Give what stands before the first packed bytes: an extra field, a name and a comment."""
    flags, end = content[3], 10
    if flags & 4:
        end += 2 + int.from_bytes(content[end : end + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            end = content.index(b"\0", end) + 1
    return content[10:end].replace(b"\0", b"\n")


def _of_zip(_: str, content: bytes) -> Iterator[Held]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > most_unpacked(len(content)):
            raise ValueError
        yield None, _beside(content, entries)
        for entry in entries:
            yield _named(entry), archive.read(entry)


def _beside(content: bytes, entries: list[zipfile.ZipInfo]) -> bytes:
    """Give all of an archive but what is packed in it: names, comments, what stands before it."""
    pieces, last = [], 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        start = entry.header_offset + _LOCAL
        for place in (start - 4, start - 2):  # how long the name is, and the extra field
            start += int.from_bytes(content[place : place + 2], "little")
        pieces.append(content[last:start])
        last = start + entry.compress_size
    return b"\n".join([*pieces, content[last:]]).replace(b"\0", b"\n")


def _named(entry: zipfile.ZipInfo) -> str:
    """Give the name of an entry; one not in UTF-8 is what Windows in Chinese writes."""
    is_told = entry.flag_bits & _IN_UTF8
    return entry.filename if is_told else _decoded(entry.filename.encode("cp437", "replace"))


def _decoded(name: bytes) -> str:
    return name.decode("utf-8" if _is_utf8(name) else "gb18030", "replace")


def _of_tar(_: str, content: bytes) -> Iterator[Held]:
    """Give the files of a tape archive, and the whole, for nothing in it is packed."""
    yield None, content
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        entries = archive.getmembers()
        if sum(entry.size for entry in entries) > most_unpacked(len(content)):
            raise ValueError
        for entry in entries:
            file = archive.extractfile(entry) if entry.isfile() else None
            name = _decoded(entry.name.encode("utf-8", "surrogateescape"))
            yield name, file.read() if file else b""


_UNPACKING = {"gz": _of_gzip, "zip": _of_zip, "tar": _of_tar}
