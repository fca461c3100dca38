"""How snapshots are named: the period, which correction of it, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.periods import Period, parse_period

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
