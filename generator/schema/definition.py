"""What a table of a site is made of: columns with a type, rules and a meaning in zh and en."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """How the text of a cell is read."""

    ID = "id"
    """Letters, digits, ``-``, ``_`` and ``.``; becomes part of page addresses."""
    IDS = "ids"
    """Several ids joined by ``|``."""
    TEXT = "text"
    PERSON = "person"
    """The name of a person; never shown in the public edition."""
    WORDS = "words"
    """Several short texts joined by ``|``."""
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of the allowed values joined by ``|``."""
    YES_NO = "yes_no"
    """``yes`` or ``no`` (是, 否); empty is no."""
    INTEGER = "integer"
    NUMBER = "number"
    SHARE = "share"
    """A share of a whole, written ``20%`` or ``0.2``; 0–1 in the typed table."""
    FIGURE = "figure"
    """A number in the indicator's unit of measure, a step of its scale, or a word for no value;
    may carry a qualifier. Becomes two columns: the number and ``<name>_qualifier``."""
    DATE = "date"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: Type
    title_zh: str
    """Short Chinese heading; a file may use it in place of the name."""
    zh: str
    """Meaning, in Chinese."""
    en: str
    """Meaning, in English."""
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    """``table.column`` whose values this one must be among; several mean any of them."""
    unit_of_measure: str = ""
    internal: bool = False
    """Never shown in the public edition."""

    @property
    def is_hidden(self) -> bool:
        """Whether the public edition never shows it: internal, or the name of a person."""
        return self.internal or self.type is Type.PERSON


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a site."""

    name: str
    title_zh: str
    zh: str
    en: str
    key: tuple[str, ...]
    """Columns that name the thing a row speaks of."""
    known_from: str
    """The column with the day a row became known; empty there means it always was."""
    columns: tuple[Column, ...]
    replaces: bool = True
    """Whether the newest row of a key takes the place of the older ones; otherwise all stand."""

    @property
    def identity(self) -> tuple[str, ...]:
        """Columns that no two rows may share: the key on its day."""
        return tuple(dict.fromkeys((*self.key, self.known_from)))

    def __getitem__(self, name: str) -> Column:
        """Look a column up by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)
