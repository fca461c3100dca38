"""New rows are judged together with the site's own, and written whole or not at all."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from generator.check import check_site
from generator.folders import put_file
from generator.importing.reshaping import Row
from generator.model import TextTable
from generator.problems import Code, DataError, Location, Problem, errors, problem
from generator.schema import Table
from generator.sources import Reading

KINDS = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that were brought in, in their order."""

    table: Table
    file: str
    """What problems call the file or query."""
    names: list[str]
    """The columns that are filled, in the order of the schema."""
    rows: list[Row]
    header: Location
    """What names the columns."""

    @property
    def file_of_checks(self) -> str:
        """A name that no file of the site has."""
        return f"new:{self.table.name}:{self.file}"

    def cells(self) -> list[list[str]]:
        """Give the texts, row by row."""
        return [[row.cells.get(name, "") for name in self.names] for row in self.rows]


def default_place(reading: Reading, data_dir: Path, table: Table, stem: str) -> Path:
    """Give the file that new rows go to where nobody names one: one of several of their table.

    A table that is one file with nothing but its header is that file.
    """
    if (data_dir / f"{table.name}.csv") in _empty(reading, data_dir):
        return data_dir / f"{table.name}.csv"
    safe = re.sub(r"[^\w.-]+", "-", stem).strip(".-") or table.name
    return data_dir / table.name / f"{safe}.csv"


def _empty(reading: Reading, data_dir: Path) -> set[Path]:
    """Give the files of the site that hold a header and no row."""
    return {
        data_dir / table.file for table in reading.tables if table.header_row and table.frame.empty
    }


def judge(
    reading: Reading, found: Sequence[Found], replaced: Iterable[str] = ()
) -> tuple[list[Problem], int]:
    """Check new rows together with the tables of a site.

    Args:
        replaced: Files of the site in whose place the new rows come.

    Returns:
        What is wrong because of the new rows, each problem at the place a row comes from, and how
        many errors the site had without them.
    """
    new = {part.table.name for part in found}
    gone = set(replaced)
    own = [table for table in reading.tables if table.file not in gone]
    own = [table for table in own if table.header_row or table.name not in new]
    parts = {part.file_of_checks: part for part in found}
    together = [*own, *map(_text_table, found)]
    after = [*_of_files(reading, new, gone), *check_site(together, reading.texts)[1]]
    before: list[Problem] = []
    if errors(after):
        before = [*reading.problems, *check_site(reading.tables, reading.texts)[1]]
    fresh = sorted(set(after) - set(before))
    told = [_at_origin(problem_, parts) for problem_ in fresh]
    return sorted(dict.fromkeys(told)), len(errors(before))


def _of_files(reading: Reading, new: Iterable[str], gone: Iterable[str]) -> list[Problem]:
    """Give what is wrong with the site's files, but that they are missing what comes now."""
    missing = {("table", name) for name in new}
    return [
        found
        for found in reading.problems
        if found.where.file not in gone
        and not (found.code is Code.MISSING_TABLE and missing & set(found.words))
    ]


def _text_table(found: Found) -> TextTable:
    """Make a table whose row numbers are those of the result, so that each can be traced."""
    frame = pd.DataFrame(found.cells(), columns=found.names, dtype=str)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return TextTable(found.table.name, found.file_of_checks, "", frame)


def _at_origin(wrong: Problem, parts: Mapping[str, Found]) -> Problem:
    """Name the row of the file in place of that of the result, also inside of sentences."""
    where = wrong.where
    if part := parts.get(where.file):
        where = _origin(part, where.row, where.column)
    words = tuple((name, _origins_in(text, parts)) for name, text in wrong.words)
    return replace(wrong, where=where, words=words)


def _origin(part: Found, number: int, column: str = "") -> Location:
    if not 2 <= number < len(part.rows) + 2:
        return replace(part.header, column=column or part.header.column)
    row = part.rows[number - 2]
    return replace(row.where, column=row.places.get(column, column))


def _origins_in(text: str, parts: Mapping[str, Found]) -> str:
    for file, part in parts.items():
        pieces = re.split(re.escape(file) + r":([0-9]+)", text)
        numbers = [str(_origin(part, int(number))) for number in pieces[1::2]]
        text = "".join(a + b for a, b in zip(pieces[::2], [*numbers, ""], strict=True))
    return text


def examine(
    reading: Reading, found: Sequence[tuple[Found, Path]], data_dir: Path, *, force: bool = False
) -> tuple[list[Problem], int]:
    """Say what is wrong with new rows and their places, and how many errors the site had before.

    Args:
        force: Whether a file that is there may be replaced.
    """
    empty = _empty(reading, data_dir)
    problems = [
        wrong
        for part, path in found
        for wrong in _place_problems(part, path, data_dir, empty, force=force)
    ]
    replaced = [_below(data_dir, path) for _, path in found]
    more, own_errors = judge(reading, [part for part, _ in found], replaced)
    return [*problems, *more], own_errors


def admit(
    reading: Reading, found: Sequence[tuple[Found, Path]], data_dir: Path, *, force: bool = False
) -> tuple[list[Problem], int]:
    """Write new rows, all files or none, after they were found in order; tell what `examine` does.

    Raises:
        DataError: Something is wrong with them, a file is there already, or the table is one file
            and cannot be a folder too. Nothing was written.
    """
    problems, own_errors = examine(reading, found, data_dir, force=force)
    if errors(problems):
        raise DataError(problems)
    for path, content in [(path, _written(part, path)) for part, path in found]:
        put_file(path, content)
    return problems, own_errors


def _below(data_dir: Path, path: Path) -> str:
    """Name a file as problems do, where it is one of the data folder."""
    inside = path.resolve().is_relative_to(data_dir.resolve())
    return path.resolve().relative_to(data_dir.resolve()).as_posix() if inside else ""


def _place_problems(
    found: Found, path: Path, data_dir: Path, empty: set[Path], *, force: bool
) -> Iterable[Problem]:
    shown = _below(data_dir, path) or str(path)
    if path.suffix.lower() not in KINDS:
        words = {"text": path.suffix or path.name, "allowed": ", ".join(KINDS)}
        yield problem(Code.OTHER_KIND_OF_FILE, Location(shown), **words)
    if path.exists() and not force and path not in empty:
        yield problem(Code.THERE_ALREADY, Location(shown))
    below = _below(data_dir, path)
    if below.startswith(f"{found.table.name}/"):
        for suffix in (".csv", ".xlsx", ".parquet"):
            single = data_dir / f"{found.table.name}{suffix}"
            if single.exists():
                words = {"table": found.table.name, "file": single.name}
                yield problem(Code.ONE_FILE, Location(shown), **words)


def _written(found: Found, path: Path) -> bytes:
    """Write the rows as CSV or Parquet; the same rows, the same bytes.

    The CSV has a byte order mark, for spreadsheets that take a plain file for GBK.
    """
    if path.suffix.lower() == ".parquet":
        frame = pd.DataFrame(found.cells(), columns=found.names, dtype=object)
        with TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as database:
            target = Path(folder) / "rows.parquet"
            database.from_df(frame).write_parquet(str(target), compression="zstd")
            return target.read_bytes()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.names)
    writer.writerows(found.cells())
    return text.getvalue().encode("utf-8-sig")
