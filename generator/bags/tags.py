"""The texts of a bag beside its content, as RFC 8493 wants them: written and read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator import __version__
from generator.problems import Code, Location, Problem, problem

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
README = "README.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PAYLOAD = "data/"
DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
AGENT = f"xushi {__version__}"

NAME, TITLE, GROUP = "External-Identifier", "External-Description", "Bag-Group-Identifier"
ORGANIZATION, AS_OF, REASON = "Source-Organization", "As-Of", "Correction-Reason"
OXUM, SOFTWARE = "Payload-Oxum", "Bag-Software-Agent"

KNOWN_VERSIONS = ("0.97", "1.0")
_LINES = re.compile(r"\r\n|\r|\n")
_DECLARED = re.compile(
    r"BagIt-Version: ([0-9]+\.[0-9]+)(?:\r\n|\r|\n)"
    r"Tag-File-Character-Encoding: (\S+)(?:\r\n|\r|\n)?"
)
_ENTRY = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(\S.*)")
_ESCAPED = {"0.97": re.compile("%(0A|0D)", re.I), "1.0": re.compile("%(0A|0D|25)", re.I)}


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What is told of a bag in its bag-info.txt and its README."""

    as_of: dt.date
    """The day whose knowledge is sealed; all files bear it as their date."""
    title: str
    """What the bag holds, in a few words, such as the title of the site."""
    organization: str = ""
    """The office that seals it."""
    opens: str = "index.html"
    """Path of the page to begin with, below the payload; empty where there is none."""
    reason: str = ""
    """Why a correction was made; a first snapshot has none."""
    more: tuple[tuple[str, str], ...] = ()
    """Further fields of bag-info.txt, such as ("Method-Version", "3")."""

    def fields(self, name: str, period: str, oxum: str) -> list[tuple[str, str]]:
        """Give all fields in their order; there is no day of today among them."""
        return [
            (ORGANIZATION, self.organization),
            (NAME, name),
            (TITLE, self.title),
            (GROUP, period),
            (AS_OF, self.as_of.isoformat()),
            (REASON, self.reason),
            *self.more,
            (OXUM, oxum),
            (SOFTWARE, AGENT),
        ]


def info_text(fields: Iterable[tuple[str, str]]) -> str:
    """Write bag-info.txt, a field a line; a value is kept on one line, an empty one left out."""
    plain = [(label, one_line(value)) for label, value in fields]
    return "".join(f"{label}: {value}\n" for label, value in plain if value)


def manifest_text(sums: Mapping[str, str]) -> str:
    """Write a list of checksums, as `sha256sum` writes it, in the order of the paths."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))


def one_line(text: str) -> str:
    """Write a text on one line, with nothing invisible in it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@dataclass(frozen=True, slots=True)
class Declared:
    """What bagit.txt says."""

    version: str = "1.0"
    problems: tuple[Problem, ...] = ()


def read_declaration(content: bytes, where: Location) -> Declared:
    """Read bagit.txt; another version is read as 1.0, for all that is wrong is named at once."""
    match = _DECLARED.fullmatch(content.decode("utf-8", "replace"))
    if match is None:
        return Declared(problems=(problem(Code.BAD_DECLARATION, where),))
    version, encoding = match.groups()
    found = []
    if version not in KNOWN_VERSIONS:
        known = ", ".join(KNOWN_VERSIONS)
        found.append(problem(Code.UNKNOWN_BAGIT, where, text=version, known=known))
        version = "1.0"
    if encoding.upper() != "UTF-8":
        found.append(problem(Code.OTHER_ENCODING, where, text=encoding))
    return Declared(version, tuple(found))


@dataclass(slots=True)
class Sums:
    """One list of checksums: the checksum of each path, in the order of its lines."""

    sums: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_manifest(content: bytes, where: Location, version: str) -> Sums:
    """Read a list of checksums; each line that cannot be followed is a problem of its own.

    Paths are given in the composed form of Unicode (NFC): some disks change it on their own.
    """
    read, is_tags = Sums(), where.file.rpartition("/")[2].startswith("tag")
    for row, line in _rows(content, where, read.problems):
        match = _ENTRY.fullmatch(line)
        here = Location(where.file, row=row)
        path = _unescaped(match[2], version) if match else ""
        code = _fault(path, is_tags) if match else Code.BROKEN_LINE
        if code is None and path in read.sums:
            code = Code.LISTED_TWICE
        if code is not None:
            read.problems.append(problem(code, here, text=path or line))
        elif match:
            read.sums[path] = match[1].lower()
    return read


def _unescaped(path: str, version: str) -> str:
    """Give the path that a line means: line ends, and percent signs since 1.0, are escaped."""
    plain = _ESCAPED[version].sub(lambda found: chr(int(found[1], 16)), path)
    return unicodedata.normalize("NFC", plain)


def _fault(path: str, is_tags: bool) -> Code | None:
    """Say what is wrong with a path of a list: it may lead out, or belong in the other list."""
    parts = path.split("/")
    if ".." in parts or re.match(r"[/~\\]|[A-Za-z]:", path):
        return Code.OUTSIDE_BAG
    if "" in parts or "." in parts or "\0" in path:
        return Code.BROKEN_LINE
    is_own = is_tags and len(parts) == 1 and path.startswith("tagmanifest-")
    if path.startswith(PAYLOAD) == is_tags or is_own:
        return Code.MISPLACED_LINE
    return None


def read_info(content: bytes, where: Location) -> tuple[dict[str, str], list[Problem]]:
    """Read bag-info.txt; of a field that stands there several times the last one counts."""
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    label = ""
    for row, line in _rows(content, where, problems):
        begin, colon, value = line.partition(":")
        if line[0] in " \t" and label:
            fields[label] += " " + line.strip()
        elif colon and begin.strip():
            label = begin.strip()
            fields[label] = value.strip()
        else:
            problems.append(problem(Code.BROKEN_LINE, Location(where.file, row=row), text=line))
    return fields, problems


def _rows(content: bytes, where: Location, problems: list[Problem]) -> list[tuple[int, str]]:
    """Cut a text into its lines that hold something, numbered from 1."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problems.append(problem(Code.NOT_UTF8, Location(where.file, row=row)))
        text = content.decode("utf-8", "replace")
    return [(row, line) for row, line in enumerate(_LINES.split(text), 1) if line.strip()]
