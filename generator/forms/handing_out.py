"""All forms of a period in a folder, with a summary for the office and empty tables."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from generator.forms.duties import Form
from generator.forms.layout import EXTRA, SENT_TABLES
from generator.forms.workbook import form_workbook
from generator.locales import Translate, mark
from generator.schema import TABLES, Table

SUMMARY = mark("Summary")
TABLES_FOLDER = "csv"
_UNITS = mark("Units")
_FIGURES = mark("Figures asked for")
_UNIT_HEADS = (
    mark("County"),
    mark("Unit id"),
    mark("Unit"),
    mark("Form"),
    mark("Figures asked for"),
    mark("Reported already"),
    mark("Due by"),
)
_LINE_HEADS = (
    mark("County"),
    mark("Unit id"),
    mark("Unit"),
    mark("Indicator"),
    mark("Reporting period"),
    mark("Unit of measure"),
    mark("Target"),
    mark("Reported already"),
    mark("Due by"),
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(slots=True)
class HandedOut:
    """What was written."""

    forms: list[Path] = field(default_factory=list)
    lines: int = 0
    """How many figures are asked for."""


def hand_out(
    forms: Iterable[Form], folder: Path, period: str, day: dt.date, translate: Translate
) -> HandedOut:
    """Write the form of each unit, then the summary and the empty tables.

    Files of the same name are written anew; nothing else in the folder is touched. Where there is
    no form nothing is written at all.

    Args:
        forms: Those of one county after another; none is kept.
        folder: Where they go.
        period: Name of what is reported.
        day: Stands in the files as the day on which they were made.
        translate: Into the language of the units.
    """
    made = HandedOut()
    units: list[_Row] = []
    lines: list[_Row] = []
    for form in forms:
        name = form_name(form)
        _write(folder / name, form_workbook(form, day, translate))
        made.forms.append(folder / name)
        made.lines += len(form.lines)
        units.append(_of_form(form, name))
        lines += _of_lines(form)
    if made.forms:
        name = f"{translate(SUMMARY)}_{_in_a_name(period)}.xlsx"
        _write(folder / name, _summary(sorted(units), sorted(lines, key=_place), day, translate))
        for table in TABLES:
            if table.name in SENT_TABLES:
                # With a byte order mark, for spreadsheets that take a plain file for GBK.
                heading = ("\ufeff" + _heading(table)).encode()
                _write(folder / TABLES_FOLDER / f"{table.name}.csv", heading)
    return made


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def form_name(form: Form) -> str:
    """Name the file of a form; any system takes the name."""
    name = _FORBIDDEN.sub(" ", form.name).strip(" .")[:60]
    return f"{form.entity_id}_{name}_{_in_a_name(form.period)}.xlsx"


def _in_a_name(period: str) -> str:
    return period.replace("/", "_")


def _heading(table: Table) -> str:
    """Name the columns that a sender fills."""
    names = [name for name in table.names if name not in SENT_TABLES[table.name]]
    return ",".join([*names, *(EXTRA if table.name == "observations" else ())]) + "\n"


_Row = tuple[str | int, ...]


def _of_form(form: Form, name: str) -> _Row:
    due = str(form.due_on or "")
    who = form.county, form.entity_id, form.name
    return (*who, name, len(form.lines), form.n_known, due)


def _of_lines(form: Form) -> Iterable[_Row]:
    for line in form.lines:
        what = line.name, line.period, line.unit_of_measure, line.target, line.known
        yield (form.county, form.entity_id, form.name, *what, str(line.due_on or form.due_on or ""))


def _place(row: _Row) -> tuple[str | int, ...]:
    """Order by county and unit; the lines of one unit keep their order."""
    return row[:2]


def _summary(
    units: Sequence[_Row], lines: Sequence[_Row], day: dt.date, translate: Translate
) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        created = dt.datetime.combine(day, dt.time(), tzinfo=None)
        workbook.set_properties({"title": translate(SUMMARY), "created": created})
        head = workbook.add_format({"bold": True, "bg_color": "#E7EDF3"})
        for title, heads, table in (
            (_UNITS, _UNIT_HEADS, units),
            (_FIGURES, _LINE_HEADS, lines),
        ):
            sheet = workbook.add_worksheet(translate(title)[:31])
            _fill(sheet, [translate(text) for text in heads], table, head)
    return content.getvalue()


def _fill(sheet: Any, heads: Sequence[str], table: Sequence[Sequence[Any]], style: Any) -> None:
    sheet.write_row(0, 0, heads, style)
    for number, row in enumerate(table, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell)
    sheet.set_column(0, len(heads) - 1, 20)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table), 1), len(heads) - 1)
