"""One problem: its place, its code and the words that go into its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.locales import Translate, mark
from generator.problems import (
    bags,
    cells,
    cluster,
    figures,
    files,
    gate,
    importing,
    intake,
    promises,
    publishing,
    settings,
    snapshots,
)
from generator.problems.codes import Code
from generator.problems.kinds import Kind, Severity

KINDS: Mapping[Code, Kind] = {
    **files.KINDS,
    **cells.KINDS,
    **figures.KINDS,
    **promises.KINDS,
    **bags.KINDS,
    **snapshots.KINDS,
    **settings.KINDS,
    **gate.KINDS,
    **cluster.KINDS,
    **publishing.KINDS,
    **intake.KINDS,
    **importing.KINDS,
}
"""The sentences of each code."""

LONGEST_WORD = 80
"""Characters of an offending text that a message shows."""


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


_WHOLE = ("allowed",)
"""Words that are our own and not those of a cell or a file: lists of which all counts."""


_REASON = "reason"
"""A word that is a sentence of ours, in which the other words may stand."""
_SIZES = ("size", "most")
"""Words that are a size: a number and what is counted, such as ``50001 lines`` or ``8 MiB``."""
_COUNTED: Mapping[str, str] = {
    "cells": mark("%(number)s cells"),
    "lines": mark("%(number)s lines"),
    "merged areas": mark("%(number)s merged areas"),
    "parts": mark("%(number)s parts"),
    "rows": mark("%(number)s rows"),
    "sheets": mark("%(number)s sheets"),
    "texts": mark("%(number)s texts"),
}
"""What is counted, as long as it is a word and no sign that all languages have."""


def _sized(size: str, translate: Translate) -> str:
    """Write a size in the reader's language."""
    for counted, sentence in _COUNTED.items():
        if size.endswith(f" {counted}"):
            return translate(sentence) % {"number": size.removesuffix(f" {counted}")}
    return size


def _shown(word: str) -> str:
    """Shorten a word for a message and keep it on one line, with nothing invisible in it."""
    plain = "".join(c if c.isprintable() else " " for c in " ".join(word.split()))
    return plain if len(plain) <= LONGEST_WORD else plain[: LONGEST_WORD - 1] + "…"


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
        kind = KINDS[self.code]
        words = {name: word if name in _WHOLE else _shown(word) for name, word in self.words}
        words |= {name: _sized(words[name], translate) for name in _SIZES if name in words}
        if _REASON in words:
            words[_REASON] = translate(dict(self.words)[_REASON]) % words
        fix = translate(kind.fix) % words
        if self.suggestion:
            fix = translate(mark("did you mean “%(suggestion)s”?")) % {
                "suggestion": _shown(self.suggestion)
            }
        return translate(kind.message) % words, fix

    def lines(self, translate: Translate) -> str:
        """Print the problem as a person reads it: place, message and code, then the fix."""
        message, fix = self.describe(translate)
        return f"{self.where}: {message} [{self.code}]\n    {fix}"

    def as_json(self, translate: Translate) -> dict[str, str | int]:
        """Give the problem as one flat object for machines."""
        message, fix = self.describe(translate)
        return {
            "file": self.where.file,
            "sheet": self.where.sheet,
            "row": self.where.row,
            "column": self.where.column,
            "code": str(self.code),
            "severity": str(self.severity),
            "message": message,
            "fix": fix,
            "suggestion": self.suggestion,
        }


def problem(code: Code, where: Location, suggestion: str = "", **words: object) -> Problem:
    """Make a problem from its place and words."""
    named = tuple((name, str(word)) for name, word in words.items())
    return Problem(where, code, named, suggestion)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Keep what stops the build."""
    return [found for found in problems if found.severity is Severity.ERROR]
