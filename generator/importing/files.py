"""A file and its mapping give the rows of a table, with the ids that the site has for names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.importing.admitting import Found
from generator.importing.header import find_header
from generator.importing.mapping import Rules
from generator.importing.names import Names
from generator.importing.reshaping import Reshaper, Row, Tally
from generator.model import TextTable
from generator.problems import NOT_TEXT, Code, Location, Problem, errors, problem
from generator.schema import Column, Type
from generator.sources.foreign import read_foreign


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave."""

    found: Found
    """The rows; with an error among the problems they are not to be used."""
    skipped: dict[str, Tally]
    """What was left out, by its reason, which is not translated yet."""
    problems: list[Problem]


def import_file(
    rules: Rules, path: Path, tables: Sequence[TextTable], received: dt.date | None = None
) -> Imported:
    """Read a file as its mapping says; nothing is written.

    Args:
        tables: The tables of the site, in which ids are looked up.
        received: The day of receipt of figures, where the mapping does not tell it.
    """
    file = NOT_TEXT.sub("?", path.name)
    reshaper = Reshaper(rules, received)
    sheets, problems = read_foreign(path, file, rules.sheets, plain=rules.plain_numbers)
    rows: list[Row] = []
    if problem_of_day := _without_day(rules, received):
        problems.append(problem_of_day)
    for sheet in sheets:
        header, wrong = find_header(sheet, rules)
        problems += wrong
        rows += reshaper.rows(sheet, header) if header is not None else []
    if not errors(problems) and not rows:
        problems.append(problem(Code.NO_ROWS, Location(file)))
    rows, unknown = with_ids(rules, rows, tables)
    filled = {name for row in rows for name in row.cells}
    names = [name for name in rules.table.names if name in filled]
    found = Found(rules.table, file, names, rows, rules.where("columns"))
    return Imported(found, reshaper.skipped, [*problems, *unknown])


def _without_day(rules: Rules, received: dt.date | None) -> Problem | None:
    """Say that nobody knows when figures were received; the clock is not asked."""
    if rules.table.name != "observations" or rules.reported_after is not None:
        return None
    if "reported_on" in {*rules.columns, *rules.unpivot} or received is not None:
        return None
    return problem(Code.NO_RECEIVED_DAY, Location(rules.file))


def with_ids(
    rules: Rules, rows: Sequence[Row], tables: Sequence[TextTable]
) -> tuple[list[Row], list[Problem]]:
    """Put ids in the place of names, in the columns that refer to other tables.

    An unknown name is told once, at the first row that has it. In a column that refers to the
    table itself, what is unknown may be among the new rows, and stays.
    """
    problems: list[Problem] = []
    for column in rules.table.columns:
        written = rules.columns.get(column.name)
        if column.refers_to and (written is not None or column.name in rules.unpivot):
            own = any(key.startswith(f"{rules.table.name}.") for key in column.refers_to)
            found, wrong = _column_with_ids(column, rows, Names(tables, column), own=own)
            rows, problems = found, [*problems, *wrong]
    return list(rows), problems


def _column_with_ids(
    column: Column, rows: Sequence[Row], names: Names, *, own: bool
) -> tuple[list[Row], list[Problem]]:
    known: dict[str, str] = {}
    problems: list[Problem] = []
    made = []
    for row in rows:
        text = row.cells.get(column.name, "")
        if text and text not in known:
            several = text.split("|") if column.type is Type.IDS else [text]
            ids = [names.find(part) for part in several]
            known[text] = "|".join(
                min(found, default=part) for found, part in zip(ids, several, strict=True)
            )
            where = _place(row, column.name)
            for part, found in zip(several, ids, strict=True):
                if len(found) > 1:
                    words = {"text": part, "ids": ", ".join(sorted(found))}
                    problems.append(problem(Code.NAME_OF_SEVERAL, where, **words))
                elif not found and not own:
                    words = {"text": part, "table": names.table}
                    problems.append(problem(Code.UNKNOWN_NAME, where, names.suggest(part), **words))
        made.append(Row({**row.cells, column.name: known.get(text, text)}, row.where, row.places))
    return made, problems


def _place(row: Row, column: str) -> Location:
    where = row.where
    return Location(where.file, where.sheet, where.row, row.places.get(column, column))
