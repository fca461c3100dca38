"""Counties in handfuls: a shard holds the rows of some counties and needs nothing from another.

A long table in one piece costs more than its parts: each step of the arithmetic asks for fresh
memory as large as the table, and a machine hands that out slowly. Shards small enough for the
memory that the last one gave back keep the cost of a row the same from a county to a nation.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Tables

MOST_ROWS = 1_000_000
"""Observations of a shard of several counties; a larger county is a shard of its own."""


def split(known: Tables) -> Iterator[Tables]:
    """Divide tables by county, as many counties together as hold `MOST_ROWS` observations.

    Counties, units, plans, targets, schedules and observations are divided, their rows in the
    order they had. The other tables speak of indicators or are short: every shard has them whole.
    """
    if len(known["observations"]) <= MOST_ROWS:
        yield known
        return
    counties, of_observation = _shards(known)
    plans = known["plans"].set_index("plan_id")["county_id"].map(counties)
    targets = known["targets"].set_index("target_id")["plan_id"].map(plans)
    shard_of = {
        "counties": known["counties"]["county_id"].map(counties),
        "units": known["units"]["county_id"].map(counties),
        "plans": plans,
        "targets": targets,
        "schedules": known["schedules"]["target_id"].map(targets),
        "observations": of_observation,
    }
    for number in counties.unique():
        own = {
            name: known[name].take(np.flatnonzero(shard == number)).reset_index(drop=True)
            for name, shard in shard_of.items()
        }
        yield {**known, **own}


def _shards(known: Tables) -> tuple[pd.Series, NDArray[np.integer]]:
    """Number the shard of each county, counties in their order, and that of each observation."""
    counties, units = known["counties"]["county_id"], known["units"]
    homes = [pd.Series(counties.array, index=counties), units.set_index("unit_id")["county_id"]]
    entity = known["observations"]["entity_id"].cat
    rows = np.bincount(entity.codes, minlength=len(entity.categories))
    at_home = pd.concat(homes).reindex(entity.categories)
    n_rows = pd.Series(rows).groupby(at_home.to_numpy()).sum().reindex(counties, fill_value=0)
    shard = pd.Series(_filled(n_rows.to_list()), index=counties)
    return shard, at_home.map(shard).to_numpy()[entity.codes]


def _filled(sizes: list[int]) -> list[int]:
    """Number shards that are filled one after another with counties of these sizes."""
    numbers, held = [0], 0
    for size in sizes:
        is_full = held > 0 and held + size > MOST_ROWS
        numbers.append(numbers[-1] + is_full)
        held = size if is_full else held + size
    return numbers[1:]
