"""Figures that are possible, but unlike the sender's own past: the sender is asked to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from generator.check.cells import number_text
from generator.intake.entries import Entry
from generator.model import Measure, Tables
from generator.problems import Code, problem
from generator.unusual import ON_A_SCALE, newest_against_past

KEY = ["indicator_id", "entity_id"]
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
        figures: Their numbers as they were read: number (of the entry), `KEY`, period_start,
            period_end, value; only exact numbers.
        history: The newest known figures: `KEY`, period_start, period_end, value.
        tables: Those of the site.
    """
    indicators = tables["indicators"].drop_duplicates("indicator_id", keep="last")
    nature = indicators.set_index("indicator_id")[
        ["name", "measure", "unit_of_measure", "minimum", "maximum"]
    ]
    figures = figures.merge(nature, how="inner", on="indicator_id", validate="m:1")
    scaled = figures[figures["measure"].isin(ON_A_SCALE)]
    for course in _courses(scaled, pd.concat([history, scaled[history.columns]])):
        own = course.iloc[-1]
        entry = entries[int(own["number"])]
        for code, words in _doubts(course, own):
            where = entry.form.where(entry.line.row, "value")
            text = entry.line.texts.get("value", "") or entry.cells.get("value", "")
            entry.doubts.append(problem(code, where, **{"text": text, **words}))
    _add_same_numbers(entries, figures)


def _courses(scaled: pd.DataFrame, known: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give each figure with those before it, in the order of time, itself last."""
    if scaled.empty:
        return
    own = scaled[["number", *KEY, "period_end"]]
    beside = own.merge(known, how="inner", on=KEY, suffixes=("_own", ""), validate="m:m")
    earlier = beside[beside["period_end"] < beside["period_end_own"]]
    earlier = earlier.sort_values(["number", "period_end"], kind="stable")
    earlier = earlier.drop_duplicates(["number", "period_end"], keep="last")
    before = dict(iter(earlier.groupby("number", sort=False)))
    for place in range(len(scaled)):
        row = scaled.iloc[[place]]
        found = before.get(row["number"].iloc[0])
        yield pd.concat([found, row]) if found is not None else row


def _doubts(course: pd.DataFrame, own: pd.Series) -> Iterator[tuple[Code, dict[str, str]]]:
    numbers = course["value"].to_numpy(dtype=np.float64)
    is_total = own["measure"] == Measure.CUMULATIVE
    last = numbers[-2] if len(numbers) > 1 else np.nan
    ends = course["period_end"].to_numpy()
    if _is_other_unit(numbers[-1], last):
        yield Code.OTHER_UNIT_LIKELY, {"before": number_text(last)}
        return
    same_year = len(ends) > 1 and ends[-1].astype("M8[Y]") == ends[-2].astype("M8[Y]")
    if is_total and same_year and numbers[-1] < last:
        yield Code.TOTAL_FELL, {"before": number_text(last)}
        return
    found = newest_against_past(
        numbers, np.zeros(len(numbers), dtype=int), np.full(len(numbers), is_total), ends
    ).iloc[0]
    if found["is_jump"]:
        limits = {"low": number_text(found["low"]), "high": number_text(found["high"])}
        added = {"text": f"+{number_text(round(found['added'], 9))}"} if is_total else {}
        yield Code.FAR_FROM_PAST, {**limits, **added}
    if _is_frozen(course, own):
        yield Code.SAME_AGAIN, {"times": str(RUNNING)}


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


def _is_frozen(course: pd.DataFrame, own: pd.Series) -> bool:
    """Say whether the figure stands still over periods that follow each other.

    Nothing, and the least and the most that is possible, may well stay.
    """
    value = own["value"]
    if len(course) < RUNNING or value in (0, own["minimum"], own["maximum"]):
        return False
    newest = course.tail(RUNNING)
    starts, ends = newest["period_start"].to_numpy(), newest["period_end"].to_numpy()
    day = np.timedelta64(1, "D")
    follows = (ends[:-1].astype("M8[D]") + day == starts[1:].astype("M8[D]")).all()
    return bool(follows and (newest["value"].to_numpy() == value).all())


def _add_same_numbers(entries: Mapping[int, Entry], figures: pd.DataFrame) -> None:
    """Ask about one number that stands under two units of measure in the same file."""
    seen: dict[tuple[str, str, float], pd.Series] = {}
    for _, row in figures.sort_values("number").iterrows():
        entry = entries[int(row["number"])]
        value = float(row["value"])
        if len(_digits(value)) < _LEAST_DIGITS or value in (row["minimum"], row["maximum"]):
            continue
        key = (entry.form.file, str(row["entity_id"]), value)
        first = seen.setdefault(key, row)
        if first["unit_of_measure"] != row["unit_of_measure"]:
            where = entry.form.where(entry.line.row, "value")
            words = {
                "text": number_text(value),
                "unit": str(row["unit_of_measure"]) or "—",
                "other": str(first["name"]),
                "second": str(first["unit_of_measure"]) or "—",
            }
            entry.doubts.append(problem(Code.SAME_NUMBER, where, **words))
