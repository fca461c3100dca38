"""Who owes which report by which day, and what became of it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import periods
from generator.matching import ENTITY_KEY, Positions, positions
from generator.model import Measure, Qualifier, ReportState, Scope, Tables
from generator.periods import Cadence, Ordinals

FROM_CHILDREN = (Measure.SHARE_MET.value, Measure.SCORE.value)
"""Measures that are computed from verdicts; a report of them is welcome but not owed."""


def owed_reports(known: Tables, latest: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """List every report that was owed for a period that ended by ``as_of``, with its state.

    A unit owes an indicator when its kind is in ``reported_by`` or a target on it names the unit
    or its kind, and its county has a target on the indicator (or figures of it). It owes the
    periods from the first window to the last one, while it exists; 不适用 frees it of a period.
    Of a period that may not be shown yet (``released_until`` of the indicators) nothing is due.

    Rows:
        One an indicator, entity and period of a regular cadence, ordered by these.

    Columns:
        indicator_id, entity_id, period (category), period_start, period_end, due_on,
        first_reported_on, n_versions, state (`generator.model.ReportState`).
    """
    windows, observed = _windows(known), _observed(known, latest)
    duties = _duties(known, windows, observed)
    duties = _lay_out(duties, _spans(windows, observed), known, as_of)
    rows = np.repeat(np.arange(len(duties)), duties["n_periods"])
    begins = np.cumsum(duties["n_periods"]) - duties["n_periods"]
    number = duties["first"].to_numpy()[rows] + np.arange(len(rows)) - begins.to_numpy()[rows]
    calendar = _calendar(number, periods.cadence_codes(duties["cadence"])[rows])
    end = calendar["period_end"].to_numpy()
    due_days = duties["due_days"].to_numpy()[rows].astype("timedelta64[D]")
    exists = (duties["valid_from"].to_numpy()[rows] <= end) & (
        end <= duties["valid_to"].to_numpy()[rows]
    )
    owed = calendar.assign(
        indicator_id=duties["indicator_id"].array.take(rows),
        entity_id=duties["entity_id"].array.take(rows),
        due_on=end + due_days,
    )[exists]
    return _with_states(owed.reset_index(drop=True), _released(known), latest, as_of)


def _duties(known: Tables, windows: pd.DataFrame, observed: pd.DataFrame) -> pd.DataFrame:
    """Pair indicators with the entities that owe them: indicator_id, entity_id, county_id."""
    indicators, units = known["indicators"], known["units"]
    counties = known["counties"][["county_id"]]
    entities = pd.concat(
        [
            units[["county_id", "unit_id", "kind"]].rename(columns={"unit_id": "entity_id"}),
            counties.assign(entity_id=counties["county_id"], kind="county"),
        ]
    )
    targets = windows[(windows["derived"] == "") & ~windows["measure"].isin(FROM_CHILDREN)]
    named = _one_each(targets[targets["scope"] == Scope.UNITS], "scope_ids", "entity_id")
    # Of one and the same categories, so that what follows compares numbers and not texts.
    counties_of = {*entities["county_id"], *windows["county_id"]}
    ids = {
        "indicator_id": pd.CategoricalDtype(sorted(indicators["indicator_id"])),
        "entity_id": pd.CategoricalDtype(sorted({*entities["entity_id"], *named["entity_id"]})),
        "county_id": pd.CategoricalDtype(sorted(counties_of)),
    }
    entities = entities.astype({name: ids[name] for name in ("entity_id", "county_id")})
    key = ["indicator_id", "county_id"]
    reporters = indicators.loc[indicators["derived"] == "", ["indicator_id", "reported_by"]]
    reporters = _one_each(reporters, "reported_by", "kind").astype({key[0]: ids[key[0]]})
    active = pd.concat([windows[key], observed[key]]).drop_duplicates()
    by_kind = reporters.merge(
        active.astype({name: ids[name] for name in key}),
        how="inner",
        on="indicator_id",
        validate="m:m",
    ).merge(entities, how="inner", on=["county_id", "kind"], validate="m:m")

    each = _one_each(targets[targets["scope"] == Scope.EACH], "scope_kinds", "kind")
    each = (
        each[[*key, "kind"]]
        .astype({name: ids[name] for name in key})
        .merge(entities, how="inner", on=["county_id", "kind"], validate="m:m")
    )

    duties = pd.concat([by_kind[list(ids)], named[list(ids)].astype(ids), each[list(ids)]])
    return duties.drop_duplicates(list(ENTITY_KEY)).sort_values(list(ENTITY_KEY), ignore_index=True)


def _one_each(frame: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """Give one row for each of the texts of a cell."""
    return frame.assign(**{name: frame[column].str.split("|")}).explode(name)


def _windows(known: Tables) -> pd.DataFrame:
    """Give each target its county, its indicator's nature and its window."""
    plans = known["plans"][["plan_id", "county_id", "period_start", "period_end"]]
    nature = known["indicators"][["indicator_id", "measure", "derived"]]
    targets = (
        known["targets"]
        .merge(plans, how="inner", on="plan_id", validate="m:1")
        .merge(nature, how="inner", on="indicator_id", validate="m:1")
    )
    return targets.assign(
        first_day=targets["start"].fillna(targets["period_start"]),
        last_day=targets["deadline"].fillna(targets["period_end"]),
    )


