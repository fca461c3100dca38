"""The states between two states of a site: each has one more class of the later inputs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import FIGURE_KEY, LINEAGE, stack
from generator.model import Exchange, Qualifier, Release, Tables
from generator.schema import TABLES

OF_FIGURES = ("observations", "reviews")
"""Tables whose rows speak of one figure; the others are exchanged as a whole."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class State:
    """All that decides the verdicts of a site on a day."""

    tables: Tables
    """Typed, with all versions of their rows."""
    as_of: dt.date
    tolerance: float
    """Percentage points."""
    release: Release | None = None
    """What it is judged on in public; None for everything."""

    def by_rules_of(self, other: State) -> State:
        """Give the same, judged by the rules of another state."""
        release = self.release
        if release and other.release:
            release = replace(other.release, on=release.on)
        return replace(self, tolerance=other.tolerance, release=release)

    def on_day_of(self, other: State) -> State:
        """Give the same on the day of another state, by its own rules."""
        release = self.release
        if release and other.release:
            release = replace(release, on=other.release.on)
        return replace(self, as_of=other.as_of, release=release)


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the way, and the class that was exchanged last."""

    reason: Exchange | None
    """None for the state that the way begins with."""
    state: State


def steps(earlier: State, later: State) -> Iterator[Step]:
    """Give the states from one day to a later one, in the order of `generator.differences`.

    A step that would exchange nothing is left out; the last state is the later one, but for
    rows that became known after its day.
    """
    before, after = _known(earlier), _known(later)
    yield Step(None, before)
    state = before.on_day_of(after)
    is_later = (state.as_of, state.release) != (before.as_of, before.release)
    classes = _Classes(before, after)
    done: list[Exchange] = []
    for reason in (Exchange.NEW_PERIOD, Exchange.REVISED, Exchange.LATE_ARRIVAL):
        done.append(reason)
        is_other = classes.differ(reason)
        if is_other:
            state = replace(state, tables={**before.tables, **classes.mixed(done)})
        if is_other or (reason is Exchange.NEW_PERIOD and is_later):
            yield Step(reason, state)
    if any(changed_ids(before.tables, after.tables).values()) or classes.is_waiting:
        state = replace(state, tables=after.tables)
        yield Step(Exchange.AMENDED, state)
    judged = state.by_rules_of(after)
    if (judged.tolerance, judged.release) != (state.tolerance, state.release):
        yield Step(Exchange.RULE_CHANGED, judged)


def changed_ids(before: Tables, after: Tables) -> dict[str, frozenset[str]]:
    """Name what rows speak of that are in one state only, by table; but for figures, and actions.

    Of stages their plan is named, of schedules their target, of comparators their indicator.
    """
    found = {}
    for name, column in SPEAKS_OF.items():
        rows, others = before[name], after[name]
        ids = [
            frame.loc[~np.isin(_hashes(frame), _hashes(other)), column].astype(str)
            for frame, other in ((rows, others), (others, rows))
        ]
        found[name] = frozenset(pd.concat(ids))
    return found


SPEAKS_OF: Mapping[str, str] = {
    "targets": "target_id",
    "schedules": "target_id",
    "plans": "plan_id",
    "stages": "plan_id",
    "indicators": "indicator_id",
    "comparators": "indicator_id",
    "units": "unit_id",
    "counties": "county_id",
}
"""The column by which rows of a table say what they speak of."""


class _Classes:
    """The figures of both states, and the class that each row belongs to."""

    def __init__(self, before: State, after: State) -> None:
        self._rows = {name: (before.tables[name], after.tables[name]) for name in OF_FIGURES}
        had = _had(before.tables["observations"])
        due_days = _due_days(before.tables, after.tables)
        self._class = {
            name: tuple(_classes(frame, had, due_days, before.as_of) for frame in frames)
            for name, frames in self._rows.items()
        }
        known = before.tables
        entities = {*known["units"]["unit_id"], *known["counties"]["county_id"]}
        indicators = set(known["indicators"]["indicator_id"])
        self._can_be = {
            name: np.asarray(
                after_rows["entity_id"].isin(entities)
                & after_rows["indicator_id"].isin(indicators),
                dtype=bool,
            )
            for name, (_, after_rows) in self._rows.items()
        }

    @property
    def is_waiting(self) -> bool:
        """Whether rows speak of what only the other tables of the later state know."""
        return not all(mask.all() for mask in self._can_be.values())

    def differ(self, reason: Exchange) -> bool:
        """Say whether the rows of a class are others in the later state."""
        return any(
            not np.array_equal(
                np.sort(_hashes(before[self._class[name][0] == reason])),
                np.sort(_hashes(after[(self._class[name][1] == reason) & self._can_be[name]])),
            )
            for name, (before, after) in self._rows.items()
        )

    def mixed(self, done: list[Exchange]) -> dict[str, pd.DataFrame]:
        """Give the later rows of the classes that are exchanged, and the earlier ones of others."""
        found = {}
        for name, (before, after) in self._rows.items():
            of_before, of_after = self._class[name]
            kept = before[~np.isin(of_before, done)]
            put = after[np.isin(of_after, done) & self._can_be[name]]
            parts = [part.reset_index(drop=True) for part in (put, kept) if len(part)]
            found[name] = stack(parts) if len(parts) > 1 else (parts or [after.iloc[:0]])[0]
        return found


def _known(state: State) -> State:
    """Leave out the rows that became known after the day of a state."""
    tables = {}
    for table in TABLES:
        frame = state.tables[table.name]
        is_known = ~(frame[table.known_from].to_numpy() > np.datetime64(state.as_of))
        tables[table.name] = frame if is_known.all() else frame[is_known].reset_index(drop=True)
    return replace(state, tables=tables)


def _hashes(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """Give a number for each row, the same for the same cells, wherever they stood."""
    cells = frame.drop(columns=LINEAGE)
    return np.asarray(pd.util.hash_pandas_object(cells, index=False), dtype=np.uint64)


def _had(observations: pd.DataFrame) -> pd.MultiIndex:
    """List what there was a figure of."""
    is_figure = observations["value_qualifier"].astype(str) != Qualifier.NOT_REPORTED.value
    return pd.MultiIndex.from_frame(
        observations.loc[is_figure, FIGURE_KEY].astype(str).drop_duplicates()
    )


def _due_days(before: Tables, after: Tables) -> pd.Series[float]:
    """Give the days from the end of a period to its report, by indicator, as they were earlier."""
    every = pd.concat([after["indicators"], before["indicators"]])
    newest = every.drop_duplicates("indicator_id", keep="last")
    return newest.set_index("indicator_id")["due_days"].fillna(0)


def _classes(
    frame: pd.DataFrame, had: pd.MultiIndex, due_days: pd.Series[float], as_of: dt.date
) -> NDArray[np.object_]:
    """Say which step each row belongs to."""
    keys = pd.MultiIndex.from_frame(frame[FIGURE_KEY].astype(str))
    days = frame["indicator_id"].astype(str).map(due_days).fillna(0).to_numpy(dtype=np.int64)
    ends = frame["period_end"].to_numpy().astype("datetime64[D]")
    is_new = ends + np.maximum(days, 0).astype("timedelta64[D]") > np.datetime64(as_of)
    ended = ends <= np.datetime64(as_of)
    revised: Mask = np.asarray(keys.isin(had), dtype=bool) & ended
    found = np.full(len(frame), Exchange.LATE_ARRIVAL, dtype=object)
    found[is_new] = Exchange.NEW_PERIOD
    found[revised] = Exchange.REVISED
    return found
