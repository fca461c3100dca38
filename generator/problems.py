"""What can be wrong, said to the person who can mend it.

A problem carries its place, its code and the words that go into its sentence; the sentence
itself is composed in the reader's language by `Problem.describe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.locales import Translate


class Severity(StrEnum):
    """An error stops the build; a warning is for a person to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place a person can open: file, sheet, row as a spreadsheet numbers it, column."""

    file: str
    sheet: str = ""
    row: int = 0
    """1 is the first row of the file; 0 means the whole file."""
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}[{self.sheet}]" if self.sheet else self.file
        row = str(self.row) if self.row else ""
        return ":".join(part for part in (place, row, self.column) if part)


class Code(StrEnum):
    """What kind of thing is wrong. Each has its sentences in `KINDS`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentences of one code, with ``%(name)s`` where a problem puts its words."""

    severity: Severity
    message: str
    """The fact, with the offending text in quotes."""
    fix: str
    """An instruction."""


KINDS: Mapping[Code, Kind] = {}


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to mend."""

    where: Location
    code: Code
    words: tuple[tuple[str, str], ...] = ()
    """What goes into the sentences of the code."""
    suggestion: str = ""
    """What was probably meant; shown in place of the fix sentence as "did you mean"."""

    @property
    def severity(self) -> Severity:
        """Whether this stops the build."""
        return KINDS[self.code].severity

    def describe(self, translate: Translate) -> tuple[str, str]:
        """Compose the message and the fix in the reader's language."""
        raise NotImplementedError


class GeneratorError(Exception):
    """Base of every error this program raises on purpose; anything else is a bug."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem.where) for problem in self.problems))
