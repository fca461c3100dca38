"""The rows of one table while they are being checked: texts, values, and which cells are sound.

A cell about which something has been said is no longer sound, and no later check looks at it:
that keeps one cause to one problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.problems import Code, Location, Problem, problem
from generator.schema import Table

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Words = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts, each kept once: a million rows repeat few of them."""

    codes: Positions
    """For each row, which of the distinct texts it holds."""
    distinct: NDArray[np.object_]

    @classmethod
    def of(cls, *parts: Any, change: Callable[[str], str] = str) -> Texts:
        """Keep the distinct texts of some arrays, one behind the other, after changing each.

        An array may be categorical: then no text is compared with another but once.
        """
        found = [pd.factorize(part) for part in parts]
        distinct = [np.asarray(texts, dtype=object) for _, texts in found]
        changed = [change(text) for texts in distinct for text in texts]
        again, kept = pd.factorize(np.array(changed, dtype=object))
        first = np.cumsum([0, *map(len, distinct)])
        codes = [again[codes + start] for (codes, _), start in zip(found, first, strict=False)]
        return cls(np.concatenate(codes or [np.empty(0, np.intp)]), kept)

    def take(self, positions: Positions) -> Texts:
        """Keep some of the rows, and of the texts those that they hold."""
        numbers, codes = np.unique(self.codes[positions], return_inverse=True)
        return Texts(codes, self.distinct[numbers])

    def __getitem__(self, position: int) -> str:
        return str(self.distinct[self.codes[position]])

    def map(self, function: Callable[[str], Any], dtype: Any = object) -> NDArray[Any]:
        """Read each distinct text once and give the result for every row."""
        values = np.empty(len(self.distinct), dtype=dtype)
        for number, text in enumerate(self.distinct):
            values[number] = function(text)
        return values[self.codes]

    def isin(self, wanted: Iterable[str]) -> Mask:
        """Say for every row whether its text is among some texts."""
        among = set(wanted)
        return np.array([text in among for text in self.distinct], dtype=bool)[self.codes]

    def categorical(self) -> pd.Categorical:
        """Give the texts as a sorted categorical column."""
        order = np.argsort(self.distinct.astype(str), kind="stable")
        place = np.empty(len(order), dtype=np.intp)
        place[order] = np.arange(len(order))
        codes = place[self.codes] if len(order) else self.codes
        return pd.Categorical.from_codes(codes, pd.Index(self.distinct[order], dtype=str))


@dataclass(slots=True)
class Rows:
    """All rows of one table, from however many files.

    Everything is by position: row 0 is the first row of the first file.
    """

    table: Table
    files: Texts
    sheets: Texts
    rows: NDArray[np.int64]
    """The row number that a person sees in the file."""
    text: Mapping[str, Texts]
    """Every schema column, with spaces around and full-width forms of the cells undone."""
    sound: dict[str, Mask]
    """For every column, the cells of which nothing bad is known."""
    is_waiting: bool = False
    """The table could not be read as a whole, so that nothing can be said about what it lacks."""
    lacking: frozenset[str] = frozenset()
    """Columns that no file of the table has."""
    typed: dict[str, NDArray[Any]] = field(default_factory=dict)
    """Values of the columns that have been read, NaN, NaT or empty where there is none."""
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, position: int, column: str = "") -> Location:
        """Give the place of a cell, or of a row."""
        return Location(
            self.files[position], self.sheets[position], int(self.rows[position]), column
        )

    def row_name(self, position: int) -> str:
        """Name a row in a message, such as ``units.csv:4``."""
        return str(self.where(position))

    def is_blank(self, column: str) -> Mask:
        """Say for every row whether the cell is empty."""
        return self.text[column].isin([""])

    def is_sound(self, *columns: str) -> Mask:
        """Say for every row whether nothing is wrong with any of these cells."""
        together: Mask = np.logical_and.reduce([self.sound[column] for column in columns])
        return together

    def at(self, column: str, positions: Positions) -> NDArray[Any]:
        """Give the values of a column at some positions; empty for -1 and for unsound cells."""
        values = self.typed[column]
        nothing = {"f": np.nan, "M": np.datetime64("NaT"), "b": False}.get(values.dtype.kind, "")
        last = np.array([nothing], dtype=values.dtype)
        sound = np.where(self.sound[column], values, last)
        return np.concatenate([sound, last])[positions]

    def report(
        self,
        at: Mask | Sequence[int] | Positions,
        column: str,
        code: Code,
        suggestion: Callable[[int], str] | None = None,
        /,
        **words: Words | str | int,
    ) -> None:
        """Say what is wrong with some cells, and hold them back from later checks.

        Args:
            at: A mask of all rows, or positions.
            words: Texts, or functions that give the text for a position; ``text`` is the cell's
                own unless it is given.
        """
        positions = np.asarray(at)
        if positions.dtype == bool:
            positions = np.flatnonzero(positions)
        words = {"text": lambda position: self.text[column][position], **words}
        for position in map(int, positions):
            said = {n: word(position) if callable(word) else word for n, word in words.items()}
            meant = suggestion(position) if suggestion else ""
            self.problems.append(problem(code, self.where(position, column), meant, **said))
        if len(positions):
            self.sound[column][positions] = False

    def take(self, positions: Positions) -> Rows:
        """Keep some of the rows in a copy of its own, of which nothing has been said yet."""
        return Rows(
            self.table,
            self.files.take(positions),
            self.sheets.take(positions),
            self.rows[positions],
            {name: text.take(positions) for name, text in self.text.items()},
            {name: sound[positions] for name, sound in self.sound.items()},
            self.is_waiting,
            self.lacking,
            {name: values[positions] for name, values in self.typed.items()},
        )

    def hold_back(self, at: Mask, column: str) -> None:
        """Keep later checks from cells whose problem is named elsewhere."""
        self.sound[column] &= ~at


@dataclass(frozen=True, slots=True)
class Site:
    """The rows of every table of the schema; tables that are not there have none."""

    tables: Mapping[str, Rows]
    absent: frozenset[str] = frozenset()
    """Tables of which no file was found."""
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with headers and files rather than with rows."""

    def __getitem__(self, name: str) -> Rows:
        return self.tables[name]

    def all_problems(self) -> list[Problem]:
        """Give every problem found so far, in the order of their places."""
        return sorted(
            [*self.problems, *(p for rows in self.tables.values() for p in rows.problems)]
        )