def _observed(known: Tables, latest: pd.DataFrame) -> pd.DataFrame:
    """Give the first and last day for which each county has figures of each indicator."""
    counties, units = known["counties"]["county_id"], known["units"]
    places = pd.concat(
        [pd.Series(counties.array, index=counties), units.set_index("unit_id")["county_id"]]
    )
    county = places.reindex(latest["entity_id"].cat.categories).astype("category").array
    indicator = latest["indicator_id"].cat
    owner = county.codes[latest["entity_id"].cat.codes.to_numpy()]
    has_owner, n = owner >= 0, len(county.categories)
    pair = (indicator.codes.to_numpy().astype(np.int64) * n + owner)[has_owner]
    first, last = (latest[name].to_numpy()[has_owner] for name in ("period_start", "period_end"))
    size = len(indicator.categories) * n
    spans = pd.DataFrame(
        {
            "indicator_id": np.repeat(indicator.categories, n),
            "county_id": np.tile(county.categories, len(indicator.categories)),
            "first_day": _extreme(np.minimum, pair, first, size),
            "last_day": _extreme(np.maximum, pair, last, size),
        }
    )
    return spans[np.bincount(pair, minlength=size) > 0]


def _extreme(
    ufunc: np.ufunc, group: Positions, days: periods.Days, size: int
) -> NDArray[np.datetime64]:
    """Give the first or the last day of each group; of one without days it means nothing."""
    numbers = days.astype("datetime64[s]").astype(np.int64)
    found = np.full(size, numbers.max(initial=0) if ufunc is np.minimum else numbers.min(initial=0))
    ufunc.at(found, group, numbers)
    return found.astype("datetime64[s]")


def _spans(windows: pd.DataFrame, observed: pd.DataFrame) -> pd.DataFrame:
    """Give the days over which a county's reports of an indicator are owed.

    The windows of its targets; where it has none, the days it has figures for.
    """
    key = ["indicator_id", "county_id"]
    wanted = windows.groupby(key, as_index=False).agg(
        first_day=("first_day", "min"), last_day=("last_day", "max")
    )
    return pd.concat([wanted, observed]).drop_duplicates(key)


def _lay_out(
    duties: pd.DataFrame, spans: pd.DataFrame, known: Tables, as_of: dt.date
) -> pd.DataFrame:
    """Add the first period's number and the number of periods that ended by ``as_of``."""
    nature = known["indicators"][["indicator_id", "cadence", "due_days"]]
    key = ["indicator_id", "county_id"]
    spans = spans.merge(nature, how="inner", on="indicator_id", validate="m:1").astype(
        {name: duties[name].dtype for name in key}
    )
    exist = validity(known).set_index("entity_id").reindex(duties["entity_id"].cat.categories)
    entity = duties["entity_id"].cat.codes.to_numpy()
    duties = duties.assign(
        valid_from=exist["valid_from"].to_numpy()[entity],
        valid_to=exist["valid_to"].to_numpy()[entity],
    ).merge(spans, how="inner", on=key, validate="m:1")
    regular = duties["cadence"].isin([cadence.value for cadence in Cadence if cadence.is_regular])
    duties = duties[regular].reset_index(drop=True)
    codes = periods.cadence_codes(duties["cadence"])
    tomorrow = np.full(len(duties), np.datetime64(as_of) + 1)
    first = periods.ordinals(duties["first_day"], codes)
    last = np.minimum(
        periods.ordinals(duties["last_day"], codes), periods.ordinals(tomorrow, codes) - 1
    )
    owing = {name: duties[name].cat.remove_unused_categories() for name in ENTITY_KEY}
    return duties.assign(**owing, first=first, n_periods=np.maximum(last - first + 1, 0))


