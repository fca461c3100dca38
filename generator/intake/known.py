"""What is known before an intake: the site as it stands, which what is sent is compared with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from generator.check import check_site
from generator.latest import known_on, latest_observations
from generator.matching import FIGURE_KEY
from generator.model import Tables
from generator.problems import DataError, errors
from generator.sources import Reading, read_site


@dataclass(frozen=True, slots=True)
class Known:
    """The site as it is before an intake."""

    reading: Reading
    tables: Tables
    latest: pd.DataFrame
    """Of each indicator, entity and period the newest figure (`generator.latest`)."""
    newest: pd.DataFrame
    """Its columns that figures are compared by."""
    entities: frozenset[str]
    reviewed: frozenset[tuple[str, ...]]
    """Indicator, entity, period, day of receipt and of decision of all explanations."""


def read_known(data_dir: Path, received: dt.date) -> Known:
    """Read the tables of the site, which must be in order.

    Raises:
        DataError: They are not, or hold no table of observations that intakes could join.
    """
    reading = read_site(data_dir)
    tables, problems = check_site(reading.tables, reading.texts)
    if errors([*reading.problems, *problems]):
        raise DataError([*reading.problems, *problems])
    newest = tables["observations"]["reported_on"].max()
    day = max(received, received if pd.isna(newest) else newest.date())
    known, _ = known_on(tables, day)
    latest, _ = latest_observations(known, day)
    explained = tables["reviews"][tables["reviews"]["decision"] == "explained"]
    reviewed = explained[[*FIGURE_KEY, "reported_on", "decided_on"]].astype(str)
    names = [*FIGURE_KEY, "value", "value_qualifier", "value_text", "numerator", "denominator"]
    return Known(
        reading=reading,
        tables=tables,
        latest=latest,
        newest=latest[[*names, "reported_on"]].astype(dict.fromkeys(FIGURE_KEY, str)),
        entities=frozenset([*tables["units"]["unit_id"], *tables["counties"]["county_id"]]),
        reviewed=frozenset(reviewed.itertuples(index=False, name=None)),
    )
