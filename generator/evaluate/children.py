"""Targets that are met by what other targets meet: shares of entities, and scores."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.evaluate.conditions import Floats, Mask, meets
from generator.evaluate.facts import with_closing
from generator.evaluate.views import Views
from generator.matching import Positions
from generator.model import Measure, Status

UNREADABLE = (Status.NO_REPORT.value, Status.NOT_ASSESSABLE.value, Status.NOT_STARTED.value)
"""Verdicts that do not tell whether a child meets its target."""


def pair_with_children(cases: pd.DataFrame, has_history: Mask) -> pd.DataFrame:
    """List which cases add up to which: one row a parent and child, as places among the cases.

    The county's row of a target that binds several entities has these as its children; a
    `share_met` or `score` target those that count towards it, unless a value of it is reported.
    """
    is_summary = cases["is_each_summary"].to_numpy()
    members = cases.loc[~is_summary, ["target_id", "counts_towards"]]
    members = members.assign(child=np.flatnonzero(~is_summary))
    each = _places(cases, is_summary).merge(
        members[["target_id", "child"]], how="inner", on="target_id", validate="1:m"
    )
    computed = cases["measure"].isin([Measure.SHARE_MET, Measure.SCORE]).to_numpy() & ~has_history
    towards = _places(cases, computed & ~is_summary).merge(
        members[["counts_towards", "child"]],
        how="inner",
        left_on="target_id",
        right_on="counts_towards",
        validate="m:m",
    )
    return pd.concat([each[_PAIR], towards[_PAIR]], ignore_index=True)


_PAIR = ["parent", "child"]


def _places(cases: pd.DataFrame, mask: Mask) -> pd.DataFrame:
    return cases.loc[mask, ["target_id"]].assign(parent=np.flatnonzero(mask))


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
    cases: pd.DataFrame, pairs: pd.DataFrame, judged: pd.DataFrame, as_of: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame, Views]:
    """Answer the questions of the rules for parents, from their children's verdicts.

    A share is met ÷ children whose verdict can be read; a score is the points of children that
    meet their targets. A missing child is missing, not zero: it opens the bounds, none to all.

    Args:
        cases: The parents, a selection of all cases with their places as index.
        pairs: As `pair_with_children` gives them, for these parents.
        judged: Verdicts of all cases so far: status, holds, period_end, closed.

    Returns:
        Facts as `read_facts` gives them, one a view; values, one a parent: value, value_low,
        value_high, n_met, n_children, n_expected, n_reported, n_pending (children that cannot be
        read while their figures are being verified), period_end; and the views.
    """
    parent = pd.Index(cases.index).get_indexer(pairs["parent"])
    child = judged[_OF_CHILD]
    child = child.take(pairs["child"].to_numpy())
    values, in_time = _values(cases, parent, child)
    views = Views.of((values["n_reported"] < values["n_expected"]).to_numpy())
    now, then = (
        views.choose([given[name].to_numpy() for name in VALUES]) for given in (values, in_time)
    )
    own = cases.take(views.case).reset_index(drop=True)
    meets_now, fails_now = meets(now, now, own)
    meets_then, _ = meets(then, then, own)
    n_open = np.bincount(parent[~child["closed"].to_numpy(dtype=bool)], minlength=len(cases))
    all_closed = (n_open == 0)[views.case]
    has_value = (values["n_reported"] > 0).to_numpy()[views.case]
    nothing = np.zeros(len(own), dtype=bool)
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
            "final_known": all_closed & has_value,
            "final_meets": meets_then & has_value,
            "later_meets": meets_now & has_value,
            "n_failed": 0,
            "n_lacking": 0,
            "n_waiting": values["n_pending"].to_numpy()[views.case],
            "awaited": nothing,
            "newest": -1,
            "reason": own["reason"].to_numpy(),
            "n_missing": 0,
            "n_excused": 0,
            "last_missing": nothing,
            "fell_silent": nothing,
        }
    )
    facts = with_closing(facts, own, as_of)
    return facts.assign(closed=facts["closed"].to_numpy() & all_closed), values, views


_OF_CHILD = ["status", "is_read", "holds", "weight", "period_end", "closed", "n_waiting"]

VALUES = ("value", "value_low", "value_high")
"""What a parent's value is as stated, at the lowest and at the highest."""


def _values(
    cases: pd.DataFrame, parent: Positions, child: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up the children: all that met their target, and only those that did so in time."""
    n = len(cases)
    status = child["status"].to_numpy(dtype=object)
    score = (cases["measure"] == Measure.SCORE).to_numpy()
    weight = np.where(score[parent], child["weight"].to_numpy(), 1.0)
    missing = np.isin(status, UNREADABLE) | ~child["is_read"].to_numpy(dtype=bool)
    waits = (child["n_waiting"] > 0).to_numpy()
    met = child["holds"].to_numpy(dtype=bool) & ~missing

    def points_of(mask: Mask) -> Floats:
        added = np.bincount(parent, weights=np.where(mask, weight, 0.0), minlength=n)
        return np.asarray(added, dtype=np.float64)

    open_points, whole = points_of(missing), np.bincount(parent, weights=weight, minlength=n)

    def values_of(met: Mask) -> dict[str, Floats]:
        points = points_of(met)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = points / (whole - open_points) * 100
            low, high = points / whole * 100, (points + open_points) / whole * 100
        return {
            "value": np.where(score, points, share),
            "value_low": np.where(score, points, low),
            "value_high": np.where(score, points + open_points, high),
        }

    n_children = np.bincount(parent, minlength=n)
    values = pd.DataFrame(
        {
            **values_of(met),
            "n_met": np.bincount(parent[met], minlength=n),
            "n_children": n_children,
            "n_expected": n_children,
            "n_reported": n_children - np.bincount(parent[missing], minlength=n),
            "n_pending": np.bincount(parent[missing & waits], minlength=n),
            "period_end": _newest(parent, child["period_end"], n),
        }
    )
    return values, pd.DataFrame(values_of(met & (status != Status.ACHIEVED_LATE.value)))


def _newest(parent: Positions, days: pd.Series, n: int) -> NDArray[np.datetime64]:
    """Give the last day of each parent's children; none where no child has a day."""
    numbers = days.to_numpy().astype("datetime64[s]").astype(np.int64)
    found = np.full(n, np.iinfo(np.int64).min)  # as a day: none
    np.maximum.at(found, parent, numbers)
    return found.astype("datetime64[s]")
