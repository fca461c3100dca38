"""Verdicts: from plan targets and rolled-up figures to one assessment a target and entity."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.evaluate.cagr import cagr_class
from generator.evaluate.calendar import add_calendar
from generator.evaluate.children import levels, pair_with_children, read_children
from generator.evaluate.conditions import add_conditions
from generator.evaluate.expand import expand_targets
from generator.evaluate.facts import read_facts
from generator.evaluate.figures import add_chance, add_figures, add_outlook
from generator.evaluate.headline import summarise
from generator.evaluate.history import History, View, read_history
from generator.evaluate.recurring import read_occurrences
from generator.evaluate.rules import RULES, Docket, judge
from generator.model import Measure, Mode, Op, Status, Tables

__all__ = ["RULES", "TOLERANCE", "assess", "summarise"]

TOLERANCE = 0.05
"""Default share of the way that a path may lag behind and still be only slightly behind."""

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
    "prior_value",
    "prior_period",
    "n_expected",
    "n_reported",
    "missing_ids",
    "status_of_value",
    "file",
    "sheet",
    "row",
]
"""Columns that an assessment takes over from the figure it is judged on."""


def assess(
    known: Tables,
    values: pd.DataFrame,
    reports: pd.DataFrame,
    as_of: dt.date,
    tolerance: float = TOLERANCE,
) -> pd.DataFrame:
    """Judge every target of every entity by the thirteen rules.

    Rows:
        One a target and entity, ordered by these, the county's row of a target that binds
        several entities before theirs.

    Columns:
        `CARRIED` and `OF_VALUE` (of the figure it is judged on), and: goal, goal_high, goal_text
        (as the plan writes it), closed, status, rule (1–13), reason, sentence (id), holds,
        attainment, expected_share, used_share, pace_gap, tolerance, expected_value,
        needed_per_month, months_left, projection, interval_low, interval_high, chance,
        provisional, could_be (statuses joined by ``|``), overdue, n_due, n_missing_reports,
        n_late, n_failed and n_lacking (periods of the window that failed, and without a figure),
        first_due_on, due_on (of the period that holds the deadline), n_met, n_children,
        unit_of_measure, stretch_reached, cagr_class.

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
        tolerance: A share; a target's own tolerance wins.
    """
    cases = add_calendar(add_conditions(expand_targets(known, as_of), known), as_of)
    history = read_history(cases, values, known)
    bench = _Bench(cases, history, values, reports, known, as_of, tolerance)
    return bench.assessments()


class _Bench:
    """One sitting: judges cases from the bottom up, children before their parents."""

    def __init__(
        self,
        cases: pd.DataFrame,
        history: History,
        values: pd.DataFrame,
        reports: pd.DataFrame,
        known: Tables,
        as_of: dt.date,
        tolerance: float,
    ) -> None:
        self.cases, self.history, self.values = cases, history, values
        self.known, self.as_of, self.tolerance = known, as_of, tolerance
        self.occurrences = read_occurrences(cases, history, reports)

    def assessments(self) -> pd.DataFrame:
        """Judge every case and put the figures beside the verdicts."""
        has_history = pd.Series(self.history.any(self.history.rows["has_figure"].to_numpy()))
        pairs = pair_with_children(self.cases, has_history)
        level = levels(pairs, len(self.cases))
        judged = self._reported(View.STATED)
        judged = self._with_bounds(judged)
        for height in range(1, int(level.max(initial=0)) + 1):
            places = np.flatnonzero(level == height)
            own = pairs[np.isin(pairs["parent"], places)].reset_index(drop=True)
            judged = self._with_parents(judged, places, own)
        return self._finish(judged)

    def _reported(self, view: View) -> pd.DataFrame:
        """Judge all cases on what was reported or added up."""
        facts = read_facts(self.cases, self.history, self.as_of, view)
        facts = self._with_occurrences(facts)
        return self._judge(self.cases, facts, self._figures_of(facts["newest"], view))

    def _with_occurrences(self, facts: pd.DataFrame) -> pd.DataFrame:
        recurring = (self.cases["measure"] == Measure.RECURRING).to_numpy()
        known = self.occurrences["occurrence_known"].to_numpy()
        late = (self.cases["due_on"] < np.datetime64(self.as_of)).to_numpy()
        over = (self.cases["deadline"] <= pd.Timestamp(self.as_of)).to_numpy()
        return facts.assign(
            n_late=self.occurrences["n_late"],
            n_missing=np.where(
                recurring, self.occurrences["n_missing_occurrences"], facts["n_missing"]
            ),
            closed=np.where(recurring, over & (known | late), facts["closed"]),
        )

    def _figures_of(self, newest: pd.Series, view: View) -> pd.DataFrame:
        """Read what an assessment shows of the figure it is judged on."""
        places = newest.to_numpy()
        total = {
            View.STATED: "total",
            View.LOWEST: "total_low",
            View.HIGHEST: "total_high",
        }[view]
        at = self.history.at
        stated = at(places, "qualified").eq(True)
        return pd.DataFrame(
            {
                "value": at(places, total).mask(stated & (view == View.STATED)),
                "period_end": at(places, "period_end"),
            }
        )

    def _judge(
        self, cases: pd.DataFrame, facts: pd.DataFrame, judged: pd.DataFrame
    ) -> pd.DataFrame:
        cases = cases.reset_index(drop=True)
        judged = judged.assign(period_end=pd.to_datetime(judged["period_end"]))
        figures = add_figures(cases, judged, self.known, self.tolerance)
        status, rule = judge(Docket(cases, facts, figures, self.as_of))
        outlook = add_outlook(cases, figures, judged, facts, self.as_of)
        return pd.concat([facts, figures, outlook], axis=1).assign(
            value=judged["value"],
            period_end=judged["period_end"],
            status=status,
            rule=rule,
            weight=cases["weight"],
            holds=_holds(cases, facts, status),
            is_read=facts["has_value"]
            | (cases["measure"] == Measure.RECURRING)
            | (status == Status.MISSED),
        )

    def _with_bounds(self, judged: pd.DataFrame) -> pd.DataFrame:
        """Judge again on the lowest and the highest possible values where they differ."""
        low, high = self._reported(View.LOWEST), self._reported(View.HIGHEST)
        open_ended = self.history.any(
            (self.history.rows["incomplete"] & self.history.rows["in_window"]).to_numpy()
        )
        return _provisional(judged, [low, high], open_ended)

    def _with_parents(
        self, judged: pd.DataFrame, places: np.ndarray, pairs: pd.DataFrame
    ) -> pd.DataFrame:
        """Judge the parents at these places from the verdicts of their children."""
        cases = self.cases.take(places)
        views = []
        for view in View:
            facts, values = read_children(cases, pairs, judged, self.as_of, view)
            facts = facts.assign(n_late=0)
            chosen = {View.STATED: "value", View.LOWEST: "value_low", View.HIGHEST: "value_high"}
            stated = values.assign(value=values[chosen[view]])
            found = self._judge(cases, facts, stated)
            views.append(found.assign(**values.drop(columns=["value", "period_end"])))
        open_ended = (views[0]["n_reported"] < views[0]["n_expected"]).to_numpy()
        verdicts = _provisional(views[0], views[1:], open_ended).set_index(places)
        kept = judged.drop(index=places)
        return pd.concat([kept, verdicts]).sort_index()

    def _finish(self, judged: pd.DataFrame) -> pd.DataFrame:
        """Put case, verdict and the judged figure side by side."""
        cases = self.cases
        shown = self._shown(judged)
        carried = cases[CARRIED].assign(op=cases["op_judged"])
        found = pd.concat([carried, shown], axis=1).assign(
            goal=cases["goal"],
            goal_high=cases["value_high"],
            goal_text=cases["value_text"],
            closed=judged["closed"].astype(bool),
            status=judged["status"],
            rule=judged["rule"].astype(int),
            reason=judged["reason"].where(judged["status"] == Status.NOT_ASSESSABLE, ""),
            holds=judged["holds"].astype(bool),
            provisional=judged["provisional"].astype(bool),
            could_be=judged["could_be"],
            overdue=judged["last_missing"].astype(bool),
            n_due=cases["n_due"],
            n_missing_reports=judged["n_missing"].astype(int),
            n_late=judged["n_late"].astype(int),
            stretch_reached=_stretch_reached(cases, shown),
            cagr_class=_cagr(cases, shown),
            sentence=_sentence(cases, judged),
            first_due_on=_day(cases["first_due_on"]),
            due_on=_day(cases["due_on"]),
            n_failed=judged["n_failed"].astype(int),
            n_lacking=judged["n_lacking"].astype(int),
            unit_of_measure=cases["unit_of_measure"],
        )
        names = [
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
        chance = add_chance(cases, found)
        children = ["n_met", "n_children"]
        counts = judged.reindex(columns=children).fillna(0).astype(int)
        return pd.concat([found, judged[names], chance, counts], axis=1)

    def _shown(self, judged: pd.DataFrame) -> pd.DataFrame:
        """Give the figure that each assessment is judged on, with where it came from."""
        places = judged["newest"].to_numpy(dtype=np.int64)
        place = self.history.at(places, "place")
        source = self.values.take(place.fillna(0).astype(int)).reset_index(drop=True)
        has = place.notna()
        shown = pd.DataFrame(index=judged.index)
        for column in OF_VALUE:
            if column in ("prior_value", "prior_period"):
                shown[column] = self.history.at(places, column)
            elif column == "status_of_value":
                shown[column] = source["status"].astype(object).where(has, "")
            elif column in source:
                values = source[column]
                if isinstance(values.dtype, pd.CategoricalDtype):
                    values = values.astype(object)
                shown[column] = values.where(has)
        running = self.cases["running"].to_numpy() & has.to_numpy()
        for column, total in (
            ("value", "total"),
            ("value_low", "total_low"),
            ("value_high", "total_high"),
        ):
            sums = self.history.at(places, total)
            shown[column] = shown[column].where(~running, sums).astype(float)
        from_children = judged.get("n_children", pd.Series(np.nan, index=judged.index)).notna()
        for column in ("value", "value_low", "value_high", "n_expected", "n_reported"):
            if column in judged:
                shown[column] = shown[column].where(~from_children, judged[column])
        shown["period_end"] = judged["period_end"].where(from_children, shown["period_end"])
        texts = [
            "period",
            "qualifier",
            "value_text",
            "missing_ids",
            "prior_period",
            "file",
            "sheet",
        ]
        shown[texts] = shown[texts].fillna("").astype(str)
        counts = ["n_expected", "n_reported", "row"]
        shown[counts] = shown[counts].fillna(0).astype(int)
        return shown


def _holds(cases: pd.DataFrame, facts: pd.DataFrame, status: np.ndarray) -> np.ndarray:
    """Say whether the condition is met as far as is known: what a parent counts as met."""
    recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
    well = np.isin(status, [Status.ACHIEVED, Status.ON_SCHEDULE, Status.ACHIEVED_LATE])
    lasting = cases["lasting"].to_numpy()
    now = np.where(lasting, facts["reached"], facts["meets_now"])
    closed = facts["closed"].to_numpy() & ~lasting
    return np.select([recurring | closed], [well], now.astype(bool))


def _provisional(
    judged: pd.DataFrame, bounds: list[pd.DataFrame], open_ended: np.ndarray
) -> pd.DataFrame:
    """Mark verdicts that the lowest or highest possible value would turn.

    ``could_be`` lists the verdicts at both bounds in the order of `Status`, joined by ``|``.
    """
    order = {status.value: place for place, status in enumerate(Status)}
    names = np.array(list(order), dtype=object)
    stated = judged["status"].map(order).to_numpy()
    places = np.sort([bound["status"].map(order).to_numpy() for bound in bounds], axis=0)
    turned = open_ended & (places != stated).any(axis=0)
    low, high = names[places[0]], names[places[-1]]
    both = np.where(places[0] == places[-1], low, low + "|" + high)
    return judged.assign(provisional=turned, could_be=np.where(turned, both, ""))


def _day(column: pd.Series) -> pd.Series:
    return column.astype("datetime64[s]")


def _stretch_reached(cases: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    """Say whether the further aim beside the floor is met; a ceiling's aim lies below it."""
    ceiling = cases["op"].isin([Op.AT_MOST, Op.BELOW, Op.DECREASE_BY])
    over = (shown["value"] - cases["stretch"]).where(~ceiling, cases["stretch"] - shown["value"])
    return over.round(9) >= 0


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
    return (
        judged["rule"].astype(int).astype(str) + "." + nature + "." + judged["status"].astype(str)
    )
