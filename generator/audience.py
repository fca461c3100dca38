"""What an edition may show: rows that it may not are gone before any page is composed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Evaluation, Tables
from generator.plantext import replace_marks
from generator.schema import TABLE_OF

PUBLIC = "public"

Keep = Callable[[pd.DataFrame], "pd.Series[bool]"]


def for_edition(evaluation: Evaluation, edition: str) -> Evaluation:
    """Drop every row and empty every column that the edition may not show.

    The public edition shows what is marked ``public``: indicators; targets whose indicator is
    public too; actions, reviews and comparators that are marked and whose target or indicator is
    public; figures, reports and verdicts of public indicators and targets; the full texts of
    plans that have a public target, where marks of other targets are plain words. Columns that the
    schema calls internal are emptied, and so are file, sheet and row, and links to what is
    withheld. Headlines count what is left; whoever calls this makes them anew.

    Raises:
        ValueError: There is no such edition.
    """
    if edition == "internal":
        return evaluation
    if edition != PUBLIC:
        raise ValueError(f"no such edition: {edition!r}")
    ids = _public_ids(evaluation.tables)
    keeps = _keeps(ids)
    tables = {name: _shown(name, frame, keeps, ids) for name, frame in evaluation.tables.items()}
    old = {name: _shown(name, frame, keeps, ids) for name, frame in evaluation.superseded.items()}
    frames: dict[str, Any] = {
        name: _without_origin(frame[keeps[name](frame)].reset_index(drop=True))
        for name in ("values", "revisions", "reports", "duties", "assessments")
        for frame in [getattr(evaluation, name)]
    }
    withheld = {
        name: len(evaluation.tables[name]) - len(tables[name])
        for name in tables
        if len(evaluation.tables[name]) > len(tables[name])
    }
    plans = set(tables["plans"]["plan_id"])
    targets = frozenset(ids["targets.target_id"])
    texts = {
        plan_id: _without_marks(text, targets)
        for plan_id, text in evaluation.texts.items()
        if plan_id in plans
    }
    return replace(
        evaluation, tables=tables, superseded=old, texts=texts, withheld=withheld, **frames
    )


def withheld_rows(tables: Tables) -> pd.DataFrame:
    """List the rows of tables that the public edition does not show, and why.

    Rows:
        One a row that is withheld, in the order of the tables and of their rows. Observations are
        not listed: those of an indicator that is withheld are withheld with it.

    Columns:
        table; row_id (of the row, in its table); name; rule: ``not_marked`` (its own mark is not
        set), ``indicator``, ``target`` or ``plan`` (what it speaks of is withheld).
    """
    ids = _public_ids(tables)
    keeps = _keeps(ids)
    found = [
        pd.DataFrame(
            {
                "table": name,
                "row_id": frame[_NAMED[name][0]].astype(str),
                "name": frame[_NAMED[name][1]].astype(str),
                "rule": _rules(frame, ids),
            }
        )[~keeps[name](frame).to_numpy(dtype=bool)]
        for name in _NAMED
        for frame in [tables[name]]
    ]
    return pd.concat(found, ignore_index=True)


_NAMED = {
    "indicators": ("indicator_id", "name"),
    "plans": ("plan_id", "title"),
    "stages": ("stage_id", "name"),
    "targets": ("target_id", "title"),
    "schedules": ("target_id", "period_end"),
    "reviews": ("indicator_id", "period"),
    "comparators": ("indicator_id", "name"),
    "actions": ("action_id", "title"),
}
"""What tells the rows of a table apart, and what they are called."""


def _rules(frame: pd.DataFrame, ids: Mapping[str, pd.Series[str]]) -> NDArray[np.str_]:
    """Say of each row by which rule it is withheld, if it is: its own mark first."""
    everything = pd.Series(data=True, index=frame.index)

    def shown(column: str) -> pd.Series[bool]:
        known = ids[f"{column.removesuffix('_id')}s.{column}"]
        return frame[column].isin(known) if column in frame else everything

    own = ~frame["public"].astype(bool) if "public" in frame else ~everything
    about = [~shown(name) for name in ("indicator_id", "target_id", "plan_id")]
    return np.select([own, *about], ["not_marked", "indicator", "target", "plan"], "")


def _without_marks(text: str, targets: frozenset[str]) -> str:
    """Leave plain words where a text marks a target that may not be shown."""

    def put(words: str, target_ids: tuple[str, ...]) -> str:
        shown = [target_id for target_id in target_ids if target_id in targets]
        return f"[{words}]({'|'.join(shown)})" if shown else words

    return replace_marks(text, put)


def _public_ids(tables: Tables) -> dict[str, pd.Series[str]]:
    """List the ids that the public may see, by the column that gives them."""
    indicators, targets = tables["indicators"], tables["targets"]
    shown = indicators.loc[indicators["public"], "indicator_id"]
    promised = targets[targets["public"] & targets["indicator_id"].isin(shown)]
    return {
        "indicators.indicator_id": shown,
        "targets.target_id": promised["target_id"],
        "plans.plan_id": promised["plan_id"],
    }


def _keeps(ids: Mapping[str, pd.Series[str]]) -> dict[str, Keep]:
    """Say for each table which rows the public may see."""

    def of_indicator(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["indicator_id"].isin(ids["indicators.indicator_id"])

    def of_target(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["target_id"].isin(ids["targets.target_id"])

    def of_plan(frame: pd.DataFrame) -> pd.Series[bool]:
        return frame["plan_id"].isin(ids["plans.plan_id"])

    return {
        "indicators": lambda frame: frame["public"] & of_indicator(frame),
        "plans": of_plan,
        "stages": of_plan,
        "targets": lambda frame: frame["public"] & of_target(frame) & of_indicator(frame),
        "schedules": of_target,
        "observations": of_indicator,
        "reviews": lambda frame: frame["public"] & of_indicator(frame),
        "comparators": lambda frame: frame["public"] & of_indicator(frame),
        "actions": lambda frame: frame["public"] & of_target(frame),
        "values": of_indicator,
        "revisions": of_indicator,
        "reports": of_indicator,
        "duties": of_indicator,
        "assessments": of_target,
    }


def _shown(
    name: str, frame: pd.DataFrame, keeps: Mapping[str, Keep], ids: Mapping[str, pd.Series[str]]
) -> pd.DataFrame:
    """Keep what the public may see of one table: no internal columns, no links to the withheld."""
    if name in keeps:
        frame = frame[keeps[name](frame)].reset_index(drop=True)
    table = TABLE_OF[name]
    hidden = [column.name for column in table.columns if column.is_hidden]
    links = {
        column.name: frame[column.name].where(frame[column.name].isin(ids[place]), "")
        for column in table.columns
        for place in column.refers_to
        if place in ids and not place.endswith(f".{column.name}")
    }
    return _without_origin(frame.assign(**links, **dict.fromkeys(hidden, "")))


def _without_origin(frame: pd.DataFrame) -> pd.DataFrame:
    """Empty the columns that say where on someone's disk a row stood."""
    origin: dict[str, Any] = {"file": "", "sheet": "", "row": 0, "note": ""}
    return frame.assign(**{name: value for name, value in origin.items() if name in frame})
