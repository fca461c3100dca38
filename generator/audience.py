"""What an edition may show: rows that it may not are gone before any page is composed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from generator.model import Evaluation
from generator.schema import TABLES

PUBLIC = "public"

Keep = Callable[[pd.DataFrame], "pd.Series[bool]"]


def for_edition(evaluation: Evaluation, edition: str) -> Evaluation:
    """Drop every row and empty every column that the edition may not show.

    The public edition shows what is marked ``public``: indicators; targets whose indicator is
    public too; actions, reviews and comparators that are marked and whose target or indicator is
    public; figures, reports and verdicts of public indicators and targets. Columns that the
    schema calls internal are emptied, and so are file, sheet and row. Headlines count what is
    left; whoever calls this makes them anew.

    Raises:
        ValueError: There is no such edition.
    """
    if edition == "internal":
        return evaluation
    if edition != PUBLIC:
        raise ValueError(f"no such edition: {edition!r}")
    keeps = _keeps(evaluation)
    tables = {name: _shown(name, frame, keeps) for name, frame in evaluation.tables.items()}
    old = {name: _shown(name, frame, keeps) for name, frame in evaluation.superseded.items()}
    frames: dict[str, Any] = {
        name: _without_origin(frame[keeps[name](frame)].reset_index(drop=True))
        for name in ("values", "revisions", "reports", "assessments")
        for frame in [getattr(evaluation, name)]
    }
    withheld = {
        name: len(evaluation.tables[name]) - len(tables[name])
        for name in tables
        if len(evaluation.tables[name]) > len(tables[name])
    }
    return replace(evaluation, tables=tables, superseded=old, withheld=withheld, **frames)


def _keeps(evaluation: Evaluation) -> dict[str, Keep]:
    """Say for each table which rows the public may see."""
    indicators = evaluation.tables["indicators"]
    shown = indicators.loc[indicators["public"], "indicator_id"]
    targets = evaluation.tables["targets"]
    promised = targets.loc[
        targets["public"] & targets["indicator_id"].isin(shown), ["target_id", "plan_id"]
    ]

    def of_indicator(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["indicator_id"].isin(shown)

    def of_target(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["target_id"].isin(promised["target_id"])

    def of_plan(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["plan_id"].isin(promised["plan_id"])

    return {
        "indicators": lambda frame: frame["public"] & of_indicator(frame),
        "plans": of_plan,
        "stages": of_plan,
        "targets": lambda frame: frame["public"] & of_target(frame),
        "schedules": of_target,
        "observations": of_indicator,
        "reviews": lambda frame: frame["public"] & of_indicator(frame),
        "comparators": lambda frame: frame["public"] & of_indicator(frame),
        "actions": lambda frame: frame["public"] & of_target(frame),
        "values": of_indicator,
        "revisions": of_indicator,
        "reports": of_indicator,
        "assessments": of_target,
    }


def _shown(name: str, frame: pd.DataFrame, keeps: dict[str, Keep]) -> pd.DataFrame:
    """Keep the rows of one table that the public may see, without its internal columns."""
    if name in keeps:
        frame = frame[keeps[name](frame)].reset_index(drop=True)
    table = next(table for table in TABLES if table.name == name)
    hidden = [column.name for column in table.columns if column.internal]
    return _without_origin(frame.assign(**dict.fromkeys(hidden, "")))


def _without_origin(frame: pd.DataFrame) -> pd.DataFrame:
    """Empty the columns that say where on someone's disk a row stood."""
    origin: dict[str, Any] = {"file": "", "sheet": "", "row": 0, "note": ""}
    return frame.assign(**{name: value for name, value in origin.items() if name in frame})
