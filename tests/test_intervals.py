"""What chance alone could do to a rate, against figures worked out elsewhere."""

import numpy as np
import pytest

from generator.intervals import chance_interval

NONE = float("nan")

CASES = [
    # Wilson's score without continuity correction: 15 of 148, 0 of 20 and 1 of 29, the examples of
    # Newcombe (1998), table I.
    pytest.param(15, 148, 100, 100, 6.24, 16.05, id="proportion"),
    pytest.param(0, 20, 100, 100, 0.00, 16.11, id="no-case-in-20"),
    pytest.param(1, 29, 100, 100, 0.61, 17.18, id="one-in-29"),
    # Byar: 10 events, 4.79 to 18.39, and none, 0 to 3.67 (Breslow and Day 1987, worked by hand).
    pytest.param(10, 1000, 1000, 5000, 4.79, 18.39, id="rate"),
    pytest.param(0, 1000, 1000, 5000, 0.00, 3.67, id="no-event"),
    pytest.param(120, 100, 100, 200, 99.49, 143.49, id="more-than-all"),
    pytest.param(5, 0, 100, 100, NONE, NONE, id="of-none"),
    pytest.param(NONE, NONE, 100, 100, NONE, NONE, id="counts-unknown"),
]


@pytest.mark.parametrize(("cases", "n", "per", "maximum", "low", "high"), CASES)
def test_interval(
    cases: float, n: float, per: float, maximum: float, low: float, high: float
) -> None:
    """Proportions have Wilson's, rates Byar's; without counts there is none."""
    found = chance_interval(*(np.array([item], dtype=float) for item in (cases, n, per, maximum)))

    assert [float(end[0]) for end in found] == pytest.approx([low, high], abs=0.006, nan_ok=True)
