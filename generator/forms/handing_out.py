"""All forms of a period in a folder, with a summary for the office and empty tables."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from generator.forms.duties import Form
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
)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')

NOT_ASKED = ("reported_on", "intake", "status")
"""Columns of observations that the office fills, not the sender."""
EXTRA = ("更正原因", "核实说明")
"""Columns that a sent table has besides: why a figure is corrected, why an odd one is right."""


def hand_out(
    forms: Sequence[Form], folder: Path, period: str, day: dt.date, translate: Translate
) -> list[Path]:
    """Write the form of each unit, the summary and the empty tables; give their paths.

    Files of the same name are written anew; nothing else in the folder is touched.

    Args:
        day: Stands in the files as the day on which they were made.
    """
    files = {form_name(form): form_workbook(form, day, translate) for form in forms}
    files[f"{translate(SUMMARY)}_{_in_a_name(period)}.xlsx"] = _summary(forms, day, translate)
    for table in TABLES:
        # With a byte order mark, for spreadsheets that take a plain file for GBK.
        files[f"{TABLES_FOLDER}/{table.name}.csv"] = ("\ufeff" + _heading(table)).encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in files]


def form_name(form: Form) -> str:
    """Name the file of a form; any system takes the name."""
    name = _FORBIDDEN.sub(" ", form.name).strip(" .")[:60]
    return f"{form.entity_id}_{name}_{_in_a_name(form.period)}.xlsx"


def _in_a_name(period: str) -> str:
    return period.replace("/", "_")


def _heading(table: Table) -> str:
    names = table.names
    if table.name == "observations":
        names = (*(name for name in names if name not in NOT_ASKED), *EXTRA)
    return ",".join(names) + "\n"


def _summary(forms: Sequence[Form], day: dt.date, translate: Translate) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        created = dt.datetime.combine(day, dt.time(), tzinfo=None)
        workbook.set_properties({"title": translate(SUMMARY), "created": created})
        head = workbook.add_format({"bold": True, "bg_color": "#E7EDF3"})
        units = [
            (f.county, f.entity_id, f.name, form_name(f), len(f.lines), f.n_known, str(f.due_on))
            for f in forms
        ]
        lines = [
            (
                *(form.county, form.entity_id, form.name, line.name, line.period),
                *(line.unit_of_measure, line.target, line.known),
            )
            for form in forms
            for line in form.lines
        ]
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
