"""What was known on a day: rows in force, the newest observation of each period, revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import FIGURE_KEY
from generator.model import Qualifier, Tables
from generator.periods import doubtful_day
from generator.schema import TABLE_OF, TABLES, Table
from generator.schema.method import LONE_REPORT_DAYS


def newest_report_day(observations: pd.DataFrame) -> dt.date | None:
    """Give the default ``as_of``: the newest day of receipt that is not doubted.

    Returns:
        None when nothing has been received.
    """
    received = observations["reported_on"]
    doubted = doubtful_day(received, observations["period_end"], LONE_REPORT_DAYS)
    newest = received[received != doubted].max() if doubted is not None else received.max()
    return None if pd.isna(newest) else newest.date()


def known_on(
    tables: Tables, as_of: dt.date
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Select the rows in force on a day, and those that a later row had replaced by then.

    Rows:
        Known are rows whose day (`Table.known_from`) is empty or not after ``as_of``. Of the rows
        of one key the newest is in force; of a schedule, all rows of the newest day of its target.
        Observations and tables whose rows all stand lose only what was not known yet.

    Columns:
        Superseded rows gain ``superseded_on``, the day of the row that took their place.
    """
    in_force, superseded = {}, {}
    for table in TABLES:
        known = _not_after(tables[table.name], table.known_from, as_of)
        in_force[table.name], superseded[table.name] = _newest_rows(known, table)
    return in_force, superseded


def rows_in_force(tables: Tables, name: str, as_of: dt.date) -> pd.DataFrame:
    """Select the rows of one table that are in force on a day; see `known_on`."""
    table = TABLE_OF[name]
    return _newest_rows(_not_after(tables[name], table.known_from, as_of), table)[0]


def _not_after(frame: pd.DataFrame, column: str, as_of: dt.date) -> pd.DataFrame:
    known = ~(frame[column].to_numpy() > np.datetime64(as_of))  # no day is not after any
    return frame if known.all() else frame[known].reset_index(drop=True)


