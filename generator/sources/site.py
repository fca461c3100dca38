"""The tables of a site, and the texts of its plans, are found in its data folder and read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from generator.model import TextTable
from generator.plantext import PlanText
from generator.problems import Problem, Severity
from generator.schema.partitions import TABLE, folder_of
from generator.sources.csv_file import read_csv
from generator.sources.excel import read_sheet
from generator.sources.finding import Place, find_tables, places_below
from generator.sources.heading import Grid, as_table
from generator.sources.parquet import read_parquet
from generator.sources.texts import read_texts


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a data folder."""

    tables: list[TextTable] = field(default_factory=list)
    """In the order of the schema, then of the files' names."""
    texts: list[PlanText] = field(default_factory=list)
    """The full texts of plans, in the order of the files' names."""
    problems: list[Problem] = field(default_factory=list)
    """Errors and warnings about the files themselves."""
    notes: list[Problem] = field(default_factory=list)
    """What the log says; nothing to mend."""


def read_site(data_dir: Path, but: Collection[str] = ()) -> Reading:
    """Read every table of a site as text, and the full texts of its plans.

    A table is a file of its name, a folder of its name with many files, a sheet of its name (or
    its Chinese title) in any workbook, or what ``datapackage.json`` lists. Hidden files, hidden
    sheets and the lock files of office programs are passed over.

    Args:
        but: Tables that are found, so that a missing one is named, but left unread.
    """
    places, problems = find_tables(data_dir)
    wanted = [place for place in places if place.table.name not in but]
    tables, found = read_places(data_dir, wanted)
    problems += found
    texts, found = read_texts(data_dir)
    return _reading(tables, texts, [*problems, *found])


def read_partition(data_dir: Path, county_id: str) -> Reading:
    """Read the observations of one county of a partitioned site; memory is that of the county.

    Problems are those of what stands in the files; `read_site` names what is wrong with the files
    themselves, even where it leaves them unread.
    """
    places = places_below(data_dir, folder_of(county_id), TABLE)
    tables, problems = read_places(data_dir, places)
    return _reading(tables, [], problems)


def _reading(
    tables: list[TextTable], texts: list[PlanText], problems: Sequence[Problem]
) -> Reading:
    notes = [found for found in problems if found.severity is Severity.NOTE]
    return Reading(tables, texts, [found for found in problems if found not in notes], notes)


def read_places(data_dir: Path, places: Iterable[Place]) -> tuple[list[TextTable], list[Problem]]:
    """Read some files or sheets; one that cannot be read is a table without a header."""
    tables, problems = [], []
    for place in places:
        table, found = _read(data_dir, place)
        tables.append(table)
        problems += found
    return tables, problems


def _read(data_dir: Path, place: Place) -> tuple[TextTable, list[Problem]]:
    grid, problems = _grid(data_dir / place.file, place) if place.is_readable else (None, [])
    if grid is not None:
        table, found = as_table(grid, place.table)
        problems += found
        if table is not None:
            return table, problems
    return TextTable(place.table.name, place.file, place.sheet, pd.DataFrame(), 0), problems


def _grid(path: Path, place: Place) -> tuple[Grid | None, list[Problem]]:
    match path.suffix.lower():
        case ".csv":
            return read_csv(path, place.file)
        case ".xlsx":
            return read_sheet(path, place.file, place.sheet)
        case _:
            return read_parquet(path, place.file)
