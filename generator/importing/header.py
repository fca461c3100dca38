"""The row, or rows, of column names in a grid: found, flattened, and matched with the mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from generator.importing.mapping import Rules
from generator.problems import Code, Location, Problem, column_letter, problem
from generator.sources.foreign import Sheet
from generator.sources.heading import SEARCHED_ROWS, heading_key

HEIGHTS = (1, 2, 3)
"""How many rows a header may have where the mapping does not say."""
_LONGEST = 300
_NUMBER = re.compile(r"(.+)#([1-9]\d?)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one column."""

    position: int
    parts: tuple[str, ...]
    """From the top, each once."""

    @property
    def text(self) -> str:
        """The parts in one line."""
        return " ".join(self.parts)

    @property
    def place(self) -> str:
        """The column as a person finds it."""
        return " ".join((column_letter(self.position), self.text)).strip()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the column may be called: all parts, or any of them."""
        return (self.text, *self.parts)


@dataclass(frozen=True, slots=True)
class Turned:
    """A column whose cells become rows."""

    column: str
    """The column of the table that takes the cells."""
    heading: Heading
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet, read with a mapping."""

    rows: tuple[int, ...]
    """Row numbers as a person sees them."""
    columns: Mapping[str, Heading]
    """Of the headings that the mapping names."""
    turned: tuple[Turned, ...]
    unused: tuple[Heading, ...]
    """Named columns that the mapping does not speak of."""


def find_header(sheet: Sheet, rules: Rules) -> tuple[Header | None, list[Problem]]:
    """Find the first rows, as few as possible, that name all that the mapping needs.

    Where none do, the problems are those of the rows that come nearest.
    """
    best: tuple[int, list[Problem]] | None = None
    for rows in _candidates(sheet, rules):
        header, problems = _match(sheet, rows, rules)
        if header is not None:
            return header, []
        # A name that is there twice is nearer to what is meant than one that is not there.
        lacking = sum(1 if found.code is Code.TWO_HEADINGS else 2 for found in problems)
        if best is None or lacking < best[0]:
            best = lacking, problems
    if best is not None:
        return None, best[1]
    where = Location(sheet.grid.file, sheet.grid.sheet)
    return None, [problem(Code.NO_ROWS, where)]


def _candidates(sheet: Sheet, rules: Rules) -> Iterator[tuple[int, ...]]:
    """Give rows, counted from 1, that may be the header."""
    height = len(sheet.grid.cells)
    if rules.header:
        if rules.header[-1] <= height:
            yield rules.header
        return
    for number in HEIGHTS:
        for first in range(1, min(SEARCHED_ROWS, height - number + 1) + 1):
            yield tuple(range(first, first + number))


def headings_of(sheet: Sheet, rows: Sequence[int]) -> list[Heading]:
    """Flatten a header: what spans several columns stands above each of them.

    Merged cells tell what spans; without any (CSV), a name in an upper row reaches to the right
    as long as there is something below, and nothing beside it.
    """
    cells = sheet.grid.cells
    lines = [[" ".join(cell.split())[:_LONGEST] for cell in cells.iloc[row - 1]] for row in rows]
    for top, left, bottom, right in sheet.merges:
        for number, row in enumerate(rows):
            if top <= row - 1 <= bottom and left < cells.shape[1] and top < len(cells):
                text = " ".join(str(cells.iat[top, left]).split())[:_LONGEST]
                end = min(right + 1, cells.shape[1])
                lines[number][left:end] = [text] * (end - left)
    if not sheet.merges:
        for upper, lower in pairwise(lines):
            for position in range(1, len(upper)):
                if not upper[position] and lower[position]:
                    upper[position] = upper[position - 1]
    columns = zip(*lines, strict=True)
    return [
        Heading(position, tuple(dict.fromkeys(filter(None, parts))))
        for position, parts in enumerate(columns)
    ]


def _match(
    sheet: Sheet, rows: tuple[int, ...], rules: Rules
) -> tuple[Header | None, list[Problem]]:
    headings = headings_of(sheet, rows)
    where = Location(sheet.grid.file, sheet.grid.sheet, rows[-1])
    columns: dict[str, Heading] = {}
    problems = []
    for name in rules.headings:
        found = _named(headings, (name, *rules.aliases.get(name, ())))
        if len(found) == 1:
            columns[name] = found[0]
        else:
            problems.append(_fault(name, found, headings, where))
    taken = {heading.position for heading in columns.values()}
    turned: list[Turned] = []
    for column, pattern in rules.unpivot.items():
        more = list(_turned(column, pattern, headings, taken))
        turned += more
        if not more:
            problems.append(problem(Code.NO_HEADING_FITS, where, text=pattern.pattern))
        problems += _alike(more, where)
    if problems:
        return None, problems
    taken |= {found.heading.position for found in turned}
    unused = tuple(h for h in headings if h.parts and h.position not in taken)
    return Header(rows, columns, tuple(turned), unused), []


def _turned(
    column: str, pattern: re.Pattern[str], headings: Iterable[Heading], taken: set[int]
) -> Iterator[Turned]:
    for heading in headings:
        fits = (pattern.fullmatch(text) for text in heading.texts if text)
        fit = next((match for match in fits if match), None)
        if fit and heading.position not in taken:
            groups = {name: text or "" for name, text in fit.groupdict().items()}
            yield Turned(column, heading, groups)


def _alike(turned: Sequence[Turned], where: Location) -> Iterator[Problem]:
    """Name columns whose cells would take each other's place."""
    first: dict[tuple[str, ...], Turned] = {}
    for one in turned:
        other = first.setdefault(tuple(one.groups.values()), one)
        if other is not one:
            words = {
                "text": one.heading.text,
                "columns": f"{other.heading.place}, {one.heading.place}",
            }
            yield problem(Code.TWO_HEADINGS, where, **words)


def _named(headings: Sequence[Heading], names: Iterable[str]) -> list[Heading]:
    """Find the columns of a name, or of its first alias that is there; ``name#2`` is the second."""
    for name in names:
        found = _called(headings, name)
        if found:
            return found
        if numbered := _NUMBER.fullmatch(name):
            several = _called(headings, numbered[1])
            if len(several) >= int(numbered[2]):
                return [several[int(numbered[2]) - 1]]
    return []


def _called(headings: Sequence[Heading], name: str) -> list[Heading]:
    key = heading_key(name)
    whole = [heading for heading in headings if heading_key(heading.text) == key]
    return whole or [h for h in headings if key in map(heading_key, h.parts)]


def _fault(
    name: str, found: Sequence[Heading], headings: Sequence[Heading], where: Location
) -> Problem:
    if found:
        words = {"text": name, "columns": ", ".join(heading.place for heading in found)}
        return problem(Code.TWO_HEADINGS, where, f"{name}#1", **words)
    known = [heading.text for heading in headings if heading.parts]
    close = get_close_matches(name, known, n=1)
    words = {"text": name, "allowed": "、".join(known[:12])}
    return problem(Code.HEADING_NOT_FOUND, where, close[0] if close else "", **words)
