"""What else of an evaluation must be blank where a figure is withheld.

Whoever composes an edition blanks these columns in these rows before anything is made of them, and
lets everything that is counted or compared be made anew from what is left. `MADE_ANEW` says what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import ENTITY_KEY, FIGURE_KEY
from generator.model import Aggregation, Evaluation, Mode
from generator.suppression.earlier import WITHHELD
from generator.suppression.figures import PERSONS, Figures, family_of_persons
from generator.suppression.over_missing import POSSIBLE

Mask = NDArray[np.bool_]
Places = frozenset[tuple[str, ...]]
"""Indicators, entities and periods of figures."""

OWN_FIGURE = ("value", "numerator", "denominator", "stated")
"""Kinds of figures that stand in the rows of values and observations themselves."""

_FIGURE = ("value", "value_text", "numerator", "denominator")

BOUNDS = ("value_low", "value_high")
"""Blank with a figure; and alone where they divide by what missing units had the last time."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    # The rate goes with its numerator and with its denominator: two of the three give the third.
    "values": (
        *(*_FIGURE, *BOUNDS, "qualifier", "reached_on"),
        *("reported_value", "computed_value"),
    ),
    "observations": (*_FIGURE, "value_qualifier", "reached_on"),
    "revisions": (*_FIGURE, "value_qualifier", "reached_on"),
    "assessments": (
        *(*_FIGURE, *BOUNDS, "qualifier", "reached_on", "prior_value"),
        # Divided by the goal or its schedule these are the value again.
        *("attainment", "used_share", "pace_gap", "needed_per_month", "projection"),
        # The interval gives the numerator, the class the growth.
        *("interval_low", "interval_high", "chance", "cagr_class", "stretch_reached"),
        # These say on which side of a bound the value lies; so do the words made of them.
        *("holds", "status", "rule", "reason", "sentence", "closed", "provisional", "could_be"),
        "n_failed",
    ),
    # What people wrote about a figure may quote it.
    "reviews": ("reason",),
    "comparators": ("value",),
}
"""Columns to blank by table."""

ALWAYS_SAFE = (
    "goal, schedule and expected share of a target, its window and tolerance; who reported, when,"
    " late or not; how many units reported and which are missing; the count of versions"
)
"""What stays although a figure is withheld: it does not depend on the figure."""

MADE_ANEW: Mapping[str, str] = {
    "headlines, course, before": "counted without the verdicts that are blank, for each past day"
    " without those that stand on what is withheld or other now; a count that includes them gives"
    " them away by subtraction",
    "parents (`share_met`, `score`, targets that bind each unit)": "made of the children that are"
    " shown, with their number, or blank: 12 of 13 met, 11 of them shown, tells of the two left",
    "places, rankings, medians, best and worst of peers": "among those that are shown; a place"
    " between two neighbours bounds the figure",
    "charts, drawings, tables beside them, running totals, bounds": "from the blank rows; a gap,"
    " never a line drawn through it",
    "sentences, titles, feeds, search entries, descriptions of pages": "composed from the blank"
    " rows, so that they say only that the figure is withheld",
    "downloads (CSV, XLSX, JSON), data packages": "written from the blank rows; one mark for"
    " `below`, another for `withheld`",
    "caches and other editions' pages": "keyed by the edition; the internal page of the same"
    " figure is another file",
    "free texts (plans, actions, notes, explanations)": "cannot be computed here; the gate searches"
    " them",
}
"""What is composed of several rows, and how it is made without what is withheld."""


def columns_to_blank() -> Mapping[str, tuple[str, ...]]:
    """Name by table of an evaluation the columns that are blank in the rows of withheld figures.

    A status is blanked with the rest: next to its goal it is an inequality, which may exclude
    values of a small figure and moves of a secondary one. A verdict may stay only where it would
    be the same for every value that readers must think possible.
    """
    return COLUMNS


