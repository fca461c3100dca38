"""How snapshots are named, and what is told of them: period, correction, for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from generator.periods import Period, parse_period

FOLDER = "snapshots"
"""The folder of snapshots, beside the folder of sites and in a release."""

ARCHIVE, SIGNATURE = ".zip", ".sig"
"""End the names of what lies beside a snapshot and goes with it."""

INTERNAL = ".internal"
"""Ends the name of a snapshot that is not for the public."""

_FORM = re.compile(
    r"(?P<period>[0-9]{4}(?:H[12]|Q[1-4]|-[0-9]{2})?)"
    r"(?:\.r(?P<revision>[2-9]|[1-9][0-9]{1,2}))?(?P<internal>\.internal)?"
)


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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One bag of the folder, as its own texts tell; nothing of it was verified."""

    name: SnapshotName
    place: Path
    fixity: str
    """SHA-256 of its tag manifest."""
    title: str
    as_of: str
    """A day, such as 2018-10-12."""
    reason: str
    """Why it was made, if it is a correction."""
    is_newest: bool
    """Whether no later correction of the same period, for the same readers, is there."""
    opens: str = ""
    """The page to begin with, such as ``data/site/index.html``; empty where there is none."""
    octets: int = 0
    files: int = 0
    """Bytes and files of the payload."""
    archive_octets: int = 0
    """Bytes of the zip archive beside it; 0 where there is none."""
    is_signed: bool = False
    """Whether a detached signature lies beside it."""


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


def is_public_name(text: str) -> bool:
    """Say whether a file or folder is named as a snapshot for the public."""
    try:
        return not parse_name(text).is_internal
    except ValueError:
        return False
