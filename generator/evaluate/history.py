"""What the reports of a case say: which periods came, what they reached, what they leave open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import take

from generator import periods
from generator.evaluate.conditions import Mask, meets
from generator.evaluate.prior_year import prior_year, window_years
from generator.evaluate.views import HIGHEST, STATED, Views
from generator.matching import ENTITY_KEY, Positions
from generator.model import Measure, Op, Qualifier, Tables

FOREVER = np.datetime64("9999-12-31", "s")


@dataclass(frozen=True)
class History:
    """The values of each case in its window and after it.

    ``rows``: one a case and period, ordered by case and the period's last day, with the columns
    of `values` and: case (place of the case), number (of the period), has_figure, in_window
    (the period begins by the deadline), holds_deadline, by_deadline, total and total_low,
    total_high (the value, or for a running flow the sum so far; year by year where it is held
    against the year before), excused (不适用), qualified (not exact), incomplete (units or months
    are missing), pending (the figure is being verified), unsettled (it, or a figure that makes it
    up, is), floor, ceiling, floor_strict, ceiling_strict, prior_value, prior_period.
    """

    rows: pd.DataFrame
    n: int

    @property
    def case(self) -> Positions:
        """Place of each row's case."""
        return self.rows["case"].to_numpy()

    def any(self, mask: Mask) -> Mask:
        """Say for each case whether any of its rows is marked."""
        return np.bincount(self.case[mask], minlength=self.n) > 0

    def count(self, mask: Mask) -> Positions:
        """Count the marked rows of each case."""
        return np.bincount(self.case[mask], minlength=self.n)

    def last(self, mask: Mask) -> Positions:
        """Give the place of each case's last marked row, or -1."""
        places = np.full(self.n, -1, dtype=np.int64)
        places[self.case[mask]] = np.flatnonzero(mask)
        return places

    def first(self, mask: Mask) -> Positions:
        """Give the place of each case's first marked row, or -1."""
        places = np.full(self.n, -1, dtype=np.int64)
        marked = np.flatnonzero(mask)[::-1]
        places[self.case[marked]] = marked
        return places

    def at(self, places: Positions, column: str) -> pd.Series:
        """Read a column at places that `last` or `first` gave; empty where there is none."""
        if not len(self.rows):
            return pd.Series(np.nan, index=range(self.n))
        return pd.Series(take(self.rows[column].array, places, allow_fill=True))

    @property
    def is_open(self) -> Mask:
        """Say for each case whether units or months are missing in its window."""
        return self.any((self.rows["incomplete"] & self.rows["in_window"]).to_numpy())

    def seen(self, views: Views) -> History:
        """Give the rows of each view, with what they are compared by.

        Columns:
            Adds least and most (of which all is meant: apart where a figure is qualified), lowest
            (of what it can be) and exact (NaN where a figure is qualified).
        """
        place, case, view = views.rows(self.case)
        rows = self.rows if len(place) == len(self.rows) else self.rows.take(place)
        stated, low, high = (rows[name].to_numpy() for name in TOTALS)
        is_range = (view == STATED) & rows["qualified"].to_numpy()
        chosen = np.choose(view, [stated, low, high])
        return History(
            rows.reset_index(drop=True).assign(
                case=case,
                least=np.where(is_range, low, chosen),
                most=np.where(is_range, high, chosen),
                lowest=np.where(view == HIGHEST, high, low),
                exact=np.where(is_range, np.nan, chosen),
            ),
            len(views.case),
        )

    @cached_property
    def meets(self) -> tuple[Mask, Mask]:
        """Say of each row that was `seen` whether it surely meets its condition or surely fails."""
        return meets(self.rows["least"].to_numpy(), self.rows["most"].to_numpy(), self.rows)


