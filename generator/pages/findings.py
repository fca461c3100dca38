"""What a person should look at among the figures: two sources at odds, jumps out of one's own past.

Shown in the internal edition only; nothing here changes a verdict.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.model import Evaluation, Measure

KEY = ["indicator_id", "entity_id"]

USUAL_DECIMALS = 2
"""How finely figures are compared whose indicator does not say how many decimals it has."""

LEAST_EARLIER = 6
"""Earlier figures without which nothing can be called unusual."""

MOST_USUAL = 3.5
"""Modified z-score beyond which a figure is a jump."""

LEAST_SHARE = 0.2
"""Share of the middle of the earlier figures that a jump differs by at least; steady figures have
so little spread that trifles would be jumps."""

ON_A_SCALE = (Measure.LEVEL, Measure.FLOW, Measure.CUMULATIVE)
"""Measures whose figures can be far from each other."""

SETTLING = ("verified", "explained")
"""Decisions on a figure after which it is not asked about again."""


def contradictions(evaluation: Evaluation) -> pd.DataFrame:
    """List figures that an entity reported and that its units add up to differently.

    Rows:
        One a figure whose two sources differ by more than rounding can do, the newest period
        first, then by the size of the difference, then by ids.

    Columns:
        Those of values; ``difference`` is reported less computed, in the unit of measure.
    """
    values = evaluation.values
    values = values[np.isfinite(values["reported_value"]) & np.isfinite(values["computed_value"])]
    decimals = evaluation.tables["indicators"].set_index("indicator_id")["decimals"]
    known = decimals.reindex(values["indicator_id"].astype(str)).fillna(USUAL_DECIMALS)
    difference = values["reported_value"] - values["computed_value"]
    least = 0.5 * 10.0 ** -known.to_numpy(dtype=np.float64)
    found = values.assign(difference=difference, size=difference.abs())[
        difference.abs().to_numpy() > least * (1 + 1e-9)
    ]
    ordered: pd.DataFrame = found.astype(dict.fromkeys(KEY, str)).sort_values(
        ["period_end", "size", *KEY],
        ascending=[False, False, True, True],
        kind="stable",
        ignore_index=True,
    )
    return ordered.drop(columns="size")


def jumps(evaluation: Evaluation) -> pd.DataFrame:
    """List the newest figures that are far from their own past and that nobody has settled.

    Only numbers on a scale are judged, running totals by what each period added. What lies within
    the range of the earlier figures is no jump. A yearly rhythm is not allowed for.

    Rows:
        One a figure, the furthest first, then by ids.

    Columns:
        Those of values; ``earlier_low``, ``earlier_high``: the least and the largest of the
        earlier figures (of what they added, for running totals); ``added``: the figure that was
        judged, in the same terms; ``score``: its modified z-score.

    Source:
        Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 0.6745 times the distance
        from the median, in median absolute deviations; beyond 3.5 is unusual.
    """
    measures = evaluation.tables["indicators"].set_index("indicator_id")["measure"]
    measure = evaluation.values["indicator_id"].astype(str).map(measures)
    is_judged = measure.isin(ON_A_SCALE) & np.isfinite(evaluation.values["value"])
    values = evaluation.values.assign(measure=measure)[is_judged]
    values = values.sort_values([*KEY, "period_end", "period_start"], kind="stable")
    is_total = (values["measure"] == Measure.CUMULATIVE).to_numpy(dtype=bool)
    group = values.groupby(KEY, observed=True, sort=False).ngroup().to_numpy()
    numbers = values["value"].to_numpy()
    is_first = np.append(True, group[1:] != group[:-1]) if len(group) else group.astype(bool)
    before = np.where(is_first, 0.0, np.append(0.0, numbers[:-1]))
    added = pd.Series(np.where(is_total, numbers - before, numbers), index=values.index)
    is_last = np.append(group[1:] != group[:-1], True) if len(group) else is_first
    earlier = added[~is_last].groupby(group[~is_last])
    known = pd.DataFrame({"n": earlier.size(), "middle": earlier.median()})
    known = known.assign(low=earlier.min(), high=earlier.max())
    spread = (added[~is_last] - known["middle"].reindex(group[~is_last]).to_numpy()).abs()
    known["spread"] = spread.groupby(group[~is_last]).median()
    newest = values[is_last].assign(added=added[is_last])
    known = known.reindex(group[is_last])
    distance = np.abs(newest["added"].to_numpy() - known["middle"].to_numpy())
    spread_of = known["spread"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        score = 0.6745 * distance / spread_of
    is_jump = (known["n"].to_numpy() >= LEAST_EARLIER) & (score > MOST_USUAL)
    is_jump &= distance > LEAST_SHARE * np.abs(known["middle"].to_numpy())
    is_jump &= ~newest["added"].between(known["low"].to_numpy(), known["high"].to_numpy())
    found = newest.assign(
        earlier_low=known["low"].to_numpy(), earlier_high=known["high"].to_numpy(), score=score
    )[is_jump]
    open_ones = _without_settled(found.astype(dict.fromkeys([*KEY, "period"], str)), evaluation)
    ordered: pd.DataFrame = open_ones.sort_values(
        ["score", *KEY], ascending=[False, True, True], kind="stable", ignore_index=True
    )
    return ordered


def _without_settled(found: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    reviews = evaluation.tables["reviews"]
    settled = reviews[reviews["decision"].isin(SETTLING)]
    key = [*KEY, "period"]
    done = pd.MultiIndex.from_frame(settled[key].astype(str))
    return found[~pd.MultiIndex.from_frame(found[key]).isin(done)]
