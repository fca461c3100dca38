"""Every cell is read by the type of its column; what cannot be read is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from generator.check.cells import (
    ERROR_SIGNS,
    is_rounded,
    narrow,
    read_number,
    read_share,
    read_yes_no,
)
from generator.check.days import read_date, read_period
from generator.check.rows import Rows, Site, Texts
from generator.check.suggest import closest
from generator.periods import Period
from generator.problems import NOT_TEXT, Code
from generator.schema import KIND_WORDS, Column, Type

IN_INDICATOR_UNIT = {
    "indicators": ("minimum", "maximum", "limit"),
    "targets": ("value", "value_high", "baseline", "stretch"),
    "observations": ("value",),
    "comparators": ("value",),
}
"""Columns whose figures are in the unit of measure of the row's indicator; read later."""

_LEAST = {
    ("indicators", "per"): 0.0,
    ("targets", "tolerance"): 0.0,
    ("targets", "weight"): 0.0,
    ("observations", "denominator"): 0.0,
}
_MOST = {"due_days": 3660, "release_days": 3660, "decimals": 9, "intake": 10**15 - 1}
"""The greatest whole number of a column; the least is 0."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))
_TAKEN = frozenset({"con", "prn", "aux", "nul", "index", "readme", *_PORTS})
_NOT_A_TIME = np.datetime64("NaT", "s")
_FIRST_SERIAL, _LAST_SERIAL = 20000, 80000  # 1954 to 2119, as spreadsheets count days


def check_columns(site: Site) -> None:
    """Read every column of every table and name the cells that are not what they must be."""
    for rows in site.tables.values():
        read_columns(rows)


def read_columns(rows: Rows) -> None:
    """Do so for one table."""
    _check_stray(rows)
    _check_signs(rows)
    for column in rows.table.columns:
        _check_required(rows, column)
        if column.name not in IN_INDICATOR_UNIT.get(rows.table.name, ()):
            READERS[column.type](rows, column)


def _check_stray(rows: Rows) -> None:
    """Name rows with one filled cell once, not once for each cell that is empty."""
    needed = [column.name for column in rows.table.columns if column.required]
    filled = np.zeros(len(rows), dtype=int)
    for name in rows.table.names:
        filled += ~rows.is_blank(name)
    is_stray = (filled == 1) & rows.is_sound(*rows.table.names)
    if len(needed) < 3 or not is_stray.any():
        return
    for name in rows.table.names:
        rows.report(is_stray & ~rows.is_blank(name), name, Code.STRAY_TEXT)
    for name in rows.table.names:
        rows.hold_back(is_stray, name)


def _check_signs(rows: Rows) -> None:
    """Name errors of formulas, long numbers that a spreadsheet has cut, and what is no text."""
    for column in rows.table.columns:
        name = column.name
        text = rows.text[name]
        is_odd = text.map(lambda cell: NOT_TEXT.search(cell) is not None, bool) & rows.sound[name]
        rows.report(is_odd, name, Code.NOT_TEXT, character=_first_odd(text))
        is_error = text.isin(ERROR_SIGNS) & rows.sound[name]
        rows.report(is_error, name, Code.FORMULA_ERROR)
        if column.type is not Type.TEXT or name in ("code", "document_number"):
            is_cut = text.map(lambda cell: is_rounded(narrow(cell)), bool)
            rows.report(is_cut & rows.sound[name], name, Code.DIGITS_LOST)


def _first_odd(text: Texts) -> Callable[[int], str]:
    """Name the first character of a cell that no text has, by its number."""
    return lambda i: f"U+{ord(NOT_TEXT.findall(text[i])[0]):04X}"


def _check_required(rows: Rows, column: Column) -> None:
    name = column.name
    is_empty = rows.is_blank(name) & rows.sound[name]
    if not column.required or not is_empty.any():
        return
    if rows.table.name == "plans" and column.type is Type.DATE and name != "decided_on":
        shown = rows.text["title"]
        is_first = is_empty if name == "period_start" else is_empty & rows.sound["period_start"]
        rows.report(is_first, name, Code.PLAN_WITHOUT_PERIOD, text=shown.__getitem__)
        rows.hold_back(is_empty, name)
        return
    words = {"column": name, "title": column.title_zh}
    rows.report(is_empty, name, Code.MISSING_VALUE, **words)


def _read_with(
    function: Callable[[str], Any], empty: Any, dtype: Any, code: Code
) -> Callable[[Rows, Column], None]:
    """Make a reader for cells that are empty or one value; ``None`` means not understood."""

    def read_column(rows: Rows, column: Column) -> None:
        text = rows.text[column.name]
        read = [function(cell) if cell else empty for cell in text.distinct]
        is_misread = np.array([value is None for value in read], dtype=bool)
        values = np.array([empty if value is None else value for value in read], dtype=object)
        rows.typed[column.name] = values.astype(dtype)[text.codes]
        is_wrong = is_misread[text.codes] & rows.sound[column.name]
        words = {"choices": "是, 否"} if code is Code.NOT_ALLOWED else {}
        rows.report(is_wrong, column.name, code, lambda i: _meant_by(code, text[i]), **words)

    return read_column


def _meant_by(code: Code, text: str) -> str:
    """Turn the serial number of a day, as spreadsheets count, into the day."""
    if code is not Code.NOT_A_DATE or not text.isascii() or not text.isdigit():
        return ""
    if not _FIRST_SERIAL <= int(text) <= _LAST_SERIAL:
        return ""
    return str(np.datetime64("1899-12-30") + np.timedelta64(int(text), "D"))


def _read_text(rows: Rows, column: Column) -> None:
    text = rows.text[column.name]
    rows.typed[column.name] = text.distinct[text.codes]


def _read_words(rows: Rows, column: Column) -> None:
    rows.typed[column.name] = rows.text[column.name].map(lambda cell: "|".join(parts(cell)))


def parts(cell: str) -> list[str]:
    """Split a cell with several texts joined by ``|``."""
    return list(dict.fromkeys(filter(None, map(str.strip, cell.replace("｜", "|").split("|")))))


def _read_id(rows: Rows, column: Column) -> None:
    _read_text(rows, column)
    if column.refers_to:
        return
    is_unsafe = rows.text[column.name].map(lambda cell: bool(cell) and not is_safe_id(cell), bool)
    rows.report(is_unsafe & rows.sound[column.name], column.name, Code.UNSAFE_ID)


def is_safe_id(text: str) -> bool:
    """Whether an id can be a part of a web address and a file name on every system."""
    stem = text.split(".")[0].casefold()
    return _ID.fullmatch(text) is not None and not text.endswith(".") and stem not in _TAKEN


def _read_choice(rows: Rows, column: Column) -> None:
    _read_choices(rows, column, several=False)


def _read_choices(rows: Rows, column: Column, *, several: bool = True) -> None:
    allowed = frozenset(column.choices)
    split = parts if several else (lambda cell: [cell] if cell else [])

    def wrong(cell: str) -> list[str]:
        return [part for part in split(cell) if part not in allowed]

    text = rows.text[column.name]
    rows.typed[column.name] = text.map(lambda cell: "|".join(split(cell)))
    rows.report(
        text.map(lambda cell: bool(wrong(cell)), bool) & rows.sound[column.name],
        column.name,
        Code.NOT_ALLOWED,
        lambda i: closest(wrong(text[i])[0], column.choices, _chinese_choices(column)),
        text=lambda i: wrong(text[i])[0],
        choices=", ".join(column.choices),
    )


def _chinese_choices(column: Column) -> dict[str, str]:
    """Map Chinese words to the allowed values they stand for, from the column's meaning."""
    words = {zh: kind for kind, (zh, _) in KIND_WORDS.items() if kind in column.choices}
    for value, meaning in re.findall(r"([a-z_0-9]+) ?([^ a-z，；。、（：]+)", column.zh):
        if value in column.choices:
            words[meaning] = value
    return words


