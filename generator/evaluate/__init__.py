"""Verdicts: from plan targets and rolled-up figures to one assessment a target and entity."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator.evaluate.bench import Bench
from generator.evaluate.calendar import add_calendar
from generator.evaluate.conditions import add_conditions
from generator.evaluate.expand import expand_targets
from generator.evaluate.headline import summarise, with_places
from generator.evaluate.history import read_history
from generator.evaluate.rules import RULES
from generator.model import Tables

__all__ = ["RULES", "assess", "summarise", "with_places"]


def assess(
    known: Tables,
    values: pd.DataFrame,
    reports: pd.DataFrame,
    as_of: dt.date,
    tolerance: float,
) -> pd.DataFrame:
    """Judge every target of every entity by the thirteen rules.

    Rows:
        One a target and entity, ordered by these, the county's row of a target that binds
        several entities before theirs.

    Columns:
        `assessment.CARRIED` from its case; `assessment.OF_VALUE` from the figure it is judged on
        (``status_of_value`` is that figure's own), prior_value and prior_period;
        `assessment.COMPUTED` from the arithmetic; and: goal, goal_high, goal_text (as the plan
        writes it), unit_of_measure, closed, status, rule (1–13), reason, sentence (id), holds,
        interval_low, interval_high, chance, provisional, could_be (statuses joined by ``|``),
        overdue, n_due, n_missing_reports, n_late, n_failed and n_lacking (periods of the window
        that failed, and without a figure), n_waiting (whose figure is being verified),
        first_due_on, due_on (of the period that holds the deadline), n_met, n_children,
        stretch_reached, cagr_class.

    Units:
        Values in the indicator's unit of measure (%, for shares of entities); shares 0–1 and
        beyond, a positive pace gap is good; needed_per_month in unit of measure a month.

    Source:
        "How we judge" on the method page (templates/method.md.j2).

    Args:
        known: Rows in force, from `generator.latest.known_on`.
        values: From `generator.rollup.roll_up`.
        reports: From `generator.reporting.owed_reports`.
        as_of: The day whose knowledge is judged.
        tolerance: Share of the way that a path may lag and still be only slightly behind; a
            target's own tolerance wins.
    """
    cases = add_calendar(add_conditions(expand_targets(known, as_of), known), as_of)
    history = read_history(cases, values, known)
    bench = Bench(cases, history, values, reports, known, as_of, tolerance)
    return bench.assessments()
