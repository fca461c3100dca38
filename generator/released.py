"""What the public may be told of reports: figures that are settled, from their release day on.

An edition for the public is judged on what this leaves, so that nothing made later, be it a verdict
or a total, can tell of the rest. A report whose figure may not be shown yet leaves a row without
one: that it came, and when, is told, so that no unit is called silent for what the office has not
verified.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import FIGURE_KEY
from generator.model import Qualifier, Release, Tables

PROVISIONAL, VERIFIED = "provisional", "verified"

Mask = NDArray[np.bool_]

BLANK: dict[str, Any] = {
    "value": np.nan,
    "numerator": np.nan,
    "denominator": np.nan,
    "reached_on": np.datetime64("NaT", "s"),
    "value_text": "",
    "note": "",
    "value_qualifier": Qualifier.PENDING.value,
}
"""What stands in a row whose figure is being verified."""


def only_released(
    known: Tables, decided: NDArray[np.object_], release: Release
) -> dict[str, pd.DataFrame]:
    """Leave of observations and reviews what the public may see, before anything is judged.

    Rows:
        Observations of a period before its release day are left out, and so are versions that
        are rejected or not settled. Where that leaves the first report of a period out, or all of
        them, a row with the day of the first one stays: its figure is `BLANK`. Reviews go with the
        versions and periods they speak of.

    Columns:
        Indicators add ``released_until``, the last day whose periods may be shown.

    Args:
        known: Rows in force on a day.
        decided: The newest decision on each observation: ``verified``, ``rejected`` or empty.
        release: What may be shown.
    """
    observations, reviews = known["observations"], known["reviews"]
    last_days = _last_days(known["indicators"], release)
    is_out = ~_is_early(observations, last_days) & (decided != "rejected")
    is_settled = _is_settled(observations, decided, release)
    shown, held = is_out & is_settled, is_out & ~is_settled
    told, unsettled = _told(observations, shown, held)
    kept = shown | told
    left = observations if kept.all() else observations[kept].reset_index(drop=True)
    gone = _is_early(reviews, last_days) | _speak_of(reviews, observations, held, unsettled)
    return {
        **known,
        "indicators": known["indicators"].assign(released_until=last_days.to_numpy()),
        "observations": _blank(left, told[kept]),
        "reviews": reviews[~gone].reset_index(drop=True),
    }


def withheld_figures(
    latest: pd.DataFrame, decided: NDArray[np.object_], indicators: pd.DataFrame, release: Release
) -> pd.DataFrame:
    """List the newest figures of public indicators that the public edition does not show.

    Rows:
        One a figure, in the order of ``latest``.

    Columns:
        indicator_id, entity_id, period, kind (``value``), rule: ``release`` (before its release
        day) or ``status`` (not settled).

    Args:
        latest: From `generator.latest.latest_observations`, of everything that is known.
        decided: The newest decision on each of these.
        indicators: Rows in force.
        release: What may be shown.
    """
    early = _is_early(latest, _last_days(indicators, release))
    public = indicators.loc[indicators["public"], "indicator_id"]
    listed = early | ~_is_settled(latest, decided, release)
    listed &= latest["indicator_id"].isin(public).to_numpy()
    found = latest.loc[listed, FIGURE_KEY].astype(str)
    rule = np.where(early, "release", "status")[listed]
    return found.assign(kind="value", rule=rule).reset_index(drop=True)


def _last_days(indicators: pd.DataFrame, release: Release) -> pd.Series[Any]:
    """Give by indicator the last day whose periods may be shown."""
    days = indicators["release_days"].fillna(release.days).to_numpy().astype("timedelta64[D]")
    until = (np.datetime64(release.on) - days).astype("datetime64[s]")
    return pd.Series(until, index=indicators["indicator_id"].astype(str))


def _is_early(frame: pd.DataFrame, last_days: pd.Series[Any]) -> Mask:
    """Say of each row whether its period may not be shown yet."""
    indicator = frame["indicator_id"].astype("category").cat
    until = last_days.reindex(indicator.categories.astype(str)).to_numpy()
    return np.asarray(frame["period_end"].to_numpy() > until[indicator.codes.to_numpy()])


def _is_settled(observations: pd.DataFrame, decided: NDArray[np.object_], release: Release) -> Mask:
    """Say of each version whether it is settled, by its own word or by a decision."""
    own = observations["status"].cat
    words = own.categories.astype(str).to_numpy()
    found = np.isin(np.where(words == "", PROVISIONAL, words), release.statuses)
    settled = np.append(found, PROVISIONAL in release.statuses)[own.codes.to_numpy()]
    return np.asarray(settled | ((decided == VERIFIED) & (VERIFIED in release.statuses)))


def _told(observations: pd.DataFrame, shown: Mask, held: Mask) -> tuple[Mask, Mask]:
    """Mark the rows that stay to tell when a report came, and all of periods that show no figure.

    A period whose newest version takes the figure back (未报) has no report.
    """
    told, unsettled = np.zeros((2, len(observations)), dtype=bool)
    if not held.any():
        return told, unsettled
    number = _group_numbers(observations)
    groups = np.unique(number[held])
    place = np.minimum(np.searchsorted(groups, number), len(groups) - 1)
    rows = np.flatnonzero((shown | held) & (groups[place] == number))
    received = observations["reported_on"].to_numpy().astype(np.int64)[rows]
    intake = np.nan_to_num(observations["intake"].to_numpy(dtype=np.float64)[rows])
    rows = rows[np.lexsort((intake, received))]
    own, is_shown = place[rows], shown[rows]
    says = (observations["value_qualifier"] != Qualifier.NOT_REPORTED.value).to_numpy()[rows]
    has_figure = np.bincount(own[is_shown], minlength=len(groups)) > 0
    last_says = np.zeros(len(groups), dtype=bool)
    last_says[own] = says  # of several, the last one stays
    first = np.full(len(groups), len(observations))
    first[own[says][::-1]] = rows[says][::-1]
    wanted = np.flatnonzero(has_figure | last_says)
    wanted = first[wanted][first[wanted] < len(observations)]
    told[wanted] = True
    told &= held
    unsettled[rows] = ~has_figure[own]
    return told, unsettled


def _group_numbers(observations: pd.DataFrame) -> NDArray[np.int64]:
    """Number rows by indicator, entity and period."""
    number = np.zeros(len(observations), dtype=np.int64)
    for column in FIGURE_KEY:
        codes = observations[column].cat
        number = number * (len(codes.categories) + 1) + codes.codes.to_numpy()
    return number


def _speak_of(
    reviews: pd.DataFrame, observations: pd.DataFrame, held: Mask, unsettled: Mask
) -> Mask:
    """Mark reviews of periods that show no figure, and of single versions that are held back."""
    if reviews.empty or not held.any():
        return np.zeros(len(reviews), dtype=bool)

    def keys(frame: pd.DataFrame, day: list[str]) -> pd.MultiIndex:
        return pd.MultiIndex.from_frame(
            frame[[*FIGURE_KEY, *day]].astype(dict.fromkeys(FIGURE_KEY, str))
        )

    found = keys(reviews, []).isin(keys(observations[unsettled], []))
    day = ["reported_on"]
    return np.asarray(found | keys(reviews, day).isin(keys(observations[held], day)))


def _blank(observations: pd.DataFrame, told: Mask) -> pd.DataFrame:
    """Empty the figures of marked rows; texts that stand in none stay nowhere."""
    columns = {name: _filled(observations[name], told, cell) for name, cell in BLANK.items()}
    return observations.assign(**columns)


def _filled(column: pd.Series[Any], marked: Mask, cell: Any) -> pd.Series[Any]:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.mask(marked, cell) if marked.any() else column
    if marked.any():
        if cell not in column.cat.categories:
            column = column.cat.add_categories([cell])
        column = column.mask(marked, cell)
    return column.cat.remove_unused_categories()
