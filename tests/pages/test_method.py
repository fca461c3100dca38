"""The method page states the rules with the numbers that the evaluation uses."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import pytest

from generator.evaluate import RULES, TOLERANCE
from generator.evaluate.intervals import Z
from generator.pages import method
from generator.schema.method import CONFIDENCE
from tests.pages import sample


def test_a_rule_of_the_page_for_each_rule_of_the_code() -> None:
    """The page lists as many rules as decide."""
    assert len(method.RULES) == len(RULES) == 13


def test_intervals_have_the_confidence_that_the_page_states() -> None:
    """The width of the intervals is that of 95 percent."""
    assert NormalDist().cdf(Z) - NormalDist().cdf(-Z) == pytest.approx(CONFIDENCE / 100)


def test_default_tolerance_is_that_of_the_settings() -> None:
    """Without a setting, page and evaluation use the same tolerance."""
    assert sample.settings().tolerance == TOLERANCE * 100


def test_page_states_its_numbers(rendered: Callable[[str], dict[str, str]]) -> None:
    """Tolerance, decimals, confidence and the fewest judged targets are on the page."""
    text = rendered("en")["method.md"]

    assert "by no more than 5 percentage points" in text
    assert "compared at 9 decimals" in text
    assert "carries a 95% interval" in text
    assert "with fewer than 5 judged targets there is none" in text
    assert "more than 60 days after all others" in text
    assert "with 2 due reports in a row missing" in text
