"""Where the tables of a site are: files, folders of files and sheets, by their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from generator.problems import NOT_TEXT, Code, Location, Problem, problem
from generator.schema import TABLE_OF, TABLES, Table
from generator.schema.intakes import counts, is_of_intake
from generator.sources.excel import sheet_names
from generator.sources.heading import heading_key
from generator.sources.package import Resource, is_inside, read_resources

SUFFIXES = (".csv", ".xlsx", ".parquet")
"""Kinds of files that hold tables."""
NEEDED = ("counties", "indicators", "plans", "targets", "observations")
"""Tables without which there is nothing to show."""

_TABULAR = (*SUFFIXES, ".xls", ".et", ".ods", ".tsv", ".txt")
_BY_HEADING = {heading_key(t.name): t for t in TABLES} | {
    heading_key(t.title_zh): t for t in TABLES
}


@dataclass(frozen=True, slots=True)
class Place:
    """One file or sheet that holds a table or a part of one."""

    table: Table
    file: str
    sheet: str = ""
    is_readable: bool = True

    def __str__(self) -> str:
        return f"{self.file}[{self.sheet}]" if self.sheet else self.file


def find_tables(data_dir: Path) -> tuple[list[Place], list[Problem]]:
    """Find what holds each table, in the order of the schema, then of the files' names.

    A table that must be there but is not, or that cannot be opened, is a place that cannot be
    read, so that later checks wait for it.
    """
    resources, problems = read_resources(data_dir)
    listed = {file for resource in resources for file in resource.paths}
    places: list[Place] = []
    strays: list[str] = []
    for file, table, sheet in dict.fromkeys((*_listed(resources), *_named(data_dir, listed))):
        found, wrong = _open(data_dir, file, table, sheet)
        places += found
        problems += wrong
        strays += [] if found else [file]
    places, wrong = _without_doubles(data_dir, places, resources)
    problems += wrong
    absent, wrong = _absent(places, strays)
    order = list(TABLE_OF)
    places = sorted(
        [*places, *absent], key=lambda place: (order.index(place.table.name), place.file)
    )
    return places, [*problems, *wrong]


def _listed(resources: Sequence[Resource]) -> Iterator[tuple[str, Table | None, str]]:
    for resource in resources:
        if resource.table in TABLE_OF:
            for file in resource.paths:
                yield file, TABLE_OF[resource.table], resource.sheet


def _named(data_dir: Path, listed: set[str]) -> Iterator[tuple[str, Table | None, str]]:
    """Go through the files at the top, and through those in folders named after a table."""
    folders = [data_dir / name for name in TABLE_OF if (data_dir / name).is_dir()]
    paths = [*data_dir.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]
    for file in _tabular(data_dir, paths):
        if file not in listed:
            yield file, TABLE_OF.get(file.split("/")[0] if "/" in file else Path(file).stem), ""


def _tabular(data_dir: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Pass over what is no table, hidden files, locks of office programs and halves of intakes."""
    for path in sorted(paths):
        is_table = path.suffix.lower() in _TABULAR and not path.name.startswith((".", "~$"))
        if is_table and path.is_file():
            file = path.relative_to(data_dir).as_posix()
            if counts(data_dir, file):
                yield file


def places_below(data_dir: Path, folder: str, table: str) -> list[Place]:
    """Find what one folder holds of a table, in the order of the files' names.

    What is wrong with the files themselves is named by `find_tables`.
    """
    files = _tabular(data_dir, (data_dir / folder).rglob("*"))
    found = (_open(data_dir, file, TABLE_OF[table], "")[0] for file in files)
    return [place for places in found for place in places]


def _open(
    data_dir: Path, file: str, table: Table | None, sheet: str
) -> tuple[list[Place], list[Problem]]:
    """Tell which places a file offers for a table, or, with no table, for any of them."""
    if table is not None and NOT_TEXT.search(file):
        shown = _shown(file)
        return [Place(table, shown, is_readable=False)], [
            problem(Code.BAD_FILE_NAME, Location(shown))
        ]
    if table is not None and not is_inside(data_dir, file):
        return [Place(table, file, is_readable=False)], []
    path = data_dir / file
    suffix = path.suffix.lower()
    if suffix != ".xlsx":
        is_known = table is not None and suffix in SUFFIXES
        return [Place(table, file)] if table is not None and is_known else [], []
    sheets, problems = sheet_names(path, file)
    if problems:
        return [Place(table, file, is_readable=False)] if table else [], problems
    if table is None:
        tables = {name: _BY_HEADING.get(heading_key(name)) for name in sheets}
        return [Place(table, file, name) for name, table in tables.items() if table], []
    keys = (
        (heading_key(sheet),) if sheet else (heading_key(table.name), heading_key(table.title_zh))
    )
    fitting = [name for name in sheets if heading_key(name) in keys]
    if not fitting and len(sheets) == 1 and not sheet:
        fitting = sheets
    if fitting:
        return [Place(table, file, name) for name in fitting], []
    words = {"sheets": "、".join(sheets), "table": sheet or table.name, "title": table.title_zh}
    return [Place(table, file, is_readable=False)], [
        problem(Code.NO_SHEET, Location(file), **words)
    ]


def _without_doubles(
    data_dir: Path, places: Sequence[Place], resources: Sequence[Resource]
) -> tuple[list[Place], list[Problem]]:
    """Keep one source of each table: a file, a sheet, a folder, or one list of the descriptor.

    What intakes wrote belongs to any of them.
    A listed file that is not there is named already; what takes its place is no second source.
    """
    source_of = {file: resource.table for resource in resources for file in resource.paths}
    kept: dict[str, Place] = {}
    sound, problems = [], []
    for place in places:
        if is_of_intake(place.file):
            sound.append(place)
            continue
        first = kept.setdefault(place.table.name, place)
        if first is place or _source(place, source_of) == _source(first, source_of):
            sound.append(place)
        elif is_inside(data_dir, first.file):
            words = {"table": place.table.name, "other": str(first)}
            problems.append(problem(Code.TABLE_TWICE, Location(place.file, place.sheet), **words))
    return sound, problems


def _source(place: Place, source_of: dict[str, str]) -> str:
    folder = f"{place.table.name}/"
    if place.file.startswith(folder):
        return folder
    return f"listed: {source_of[place.file]}" if place.file in source_of else str(place)


def _absent(places: Sequence[Place], strays: Sequence[str]) -> tuple[list[Place], list[Problem]]:
    """Name missing tables and stray files, as one problem where one is probably the other."""
    found = {place.table.name for place in places}
    missing = [table for table in TABLES if table.name not in found]
    absent, problems, unused = [], [], list(strays)
    for table in missing:
        close = get_close_matches(table.name, [Path(file).stem for file in unused], cutoff=0.7)
        stray = next((file for file in unused if close and Path(file).stem == close[0]), "")
        if stray:
            unused.remove(stray)
        elif table.name not in NEEDED:
            continue
        absent.append(Place(table, stray or f"{table.name}.csv", is_readable=False))
        suggestion = f"{table.name}.csv" if stray else ""
        where = stray or f"{table.name}.csv"
        problems.append(problem(Code.MISSING_TABLE, Location(where), suggestion, table=table.name))
    return absent, problems + [
        problem(Code.UNKNOWN_FILE, Location(_shown(file)), file=_shown(file)) for file in unused
    ]


def _shown(file: str) -> str:
    """Write a name that is no text as far as it can be: one of another system is often GBK."""
    if not NOT_TEXT.search(file):
        return file
    return " ".join(NOT_TEXT.sub("?", os.fsencode(file).decode("gb18030", "replace")).split())
