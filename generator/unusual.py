"""What is unusual among figures: far from an entity's own past."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Measure

LEAST_EARLIER = 6
"""Earlier figures without which nothing can be called unusual."""

MOST_USUAL = 3.5
"""Modified z-score beyond which a figure is a jump."""

LEAST_SHARE = 0.2
"""Share of the middle of the earlier figures that a jump differs by at least; steady figures have
so little spread that trifles would be jumps."""

ON_A_SCALE = (Measure.LEVEL, Measure.FLOW, Measure.CUMULATIVE)
"""Measures whose figures can be far from each other."""


def newest_against_past(
    numbers: NDArray[np.float64], group: NDArray[Any], is_total: NDArray[np.bool_], ends: Any
) -> pd.DataFrame:
    """Compare the last figure of each group with those before it.

    What lies within the range of the earlier figures is no jump. A yearly rhythm is not allowed
    for.

    Rows:
        One a group; the index is the position of its last figure.

    Columns:
        added: the figure that was judged, what the period added for running totals; low, high:
        the least and the largest of the earlier ones, in the same terms; score: its modified
        z-score; is_jump.

    Source:
        Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 0.6745 times the distance
        from the median, in median absolute deviations; beyond 3.5 is unusual.

    Args:
        numbers: Figures, those of a group together and in the order of time.
        group: The number of each figure's group.
        is_total: Which figures are running totals; one that is smaller than that of an earlier
            year began anew.
        ends: Last days of their periods.
    """
    is_first = np.append(True, group[1:] != group[:-1]) if len(group) else group.astype(bool)
    years = np.asarray(ends, dtype="datetime64[Y]")
    last = np.append(0.0, numbers[:-1])
    is_anew = (numbers < last) & np.append(True, years[1:] != years[:-1])[: len(numbers)]
    before = np.where(is_first | is_anew, 0.0, last[: len(numbers)])
    added = pd.Series(np.where(is_total, numbers - before, numbers))
    is_last = np.append(group[1:] != group[:-1], True) if len(group) else is_first
    own = group[~is_last]
    earlier = added[~is_last].groupby(own)
    known = pd.DataFrame({"n": earlier.size(), "middle": earlier.median()})
    known = known.assign(low=earlier.min(), high=earlier.max())
    spread = (added[~is_last] - known["middle"].reindex(own).to_numpy()).abs()
    known["spread"] = spread.groupby(own).median()
    known = known.reindex(group[is_last])
    newest = added[is_last]
    low, high, middle = (known[name].to_numpy() for name in ("low", "high", "middle"))
    distance = np.abs(newest.to_numpy() - middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = 0.6745 * distance / known["spread"].to_numpy()
    is_jump = (known["n"].to_numpy() >= LEAST_EARLIER) & (score > MOST_USUAL)
    is_jump &= distance > LEAST_SHARE * np.abs(middle)
    is_jump &= ~newest.between(low, high).to_numpy()
    return pd.DataFrame(
        {"added": newest, "low": low, "high": high, "score": score, "is_jump": is_jump},
        index=newest.index,
    )
