"""Why our completion and a percentage of the municipality differ: recomputed from its cells.

Every cause is a calculation; it explains a difference only when it gives the municipality's
figure to nine decimals. What none gives is unexplained, and a test allows none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .tenjo_plan import QUARTERS, Goal

SAME = "same"
ERROR = "their error"
RULE = "a rule"
OURS = "ours"
UNEXPLAINED = "unexplained"

NOTHING_PLANNED = "nothing was planned for the year: we judge nothing, they show 0 %"
OPEN_QUARTER_COUNTED = "they count a quarter that is not over"
QUARTERS_AVERAGED = "they average the reported quarters, we set their sum against the year's plan"
YEAR_NOT_OVER = "a kept target is judged when its year is over"
YEARS_NOT_ADDED = "the years of a kept target are not added up"
FROM_THE_BASE = "we measure a level from its base value"
PLAN_OF_THE_YEAR = "we divide by the year's plan, they by the level of four years"
DIVIDED_BY_NOTHING = "divided by a plan of zero"
PLAN_AVERAGED_ONLY = "quarters averaged in the plan, added up in the execution"
DIVIDED_BY_LAST_QUARTER = "the plan divided by the last quarter"
LAST_QUARTER_SHOWN = "the last quarter shown in place of the share"
AMOUNTS_ADDED = "amounts added where they should be divided"
DIVIDED_TWICE = "a share divided once more by the four-year value"
WEIGHTED_TWICE = "shares of four years weighted once more by year, or built on a wrong share"
PARTS_AVERAGED = "the parts of a year averaged"
KEPT_BUT_ADDED = "the trend is kept, the four-year value adds up the years"
ADDS_UP_BUT_ONE_YEAR = "the trend adds up, the four-year value is that of one year"
PER_CENT_AS_FRACTIONS = "per cent counted as fractions"

COLUMNS = ("AT", "AV", "BI", "BK", "AA", "AB", "AE")
"""The municipality's percentages."""
YEAR_OF = {"AT": 2024, "AV": 2024, "BI": 2025, "BK": 2025}
"""Those that set a year's execution against the year's plan."""
TOTALS = {2024: ("AR", "AS", "AQ"), 2025: ("BG", "BH", "BF")}
"""Its totals of a year, planned and executed, and what was executed in the last quarter."""
YEAR_WEIGHTS = (0.15, 0.35, 0.35, 0.15)
"""How column AE weighs the four years."""


@dataclass(frozen=True)
class Comparison:
    """One percentage of the municipality beside ours, both as shares."""

    code: int
    column: str
    theirs: float | None
    """None where the cell shows an error of the spreadsheet."""
    ours: float | None
    """None where we give no completion."""
    kind: str
    cause: str


def share(cell: object) -> float | None:
    """Read a percentage: a fraction, or text such as ``100%``; an error is none."""
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell)
    return float(text[:-1]) / 100 if text.endswith("%") else None


def by_hand(goal: Goal, column: str) -> float | None:
    """Work our figure out from the cells alone; none where nothing is to be given.

    A year: done of what was planned. The four years: done of the sum of the expected years; of
    what is kept, the year 2024; of a level, the way from its base value.
    """
    if column in YEAR_OF:
        year = YEAR_OF[column]
        planned = goal.planned_in(year)
        return goal.executed_in(year) / planned if planned else None
    if goal.is_kept:
        return by_hand(goal, "AV") if column == "AA" else None
    if goal.is_level:
        way = (goal.executed_in(2024) - goal.base) / (goal.four_years - goal.base)
        return way if column == "AA" else None
    years = {"AA": (2024,), "AB": (2025,), "AE": (2024, 2025)}[column]
    return math.fsum(goal.executed_in(year) for year in years) / goal.sum_of_years


def compare(goal: Goal, column: str, ours: float | None) -> Comparison:
    """Set one percentage beside ours and say why they differ."""
    theirs = share(goal.cells[column])
    if not _explains(ours, by_hand(goal, column)):
        return Comparison(goal.code, column, theirs, ours, OURS, "")
    if theirs is not None and ours is not None and _alike(theirs, ours):
        return Comparison(goal.code, column, theirs, ours, SAME, "")
    causes = _year_causes if column in YEAR_OF else _four_year_causes
    for kind, cause, figure in causes(goal, column):
        if _explains(theirs, figure):
            return Comparison(goal.code, column, theirs, ours, kind, cause)
    return Comparison(goal.code, column, theirs, ours, UNEXPLAINED, "")


