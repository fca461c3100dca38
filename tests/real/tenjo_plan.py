"""Tenjo (Colombia): 331 product goals of its development plan 2024–2027, by quarter.

Source: "PLAN INDICATIVO TENJO.xlsx", sheet PDM, saved 2025-11-27 (MIT licence). One row a goal,
82 columns; planned and executed quantities of each quarter of 2024 and 2025, expected quantities
of four years, and the municipality's own percentages.

How the source becomes a site:

- A goal is one target of the development plan, with its quarterly executed quantities as the
  amounts of a `flow`. The goal is also one target of the action plan of each year in which any
  quantity is planned; its value is the sum of the planned quarters.
- Trend I (it grows) adds up: the four-year value is the sum of the expected years, with what was
  planned by each quarter's end as schedule. Trend M (it is kept) has mode `keep`: each year, done
  over planned is at least 100 %.
- Two goals of trend I whose four-year value is that of the last year alone are levels.
- The plan begins with the third quarter of 2024, the first with quantities.
- Fractions of rows in per cent are written as per cent; one row has per cent beside fractions.
- A blank cell is no report; where nothing was planned for the quarter, none is owed.
- The fourth quarter of 2025 was not over when the workbook was saved, so the eighteen quantities
  that it holds already are left out.
- A quarter's report is taken to arrive fifteen days after it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from generator.periods import parse_period

from .tables import write_tables

TENJO = "tenjo"
DUE_DAYS = 15
QUARTERS = {
    2024: ("2024Q1", "2024Q2", "2024Q3", "2024Q4"),
    2025: ("2025Q1", "2025Q2", "2025Q3", "2025Q4"),
}
YEARS = (2024, 2025, 2026, 2027)
FIRST_DAY = "2024-07-01"
OPEN_QUARTER = "2025Q4"

HEADINGS = {
    "code": ("R", "COD META PRODUCTO"),
    "title": ("S", "META DE PRODUCTO"),
    "base": ("T", "L.B"),
    "unit": ("U", "UNIDAD DE MEDIDA"),
    "trend": ("V", "TENDENCIA  INDICADOR"),
    "name": ("W", "INDICADOR"),
    "office": ("X", "RESPONSABLE"),
    "four_years": ("Z", "VALOR ESPERADO CUATRIENIO"),
    "AA": ("AA", "% TOTAL  EJEJCUTADO 2024 VS CUATRIENIO"),
    "AB": ("AB", "% TOTAL EJECUTADO 2025 VS CUATRIENIO"),
    "AE": ("AE", "PORCENTAJE TOTAL PDM AVANCE CUATRIENIO"),
    "AQ": ("AQ", "T.4 EJECUTADO 2024"),
    "AR": ("AR", "TOTAL PLANEADO 2024"),
    "AS": ("AS", "TOTAL EJECUTADO 2024"),
    "AT": ("AT", "AVANCE 2024"),
    "AV": ("AV", "% TOTAL AVANCE 2024"),
    "BF": ("BF", "T.4 EJECUTADO 2025"),
    "BG": ("BG", "TOTAL PLANEADO 2025"),
    "BH": ("BH", "TOTAL EJECUTADO 2025"),
    "BI": ("BI", "AVANCE 2025"),
    "BK": ("BK", "% TOTAL AVANCE 2025"),
}
"""Columns by letter, because headings repeat; the heading is checked all the same."""
FIRST_EXPECTED = "AF"
FIRST_PLANNED = {2024: "AJ", 2025: "AY"}


@dataclass(frozen=True)
class Goal:
    """One row of the workbook."""

    cells: Mapping[str, Any]
    """By the keys of `HEADINGS`, as they stand."""
    expected: tuple[float, ...]
    """Of the four years."""
    planned: Mapping[str, float]
    """By quarter; a blank is nothing planned."""
    executed: Mapping[str, float]
    """By quarter; a blank is left out."""

    @property
    def code(self) -> int:
        """Number of the goal, 1 to 331."""
        return int(self.cells["code"])

    @property
    def indicator_id(self) -> str:
        """Id of the quarterly amounts."""
        return f"meta-{self.code:03}"

    @property
    def four_years(self) -> float:
        """The four-year value as the municipality has it."""
        return float(self.cells["four_years"])

    @property
    def is_kept(self) -> bool:
        """Whether it is to be kept every year (trend M)."""
        return bool(self.cells["trend"] == "M")

    @property
    def is_level(self) -> bool:
        """Whether it grows to the last year's value instead of adding up."""
        grows = list(self.expected) == sorted(set(self.expected))
        return not self.is_kept and grows and math.isclose(self.four_years, self.expected[-1])

    @property
    def base(self) -> float:
        """The base value, a number that may have words behind it."""
        match = re.match(r"\d+(,\d+)?", str(self.cells["base"]))
        if match is None:
            raise ValueError(f"no base value: {self.cells['base']!r}")
        return float(match[0].replace(",", "."))

    @property
    def in_per_cent(self) -> bool:
        """Whether its quantities are shares of a whole."""
        return bool(self.cells["unit"] == "Porcentaje")

    @property
    def factor(self) -> float:
        """What makes per cent of its quantities, where they are fractions of 1."""
        return 100.0 if self.in_per_cent and self.four_years <= 1 else 1.0

    @property
    def sum_of_years(self) -> float:
        """The four-year value when the years add up."""
        return math.fsum(self.expected)

    @property
    def not_owed(self) -> list[str]:
        """Quarters that are over, with nothing planned and nothing reported."""
        quarters = [name for of_year in QUARTERS.values() for name in of_year]
        since = quarters.index("2024Q3")
        over = quarters[since : quarters.index(OPEN_QUARTER)]
        return [name for name in over if name not in self.executed and not self.planned[name]]

    def planned_in(self, year: int) -> float:
        """Sum of the quantities planned in a year."""
        return math.fsum(self.planned[quarter] for quarter in QUARTERS[year])

    def executed_in(self, year: int) -> float:
        """Sum of the quantities executed in the quarters of a year that are over."""
        over = (quarter for quarter in QUARTERS[year] if quarter != OPEN_QUARTER)
        return math.fsum(self.executed.get(quarter, 0.0) for quarter in over)


