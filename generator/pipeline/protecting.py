"""Leave out of the public edition what could betray single persons, before anything is made of it.

What is withheld is decided by `generator.suppression` from the whole evaluation; here it is taken
out. Figures stay as rows that say so; whatever was judged on them, or says what they were, goes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Evaluation, Qualifier
from generator.suppression import withhold
from generator.suppression.blanks import columns_to_blank, rows_to_blank
from generator.suppression.figures import PERSONS, Figures, person_figures

KEY = ["indicator_id", "entity_id", "period"]

Mask = NDArray[np.bool_]


def protected(found: Evaluation, threshold: int) -> Evaluation:
    """Withhold small numbers of persons, and what would give them away.

    Rows of values and observations that are withheld have no figure; their qualifier is ``small``
    where readers may know that it is below the threshold, else ``withheld``. Verdicts that stand
    on such figures, verdicts made of these, corrections, reviews and comparators of them are left
    out. Headlines are to be counted anew.

    Args:
        found: The whole evaluation of some counties, not what an edition shows of it.
        threshold: Least number of persons that is shown, besides none.
    """
    counts = found.tables["indicators"].set_index("indicator_id")["counts"]
    if not found.values["indicator_id"].astype(str).map(counts).eq(PERSONS).any():
        return found
    figures = person_figures(found)
    listed = withhold(figures.cells, figures.sums, threshold=threshold)
    if listed.empty:
        return found
    marks = rows_to_blank(found, figures, listed, threshold)
    given_away = _given_away(found, figures, listed)
    for name, frame in (("values", found.values), ("assessments", found.assessments)):
        marks[name] = marks[name] | _of_indicators(frame, given_away)
    marks["observations"] |= _of_indicators(found.tables["observations"], given_away)
    below = _below(figures, listed)
    tables = {
        **found.tables,
        "observations": _blank(
            found.tables["observations"], marks["observations"], "observations", below, threshold
        ),
        **{name: _without(found.tables[name], marks[name]) for name in ("reviews", "comparators")},
    }
    return replace(
        found,
        tables=tables,
        values=_blank(found.values, marks["values"], "values", below, threshold),
        revisions=_without(
            found.revisions, marks["revisions"] | _of_indicators(found.revisions, given_away)
        ),
        assessments=_without(found.assessments, marks["assessments"] | marks["parents"]),
    )


def small_numbers(found: Evaluation, threshold: int) -> pd.DataFrame:
    """List the figures of persons that the public edition does not show.

    Rows:
        One a figure, ordered by indicator, entity and period.

    Columns:
        indicator_id, entity_id, period, kind (``value``, ``numerator``, ``denominator`` and others
        of `generator.suppression.figures.Figures`), rule (`generator.suppression.RULES`).
    """
    figures = person_figures(found)
    listed = withhold(figures.cells, figures.sums, threshold=threshold)
    cells = figures.cells[figures.cells["shown"].astype(bool)]
    rows = cells.merge(listed[["cell_id", "rule"]], how="inner", on="cell_id", validate="1:1")
    return rows[[*KEY, "kind", "rule"]].sort_values([*KEY, "kind"], ignore_index=True)


def _given_away(found: Evaluation, figures: Figures, listed: pd.DataFrame) -> set[str]:
    """Name the indicators of which some small figure cannot be protected, and all tied to them.

    No figure of theirs is shown: less would leave a sum that gives it away.
    """
    exposed = listed.loc[listed["rule"] == "exposed", ["cell_id"]]
    cells = figures.cells.merge(exposed, how="inner", on="cell_id", validate="1:1")
    names = set(cells["indicator_id"].astype(str))
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
    marked = listed.loc[listed["mark"] == "below", ["cell_id"]]
    cells = figures.cells.merge(marked, how="inner", on="cell_id", validate="1:1")
    return pd.MultiIndex.from_frame(cells.loc[cells["kind"] == "value", KEY].astype(str))


def _of_indicators(frame: pd.DataFrame, names: set[str]) -> Mask:
    return np.asarray(frame["indicator_id"].astype(str).isin(names), dtype=bool)


def _without(frame: pd.DataFrame, marked: Mask) -> pd.DataFrame:
    return frame[~marked].reset_index(drop=True)


def _blank(
    frame: pd.DataFrame, marked: Mask, name: str, below: pd.MultiIndex, threshold: int
) -> pd.DataFrame:
    """Empty the figures of some rows and say why there are none."""
    if not marked.any():
        return frame
    is_below = np.asarray(pd.MultiIndex.from_frame(frame[KEY].astype(str)).isin(below)) & marked
    said = {
        "value_text": np.where(is_below, f"<{threshold}", ""),
        _QUALIFIER[name]: np.where(is_below, Qualifier.SMALL.value, Qualifier.WITHHELD.value),
    }
    columns: dict[str, Any] = {}
    for column in columns_to_blank()[name]:
        cells = frame[column]
        if column in said or isinstance(cells.dtype, pd.CategoricalDtype):
            texts = cells.astype(object).to_numpy().copy()
            texts[marked] = said.get(column, np.full(len(frame), ""))[marked]
            columns[column] = pd.Categorical(texts)
        else:
            columns[column] = cells.mask(marked)
    return frame.assign(**columns)


_QUALIFIER = {"values": "qualifier", "observations": "value_qualifier"}
