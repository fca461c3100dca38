"""How the figures of units add up to their township and county, and what missing units could do.

Sums and ratios (Σ numerator ÷ Σ denominator × per, never a mean of percentages) are exact when
every unit is in. With units missing the value stands between two bounds: a missing unit of a sum
counts from nothing (a running total: from its own last figure of the year) up to its plausible
maximum; a missing unit of a proportion counts with its last known denominator from none to all.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import Positions, positions
from generator.model import Aggregation, Measure, Qualifier, ReportState, Tables

LEAST_STEP = 1e-9
"""How far past a bound the words 超过 and 不足 reach: one unit of the nine decimals compared."""

COLUMNS = ["indicator_id", "entity_id", "period", "period_start", "period_end", "value", "value_low", "value_high", "qualifier", "value_text", "numerator", "denominator", "reported_on", "first_reported_on", "reached_on", "status", "origin", "reported_value", "computed_value", "n_expected", "n_reported", "missing_ids", "file", "sheet", "row"]

KEY = ["indicator_id", "entity_id", "period"]
Floats = NDArray[np.float64]


def roll_up(latest: pd.DataFrame, reports: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Put the figures of townships and counties beside those that units reported.

    A figure both reported and computed is judged on the computed one when every unit that owed
    a report is in, else on the reported one; both are kept.

    Rows:
        One an indicator, entity and period, ordered by indicator, entity and the period's end.

    Columns:
        Those of `COLUMNS`. ``value_low`` and ``value_high`` enclose the value: alike when it is
        exact; apart when the cell is qualified or units are missing. ``missing_ids`` joins the
        units that are missing by ``|``; ``n_expected`` is 0 for figures that only one entity
        reports.

    Units:
        Values in the indicator's unit of measure.
    """
    reported = _reported_values(latest, known)
    values = [reported]
    for parents in _parents(known):
        computed = _computed_values(reported, reports, known, parents)
        if len(computed):
            values.append(computed)
    return _judged_on(pd.concat(values, ignore_index=True))


