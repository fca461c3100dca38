"""Recurring duties: which due occurrences were done, late or missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator import periods
from generator.evaluate.history import History
from generator.model import Measure, ReportState


def read_occurrences(cases: pd.DataFrame, history: History, reports: pd.DataFrame) -> pd.DataFrame:
    """Count the due occurrences of recurring duties, and those that were late or missing.

    An occurrence is done when its period has a figure of at least the target's number (1 when
    the plan gives none), or one that is being verified; it was done on ``reached_on``, else on
    the day the report came in. The
    duty to report is done in a period when everything that was owed for it came in.

    Columns:
        n_due, n_missing, n_late (0 for cases that are not recurring), last_known (whether the
        occurrence of the deadline's period is answered).
    """
    recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
    if not recurring.any():
        nothing = dict.fromkeys(("n_missing_occurrences", "n_late"), 0)
        return pd.DataFrame({**nothing, "occurrence_known": False}, index=cases.index)
    done = pd.concat([_done(cases, history), _reported(cases, reports)], ignore_index=True)
    case = done["case"].to_numpy()
    last_due, due_from = cases["last_due"].to_numpy(), cases["due_from"].to_numpy()
    number = done["number"].to_numpy()
    due = (number >= due_from[case]) & (number <= last_due[case])

    def count(mask: pd.Series) -> np.ndarray:
        return np.bincount(case[due & mask.to_numpy()], minlength=len(cases))

    n_done = count(done["is_done"])
    unanswered = np.where(
        cases["derived"] == "reporting", count(~done["is_done"]), cases["n_due"] - n_done
    )
    final = (done["is_done"] & done["is_sure"]).to_numpy() & (
        number == cases["last_number"].to_numpy()[case]
    )
    return pd.DataFrame(
        {
            "n_missing_occurrences": np.where(recurring, unanswered, 0),
            "n_late": np.where(recurring, count(done["is_done"] & done["is_late"]), 0),
            "occurrence_known": np.bincount(case[final], minlength=len(cases)) > 0,
        }
    )


def _done(cases: pd.DataFrame, history: History) -> pd.DataFrame:
    """Give one row a period that was reported done: case, number, is_done, is_late."""
    rows, case = history.rows, history.case
    recurring = (cases["measure"] == "recurring").to_numpy()[case]
    wanted = cases["goal"].fillna(1.0).clip(lower=1.0).to_numpy()[case]
    waits = rows["pending"].to_numpy()
    is_done = (rows["value_low"].to_numpy() >= wanted) | rows["excused"].to_numpy() | waits
    allowed = cases["due_days"].to_numpy(dtype=np.int64)[case].astype("timedelta64[D]")
    due_on = rows["period_end"].to_numpy().astype(periods.type_days) + allowed
    done_on = rows["reached_on"].fillna(rows["first_reported_on"]).to_numpy()
    late = (done_on > due_on) & ~rows["excused"].to_numpy()
    regular = cases["regular"].to_numpy()[case]
    number = np.where(regular, rows["number"], cases["last_number"].to_numpy()[case])
    columns = {"is_done": True, "is_late": late, "is_sure": ~waits}
    found = pd.DataFrame({"case": case, "number": number, **columns})
    done: pd.DataFrame = found[recurring & is_done]
    return done


def _reported(cases: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Give one row a period of the duty to report, from the state of everything owed in it."""
    duty = cases[cases["derived"] == "reporting"]
    duty = duty.assign(case=duty.index)[["case", "entity_id", "cadence_code"]]
    owed = reports[reports["entity_id"].isin(duty["entity_id"])]
    owed = owed[["entity_id", "period_end", "state"]].astype({"entity_id": str, "state": str})
    owed = owed[owed["state"] != ReportState.NOT_DUE]
    rows = duty.merge(owed, how="inner", on="entity_id", validate="m:m")
    rows = rows.assign(
        number=periods.ordinals(rows["period_end"], rows["cadence_code"].to_numpy()),
        is_missing=rows["state"] == ReportState.MISSING,
        is_late=rows["state"] == ReportState.LATE,
    )
    whole = rows.groupby(["case", "number"], as_index=False)[["is_missing", "is_late"]].any()
    columns = ["case", "number", "is_done", "is_late", "is_sure"]
    return whole.assign(is_done=~whole["is_missing"], is_sure=True)[columns]
