"""Promises in words: what a clause asks for, how far it is, what is still needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from generator.locales import mark
from generator.locales.language import (
    NOTHING,
    Language,
    Yardstick,
    decimals_that_agree,
    own_decimals,
)
from generator.locales.words import CONDITION, label
from generator.model import Measure, Mode, Op
from generator.pages.facts import Indicator
from generator.pages.rows import Row

_CLAUSE_PART = re.compile(r"(?:\d+|[〇零一二三四五六七八九十百]+|\b[A-Za-z]\b)[)）]?")


def section_of(clause: str, depth: int = 1) -> str:
    """Give the first parts of a clause number: ``二`` of ``二（一）5``, or two, ``二（一）``.

    A clause without so many parts is its own section.
    """
    parts = list(_CLAUSE_PART.finditer(clause))
    return clause[: parts[depth - 1].end()].strip() if len(parts) > depth else clause


def depth_of(clauses: Iterable[str]) -> int:
    """Say how many parts of the clause numbers tell the sections of a plan apart: one or two."""
    every = list(clauses)
    return 1 if len({section_of(clause) for clause in every}) > 1 else 2


def agreement(op: str, goal: float | None, value: float | None) -> Callable[[float], bool] | None:
    """Say which rounded values still stand on the same side of the goal as the value itself."""
    if goal is None or value is None:
        return None
    aim = goal

    def holds(number: float) -> bool:
        over = round(number - aim, 9)
        if op in (Op.ABOVE, Op.YOY_UP):
            return over > 0
        if op in (Op.BELOW, Op.YOY_DOWN):
            return over < 0
        return over <= 0 if op in (Op.AT_MOST, Op.DECREASE_BY) else over >= 0

    wanted = holds(value)
    return lambda number: holds(number) == wanted


def condition(target: Row, indicator: Indicator, language: Language) -> str:
    """Say what a target asks for, in words."""
    if target.op == Op.REACH and indicator.row.measure == Measure.YES_NO:
        text = language(mark("to be done"))
    elif indicator.row.measure == Measure.RECURRING and target.value in (None, 1):
        text = language(mark("done in time in every period"))
    elif target.value is None and target.op not in (Op.YOY_UP, Op.YOY_DOWN, Op.EXTERNAL):
        text = target.value_text or NOTHING
    else:
        text = label(CONDITION, target.op, language) % _condition_words(target, indicator, language)
    if target.mode == Mode.KEEP:
        return language(mark("%(condition)s, in every period"), condition=text)
    return text


def _condition_words(target: Row, indicator: Indicator, language: Language) -> dict[str, str]:
    yardstick = _as_promised(indicator.yardstick, target)
    value = language.value(target.value, yardstick)
    if target.op in (Op.INCREASE_BY, Op.DECREASE_BY) and target.value is not None:
        plain = language.number(target.value)
        if target.change_in == "percent":
            value = f"{plain}%"
        elif target.change_in and indicator.row.unit_of_measure == "%":
            value = language(mark("%(number)s points"), number=plain)
    return {
        "value": value,
        "amount": value,
        "high": language.value(target.value_high, yardstick),
    }


def _as_promised(yardstick: Yardstick, target: Row) -> Yardstick:
    """Write a promise with no more decimals than it has: 95%, not 95.0%."""
    values = [value for value in (target.value, target.value_high) if value is not None]
    if any(round(value, 2) != value for value in values):
        return yardstick
    return replace(yardstick, decimals=max(map(own_decimals, values), default=None))


def gap_words(gap: float | None, tolerance: float | None, language: Language) -> str:
    """Say how far ahead of or behind the expected share, in percentage points."""
    if gap is None:
        return ""
    limit = -(tolerance or 0.0)

    def agrees(points: float) -> bool:
        share = round(points / 100, 11)
        return (share >= 0) == (gap >= 0) and (share >= limit) == (round(gap, 9) >= limit)

    digits = decimals_that_agree(gap * 100, 0 if (gap * 100) == round(gap * 100) else 1, agrees)
    points = language.points(gap, digits)
    if gap == 0:
        return language(mark("just on the expected progress"))
    if gap > 0:
        return language(mark("%(points)s ahead"), points=points)
    return language(mark("%(points)s behind"), points=points)


def needed_words(row: Row, yardstick: Yardstick, language: Language) -> str:
    """Say what is needed each month from now on, rounded up; empty where it is not known."""
    if not row.needed_per_month:
        return ""
    value = language.needed(abs(row.needed_per_month), yardstick)
    if row.measure in (Measure.CUMULATIVE, Measure.FLOW):
        return value
    message = mark("%(value)s more") if row.needed_per_month > 0 else mark("%(value)s less")
    return language(message, value=value)
