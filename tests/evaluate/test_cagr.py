"""The peers' rule, case by case; figures worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from generator.evaluate.cagr import cagr_class

NOTHING = math.nan


def one(
    base_value: float,
    base_year: float,
    value: float,
    year: float,
    direction: int,
    *,
    limit: float = NOTHING,
    target: float = NOTHING,
    target_year: float = NOTHING,
) -> tuple[float, float, str]:
    """Class one series and give its progress, score and class."""
    classed = cagr_class(
        pd.DataFrame(
            {
                "base_value": [base_value],
                "base_year": [base_year],
                "value": [value],
                "year": [year],
                "direction": [direction],
                "limit": [limit],
                "target": [target],
                "target_year": [target_year],
            }
        )
    )
    progress, score, name = classed.loc[0, ["cagr_progress", "cagr_score", "cagr_class"]]
    return round(float(progress), 6), round(float(score), 4), str(name)


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [
        pytest.param(102, 1, (0.02, 5.0, "substantial_progress"), id="two-per-cent-up"),
        pytest.param(101.51, 1, (0.0151, 2.55, "substantial_progress"), id="over-the-first-cut"),
        pytest.param(101.49, 1, (0.0149, 2.475, "moderate_progress"), id="under-the-first-cut"),
        pytest.param(101, 1, (0.01, 1.25, "moderate_progress"), id="one-per-cent-up"),
        pytest.param(100.51, 1, (0.0051, 0.025, "moderate_progress"), id="over-the-second-cut"),
        pytest.param(100.4, 1, (0.004, -0.5, "limited_progress"), id="hardly-up"),
        pytest.param(100, 1, (0.0, -2.5, "limited_progress"), id="no-change-is-no-decline"),
        pytest.param(99, 1, (-0.01, -3.75, "deterioration"), id="one-per-cent-the-wrong-way"),
        pytest.param(99, -1, (0.01, 1.25, "moderate_progress"), id="down-is-good"),
        pytest.param(0, 1, (-1.0, -5.0, "deterioration"), id="nothing-left"),
    ],
)
def test_growth_without_a_target(
    value: float, direction: int, expected: tuple[float, float, str]
) -> None:
    """Without a target the yearly growth itself is cut at 1.5 %, 0.5 % and 0."""
    assert one(100, 2015, value, 2016, direction) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(110, (1.0, 2.8572, "substantial_progress"), id="just-as-required"),
        pytest.param(109, (0.9, 2.1429, "moderate_progress"), id="nine-tenths-of-it"),
        pytest.param(105, (0.5, -0.4167, "limited_progress"), id="half-of-it"),
        pytest.param(96, (-0.4, -4.1667, "deterioration"), id="the-wrong-way"),
        pytest.param(121, (2.1, 5.0, "target_achieved"), id="there-already"),
    ],
)
def test_growth_against_the_growth_required(
    value: float, expected: tuple[float, float, str]
) -> None:
    """With a target of 10 % a year the share of that growth is cut at 0.95, 0.6 and 0."""
    assert one(100, 2015, value, 2016, 1, target=121, target_year=2017) == expected


def test_falling_series_reaches_its_target_from_above() -> None:
    """A series that should fall is there as soon as it is at or under its target."""
    assert one(8.1, 2015, 6.8, 2024, -1, target=8, target_year=2025)[1:] == (5, "target_achieved")


@pytest.mark.parametrize(
    ("base_value", "value", "expected"),
    [
        pytest.param(50, 50.4, "moderate_progress", id="half-way-to-the-limit"),
        pytest.param(95, 95.4, "substantial_progress", id="near-it"),
        pytest.param(100, 100, "substantial_progress", id="at-it-and-kept"),
        pytest.param(100, 99, "deterioration", id="at-it-and-lost"),
        pytest.param(200, 202, "moderate_progress", id="twice-as-far-counts-as-far"),
        pytest.param(105, 105.4, "substantial_progress", id="just-beyond-it"),
    ],
)
def test_cuts_shrink_near_the_natural_limit(base_value: float, value: float, expected: str) -> None:
    """Growth is asked for less where there is less room left."""
    assert one(base_value, 2015, value, 2016, 1, limit=100)[2] == expected


def test_negative_series_grow_towards_zero() -> None:
    """A balance of -100 that becomes -98 has gone up by 2 %."""
    assert one(-100, 2015, -98, 2016, 1) == (0.02, 5.0, "substantial_progress")


def test_zero_is_read_as_a_thousandth() -> None:
    """A base or a target of zero counts as 0.001, as the publishers have it."""
    from_zero = one(0, 2015, 0.00101, 2016, 1)
    to_zero = one(10, 2015, 1, 2016, -1, target=0, target_year=2019)

    assert from_zero == (0.01, 1.25, "moderate_progress")
    assert to_zero == (1.0, 2.8572, "substantial_progress")


@pytest.mark.parametrize(
    "series",
    [
        pytest.param((NOTHING, 2015, 5, 2016, 1), id="no-base-value"),
        pytest.param((5, 2015, NOTHING, NOTHING, 1), id="no-newest-value"),
        pytest.param((5, 2016, 6, 2016, 1), id="base-in-the-newest-year"),
        pytest.param((5, 2015, -6, 2016, 1), id="opposite-signs"),
    ],
)
def test_no_class_where_the_publishers_have_none(series: tuple[float, ...]) -> None:
    """Growth needs two values of one sign in two years."""
    base_value, base_year, value, year, direction = series

    progress, score, name = one(base_value, base_year, value, year, int(direction))

    assert math.isnan(progress)
    assert math.isnan(score)
    assert name == ""


def test_target_equal_to_the_base_is_reached_or_has_no_class() -> None:
    """Nothing is required there, so there is nothing to divide by."""
    kept = one(95, 2015, 95, 2016, 1, target=95, target_year=2030)
    lost = one(95, 2015, 94, 2016, 1, target=95, target_year=2030)

    assert kept[1:] == (5.0, "target_achieved")
    assert lost[2] == ""


def test_input_is_left_alone() -> None:
    """The same rows come back in the same order under the same index, beside the new columns."""
    series = pd.DataFrame(
        {
            "base_value": [100.0, 100.0],
            "base_year": [2015.0, 2015.0],
            "value": [102.0, 99.0],
            "year": [2016.0, 2016.0],
            "direction": [1, 1],
            "limit": [NOTHING, NOTHING],
            "target": [NOTHING, NOTHING],
            "target_year": [NOTHING, NOTHING],
        },
        index=[7, 3],
    )
    before = series.copy()

    classed = cagr_class(series)

    assert list(classed["cagr_class"]) == ["substantial_progress", "deterioration"]
    assert list(classed.index) == [7, 3]
    pd.testing.assert_frame_equal(series, before)
