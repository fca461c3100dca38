"""One sitting over all cases, from which the assessments come."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.evaluate.assessment import compose
from generator.evaluate.children import levels, pair_with_children, read_children
from generator.evaluate.facts import read_facts
from generator.evaluate.figures import add_figures, add_outlook
from generator.evaluate.history import History, View
from generator.evaluate.recurring import read_occurrences
from generator.evaluate.rules import Docket, judge
from generator.model import Measure, Status, Tables


class Bench:
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
        return compose(self.cases, judged, self.history, self.values)

    def _reported(self, view: View) -> pd.DataFrame:
        """Judge all cases on what was reported or added up."""
        facts = read_facts(self.cases, self.history, self.as_of, view)
        facts = self._with_occurrences(facts)
        return self._judge(self.cases, facts, self._figures_of(facts["newest"], view))

    def _with_occurrences(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Let recurring duties answer by their occurrences, which close their windows too.

        Of a duty that is read from the reports themselves, no report of its own can be overdue.
        """
        recurring = (self.cases["measure"] == Measure.RECURRING).to_numpy()
        derived = (self.cases["derived"] != "").to_numpy()
        known = self.occurrences["occurrence_known"].to_numpy()
        late = (self.cases["due_on"] < np.datetime64(self.as_of)).to_numpy()
        over = (self.cases["deadline"] <= pd.Timestamp(self.as_of)).to_numpy()
        return facts.assign(
            n_late=self.occurrences["n_late"],
            n_missing=np.where(
                recurring, self.occurrences["n_missing_occurrences"], facts["n_missing"]
            ),
            last_missing=facts["last_missing"].astype(bool) & ~derived,
            closed=np.where(recurring, over & (known | late), facts["closed"]),
        )

    def _figures_of(self, newest: pd.Series, view: View) -> pd.DataFrame:
        """Read what an assessment shows of the figure it is judged on."""
        places, at = newest.to_numpy(), self.history.at
        no_number = at(places, "qualified").eq(True) & (view is View.STATED)
        return pd.DataFrame(
            {
                "value": at(places, f"total{view}").mask(no_number),
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
            found = self._judge(cases, facts, values.assign(value=values[f"value{view}"]))
            views.append(found.assign(**values.drop(columns=["value", "period_end"])))
        open_ended = (views[0]["n_reported"] < views[0]["n_expected"]).to_numpy()
        verdicts = _provisional(views[0], views[1:], open_ended).set_index(places)
        kept = judged[~judged.index.isin(places)]
        together: pd.DataFrame = pd.concat([kept, verdicts]).sort_index()
        return together


def _holds(cases: pd.DataFrame, facts: pd.DataFrame, status: np.ndarray) -> np.ndarray:
    """Say whether the condition is met as far as is known: what a parent counts as met."""
    recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
    well = np.isin(status, [Status.ACHIEVED, Status.ON_SCHEDULE, Status.ACHIEVED_LATE])
    lasting = cases["lasting"].to_numpy()
    now = np.where(lasting, facts["reached"], facts["meets_now"])
    closed = facts["closed"].to_numpy() & ~lasting
    return np.where(recurring | closed, well, now.astype(bool))


def _provisional(
    judged: pd.DataFrame, bounds: list[pd.DataFrame], open_ended: np.ndarray
) -> pd.DataFrame:
    """Mark verdicts that the lowest or highest possible value would turn.

    ``could_be`` lists the verdicts at both bounds in the order of `Status`, joined by ``|``.
    """
    order = {status.value: place for place, status in enumerate(Status)}
    names = np.array(list(order), dtype=object)
    stated = judged["status"].map(order).to_numpy()
    at_bounds = [bound["status"].map(order).to_numpy(dtype=np.int64) for bound in bounds]
    places = np.sort(at_bounds, axis=0)
    turned = open_ended & (places != stated).any(axis=0)
    low, high = names[places[0]], names[places[-1]]
    both = np.where(places[0] == places[-1], low, low + "|" + high)
    return judged.assign(provisional=turned, could_be=np.where(turned, both, ""))
