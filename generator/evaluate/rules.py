"""The thirteen rules, in order; the first that fits decides.

Each rule answers for all cases at once: the status where it fits, an empty text where not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Measure, Mode, Status
from generator.schema.method import COMPARED_DECIMALS

Verdicts = NDArray[np.str_]


@dataclass(frozen=True)
class Docket:
    """All cases with what is known of them.

    ``cases`` holds conditions and calendar, ``facts`` the answers of `read_facts`, ``figures``
    attainment, expected_share, used_share, pace_gap, tolerance, is_path and is_state
    (`add_figures`). Each has one row a case, in the same order.
    """

    cases: pd.DataFrame
    facts: pd.DataFrame
    figures: pd.DataFrame
    as_of: dt.date

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Read a column of whichever table has it."""
        for table in (self.facts, self.figures, self.cases):
            if name in table:
                return table[name].to_numpy()
        raise KeyError(name)

    @property
    def keep(self) -> NDArray[Any]:
        """Whether the condition is to hold in every period."""
        return (self.cases["mode"] == Mode.KEEP).to_numpy()

    @property
    def recurring(self) -> NDArray[Any]:
        """Whether occurrences are judged and not values."""
        return (self.cases["measure"] == Measure.RECURRING).to_numpy()


def lasting_and_reached(docket: Docket) -> Verdicts:
    """1: what lasts and is reached stays reached; late stays late."""
    reached = docket["lasting"] & docket["reached"]
    return _choose(
        (reached & docket["reached_in_time"], Status.ACHIEVED), (reached, Status.ACHIEVED_LATE)
    )


def not_begun(docket: Docket) -> Verdicts:
    """2: before the window's first day."""
    day = np.datetime64(docket.as_of)
    return _choose((docket["window_start"] > day, Status.NOT_STARTED))


def cannot_be_judged(docket: Docket) -> Verdicts:
    """3: whatever is reported, there is nothing to compare it with."""
    return _choose((docket["reason"] != "", Status.NOT_ASSESSABLE))


def occurrences(docket: Docket) -> Verdicts:
    """4: recurring duties, by what is missing and what came late."""
    closed, recurring = docket["closed"], docket.recurring
    missing, late = docket["n_missing"] > 0, docket["n_late"] > 0
    return _choose(
        (recurring & missing & closed, Status.MISSED),
        (recurring & missing, Status.BEHIND),
        (recurring & late & closed, Status.ACHIEVED_LATE),
        (recurring & late, Status.SLIGHTLY_BEHIND),
        (recurring & closed, Status.ACHIEVED),
        (recurring, Status.ON_SCHEDULE),
    )


def broken(docket: Docket) -> Verdicts:
    """5: a budget that is exceeded, or a year of a year-on-year target that failed."""
    return _choose(
        ((docket["breakable"] & docket["exceeded"]) | docket["year_failed"], Status.MISSED)
    )


def nothing_reported(docket: Docket) -> Verdicts:
    """6: no value in the window; rule 8 takes over where silence outlasts a closed window."""
    nothing = ~docket["has_value"] & ~(docket["closed"] & docket["next_due_passed"])
    return _choose(
        (nothing & docket["first_not_due"], Status.IN_PROGRESS), (nothing, Status.NO_REPORT)
    )


def closed_and_known(docket: Docket) -> Verdicts:
    """7: the window is closed and its last report is there."""
    known = docket["closed"] & docket["final_known"]
    keep = known & docket.keep
    return _choose(
        (keep & docket["failed"], Status.MISSED),
        (keep & (docket["n_lacking"] > 0), Status.NO_REPORT),
        (keep | (known & docket["budget"]), Status.ACHIEVED),
        (known & docket["final_meets"], Status.ACHIEVED),
        (known & docket["later_meets"], Status.ACHIEVED_LATE),
        (known, Status.MISSED),
    )


def closed_and_silent(docket: Docket) -> Verdicts:
    """8: the window is closed and its last report never came."""
    return _choose(
        (docket["closed"] & docket["next_due_passed"], Status.MISSED),
        (docket["closed"], Status.NO_REPORT),
    )


def fallen_silent(docket: Docket) -> Verdicts:
    """9: several due reports in a row are missing (`SILENT_REPORTS`)."""
    return _choose((docket["fell_silent"], Status.NO_REPORT))


def open_budget(docket: Docket) -> Verdicts:
    """10: a budget that is not exceeded is never red."""
    within = np.round(docket["used_share"] - docket["expected_share"], COMPARED_DECIMALS) <= 0
    within |= docket["ceiling"] == 0
    return _choose(
        (docket["budget"] & within, Status.ON_SCHEDULE), (docket["budget"], Status.SLIGHTLY_BEHIND)
    )


def open_path(docket: Docket) -> Verdicts:
    """11: against the share of the way that the plan wants by now."""
    path, gap = docket["is_path"], np.round(docket["pace_gap"], COMPARED_DECIMALS)
    beyond = np.round(gap + docket["tolerance"], COMPARED_DECIMALS)
    return _choose(
        (path & (docket["meets_now"] | (gap >= 0)), Status.ON_SCHEDULE),
        (path & (beyond >= 0), Status.SLIGHTLY_BEHIND),
        (path, Status.BEHIND),
    )


def open_state(docket: Docket) -> Verdicts:
    """12: a state that holds now, or does not yet."""
    state, holds, keep = docket["is_state"], docket["meets_now"], docket.keep
    return _choose(
        (state & holds & keep & docket["failed_before"], Status.SLIGHTLY_BEHIND),
        (state & holds, Status.ON_SCHEDULE),
        (state & keep, Status.BEHIND),
        (state, Status.IN_PROGRESS),
    )


def under_way(docket: Docket) -> Verdicts:
    """13: a step that is not reached yet."""
    return np.full(len(docket.cases), Status.IN_PROGRESS.value)


RULES: tuple[Callable[[Docket], Verdicts], ...] = (
    lasting_and_reached,
    not_begun,
    cannot_be_judged,
    occurrences,
    broken,
    nothing_reported,
    closed_and_known,
    closed_and_silent,
    fallen_silent,
    open_budget,
    open_path,
    open_state,
    under_way,
)
"""Rule ``n`` stands at place ``n - 1``."""


def judge(docket: Docket) -> tuple[Verdicts, NDArray[np.int64]]:
    """Give each case its status and the number of the rule that decided."""
    answers = [rule(docket) for rule in RULES]
    fits = [answer != "" for answer in answers]
    return np.select(fits, answers, ""), np.select(fits, list(range(1, len(RULES) + 1)))


def _choose(*choices: tuple[Any, Status]) -> Verdicts:
    """Give the status of the first mark that is set, or an empty text."""
    return np.select(
        [np.asarray(mask, dtype=bool) for mask, _ in choices],
        [status.value for _, status in choices],
        "",
    )
