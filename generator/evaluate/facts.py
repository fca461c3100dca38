"""What the rules ask of each case, answered once from its history."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods
from generator.evaluate.history import History
from generator.matching import Positions
from generator.model import Mode, Reason
from generator.schema.method import SILENT_REPORTS

NO_RECEIPT = -(2**62)
"""Stands for "no report" among period numbers; less than any of them."""


def read_facts(cases: pd.DataFrame, history: History, as_of: dt.date) -> pd.DataFrame:
    """Answer the questions of the rules for cases whose values are reported or added up.

    Args:
        cases: One a view.
        history: As `History.seen` gives it for these views.

    Rows:
        One a case, in the same order.

    Columns:
        reached, reached_in_time: whether any figure surely meets the condition; by the deadline.
        has_value: whether a figure of the window is there. meets_now, fails_now: what the newest
        figure of the window says. exceeded: whether any surely is above the ceiling. failed,
        failed_before: whether any figure of the window surely fails; any but the newest.
        year_failed: whether the last period of a finished year fails. final_known: whether the
        report of the period that holds the deadline is there; final_meets: what it says;
        later_meets: whether a later one meets the condition. n_failed: figures of the window that
        fail; n_lacking: periods of it, up to the deadline, that have none. n_waiting: those whose
        figure is being verified; awaited: whether one of them may still decide the closed window.
        reason: why the newest figure cannot be judged. n_missing: due reports without receipt;
        n_excused: those freed by 不适用; last_missing, fell_silent: whether the last due one is
        missing, and the last `SILENT_REPORTS`. newest: place in the history of the figure that
        is judged. closed, next_due_passed, first_not_due: as `with_closing` says.
    """
    rows = history.rows
    meets, fails = history.meets
    figure, in_window = rows["has_figure"].to_numpy(), rows["in_window"].to_numpy()
    inside = figure & in_window
    newest = history.last(inside)
    newest_any = history.last(figure)
    unsettled, pending = rows["unsettled"].to_numpy(), rows["pending"].to_numpy()
    settled, at_end = inside & ~unsettled, rows["holds_deadline"].to_numpy()
    final = history.last(settled & at_end)
    later = history.first(figure & ~in_window & meets)
    before_newest = np.arange(len(rows)) != newest[history.case] if len(rows) else inside
    year_end = _is_year_end(rows["period_end"])
    low = rows["lowest"].to_numpy()

    def says(mask: NDArray[np.bool_], places: Positions) -> NDArray[np.bool_]:
        if not len(rows):
            return np.zeros(len(cases), dtype=bool)
        return mask[np.maximum(places, 0)] & (places >= 0)

    facts = pd.DataFrame(
        {
            "reached": history.any(meets & figure),
            "reached_in_time": history.any(meets & figure & rows["by_deadline"].to_numpy()),
            "has_value": newest >= 0,
            "meets_now": says(meets, newest),
            "fails_now": says(fails, newest),
            "exceeded": history.any(fails & inside & (low > rows["floor"].to_numpy())),
            "failed": history.any(fails & settled),
            "failed_before": history.any(fails & inside & before_newest),
            "year_failed": history.any(fails & settled & year_end) & cases["is_yoy"].to_numpy(),
            "final_known": final >= 0,
            "final_meets": says(meets, final),
            "later_meets": later >= 0,
            "n_failed": history.count(fails & inside),
            "n_lacking": _lacking(cases, history, inside | (pending & in_window)),
            "n_waiting": history.count(pending & in_window),
        }
    )
    keep = (cases["mode"] == Mode.KEEP).to_numpy() & ~facts["failed"].to_numpy()
    awaited = history.any(unsettled & in_window & at_end) & (final < 0)
    awaited |= keep & history.any(unsettled & in_window)
    lasting = cases["lasting"].to_numpy()
    judged = np.where(lasting, newest_any, newest)
    judged = np.where(~lasting & facts["later_meets"] & ~facts["final_meets"], later, judged)
    reason, judged = _reason(cases, history, newest, judged, ~says(meets | fails, newest))
    facts = facts.assign(
        newest=judged,
        reason=reason,
        awaited=awaited,
        **_receipts(cases, history),
    )
    return with_closing(facts, cases, as_of)


def with_closing(facts: pd.DataFrame, cases: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Say whether each window is closed: its deadline come, its last report known or overdue.

    It stays open while a figure is being verified that may still decide it.

    Columns:
        Adds closed, next_due_passed (of the period after the deadline's) and first_not_due (no
        report was due yet, 不适用 freed all that were, or one that came is being verified).
    """
    over = cases["deadline"].to_numpy() <= np.datetime64(as_of)
    n_due = cases["n_due"].to_numpy()
    nothing_owed = (n_due > 0) & (facts["n_excused"].to_numpy() >= n_due)
    return facts.assign(
        closed=over
        & (facts["final_known"] | cases["last_due_passed"]).to_numpy()
        & ~facts["awaited"].to_numpy(),
        next_due_passed=cases["next_due"].to_numpy(),
        first_not_due=~cases["first_due"].to_numpy()
        | nothing_owed
        | (facts["n_waiting"].to_numpy() > 0),
    )


