"""The rows of a foreign sheet become rows of a table; what is left out is told, and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from generator.importing.header import Header
from generator.importing.mapping import Rules, folded
from generator.locales import mark
from generator.periods import parse_period
from generator.problems import Code, DataError, Location, problem
from generator.sources.foreign import Sheet

ABOVE = mark("above the header")
NOTE = mark("a title or a note: only one cell is filled")
AGAIN = mark("the header once more")
NOT_KEPT = mark("left out, as the mapping says")
DOUBLE = mark("the same row once more")
EMPTY = mark("an empty cell")
UNUSED = mark("a column that the mapping does not name")

SHOWN = 3
"""Places that are kept of each reason."""
MOST_ROWS = 200_000
"""Rows of one result; each takes about a kilobyte."""
_NO_ZERO = re.compile(r"[+-]?\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the file that is not in the result."""

    where: Location
    text: str = ""


@dataclass(slots=True)
class Tally:
    """What was left out for one reason."""

    count: int = 0
    first: list[Skipped] = field(default_factory=list)
    """The first of them; a large sheet has more empty cells than there is room for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the result."""

    cells: Mapping[str, str]
    """By column of the table."""
    where: Location
    """The file, the sheet and the row it comes from."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The column that each cell comes from, where only one does."""


class Reshaper:
    """Turns sheets into rows, one sheet after the other."""

    def __init__(self, rules: Rules, received: dt.date | None = None) -> None:
        self.rules, self.received = rules, received
        self.skipped: dict[str, Tally] = {}
        """By reason, which is not translated yet."""
        self._seen: set[tuple[str, ...]] = set()
        self._texts: dict[str, str] = {}
        self._places: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
        self._keep = {name: set(map(folded, texts)) for name, texts in rules.keep.items()}
        self._drop = {name: set(map(folded, texts)) for name, texts in rules.drop.items()}

    def rows(self, sheet: Sheet, header: Header) -> list[Row]:
        """Give the rows of one sheet."""
        grid = sheet.grid
        self._top(sheet, header)
        for heading in header.unused:
            where = Location(grid.file, grid.sheet, header.rows[-1], heading.place)
            self._count(UNUSED, where)
        own = self._own_places(header)
        made: list[Row] = []
        for where, line in self._lines(sheet, header):
            cells = {name: line[heading.position] for name, heading in header.columns.items()}
            if self._is_out(cells):
                self._skip(NOT_KEPT, where, line)
                continue
            if header.turned:
                made += self._turned(where, line, cells, header, own)
            else:
                made.append(self._row(where, cells, {}, own))
            self._check_room(len(made), grid.file)
        return self._once(made) if self.rules.distinct else made

    def _own_places(self, header: Header) -> dict[str, str]:
        """Name the column of the file that each column of the table is made of, if it is one."""
        return {
            column: header.columns[template.names[0]].place
            for column, template in self.rules.columns.items()
            if len(template.names) == 1 and template.names[0] in header.columns
        }

    def _check_room(self, made: int, file: str) -> None:
        if made > MOST_ROWS:
            words = {"size": f"> {MOST_ROWS} rows", "most": f"{MOST_ROWS} rows"}
            raise DataError([problem(Code.TOO_LARGE_TO_IMPORT, Location(file), **words)])

    def _top(self, sheet: Sheet, header: Header) -> None:
        grid = sheet.grid
        for row in range(1, header.rows[-1]):
            line = list(grid.cells.iloc[row - 1])
            if row not in header.rows and any(map(str.strip, line)):
                self._skip(ABOVE, Location(grid.file, grid.sheet, row), line)

    def _skip(self, why: str, where: Location, line: Iterable[str]) -> None:
        text = " ".join(" ".join(line).split())
        self._count(why, where, text)

    def _count(self, why: str, where: Location, text: str = "") -> None:
        tally = self.skipped.setdefault(why, Tally())
        tally.count += 1
        if len(tally.first) < SHOWN:
            tally.first.append(Skipped(where, text))

    def _lines(self, sheet: Sheet, header: Header) -> Iterator[tuple[Location, list[str]]]:
        """Give the lines of data with what merged cells and cells above say."""
        grid = sheet.grid
        table = [[str(cell).strip() for cell in row] for row in grid.cells.to_numpy()]
        names = [list(table[row - 1]) for row in header.rows]
        filled = [sum(map(bool, line)) for line in table]
        width = sum(any(column) for column in zip(*names, strict=True))
        for top, left, bottom, right in sheet.merges:
            if top >= header.rows[-1] and top < bottom and left == right < grid.cells.shape[1]:
                for row in range(top + 1, min(bottom + 1, len(table))):
                    table[row][left] = table[row][left] or table[top][left]
        above: dict[int, str] = {}
        down = [header.columns[name].position for name in self.rules.fill_down]
        for number in range(header.rows[-1], len(table)):
            line, where = table[number], Location(grid.file, grid.sheet, number + 1)
            if not filled[number]:
                continue
            if filled[number] == 1 and width > 2:
                self._skip(NOTE, where, line)
            elif line in names:
                self._skip(AGAIN, where, line)
            else:
                for position in down:
                    line[position] = above[position] = line[position] or above.get(position, "")
                yield where, line

    def _is_out(self, cells: Mapping[str, str]) -> bool:
        """Say whether the mapping leaves a row out."""
        kept = (folded(cells[name]) in texts for name, texts in self._keep.items() if name in cells)
        out = (folded(cells[name]) in texts for name, texts in self._drop.items() if name in cells)
        return not all(kept) or any(out)

    def _turned(
        self,
        where: Location,
        line: Sequence[str],
        cells: Mapping[str, str],
        header: Header,
        own: Mapping[str, str],
    ) -> Iterator[Row]:
        """Make a row of each group of cells that have the same words in their headings."""
        groups: dict[tuple[str, ...], tuple[dict[str, str], dict[str, str], dict[str, str]]] = {}
        for turned in header.turned:
            cell, place = line[turned.heading.position], turned.heading.place
            at = Location(where.file, where.sheet, where.row, place)
            if not cell:
                self._count(EMPTY, at)
            elif self._is_out({turned.column: cell}):
                self._count(NOT_KEPT, at, cell)
            else:
                key = tuple(turned.groups.values())
                words, values, places = groups.setdefault(key, (dict(turned.groups), {}, {}))
                values[turned.column] = self._word(turned.column, cell)
                places[turned.column] = place
        for words, values, places in groups.values():
            shared = tuple(places.items())
            if shared not in self._places:
                self._places[shared] = {**own, **places}
            yield self._row(where, {**cells, **words}, values, self._places[shared])

    def _word(self, name: str, cell: str) -> str:
        words = self.rules.words.get(name)
        if self.rules.plain_numbers and _NO_ZERO.fullmatch(cell):
            cell = cell.replace(".", "0.", 1)
        return words.get(folded(cell), cell) if words else cell

    def _row(
        self,
        where: Location,
        cells: Mapping[str, str],
        values: Mapping[str, str],
        places: Mapping[str, str],
    ) -> Row:
        said = {name: self._word(name, cell) for name, cell in cells.items()}
        made = {column: t.fill(said) for column, t in self.rules.columns.items()} | {**values}
        if self.rules.reported_after is not None:
            made["reported_on"] = _day_after(made.get("period", ""), self.rules.reported_after)
        elif self.received is not None and "reported_on" in self.rules.table.names:
            made.setdefault("reported_on", self.received.isoformat())
        # A text that many rows share is kept once.
        return Row({c: self._texts.setdefault(t, t) for c, t in made.items()}, where, places)

    def _once(self, rows: Iterable[Row]) -> list[Row]:
        kept = []
        for row in rows:
            key = tuple(row.cells.values())
            if key in self._seen:
                self._count(DOUBLE, row.where)
            else:
                self._seen.add(key)
                kept.append(row)
        return kept


@cache
def _day_after(period: str, days: int) -> str:
    """Give the day so many days after the end of a period; nothing where it is none."""
    try:
        return str(parse_period(period).end + dt.timedelta(days=days))
    except (ValueError, OverflowError):
        return ""
