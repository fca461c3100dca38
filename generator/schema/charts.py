"""What a page hands to a chart: the type, the rows it draws, and the words that say the same.

A chart type is compiled once for each language (`generator.charts`); a page carries only its
rows. Where the table beside a chart holds the same figures, the browser reads them from there, so
that each stands on the page once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import isclose
from operator import ne
from typing import NamedTuple


class ChartType(StrEnum):
    """The kinds of chart."""

    TREND = "trend"
    """A value against its target and its schedule, period by period."""
    STATUS_COUNTS = "status_counts"
    """How many targets have each status."""
    RANKING = "ranking"
    """Entities in order of their value, with the target as a line; up to about sixty."""
    STRIP = "strip"
    """Many entities as dots along one axis, with the target as a line."""
    TIMELINE = "timeline"
    """The stages and dated steps of a plan, with a line at the day of the data."""


Cell = float | int | str | None
Param = Cell | tuple[str, ...]

FIELDS: Mapping[ChartType, Mapping[str, str]] = {
    ChartType.TREND: {
        "period": "name of the period as the axis shows it; rows in order of time, none twice",
        "value": "value in the unit of measure; empty when there is none",
        "expected": "what the schedule expects by then, in the unit of measure; may be empty",
        "low": "lower end of the 95 % interval or of the bounds; may be empty",
        "high": "upper end of it; may be empty",
        "missing": "1 when the report was due and did not come, else 0",
        "text": "what the tooltip says, a whole sentence",
    },
    ChartType.STATUS_COUNTS: {
        "status": "code of the status",
        "word": "its word; the axis shows it",
        "group": "`firm` (must and should) or `strive`",
        "n": "number of targets",
        "text": "what the tooltip says, a whole sentence",
    },
    ChartType.RANKING: {
        "name": "name of the entity with its place in front; rows in order, none twice",
        "value": "value in the unit of measure; empty when there is none",
        "low": "lower end of the 95 % interval or of the bounds; may be empty",
        "high": "upper end of it; may be empty",
        "status": "code of the status",
        "word": "its word",
        "label": "what stands beside the mark: the value in words, or why there is none",
        "text": "what the tooltip says, a whole sentence",
    },
    ChartType.STRIP: {
        "value": "value in the unit of measure",
        "level": "0, 1, 2 …: how many dots lie below this one",
        "status": "code of the status",
        "word": "its word",
        "text": "what the tooltip says, a whole sentence",
    },
    ChartType.TIMELINE: {
        "lane": "name of the stage; rows in order of time",
        "kind": "`stage` or `step`",
        "start": "first day, as 2018-03-01",
        "end": "last day; the day itself for a step",
        "status": "code of the status of a step; empty for a stage",
        "label": "what stands on the bar of a stage; that of a step is not drawn",
        "text": "what the tooltip says, a whole sentence",
    },
}
"""Columns of the rows of each type, all of them, in this order."""

PARAMS: Mapping[ChartType, Mapping[str, str]] = {
    ChartType.TREND: {
        "goal": "target value in the unit of measure, or none",
        "goal_high": "upper end of a target range, or none",
        "stretch": "the further value that is striven for, or none",
        "goal_label": "what stands at the target line, such as 目标 95%",
        "stretch_label": "what stands at the line of the stretch value",
        "value_label": "what stands at the newest value, such as 实绩 89.6%",
        "expected_label": "name of the line of the schedule",
        "missing_label": "word at the newest of the missing reports",
        "zero": "whether the axis begins at 0; so it should for counts and sums",
        "steps": "names of the steps of a milestone or grade, lowest first, in place of numbers",
    },
    ChartType.STATUS_COUNTS: {"strive_label": "word for the targets that are only striven for"},
    ChartType.RANKING: {
        "goal": "target value in the unit of measure, or none",
        "goal_high": "upper end of a target range, or none",
        "goal_label": "what stands at the target line, such as 目标 95%",
        "zero": "whether the axis begins at 0; so it should for counts and sums",
    },
    ChartType.STRIP: {
        "goal": "target value in the unit of measure, or none",
        "goal_high": "upper end of a target range, or none",
        "goal_label": "what stands at the target line, such as 目标 95%",
        "zero": "whether the axis begins at 0; so it should for counts and sums",
    },
    ChartType.TIMELINE: {
        "as_of": "the day of the data, as 2018-09-20",
        "as_of_label": "what stands at its line",
    },
}
"""Single values that a type needs besides its rows; the page may leave out what is none."""


HEIGHTS: Mapping[ChartType, tuple[int, int]] = {
    ChartType.TREND: (260, 0),
    ChartType.STATUS_COUNTS: (16, 26),
    ChartType.RANKING: (56, 26),
    ChartType.STRIP: (210, 0),
    ChartType.TIMELINE: (64, 42),
}
"""Pixels of a drawing: a fixed part, and so much for each name along its vertical axis."""


_NUMBER = re.compile("^[\u2212-]?[0-9][0-9,\u202f]*([.][0-9]+)?")
"""How a cell of a table begins that holds a number; templates/assets/charts.js knows the same."""


@lru_cache(maxsize=1 << 14)
def read_number(text: str) -> float | None:
    """Read the number at the beginning of a text as the browser does; None where there is none."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    return float(found[0].replace(",", "").replace("\u202f", "").replace("\u2212", "-"))


