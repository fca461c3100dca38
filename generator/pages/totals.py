"""The small tables by county that pages of the whole show, and pages of one county of the others.

Everything else on the pages of a county is made from the county's own rows, so that counties can be
worked on one by one, wherever it may be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from generator.matching import ENTITY_KEY
from generator.model import Evaluation, ReportState
from generator.periods import months_before

CORRECTED_MONTHS = 1
"""How far back corrections are counted on every page."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What is known of each county in a few numbers."""

    deadlines: pd.DataFrame
    """county_id, indicator_id, deadline: the last one of the targets on an indicator."""
    involved: pd.DataFrame
    """county_id, indicator_id: which indicators a county has values of or targets on."""
    latest: pd.DataFrame
    """county_id, indicator_id, period, value: the county's own newest figure."""
    reports: pd.DataFrame
    """county_id, one count a state of reports, n_revisions, n_corrected (in the last month),
    n_observations."""

    middles: pd.DataFrame
    """county_id, indicator_id, n, middle: the middle one of the newest figures of the n other
    counties that have one of the same period."""

    def of(self, county_ids: Collection[str]) -> Totals:
        """Leave what the pages of some counties show."""
        own = {
            name: getattr(self, name)[getattr(self, name)["county_id"].isin(county_ids)]
            for name in ("deadlines", "reports", "middles")
        }
        return replace(self, **own, latest=self.latest.iloc[:0])


def join(parts: Sequence[Totals]) -> Totals:
    """Put the totals of parts that share no county together."""
    names = ("deadlines", "involved", "latest", "reports")
    return joined(
        {
            name: pd.concat([getattr(part, name) for part in parts], ignore_index=True)
            for name in names
        }
    )


def joined(whole: Mapping[str, pd.DataFrame]) -> Totals:
    """Make the totals of the whole of those of its parts, each table below its namesakes."""
    names = ("deadlines", "involved", "latest", "reports")
    return Totals(**{name: whole[name] for name in names}, middles=_middles(whole["latest"]))


def _middles(latest: pd.DataFrame) -> pd.DataFrame:
    """Leave each county out of a sorted list in turn, and read the middle of the others."""
    ordered = latest.sort_values(["indicator_id", "period", "value", "county_id"])
    by = ordered.groupby(["indicator_id", "period"], sort=False)["value"]
    place, n = by.cumcount().to_numpy(), by.transform("size").to_numpy() - 1
    first, values = np.arange(len(ordered)) - place, ordered["value"].to_numpy()
    low, high = (np.maximum(n - 1, 0) // 2, n // 2)
    ends = [values[np.minimum(first + rank + (rank >= place), first + n)] for rank in (low, high)]
    found = ordered[["county_id", "indicator_id"]].assign(n=n, middle=(ends[0] + ends[1]) / 2)
    return found[n > 0].sort_values(["county_id", "indicator_id"], ignore_index=True)


def totals_of(evaluation: Evaluation) -> Totals:
    """Sum an evaluation up by county."""
    home = _homes(evaluation)
    judged = evaluation.assessments[["county_id", "indicator_id", "deadline"]].astype(
        {"county_id": str, "indicator_id": str}
    )
    by = judged.groupby(["county_id", "indicator_id"], as_index=False, sort=True)
    pairs = evaluation.values[ENTITY_KEY].drop_duplicates().astype(str)
    valued = pairs.assign(county_id=pairs["entity_id"].map(home))[["county_id", "indicator_id"]]
    involved = pd.concat([judged[["county_id", "indicator_id"]], valued.dropna()])
    latest = _latest(evaluation)
    return Totals(
        deadlines=by.agg({"deadline": "max"}),
        involved=involved.drop_duplicates().sort_values(
            ["county_id", "indicator_id"], ignore_index=True
        ),
        latest=latest,
        reports=_reports(evaluation, home),
        middles=_middles(latest),
    )


def _homes(evaluation: Evaluation) -> pd.Series[str]:
    units, counties = evaluation.tables["units"], evaluation.tables["counties"]
    homes = [*counties["county_id"], *units["county_id"]]
    return pd.Series(homes, index=[*counties["county_id"], *units["unit_id"]], dtype=str)


def of_counties(frame: pd.DataFrame, counties: Collection[str]) -> pd.DataFrame:
    """Leave the rows whose entity is a county."""
    entity = frame["entity_id"]
    return frame[entity.isin(list(counties)).to_numpy()]


def _latest(evaluation: Evaluation) -> pd.DataFrame:
    own = of_counties(evaluation.values, evaluation.tables["counties"]["county_id"])
    known = own[own["value"].notna() & np.isfinite(own["value"])]
    ordered = known.sort_values(
        ["indicator_id", "entity_id", "period_end", "period_start"], kind="stable"
    )
    found = ordered[["entity_id", "indicator_id", "period", "value"]].astype(
        {"entity_id": str, "indicator_id": str, "period": str}
    )
    newest: pd.DataFrame = found.drop_duplicates(["entity_id", "indicator_id"], keep="last")
    return newest.rename(columns={"entity_id": "county_id"})


def _reports(evaluation: Evaluation, home: pd.Series[str]) -> pd.DataFrame:
    counties = evaluation.tables["counties"]["county_id"].astype(str)
    owed, revised = evaluation.reports, evaluation.revisions
    of_report = owed["entity_id"].astype(str).map(home)
    counts = pd.crosstab(of_report.to_numpy(), owed["state"].astype(str).to_numpy())
    since = pd.Timestamp(months_before(evaluation.as_of, CORRECTED_MONTHS))
    of_revision = revised["entity_id"].astype(str).map(home)
    received = evaluation.tables["observations"]["entity_id"].astype(str).map(home)
    is_new = (revised["replaced_on"] > since).groupby(of_revision.to_numpy()).sum()
    numbers = counts.reindex(index=counties, columns=list(ReportState), fill_value=0)
    found: pd.DataFrame = (
        numbers.assign(
            n_revisions=of_revision.value_counts().reindex(counties, fill_value=0),
            n_corrected=is_new.reindex(counties, fill_value=0),
            n_observations=received.value_counts().reindex(counties, fill_value=0),
        )
        .fillna(0)
        .astype("int64")
        .rename_axis(index="county_id", columns=None)
        .reset_index()
    )
    return found