Causes = Iterator[tuple[str, str, float | None]]


def _alike(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def _explains(theirs: float | None, figure: float | None) -> bool:
    if theirs is None or figure is None:
        return theirs is figure
    return _alike(theirs, figure)


def _year_causes(goal: Goal, column: str) -> Causes:
    year = YEAR_OF[column]
    planned_cell, executed_cell, last = (_cell(goal, key) for key in TOTALS[year])
    planned, executed = _sum(goal.planned, year), _sum(goal.executed, year)
    if planned == 0:
        yield RULE, NOTHING_PLANNED, 0.0
        yield ERROR, DIVIDED_BY_NOTHING, None
        return
    if year == 2025 and executed != goal.executed_in(year):
        yield RULE, OPEN_QUARTER_COUNTED, executed / planned
    averaged = _is_average(planned, planned_cell), _is_average(executed, executed_cell)
    if all(averaged):
        yield RULE, QUARTERS_AVERAGED, executed_cell / planned_cell
    if averaged == (True, False):
        yield ERROR, PLAN_AVERAGED_ONLY, executed_cell / planned_cell
    if year == 2025:
        yield ERROR, LAST_QUARTER_SHOWN, last
    yield ERROR, DIVIDED_BY_LAST_QUARTER, planned_cell / last if last else 0.0
    added = planned + planned_cell
    for figure in (added, added / 2, (executed_cell + planned_cell) / 2):
        yield ERROR, AMOUNTS_ADDED, figure


def _four_year_causes(goal: Goal, column: str) -> Causes:
    if column == "AA":
        yield from _first_year_causes(goal)
    elif column == "AB":
        done = share(goal.cells["BI"])
        figure = None if done is None else done / goal.four_years
        is_judged_later = goal.is_kept and goal.four_years == 1 and figure is not None
        yield (RULE, YEAR_NOT_OVER, figure) if is_judged_later else (ERROR, DIVIDED_TWICE, figure)
    else:
        years = [share(goal.cells[key]) for key in ("AA", "AB")]
        figure = None if None in years else _weighted(years)
        is_sound = goal.is_kept and goal.four_years == 1 and figure is not None
        yield (RULE, YEARS_NOT_ADDED, figure) if is_sound else (ERROR, WEIGHTED_TWICE, figure)


def _first_year_causes(goal: Goal) -> Causes:
    """Rebuild "executed in 2024 of four years" from our own sum and what was done to it."""
    executed, executed_cell = goal.executed_in(2024), _cell(goal, "AS")
    planned = goal.planned_in(2024)
    divisor = next((n for n in (2, 3, 4) if _alike(executed_cell, executed / n)), 1)
    figure = executed / (divisor if executed else 1) / goal.four_years
    adds_up = _alike(goal.four_years, goal.sum_of_years)
    if goal.is_level:
        yield RULE, FROM_THE_BASE, figure
    elif goal.is_kept and planned == 0:
        yield RULE, NOTHING_PLANNED, figure
    elif goal.is_kept and adds_up:
        yield ERROR, KEPT_BUT_ADDED, figure
    elif goal.is_kept and divisor > 1 and _alike(planned, goal.expected[0]):
        yield ERROR, PARTS_AVERAGED, figure
    elif goal.is_kept:
        yield RULE, PLAN_OF_THE_YEAR, figure
    elif not adds_up:
        yield ERROR, ADDS_UP_BUT_ONE_YEAR, figure
    elif divisor > 1:
        yield ERROR, PARTS_AVERAGED, figure
    yield ERROR, PER_CENT_AS_FRACTIONS, 100 * figure


def _cell(goal: Goal, key: str) -> float:
    return float(goal.cells[key] or 0)


def _sum(amounts: Mapping[str, float], year: int) -> float:
    """Add up all quarters of a year, the open one too."""
    return math.fsum(amounts.get(quarter, 0.0) for quarter in QUARTERS[year])


def _is_average(total: float, cell: float) -> bool:
    return any(total and _alike(cell, total / number) for number in (2, 3, 4))


def _weighted(years: Iterable[float | None]) -> float:
    return math.fsum(
        (done or 0.0) * weight for done, weight in zip(years, YEAR_WEIGHTS, strict=False)
    )
