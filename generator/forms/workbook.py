"""One form as a workbook; same form, same bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from generator.forms.duties import Form, Line
from generator.forms.layout import (
    CONFIRMED,
    LISTS,
    REASONS,
    ROLES,
    SHEET,
    TITLE_ROLE,
    Role,
    form_key,
    line_key,
)
from generator.locales import Translate, mark

_HEAD_ROW = 3
FIRST_ROW = 4
"""Row of the first line, counted from 0."""
_LONGEST_LIST = 250  # characters of a list of choices within the validation itself
_LONGEST_REMARK = 1000

TITLE = mark("Fill in the yellow cells and send this file back; it may be renamed.")
DUE = mark("Due by %(day)s")
OWN_DAYS = mark("Rows with a day of their own are due by that day.")
NO_FIGURE = mark(
    "A figure for each row, or the reason why there is none. Where a figure that was reported "
    "already is changed, say why. Other cells are locked."
)
PROMPT = mark("What to fill in")
MISTAKE = mark("This cannot be")
NUMBER = mark("A number in %(unit)s, without the unit")
RANGE = mark("A number in %(unit)s, from %(least)s to %(most)s, without the unit")
CHOOSE = mark("Choose from the list")
NO_MORE = mark("A number that is not above the denominator")
POSITIVE = mark("A number that is not below 0")
DAY = mark("A day, such as 2018-09-30")
REMARK = mark("In your own words")
OWN_UNIT = mark("its own unit of measure")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell of a reply holds: the sender's own text, and what is said about it."""

    text: str = ""
    remark: str = ""
    """Empty where the cell is in order."""
    is_doubt: bool = False
    """Whether it only has to be confirmed."""


Entries = Mapping[tuple[str, str, str], Entry]
"""By indicator, period and role."""
TITLE_ENTRY = ("", "", TITLE_ROLE)
"""The key of the entry in the line above the headings."""


