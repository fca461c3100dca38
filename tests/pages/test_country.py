"""The home page of a whole country stays readable."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from generator.pages import open_book
from generator.pages.home import home_pages
from generator.pipeline import evaluate_tables, page_environment
from generator.render import render
from generator.resources import resource
from tests.pages import sample
from tests.pages.tables import typed_tables

pytestmark = pytest.mark.slow

COUNTIES = 2846
HEAVIEST = 600_000
"""Bytes; a row for each county would make it 1,800,000."""


def country() -> dict[str, object]:
    """Give a country of counties with five targets each, eight counties a prefecture."""
    ids = [f"c{number:04}" for number in range(COUNTIES)]
    return typed_tables(
        counties=[
            {
                "county_id": name,
                "name": f"{name} County",
                "province": f"Province {number // 96}",
                "prefecture": f"Prefecture {number // 8}",
            }
            for number, name in enumerate(ids)
        ],
        indicators=[
            {
                "indicator_id": "rate",
                "name": "Rate",
                "measure": "level",
                "unit_of_measure": "%",
                "cadence": "month",
                "reported_by": "county",
                "public": True,
            }
        ],
        plans=[
            {
                "plan_id": f"p-{name}",
                "county_id": name,
                "title": "Plan",
                "period_start": dt.date(2018, 1, 1),
                "period_end": dt.date(2018, 12, 31),
            }
            for name in ids
        ],
        targets=[
            {
                "target_id": f"t-{name}-{place}",
                "plan_id": f"p-{name}",
                "clause": str(place),
                "title": f"Target {place}",
                "indicator_id": "rate",
                "scope": "county",
                "op": "at_least",
                "value": 40.0 + 10 * place,
                "value_text": f"{40 + 10 * place}%",
                "commitment": "must",
                "public": True,
            }
            for name in ids
            for place in range(5)
        ],
        observations=[
            {
                "indicator_id": "rate",
                "entity_id": name,
                "period": "2018-06",
                "value": 30.0 + number % 60,
                "reported_on": dt.date(2018, 7, 3),
                "status": "final",
            }
            for number, name in enumerate(ids)
        ],
    )


def test_prefectures_stand_for_their_counties() -> None:
    """Each county is one click away, with its statuses, and the page is not too heavy."""
    judged = evaluate_tables(country(), dt.date(2018, 7, 10), 5.0)
    page = next(home_pages(open_book(judged, sample.settings(), "en"), ()))

    text = render(page, page_environment([resource("templates")], "en"))

    folded = re.findall(r'<li><a href="counties/(c\d{4})\.html">c\d{4} County</a> \S \w', text)
    assert len(text.encode()) < HEAVIEST
    assert len(folded) == len(set(folded)) == COUNTIES
