"""One sitting over all cases, from which the assessments come."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator.evaluate.assessment import compose
from generator.evaluate.children import VALUES, levels, pair_with_children, read_children
from generator.evaluate.facts import read_facts
from generator.evaluate.figures import add_figures, add_outlook
from generator.evaluate.history import History
from generator.evaluate.recurring import read_occurrences
from generator.evaluate.rules import Docket, judge
from generator.evaluate.views import Views
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
        has_history = self.history.any(self.history.rows["has_figure"].to_numpy())
        pairs = pair_with_children(self.cases, has_history)
        level = levels(pairs, len(self.cases))
        judged = self._reported()
        for height in range(1, int(level.max(initial=0)) + 1):
            places = np.flatnonzero(level == height)
            own = pairs[np.isin(pairs["parent"], places)].reset_index(drop=True)
            judged = self._with_parents(judged, places, own)
        return compose(self.cases, judged, self.history, self.values)

    def _reported(self) -> pd.DataFrame:
        """Judge all cases on what was reported or added up."""
        views = Views.of(self.history.is_open)
        cases, history = _each(self.cases, views), self.history.seen(views)
        facts = read_facts(cases, history, self.as_of)
        facts = self._with_occurrences(facts, cases, _each(self.occurrences, views))
        # What an assessment shows of the figure it is judged on.
        shown = {name: history.at(facts["newest"].to_numpy(), name) for name in _OF_FIGURE}
        return self._judge(cases, facts, pd.DataFrame(shown).rename(columns=_OF_FIGURE), views)

    def _with_occurrences(
        self, facts: pd.DataFrame, cases: pd.DataFrame, occurrences: pd.DataFrame
    ) -> pd.DataFrame:
        """Let recurring duties answer by their occurrences, which close their windows too.

        Of a duty that is read from the reports themselves, no report of its own can be overdue.
        """
        recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
        derived = (cases["derived"] != "").to_numpy()
        known = occurrences["occurrence_known"].to_numpy()
        late = cases["last_due_passed"].to_numpy() & ~facts["awaited"].to_numpy()
        over = (cases["deadline"] <= pd.Timestamp(self.as_of)).to_numpy()
        return facts.assign(
            n_late=occurrences["n_late"],
            n_missing=np.where(recurring, occurrences["n_missing_occurrences"], facts["n_missing"]),
            last_missing=facts["last_missing"].to_numpy(dtype=bool) & ~derived,
            closed=np.where(recurring, over & (known | late), facts["closed"]),
        )

    def _judge(
        self, cases: pd.DataFrame, facts: pd.DataFrame, judged: pd.DataFrame, views: Views
    ) -> pd.DataFrame:
        """Judge every view of the cases, and say which verdicts the others would turn."""
        judged = judged.assign(period_end=pd.to_datetime(judged["period_end"]))
        figures = add_figures(cases, judged, self.known, self.tolerance)
        status, rule = judge(Docket(cases, facts, figures, self.as_of))
        outlook = add_outlook(cases, figures, judged, facts, self.as_of)
        recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
        found = pd.concat([facts, figures, outlook], axis=1).assign(
            value=judged["value"],
            period_end=judged["period_end"],
            status=status,
            rule=rule,
            weight=cases["weight"],
            holds=_holds(cases, facts, status),
            is_read=facts["has_value"].to_numpy() | recurring | (status == Status.MISSED.value),
        )
        return found.iloc[: views.n].assign(**_provisional(status, views))

    def _with_parents(
        self, judged: pd.DataFrame, places: np.ndarray, pairs: pd.DataFrame
    ) -> pd.DataFrame:
        """Judge the parents at these places from the verdicts of their children."""
        parents = self.cases.take(places)
        facts, values, views = read_children(parents, pairs, judged, self.as_of)
        shown = pd.DataFrame(
            {
                "value": views.choose([values[name].to_numpy() for name in VALUES]),
                "period_end": _each(values, views)["period_end"],
            }
        )
        verdicts = self._judge(_each(parents, views), facts.assign(n_late=0), shown, views)
        verdicts = verdicts.assign(**values.drop(columns=["value", "period_end"])).set_index(places)
        kept = judged[~judged.index.isin(places)]
        together: pd.DataFrame = pd.concat([kept, verdicts]).sort_index()
        return together


_OF_FIGURE = {"exact": "value", "period_end": "period_end"}


def _each(frame: pd.DataFrame, views: Views) -> pd.DataFrame:
    """Repeat the rows of cases for each view of them."""
    repeated = frame.take(views.case) if len(views.opened) else frame
    return repeated.reset_index(drop=True)


def _holds(cases: pd.DataFrame, facts: pd.DataFrame, status: np.ndarray) -> np.ndarray:
    """Say whether the condition is met as far as is known: what a parent counts as met."""
    recurring = (cases["measure"] == Measure.RECURRING).to_numpy()
    well = np.isin(status, [Status.ACHIEVED, Status.ON_SCHEDULE, Status.ACHIEVED_LATE])
    lasting = cases["lasting"].to_numpy()
    now = np.where(lasting, facts["reached"], facts["meets_now"])
    closed = facts["closed"].to_numpy() & ~lasting
    return np.where(recurring | closed, well, now.astype(bool))


def _provisional(status: np.ndarray, views: Views) -> dict[str, np.ndarray]:
    """Mark verdicts that the lowest or highest possible value would turn.

    ``could_be`` lists the verdicts at both bounds in the order of `Status`, joined by ``|``.
    """
    order = {status.value: place for place, status in enumerate(Status)}
    names = np.array(list(order), dtype=object)
    places = np.array([order[text] for text in status[views.n :].tolist()], dtype=np.int64)
    low, high = np.sort(np.split(places, 2), axis=0)
    stated = status[: views.n][views.opened]
    turned = (names[low] != stated) | (names[high] != stated)
    provisional, could_be = np.zeros(views.n, dtype=bool), np.full(views.n, "", dtype=object)
    provisional[views.opened] = turned
    both = np.where(low == high, names[low], names[low] + "|" + names[high])
    could_be[views.opened] = np.where(turned, both, "")
    return {"provisional": provisional, "could_be": could_be}
