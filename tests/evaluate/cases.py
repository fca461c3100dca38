"""The hand-worked cases of cases.csv, laid out as one site: each case is a county with a unit."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).with_name("cases.csv")
NATURE = (
    "measure",
    "unit_of_measure",
    "direction",
    "cadence",
    "due_days",
    "year_to_date",
    "scale",
    "per",
    "minimum",
    "maximum",
    "aggregation",
)
"""Columns that a case gives its indicator."""

PROMISE = (
    "op",
    "mode",
    "value",
    "value_high",
    "change_in",
    "cap",
    "baseline",
    "stretch",
    "tolerance",
)
"""Columns that a case gives its target."""

_REPORT = re.compile(
    r"(?P<period>.+?)=(?P<value>[^@]*)@(?P<day>\d{4}-\d{2}-\d{2})"
    r"(!(?P<reached>\d{4}-\d{2}-\d{2}))?(?P<rejected>#rejected)?"
)
_RATIO = re.compile(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)")


class Report(NamedTuple):
    """One report of the mini-language in the column ``reports``."""

    period: str
    value: str
    numerator: str
    denominator: str
    day: str
    reached: str
    rejected: bool


def read_cases() -> list[dict[str, str]]:
    """Read all rows of cases.csv."""
    with CASES.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def reports(text: str) -> list[Report]:
    """Read ``PERIOD=VALUE@DAY`` entries; ``n/d`` is a numerator and a denominator."""
    found = []
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        match = _REPORT.fullmatch(entry)
        assert match is not None, entry
        ratio = _RATIO.fullmatch(match["value"])
        parts = ("", ratio[1], ratio[2]) if ratio else (match["value"], "", "")
        day, reached = match["day"], match["reached"] or ""
        found.append(Report(match["period"], *parts, day, reached, bool(match["rejected"])))
    return found


def site(cases: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Lay all cases out as the tables of one site; ids carry the number of the case."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for number, case in enumerate(cases):
        _lay_out(case, f"{number:04d}", rows)
    return rows


def _lay_out(case: dict[str, str], key: str, rows: dict[str, list[dict[str, str]]]) -> None:
    rows["counties"].append({"county_id": f"c{key}", "name": f"县{key}"})
    rows["units"].append(_unit(key, f"u{key}"))
    rows["plans"].append(
        {
            "plan_id": f"p{key}",
            "county_id": f"c{key}",
            "title": f"计划{key}",
            "period_start": case["start"],
            "period_end": case["deadline"],
            "decided_on": "2010-01-01",
        }
    )
    rows["indicators"].append(
        {"indicator_id": f"i{key}", "name": f"指标{key}", **{name: case[name] for name in NATURE}}
    )
    rows["targets"].append({**_target(key, f"t{key}"), **{name: case[name] for name in PROMISE}})
    _schedule(case["schedule"], key, rows)
    _comparators(case["comparators"], key, rows)
    for report in reports(case["reports"]):
        _observation(report, f"i{key}", f"u{key}", rows)
    _children(case, key, rows)


def _unit(key: str, unit_id: str) -> dict[str, str]:
    return {"unit_id": unit_id, "county_id": f"c{key}", "name": unit_id, "kind": "health_centre"}


def _target(key: str, target_id: str) -> dict[str, str]:
    return {
        "target_id": target_id,
        "plan_id": f"p{key}",
        "clause": "一、1",
        "title": target_id,
        "indicator_id": f"i{key}",
        "scope": "units",
        "scope_ids": f"u{key}",
        "decided_on": "2010-01-01",
    }


def _schedule(text: str, key: str, rows: dict[str, list[dict[str, str]]]) -> None:
    shape = "steps" if text.startswith("steps ") else "line"
    for point in filter(None, (part.strip() for part in text.removeprefix("steps ").split(";"))):
        period, share = point.split(":")
        rows["schedules"].append(
            {
                "target_id": f"t{key}",
                "period": period,
                "expected_share": share,
                "shape": shape,
                "decided_on": "2010-01-01",
            }
        )


def _comparators(text: str, key: str, rows: dict[str, list[dict[str, str]]]) -> None:
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        kind, _, rest = entry.partition(":")
        period, _, value = rest.partition("=")
        rows["comparators"].append(
            {
                "indicator_id": f"i{key}",
                "kind": kind,
                "entity_id": f"u{key}",
                "period": period,
                "value": value,
                "decided_on": "2010-01-01",
            }
        )


def _observation(
    report: Report, indicator_id: str, unit_id: str, rows: dict[str, list[dict[str, str]]]
) -> None:
    which = {"indicator_id": indicator_id, "entity_id": unit_id, "period": report.period}
    rows["observations"].append(
        {
            **which,
            "value": report.value,
            "numerator": report.numerator,
            "denominator": report.denominator,
            "reported_on": report.day,
            "reached_on": report.reached,
        }
    )
    if report.rejected:
        rows["reviews"].append(
            {
                **which,
                "reported_on": report.day,
                "decision": "rejected",
                "reason": "与台账不符",
                "decided_on": report.day,
            }
        )


def _children(case: dict[str, str], key: str, rows: dict[str, list[dict[str, str]]]) -> None:
    """Give each child of a share or a score a yes-or-no target of its own, reported monthly."""
    words = [word.strip() for word in case["children"].split(",") if word.strip()]
    for number, word in enumerate(words):
        fate, _, weight = word.partition("*")
        child = f"{key}-{number}"
        rows["units"].append(_unit(key, f"u{child}"))
        rows["indicators"].append(
            {
                "indicator_id": f"i{child}",
                "name": f"指标{child}",
                "measure": "yes_no",
                "cadence": "month",
                "due_days": case["due_days"],
            }
        )
        rows["targets"].append(
            {
                **_target(key, f"t{child}"),
                "indicator_id": f"i{child}",
                "scope_ids": f"u{child}",
                "op": "reach",
                "weight": weight,
                "counts_towards": f"t{key}",
            }
        )
        for report in _monthly(case, fate):
            _observation(report, f"i{child}", f"u{child}", rows)


def _monthly(case: dict[str, str], fate: str) -> list[Report]:
    """Give the reports of a child for every month whose due day is before ``as_of``.

    A child that meets its target says so from the second month on; with ``_late`` its newest
    report came a week after the due day; a missing one never reported.
    """
    if fate == "missing":
        return []
    allowed = dt.timedelta(days=int(case["due_days"]))
    day, last = dt.date.fromisoformat(case["start"]), dt.date.fromisoformat(case["deadline"])
    found: list[Report] = []
    while day <= last:
        following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
        due_on = following - dt.timedelta(days=1) + allowed
        if due_on >= dt.date.fromisoformat(case["as_of"]):
            break
        word = "是" if found and fate.startswith("met") else "否"
        came = f"{following:%Y-%m}-03"
        found.append(Report(f"{day:%Y-%m}", word, "", "", came, "", False))
        day = following
    if fate.endswith("_late") and found:
        found[-1] = found[-1]._replace(day=str(_a_week_late(found[-1].period, allowed)))
    return found


def _a_week_late(period: str, allowed: dt.timedelta) -> dt.date:
    """Give the day a week after a month's report was due."""
    year, month = int(period[:4]), int(period[5:])
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1) + allowed + dt.timedelta(days=7)
