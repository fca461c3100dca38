"""A copy of the demonstration data, kept as cells, in which mistakes can be planted."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from generator.problems import Location, Problem
from generator.schema import TABLES

DATA = Path(__file__).parents[2] / "data"
FORMATS = ("utf-8", "gb18030", "xlsx")
TITLES = {table.name: table.title_zh for table in TABLES}


@dataclass
class Book:
    """The files of a site: by name without suffix, the rows of cells, header first."""

    files: dict[str, list[list[str]]]
    touched: set[str] = field(default_factory=set)
    """Files that are no longer as they were."""

    @classmethod
    def read(cls, folder: Path) -> Book:
        """Read every CSV file of a folder."""
        files = {}
        for path in sorted(folder.rglob("*.csv")):
            name = path.relative_to(folder).with_suffix("").as_posix()
            with path.open(encoding="utf-8-sig", newline="") as file:
                files[name] = list(csv.reader(file))
        return cls(files)

    def copy(self) -> Book:
        """Give a book that can be changed without changing this one."""
        return Book({name: [list(row) for row in rows] for name, rows in self.files.items()})

    def find(self, table: str, **wanted: str | Callable[[str], bool]) -> Spot:
        """Find the first row of a table whose cells are as wanted."""
        for name, rows in self.files.items():
            if name.split("/")[0] != table:
                continue
            for number, cells in enumerate(rows[1:], start=2):
                row = dict(zip(rows[0], cells, strict=True))
                if all(_fits(row[column], want) for column, want in wanted.items()):
                    return Spot(self, name, number)
        raise LookupError(f"no row of {table} is as wanted: {wanted}")

    def add(self, file: str, **cells: str) -> Spot:
        """Add a row at the end of a file."""
        rows = self.files[file]
        rows.append([cells.get(name, "") for name in rows[0]])
        self.touched.add(file)
        return Spot(self, file, len(rows))


def _fits(cell: str, want: str | Callable[[str], bool]) -> bool:
    return want(cell) if callable(want) else cell == want


@dataclass(frozen=True)
class Spot:
    """One row of a book."""

    book: Book
    file: str
    row: int

    def __getitem__(self, column: str) -> str:
        return self._cells[self._position(column)]

    def put(self, column: str, text: str) -> Place:
        """Write a cell, and give its place."""
        self._cells[self._position(column)] = text
        self.book.touched.add(self.file)
        return Place(self.file, self.row, column)

    def at(self, column: str) -> Place:
        """Give the place of a cell."""
        return Place(self.file, self.row, column)

    def double(self, **changes: str) -> Spot:
        """Add the same row again at the end of its file, with changes."""
        header = self.book.files[self.file][0]
        return self.book.add(
            self.file, **{**dict(zip(header, self._cells, strict=True)), **changes}
        )

    @property
    def _cells(self) -> list[str]:
        return self.book.files[self.file][self.row - 1]

    def _position(self, column: str) -> int:
        return self.book.files[self.file][0].index(column)


@dataclass(frozen=True)
class Place:
    """Where a problem is expected, whatever the format of the files."""

    file: str
    row: int = 0
    column: str = ""

    def location(self, form: str) -> Location:
        """Name the place in files of one format."""
        if form != "xlsx":
            return Location(f"{self.file}.csv", "", self.row, self.column)
        title = TITLES[self.file.split("/")[0]]
        return Location(f"{self.file}.xlsx", title, self.row, self.column)


def write_book(book: Book, folder: Path, form: str, only: set[str] | None = None) -> None:
    """Write the files of a book in one format."""
    for name, rows in book.files.items():
        if only is not None and name not in only:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if form == "xlsx":
            _write_workbook(path.with_suffix(".xlsx"), TITLES[name.split("/")[0]], rows)
        else:
            encoding = "utf-8-sig" if form == "utf-8" else form
            with path.with_suffix(".csv").open("w", encoding=encoding, newline="") as file:
                csv.writer(file).writerows(rows)


def _write_workbook(path: Path, sheet: str, rows: list[list[str]]) -> None:
    """Write cells the way a spreadsheet keeps what people type: numbers, days, percentages."""
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        formats = {
            kind: workbook.add_format({"num_format": shown})
            for kind, shown in (("%", "0.0%"), ("day", "yyyy/m/d"), ("month", "mmm-yy"))
        }
        for number, cells in enumerate(rows):
            for position, text in enumerate(cells):
                _write_cell(page, number, position, text, formats)


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    text: str,
    formats: Mapping[str, xlsxwriter.format.Format],
) -> None:
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,12})(\.[0-9]+)?", text):
        page.write_number(row, column, float(text))
    elif re.fullmatch(r"[0-9]+(\.[0-9])?%", text):
        page.write_number(row, column, float(text[:-1]) / 100, formats["%"])
    elif re.fullmatch(r"20[0-9]{2}-[01][0-9]-[0-3][0-9]", text) and _is_day(text):
        page.write_datetime(row, column, dt.datetime.fromisoformat(text), formats["day"])
    elif re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text):
        page.write_datetime(row, column, dt.datetime.fromisoformat(f"{text}-01"), formats["month"])
    elif text:
        page.write_string(row, column, text)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def found_by(problems: list[Problem]) -> list[tuple[Location, str]]:
    """Reduce problems to places and codes."""
    return [(problem.where, str(problem.code)) for problem in problems]
