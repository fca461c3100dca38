"""Figures that are possible, but unlike the sender's own past: the sender is asked to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.check.cells import number_text
from generator.intake.entries import Entry
from generator.matching import ENTITY_KEY
from generator.model import Measure, Tables
from generator.problems import Code, problem
from generator.unusual import ON_A_SCALE, newest_against_past

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

RUNNING = 3
"""Periods in a row with one and the same figure that are asked about."""
_LEAST_FACTOR, _MOST_FACTOR = 2, 8  # powers of ten between units of measure: 百, 千, 万, 亿
_LEAST_DIGITS = 3


def add_doubts(
    entries: Mapping[int, Entry], figures: pd.DataFrame, history: pd.DataFrame, tables: Tables
) -> None:
    """Ask about figures that are far from, or too much like, what the sender reported before.

    Args:
        entries: What was sent, by its number.
        figures: Their numbers as they were read: number (of the entry), `ENTITY_KEY`, period_start,
            period_end, value; only exact numbers.
        history: The newest known figures: `ENTITY_KEY`, period_start, period_end, value.
        tables: Those of the site.
    """
    indicators = tables["indicators"].drop_duplicates("indicator_id", keep="last")
    nature = indicators.set_index("indicator_id")[
        ["name", "measure", "unit_of_measure", "minimum", "maximum"]
    ]
    figures = figures.merge(nature, how="inner", on="indicator_id", validate="m:1")
    scaled = figures[figures["measure"].isin(ON_A_SCALE)]
    courses = _courses(scaled, pd.concat([history, scaled[history.columns]]))
    for number, found in _doubts(courses):
        entry = entries[number]
        where = entry.form.where(entry.line.row, "value")
        text = entry.line.texts.get("value", "") or entry.cells.get("value", "")
        for code, words in found:
            entry.doubts.append(problem(code, where, **{"text": text, **words}))
    _add_same_numbers(entries, figures)


Doubt = tuple[Code, dict[str, str]]


def _courses(scaled: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Put before each figure those of earlier periods, in the order of time.

    Rows:
        Those of a figure together, itself last; ``number`` says which it is.
    """
    own = scaled[["number", *ENTITY_KEY, "period_end", "measure", "minimum", "maximum"]]
    beside = own.merge(known, how="inner", on=ENTITY_KEY, suffixes=("_own", ""), validate="m:m")
    earlier = beside[(beside["period_end"] < beside["period_end_own"]).to_numpy(dtype=bool)]
    earlier = earlier.drop(columns="period_end_own")
    both = pd.concat([earlier, scaled[earlier.columns]])
    both = both.sort_values(["number", "period_end"], kind="stable")
    return both.drop_duplicates(["number", "period_end"], keep="last", ignore_index=True)


def _doubts(courses: pd.DataFrame) -> Iterator[tuple[int, list[Doubt]]]:
    """Give the doubts about each figure that has some."""
    number = courses["number"].to_numpy()
    values = courses["value"].to_numpy(dtype=np.float64)
    starts, ends = (courses[name].to_numpy().astype("M8[D]") for name in _SPAN)
    is_total = (courses["measure"] == Measure.CUMULATIVE).to_numpy(dtype=bool)
    jumps = newest_against_past(values, number, is_total, ends)
    limits = courses[["minimum", "maximum"]].to_numpy(dtype=np.float64)
    found = zip(
        jumps.index, jumps["is_jump"], jumps["low"], jumps["high"], jumps["added"], strict=True
    )
    for at, is_jump, low, high, added in found:
        first = int(np.searchsorted(number, number[at]))
        jump: list[Doubt] = []
        if is_jump:
            words = {"low": number_text(low), "high": number_text(high)}
            words |= {"text": f"+{number_text(round(added, 9))}"} if is_total[at] else {}
            jump = [(Code.FAR_FROM_PAST, words)]
        own = slice(first, at + 1)
        said = _of_course(values[own], starts[own], ends[own], limits[at], jump, is_total[at])
        if said:
            yield int(number[at]), said


_SPAN = ("period_start", "period_end")


def _of_course(
    values: Floats, starts: Days, ends: Days, limits: Floats, jump: list[Doubt], is_total: bool
) -> list[Doubt]:
    """Say what is doubtful about the last of some figures; one cause, one doubt."""
    last = values[-2] if len(values) > 1 else np.nan
    if _is_other_unit(values[-1], last):
        return [(Code.OTHER_UNIT_LIKELY, {"before": number_text(last)})]
    same_year = len(ends) > 1 and ends[-1].astype("M8[Y]") == ends[-2].astype("M8[Y]")
    if is_total and same_year and values[-1] < last:
        return [(Code.TOTAL_FELL, {"before": number_text(last)})]
    if _is_frozen(values, starts, ends, limits):
        return [*jump, (Code.SAME_AGAIN, {"times": str(RUNNING)})]
    return jump


def _is_other_unit(value: float, last: float) -> bool:
    """Say whether a figure is the one before in another unit: ×100 and more, the same digits."""
    if not value or not last or np.isnan(last) or (value < 0) != (last < 0):
        return False
    digits = [_digits(number) for number in (value, last)]
    if digits[0] != digits[1] or len(digits[0]) < 2:
        return False
    return bool(_LEAST_FACTOR <= abs(round(np.log10(value / last))) <= _MOST_FACTOR)


def _digits(number: float) -> str:
    return "".join(map(str, Decimal(number_text(abs(number))).normalize().as_tuple().digits))


def _is_frozen(values: Floats, starts: Days, ends: Days, limits: Floats) -> bool:
    """Say whether the figure stands still over periods that follow each other.

    Nothing, and the least and the most that is possible, may well stay.
    """
    if len(values) < RUNNING or values[-1] == 0 or values[-1] in limits:
        return False
    if (values[-RUNNING:] != values[-1]).any():
        return False
    return bool((ends[-RUNNING:-1] + np.timedelta64(1, "D") == starts[1 - RUNNING :]).all())


def _add_same_numbers(entries: Mapping[int, Entry], figures: pd.DataFrame) -> None:
    """Ask about one number that stands under two units of measure in the same file."""
    seen: dict[tuple[str, str, float], tuple[str, str]] = {}
    names = ["number", "entity_id", "value", "name", "unit_of_measure", "minimum", "maximum"]
    ordered = figures.sort_values("number")
    for number, entity, value, name, unit, least, most in zip(
        *(ordered[column].tolist() for column in names), strict=True
    ):
        entry = entries[number]
        if value in (least, most) or len(_digits(value)) < _LEAST_DIGITS:
            continue
        other, second = seen.setdefault((entry.form.file, entity, value), (name, unit))
        if second != unit:
            where = entry.form.where(entry.line.row, "value")
            words = {
                "text": number_text(value),
                "unit": unit or "—",
                "other": other,
                "second": second or "—",
            }
            entry.doubts.append(problem(Code.SAME_NUMBER, where, **words))
