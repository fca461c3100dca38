"""Text tables become rows; their headers are checked on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.check.cells import narrow, trim
from generator.check.rows import Rows, Site, Texts
from generator.check.suggest import closest
from generator.formulas import plain_text
from generator.model import TextTable
from generator.problems import Code, Location, Problem, column_letter, problem
from generator.schema import TABLES, Table, Type


def check_headers(text_tables: Iterable[TextTable]) -> Site:
    """Put the files of each table together and name wrong, missing and double columns.

    Cells under a wrong heading are not looked at, and no check waits in vain: columns that may
    be meant by a wrong heading hold back what depends on them.
    """
    parts = defaultdict(list)
    for text_table in text_tables:
        parts[text_table.name].append(text_table)
    problems: list[Problem] = []
    tables = {table.name: _rows(table, parts[table.name], problems) for table in TABLES}
    absent = frozenset(table.name for table in TABLES if not parts[table.name])
    return Site(tables, absent, problems)


def _rows(table: Table, parts: Sequence[TextTable], problems: list[Problem]) -> Rows:
    sound: dict[str, list[Any]] = {name: [] for name in table.names}
    cells: dict[str, list[Any]] = {name: [] for name in table.names}
    extra: list[Any] = []
    for part in parts:
        held_back, found = check_heading(table, part)
        problems += found
        letters, found = _unnamed_cells(part)
        problems += found
        extra.append(letters)
        for name in table.names:
            cells[name].append(_cells(part.frame, name))
            sound[name].append(np.full(len(part.frame), name not in held_back))
    rows = Rows(
        table,
        _repeated([(part.file, len(part.frame)) for part in parts]),
        _repeated([(part.sheet, len(part.frame)) for part in parts]),
        _joined([part.frame.index.to_numpy() for part in parts], np.int64),
        {c.name: Texts.of(*cells[c.name], change=_tidy(c.type)) for c in table.columns},
        {name: _joined(sound[name], bool) for name in table.names},
        is_waiting=any(not part.header_row for part in parts),
        lacking=frozenset(table.names).difference(*(part.frame.columns for part in parts)),
    )
    _report_unnamed(rows, _joined(extra, object))
    return rows


def _tidy(type_: Type) -> Callable[[str], str]:
    """Words for people stay as they were written; what is read by rules loses its full width.

    The apostrophe that keeps a spreadsheet from running a text is none of the text.
    """
    tidy = trim if type_ in (Type.TEXT, Type.PERSON, Type.WORDS, Type.FIGURE) else narrow
    return lambda text: plain_text(tidy(text))


def _joined(parts: Sequence[Any], dtype: Any) -> NDArray[Any]:
    return np.concatenate([np.asarray(part, dtype=dtype) for part in parts] or [np.empty(0, dtype)])


def _repeated(texts: Sequence[tuple[str, int]]) -> Texts:
    """Repeat texts, each as often as it says."""
    used = [(text, times) for text, times in texts if times]
    once = Texts.of(np.array([text for text, _ in used], dtype=object))
    return Texts(np.repeat(once.codes, [times for _, times in used]), once.distinct)


def _cells(frame: pd.DataFrame, name: str) -> Any:
    """Give the cells of a column, of the first of that name, or empty ones where there is none.

    They are an array of objects or categorical.
    """
    positions = np.flatnonzero(frame.columns == name)
    if not len(positions):
        return np.full(len(frame), "", dtype=object)
    cells = frame.iloc[:, positions[0]]
    is_coded = isinstance(cells.dtype, pd.CategoricalDtype)
    return cells.array if is_coded else cells.to_numpy(dtype=object)


def check_heading(table: Table, part: TextTable) -> tuple[set[str], list[Problem]]:
    """Give the columns whose cells are not to be looked at, and what is wrong with a header."""
    if not part.header_row:
        return set(table.names), []
    headings = [str(name) for name in part.frame.columns if name]
    unknown = [name for name in headings if name not in table.names]
    absent = [name for name in table.names if name not in headings]
    meant = _meant(table, unknown, absent)
    missing = [n for n in absent if table[n].required and n not in meant.values()]
    double = {name for name in headings if headings.count(name) > 1 and name not in unknown}

    def at(name: str) -> Location:
        return Location(part.file, part.sheet, part.header_row, name)

    problems = [
        problem(Code.UNKNOWN_COLUMN, at(name), meant[name], text=name, table=table.name)
        for name in unknown
    ]
    problems += [
        problem(Code.MISSING_COLUMN, at(name), column=name, title=table[name].title_zh)
        for name in missing
    ]
    problems += [problem(Code.DUPLICATE_COLUMN, at(name), column=name) for name in sorted(double)]
    return {*(absent if unknown else missing), *double}, problems


def _meant(table: Table, unknown: Sequence[str], absent: Sequence[str]) -> dict[str, str]:
    """Tell which absent column each wrong heading probably stands for."""
    titles = {table[name].title_zh: name for name in absent}
    meant = {name: closest(name, absent, titles) for name in unknown}
    open_ = [name for name in unknown if not meant[name]]
    required = [name for name in absent if table[name].required and name not in meant.values()]
    if len(open_) == len(required) == 1:
        meant[open_[0]] = required[0]
    return meant


def _unnamed_cells(part: TextTable) -> tuple[NDArray[np.object_], list[Problem]]:
    """Give for each row the letter of the first filled column without a name.

    A column without a name that most rows fill is one problem of the header.
    """
    letters = np.full(len(part.frame), "", dtype=object)
    problems = []
    for position in np.flatnonzero(part.frame.columns == "")[::-1]:
        cells = Texts.of(part.frame.iloc[:, position].to_numpy(dtype=object), change=trim)
        is_filled = ~cells.isin([""])
        letter = column_letter(int(position))
        if is_filled.sum() > max(1, len(letters) / 2):
            words = {"text": cells[int(np.flatnonzero(is_filled)[0])], "letter": letter}
            where = Location(part.file, part.sheet, part.header_row)
            problems.append(problem(Code.EXTRA_CELLS, where, **words))
        else:
            letters[is_filled] = [
                f"{letter} {text}" for text in cells.distinct[cells.codes[is_filled]]
            ]
    return letters, problems


def _report_unnamed(rows: Rows, found: NDArray[np.object_]) -> None:
    """Name rows with cells under no heading; they are shifted, so none of their cells is read."""
    is_filled = found != ""
    if not is_filled.any():
        return
    for position in np.flatnonzero(is_filled):
        letter, _, text = str(found[position]).partition(" ")
        where = rows.where(int(position))
        rows.problems.append(problem(Code.EXTRA_CELLS, where, text=text, letter=letter))
    for name in rows.table.names:
        rows.hold_back(is_filled, name)
