"""Canada's national indicators for the Sustainable Development Goals, classed by growth.

Source: Canadian Indicator Framework (MIT licence; Statistics Canada Open Licence), whose
publisher computes a progress class for 136 components of its indicators with Open SDG;
`official-progress-components.csv` has the inputs and the class of each.

How the source becomes a site:

- A component is an indicator reported once a year by the country, and one target with the method
  `cagr`: at least (or at most) its target by the end of the target year, or, without a target, up
  (or down) year on year.
- The value of the base year is the baseline and an observation; the value of the newest year is
  the other observation. Series between them are not needed for the class.
- A year's figure is taken to arrive on 31 January of the next year.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .tables import write_tables

CANADA = "canada"
FIRST_DAY, LAST_DAY = "2000-01-01", "2040-12-31"
DUE_DAYS = 31

Component = dict[str, str]


def read_components(source: Path) -> dict[str, Component]:
    """Read the published components by the id that their indicators and targets get here."""
    path = source / "canada-cif" / "_derived" / "official-progress-components.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {f"c{number:03}": row for number, row in enumerate(csv.DictReader(file), 1)}


def write_site(source: Path, folder: Path) -> None:
    """Write the tables of the site."""
    components = read_components(source)
    write_tables(
        folder,
        counties=[{"county_id": CANADA, "name": "Canada", "code": "CA", "code_system": "other"}],
        indicators=[_indicator(key, row) for key, row in components.items()],
        plans=[
            {
                "plan_id": "cif",
                "county_id": CANADA,
                "title": "Canadian Indicator Framework for the Sustainable Development Goals",
                "issuer": "Government of Canada",
                "period_start": FIRST_DAY,
                "period_end": LAST_DAY,
                "decided_on": FIRST_DAY,
            }
        ],
        targets=[_target(key, row) for key, row in components.items()],
        observations=[
            observation for key, row in components.items() for observation in _values(key, row)
        ],
    )


def _indicator(key: str, row: Component) -> dict[str, Any]:
    return {
        "indicator_id": key,
        "name": row["component"] or row["indicator"],
        "group": f"SDG {row['indicator'].split('-')[0]}",
        "measure": "level",
        "direction": "down" if row["direction"] == "-1" else "up",
        "cadence": "year",
        "due_days": DUE_DAYS,
        "reported_by": "county",
        "limit": row["limit"],
        "public": "yes",
    }


def _target(key: str, row: Component) -> dict[str, Any]:
    falls = row["direction"] == "-1"
    with_target = {
        "op": "at_most" if falls else "at_least",
        "value": row["target"],
        "deadline": f"{_year(row['target_year'])}-12-31",
    }
    without_target = {"op": "yoy_down" if falls else "yoy_up"}
    return {
        "target_id": key,
        "plan_id": "cif",
        "clause": row["indicator"].replace("-", "."),
        "title": row["component"] or row["indicator"],
        "indicator_id": key,
        "scope": "county",
        **(with_target if row["target"] else without_target),
        "baseline": row["base_value"],
        "baseline_period": _year(row["base_year"]) if row["base_value"] else "",
        "method": "cagr",
        "public": "yes",
        "decided_on": FIRST_DAY,
    }


def _values(key: str, row: Component) -> Iterator[dict[str, Any]]:
    points = [(row["base_year"], row["base_value"]), (row["current_year"], row["current_value"])]
    for year, value in sorted({(_year(year), value) for year, value in points if value}):
        yield {
            "indicator_id": key,
            "entity_id": CANADA,
            "period": year,
            "value": value,
            "reported_on": f"{int(year) + 1}-01-31",
            "status": "final",
        }


def _year(text: str) -> str:
    """Write a year that was read as a number, 2015.0, the way it is."""
    return text.removesuffix(".0")