def read_goals(source: Path) -> list[Goal]:
    """Read the rows of the workbook."""
    workbook = CalamineWorkbook.from_path(source / "tenjo-plan" / "PLAN INDICATIVO TENJO.xlsx")
    headings, *rows = workbook.get_sheet_by_name("PDM").to_python(skip_empty_area=False)
    for letters, heading in HEADINGS.values():
        if headings[column(letters)] != heading:
            raise ValueError(f"column {letters} is {headings[column(letters)]!r}, not {heading!r}")
    return [_goal(row) for row in rows if row[column("R")] != ""]


def column(letters: str) -> int:
    """Give the position of a spreadsheet column, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _goal(row: list[Any]) -> Goal:
    cells = {key: row[column(letters)] for key, (letters, _) in HEADINGS.items()}
    first = column(FIRST_EXPECTED)
    expected = tuple(float(cell or 0) for cell in row[first : first + 4])
    planned, executed = {}, {}
    for index, (year, quarters) in enumerate(QUARTERS.items()):
        first = column(FIRST_PLANNED[year])
        plan = [float(cell or 0) for cell in row[first : first + 8 : 2]]
        done = [None if cell == "" else float(cell) for cell in row[first + 1 : first + 8 : 2]]
        # Per cent beside fractions: 53 where 0.53 is expected of the year.
        scale = (
            0.01
            if cells["unit"] == "Porcentaje"
            and expected[index]
            and (50 < math.fsum(plan) / expected[index] < 200)
            else 1.0
        )
        planned |= {name: value * scale for name, value in zip(quarters, plan, strict=True)}
        executed |= {
            name: value * scale
            for name, value in zip(quarters, done, strict=True)
            if value is not None
        }
    return Goal(cells, expected, planned, executed)


def write_site(source: Path, folder: Path) -> None:
    """Write the tables of the site."""
    goals = read_goals(source)
    offices = {name: f"office-{number:02}" for number, name in enumerate(_offices(goals), 1)}
    write_tables(
        folder,
        counties=[
            {
                "county_id": TENJO,
                "name": "Tenjo",
                "code": "25799",
                "code_system": "other",
                "province": "Cundinamarca",
            }
        ],
        units=[
            {"unit_id": unit_id, "county_id": TENJO, "name": name, "kind": "department"}
            for name, unit_id in offices.items()
        ],
        plans=[
            _plan("pdm", "Plan de Desarrollo Municipal 2024–2027", "2024-01-01", "2027-12-31"),
            _plan("action-2024", "Plan de acción 2024", "2024-01-01", "2024-12-31"),
            _plan("action-2025", "Plan de acción 2025", "2025-01-01", "2025-12-31"),
        ],
        indicators=[row for goal in goals for row in _indicators(goal)],
        targets=[
            {**row, "lead_ids": offices[_words(goal.cells["office"])]}
            for goal in goals
            for row in _targets(goal)
        ],
        schedules=[row for goal in goals for row in _schedules(goal)],
        observations=[row for goal in goals for row in _observations(goal)],
    )


def _offices(goals: Iterable[Goal]) -> list[str]:
    return sorted({_words(goal.cells["office"]) for goal in goals})


def _words(text: str) -> str:
    return " ".join(text.split())


def _plan(plan_id: str, title: str, start: str, end: str) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "county_id": TENJO,
        "title": title,
        "issuer": "Alcaldía Municipal de Tenjo",
        "period_start": start,
        "period_end": end,
        "decided_on": max(start, FIRST_DAY),
    }


def _indicators(goal: Goal) -> Iterator[dict[str, Any]]:
    name = f"Meta {goal.code}: {_words(goal.cells['name'])}"
    shared = {"reported_by": "county", "due_days": DUE_DAYS, "public": "yes"}
    yield {
        "indicator_id": goal.indicator_id,
        "name": name,
        "measure": "flow",
        "unit_of_measure": _unit_of_measure(goal),
        "cadence": "quarter",
        "decimals": 2,
        **shared,
    }
    if goal.is_kept:
        yield {
            "indicator_id": f"{goal.indicator_id}-year",
            "name": f"{name} (ejecutado / planeado)",
            "measure": "level",
            "unit_of_measure": "%",
            "cadence": "year",
            "aggregation": "ratio",
            "per": 100,
            "decimals": 1,
            **shared,
        }
    if goal.is_level:
        yield {
            "indicator_id": f"{goal.indicator_id}-year",
            "name": f"{name} (año)",
            "measure": "level",
            "unit_of_measure": _unit_of_measure(goal),
            "cadence": "year",
            "decimals": 1,
            **shared,
        }


def _unit_of_measure(goal: Goal) -> str:
    return "%" if goal.in_per_cent else str(goal.cells["unit"]).strip()


def _targets(goal: Goal) -> Iterator[dict[str, Any]]:
    target = {
        "target_id": goal.indicator_id,
        "plan_id": "pdm",
        "clause": str(goal.code),
        "title": _words(goal.cells["title"]),
        "indicator_id": goal.indicator_id,
        "scope": "county",
        "op": "at_least",
        "value": _number(goal.sum_of_years * goal.factor),
        "start": FIRST_DAY,
        "public": "yes",
        "decided_on": FIRST_DAY,
    }
    if goal.is_kept:
        # What is kept begins with the first year in which anything is planned.
        year = next((year for year in QUARTERS if goal.planned_in(year) > 0), 2026)
        rest = {"value": "100%", "mode": "keep", "start": f"{year}-01-01"}
        yield {**target, **rest, "indicator_id": f"{goal.indicator_id}-year"}
    elif goal.is_level:
        rest = {"value": _number(goal.four_years), "baseline": _number(goal.base), "start": ""}
        yield {**target, **rest, "indicator_id": f"{goal.indicator_id}-year"}
    else:
        yield target
    for year in QUARTERS:
        if goal.planned_in(year) > 0:
            start = f"{year}-01-01"
            yield {
                **target,
                "target_id": f"{goal.indicator_id}-{year}",
                "plan_id": f"action-{year}",
                "value": _number(goal.planned_in(year) * goal.factor),
                "start": FIRST_DAY if year == 2024 else "",
                "decided_on": max(start, FIRST_DAY),
            }


def _schedules(goal: Goal) -> Iterator[dict[str, Any]]:
    if not goal.is_kept and not goal.is_level:
        points = _points_of_years(goal)
        yield from _points(goal.indicator_id, points, goal.sum_of_years, FIRST_DAY)
    for year, quarters in QUARTERS.items():
        planned = [goal.planned[quarter] for quarter in quarters]
        if math.fsum(planned) > 0:
            points = dict(zip(quarters, accumulate(planned), strict=True))
            decided_on = max(f"{year}-01-01", FIRST_DAY)
            target_id = f"{goal.indicator_id}-{year}"
            yield from _points(target_id, points, goal.planned_in(year), decided_on)


def _points_of_years(goal: Goal) -> dict[str, float]:
    """Add up the expected years, each spread over its quarters as these are planned."""
    points, before = {}, 0.0
    for year, expected in zip(YEARS, goal.expected, strict=True):
        planned = goal.planned_in(year) if year in QUARTERS else 0.0
        if planned > 0:
            done = accumulate(goal.planned[quarter] for quarter in QUARTERS[year])
            for quarter, share in zip(QUARTERS[year], done, strict=True):
                points[quarter] = before + expected * share / planned
        else:
            points[str(year)] = before + expected
        before += expected
    return points


def _points(
    target_id: str, points: Mapping[str, float], whole: float, decided_on: str
) -> Iterator[dict[str, Any]]:
    for period, amount in points.items():
        if str(parse_period(period).end) >= FIRST_DAY:
            yield {
                "target_id": target_id,
                "period": period,
                "expected_share": _number(min(amount / whole, 1.0)),
                "shape": "line",
                "decided_on": decided_on,
            }


def _observations(goal: Goal) -> Iterator[dict[str, Any]]:
    for quarter, amount in goal.executed.items():
        if quarter != OPEN_QUARTER:
            yield _observation(goal.indicator_id, quarter, value=_number(amount * goal.factor))
    for quarter in goal.not_owed:
        yield _observation(goal.indicator_id, quarter, value="不适用")
    planned, executed = goal.planned_in(2024), _number(goal.executed_in(2024))
    if goal.is_kept and planned > 0:
        parts = {"numerator": executed, "denominator": _number(planned)}
        yield _observation(f"{goal.indicator_id}-year", "2024", **parts)
    if goal.is_level:
        yield _observation(f"{goal.indicator_id}-year", "2024", value=executed)


def _observation(indicator_id: str, period: str, **rest: str) -> dict[str, Any]:
    return {
        "indicator_id": indicator_id,
        "entity_id": TENJO,
        "period": period,
        "reported_on": parse_period(period).end + dt.timedelta(days=DUE_DAYS),
        "status": "final",
        **rest,
    }


def _number(value: float) -> str:
    """Write a number in plain decimals, without the dust of binary fractions."""
    return f"{value:.12f}".rstrip("0").rstrip(".")
