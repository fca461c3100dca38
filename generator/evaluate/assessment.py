"""What an assessment shows: its case, its verdict and the figure it is judged on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.evaluate.cagr import cagr_class
from generator.evaluate.figures import add_chance
from generator.evaluate.history import TOTALS, History
from generator.model import Measure, Mode, Op, Status
from generator.schema.method import COMPARED_DECIMALS

CARRIED = [
    "target_id",
    "entity_id",
    "county_id",
    "plan_id",
    "indicator_id",
    "measure",
    "op",
    "mode",
    "commitment",
    "weight",
    "lead_ids",
    "support_ids",
    "public",
    "scope",
    "counts_in_county",
    "is_each_summary",
    "window_start",
    "deadline",
    "deadline_is_plan_end",
    "stretch",
    "baseline",
]
"""Columns that an assessment takes over from its case."""

OF_VALUE = [
    "period",
    "period_end",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "value_text",
    "numerator",
    "denominator",
    "reported_on",
    "reached_on",
    "n_expected",
    "n_reported",
    "n_pending",
    "missing_ids",
    "status",
    "file",
    "sheet",
    "row",
]
"""Columns of the figure that an assessment is judged on; its ``status`` is status_of_value."""

COMPUTED = [
    "attainment",
    "expected_share",
    "used_share",
    "pace_gap",
    "tolerance",
    "expected_value",
    "needed_per_month",
    "months_left",
    "projection",
]
"""Columns that an assessment takes over from the arithmetic."""

OF_CHILDREN = [
    *("value", "value_low", "value_high", "n_expected", "n_reported", "n_pending"),
    "period_end",
]
"""Columns that a case judged from its children has from them and not from a figure."""


def compose(
    cases: pd.DataFrame, judged: pd.DataFrame, history: History, values: pd.DataFrame
) -> pd.DataFrame:
    """Put case, verdict and the judged figure side by side; `assess` lists the columns."""
    shown = _figure(cases, judged, history, values)
    found = pd.concat([cases[CARRIED].assign(op=cases["op_judged"]), shown], axis=1).assign(
        goal=cases["goal"],
        goal_high=cases["value_high"],
        goal_text=cases["value_text"],
        unit_of_measure=cases["unit_of_measure"],
        closed=judged["closed"].astype(bool),
        status=judged["status"],
        rule=judged["rule"].astype(int),
        reason=judged["reason"].where(judged["status"] == Status.NOT_ASSESSABLE, ""),
        sentence=_sentence(cases, judged),
        holds=judged["holds"].astype(bool),
        provisional=judged["provisional"].astype(bool),
        could_be=judged["could_be"],
        # What happens once is answered by the report that it was done, whenever it came.
        overdue=judged["last_missing"].astype(bool) & (cases["regular"] | (judged["rule"] != 1)),
        n_due=cases["n_due"],
        n_missing_reports=judged["n_missing"].astype(int),
        n_late=judged["n_late"].astype(int),
        n_failed=judged["n_failed"].astype(int),
        n_lacking=judged["n_lacking"].astype(int),
        n_waiting=judged["n_waiting"].astype(int),
        first_due_on=_day(cases["first_due_on"]),
        due_on=_day(cases["due_on"]),
        stretch_reached=_stretch_reached(cases, shown),
        cagr_class=_cagr(cases, shown),
    )
    children = judged.reindex(columns=["n_met", "n_children"]).fillna(0).astype(int)
    return pd.concat([found, judged[COMPUTED], add_chance(cases, found), children], axis=1)


def _figure(
    cases: pd.DataFrame, judged: pd.DataFrame, history: History, values: pd.DataFrame
) -> pd.DataFrame:
    """Give the figure that each case is judged on, with where it came from."""
    places = judged["newest"].to_numpy(dtype=np.int64)
    place = history.at(places, "place").fillna(-1).astype(int)
    source = values[OF_VALUE].reindex(place).reset_index(drop=True)
    texts = ["period", "qualifier", "value_text", "status", "missing_ids", "file", "sheet"]
    counts = ["n_expected", "n_reported", "n_pending", "row"]
    shown = source.assign(
        **{name: source[name].astype(object).fillna("").astype(str) for name in texts},
        prior_value=history.at(places, "prior_value").astype(float),
        prior_period=history.at(places, "prior_period").astype(object).fillna("").astype(str),
    )
    running = cases["running"] & (place.to_numpy() >= 0)
    for total, column in TOTALS.items():
        sums = history.at(places, total).astype(float)
        shown = shown.assign(**{column: shown[column].astype(float).mask(running, sums)})
    if "n_children" in judged:
        parents = judged["n_children"].notna()
        own = {name: shown[name].mask(parents, judged[name]) for name in OF_CHILDREN}
        shown = shown.assign(**own)
    shown = shown.assign(**{name: shown[name].fillna(0).astype(int) for name in counts})
    return shown.rename(columns={"status": "status_of_value"})


def _day(column: pd.Series) -> pd.Series:
    return column.astype("datetime64[s]")


def _stretch_reached(cases: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    """Say whether the further aim beside the floor is met; a ceiling's aim lies below it."""
    ceiling = cases["op"].isin([Op.AT_MOST, Op.BELOW, Op.DECREASE_BY])
    over = (shown["value"] - cases["stretch"]).where(~ceiling, cases["stretch"] - shown["value"])
    return over.round(COMPARED_DECIMALS) >= 0


def _cagr(cases: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    """Class the targets that ask for the peers' method; empty for the others."""
    wanted = cases["method"] == "cagr"
    found = pd.Series("", index=cases.index, dtype=object)
    if wanted.any():
        base = pd.to_datetime(cases["baseline_period_end"])
        frame = pd.DataFrame(
            {
                "base_value": cases["baseline"],
                "base_year": base.dt.year,
                "value": shown["value"],
                "year": pd.to_datetime(shown["period_end"]).dt.year,
                "direction": np.where(cases["direction"] == "down", -1, 1),
                "limit": cases["limit"],
                "target": cases["goal"].where(~cases["is_yoy"]),
                "target_year": cases["deadline"].dt.year,
            }
        )[wanted]
        found[wanted] = cagr_class(frame)["cagr_class"].astype(object)
    return found.fillna("")


def _sentence(cases: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    """Name the sentence of each verdict: rule, nature of the case, status."""
    nature = np.select(
        [
            cases["measure"] == Measure.RECURRING,
            judged.get("n_children", pd.Series(0, index=judged.index)).fillna(0) > 0,
            cases["budget"],
            cases["is_yoy"],
            cases["mode"] == Mode.KEEP,
        ],
        ["recurring", "children", "budget", "yoy", "keep"],
        "reach",
    )
    rule, status = judged["rule"].astype(int).astype(str), judged["status"].astype(str)
    names: pd.Series = rule + "." + nature + "." + status
    return names