def validity(known: Tables) -> pd.DataFrame:
    """Give the days on which each entity exists: entity_id, valid_from, valid_to, never empty."""
    units = known["units"].rename(columns={"unit_id": "entity_id"})
    counties = known["counties"].rename(columns={"county_id": "entity_id"})
    entities = pd.concat([counties, units])[["entity_id", "valid_from", "valid_to"]]
    return entities.assign(
        valid_from=_days_or(entities["valid_from"], "0001-01-01"),
        valid_to=_days_or(entities["valid_to"], "9999-12-31"),
    ).reset_index(drop=True)


def _days_or(column: pd.Series, otherwise: str) -> pd.Series:
    return column.astype("datetime64[s]").fillna(pd.Timestamp(otherwise).as_unit("s"))


def _calendar(number: Ordinals, codes: NDArray[np.int8]) -> pd.DataFrame:
    """Name numbered periods and give their days: period (category), period_start, period_end."""
    rows, found = pd.factorize(number * len(periods.CADENCES) + codes)
    spans = [(int(key) // len(periods.CADENCES), int(key) % len(periods.CADENCES)) for key in found]
    calendar = [(n, periods.CADENCES[code]) for n, code in spans]
    names = pd.array([periods.period_name(n, c) for n, c in calendar], dtype="category")
    starts = np.array([periods.first_day(n, c) for n, c in calendar], dtype="datetime64[s]")
    ends = np.array([periods.last_day(n, c) for n, c in calendar], dtype="datetime64[s]")
    return pd.DataFrame(
        {"period": names.take(rows), "period_start": starts[rows], "period_end": ends[rows]}
    )


def _released(known: Tables) -> pd.Series:
    """Give the last day whose periods may be shown, by indicator; none where all may."""
    indicators = known["indicators"].set_index("indicator_id")
    return pd.to_datetime(indicators.reindex(columns=["released_until"])["released_until"])


def _with_states(
    owed: pd.DataFrame, released: pd.Series, latest: pd.DataFrame, as_of: dt.date
) -> pd.DataFrame:
    """Match what was owed with what came, and say in time, late, missing or not due."""
    indicator = owed["indicator_id"].cat
    until = released.reindex(indicator.categories).to_numpy()[indicator.codes.to_numpy()]
    ends = (owed["period_end"], latest["period_end"])
    position = positions(owed, latest, period_end=ends)
    came = position >= 0
    received = np.full(len(owed), np.datetime64("NaT"), dtype="datetime64[s]")
    versions = np.zeros(len(owed), dtype=np.int64)
    freed = np.zeros(len(owed), dtype=bool)
    received[came] = latest["first_reported_on"].to_numpy()[position[came]]
    versions[came] = latest["n_versions"].to_numpy()[position[came]]
    freed[came] = (latest["value_qualifier"] == Qualifier.NOT_APPLICABLE.value).to_numpy()[
        position[came]
    ]
    due_on = owed["due_on"].to_numpy()
    answers = {
        ReportState.NOT_APPLICABLE: freed,
        ReportState.IN_TIME: came & (received <= due_on),
        ReportState.LATE: came,
        ReportState.MISSING: (due_on < np.datetime64(as_of)) & ~(owed["period_end"] > until),
        ReportState.NOT_DUE: np.ones(len(owed), dtype=bool),
    }
    words = pd.Index([state.value for state in answers])
    code: NDArray[np.int64] = np.select(list(answers.values()), list(np.arange(len(answers))))
    state = pd.Categorical.from_codes(code, words)
    return owed.assign(first_reported_on=received, n_versions=versions, state=state)[
        [
            "indicator_id",
            "entity_id",
            "period",
            "period_start",
            "period_end",
            "due_on",
            "first_reported_on",
            "n_versions",
            "state",
        ]
    ]
