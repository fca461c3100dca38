"""Targets that are met by what other targets meet: shares of entities, and scores."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.evaluate.conditions import meets
from generator.evaluate.facts import with_closing
from generator.evaluate.history import View
from generator.model import Measure, Status

UNREADABLE = (Status.NO_REPORT.value, Status.NOT_ASSESSABLE.value, Status.NOT_STARTED.value)
"""Verdicts that do not tell whether a child meets its target."""


def pair_with_children(cases: pd.DataFrame, has_history: pd.Series) -> pd.DataFrame:
    """List which cases add up to which: one row a parent and child, as places among the cases.

    The county's row of a target that binds several entities has these as its children; a
    `share_met` or `score` target those that count towards it, unless a value of it is reported.
    """
    place = cases.reset_index(names="place")
    summary = place[place["is_each_summary"]][["target_id", "place"]]
    members = place[~place["is_each_summary"]]
    suffixes = ("_parent", "_child")
    each = summary.merge(members, how="inner", on="target_id", suffixes=suffixes, validate="1:m")
    computed = place["measure"].isin([Measure.SHARE_MET, Measure.SCORE]) & ~has_history
    parents = place[computed & ~place["is_each_summary"]][["target_id", "place"]]
    towards = parents.merge(
        members.drop(columns="target_id"),
        how="inner",
        left_on="target_id",
        right_on="counts_towards",
        suffixes=suffixes,
        validate="m:m",
    )
    pairs = pd.concat([each, towards], ignore_index=True)
    pairs = pairs.rename(columns={"place_parent": "parent", "place_child": "child"})
    return pairs[["parent", "child"]].reset_index(drop=True)


def levels(pairs: pd.DataFrame, n: int) -> np.ndarray:
    """Say how many steps each case stands above cases that have no children; 0 for these.

    Raises:
        ValueError: Targets count towards each other in a circle.
    """
    level = np.zeros(n, dtype=np.int64)
    parent, child = pairs["parent"].to_numpy(), pairs["child"].to_numpy()
    for _ in range(n + 1):
        raised = level.copy()
        np.maximum.at(raised, parent, level[child] + 1)
        if (raised == level).all():
            return level
        level = raised
    raise ValueError("targets count towards each other in a circle")


def read_children(
    cases: pd.DataFrame,
    pairs: pd.DataFrame,
    judged: pd.DataFrame,
    as_of: dt.date,
    view: View = View.STATED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answer the questions of the rules for parents, from their children's verdicts.

    A share is met ÷ children whose verdict can be read; a score is the points of children that
    meet their targets. A missing child is missing, not zero: it opens the bounds, none to all.

    Args:
        cases: The parents, a selection of all cases with their places as index.
        pairs: As `pair_with_children` gives them, for these parents.
        judged: Verdicts of all cases so far: status, holds, period_end, closed.

    Returns:
        Facts as `read_facts` gives them, and values: value, value_low, value_high, n_met,
        n_children, n_expected, n_reported, period_end.
    """
    values = _values(cases, pairs, judged, late=True)
    in_time = _values(cases, pairs, judged, late=False)
    now, then = values[f"value{view}"].to_numpy(), in_time[f"value{view}"].to_numpy()
    meets_now, fails_now = meets(now, now, cases)
    meets_then, _ = meets(then, then, cases)
    all_closed = _by_parent(pairs, judged["closed"], cases, "min").fillna(False).astype(bool)
    has_value = (values["n_reported"] > 0).to_numpy()
    nothing = np.zeros(len(cases), dtype=bool)
    facts = pd.DataFrame(
        {
            "reached": nothing,
            "reached_in_time": nothing,
            "has_value": has_value,
            "meets_now": meets_now & has_value,
            "fails_now": fails_now & has_value,
            "exceeded": nothing,
            "failed": fails_now & has_value,
            "failed_before": nothing,
            "year_failed": nothing,
            "final_known": all_closed.to_numpy() & has_value,
            "final_meets": meets_then & has_value,
            "later_meets": meets_now & has_value,
            "n_failed": 0,
            "n_lacking": 0,
            "newest": -1,
            "reason": cases["reason"].to_numpy(),
            "n_missing": 0,
            "n_excused": 0,
            "last_missing": nothing,
            "fell_silent": nothing,
        }
    )
    facts = with_closing(facts, cases, as_of)
    return facts.assign(closed=facts["closed"] & all_closed.to_numpy()), values


def _by_parent(pairs: pd.DataFrame, column: pd.Series, cases: pd.DataFrame, how: str) -> pd.Series:
    found = column.take(pairs["child"].to_numpy()).groupby(pairs["parent"].to_numpy()).agg(how)
    return found.reindex(cases.index).reset_index(drop=True)


def _values(
    cases: pd.DataFrame, pairs: pd.DataFrame, judged: pd.DataFrame, *, late: bool
) -> pd.DataFrame:
    """Add up the children; ``late`` counts those that met their target after the deadline."""
    child = judged.take(pairs["child"].to_numpy()).reset_index(drop=True)
    status = child["status"]
    score = (cases["measure"] == Measure.SCORE).to_numpy()
    parent = pd.Index(cases.index).get_indexer(pairs["parent"])
    weight = np.where(score[parent], child["weight"], 1.0)
    missing = status.isin(UNREADABLE) | ~child["is_read"]
    met = child["holds"] & ~missing
    if not late:
        met &= status != Status.ACHIEVED_LATE

    def points_of(mask: pd.Series) -> np.ndarray:
        return np.bincount(parent, weights=np.where(mask, weight, 0.0), minlength=len(cases))

    def count(mask: pd.Series) -> np.ndarray:
        return np.bincount(parent[mask], minlength=len(cases))

    everyone = pd.Series(True, index=child.index)
    points, open_points, whole = points_of(met), points_of(missing), points_of(everyone)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = points / (whole - open_points) * 100
        low, high = points / whole * 100, (points + open_points) / whole * 100
    n_children = count(everyone)
    return pd.DataFrame(
        {
            "value": np.where(score, points, share),
            "value_low": np.where(score, points, low),
            "value_high": np.where(score, points + open_points, high),
            "n_met": count(met),
            "n_children": n_children,
            "n_expected": n_children,
            "n_reported": n_children - count(missing),
            "period_end": _by_parent(pairs, judged["period_end"], cases, "max"),
        }
    )
