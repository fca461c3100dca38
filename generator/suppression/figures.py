"""The figures of persons that an evaluation publishes, and all sums that tie them together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.matching import FIGURE_KEY
from generator.model import Aggregation, Evaluation, Tables
from generator.suppression.over_entities import sums_of_entities
from generator.suppression.over_missing import sums_of_missing
from generator.suppression.over_parts import sums_of_parts
from generator.suppression.over_time import running_totals, sums_of_periods

PERSONS = "persons"

NATURE = ["measure", "aggregation", "per", "counts", "part_of", "year_to_date"]
"""Columns of an indicator that say what its figures are."""

_OF_VALUES = [
    *(*FIGURE_KEY, "period_start", "period_end", "origin", "n_pending"),
    *("value", "numerator", "denominator", "reported_value"),
    *("value_low", "value_high", "qualifier", "missing_ids"),
]

LEVEL_COST = {"unit": 1.0, "township": 4.0, "county": 16.0}
"""How many units' figures one of a township or a county is worth."""

RUNNING_COST = 0.5
"""Worth of a running total beside a figure of one period: it is read off the periods."""

NEWEST_COST = 2.0
"""Worth of a figure of the newest period beside earlier ones: verdicts stand on it."""

ZERO_COST = 64.0
"""What it costs to withhold a zero: nearly never."""

CELL_COLUMNS = [
    "cell_id",
    "indicator_id",
    "entity_id",
    "period",
    "period_end",
    "kind",
    "value",
    "is_persons",
    "shown",
    "cost",
]


JUDGED = ["cell_id", *FIGURE_KEY, "period_end", "kind", "value"]
"""Columns of figures beside verdicts that stand on them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures and what ties them: the tables that `withhold` takes.

    ``cells``: one row a figure. kind: ``value``; ``numerator`` and ``denominator`` of a rate;
    ``stated``, what a township or county reported where another figure was computed;
    ``running:DAY``, the running total since a day; ``rise``, what anyone finds by taking one
    period's running total from the next one's, and ``rest``, what the parts of a whole leave
    (both not shown); ``possible``, what the bounds of a rate give of units that are missing.

    ``sums``: sum_id, total_id, part_id; one row an addend.
    """

    cells: pd.DataFrame
    sums: pd.DataFrame


def person_figures(evaluation: Evaluation) -> Figures:
    """Collect the figures of persons of an evaluation, with all that can be computed from them.

    Take the whole evaluation, not what the public edition shows of it: rows of indicators that
    are not public become figures that are not shown, but that readers could compute.
    """
    known = evaluation.tables
    rows = _rows_of(evaluation.values, known, family_of_persons(known["indicators"]))
    base = _cells(rows)
    parts = [
        sums_of_entities(base, known),
        sums_of_missing(base, rows, known),
        sums_of_parts(base, known),
        sums_of_periods(base, evaluation.assessments),
    ]
    made = [frame for more, _ in parts if len(more) for frame in [more]]
    cells = pd.concat([base, *made], ignore_index=True)
    sums = pd.concat([frame for _, frame in parts], ignore_index=True)
    return Figures(_priced(cells, known)[CELL_COLUMNS], sums)


def judged_figures(evaluation: Evaluation, indicators: Collection[str]) -> pd.DataFrame:
    """Collect the figures of some indicators that verdicts stand on.

    Rows:
        One a figure that stands in a row, and one a running total.

    Columns:
        See `JUDGED`.
    """
    base = _cells(_rows_of(evaluation.values, evaluation.tables, set(indicators)))
    assessments = evaluation.assessments
    made = running_totals(base, assessments[assessments["indicator_id"].isin(indicators)])
    return pd.concat([base[JUDGED], made[JUDGED]], ignore_index=True)


def other_figures(evaluation: Evaluation) -> pd.DataFrame:
    """Collect the counts of public indicators that are tied to no persons, with nothing between.

    An indicator may be marked later; then what was published of it before is known.

    Rows:
        As `Figures.cells`.
    """
    known = evaluation.tables
    indicators = known["indicators"]
    public = set(indicators.loc[indicators["public"].astype(bool), "indicator_id"])
    cells = _cells(
        _rows_of(evaluation.values, known, public - family_of_persons(known["indicators"]))
    )
    return cells.assign(cost=0.0)[CELL_COLUMNS]


