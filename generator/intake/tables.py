"""A table that was sent as CSV: observations, in any of the usual encodings."""

from __future__ import annotations

import csv
from pathlib import Path

from generator.forms.handing_out import EXTRA, NOT_ASKED
from generator.intake.guards import LARGEST_FILE, MOST_LINES
from generator.intake.returned import Returned, ReturnedLine
from generator.problems import Code, Location, Problem, column_letter, errors, problem
from generator.schema import TABLES
from generator.sources.csv_file import cells_in, read_csv
from generator.sources.heading import as_table, heading_key

_OBSERVATIONS = next(table for table in TABLES if table.name == "observations")
_ROLE_OF = {"note": "comment", EXTRA[0]: "correction", EXTRA[1]: "confirmation"}
_NEEDED = ("indicator_id", "entity_id", "period", "value")


def read_table(path: Path, file: str) -> Returned | list[Problem]:
    """Read one sent table; what is wrong with the file as a whole is given instead.

    The day of receipt, the order and the status are the office's: what the file says is passed
    over.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        words = {"size": f"{size / 2**20:.1f} MiB", "most": f"{LARGEST_FILE >> 20} MiB"}
        return [problem(Code.FORM_TOO_LARGE, Location(file), **words)]
    rows, _ = cells_in(path)
    if rows > MOST_LINES:
        words = {"size": f"{rows} rows", "most": f"{MOST_LINES} rows"}
        return [problem(Code.FORM_TOO_LARGE, Location(file), **words)]
    try:
        grid, problems = read_csv(path, file)
    except csv.Error:
        return [problem(Code.UNREADABLE_FILE, Location(file), format="CSV")]
    if grid is None:
        return problems
    table, found = as_table(grid, _OBSERVATIONS)
    if table is None:
        return found
    columns = [str(name) for name in table.frame.columns]
    known = {heading_key(name): name for name in EXTRA}
    columns = [known.get(heading_key(name), name) for name in columns]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        return [_no_column(file, table.header_row, name) for name in missing]
    letters = {_ROLE_OF.get(name, name): column_letter(place) for place, name in enumerate(columns)}
    lines = []
    for row, cells in zip(table.frame.index, table.frame.to_numpy(), strict=True):
        texts = {name: str(cell).strip() for name, cell in zip(columns, cells, strict=True)}
        filled = {
            _ROLE_OF.get(name, name): text
            for name, text in texts.items()
            if text and name not in (*_NEEDED[:3], *NOT_ASKED)
        }
        key = texts["entity_id"], texts["indicator_id"], texts["period"]
        lines.append(ReturnedLine(int(row), *key, filled))
    senders = sorted({line.entity_id for line in lines})
    periods = sorted({line.period for line in lines})
    unknown = [
        problem(
            Code.UNKNOWN_COLUMN,
            Location(file, row=table.header_row),
            text=name,
            table=_OBSERVATIONS.name,
        )
        for name in columns
        if name and name not in (*_OBSERVATIONS.names, *EXTRA)
    ]
    return Returned(
        file=file,
        path=path,
        entity_id=senders[0] if len(senders) == 1 else "",
        period=periods[0] if len(periods) == 1 else "",
        version="csv",
        sheet="",
        lines=tuple(lines),
        letters=letters,
        problems=[*unknown, *errors(problems)],
    )


def _no_column(file: str, row: int, name: str) -> Problem:
    words = {"column": name, "title": _OBSERVATIONS[name].title_zh}
    return problem(Code.MISSING_COLUMN, Location(file, row=row), **words)
