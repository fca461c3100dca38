"""How the figures of units add up to their township and county, and what missing units could do.

Sums and ratios (Σ numerator ÷ Σ denominator × per, never a mean of percentages) are exact when
every unit is in. With units missing the value stands between two bounds: a missing unit of a sum
counts from nothing (a running total: from its own last figure of the year) up to its plausible
maximum; a missing unit of a proportion counts with its last known denominator from none to all.
What a unit that has closed since had done in the year stays in running totals.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.matching import key_numbers, sort_by, stack
from generator.model import ReportState, Tables
from generator.rollup.contributions import computed_values, parents
from generator.rollup.reported import COLUMNS, natures, reported_values

__all__ = ["COLUMNS", "roll_up"]


def roll_up(latest: pd.DataFrame, reports: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Put the figures of townships and counties beside those that units reported.

    A figure both reported and computed is judged on the computed one when every unit that owed
    a report is in, else on the reported one; both are kept.

    Rows:
        One an indicator, entity and period, ordered by indicator, entity and the period's days.

    Columns:
        Those of `COLUMNS`. ``value_low`` and ``value_high`` enclose the value: alike when it is
        exact; apart when the cell is qualified or units are missing. ``missing_ids`` joins the
        units that are missing by ``|``; ``n_expected`` is 0 for figures that only one entity
        reports. ``n_pending`` counts units that reported and whose figures are being verified:
        they leave the bounds open as missing ones do, and are not called missing; a total of
        such units alone has no figure.

    Units:
        Values in the indicator's unit of measure.
    """
    latest, reports = _alike(latest, known, reports), _alike(reports, known, latest)
    kinds = natures(known)
    reported = reported_values(latest, kinds)
    owed = reports[reports["state"] != ReportState.NOT_APPLICABLE.value]
    computed = [computed_values(reported, owed, kinds, known, tree) for tree in parents(known)]
    values = [reported, *(frame for frame in computed if len(frame))]
    return _judged_on(stack(values))


def _alike(frame: pd.DataFrame, known: Tables, other: pd.DataFrame) -> pd.DataFrame:
    """Give the ids and periods of a table the same categories as those of the other tables."""
    entities = [*known["counties"]["county_id"], *known["units"]["unit_id"]]
    periods = frame["period"].cat.categories.union(other["period"].cat.categories)
    return frame.astype(
        {
            "indicator_id": pd.CategoricalDtype(sorted(known["indicators"]["indicator_id"])),
            "entity_id": pd.CategoricalDtype(sorted(entities)),
            "period": pd.CategoricalDtype(periods.sort_values()),
        }
    )


def _judged_on(values: pd.DataFrame) -> pd.DataFrame:
    """Merge what was reported for a township or county with what was computed for it."""
    key = ["indicator_id", "entity_id", "period_end", "period_start"]
    values = sort_by(values, [*key, "origin"])
    number = key_numbers(values, key)
    follows = number[1:] == number[:-1]
    twice = np.append(follows, False) | np.append(False, follows)
    if not twice.any():
        return values
    computed = values[twice & (values["origin"] == "computed").to_numpy()]
    stated = values[twice & (values["origin"] == "reported").to_numpy()]
    all_in = (computed["n_expected"] == computed["n_reported"]).to_numpy()
    has_figure = stated["value_low"].notna().to_numpy()
    both = {
        "reported_value": stated["reported_value"].to_numpy(),
        "computed_value": computed["computed_value"].to_numpy(),
        "n_expected": computed["n_expected"].to_numpy(),
        "n_reported": computed["n_reported"].to_numpy(),
        "n_pending": computed["n_pending"].to_numpy(),
        "missing_ids": computed["missing_ids"].array,
    }
    on_computed = all_in | ~has_figure
    kept = [computed.assign(**both)[on_computed], stated.assign(**both)[~on_computed]]
    return sort_by(stack([*kept, values[~twice]]), key)
