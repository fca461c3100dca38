"""A table that was sent as CSV, in any of the usual encodings: figures, explanations, actions."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from generator.check.header import check_heading
from generator.forms.layout import EXTRA, RETURNED_FOR, SENT_TABLES
from generator.formulas import plain_text
from generator.intake.guards import LARGEST_FILE, MOST_LINES
from generator.intake.ledger import safe_cell
from generator.intake.returned import Returned, ReturnedLine
from generator.model import TextTable
from generator.problems import Code, Location, Problem, column_letter, errors, problem
from generator.schema import TABLE_OF, TABLES, Column, Table, Type
from generator.schema.partitions import TABLE
from generator.sources.csv_file import cells_in, read_csv
from generator.sources.heading import SEARCHED_ROWS, Grid, as_table, heading_key

_ROLE_OF = {"note": "comment", EXTRA[0]: "correction", EXTRA[1]: "confirmation"}
"""How the columns of observations are called in a form."""
_SURE = 2
"""Columns by which a table is known to be another one than those that units send."""
_NEEDED = {
    TABLE: ("indicator_id", "entity_id", "period", "value"),
    "reviews": ("indicator_id", "entity_id", "period", "decision", "reason"),
    "actions": ("action_id", "target_id", "entity_id", "owner_id", "title", "opened_on", "due_on"),
}


def read_table(path: Path, file: str) -> Returned | list[Problem]:
    """Read one sent table; what is wrong with the file as a whole is given instead.

    What the office fills (`SENT_TABLES`) is passed over, whatever the file says.
    """
    grid, problems = read_grid(path, file)
    if grid is None:
        return problems
    schema = _meant(grid)
    if schema.name not in SENT_TABLES:
        names = "、".join(TABLE_OF[name].title_zh for name in SENT_TABLES)
        words = {"table": schema.name, "title": schema.title_zh, "tables": names}
        return [problem(Code.OFFICE_TABLE, Location(file), **words)]
    sent = _as_sent(schema)
    table, found = as_table(grid, sent)
    if table is None:
        return found
    unread, wrong = check_heading(sent, table)
    if unread & {*_NEEDED[schema.name], *table.frame.columns}:
        return wrong  # no row can be judged
    return _returned(path, schema, table, [*wrong, *errors(problems)])


def _as_sent(schema: Table) -> Table:
    """Give a table with the columns that it may have when a unit sends it, and must have."""
    needed = _NEEDED[schema.name]
    own = (replace(column, required=column.name in needed) for column in schema.columns)
    names = (*(EXTRA if schema.name == TABLE else ()), RETURNED_FOR)
    extra = (Column(name, Type.TEXT, name, "", "") for name in names)
    return replace(schema, columns=(*own, *extra))


def read_grid(path: Path, file: str) -> tuple[Grid | None, list[Problem]]:
    """Read the cells of a table that was sent; none where it cannot be read."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        words = {"size": f"{size / 2**20:.1f} MiB", "most": f"{LARGEST_FILE >> 20} MiB"}
        return None, [problem(Code.TABLE_TOO_LONG, Location(file), **words)]
    lines, _ = cells_in(path)
    if lines > MOST_LINES:
        words = {"size": f"{lines} lines", "most": f"{MOST_LINES} lines"}
        return None, [problem(Code.TABLE_TOO_LONG, Location(file), **words)]
    try:
        return read_csv(path, file)
    except csv.Error:
        return None, [problem(Code.UNREADABLE_FILE, Location(file), format="CSV")]


def table_with(path: Path, file: str, remarks: Mapping[int, str]) -> bytes | None:
    """Write a table that was sent as it came, with remarks in one more column.

    Args:
        path: Where it is.
        file: How it is called.
        remarks: By row; those of the file as a whole and of its heading stand in the first row.

    Returns:
        None where its cells cannot be read, or no row stands below its heading.
    """
    grid, _ = read_grid(path, file)
    table = None if grid is None else as_table(grid, _meant(grid))[0]
    if grid is None or table is None or table.frame.empty:
        return None
    cells = grid.cells.astype(object)
    headings = [heading_key(str(cell)) for cell in cells.loc[table.header_row]]
    own = heading_key(RETURNED_FOR)
    place = headings.index(own) if own in headings else len(headings)
    kept = [column for column in range(len(headings)) if column != place]
    said = {table.header_row: RETURNED_FOR}
    for row, text in sorted(remarks.items()):
        row = max(row, table.header_row + 1)
        said[row] = "\n".join(filter(None, (said.get(row), text)))
    content = io.StringIO()
    content.write("\ufeff")  # for spreadsheets that take a plain file for GBK
    writer = csv.writer(content, lineterminator="\r\n")
    for row, line in zip(cells.index, cells.to_numpy(), strict=True):
        sent = [safe_cell(str(line[column])) for column in kept]
        writer.writerow([*sent, safe_cell(said.get(row, ""))])
    return content.getvalue().encode()


def _meant(grid: Grid) -> Table:
    """Choose the table whose columns a file has; observations where that is not sure."""
    rows = [
        {heading_key(cell) for cell in row} for row in grid.cells.head(SEARCHED_ROWS).to_numpy()
    ]

    def likeness(table: Table) -> int:
        names = [{heading_key(c.name), heading_key(c.title_zh)} for c in table.columns]
        return max((sum(bool(name & row) for name in names) for row in rows), default=0)

    sent = max((TABLE_OF[name] for name in SENT_TABLES), key=likeness)
    best = max(TABLES, key=likeness)
    is_other = likeness(best) > likeness(sent) and likeness(best) >= _SURE
    return best if is_other else sent


def _returned(path: Path, schema: Table, table: TextTable, problems: list[Problem]) -> Returned:
    columns = [str(name) for name in table.frame.columns]
    roles = _ROLE_OF if schema.name == TABLE else {}
    key = _NEEDED[TABLE][:3] if schema.name == TABLE else ()
    passed_over = {*key, *SENT_TABLES[schema.name], RETURNED_FOR, ""}
    letters = {roles.get(name, name): column_letter(place) for place, name in enumerate(columns)}
    lines = []
    for row, cells in zip(table.frame.index, table.frame.to_numpy(), strict=True):
        # A table that went back has our apostrophes in it.
        said = (plain_text(str(cell).strip()).strip() for cell in cells)
        texts = dict(zip(columns, said, strict=True))
        filled = {
            roles.get(name, name): text
            for name, text in texts.items()
            if text and name not in passed_over
        }
        lines.append(ReturnedLine(int(row), *_key(texts), filled))
    return Returned(
        file=table.file,
        path=path,
        entity_id=_only({line.entity_id for line in lines}),
        period=_only({line.period for line in lines}),
        version="csv",
        sheet="",
        lines=tuple(lines),
        letters=letters,
        problems=problems,
        table=schema.name,
    )


def _key(texts: Mapping[str, str]) -> tuple[str, str, str]:
    return texts["entity_id"], texts.get("indicator_id", ""), texts.get("period", "")


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
