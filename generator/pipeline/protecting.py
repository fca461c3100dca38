"""Leave out of the public edition what could betray single persons, before anything is made of it.

What is withheld is decided by `generator.suppression` from the whole evaluation; here it is taken
out. Figures stay as rows that say so; whatever was judged on them, or says what they were, goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import FIGURE_KEY
from generator.model import Evaluation, Qualifier
from generator.suppression import withhold
from generator.suppression.blanks import (
    BOUNDS,
    Then,
    columns_to_blank,
    rows_to_blank,
    told_before,
)
from generator.suppression.earlier import with_snapshots
from generator.suppression.figures import (
    PERSONS,
    Figures,
    family_of_persons,
    other_figures,
    person_figures,
)
from generator.suppression.over_entities import SUMS
from generator.suppression.published import Published, written

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Decided:
    """What is withheld of the figures of persons, and why that is enough."""

    own: Figures
    """Of this evaluation alone."""
    figures: Figures
    """With what earlier snapshots published beside them."""
    listed: pd.DataFrame
    """See `generator.suppression.withhold`; with all figures of indicators that are given away."""
    family: frozenset[str]
    """Indicators of persons and all tied to them."""
    given_away: frozenset[str]
    """Those of which nothing is shown, because some figure cannot be protected."""
    comparators: pd.DataFrame
    """Rows of the table of comparators that are withheld."""


def decide(found: Evaluation, threshold: int, earlier: Sequence[Published] = ()) -> Decided | None:
    """Decide what is withheld; None where nothing counts persons."""
    indicators = found.tables["indicators"]
    counts = indicators.set_index("indicator_id")["counts"]
    if not counts.eq(PERSONS).any():
        return None
    own = person_figures(found)
    figures, known, before = with_snapshots(own, earlier)
    listed = withhold(figures.cells, figures.sums, threshold=threshold, known=known, before=before)
    given_away = _given_away(found, figures, listed)
    more = own.cells[own.cells["indicator_id"].isin(given_away) & own.cells["shown"].astype(bool)]
    more = more.loc[~more["cell_id"].isin(listed["cell_id"]), ["cell_id"]]
    also = more.assign(rule="exposed", mark="", because_of="")
    every = pd.concat([listed, also], ignore_index=True).sort_values("cell_id", ignore_index=True)
    family = frozenset(family_of_persons(indicators))
    none = found.tables["comparators"].iloc[:0]
    return Decided(own, figures, every, family, frozenset(given_away), none)


def protected(found: Evaluation, threshold: int, earlier: Sequence[Published] = ()) -> Evaluation:
    """Withhold small numbers of persons; see `protect`."""
    return protect(found, threshold, earlier)[0]


def protect(
    found: Evaluation, threshold: int, earlier: Sequence[Published] = ()
) -> tuple[Evaluation, Decided | None]:
    """Withhold small numbers of persons, and what would give them away.

    Rows of values and observations that are withheld have no figure; their qualifier is ``small``
    where readers may know that it is below the threshold, else ``withheld``; so has every figure
    of persons that was corrected since. Verdicts that stand on such figures, verdicts made of
    these, reviews and comparators of them are left out. Headlines are to be counted anew.

    Args:
        found: The whole evaluation of some counties, not what an edition shows of it.
        threshold: Least number of persons that is shown, besides none.
        earlier: What snapshots told of these counties, the oldest first.

    Returns:
        What is left, and what was decided; None where nothing counts persons.
    """
    decided = decide(found, threshold, earlier)
    if decided is None:
        return found, None
    figures, listed, given_away = decided.figures, decided.listed, set(decided.given_away)
    marks = rows_to_blank(found, figures, listed, threshold)
    for name, frame in (("values", found.values), ("assessments", found.assessments)):
        marks[name] = marks[name] | _of_indicators(frame, given_away)
    marks["observations"] |= _of_indicators(found.tables["observations"], given_away)
    below = _below(figures, listed)
    tables = {
        **found.tables,
        "observations": _blank(
            found.tables["observations"],
            marks["observations"],
            "observations",
            below,
            threshold,
            marks["replaced"],
        ),
        **{name: _without(found.tables[name], marks[name]) for name in ("reviews", "comparators")},
    }
    bounds = {name: found.values[name].mask(marks["bounds"]) for name in BOUNDS}
    values = found.values.assign(**bounds)
    gone = marks["successors"] | _of_indicators(found.revisions, given_away)
    texts = found.revisions["new_value_text"].astype(str).mask(gone, "")
    number = found.revisions["new_value"].mask(gone)
    revisions = found.revisions.assign(new_value=number, new_value_text=texts)
    left = replace(
        found,
        tables=tables,
        values=_blank(values, marks["values"], "values", below, threshold),
        revisions=_blank(revisions, marks["revisions"], "revisions", below[:0], threshold),
        assessments=_without(found.assessments, marks["assessments"] | marks["parents"]),
    )
    comparators = found.tables["comparators"][marks["comparators"]]
    return left, replace(decided, comparators=comparators)


def past_verdicts(past: pd.DataFrame, then: Then, decided: Decided | None) -> pd.DataFrame:
    """Leave of the verdicts of a past day those that tell nothing of what is withheld now.

    Args:
        past: Verdicts of then, of all targets.
        then: What they were made of.
        decided: What is withheld now.
    """
    if decided is None:
        return past
    marked = told_before(past, then, decided.own, decided.listed, decided.comparators)
    return _without(past, marked | _of_indicators(past, set(decided.given_away)))


def small_numbers(
    found: Evaluation, threshold: int, earlier: Sequence[Published] = ()
) -> pd.DataFrame:
    """List the figures of persons that the public edition does not show.

    Rows:
        One a figure, ordered by indicator, entity and period.

    Columns:
        indicator_id, entity_id, period, kind (``value``, ``numerator``, ``denominator`` and others
        of `generator.suppression.figures.Figures`), rule (`generator.suppression.RULES`).
    """
    decided = decide(found, threshold, earlier)
    if decided is None:
        return pd.DataFrame(columns=[*FIGURE_KEY, "kind", "rule"], dtype=str)
    cells = decided.figures.cells[decided.figures.cells["shown"].astype(bool)]
    listed = decided.listed[["cell_id", "rule"]]
    rows = cells.merge(listed, how="inner", on="cell_id", validate="1:1")
    return rows[[*FIGURE_KEY, "kind", "rule"]].sort_values([*FIGURE_KEY, "kind"], ignore_index=True)


def published_files(found: Evaluation, decided: Decided | None) -> dict[str, bytes]:
    """Write down what the public edition tells of persons, by county: for later editions.

    Figures of other public indicators are told too, for these may be marked one day.
    """
    units, counties = found.tables["units"], found.tables["counties"]["county_id"]
    home = {**dict(zip(units["unit_id"], units["county_id"], strict=True))}
    home |= {county_id: county_id for county_id in counties}
    others = other_figures(found)
    listed = pd.DataFrame(columns=["cell_id", "rule", "mark"], dtype=str)
    sums = pd.DataFrame(columns=SUMS, dtype=str)
    if decided is not None:
        listed, sums = decided.listed, decided.own.sums
        others = pd.concat([decided.own.cells, others], ignore_index=True)
    of_cell = others["entity_id"].map(home)
    of_sum = sums["total_id"].map(dict(zip(others["cell_id"], of_cell, strict=True)))
    return {
        f"{county_id}/{name}": content
        for county_id in sorted(counties)
        for name, content in written(
            Figures(others[of_cell == county_id], sums[of_sum == county_id]), listed
        ).items()
    }


def _given_away(found: Evaluation, figures: Figures, listed: pd.DataFrame) -> set[str]:
    """Name the indicators of which some small figure cannot be protected, and all tied to them.

    No figure of theirs is shown: less would leave a sum that gives it away.
    """
    names = set(_cells_of(figures, listed[listed["rule"] == "exposed"])["indicator_id"])
    indicators = found.tables["indicators"]
    ties = [
        {str(one), str(other)}
        for one, other in zip(indicators["indicator_id"], indicators["part_of"], strict=True)
        if other
    ]
    while more := {name for tie in ties if tie & names for name in tie} - names:
        names |= more
    return names


def _below(figures: Figures, listed: pd.DataFrame) -> pd.MultiIndex:
    """Give the values of which readers may know that they are below the threshold."""
    cells = _cells_of(figures, listed[listed["mark"] == "below"])
    return pd.MultiIndex.from_frame(cells.loc[cells["kind"] == "value", FIGURE_KEY].astype(str))


def _cells_of(figures: Figures, listed: pd.DataFrame) -> pd.DataFrame:
    return figures.cells[figures.cells["cell_id"].isin(listed["cell_id"])]


def _of_indicators(frame: pd.DataFrame, names: set[str]) -> Mask:
    return np.asarray(frame["indicator_id"].astype(str).isin(names), dtype=bool)


def _without(frame: pd.DataFrame, marked: Mask) -> pd.DataFrame:
    return frame[~marked].reset_index(drop=True)


def _blank(
    frame: pd.DataFrame,
    marked: Mask,
    name: str,
    below: pd.MultiIndex,
    threshold: int,
    replaced: Mask | None = None,
) -> pd.DataFrame:
    """Empty the figures of some rows and say why there are none."""
    if not marked.any():
        return frame
    is_below = marked.copy()
    is_below[marked] = pd.MultiIndex.from_frame(frame.loc[marked, FIGURE_KEY].astype(str)).isin(
        below
    )
    if replaced is not None:
        is_below &= ~replaced
    said = {
        "value_text": np.where(is_below, f"<{threshold}", ""),
        _QUALIFIER[name]: np.where(is_below, Qualifier.SMALL.value, Qualifier.WITHHELD.value),
    }
    columns: dict[str, Any] = {}
    for column in columns_to_blank()[name]:
        cells = frame[column]
        if column in said or isinstance(cells.dtype, pd.CategoricalDtype):
            texts = said.get(column, np.full(len(frame), ""))[marked]
            columns[column] = _exchanged(pd.Categorical(cells), marked, texts)
        elif pd.api.types.is_string_dtype(cells):
            columns[column] = cells.mask(marked, "")
        else:
            columns[column] = cells.mask(marked)
    return frame.assign(**columns)


def _exchanged(cells: pd.Categorical, marked: Mask, texts: NDArray[Any]) -> pd.Categorical:
    """Put other texts into some cells; what stood only there is no category any more."""
    more = sorted(set(texts) - set(cells.categories))
    wide = cells.add_categories(more)
    codes = wide.codes.copy()
    codes[marked] = wide.categories.get_indexer(pd.Index(texts))
    left = pd.Categorical.from_codes(codes, dtype=wide.dtype).remove_unused_categories()
    return left.set_categories(sorted(left.categories)) if more else left


_QUALIFIER = {
    "values": "qualifier",
    "observations": "value_qualifier",
    "revisions": "value_qualifier",
}
