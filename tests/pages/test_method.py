"""The method page states the rules with the numbers that the evaluation uses."""

from __future__ import annotations

from collections.abc import Callable

from generator.evaluate import RULES
from generator.pages import method


def test_a_rule_of_the_page_for_each_rule_of_the_code() -> None:
    """The page lists as many rules as decide."""
    assert len(method.RULES) == len(RULES) == 13


def test_page_states_its_numbers(rendered: Callable[[str], dict[str, str]]) -> None:
    """Tolerance, decimals, confidence and the fewest judged targets are on the page."""
    text = rendered("en")["method.md"]

    assert "by no more than 5 percentage points" in text
    assert "compared at 9 decimals" in text
    assert "carries a 95% interval" in text
    assert "with fewer than 5 judged targets there is none" in text
    assert "more than 60 days after all others" in text
    assert "with 2 due reports in a row missing" in text
