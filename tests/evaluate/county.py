"""One small county, so that a test shows only what is special in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from generator.duties import open_duties
from generator.latest import known_on, latest_observations
from generator.model import Evaluation
from generator.pipeline import evaluate_tables
from generator.reporting import next_reports, owed_reports
from generator.rollup import roll_up
from tests.evaluate.site import Rows, typed_tables


def county(
    indicator: Mapping[str, str], reported: str, **tables: Iterable[Mapping[str, str]]
) -> Rows:
    """Lay out county ``c`` with its units ``u1`` and ``u2``, one indicator ``i`` and a 2018 target.

    Health centres report ``i`` monthly, five days after the month. Tables that are given take the
    place of these; the indicator adds to or replaces the cells of ``i``.
    """
    rows: dict[str, Iterable[Mapping[str, str]]] = {
        "counties": [{"county_id": "c", "name": "县"}],
        "units": [unit("u1"), unit("u2")],
        "plans": [
            {
                "plan_id": "p",
                "county_id": "c",
                "title": "计划",
                "period_start": "2018-01-01",
                "period_end": "2018-12-31",
                "decided_on": "2017-12-01",
            }
        ],
        "indicators": [
            {
                "indicator_id": "i",
                "name": "指标",
                "cadence": "month",
                "reported_by": "health_centre",
                **indicator,
            }
        ],
        "targets": [target("t")],
        "observations": reports(reported),
    }
    return {**rows, **tables}


def unit(unit_id: str, **cells: str) -> dict[str, str]:
    """Write the row of a health centre of county ``c``."""
    return {"unit_id": unit_id, "county_id": "c", "name": unit_id, "kind": "health_centre", **cells}


def target(target_id: str, **cells: str) -> dict[str, str]:
    """Write the row of a target of the county on ``i``: at least 60 by the end of plan ``p``."""
    return {
        "target_id": target_id,
        "plan_id": "p",
        "clause": "一、1",
        "title": target_id,
        "indicator_id": "i",
        "scope": "county",
        "op": "at_least",
        "value": "60",
        "decided_on": "2017-12-01",
        **cells,
    }


def reports(lines: str) -> list[dict[str, str]]:
    """Read lines of entity, period, value and day of receipt, and maybe the intake number.

    A value such as ``90/100`` is a numerator and a denominator.
    """
    return [_report(*line.split()) for line in lines.splitlines() if line.strip()]


def _report(entity_id: str, period: str, value: str, day: str, intake: str = "") -> dict[str, str]:
    numerator, _, denominator = value.partition("/") if value[0].isdigit() else ("", "", "")
    parts = {"numerator": numerator, "denominator": denominator} if denominator else {}
    return {
        "indicator_id": "i",
        "entity_id": entity_id,
        "period": period,
        "value": "" if parts else value,
        "reported_on": day,
        "intake": intake,
        **parts,
    }


def evaluate(rows: Rows, as_of: str) -> Evaluation:
    """Judge a small site on a day."""
    return evaluate_tables(typed_tables(rows), dt.date.fromisoformat(as_of), tolerance=5.0)


def owing(rows: Rows, as_of: str) -> pd.DataFrame:
    """List what is open on a day, without judging anything."""
    day = dt.date.fromisoformat(as_of)
    known, _ = known_on(typed_tables(rows), day)
    latest, _ = latest_observations(known, day)
    upcoming = next_reports(known, latest, day)
    return open_duties(known, owed_reports(known, latest, day), upcoming, day)


def owed(rows: Rows, as_of: str) -> pd.DataFrame:
    """List what was owed on a day, with what became of it."""
    day = dt.date.fromisoformat(as_of)
    known, _ = known_on(typed_tables(rows), day)
    return owed_reports(known, latest_observations(known, day)[0], day)


def values(rows: Rows, as_of: str) -> pd.DataFrame:
    """Add figures up on a day, with entity and period as index."""
    day = dt.date.fromisoformat(as_of)
    known, _ = known_on(typed_tables(rows), day)
    latest, _ = latest_observations(known, day)
    found = roll_up(latest, owed_reports(known, latest, day), known)
    return found.astype({"entity_id": str, "period": str}).set_index(["entity_id", "period"])