def _reported_values(latest: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Read each newest observation as an interval; a ratio is computed from its two parts."""
    nature = _nature(latest, known, ["aggregation", "per"])
    value = latest["value"].to_numpy(dtype=np.float64)
    numerator = latest["numerator"].to_numpy(dtype=np.float64)
    denominator = latest["denominator"].to_numpy(dtype=np.float64)
    is_ratio = (nature["aggregation"] == Aggregation.RATIO.value).to_numpy() & (denominator > 0)
    is_ratio &= ~np.isnan(numerator)
    ratio = np.divide(numerator, denominator, out=np.full(len(value), np.nan), where=is_ratio)
    value = np.where(is_ratio, ratio * nature["per"].to_numpy(), value)
    qualifier = latest["value_qualifier"].astype(str).to_numpy()
    qualifier = np.where(is_ratio, Qualifier.EXACT.value, qualifier)
    value, qualifier = _carry_unchanged(latest, value, qualifier)
    low, high = _interval(value, qualifier)
    return latest.rename(columns={"value_qualifier": "qualifier"}).assign(
        value=value,
        value_low=low,
        value_high=high,
        qualifier=pd.Categorical(qualifier, categories=[word.value for word in Qualifier]),
        origin="reported",
        reported_value=value,
        computed_value=np.nan,
        n_expected=0,
        n_reported=0,
        missing_ids="",
    )[COLUMNS]


def _nature(frame: pd.DataFrame, known: Tables, columns: list[str]) -> pd.DataFrame:
    """Look up columns of the indicator of each row."""
    indicators = known["indicators"].set_index("indicator_id")[columns]
    of_category = indicators.reindex(frame["indicator_id"].cat.categories)
    codes = frame["indicator_id"].cat.codes.to_numpy()
    return pd.DataFrame({name: of_category[name].array.take(codes) for name in columns})


def _interval(value: Floats, qualifier: NDArray[np.str_]) -> tuple[Floats, Floats]:
    """Give the least and the greatest number that a qualified cell can mean."""
    low, high = value.copy(), value.copy()
    high[np.isin(qualifier, [Qualifier.AT_LEAST.value, Qualifier.MORE_THAN.value])] = np.inf
    low[np.isin(qualifier, [Qualifier.AT_MOST.value, Qualifier.LESS_THAN.value])] = -np.inf
    low[qualifier == Qualifier.MORE_THAN.value] += LEAST_STEP
    high[qualifier == Qualifier.LESS_THAN.value] -= LEAST_STEP
    about = qualifier == Qualifier.ABOUT.value
    low[about], high[about] = -np.inf, np.inf
    return low, high


def _carry_unchanged(
    latest: pd.DataFrame, value: Floats, qualifier: NDArray[np.str_]
) -> tuple[Floats, NDArray[np.str_]]:
    """Give 无变化 the figure of the period before; rows come ordered by entity and period."""
    unchanged = qualifier == Qualifier.NO_CHANGE.value
    if not unchanged.any():
        return value, qualifier
    known = pd.DataFrame(
        {
            "value": np.where(unchanged, np.nan, value),
            "qualifier": pd.Series(qualifier, dtype=object).mask(unchanged | np.isnan(value)),
        }
    )
    series = [latest["indicator_id"].cat.codes.array, latest["entity_id"].cat.codes.array]
    carried = known.groupby(series, sort=False).ffill()
    kept = unchanged & carried["value"].notna().to_numpy()
    return (
        np.where(kept, carried["value"].to_numpy(), value),
        np.where(kept, carried["qualifier"].to_numpy(), qualifier),
    )


def _parents(known: Tables) -> list[pd.DataFrame]:
    """List who adds up to whom: units to their township, then units and townships to the county.

    Columns: entity_id, parent_id, is_township, in_township (lies in one that adds up itself).
    """
    units = known["units"].drop(columns="parent_id").rename(columns={"unit_id": "entity_id"})
    is_township = units["kind"] == "township"
    units = units.assign(is_township=is_township, in_township=units["township_id"] != "")
    inside = units[units["in_township"] & ~is_township]
    return [
        inside.rename(columns={"township_id": "parent_id"})[_TREE].assign(in_township=False),
        units.rename(columns={"county_id": "parent_id"})[_TREE],
    ]


_TREE = ["entity_id", "parent_id", "is_township", "in_township"]


def _computed_values(
    reported: pd.DataFrame, reports: pd.DataFrame, known: Tables, parents: pd.DataFrame
) -> pd.DataFrame:
    """Add the figures of children up to their parents, with bounds where a child is missing."""
    given = _contributions(reported[reported["value_low"].notna()], known, parents)
    if given.empty:
        return given
    owed = reports[reports["state"] != ReportState.NOT_APPLICABLE.value]
    ends = (owed["period_end"], given["period_end"])
    absent = owed[positions(owed, given, period_end=ends) < 0]
    missing = _substitutes(_contributions(absent, known, parents), given)
    parts = pd.concat([given.assign(is_missing=False), missing], ignore_index=True)
    return _aggregate(parts)


def _contributions(frame: pd.DataFrame, known: Tables, parents: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that add up to a parent, with ``parent_id`` and the indicator's nature."""
    codes = frame["entity_id"].cat.codes.to_numpy()
    tree = parents.set_index("entity_id").reindex(frame["entity_id"].cat.categories)
    parent_id = tree["parent_id"].astype("category").array.take(codes)
    nature = _nature(frame, known, ["aggregation", "measure", "per", "minimum", "maximum"])
    townships_report = _reported_by_townships(frame, known)
    is_township = tree["is_township"].eq(True).to_numpy()[codes]
    in_township = tree["in_township"].eq(True).to_numpy()[codes]
    adds_up = ~pd.isna(parent_id) & nature["aggregation"].isin(_ADDS_UP).to_numpy()
    adds_up &= np.where(is_township, townships_report, ~(townships_report & in_township))
    columns = [column for column in COLUMNS if column in frame]
    return pd.concat(
        [frame[columns].reset_index(drop=True), nature.assign(parent_id=parent_id)], axis=1
    )[adds_up].reset_index(drop=True)


_ADDS_UP = ("sum", "ratio", "max", "min", "last")


def _reported_by_townships(frame: pd.DataFrame, known: Tables) -> NDArray[np.bool_]:
    """Mark indicators that townships report themselves, so that units are not counted twice."""
    reporters = known["indicators"].set_index("indicator_id")["reported_by"].str.split("|")
    townships = reporters.map(lambda kinds: "township" in kinds)
    of_category = townships.reindex(frame["indicator_id"].cat.categories).eq(True)
    return of_category.to_numpy()[frame["indicator_id"].cat.codes.to_numpy()]


def _substitutes(missing: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Give missing children the least and the most they can have, from what is known of them.

    A running total is at least the child's last figure of the same year; a ratio keeps the
    child's last denominator.
    """
    before = _last_before(missing, given)
    earlier = given.iloc[np.maximum(before, 0)].reset_index(drop=True)
    had = before >= 0
    running = (missing["measure"] == Measure.CUMULATIVE.value).to_numpy() & had
    running &= (earlier["period_end"].dt.year == missing["period_end"].dt.year).to_numpy()
    least = np.where(running, earlier["value_low"], missing["minimum"].fillna(0.0))
    return missing.assign(
        value=np.where(running, earlier["value"], 0.0),
        value_low=least,
        value_high=missing["maximum"].fillna(np.inf),
        numerator=np.nan,
        denominator=np.where(had, earlier["denominator"], np.nan),
        is_missing=True,
    )


def _last_before(missing: pd.DataFrame, given: pd.DataFrame) -> Positions:
    """Find each missing child's last row before the missing period; -1 where it has none."""
    if missing.empty:
        return np.zeros(0, dtype=np.int64)
    columns = ["indicator_id", "entity_id", "period_end"]
    entities = missing["entity_id"].astype(str)
    related = given[given["entity_id"].isin(entities.unique())]
    rows = pd.concat(
        [
            related[columns].assign(place=related.index.to_numpy(), asked=-1),
            missing[columns].assign(place=np.nan, asked=np.arange(len(missing))),
        ]
    ).astype({"indicator_id": str, "entity_id": str})
    rows = rows.sort_values(columns, kind="stable")
    place = rows.groupby(columns[:2], sort=False)["place"].ffill().fillna(-1)
    asked = rows["asked"].to_numpy()
    found = np.full(len(missing), -1, dtype=np.int64)
    found[asked[asked >= 0]] = place.to_numpy()[asked >= 0].astype(np.int64)
    return found


def _aggregate(parts: pd.DataFrame) -> pd.DataFrame:
    """Add parts up by indicator, parent and period, each indicator in its own way."""
    parts = parts.astype({"indicator_id": "category", "parent_id": "category"})
    key = ["indicator_id", "parent_id", "period_end"]
    group = parts.groupby(key, observed=True, sort=True).ngroup().to_numpy()
    parts = parts.assign(
        value_low=np.fmax(parts["value_low"], parts["minimum"]),
        value_high=np.fmin(parts["value_high"], parts["maximum"]),
        is_missing=parts["is_missing"].astype(bool)
        | ((parts["aggregation"] == Aggregation.RATIO) & parts["numerator"].isna()),
    )
    return _Groups(parts, group).totals()


class _Groups:
    """Parts of one table, numbered by the total they add up to."""

    def __init__(self, parts: pd.DataFrame, group: Positions) -> None:
        order = np.argsort(group, kind="stable")
        self.parts = parts.iloc[order].reset_index(drop=True)
        self.group = group[order]
        self.n = int(self.group[-1]) + 1
        self.absent = self.parts["is_missing"].to_numpy()
        self.first = np.searchsorted(self.group, np.arange(self.n))

    def count(self, where: NDArray[np.bool_]) -> Positions:
        """Count the marked parts of each total."""
        return np.bincount(self.group[where], minlength=self.n)

    def sum(self, column: str, where: NDArray[np.bool_]) -> Floats:
        """Add a column over the marked parts of each total; infinity stays infinity."""
        numbers = self.parts[column].to_numpy(dtype=np.float64)[where]
        return np.bincount(self.group[where], weights=numbers, minlength=self.n)

    def reduce(
        self, ufunc: np.ufunc, column: str, where: NDArray[np.bool_], empty: float
    ) -> Floats:
        """Take the greatest or least of a column over the marked parts of each total."""
        numbers = self.parts[column].to_numpy(dtype=np.float64)
        found = np.full(self.n, empty)
        ufunc.at(found, self.group[where], numbers[where])
        return found

    def newest(self, column: str, where: NDArray[np.bool_]) -> NDArray[np.datetime64]:
        """Give the last day of a column of days over the marked parts of each total."""
        days = self.parts[column].to_numpy().astype("datetime64[s]").astype(np.int64)[where]
        found = np.full(self.n, np.iinfo(np.int64).min)
        np.maximum.at(found, self.group[where], days)
        return found.astype("datetime64[s]")

    def totals(self) -> pd.DataFrame:
        """Make one row of `COLUMNS` a total that at least one part was reported for."""
        head = self.parts.iloc[self.first].reset_index(drop=True)
        present = ~self.absent
        everyone = np.ones(len(self.parts), dtype=bool)
        way = head["aggregation"].to_numpy()
        ways = {name: self._way(name) for name in np.unique(way)}
        value, low, high = (
            np.select([way == name for name in ways], [found[part] for found in ways.values()])
            for part in range(3)
        )
        is_ratio = way == Aggregation.RATIO
        totals = head.assign(
            entity_id=head["parent_id"],
            value=value,
            value_low=low,
            value_high=high,
            qualifier=Qualifier.EXACT.value,
            value_text="",
            numerator=np.where(is_ratio, self.sum("numerator", present), np.nan),
            denominator=np.where(is_ratio, self.sum("denominator", present), np.nan),
            reported_on=self.newest("reported_on", present),
            first_reported_on=self.newest("first_reported_on", present),
            reached_on=np.datetime64("NaT", "s"),
            status=self._least_settled(present),
            origin="computed",
            reported_value=np.nan,
            computed_value=value,
            n_expected=self.count(everyone),
            n_reported=self.count(present),
            missing_ids=self._missing_ids(),
            file="",
            sheet="",
            row=0,
        )
        return totals.loc[totals["n_reported"] > 0, COLUMNS]

    def _way(self, aggregation: str) -> tuple[Floats, Floats, Floats]:
        """Compute value, lower and upper bound of every total in one way."""
        present, everyone = ~self.absent, np.ones(len(self.parts), dtype=bool)
        if aggregation == Aggregation.SUM:
            return tuple(
                self.sum(column, everyone) for column in ("value", "value_low", "value_high")
            )  # type: ignore[return-value]
        if aggregation == Aggregation.RATIO:
            return self._ratio()
        if aggregation == Aggregation.MAX:
            best = self.reduce(np.fmax, "value", present, -np.inf)
            high = self.reduce(np.fmax, "value_high", everyone, -np.inf)
            return best, self.reduce(np.fmax, "value_low", present, -np.inf), high
        if aggregation == Aggregation.MIN:
            best = self.reduce(np.fmin, "value", present, np.inf)
            low = self.reduce(np.fmin, "value_low", everyone, np.inf)
            return best, low, self.reduce(np.fmin, "value_high", present, np.inf)
        return self._last()

    def _ratio(self) -> tuple[Floats, Floats, Floats]:
        """Σ numerator ÷ Σ denominator × per; a missing child's cases lie between none and all."""
        parts = self.parts.iloc[self.first]
        per, maximum = parts["per"].to_numpy(), parts["maximum"].to_numpy()
        minimum = parts["minimum"].fillna(0.0).to_numpy()
        numerator = self.sum("numerator", ~self.absent)
        denominator = self.sum("denominator", ~self.absent)
        known = self.parts["denominator"].notna().to_numpy()
        absent_denominator = self.sum("denominator", self.absent & known)
        unknown = self.count(self.absent & ~known) > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            value = numerator / denominator * per
            low = numerator / (denominator + absent_denominator) * per
            high = (numerator + absent_denominator) / (denominator + absent_denominator) * per
        complete = self.count(self.absent) == 0
        ceiling = np.where(np.isnan(maximum), np.inf, maximum)
        high = np.where(unknown | (maximum != per), ceiling, high)
        low = np.where(unknown, minimum, low)
        return value, np.where(complete, value, low), np.where(complete, value, high)

    def _last(self) -> tuple[Floats, Floats, Floats]:
        """Take the figure that was received last."""
        received = self.parts["reported_on"].to_numpy().astype("datetime64[s]").astype(np.int64)
        received[self.absent] = np.iinfo(np.int64).min
        order = np.lexsort((received, self.group))
        last = order[np.searchsorted(self.group, np.arange(self.n), side="right") - 1]
        chosen = self.parts.iloc[last]
        return (
            chosen["value"].to_numpy(),
            chosen["value_low"].to_numpy(),
            chosen["value_high"].to_numpy(),
        )

    def _least_settled(self, present: NDArray[np.bool_]) -> NDArray[np.str_]:
        """Give each total the least settled status among its parts."""
        order = {"": 3, "final": 3, "verified": 2, "provisional": 1}
        rank = self.parts["status"].astype(str).map(order).fillna(3).to_numpy()
        found = np.full(self.n, 3)
        np.minimum.at(found, self.group[present], rank[present].astype(np.int64))
        return np.array(["", "provisional", "verified", "final"])[found]

    def _missing_ids(self) -> NDArray[np.object_]:
        """Join the ids of the missing parts of each total by ``|``."""
        absent = self.parts.loc[self.absent, "entity_id"].astype(str)
        joined = absent.groupby(self.group[self.absent]).agg(lambda ids: "|".join(sorted(ids)))
        return joined.reindex(range(self.n), fill_value="").to_numpy(dtype=object)


def _judged_on(values: pd.DataFrame) -> pd.DataFrame:
    """Merge what was reported for a township or county with what was computed for it."""
    values = values.astype({"indicator_id": "category", "entity_id": "category"})
    key = ["indicator_id", "entity_id", "period_end"]
    values = values.sort_values([*key, "origin"], kind="stable", ignore_index=True)
    twice = values.duplicated(key, keep=False).to_numpy()
    if not twice.any():
        return values
    computed = values[twice & (values["origin"] == "computed").to_numpy()]
    stated = values[twice & (values["origin"] == "reported").to_numpy()]
    all_in = (computed["n_expected"] == computed["n_reported"]).to_numpy()
    has_figure = stated["value_low"].notna().to_numpy()
    both = {
        "reported_value": stated["reported_value"].to_numpy(),
        "computed_value": computed["computed_value"].to_numpy(),
        "n_expected": computed["n_expected"].to_numpy(),
        "n_reported": computed["n_reported"].to_numpy(),
        "missing_ids": computed["missing_ids"].to_numpy(),
    }
    on_computed = all_in | ~has_figure
    kept = pd.concat(
        [computed.assign(**both)[on_computed], stated.assign(**both)[~on_computed], values[~twice]]
    )
    return kept.sort_values(key, kind="stable", ignore_index=True)