def read_history(cases: pd.DataFrame, values: pd.DataFrame, known: Tables) -> History:
    """Collect the values of each case from its window's first day on.

    A step, a grade or a yes that lasts counts from before the window too. After the deadline a
    count goes on until the next target on it begins, a running total no longer than its year.

    Args:
        cases: With conditions and calendar.
        values: As `generator.rollup.roll_up` gives them; ordered by indicator, entity and the
            period's end.
    """
    case, place = _join(cases, values)
    columns = [
        "period",
        "period_start",
        "period_end",
        "value",
        "value_low",
        "value_high",
        "qualifier",
        "origin",
        "n_pending",
        "denominator",
        "reported_on",
        "first_reported_on",
        "reached_on",
    ]
    rows = values[columns].take(place).reset_index(drop=True).assign(case=case, place=place)
    stays = (cases["lasting"] & cases["has_steps"]).to_numpy()[case]
    wanted = stays | (rows["period_end"].to_numpy() >= cases["window_start"].to_numpy()[case])
    wanted &= rows["period_start"].to_numpy() <= _counts_until(cases)[case]
    rows = rows[wanted].reset_index(drop=True)
    return History(_describe(rows, cases, values, known), len(cases))


def _counts_until(cases: pd.DataFrame) -> NDArray[np.datetime64]:
    """Give the last day on which a figure can still belong to each case."""
    begins = cases[[*ENTITY_KEY, "window_start"]].drop_duplicates().sort_values("window_start")
    asked = (
        cases[[*ENTITY_KEY, "deadline"]].assign(case=np.arange(len(cases))).sort_values("deadline")
    )
    following = pd.merge_asof(
        asked,
        begins,
        left_on="deadline",
        right_on="window_start",
        by=ENTITY_KEY,
        direction="forward",
        allow_exact_matches=False,
    ).sort_values("case")
    next_start = following["window_start"].fillna(FOREVER).to_numpy()
    year = cases["deadline"].to_numpy().astype("datetime64[Y]") + np.timedelta64(1, "Y")
    year_end = year.astype("datetime64[s]") - np.timedelta64(1, "D")
    until = np.where(cases["is_count"], next_start - np.timedelta64(1, "D"), FOREVER)
    running_total = (cases["measure"] == Measure.CUMULATIVE).to_numpy()
    return np.where(running_total, np.minimum(until, year_end), until)


def _join(cases: pd.DataFrame, values: pd.DataFrame) -> tuple[Positions, Positions]:
    """Pair each case with the places of its values; values are ordered by their key."""
    indicator, entity = (values[name].cat for name in ("indicator_id", "entity_id"))
    n_entities = len(entity.categories)
    key = indicator.codes.to_numpy().astype(np.int64) * n_entities + entity.codes.to_numpy()
    of_case = [
        kind.categories.get_indexer(pd.Index(cases[name]))
        for kind, name in ((indicator, "indicator_id"), (entity, "entity_id"))
    ]
    wanted = np.where(
        (of_case[0] < 0) | (of_case[1] < 0) | cases["is_each_summary"],
        -1,
        of_case[0].astype(np.int64) * n_entities + of_case[1],
    )
    begin = np.searchsorted(key, wanted, side="left")
    length = np.searchsorted(key, wanted, side="right") - begin
    case = np.repeat(np.arange(len(cases)), length)
    offset = np.arange(len(case)) - np.repeat(np.cumsum(length) - length, length)
    return case, begin[case] + offset


def _describe(
    rows: pd.DataFrame, cases: pd.DataFrame, values: pd.DataFrame, known: Tables
) -> pd.DataFrame:
    case = rows["case"].to_numpy()
    deadline = cases["deadline"].to_numpy()[case]
    start, end = rows["period_start"].to_numpy(), rows["period_end"].to_numpy()
    reached_on = rows["reached_on"].to_numpy()
    in_window = (start <= deadline) & (end >= cases["window_start"].to_numpy()[case])
    qualifier = rows["qualifier"].astype(str).to_numpy()
    pending = qualifier == Qualifier.PENDING.value
    is_sum = (rows["origin"] == "computed").to_numpy()
    rows = rows.assign(
        number=periods.ordinals(end, cases["cadence_code"].to_numpy()[case]),
        has_figure=rows["value_low"].notna(),
        excused=qualifier == Qualifier.NOT_APPLICABLE.value,
        in_window=in_window,
        holds_deadline=in_window & (deadline <= end),
        by_deadline=np.where(np.isnat(reached_on), start <= deadline, reached_on <= deadline),
        qualified=qualifier != Qualifier.EXACT.value,
        pending=pending,
        unsettled=pending | (is_sum & (rows["n_pending"].to_numpy() > 0)),
    )
    rows = _with_totals(rows, cases)
    return _with_bounds(rows, cases, values, known)