class TableColumn(NamedTuple):
    """The cells below one heading of the table beside a chart."""

    texts: Sequence[str]
    drawn: Sequence[str | None] | None = None
    """Of each cell what the chart draws where it is not the number at the beginning of the text;
    None where that is so in no cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """The same facts as a table, for those who read rather than look."""

    columns: tuple[str, ...]
    """The headings."""
    cells: Sequence[Sequence[str]]
    """The texts below each heading as a reader writes them; the first names its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One chart on one page. Made by `generator.pages.figures`, drawn in the browser."""

    chart_id: str
    """Unique on its page; becomes an anchor."""
    type: ChartType
    title: str
    """What and where."""
    description: str
    """One sentence that says what the chart shows."""
    unit_of_measure: str
    """How values are counted (%, 座); stands above the drawing."""
    columns: Mapping[str, Sequence[Cell]]
    """Cells of each of its `FIELDS`, in their order; where the browser reads rows from the table,
    it writes their ``text`` itself."""
    params: Mapping[str, Param] = field(default_factory=dict)
    """See `PARAMS`."""
    table: ChartTable
    held: tuple[str, ...] = ()
    """For each column of the table the field that it holds, or an empty text; then the browser
    reads the rows from the table."""

    def __post_init__(self) -> None:
        missing = FIELDS[self.type].keys() ^ self.columns.keys()
        if missing and not (self.held and missing == {"text"}):
            raise ValueError(f"{self.chart_id}: {self.type} has not the columns {sorted(missing)}")
        columns = self.columns.values()
        if len(set(map(len, columns))) > 1:
            raise ValueError(f"{self.chart_id}: columns of {self.type} have one length")
        if any(any(map(ne, cells, cells)) for cells in columns):  # only nan is unlike itself
            raise ValueError(f"{self.chart_id}: nan in a row of {self.type}")
        unknown = self.params.keys() - PARAMS[self.type].keys()
        if unknown:
            raise ValueError(f"{self.chart_id}: {self.type} takes no {sorted(unknown)}")

    @property
    def rows(self) -> Iterable[tuple[Cell, ...]]:
        """Its rows, each with the cells in the order of the columns."""
        return zip(*self.columns.values(), strict=True)

    @property
    def height(self) -> int:
        """Pixels the drawing takes, known before it is drawn so that no text moves then."""
        fixed, a_row = HEIGHTS[self.type]
        return fixed + a_row * len(set(next(iter(self.columns.values())))) if a_row else fixed

    @property
    def payload(self) -> dict[str, object]:
        """What the browser needs to draw it; see templates/assets/charts.js."""
        params = {name: _short(value) for name, value in self.params.items() if value is not None}
        given = {"type": self.type.value, "params": params}
        if not self.held:
            return {**given, "rows": [[_short(cell) for cell in row] for row in self.rows]}
        more = {
            name: [_short(cell) for cell in column]
            for name, column in self.columns.items()
            if name not in self.held and name != "text" and any(column)
        }
        return {**given, "held": " ".join(self.held).rstrip().split(" "), **more}

    @property
    def table_columns(self) -> tuple[TableColumn, ...]:
        """The table column by column."""
        if not self.held:
            return tuple(map(TableColumn, self.table.cells))
        return tuple(
            TableColumn(cells, _unlike(cells, self.columns[name]) if name else None)
            for cells, name in zip(self.table.cells, self.held, strict=True)
        )


def by_field(type: ChartType, rows: Sequence[Sequence[Cell]]) -> dict[str, Sequence[Cell]]:
    """Put rows, whose cells are in the order of `FIELDS`, into columns.

    Raises:
        ValueError: A row has more or fewer cells.
    """
    fields = FIELDS[type]
    if any(len(row) != len(fields) for row in rows):
        raise ValueError(f"a row of {type} has {len(fields)} cells")
    return {name: [row[place] for row in rows] for place, name in enumerate(fields)}


def _short(value: Param) -> Param:
    """Write whole numbers without a decimal point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unlike(texts: Sequence[str], values: Sequence[Cell]) -> list[str | None] | None:
    """Give the values that cannot be read from their texts; None where all can."""
    if texts is values or list(map(read_number, texts)) == list(values):
        return None
    found = list(map(_unlike_one, texts, values))
    return found if any(one is not None for one in found) else None


def _unlike_one(text: str, value: Cell) -> str | None:
    if isinstance(value, str):
        return None if value == text else value
    read = read_number(text)
    if value is None or read is None:
        return None if value is read else "" if value is None else str(_short(value))
    return None if isclose(read, float(value), abs_tol=1e-9) else str(_short(value))
