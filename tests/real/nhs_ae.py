"""English emergency departments: monthly attendances and waits over four hours, 2016-04 to 2019-03.

Source: NHS England, A&E Attendances and Emergency Admissions (Open Government Licence v3), as
`NHSRdatasets::ae_attendances` (CC0). The plan is the NHS constitution's operational standard: at
least 95 % are seen within four hours.

How the source becomes a site:

- An organisation is a unit. Only its code is published, so the code is also its name.
- England is the one place above them, under its code of the Office for National Statistics.
- The three types of department of one organisation are added up; the numerator is attendances
  less breaches, the denominator attendances.
- An organisation that first appears after the first month was opened in that month; one that last
  appears before the last month was closed at the end of that month. Mergers give no successors
  here, because the source names none. A month that is missing in between is a missing report.
- Reports are taken to arrive 14 days after the month, by when NHS England published at the time.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.periods import parse_period

from .tables import write_tables

ENGLAND = "england"
INDICATOR = "within-four-hours"
WHOLE_TARGET = "whole-95"
UNITS_TARGET = "each-95"
FIRST, LAST = "2016-04", "2019-03"
DUE_DAYS = 14

Months = dict[str, dict[str, tuple[int, int]]]
"""Attendances and breaches by organisation and month."""


def read_months(source: Path) -> Months:
    """Add up the types of department of each organisation and month."""
    months: Months = defaultdict(dict)
    with (source / "nhs-ae" / "ae_attendances.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, month = row["org_code"], row["period"][:7]
            attendances, breaches = months[code].get(month, (0, 0))
            months[code][month] = (
                attendances + int(float(row["attendances"])),
                breaches + int(float(row["breaches"])),
            )
    return dict(months)


def write_site(source: Path, folder: Path) -> None:
    """Write the tables of the site."""
    months = read_months(source)
    write_tables(
        folder,
        counties=[
            {
                "county_id": ENGLAND,
                "name": "England",
                "code": "E92000001",
                "code_system": "other",
                "province": "United Kingdom",
            }
        ],
        units=[_unit(code, min(own), max(own)) for code, own in sorted(months.items())],
        indicators=[_indicator()],
        plans=[
            {
                "plan_id": "four-hours",
                "county_id": ENGLAND,
                "title": "NHS four-hour standard, April 2016 to March 2019",
                "issuer": "NHS England",
                "period_start": f"{FIRST}-01",
                "period_end": _last_day(LAST),
                "decided_on": f"{FIRST}-01",
            }
        ],
        targets=[
            _target(WHOLE_TARGET, scope="county", title="England as a whole"),
            _target(UNITS_TARGET, scope="each", scope_kinds="provider", title="Each provider"),
        ],
        observations=_observations(months),
    )


def _unit(code: str, first: str, last: str) -> dict[str, Any]:
    return {
        "unit_id": code,
        "county_id": ENGLAND,
        "name": code,
        "kind": "provider",
        "code": code,
        "code_system": "other",
        "valid_from": f"{first}-01" if first > FIRST else "",
        "valid_to": _last_day(last) if last < LAST else "",
    }


def _indicator() -> dict[str, Any]:
    return {
        "indicator_id": INDICATOR,
        "name": "Seen within four hours",
        "measure": "level",
        "unit_of_measure": "%",
        "direction": "up",
        "cadence": "month",
        "due_days": DUE_DAYS,
        "reported_by": "provider",
        "aggregation": "ratio",
        "per": 100,
        "numerator_name": "attendances less breaches",
        "denominator_name": "attendances",
        "minimum": 0,
        "maximum": 100,
        "decimals": 1,
        "source": "NHS England, A&E Attendances and Emergency Admissions",
        "public": "yes",
    }


def _target(target_id: str, **rest: str) -> dict[str, Any]:
    return {
        "target_id": target_id,
        "plan_id": "four-hours",
        "clause": "1",
        "indicator_id": INDICATOR,
        "op": "at_least",
        "value": "95%",
        "mode": "keep",
        "commitment": "must",
        "public": "yes",
        "decided_on": f"{FIRST}-01",
        **rest,
    }


def _observations(months: Months) -> Iterator[dict[str, Any]]:
    for code, own in sorted(months.items()):
        for month, (attendances, breaches) in sorted(own.items()):
            yield {
                "indicator_id": INDICATOR,
                "entity_id": code,
                "period": month,
                "numerator": attendances - breaches,
                "denominator": attendances,
                "reported_on": parse_period(month).end + dt.timedelta(days=DUE_DAYS),
                "status": "final",
            }


def _last_day(month: str) -> str:
    return str(parse_period(month).end)
