"""Every period of every indicator and entity in one long table: values, and reports not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import FIGURE_KEY
from generator.model import Evaluation, ReportState

_NOT_IN_TIME = (ReportState.MISSING.value, ReportState.LATE.value)

Numbers = NDArray[np.float64]
Texts = NDArray[np.object_]
"""Of strings, empty where there is none."""
Days = NDArray[np.datetime64]
Counts = NDArray[np.int64]
Places = NDArray[np.intp]

_NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLines:
    """Columns of one length: a line a value, or a period that is due and has none.

    Of the latter the report never came, or the period is not released yet. Lines are in the order
    of indicators, of entities, then of time.
    """

    pieces: Mapping[tuple[str, str], slice]
    """Where the lines of each indicator and entity stand."""
    of_indicator: Mapping[str, slice]
    """Where the lines of each indicator stand."""
    period: Texts
    end: Sequence[dt.date]
    """Last day of the period."""
    number: Numbers
    """The value; nan where there is none."""
    low: Numbers
    high: Numbers
    qualifier: Texts
    value_text: Texts
    reported_on: Days
    status: Texts
    origin: Texts
    n_expected: Counts
    n_reported: Counts
    n_pending: Counts
    is_silent: NDArray[np.bool_]
    """Whether it is a report that was due and never came."""
    is_early: NDArray[np.bool_]
    """Whether nothing of the period may be shown yet."""
    due_on: Days
    """Where the report came late or never, the day it was due."""
    n_versions: Counts
    file: Texts
    sheet: Texts
    row: Counts

    def each(self, chosen: NDArray[np.bool_]) -> Iterator[tuple[str, int]]:
        """Go through some lines: the indicator and the place of each."""
        for indicator_id, piece in self.of_indicator.items():
            for place in np.flatnonzero(chosen[piece]).tolist():
                yield indicator_id, piece.start + place


def period_lines(evaluation: Evaluation) -> PeriodLines:
    """Put values and the reports owed together."""
    reports = evaluation.reports.drop_duplicates(list(FIGURE_KEY), keep="last")
    values, n = evaluation.values, len(evaluation.values)
    keys = [_codes(values[name], reports[name]) for name in FIGURE_KEY]
    indicators, entities, periods = (codes for codes, _ in keys)
    numbers = (indicators * (len(keys[1][1]) + 1) + entities) * (len(keys[2][1]) + 1) + periods
    late = reports["state"].isin(_NOT_IN_TIME).to_numpy()
    # Not due although its due day has come: it is not released yet.
    early = _days(reports["due_on"]) < np.datetime64(evaluation.as_of)
    early &= (reports["state"] == ReportState.NOT_DUE).to_numpy()
    silent = np.flatnonzero((late | early) & ~np.isin(numbers[n:], numbers[:n]))
    # The rows that a line is made of; -1 where there is none.
    of_value = np.append(np.arange(n), np.full(len(silent), -1))
    of_report = np.append(pd.Index(numbers[n:]).get_indexer(numbers[:n]), silent)
    of_key = np.append(np.arange(n), n + silent)
    start, end = (
        np.append(_days(values[name]), _days(reports[name])[silent])
        for name in ("period_start", "period_end")
    )
    order = np.lexsort((start, end, entities[of_key], indicators[of_key]))
    of_value, of_report, of_key = of_value[order], of_report[order], of_key[order]
    in_order = indicators[of_key], entities[of_key]

    def texts(name: str) -> Texts:
        return _taken(_texts(values[name]), of_value, "")

    def numbers_of(name: str) -> Numbers:
        return _taken(_finite(values[name]), of_value, np.nan)

    def counts(name: str) -> Counts:
        return _taken(values[name].to_numpy(), of_value, 0)

    both = _pieces(in_order, [known for _, known in keys[:2]])
    due_on = np.where(late, _days(reports["due_on"]), _NO_DAY)
    return PeriodLines(
        pieces={(one, other): piece for (one, other), piece in both.items()},
        of_indicator={
            name: piece for (name,), piece in _pieces(in_order[:1], [keys[0][1]]).items()
        },
        period=keys[2][1][periods[of_key]],
        end=end[order].astype(object).tolist(),
        number=numbers_of("value"),
        low=numbers_of("value_low"),
        high=numbers_of("value_high"),
        qualifier=texts("qualifier"),
        value_text=texts("value_text"),
        reported_on=_taken(_days(values["reported_on"]), of_value, _NO_DAY),
        status=texts("status"),
        origin=texts("origin"),
        n_expected=counts("n_expected"),
        n_reported=counts("n_reported"),
        n_pending=counts("n_pending"),
        is_silent=(of_value < 0) & ~_taken(early, of_report, False),
        is_early=(of_value < 0) & _taken(early, of_report, False),
        due_on=_taken(due_on, of_report, _NO_DAY),
        n_versions=_taken(reports["n_versions"].to_numpy(), of_report, 0),
        file=texts("file"),
        sheet=texts("sheet"),
        row=counts("row"),
    )


def by_value(cells: NDArray[Any], write: Callable[[Any], str]) -> list[str]:
    """Write each cell of a column; a value that stands there often is written once."""
    codes, known = pd.factorize(cells, use_na_sentinel=False)
    # A day becomes a date, and a day that is missing None.
    cells_known = known.astype(object) if known.dtype.kind == "O" else known.astype("datetime64[D]")
    written = np.array([*map(write, cells_known.tolist()), ""], dtype=object)
    found: list[str] = written[codes].tolist()
    return found


def _codes(one: pd.Series[Any], other: pd.Series[Any]) -> tuple[Places, Texts]:
    """Number the texts of two columns together, one below the other; give with it the texts."""
    both = pd.concat([one.astype(object), other.astype(object)])
    codes, known = pd.factorize(both)
    return codes.astype(np.int64), known.to_numpy(dtype=object)


def _taken(cells: NDArray[Any], places: Places, nothing: object) -> NDArray[Any]:
    """Take cells by their places; what has none is nothing."""
    return np.append(cells, np.array([nothing], dtype=cells.dtype))[places]


def _pieces(codes: Sequence[Places], known: Sequence[Texts]) -> dict[tuple[str, ...], slice]:
    """Find where the lines of each key stand; equal keys follow each other."""
    if not len(codes[0]):
        return {}
    changes = np.any([np.diff(part, prepend=-1) != 0 for part in codes], axis=0)
    starts = np.flatnonzero(changes)
    names = zip(
        *(texts[part[starts]] for part, texts in zip(codes, known, strict=True)), strict=True
    )
    stops = [*starts[1:].tolist(), len(codes[0])]
    return dict(zip(names, map(slice, starts.tolist(), stops), strict=True))


def _texts(values: pd.Series[Any]) -> Texts:
    found: Texts = values.astype(object).to_numpy()
    return np.where(values.isna(), "", found)


def _finite(values: pd.Series[Any]) -> Numbers:
    numbers = values.to_numpy(dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _days(values: pd.Series[Any]) -> Days:
    return values.to_numpy().astype("datetime64[D]")
