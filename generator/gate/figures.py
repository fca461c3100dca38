"""Withheld figures: found where a row, object or sentence also names their entity and indicator.

Such a *passage* is a line of a CSV file, an object of JSON, a row of a worksheet, and in a page a
row of a table, a paragraph, an item of a list, a text of a drawing. It tells a figure when it holds
the number as one of its own and names

* the entity: by id or by one of its names, or the page is about it;
* the indicator: by id or by name, or the page is about it, or the heading above is;
* the period: by its name or as pages write it. Where it names no period or day at all, figures of
  the entity's newest period are looked for, if it names the entity or the indicator itself.

The digits of periods and days are no numbers, nor is a place (第3名). A figure of 0 is not looked
for, nor one that the edition shows of the same entity, indicator and period. Where another figure
has taken its place, passages speak of that one: beside it a goal, a bound or another month of the
same entity may be the same number, and such a number is not looked for either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import ENTITY_KEY, FIGURE_KEY, VERDICT_KEY
from generator.model import Evaluation, Qualifier

COLUMNS = [*FIGURE_KEY, "value", "is_newest", "indicator", "entities"]
_TYPES = dict.fromkeys(COLUMNS, str) | {"value": float, "is_newest": bool}
FIGURES = ("value", "numerator", "denominator", "reported_value", "computed_value")
HALF = 0.005
"""Half of the last decimal with which rates are reported."""
HIDDEN = (Qualifier.SMALL.value, Qualifier.WITHHELD.value)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that the public may not see."""

    indicator_id: str
    entity_id: str
    period: str
    value: float
    is_newest: bool
    """Whether nothing newer is known of the indicator and the entity."""
    indicator: str
    """Name of the indicator."""
    entities: tuple[str, ...]
    """Names of the entity."""

    @property
    def origin(self) -> str:
        """Say whose figure it is."""
        return " ".join((self.indicator, self.entities[0], self.period))


def withheld_figures(
    judged: Evaluation, shown: Evaluation, rounded: Collection[str] = ()
) -> pd.DataFrame:
    """List the figures of public indicators that a whole evaluation has and an edition does not.

    Args:
        judged: The whole evaluation, of exact figures.
        shown: What the edition shows.
        rounded: Indicators of which the edition shows rounded figures: of these every whole number
            is listed that is not one of theirs; their rates say hardly more than the rounded ones.

    Rows:
        One a figure, ordered by its key and value.

    Columns:
        indicator_id, entity_id, period; value; is_newest; indicator, its name; entities, names
        joined by ``|``.
    """
    if not judged.tables["indicators"]["counts"].eq("persons").any():
        return pd.DataFrame(columns=COLUMNS).astype(_TYPES)
    public = set(shown.tables["indicators"]["indicator_id"])
    found = _long(*_hidden(judged, shown, public))
    exact = _counts(judged, public.intersection(rounded))
    found = pd.concat([found, exact[exact["value"] % 1 == 0]], ignore_index=True)
    found = found.drop_duplicates().sort_values([*FIGURE_KEY, "value"], ignore_index=True)
    concerned = set(found["indicator_id"])
    known = (shown.values, shown.tables["observations"], shown.assessments)
    there = _long(*(_of(frame, concerned) for frame in known))
    found = found[~_is_shown(found, there)].reset_index(drop=True)
    found = found[~_is_also_something_else(found, judged, shown)].reset_index(drop=True)
    ordered = _of(judged.values, concerned).sort_values("period_end")
    newest = _keys(ordered.groupby(ENTITY_KEY, observed=True).tail(1))
    names = {**_names(judged, "counties", "county_id"), **_names(judged, "units", "unit_id")}
    return found.assign(
        is_newest=_keys(found).isin(newest),
        indicator=found["indicator_id"].map(_names(judged, "indicators", "indicator_id")),
        entities=found["entity_id"].map(names),
    )[COLUMNS].astype(_TYPES)


def read_withheld(frame: pd.DataFrame) -> Iterator[Withheld]:
    """Give the rows of `withheld_figures`."""
    for row in frame[COLUMNS].itertuples(index=False):
        told: Any = row
        yield Withheld(
            indicator_id=told.indicator_id,
            entity_id=told.entity_id,
            period=told.period,
            value=float(told.value),
            is_newest=bool(told.is_newest),
            indicator=told.indicator,
            entities=tuple(told.entities.split("|")),
        )


def _hidden(judged: Evaluation, shown: Evaluation, public: Set[str]) -> list[pd.DataFrame]:
    """Give the rows whose figures an edition blanks, and the verdicts that it leaves out."""
    blank = [
        frame.loc[frame[column].astype(str).isin(HIDDEN), FIGURE_KEY]
        for frame, column in (
            (shown.values, "qualifier"),
            (shown.tables["observations"], "value_qualifier"),
        )
    ]
    keys = _keys(pd.concat(blank, ignore_index=True))
    concerned = public & set(keys.get_level_values(0))
    frames = [_of(frame, concerned) for frame in (judged.values, judged.tables["observations"])]
    own = [frame[_keys(frame).isin(keys)] for frame in frames]
    return [*own, _lost(judged, shown), _lost_comparators(judged, shown, public)]


