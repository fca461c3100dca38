"""The files of an inbox: which of them may hold a report, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from generator.intake.guards import BOOKS
from generator.intake.returned import Returned, read_form
from generator.intake.tables import read_table
from generator.problems import Code, Location, Problem, problem
from generator.sources.failing import MAY_HOLD_MACROS

WORTH_A_LOOK = (
    *(*BOOKS, *MAY_HOLD_MACROS, ".csv"),
    *(".ods", ".tsv", ".doc", ".docx", ".pdf", ".zip"),
)
"""Endings of files that somebody may mean as a report; others are passed over."""
_OF_THE_SYSTEM = ("thumbs.db", "desktop.ini")


def files_of(inbox: Path) -> Iterator[Path]:
    """Give all files in their order, but those that programs and systems leave behind."""
    for path in sorted(inbox.rglob("*")):
        is_hidden = any(part.startswith((".", "~$")) for part in path.relative_to(inbox).parts)
        is_hidden |= path.name.lower() in _OF_THE_SYSTEM
        if not is_hidden and not path.is_dir():
            yield path


def is_worth_a_look(path: Path) -> bool:
    """Whether somebody may mean it as a report."""
    return path.suffix.lower() in WORTH_A_LOOK and path.is_file()


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def read_file(path: Path, file: str) -> Returned | list[Problem]:
    """Read one file; what is wrong with it as a whole is given instead."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return read_table(path, file)
    if suffix in (*BOOKS, *MAY_HOLD_MACROS):
        return read_form(path, file)
    return [problem(Code.NO_FORM, Location(file))]
