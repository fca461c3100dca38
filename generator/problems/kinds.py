"""How bad a kind of problem is, and the sentences that say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the build; a warning is for a person to look at; a note needs nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentences of one code, with ``%(name)s`` where a problem puts its words."""

    severity: Severity
    message: str
    """The fact, with the offending text in quotes."""
    fix: str
    """An instruction."""