def form_workbook(
    form: Form, day: dt.date, translate: Translate, entries: Entries | None = None
) -> bytes:
    """Write a form.

    Args:
        day: Stands in the file as the day on which it was made.
        entries: For a reply, what the sender had filled in, and what is to be mended.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        created = dt.datetime.combine(day, dt.time(), tzinfo=None)
        workbook.set_properties({"title": form.title, "created": created})
        _Sheet(workbook, form, translate, entries or {}).fill()
    return content.getvalue()


_LOOKS: Mapping[str, Mapping[str, object]] = {
    "head": {"bold": True, "bg_color": "#E7EDF3"},
    "fixed": {"locked": True},
    "open": {"locked": False, "bg_color": "#FFFBE0"},
    "words": {"locked": False, "bg_color": "#FFFBE0", "num_format": "@"},
    "wrong": {"locked": False, "bg_color": "#FFC7CE", "bold": True},
    "doubt": {"locked": False, "bg_color": "#FFD966", "bold": True},
    "unused": {"locked": True, "bg_color": "#EFEFEF"},
}


class _Sheet:
    """Fills the one sheet of a form."""

    def __init__(self, workbook: Any, form: Form, translate: Translate, entries: Entries) -> None:
        self._form, self._translate, self._entries = form, translate, entries
        self._sheet = workbook.add_worksheet(SHEET)
        self._lists = workbook.add_worksheet(LISTS)
        self._lists.very_hidden()
        self._n_lists = 0
        wrapped: dict[str, object] = {
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "border_color": "#B0B0B0",
        }
        self._styles = {
            name: workbook.add_format({**wrapped, **more}) for name, more in _LOOKS.items()
        }
        self._title = workbook.add_format({"bold": True, "font_size": 15})
        wrong = {"locked": False, "bg_color": "#FFC7CE"}
        self._title_wrong = workbook.add_format({"bold": True, "font_size": 15, **wrong})
        self._plain = workbook.add_format({"text_wrap": False})

    def fill(self) -> None:
        """Write everything."""
        sheet, translate = self._sheet, self._translate
        sheet.write_string(0, 0, form_key(self._form.entity_id, self._form.period))
        sheet.set_column(0, 0, 4, None, {"hidden": True})
        sheet.set_row(0, None, None, {"hidden": True})
        self._write_title()
        sheet.write_string(2, 1, self._asks(), self._plain)
        for column, role in enumerate(ROLES, start=1):
            sheet.write_string(0, column, f"xushi:{role.name}")
            sheet.write_string(_HEAD_ROW, column, translate(role.heading), self._styles["head"])
            sheet.set_column(column, column, role.width)
        for number, line in enumerate(self._form.lines):
            self._line(FIRST_ROW + number, number + 1, line)
        sheet.freeze_panes(FIRST_ROW, 3)
        sheet.protect("", {"format_columns": True, "format_rows": True, "format_cells": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)

    def _asks(self) -> str:
        translate, form = self._translate, self._form
        due = f"{translate(DUE) % {'day': form.due_on}}。" if form.due_on else ""
        if any(line.due_on for line in form.lines):
            due += f"{translate(OWN_DAYS)} "
        return f"{due}{translate(TITLE)} {translate(NO_FIGURE)}"

    def _write_title(self) -> None:
        entry = self._entries.get(TITLE_ENTRY, Entry(self._form.title))
        self._sheet.write_string(
            1, 1, entry.text, self._title_wrong if entry.remark else self._title
        )
        self._remark(1, 1, entry)

    def _remark(self, row: int, column: int, entry: Entry) -> None:
        if entry.remark:
            self._sheet.write_comment(
                row, column, entry.remark[:_LONGEST_REMARK], {"x_scale": 2.5, "y_scale": 1.5}
            )

    def _line(self, row: int, number: int, line: Line) -> None:
        self._sheet.write_string(row, 0, line_key(line.indicator_id, line.period))
        fixed = {
            "number": str(number),
            "indicator": line.name,
            "definition": line.definition,
            "unit_of_measure": line.unit_of_measure,
            "period": self._period(line),
            "before": line.before,
            "year_ago": line.year_ago,
            "target": line.target,
            "expected": line.expected,
            "known": line.known,
        }
        for column, role in enumerate(ROLES, start=1):
            if role.is_filled:
                self._open_cell(row, column, role, line)
            else:
                self._sheet.write_string(row, column, fixed[role.name], self._styles["fixed"])

    def _period(self, line: Line) -> str:
        if line.due_on is None:
            return line.period_words
        return f"{line.period_words}\n{self._translate(DUE) % {'day': line.due_on}}"

    def _open_cell(self, row: int, column: int, role: Role, line: Line) -> None:
        if not _is_used(role, line):
            self._sheet.write_blank(row, column, None, self._styles["unused"])
            return
        entry = self._entries.get((line.indicator_id, line.period, role.name), Entry())
        style = "words" if role.name in _WORDS else "open"
        if entry.remark:
            style = "doubt" if entry.is_doubt else "wrong"
            self._remark(row, column, entry)
        _write(self._sheet, row, column, role, entry.text, self._styles[style])
        self._sheet.data_validation(row, column, row, column, self._rule(row, role, line))

    def _rule(self, row: int, role: Role, line: Line) -> dict[str, Any]:
        """Say what a cell takes; a mistake is told, words such as 约4000 may be kept."""
        translate = self._translate
        words = {"unit": line.unit_of_measure or translate(OWN_UNIT)}
        if role.name == "value" and line.choices:
            return self._list(line.choices)
        if role.name == "reason":
            return self._list(tuple(REASONS))
        if role.name == "confirmed":
            return self._list((CONFIRMED,))
        if role.name == "value" and line.least is not None and line.most is not None:
            limits = {"least": f"{line.least:g}", "most": f"{line.most:g}"}
            between = {"criteria": "between", "minimum": line.least, "maximum": line.most}
            return self._told({"validate": "decimal", **between}, RANGE, {**words, **limits})
        if role.name == "value":
            rule = {"validate": "decimal", "criteria": ">=", "value": line.least or 0}
            return self._told(
                rule if (line.least or 0) >= 0 else {"validate": "any"}, NUMBER, words
            )
        if role.name == "numerator" and line.is_proportion:
            below = _cell(row, "denominator")
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0}
            return self._told({**rule, "maximum": f"={below}"}, NO_MORE, {})
        if role.name in ("numerator", "denominator"):
            return self._told({"validate": "decimal", "criteria": ">=", "value": 0}, POSITIVE, {})
        return self._told({"validate": "any"}, DAY if role.name == "reached_on" else REMARK, {})

    def _told(self, rule: dict[str, Any], message: str, words: Mapping[str, str]) -> dict[str, Any]:
        text = self._translate(message) % words
        return {
            **rule,
            "input_title": self._translate(PROMPT)[:32],
            "input_message": text[:255],
            "error_title": self._translate(MISTAKE)[:32],
            "error_message": text[:255],
            # "≥95" and "约4000" are figures too: the clerk is asked, not stopped.
            "error_type": "warning",
        }

    def _list(self, choices: tuple[str, ...]) -> dict[str, Any]:
        told = self._told({"validate": "list"}, CHOOSE, {})
        told["error_type"] = "stop"
        is_short = len(",".join(choices)) <= _LONGEST_LIST
        if is_short and not any("," in choice for choice in choices):
            return {**told, "source": list(choices)}
        column = self._n_lists
        self._n_lists += 1
        for row, choice in enumerate(choices):
            self._lists.write_string(row, column, choice)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return {**told, "source": f"={LISTS}!${letter}$1:${letter}${len(choices)}"}


_WORDS = ("correction", "confirmation", "comment")


def _is_used(role: Role, line: Line) -> bool:
    if role.name in ("numerator", "denominator"):
        return line.is_ratio
    return line.takes_day if role.name == "reached_on" else True


def _write(sheet: Any, row: int, column: int, role: Role, text: str, style: Any) -> None:
    """Write what the sender had written: a plain number as one, all else as text."""
    if not text:
        sheet.write_blank(row, column, None, style)
    elif role.name not in _WORDS and _is_plain(text):
        sheet.write_number(row, column, float(text), style)
    else:
        sheet.write_string(row, column, text[:32767], style)


def _is_plain(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= 15


def _cell(row: int, name: str) -> str:
    column = 1 + [role.name for role in ROLES].index(name)
    return f"{xlsxwriter.utility.xl_col_to_name(column)}{row + 1}"