def rows_to_blank(
    evaluation: Evaluation, figures: Figures, listed: pd.DataFrame, threshold: int = 5
) -> dict[str, Mask]:
    """Mark the rows in which `columns_to_blank` are blanked, by table of the evaluation.

    ``bounds`` marks values whose bounds tell of another figure than their own, ``replaced`` reports
    in whose place a later one is. ``parents`` marks assessments that are made of the verdicts of
    others, of which some are blank: they are made anew. Of figures of persons that a later report
    replaced nothing is told: no sum of the figures of today protects them, and beside those of
    months before they are differences.

    Args:
        figures: What `withhold` was given.
        listed: What it listed.
        threshold: Least number of persons that is shown.
    """
    names = listed.loc[listed["rule"].isin(WITHHELD), "cell_id"]
    cells = figures.cells
    listed_cells = cells[cells["cell_id"].isin(names)]
    withheld = listed_cells[listed_cells["shown"].astype(bool)]
    own = _places(withheld[withheld["kind"].isin(OWN_FIGURE)])
    persons, counted = _persons(evaluation)
    observations = evaluation.tables["observations"]
    possible = _places(withheld[withheld["kind"] == POSSIBLE])
    family = family_of_persons(evaluation.tables["indicators"])
    revised = evaluation.revisions["indicator_id"].isin(family).to_numpy()
    replaced = _is_replaced(observations, family)
    found = {
        "values": _has(evaluation.values, own),
        "bounds": _has(evaluation.values, possible),
        "observations": _has(observations, own)
        | _is_small(observations, persons, counted, threshold)
        | replaced,
        "replaced": replaced,
        "revisions": revised,
        # What a correction made of it may be told where it is the figure that is shown now.
        "successors": revised
        & (
            evaluation.revisions.duplicated(FIGURE_KEY, keep="last").to_numpy()
            | _has(evaluation.revisions, own)
        ),
    }
    for name in ("reviews", "comparators"):
        frame = evaluation.tables[name]
        found[name] = _has(frame, own)
    comparators = evaluation.tables["comparators"]
    found["comparators"] |= _is_small(comparators, persons, counted, threshold)
    assessments = evaluation.assessments
    # Also those on figures that are not public: a public target may be made of such verdicts.
    found["assessments"] = _judged_on(assessments, listed_cells, evaluation.tables["indicators"])
    found["assessments"] |= _compared_with(assessments, comparators[found["comparators"]])
    found["parents"] = _parents(assessments, evaluation.tables["targets"], found["assessments"])
    return found


def _persons(evaluation: Evaluation) -> tuple[set[str], set[str]]:
    """Name the indicators of persons, and those of them whose values are counts and no rates."""
    indicators = evaluation.tables["indicators"]
    persons = indicators[indicators["counts"] == PERSONS]
    is_rate = (persons["aggregation"] == Aggregation.RATIO) | (persons["per"].fillna(1.0) != 1)
    return set(persons["indicator_id"]), set(persons.loc[~is_rate, "indicator_id"])


def _places(cells: pd.DataFrame) -> Places:
    return frozenset(zip(*(cells[name].tolist() for name in FIGURE_KEY), strict=True))


def _has(frame: pd.DataFrame, places: Places, period: str = "period") -> Mask:
    """Say of each row whether its indicator, entity and period are among some places."""
    found = np.array(frame["indicator_id"].isin({place[0] for place in places}), dtype=bool)
    rows = frame[found]
    keys = zip(*(rows[name].astype(str).tolist() for name in (*ENTITY_KEY, period)), strict=True)
    found[found] = [key in places for key in keys]
    return found


def _is_replaced(observations: pd.DataFrame, family: set[str]) -> Mask:
    """Say of each report of persons whether a later one of its figure took its place."""
    own = observations[observations["indicator_id"].isin(family)]
    intake = own["intake"].astype(np.float64).fillna(0.0)
    order = own.assign(order=intake).sort_values(["reported_on", "order"], kind="stable")
    keys = [order[name].astype(str) for name in FIGURE_KEY]
    last = order.groupby(keys, sort=False)[["reported_on", "order"]].transform("last")
    is_old = (order[["reported_on", "order"]] != last).any(axis=1)
    return np.asarray(observations.index.isin(is_old.index[is_old]))


@dataclass(frozen=True, slots=True)
class Then:
    """What verdicts of a past day were made of."""

    indicators: pd.DataFrame
    """In force on the day."""
    targets: pd.DataFrame
    """In force on the day."""
    units: pd.DataFrame
    """Of any day."""
    figures: pd.DataFrame
    """Of all indicators of persons and those tied to them, as they were then; see
    `generator.suppression.figures.judged_figures`."""
    since: pd.DataFrame
    """Reports of these indicators that came after the day."""


def told_before(
    past: pd.DataFrame, then: Then, now: Figures, listed: pd.DataFrame, comparators: pd.DataFrame
) -> Mask:
    """Mark verdicts of a past day that would tell of what is withheld now.

    A verdict of then may stay if all that it stands on is shown now, and is what it was: then
    readers could judge it themselves, whatever was withheld on the day. Where a report of its
    period or an earlier one came later it goes, whatever the report said: if it stayed only where
    the figure is the same, that would tell of the report.

    Args:
        past: Verdicts of then, of all targets.
        then: What they were made of.
        now: Figures of now.
        listed: What `withhold` listed now.
        comparators: Those that are withheld now.
    """
    value = dict(zip(now.cells["cell_id"].tolist(), now.cells["value"].tolist(), strict=True))
    figures = then.figures
    same = figures["value"].eq(figures["cell_id"].map(value))
    is_hidden = figures["cell_id"].isin(listed.loc[listed["rule"].isin(WITHHELD), "cell_id"])
    found = _judged_on(past, figures[is_hidden | ~same], then.indicators)
    found |= _came_since(past, then)
    found |= _compared_with(past, comparators)
    return found | _parents(past, then.targets, found)


