"""Names of snapshots, and names of files that work on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.periods import Period, parse_period
from generator.problems import Code, Location, Problem, problem

INTERNAL = ".internal"
"""Ends the name of a snapshot that is not for the public."""

_FORM = re.compile(
    r"(?P<period>[0-9]{4}(?:H[12]|Q[1-4]|-[0-9]{2})?)"
    r"(?:\.r(?P<revision>[2-9]|[1-9][0-9]{1,2}))?(?P<internal>\.internal)?"
)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/%]|[ .]$')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?", re.I)


@dataclass(frozen=True, order=True, slots=True)
class SnapshotName:
    """What the name of a snapshot says; ordered by period, then by correction, public first."""

    period: Period
    revision: int = 1
    """1 is the first snapshot of a period, 2 its first correction."""
    is_internal: bool = False

    def __str__(self) -> str:
        correction = f".r{self.revision}" if self.revision > 1 else ""
        return f"{self.period}{correction}{INTERNAL if self.is_internal else ''}"


def parse_name(text: str) -> SnapshotName:
    """Read ``2018Q3``, ``2018Q3.r2``, ``2018Q3.internal`` or ``2018Q3.r2.internal``.

    Raises:
        ValueError: It is no such name; the period must be a month, a quarter, a half or a year.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"no name of a snapshot: {text!r}")
    period = parse_period(match["period"])
    return SnapshotName(period, int(match["revision"] or 1), match["internal"] is not None)


def check_file_names(paths: Iterable[str]) -> Iterator[Problem]:
    """Find paths that some system could not hold, and those that it would take for one.

    Windows forbids some characters and names, and takes capital and small letters for the same,
    as macOS does. A percent sign is escaped in the lists of a bag, which `sha256sum` does not know.
    """
    seen: dict[str, str] = {}
    for path in sorted(paths):
        for name in path.split("/"):
            if not is_portable(name):
                yield problem(Code.FORBIDDEN_NAME, Location(printable(path)), text=name)
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield problem(Code.NAMES_ALIKE, Location(printable(path)), text=path, other=other)


def is_portable(name: str) -> bool:
    """Say whether a file or folder may have this name on Windows, macOS and Linux."""
    return (
        name.isprintable()
        and not name.startswith(" ")
        and _FORBIDDEN.search(name) is None
        and _DEVICE.fullmatch(name) is None
    )


def printable(path: str) -> str:
    """Write a path so that it can be shown: what cannot be seen is spelled out."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in path)