def _read_numbers(rows: Rows, column: Column) -> None:
    _read_with(read_number, float("nan"), float, Code.NOT_A_NUMBER)(rows, column)
    values, sound = rows.typed[column.name], rows.sound[column.name]
    if column.type is Type.INTEGER:
        most = _MOST[column.name]
        is_whole = np.equal(np.mod(values, 1), 0) & (values >= 0) & (values <= most)
        is_wrong = ~is_whole & ~np.isnan(values) & sound
        rows.report(is_wrong, column.name, Code.NOT_WHOLE, least="0", most=str(most))
        return
    least = _LEAST.get((rows.table.name, column.name), -np.inf)
    rows.report((values < least) & sound, column.name, Code.BELOW_ZERO)


def _read_periods(rows: Rows, column: Column) -> None:
    name = column.name
    text = rows.text[name]
    periods: list[Period | None] = [read_period(cell) if cell else None for cell in text.distinct]
    names = np.array([p.name if p else "" for p in periods], dtype=object)
    starts = np.array([p.start if p else _NOT_A_TIME for p in periods], dtype="datetime64[s]")
    ends = np.array([p.end if p else _NOT_A_TIME for p in periods], dtype="datetime64[s]")
    rows.typed[name] = names[text.codes]
    rows.typed[f"{name}_start"] = starts[text.codes]
    rows.typed[f"{name}_end"] = ends[text.codes]
    is_wrong = ~rows.is_blank(name) & np.isnat(rows.typed[f"{name}_end"])
    rows.report(is_wrong & rows.sound[name], name, Code.NOT_A_PERIOD)


READERS: dict[Type, Callable[[Rows, Column], None]] = {
    Type.ID: _read_id,
    Type.IDS: _read_words,
    Type.TEXT: _read_text,
    Type.PERSON: _read_text,
    Type.WORDS: _read_words,
    Type.CHOICE: _read_choice,
    Type.CHOICES: _read_choices,
    Type.YES_NO: _read_with(read_yes_no, False, bool, Code.NOT_ALLOWED),
    Type.INTEGER: _read_numbers,
    Type.NUMBER: _read_numbers,
    Type.SHARE: _read_with(read_share, float("nan"), float, Code.NOT_A_SHARE),
    Type.FIGURE: _read_text,
    Type.DATE: _read_with(read_date, _NOT_A_TIME, "datetime64[s]", Code.NOT_A_DATE),
    Type.PERIOD: _read_periods,
}
"""How the cells of each type are read."""