def _is_year_end(days: pd.Series) -> NDArray[np.bool_]:
    following = days.to_numpy().astype(periods.type_days) + np.timedelta64(1, "D")
    return np.asarray(following == following.astype("datetime64[Y]"))


def _lacking(cases: pd.DataFrame, history: History, inside: NDArray[np.bool_]) -> Positions:
    """Count the periods from the first owed one to the deadline's without figure or 不适用."""
    answered = inside | (history.rows["excused"] & history.rows["in_window"]).to_numpy()
    owed = cases["last_number"].to_numpy() - cases["due_from"].to_numpy() + 1
    number = history.rows["number"].to_numpy()
    answered &= number >= cases["due_from"].to_numpy()[history.case]
    return np.where(cases["regular"], np.maximum(owed - history.count(answered), 0), 0)


def _receipts(cases: pd.DataFrame, history: History) -> dict[str, NDArray[np.generic]]:
    """Count due reports that did not come; a row without a figure is a report all the same."""
    number, case = history.rows["number"].to_numpy(), history.case
    last_due, due_from = cases["last_due"].to_numpy(), cases["due_from"].to_numpy()
    due = (number <= last_due[case]) & (number >= due_from[case])
    due = np.where(cases["regular"].to_numpy()[case], due, history.rows["in_window"])
    newest = np.full(len(cases), NO_RECEIPT)
    np.maximum.at(newest, case, number)
    n_due, came = cases["n_due"].to_numpy(), history.count(due)
    silent = np.minimum(last_due - np.maximum(newest, due_from - 1), n_due)
    regular = cases["regular"].to_numpy()
    return {
        "n_missing": np.maximum(n_due - came, 0),
        "n_excused": history.count(due & history.rows["excused"].to_numpy()),
        "last_missing": np.where(regular, silent >= 1, n_due > came),
        "fell_silent": (silent >= SILENT_REPORTS) & regular,
    }


def _reason(
    cases: pd.DataFrame,
    history: History,
    newest: Positions,
    judged: Positions,
    undecided: NDArray[np.bool_],
) -> tuple[NDArray[np.str_], Positions]:
    """Say why the newest figure does not decide, and which row says so.

    The case's own reason comes first.
    """
    last_row = history.last((history.rows["in_window"] & ~history.rows["pending"]).to_numpy())
    zero = (history.at(last_row, "denominator") == 0) & history.at(last_row, "value").isna()
    has_value = newest >= 0
    no_prior = cases["is_yoy"].to_numpy() & has_value
    if no_prior.any():
        no_prior &= history.at(newest, "prior_value").isna().to_numpy()
    qualified = history.at(newest, "qualified").eq(True).to_numpy() & undecided & has_value
    own = cases["reason"].to_numpy(dtype=object)
    reason = np.select(
        [own != "", zero.to_numpy(), no_prior, qualified],
        [own, Reason.ZERO_DENOMINATOR, Reason.NO_PRIOR_YEAR, Reason.QUALIFIED],
        "",
    )
    return reason, np.where(reason == Reason.ZERO_DENOMINATOR, last_row, judged)
