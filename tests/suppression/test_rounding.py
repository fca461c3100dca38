"""Reports of persons rounded to multiples of five, before anything is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from generator.suppression.rounding import rounded, rounded_reports
from tests.pages.tables import typed_tables

INDICATORS = [
    {"indicator_id": "checked", "counts": "persons", "per": 1.0},
    {"indicator_id": "checked-women", "part_of": "checked", "per": 1.0},
    {"indicator_id": "deaths", "counts": "persons", "per": 1000.0},
    {"indicator_id": "beds", "per": 1.0},
]


def shown(**report: Any) -> tuple[float, float, float, str]:
    """Round one report; give value, numerator, denominator and qualifier."""
    row = {"entity_id": "u1", "period": "2018-01", "numerator": None, "denominator": None, **report}
    tables = typed_tables(indicators=INDICATORS, observations=[row])
    found = rounded_reports(tables["observations"], tables["indicators"]).iloc[0]
    return found["value"], found["numerator"], found["denominator"], found["value_qualifier"]


def test_to_five() -> None:
    """The nearest multiple, what lies in the middle to the even one; nothing is drawn by lot."""
    numbers = np.array([0, 1, 2, 3, 7, 8, 12.0, 2.5, np.nan])

    assert rounded(numbers)[:-1].tolist() == [0, 0, 0, 5, 5, 10, 10, 2.5]
    assert np.isnan(rounded(numbers)[-1])
    assert rounded(np.array([5.0, 15, 25]), 10).tolist() == [0, 20, 20]
    with pytest.raises(ValueError, match="1 is no base to round to"):
        rounded(numbers, 1)


def test_counts_and_their_parts() -> None:
    """What counts persons is rounded, and so is a part of it; other counts are not."""
    assert shown(indicator_id="checked", value=13.0)[0] == 15
    assert shown(indicator_id="checked-women", value=2.0)[0] == 0
    assert shown(indicator_id="beds", value=13.0)[0] == 13


def test_rates() -> None:
    """A rate is made anew of both counts, also of one that was not reported but follows."""
    given = {"indicator_id": "deaths", "value": 3 / 1203 * 1000, "denominator": 1203.0}
    anew = (5 / 1205 * 1000, 5, 1205)

    assert shown(**given, numerator=3.0)[:3] == pytest.approx(anew)
    assert shown(**given)[:3] == pytest.approx(anew)


def test_rate_alone() -> None:
    """Without a denominator nothing can be counted by a rate; its numerator is rounded."""
    assert shown(indicator_id="deaths", value=2.4)[0] == 2.4
    assert shown(indicator_id="deaths", value=2.4, numerator=7.0)[:2] == (2.4, 5)


def test_nobody_left() -> None:
    """A rate of so few that none are left when rounded has no figure, and says so."""
    found = shown(indicator_id="deaths", value=500.0, numerator=1.0, denominator=2.0)

    assert np.isnan(found[:3]).all()
    assert found[3] == "withheld"
