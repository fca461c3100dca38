"""Rows of tables other than figures: a unit explains its figures, and reports on its actions.

Such a row says how things stand since the day of receipt. One that says what is known already
changes nothing; another one for the same thing is a later row, and the earlier one stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from generator.check.cells import narrow, trim
from generator.check.days import read_date, read_period
from generator.forms.layout import SENT_TABLES
from generator.intake.known import Known
from generator.intake.returned import Returned, ReturnedLine
from generator.latest import rows_in_force
from generator.model import TextTable
from generator.problems import Code, Problem, problem
from generator.schema import TABLE_OF, Table, Type

_AGREED = ("target_id", "entity_id", "owner_id", "opened_on", "due_on")
"""What was agreed with the office when an action was opened; it alone may change that."""

Key = tuple[str, ...]
InForce = Mapping[tuple[str, Key], Mapping[str, str]]
"""The rows that stand, as text, by table and key."""


@dataclass(slots=True)
class SentRow:
    """One row that was sent, on its way to its table."""

    form: Returned
    line: ReturnedLine
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    is_same: bool = False
    """Whether it says what is known already, or what another file of the inbox says."""

    @property
    def table(self) -> Table:
        """The table it belongs to."""
        return TABLE_OF[self.form.table]

    @property
    def key(self) -> Key:
        """What it speaks of."""
        return tuple(_plain(self.table, name, self.cells[name]) for name in self.table.key)

    def says(self) -> dict[str, str]:
        """Give what the sender says of it, however it was written."""
        names = (n for n in self.table.names if n not in SENT_TABLES[self.table.name])
        return {name: _plain(self.table, name, self.cells[name]) for name in names}

    def report(self, code: Code, column: str, **words: str) -> None:
        """Say what is wrong with a cell."""
        where = self.form.where(self.line.row, column)
        self.problems.append(problem(code, where, text=self.cells[column], **words))


def sent_rows(form: Returned, known: Known, received: dt.date) -> list[SentRow]:
    """Give the rows of one sent table; what the office fills in is filled in."""
    return [_row(form, line, known, received) for line in form.lines]


def _row(form: Returned, line: ReturnedLine, known: Known, received: dt.date) -> SentRow:
    table = TABLE_OF[form.table]
    cells = {name: line.texts.get(name, "") for name in table.names}
    cells["decided_on"] = received.isoformat()
    if "office" in cells:
        cells["office"] = known.names.get(line.entity_id, "")
    return SentRow(form, line, cells)


def in_force(known: Known, received: dt.date) -> InForce:
    """Give the rows that stand on the day of receipt or later, of all tables that units send."""
    found: dict[tuple[str, Key], Mapping[str, str]] = {}
    for name, table in TABLE_OF.items():
        if name not in SENT_TABLES or not table.replaces:
            continue
        last = max([received, *known.tables[name]["decided_on"].dropna().dt.date])
        frame = rows_in_force(known.tables, name, last)
        for cells in frame[list(table.names)].to_dict("records"):
            row = {str(column): _text(value) for column, value in cells.items()}
            key = tuple(_plain(table, column, row[column]) for column in table.key)
            found[name, key] = row
    return found


def judge_rows(rows: Iterable[SentRow], standing: InForce) -> None:
    """Find what is known already, and name what is not for the sender to say.

    Of equal rows in two files the first counts; cells that differ are named in both.
    """
    first: dict[tuple[str, Key], SentRow] = {}
    for row in rows:
        row.problems, row.is_same = [], False
        _judge(row, standing.get((row.table.name, row.key)))
        other = first.setdefault((row.table.name, row.key), row)
        if other is row or other.form is row.form:
            continue
        said = other.says()
        differ = [name for name, text in row.says().items() if text != said[name]]
        row.is_same = row.is_same or not differ
        for name in () if row.is_same else differ:
            _report_both(row, other, name)


def _report_both(row: SentRow, other: SentRow, name: str) -> None:
    """Say of two rows about the same thing what the other one has in some column."""
    for one, two in ((row, other), (other, row)):
        place, value = two.form.where(two.line.row, name), two.cells[name] or "—"
        one.report(Code.TWO_STATEMENTS, name, other=str(place), value=value)


def _judge(row: SentRow, stands: Mapping[str, str] | None) -> None:
    if row.cells.get("decision") and narrow(row.cells["decision"]) in ("verified", "rejected"):
        row.report(Code.OFFICE_DECIDES, "decision")
    if row.cells.get("closed_on") and not row.cells["evidence"]:
        row.report(Code.NO_EVIDENCE, "closed_on")
    if stands is None:
        return
    if row.table.name == "actions":
        row.cells["public"] = stands["public"]  # an explanation in new words is public anew
    said = row.says()
    changed = [name for name, text in said.items() if text != _plain(row.table, name, stands[name])]
    row.is_same = not changed
    agreed = [name for name in changed if row.table.name == "actions" and name in _AGREED]
    for name in agreed:
        row.report(Code.AGREED_OTHERWISE, name, was=stands[name])
    if changed and not agreed and stands["decided_on"] >= row.cells["decided_on"]:
        words = {"was": stands[changed[0]] or "—", "day": stands["decided_on"]}
        row.report(Code.STANDS_ALREADY, changed[0], **words)


def rows_table(rows: Iterable[SentRow], name: str) -> TextTable:
    """Give the new rows of one file as they are checked beside the tables of the site."""
    new = [row for row in rows if not row.is_same]
    index = pd.Index([row.line.row for row in new], name="row")
    table = new[0].table
    frame = pd.DataFrame([row.cells for row in new], list(index), list(table.names), dtype=str)
    return TextTable(table.name, name, "", frame.rename_axis(index="row"))


def _text(value: Any) -> str:
    """Write a value of a typed table as a cell has it."""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if pd.isna(value) else str(value)


def _plain(table: Table, name: str, text: str) -> str:
    """Reduce a cell to what it says."""
    kind = table[name].type
    if kind is Type.DATE:
        return str(read_date(narrow(text)) or narrow(text))
    if kind is Type.PERIOD:
        period = read_period(narrow(text))
        return period.name if period else narrow(text)
    return " ".join(trim(text).split()) if kind is Type.TEXT else narrow(text)
