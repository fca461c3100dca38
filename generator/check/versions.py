"""Which row of an indicator, unit or plan was in force on a day."""

from __future__ import annotations

from typing import Any

import numpy as np

from generator.check.rows import Mask, Positions, Rows

_DAYS = 1 << 32  # more than any day number, so that id and day make one sortable number


class Versions:
    """The rows of a table by id and day: the newest that was known on the day.

    A day before the first row of an id gives that first row: what was said of it later is the
    best that is known, and it does not change when still later rows are taken away.
    """

    def __init__(self, rows: Rows) -> None:
        self._ids = rows.text[rows.table.key[0]]
        codes = self._ids.codes.astype(np.int64)
        days = _day_numbers(rows.typed[rows.table.known_from])
        self._order = np.lexsort((np.arange(len(rows)), days, codes))
        self._keys = (codes * _DAYS + days)[self._order]
        self._number_of = {str(text): number for number, text in enumerate(self._ids.distinct)}

    def find(self, rows: Rows, column: str, on: Any = None) -> Positions:
        """Give the position of the row that each cell of a column refers to; -1 if unsound.

        Args:
            on: The day for each row; without it, the day on which the row became known.
        """
        text = rows.text[column]
        numbers = text.map(lambda cell: self._number_of.get(cell, -1), np.int64)
        numbers[~rows.sound[column] | text.isin([""])] = -1
        if on is None:
            on = rows.typed[rows.table.known_from]
        if not len(self._keys):
            return np.full(len(rows), -1, dtype=np.intp)
        last = np.searchsorted(self._keys, numbers * _DAYS + _day_numbers(on), side="right") - 1
        first = np.searchsorted(self._keys, numbers * _DAYS, side="left")
        found = np.maximum(last, first)
        return np.where(numbers < 0, -1, self._order[np.minimum(found, len(self._order) - 1)])


def in_force_last(rows: Rows) -> Mask:
    """Say for every row whether no later row of its key takes its place."""
    names = rows.table.key
    codes = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        codes = codes * (len(rows.text[name].distinct) + 1) + rows.text[name].codes
    days = _day_numbers(rows.typed[rows.table.known_from])
    order = np.lexsort((np.arange(len(rows)), days, codes))
    is_last = np.ones(len(rows), dtype=bool)
    is_last[order[:-1]] = codes[order[:-1]] != codes[order[1:]]
    return is_last


def _day_numbers(days: Any) -> Any:
    """Count days from 1900; no day comes before all others."""
    numbers = np.asarray(days, dtype="datetime64[D]")
    counted = (numbers - np.datetime64("1900-01-01")).astype(np.int64) + 1
    return np.where(np.isnat(numbers), 0, counted)
