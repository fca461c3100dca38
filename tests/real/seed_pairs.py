"""Promises and reported figures of five essays, paired and read by hand.

Source: seeds/001 (`targets.csv`, `observations.csv`, `target_actual_pairs.csv`): 37 pairs of a
promise and a figure with a reader's verdict. Most are of essay 7, the half-year report of 2006 of
the health bureau of 江山市, whose figures end on 10 April, 31 May and 30 June.

How the source becomes a site:

- Names of indicators, limits and figures come from the files; how a promise is measured, by when,
  and how a figure in words reads as a step is stated in `READINGS`, the adapter's only content.
- Each essay is a place of its own. Where an essay writes no year, 2010 stands for it.
- A reported figure that measures something else than the promise it is paired with (people
  examined beside a share, notices beside a rectification) is an indicator without a target.
- A share of a whole that is not written (essay 6: 59.9 % of the year's task; essay 7: 22.8 % of
  those due) is a level to be reached: with no plan for its pace it is on its way, not behind.
- What a report calls 基本完成 is a step before the last one.
- A figure given as the base (基数) is the target's baseline and no observation.
- The day of receipt is five days after the reported half-year (or year), as no day is written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .tables import write_tables

Row = dict[str, str]


@dataclass(frozen=True)
class Essay:
    """One essay as a place with a plan and the day its report is taken to have come in."""

    name: str
    start: str
    end: str
    as_of: str
    code: str = ""


ESSAYS = {
    "1": Essay("医院（第1篇）", "2010-01-01", "2010-12-31", "2010-01-05"),
    "4": Essay("社区卫生服务中心（第4篇）", "2014-01-01", "2014-12-31", "2015-01-05"),
    "5": Essay("区爱卫会（第5篇）", "2010-01-01", "2010-12-31", "2010-01-05"),
    "6": Essay("市卫生局（第6篇）", "2008-01-01", "2009-12-31", "2009-05-05"),
    "7": Essay("江山市", "2006-01-01", "2006-12-31", "2006-07-05", code="330881"),
    "8": Essay("县发改局（第8篇）", "2010-01-01", "2010-12-31", "2010-07-05"),
}

UNITS = {
    "hospital": ("市人民医院", "county_hospital"),
    "fourth-hospital": ("第四专科医院", "specialist_hospital"),
    "public-health-centre": ("市公共卫生中心", "treatment_centre"),
    "cdc": ("市疾控中心", "cdc"),
}
"""Organisations of essay 7 that answer for a target."""

STEPS_OF_BUILDING = "选址|预算招标|装修基本完成|投入使用"


@dataclass(frozen=True)
class Reading:
    """How one promise is measured."""

    measure: str
    op: str
    value: str = ""
    """Empty takes the limit that `targets.csv` has."""
    mode: str = "reach"
    direction: str = "up"
    deadline: str = ""
    steps: str = ""
    cadence: str = "irregular"
    indicator: str = ""
    """Id of the indicator, where two promises share one."""
    scope: Mapping[str, str] = field(default_factory=lambda: {"scope": "county"})
    period: str = ""
    figures: tuple[tuple[str, str, str], ...] = ()
    """Observation, entity (empty for the place), and its value as a step; empty as written."""
    baseline: str = ""
    """Observation that gives the base."""

    @property
    def is_share(self) -> bool:
        """Whether it is the share of a whole that is not written."""
        return self.value == "100"


HALF_YEAR = "2006-01-01/2006-06-30"
FIVE_MONTHS = "2006-01-01/2006-05-31"
DURING_2010 = "2010-01-01/2010-06-30"
SPRING_2009 = "2009-01-01/2009-04-30"


def _steps(steps: str, step: str, observation: str, **rest: Any) -> Reading:
    """Read a promise as the last of several steps, and its figure as one of them."""
    return Reading(
        "milestone",
        "reach",
        value=steps.split("|")[-1],
        steps=steps,
        period=rest.pop("period", HALF_YEAR),
        figures=((observation, "", step),),
        **rest,
    )


def _kept(op: str, observation: str, *, direction: str = "up", measure: str = "level") -> Reading:
    """Read a promise of essay 8 that is kept during the year."""
    return Reading(
        measure,
        op,
        mode="keep",
        direction=direction,
        period=DURING_2010,
        figures=((observation, "", ""),),
    )


READINGS: Mapping[str, Reading] = {
    "T0009": Reading("level", "increase_by", cadence="year", baseline="O0001"),
    "T0152": Reading(
        "level", "at_least", cadence="year", period="2014", figures=(("O0003", "", ""),)
    ),
    "T0153": Reading(
        "level", "at_least", cadence="year", period="2014", figures=(("O0004", "", ""),)
    ),
    "T0170": Reading("cumulative", "at_least", baseline="O0013"),
    "T0217": Reading(
        "rank",
        "at_most",
        direction="down",
        deadline="2008-12-31",
        cadence="year",
        period="2008",
        figures=(("O0018", "", "第四名"),),
    ),
    "T0219": Reading(
        "cumulative",
        "at_least",
        deadline="2008-12-31",
        cadence="year",
        period="2008",
        figures=(("O0044", "", ""),),
    ),
    "T0220": _steps(
        "创建中|申请验收", "创建中", "O0048", deadline="2009-05-31", period=SPRING_2009
    ),
    "T0221": Reading(
        "level", "at_least", value="100", period=SPRING_2009, figures=(("O0050", "", ""),)
    ),
    "T0242": _steps("基本落实|全部落实", "基本落实", "O0065"),
    "T0243": _steps("基本落实|全部落实", "基本落实", "O0065"),
    "T0244": Reading(
        "level",
        "at_least",
        value="100",
        period="2006-01-01/2006-04-10",
        figures=(("O0067", "", ""),),
    ),
    "T0245": _steps("部分开展|大部分规范开展|全部规范开展", "大部分规范开展", "O0068"),
    "T0247": _steps("检查|下发整改意见书|整改完成", "下发整改意见书", "O0071"),
    "T0249": Reading(
        "level",
        "at_least",
        deadline="2006-05-31",
        period=FIVE_MONTHS,
        figures=(("O0077", "", ""),),
    ),
    "T0250": Reading(
        "yes_no",
        "reach",
        value="是",
        deadline="2006-05-31",
        period=FIVE_MONTHS,
        figures=(("O0079", "", "已完成"),),
    ),
    "T0252": _steps("方案制订|创建成功", "方案制订", "O0080", deadline="2010-12-31"),
    "T0258": _steps(
        "取得资格证书|建成一体化机构",
        "取得资格证书",
        "O0109",
        scope={"scope": "units", "scope_ids": "cdc"},
        period="2005-01-01/2006-05-30",
    ),
    "T0259": Reading(
        "cumulative",
        "at_most",
        mode="keep",
        direction="down",
        cadence="half_year",
        period="2006H1",
        figures=(("O0123", "", ""),),
    ),
    "T0260": Reading("level", "external", direction="down"),
    "T0261": _steps("试点|逐步推广|全面推广", "试点", "O0144"),
    "T0262": Reading(
        "milestone",
        "reach",
        value="投入使用",
        steps=STEPS_OF_BUILDING,
        indicator="building",
        scope={"scope": "units", "scope_ids": "hospital|fourth-hospital|public-health-centre"},
        period=HALF_YEAR,
        figures=(
            ("O0151", "hospital", "装修基本完成"),
            ("O0152", "fourth-hospital", "预算招标"),
            ("O0153", "public-health-centre", "选址"),
        ),
    ),
    "T0263": Reading(
        "milestone",
        "reach",
        value="投入使用",
        steps=STEPS_OF_BUILDING,
        indicator="building",
        deadline="2006-07-31",
        scope={"scope": "units", "scope_ids": "hospital"},
    ),
    "T0264": Reading(
        "yes_no", "reach", value="是", mode="keep", period=HALF_YEAR, figures=(("O0154", "", "否"),)
    ),
    "T0307": _kept("above", "O0168"),
    "T0308": _kept("at_least", "O0176"),
    "T0309": _kept("at_most", "O0185", direction="down"),
    "T0310": _kept("at_most", "O0186", direction="down"),
    "T0311": _kept("at_most", "O0188", direction="down", measure="cumulative"),
}
"""The 28 promises of the pairs."""

BESIDE = {
    "O0019": ("6", "2008"),
    "O0045": ("6", "2008"),
    "O0049": ("6", SPRING_2009),
    "O0066": ("7", "2006-01-01/2006-04-10"),
    "O0070": ("7", HALF_YEAR),
    "O0075": ("7", FIVE_MONTHS),
    "O0076": ("7", FIVE_MONTHS),
    "O0140": ("7", FIVE_MONTHS),
}
"""Paired figures that measure something else than the promise: essay and period."""


def read_pairs(seeds: Path) -> list[Row]:
    """Read the pairs of a promise and a figure."""
    return _read(seeds, "target_actual_pairs")


def write_site(seeds: Path, folder: Path) -> None:
    """Write the tables of the site."""
    promises = {row["id"]: row for row in _read(seeds, "targets")}
    figures = {row["id"]: row for row in _read(seeds, "observations")}
    write_tables(
        folder,
        counties=[_county(number, essay) for number, essay in ESSAYS.items()],
        units=[
            {"unit_id": unit_id, "county_id": _place("7"), "name": name, "kind": kind}
            for unit_id, (name, kind) in UNITS.items()
        ],
        plans=[_plan(number, essay) for number, essay in ESSAYS.items()],
        indicators=_indicators(promises, figures),
        targets=[_target(promises[key], reading, figures) for key, reading in READINGS.items()],
        observations=_observations(promises, figures),
    )


def _read(seeds: Path, name: str) -> list[Row]:
    with (seeds / "001" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _place(number: str) -> str:
    return f"essay-{number}"


def _county(number: str, essay: Essay) -> dict[str, Any]:
    system = "gb2260" if essay.code else "other"
    return {
        "county_id": _place(number),
        "name": essay.name,
        "code": essay.code,
        "code_system": system,
    }


def _plan(number: str, essay: Essay) -> dict[str, Any]:
    return {
        "plan_id": _place(number),
        "county_id": _place(number),
        "title": f"{essay.name}{essay.start[:4]}年工作",
        "period_start": essay.start,
        "period_end": essay.end,
        "decided_on": essay.start,
    }


def _indicators(
    promises: Mapping[str, Row], figures: Mapping[str, Row]
) -> Iterator[dict[str, Any]]:
    seen = set()
    for key, reading in READINGS.items():
        indicator_id = reading.indicator or key
        if indicator_id not in seen:
            seen.add(indicator_id)
            yield {
                "indicator_id": indicator_id,
                "name": _name(promises[key], reading, figures),
                "measure": reading.measure,
                "unit_of_measure": _unit_of_measure(promises[key], reading),
                "direction": reading.direction,
                "cadence": reading.cadence,
                "scale": reading.steps,
                "public": "yes",
            }
    for key, (_, period) in BESIDE.items():
        yield {
            "indicator_id": key,
            "name": figures[key]["indicator"],
            "measure": "level",
            "unit_of_measure": figures[key]["unit"],
            "cadence": "year" if len(period) == 4 else "irregular",
            "public": "yes",
        }


def _name(promise: Row, reading: Reading, figures: Mapping[str, Row]) -> str:
    """Name the indicator as the promise does, but a share of a whole as its figure does."""
    return figures[reading.figures[0][0]]["indicator"] if reading.is_share else promise["indicator"]


def _unit_of_measure(promise: Row, reading: Reading) -> str:
    if reading.measure in ("milestone", "yes_no"):
        return ""
    return "%" if reading.is_share else promise["unit"]


def _target(promise: Row, reading: Reading, figures: Mapping[str, Row]) -> dict[str, Any]:
    return {
        "target_id": promise["id"],
        "plan_id": _place(promise["essay"]),
        "clause": _clause(promise["section"]),
        "title": promise["indicator"],
        "indicator_id": reading.indicator or promise["id"],
        **reading.scope,
        "op": reading.op,
        "value": "" if reading.op == "external" else _limit(promise, reading),
        "baseline": figures[reading.baseline]["value"] if reading.baseline else "",
        "mode": reading.mode,
        "deadline": reading.deadline,
        "public": "yes",
        "decided_on": ESSAYS[promise["essay"]].start,
    }


def _clause(section: str) -> str:
    """Give the number of the innermost heading."""
    match = re.match(r"[\d.]+|[(（]?[一二三四五六七八九十]+[)）]?", section.split(" / ")[-1])
    return match[0] if match else section


def _limit(promise: Row, reading: Reading) -> str:
    return reading.value or promise["value_low"] or promise["value_high"]


def _observations(
    promises: Mapping[str, Row], figures: Mapping[str, Row]
) -> Iterator[dict[str, Any]]:
    for key, reading in READINGS.items():
        number = promises[key]["essay"]
        for observation, entity, step in reading.figures:
            yield {
                "indicator_id": reading.indicator or key,
                "entity_id": entity or reading.scope.get("scope_ids") or _place(number),
                "period": reading.period,
                "value": step or figures[observation]["value"],
                "reported_on": ESSAYS[number].as_of,
                "status": "final",
            }
    for key, (number, period) in BESIDE.items():
        yield {
            "indicator_id": key,
            "entity_id": _place(number),
            "period": period,
            "value": figures[key]["value"],
            "reported_on": ESSAYS[number].as_of,
            "status": "final",
        }
