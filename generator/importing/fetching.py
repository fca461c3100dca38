"""What the queries of the settings give is kept in the data folder, where builds read it.

A build never asks a database: it must give the same pages offline, next year, and in a snapshot.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.importing.admitting import Found
from generator.importing.reshaping import Row
from generator.model import TextTable
from generator.problems import DataError, Location, Problem, errors
from generator.schema import TABLE_OF, TABLES
from generator.settings import Settings
from generator.sources.database import Query, read_query


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one query gave, and the file that keeps it."""

    found: Found
    path: Path
    problems: list[Problem]


def fetch(
    settings: Settings, names: Sequence[str] = (), environment: Mapping[str, str] = os.environ
) -> list[Fetched]:
    """Run the queries of some tables, by default of all that have one; nothing is written.

    Raises:
        DataError: What is wrong with addresses, databases and queries, all at once.
    """
    fetched, problems = [], []
    for table in TABLES:
        source = (settings.sources or {}).get(table.name)
        if source is None or (names and table.name not in names):
            continue
        where = Location(settings.config_file.name, f"extra.xushi.sources.{table.name}")
        query = Query(source.url, source.query, where)
        text_table, found = read_query(query, table, settings.root, environment)
        problems += found
        if text_table is not None:
            path = settings.data_dir / (source.file or f"{table.name}.csv")
            fetched.append(Fetched(_found(text_table, where), path, found))
    if errors(problems):
        raise DataError(problems)
    return fetched


def _found(text_table: TextTable, where: Location) -> Found:
    table = TABLE_OF[text_table.name]
    frame = text_table.frame
    named = [str(name) for name in frame.columns]
    known = [name for name in table.names if name in named]
    unknown = [name for name in named if name not in known]
    rows = [
        Row(dict(zip(named, cells, strict=True)), Location(where.file, where.sheet, int(row)))
        for row, cells in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    header = Location(where.file, where.sheet, 1)
    # What is no column of the table is handed on, so that the checks name it.
    return Found(table, f"{where.file}[{where.sheet}]", [*known, *unknown], rows, header)