def family_of_persons(indicators: pd.DataFrame) -> set[str]:
    """Name indicators that count persons, their parts, and the wholes that they are part of."""
    persons = indicators.loc[indicators["counts"] == PERSONS, "indicator_id"]
    parts = indicators.loc[indicators["part_of"].isin(persons), "indicator_id"]
    wholes = indicators.loc[indicators["indicator_id"].isin(persons), "part_of"]
    return {*persons, *parts, *wholes} - {""}


def _rows_of(values: pd.DataFrame, known: Tables, wanted: set[str]) -> pd.DataFrame:
    """Keep the rows of some indicators, with what their figures are."""
    rows = values.loc[values["indicator_id"].isin(wanted), _OF_VALUES].reset_index(drop=True)
    nature = known["indicators"].set_index("indicator_id").reindex(rows["indicator_id"].astype(str))
    flags = {name: nature[name].to_numpy() for name in [*NATURE, "public"]}
    texts = {name: rows[name].astype(str) for name in ("indicator_id", "entity_id", "period")}
    return rows.assign(**texts, **flags)


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Make the figures that stand in the rows themselves: values, or the two counts of rates."""
    denominator = rows["denominator"].to_numpy(dtype=np.float64)
    # A rate and its denominator give the numerator, within rounding; also of a rate that is not
    # added up.
    is_ratio = (rows["aggregation"] == Aggregation.RATIO).to_numpy() | np.isfinite(denominator)
    given = rows["numerator"].to_numpy(dtype=np.float64)
    rate = rows["value"].to_numpy(dtype=np.float64) / rows["per"].to_numpy(dtype=np.float64)
    numerator = np.where(np.isnan(given), np.round(rate * denominator), given)
    differs = rows["reported_value"].notna() & (rows["reported_value"] != rows["value"])
    kinds = {
        "value": (~is_ratio, rows["value"].to_numpy(dtype=np.float64)),
        "numerator": (is_ratio, numerator),
        "denominator": (is_ratio, denominator),
        "stated": (~is_ratio & differs.to_numpy(), rows["reported_value"].to_numpy(np.float64)),
    }
    found = [
        rows.assign(kind=kind, value=value)[where & _is_count(value)]
        for kind, (where, value) in kinds.items()
    ]
    cells: pd.DataFrame = pd.concat(found, ignore_index=True)
    cells = cells.drop(columns=["numerator", "denominator", "reported_value", "per"])
    return cells.assign(
        cell_id=cell_ids(cells),
        is_persons=cells["counts"] == PERSONS,
        shown=cells["public"].eq(True),
    )


def _is_count(value: np.ndarray) -> np.ndarray:
    """Mark whole numbers of persons; averages and thousands are no counts."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(value) & (value >= 0) & (value == np.round(value)))


def cell_ids(cells: pd.DataFrame) -> pd.Series[str]:
    """Name figures by indicator, entity, period and kind."""
    columns = ("indicator_id", "entity_id", "period", "kind")
    names = map("|".join, zip(*(cells[name].tolist() for name in columns), strict=True))
    return pd.Series(list(names), index=cells.index, dtype=str)


def _priced(cells: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Say what withholding each figure costs: as the logarithm of its size, and by its worth."""
    units = known["units"]
    townships = units.loc[units["kind"] == "township", "unit_id"]
    level = pd.Series(LEVEL_COST["unit"], index=cells.index)
    level = level.mask(cells["entity_id"].isin(townships), LEVEL_COST["township"])
    level = level.mask(
        cells["entity_id"].isin(known["counties"]["county_id"]), LEVEL_COST["county"]
    )
    newest = cells.groupby("indicator_id")["period_end"].transform("max") == cells["period_end"]
    worth = level.mask(newest, level * NEWEST_COST)
    worth = worth.mask(cells["kind"].str.startswith("running"), worth * RUNNING_COST)
    value = cells["value"].to_numpy(dtype=np.float64)
    size = np.where(value > 0, np.log2(1 + np.maximum(value, 0)), ZERO_COST)
    return cells.assign(cost=worth * size)