TOTALS = {"total": "value", "total_low": "value_low", "total_high": "value_high"}
"""What is judged, and the column of values that it is or adds up."""


def _with_totals(rows: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Add what is judged: the value, or for a running flow the sum so far."""
    rows = rows.assign(**{total: rows[source].astype(float) for total, source in TOTALS.items()})
    running = cases["running"].to_numpy()[rows["case"].to_numpy()]
    if running.any():
        sums = _running_totals(rows[running], cases)
        names = [*TOTALS, "qualified", "has_figure", "unsettled"]
        whole = {name: rows[name].where(~running, sums[name].reindex(rows.index)) for name in names}
        rows = rows.assign(**whole).astype(dict.fromkeys(names[len(TOTALS) :], bool))
    incomplete = (rows["total_low"] < rows["total_high"]) & ~rows["qualified"]
    return rows.assign(incomplete=incomplete)


def _running_totals(flows: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Add up flows; a month that is owed and has no figure leaves the sum open above.

    From a month on whose figure is being verified there is no sum, until it is.
    """
    case, has_figure = flows["case"].to_numpy(), flows["has_figure"]
    year, codes = window_years(flows, cases), cases["cadence_code"].to_numpy()[case]
    begins = cases["window_start"].to_numpy()[case].astype("datetime64[M]") + year * 12
    owed_from = np.where(
        year > 0, periods.ordinals(begins, codes), cases["due_from"].to_numpy()[case]
    )
    amounts = flows[list(TOTALS.values())].where(has_figure, 0.0)
    amounts = amounts.assign(
        answered=has_figure | flows["excused"], qualified=flows["qualified"] & has_figure
    )
    so_far = amounts.groupby([case, year], sort=False).cumsum()
    owed = flows["number"].to_numpy() - owed_from + 1
    lacking = np.where(cases["regular"].to_numpy()[case], owed - so_far["answered"], 0)
    most = cases["maximum"].fillna(np.inf).to_numpy()[case]
    with np.errstate(invalid="ignore"):
        room = np.where(lacking > 0, lacking * most, 0.0)
    sums = pd.DataFrame({total: so_far[source] for total, source in TOTALS.items()})
    waits = flows[["pending", "unsettled"]].groupby([case, year], sort=False).cummax()
    has_figure = has_figure & ~waits["pending"]
    sums = sums.assign(total_high=sums["total_high"] + room).where(has_figure)
    return sums.assign(
        qualified=so_far["qualified"] > 0, has_figure=has_figure, unsettled=waits["unsettled"]
    )


def _with_bounds(
    rows: pd.DataFrame, cases: pd.DataFrame, values: pd.DataFrame, known: Tables
) -> pd.DataFrame:
    """Give each row its bounds; a year-on-year condition takes them from the year before."""
    case = rows["case"].to_numpy()
    names = ("floor", "ceiling", "floor_strict", "ceiling_strict")
    bounds = {name: cases[name].to_numpy()[case] for name in names}
    prior = np.full(len(rows), np.nan)
    prior_period = np.full(len(rows), "", dtype=object)
    yoy = cases["is_yoy"].to_numpy()[case]
    if yoy.any():
        prior[yoy], prior_period[yoy] = prior_year(rows[yoy], cases, values, known)
        up = (cases["op"] == Op.YOY_UP).to_numpy()[case]
        bounds["floor"] = np.where(yoy & up, prior, bounds["floor"])
        bounds["ceiling"] = np.where(yoy & ~up, prior, bounds["ceiling"])
    return rows.assign(**bounds, prior_value=prior, prior_period=prior_period)