def _newest_rows(known: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    if table.name == "schedules":
        versions, key = known[["target_id", "decided_on"]].drop_duplicates(), ["target_id"]
    elif table.replaces:
        versions, key = known, list(table.key)
    else:
        return known, known.iloc[:0].assign(superseded_on=pd.Timestamp("NaT"))
    if not versions.duplicated(key).any():
        nothing = known.iloc[:0].reset_index(drop=True)
        return known.reset_index(drop=True), nothing.assign(superseded_on=nothing[table.known_from])
    versions = versions.sort_values(table.known_from, kind="stable", na_position="first")
    replaced_on = versions.groupby(key, sort=False)[table.known_from].shift(-1)
    is_newest = ~versions.duplicated(key, keep="last")
    if table.name == "schedules":
        marks = versions.assign(superseded_on=replaced_on, in_force=is_newest)
        marked = known.merge(marks, how="left", on=["target_id", "decided_on"], validate="m:1")
        newest = marked["in_force"].to_numpy(dtype=bool)
        return (
            known[newest].reset_index(drop=True),
            marked[~newest].drop(columns="in_force").reset_index(drop=True),
        )
    return (
        versions[is_newest].sort_index().reset_index(drop=True),
        versions.assign(superseded_on=replaced_on)[~is_newest].sort_index().reset_index(drop=True),
    )


def latest_observations(
    known: Mapping[str, pd.DataFrame], as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the newest observation of each indicator, entity and period, and those it replaced.

    Within one day the later intake number wins. A rejected observation is as if never sent. A
    cell that says 未报 is not a report: it leaves no row, and takes an earlier figure back. A
    figure that is being verified (`generator.released`) tells only when the first report came.

    Rows:
        One an indicator, entity and period whose last day is not after ``as_of``, ordered by
        these; the second table has one a replaced observation, in the same order.

    Columns:
        Those of observations; the first table adds ``first_reported_on`` and ``n_versions``, the
        second ``replaced_on``, ``new_value`` and ``new_value_text``.
    """
    observations = known["observations"]
    day = np.datetime64(as_of)
    usable = (observations["period_end"].to_numpy() <= day) & (
        observations["reported_on"].to_numpy() <= day
    )
    usable &= newest_decisions(observations, known["reviews"]) != "rejected"
    places = np.flatnonzero(usable)
    key = _group_numbers(observations)[places]
    intake = np.nan_to_num(observations["intake"].to_numpy(dtype=np.float64)[places])
    received = observations["reported_on"].to_numpy().astype(np.int64)[places]
    order = np.lexsort((intake, received, key) if intake.any() else (received, key))
    seen, key, received = observations.take(places[order]), key[order], received[order]
    is_last = np.append(key[1:] != key[:-1], True) if len(key) else np.zeros(0, dtype=bool)
    is_first = np.append(True, key[1:] != key[:-1]) if len(key) else is_last
    group = np.cumsum(is_first) - 1

    reported = (seen["value_qualifier"] != Qualifier.NOT_REPORTED.value).to_numpy()
    pending = (seen["value_qualifier"] == Qualifier.PENDING.value).to_numpy()
    first_received = np.full(int(is_last.sum()), np.iinfo(np.int64).max)
    np.minimum.at(first_received, group[reported], received[reported])
    versions = np.bincount(group[reported & ~pending], minlength=len(first_received))
    latest = seen[is_last].assign(
        first_reported_on=first_received.astype("datetime64[s]"), n_versions=np.maximum(versions, 1)
    )[reported[is_last]]

    replaced = ~is_last & ~pending
    newer = seen.iloc[np.flatnonzero(replaced) + 1]
    revisions = seen[replaced].assign(
        replaced_on=newer["reported_on"].to_numpy(),
        new_value=newer["value"].to_numpy(),
        new_value_text=newer["value_text"].astype(str).to_numpy(),
    )
    return latest.reset_index(drop=True), revisions.reset_index(drop=True)


def _group_numbers(observations: pd.DataFrame) -> np.ndarray:
    """Number each indicator × entity × period so that the numbers sort as the three do."""
    number = np.zeros(len(observations), dtype=np.int64)
    for column in ("indicator_id", "entity_id"):
        codes = observations[column].cat
        number = number * max(len(codes.categories), 1) + codes.codes.to_numpy()
    names = observations["period"].cat
    ends = observations["period_end"].to_numpy().astype("datetime64[D]").astype(np.int64)
    if len(ends):
        ends -= ends.min()
        number = number * (int(ends.max()) + 1) + ends
    return number * max(len(names.categories), 1) + names.codes.to_numpy()


def newest_decisions(observations: pd.DataFrame, reviews: pd.DataFrame) -> NDArray[np.object_]:
    """Give the newest decision on each observation: ``verified``, ``rejected``, or an empty text.

    A review without a day speaks of all that had come for the period when it was decided, not of
    what was sent in answer to it. Of two decisions of one day the rejection stands.
    """
    decided = np.full(len(observations), "", dtype=object)
    decisions = reviews[reviews["decision"].isin(["verified", "rejected"])]
    if decisions.empty:
        return decided
    candidates = np.flatnonzero(
        observations["entity_id"].isin(decisions["entity_id"])
        & observations["period"].isin(decisions["period"])
    )
    found = observations.iloc[candidates][[*FIGURE_KEY, "reported_on"]].astype(
        dict.fromkeys(FIGURE_KEY, str)
    )
    found = found.assign(position=candidates).merge(
        decisions[[*FIGURE_KEY, "reported_on", "decision", "decided_on"]],
        how="inner",
        on=FIGURE_KEY,
        suffixes=("", "_reviewed"),
        validate="m:m",
    )
    meant = (found["reported_on"] == found["reported_on_reviewed"]) | (
        found["reported_on_reviewed"].isna() & (found["reported_on"] <= found["decided_on"])
    )
    newest = (
        found[meant]
        .sort_values(["decided_on", "decision"], ascending=[True, False], kind="stable")
        .drop_duplicates("position", keep="last")
    )
    decided[newest["position"].to_numpy()] = newest["decision"].to_numpy(dtype=object)
    return decided
