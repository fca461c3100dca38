"""What a person should look at among the figures: two sources at odds, jumps out of one's own past.

Shown in the internal edition only; nothing here changes a verdict.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.matching import ENTITY_KEY, FIGURE_KEY
from generator.model import Evaluation, Measure
from generator.unusual import ON_A_SCALE, newest_against_past

USUAL_DECIMALS = 2
"""How finely figures are compared whose indicator does not say how many decimals it has."""

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
    ordered: pd.DataFrame = found.astype(dict.fromkeys(ENTITY_KEY, str)).sort_values(
        ["period_end", "size", *ENTITY_KEY],
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
    """
    measures = evaluation.tables["indicators"].set_index("indicator_id")["measure"]
    measure = evaluation.values["indicator_id"].astype(str).map(measures)
    is_judged = measure.isin(ON_A_SCALE) & np.isfinite(evaluation.values["value"])
    values = evaluation.values.assign(measure=measure)[is_judged]
    values = values.sort_values([*ENTITY_KEY, "period_end", "period_start"], kind="stable")
    is_total = (values["measure"] == Measure.CUMULATIVE).to_numpy(dtype=bool)
    group = values.groupby(ENTITY_KEY, observed=True, sort=False).ngroup().to_numpy()
    ends = values["period_end"].to_numpy()
    known = newest_against_past(values["value"].to_numpy(), group, is_total, ends)
    known = known[known["is_jump"]]
    found = values.iloc[known.index].assign(
        added=known["added"].to_numpy(),
        earlier_low=known["low"].to_numpy(),
        earlier_high=known["high"].to_numpy(),
        score=known["score"].to_numpy(),
    )
    open_ones = _without_settled(found.astype(dict.fromkeys(FIGURE_KEY, str)), evaluation)
    ordered: pd.DataFrame = open_ones.sort_values(
        ["score", *ENTITY_KEY], ascending=[False, True, True], kind="stable", ignore_index=True
    )
    return ordered


def _without_settled(found: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    reviews = evaluation.tables["reviews"]
    settled = reviews[reviews["decision"].isin(SETTLING)]
    key = FIGURE_KEY
    done = pd.MultiIndex.from_frame(settled[key].astype(str))
    return found[~pd.MultiIndex.from_frame(found[key]).isin(done)]