def _came_since(past: pd.DataFrame, then: Then) -> Mask:
    """Mark verdicts of whose period, or of one before, a report of the entity or below came later.

    A period that has no figure of its own counts as the last.
    """
    units = then.units
    links = [units[["unit_id", name]].set_axis(["entity_id", "above"], axis=1) for name in _ABOVE]
    above = pd.concat(links).astype(str).query("above != ''").drop_duplicates()
    late = then.since[[*ENTITY_KEY, "period_end"]].astype(dict.fromkeys(ENTITY_KEY, str))
    upwards = late.merge(above, how="inner", on="entity_id", validate="m:m")
    every = pd.concat([late, upwards.assign(entity_id=upwards["above"])[late.columns]])
    first = every.groupby(ENTITY_KEY)["period_end"].min()
    ends = then.figures.drop_duplicates("period").set_index("period")["period_end"]
    keys = pd.MultiIndex.from_frame(past[ENTITY_KEY].astype(str))
    came = first.reindex(keys).to_numpy(dtype="datetime64[s]")
    end = ends.reindex(past["period"].astype(str)).to_numpy(dtype="datetime64[s]")
    return np.asarray(~np.isnat(came) & ~(came > end))


_ABOVE = ("township_id", "county_id")


def _compared_with(assessments: pd.DataFrame, withheld: pd.DataFrame) -> Mask:
    """Mark verdicts that may be compared with withheld figures of a year before."""
    keys = pd.MultiIndex.from_frame(withheld[ENTITY_KEY].astype(str))
    own = pd.MultiIndex.from_frame(assessments[ENTITY_KEY].astype(str)).isin(keys)
    return np.asarray(own & assessments["prior_period"].astype(str).ne("").to_numpy())


def _is_small(frame: pd.DataFrame, persons: set[str], counted: set[str], threshold: int) -> Mask:
    """Say of each row whether a number of persons that it shows is small; a rate is no number."""
    indicator_id = frame["indicator_id"].astype(str)
    found = np.zeros(len(frame), dtype=bool)
    for columns, of in ((_COUNTS, persons), (_VALUES, counted)):
        is_of = indicator_id.isin(of).to_numpy()
        for name in columns:
            if name in frame:
                number = frame[name].to_numpy(dtype=np.float64)
                found |= is_of & (number > 0) & (number < threshold)
    return found


_COUNTS, _VALUES = ("numerator", "denominator"), ("value", "new_value")


def _judged_on(assessments: pd.DataFrame, withheld: pd.DataFrame, indicators: pd.DataFrame) -> Mask:
    """Mark verdicts that stand on a withheld figure: newest, a year before, or any in the window.

    Any figure of the window, and behind it, decides where a condition must be kept, where a year
    has its bound, and where reaching it late is told from reaching it in time. A rate of the year
    so far may have been above its ceiling and be below it again; a running total that falls is a
    mistake, and that it was not reached tells no more than that it did not fall.
    """
    anew = indicators.loc[indicators["year_to_date"].astype(bool), "indicator_id"]
    direct = withheld[withheld["kind"].isin([*OWN_FIGURE, POSSIBLE])]
    running = withheld[withheld["kind"].str.startswith("running:")]
    since = running.assign(since=running["kind"].str.removeprefix("running:"))
    is_flow = (assessments["measure"] == "flow").to_numpy()
    found = np.zeros(len(assessments), dtype=bool)
    for period in ("period", "prior_period"):
        found |= _has(assessments, _places(direct), period)
        found |= is_flow & _has(assessments, _places(since), period)
    decides = (assessments["mode"] == Mode.KEEP) | assessments["rule"].isin([1, 5, 7])
    decides |= assessments["indicator_id"].isin(anew)
    pairs = assessments[["indicator_id", "entity_id", "window_start", "deadline"]].astype(
        {"indicator_id": str, "entity_id": str}
    )
    pairs = pairs.assign(place=np.arange(len(pairs)), is_flow=is_flow)[decides.to_numpy()]
    every = pd.concat([direct.assign(since=""), since], ignore_index=True)
    met = pairs.merge(every, how="inner", on=ENTITY_KEY, validate="m:m")
    inside = met["period_end"] >= met["window_start"]
    inside &= met["is_flow"] == (met["since"] != "")
    found[met.loc[inside, "place"].to_numpy()] = True
    return found


def _parents(assessments: pd.DataFrame, targets: pd.DataFrame, blank: Mask) -> Mask:
    """Mark verdicts made of others of which some are blank, up to the last parent."""
    towards = targets.set_index("target_id")["counts_towards"]
    towards = towards[~towards.index.duplicated(keep="last")]
    target_id = assessments["target_id"].astype(str)
    is_summary = assessments["is_each_summary"].to_numpy(dtype=bool)
    found = np.zeros(len(assessments), dtype=bool)
    while True:
        of_blank = target_id[blank | found]
        wholes = set(of_blank.map(towards).dropna()) - {""}
        marked = is_summary & target_id.isin(set(of_blank)).to_numpy()
        marked |= target_id.isin(wholes).to_numpy()
        if not (marked & ~found).any():
            return found & ~blank
        found |= marked