def _lost_comparators(judged: Evaluation, shown: Evaluation, public: Set[str]) -> pd.DataFrame:
    """Give the public comparators of units and counties that an edition does not show."""
    entities = {*judged.tables["units"]["unit_id"], *judged.tables["counties"]["county_id"]}
    every = _of(judged.tables["comparators"], public)
    every = every[every["public"].astype(bool) & every["entity_id"].isin(entities)]
    keys = [*FIGURE_KEY, "kind", "name"]
    kept = pd.MultiIndex.from_frame(shown.tables["comparators"][keys].astype(str))
    return every[~pd.MultiIndex.from_frame(every[keys].astype(str)).isin(kept)]


def _counts(judged: Evaluation, indicators: Set[str]) -> pd.DataFrame:
    """Give the numbers of some indicators, of rates those that they are made of."""
    frames = [_of(frame, indicators) for frame in (judged.values, judged.tables["observations"])]
    is_rate = [frame["denominator"].notna() for frame in frames]
    pairs = list(zip(frames, is_rate, strict=True))
    rates = [frame.loc[rate, [*FIGURE_KEY, "numerator", "denominator"]] for frame, rate in pairs]
    return _long(*rates, *(frame[~rate] for frame, rate in pairs))


def _of(frame: pd.DataFrame, indicators: Set[str]) -> pd.DataFrame:
    return frame[frame["indicator_id"].isin(indicators)]


def _lost(judged: Evaluation, shown: Evaluation) -> pd.DataFrame:
    """Give the verdicts on public targets of persons that an edition does not show."""
    known = shown.tables["targets"]["target_id"]
    persons = judged.tables["indicators"].set_index("indicator_id")["counts"].eq("persons")
    every = judged.assessments
    of_persons = every["indicator_id"].astype(str).map(persons).fillna(value=False).astype(bool)
    kept = pd.MultiIndex.from_frame(shown.assessments[VERDICT_KEY].astype(str))
    is_lost = ~pd.MultiIndex.from_frame(every[VERDICT_KEY].astype(str)).isin(kept)
    return every[is_lost & of_persons & every["target_id"].isin(known)]


def _is_shown(found: pd.DataFrame, there: pd.DataFrame) -> NDArray[np.bool_]:
    """Mark numbers that an edition shows of the same key, be it with more decimals."""
    beside = found.reset_index().merge(
        there, how="inner", on=FIGURE_KEY, suffixes=("", "_there"), validate="m:m"
    )
    least = np.where(beside["value"] % 1 == 0, 1e-9, HALF)
    near = (beside["value"] - beside["value_there"]).abs() <= least
    return np.isin(np.arange(len(found)), beside.loc[near, "index"])


def _is_also_something_else(
    found: pd.DataFrame, judged: Evaluation, shown: Evaluation
) -> NDArray[np.bool_]:
    """Mark numbers that were corrected, and that the same entity's rows show as something else."""
    is_replaced = _keys(found).isin(_keys(judged.revisions))
    old = found[is_replaced].reset_index()
    comparators = shown.tables["comparators"].drop(columns="entity_id")
    told = [
        old.merge(_numbers(frame, keys, old), how="inner", on=keys, validate="m:m")
        for frame, keys in (
            (shown.values, ENTITY_KEY),
            (shown.assessments, ENTITY_KEY),
            (comparators, ["indicator_id"]),
        )
    ]
    beside = pd.concat(told, ignore_index=True)
    # Pages show a number with fewer decimals than it has.
    known = shown.tables["indicators"].set_index("indicator_id")["decimals"]
    decimals = beside["indicator_id"].map(known).fillna(1).astype(int)
    unit = 10.0**decimals
    same = (beside["value"] * unit).round() == (beside["number"] * unit).round()
    return np.isin(np.arange(len(found)), beside.loc[same, "index"])


MEASURED = (
    *("value", "value_low", "value_high", "reported_value", "goal", "goal_high", "stretch"),
    *("baseline", "prior_value", "projection", "needed_per_month", "interval_low", "interval_high"),
)
SHARES = ("attainment", "expected_share", "used_share", "pace_gap")
"""Columns with numbers that pages show: as they are, and as percentages."""


def _numbers(frame: pd.DataFrame, keys: list[str], wanted: pd.DataFrame) -> pd.DataFrame:
    """Give the numbers that pages show of rows of some keys: the keys' columns and number."""
    for key in keys:
        frame = frame[frame[key].isin(set(wanted[key]))]
    names = frame[keys].astype(str)
    columns = [(name, times) for known, times in ((MEASURED, 1), (SHARES, 100)) for name in known]
    parts = [
        names.assign(number=frame[name].astype(float) * times)
        for name, times in columns
        if name in frame
    ]
    return pd.concat(parts, ignore_index=True).dropna().drop_duplicates()


def _keys(frame: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[FIGURE_KEY].astype(str))


def _long(*frames: pd.DataFrame) -> pd.DataFrame:
    """Give each number of some rows in a row of its own; zeros are left out."""
    parts = [
        frame[FIGURE_KEY].astype(str).assign(value=frame[name].astype(float))
        for frame in frames
        for name in FIGURES
        if name in frame
    ]
    every = pd.concat(parts, ignore_index=True)
    return every[every["value"].notna() & (every["value"] != 0)].round({"value": 9})


def _names(judged: Evaluation, table: str, key: str) -> Mapping[str, str]:
    rows = judged.tables[table]
    names = [rows[name].astype(str) for name in ("name", "short_name") if name in rows]
    joined = ["|".join(dict.fromkeys(filter(None, cells))) for cells in zip(*names, strict=True)]
    return dict(zip(rows[key], joined, strict=True))
