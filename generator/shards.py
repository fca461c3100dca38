"""Counties in handfuls: a shard holds the rows of some counties and needs nothing from another.

Each is judged by itself and its pages are made by themselves, here, in another process or on
another machine. Counties that speak of each other (a unit of one leads a target of the other) are
in one shard, so that this holds without exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.model import Tables

MOST_UNITS = 300
"""Units of a shard of several counties; a larger county is a shard of its own."""

Places = Mapping[str, NDArray[np.int64]]
"""Positions of rows, by table."""

WHOLE = -1
"""Instead of a shard's number: a row that all have."""


@dataclass(frozen=True, slots=True)
class Shards:
    """Which county is in which shard."""

    of_county: pd.Series[int]
    """Number of the shard by county, counties in the order of their table."""

    def __len__(self) -> int:
        return int(self.of_county.max()) + 1 if len(self.of_county) else 0

    def counties(self, number: int) -> list[str]:
        """List the counties of a shard."""
        return [str(name) for name in self.of_county.index[self.of_county == number]]


def plan_shards(tables: Tables) -> Shards:
    """Put counties together that speak of each other, then small ones that follow each other."""
    counties = list(dict.fromkeys(tables["counties"]["county_id"]))
    above = {county: county for county in counties}

    def first(county: str) -> str:
        while above[county] != county:
            above[county] = above[above[county]]
            county = above[county]
        return county

    for one, other in _ties(tables):
        if one in above and other in above and first(one) != first(other):
            above[max(first(one), first(other), key=counties.index)] = min(
                first(one), first(other), key=counties.index
            )
    n_units = tables["units"].drop_duplicates("unit_id").groupby("county_id").size()
    bundles: dict[str, list[str]] = {}
    for county in counties:
        bundles.setdefault(first(county), []).append(county)
    numbers: dict[str, int] = {}
    number, held = 0, 0
    for members in bundles.values():
        size = int(n_units.reindex(members).fillna(0).sum())
        if held and held + size > MOST_UNITS:
            number, held = number + 1, 0
        numbers |= dict.fromkeys(members, number)
        held += max(size, 1)
    return Shards(pd.Series(numbers, dtype="int64").reindex(counties))


def _homes(tables: Tables) -> dict[str, str]:
    """Give the county of each county and unit."""
    units = tables["units"]
    counties = tables["counties"]["county_id"]
    return dict(zip(units["unit_id"], units["county_id"], strict=True)) | dict(
        zip(counties, counties, strict=True)
    )


def _ties(tables: Tables) -> set[tuple[str, str]]:
    """Name the pairs of counties of which one speaks of the other."""
    home = _homes(tables)
    plans = tables["plans"].drop_duplicates("plan_id").set_index("plan_id")["county_id"]
    targets, units, actions = tables["targets"], tables["units"], tables["actions"]
    of_target = targets["plan_id"].map(plans)
    target = dict(zip(targets["target_id"], of_target, strict=True))
    found: set[tuple[str, str]] = set()

    def tie(owners: pd.Series[str], ids: pd.Series[str], homes: Mapping[str, str]) -> None:
        for pair in set(zip(owners, ids, strict=True)):
            for name in str(pair[1]).split("|"):
                if name in homes:
                    found.add((pair[0], homes[name]))

    for column in ("unit_id", "parent_id", "township_id", "successor_id"):
        tie(units["county_id"], units[column], home)
    tie(tables["counties"]["county_id"], tables["counties"]["successor_id"], home)
    for column in ("lead_ids", "support_ids", "scope_ids"):
        tie(of_target, targets[column], home)
    tie(of_target, targets["counts_towards"], target)
    for column in ("entity_id", "owner_id"):
        tie(actions["target_id"].map(target), actions[column], home)
    return {(one, other) for one, other in found if one != other}


def split(tables: Tables, shards: Shards) -> Iterator[dict[str, pd.DataFrame]]:
    """Divide tables by shard, their rows in the order they had.

    Indicators, and values to compare any county with, are in every shard.
    """
    for places in places_of(tables, shards):
        yield take(tables, places)


def with_gone(shards: Shards, county_ids: Iterable[str]) -> Shards:
    """Add counties that were there earlier; those that are gone belong to the first shard."""
    names = list(dict.fromkeys([*shards.of_county.index, *county_ids]))
    return Shards(shards.of_county.reindex(names).fillna(0).astype("int64"))


def places_of(tables: Tables, shards: Shards) -> Iterator[Places]:
    """Give the positions of the rows of each shard; a table that is not named is whole."""
    if len(shards) <= 1:
        yield {}
        return
    parts = {name: _parts(numbers) for name, numbers in _numbers(tables, shards.of_county)}
    for number in range(len(shards)):
        yield {name: part(number) for name, part in parts.items()}


def take(tables: Tables, places: Places) -> dict[str, pd.DataFrame]:
    """Take out the rows at some positions."""
    own = {
        name: frame.take(places[name]).reset_index(drop=True) if name in places else frame
        for name, frame in tables.items()
    }
    if "observations" in places and "observations" in own:
        own["observations"] = _with_own_words(own["observations"])
    return own


def _with_own_words(observations: pd.DataFrame) -> pd.DataFrame:
    """Forget the entities of other shards, of which there may be thousands."""
    entity = observations["entity_id"]
    if not isinstance(entity.dtype, pd.CategoricalDtype):
        return observations
    return observations.assign(entity_id=entity.cat.remove_unused_categories())


def _numbers(tables: Tables, of_county: pd.Series[int]) -> Iterable[tuple[str, NDArray[np.int64]]]:
    """Give the number of the shard of each row, by table."""
    home = pd.Series(_homes(tables)).map(of_county)
    plans = tables["plans"].drop_duplicates("plan_id").set_index("plan_id")["county_id"]
    of_plan = plans.map(of_county)
    targets = tables["targets"].drop_duplicates("target_id").set_index("target_id")["plan_id"]
    keys: dict[str, tuple[str, pd.Series[Any]]] = {
        "counties": ("county_id", of_county),
        "units": ("county_id", of_county),
        "plans": ("plan_id", of_plan),
        "stages": ("plan_id", of_plan),
        "targets": ("plan_id", of_plan),
        "schedules": ("target_id", targets.map(of_plan)),
        "observations": ("entity_id", home),
        "reviews": ("entity_id", home),
        "comparators": ("entity_id", home),
        "actions": ("entity_id", home),
    }
    for name, (column, numbers) in keys.items():
        if name not in tables:
            continue
        values = tables[name][column]
        if isinstance(values.dtype, pd.CategoricalDtype):
            known = numbers.reindex(values.cat.categories).to_numpy(dtype=float)
            found = known[values.cat.codes.to_numpy()] if len(known) else np.zeros(len(values))
        else:
            found = values.map(numbers).to_numpy(dtype=float)
        yield name, np.where(np.isnan(found), WHOLE, found).astype(np.int64)


def _parts(numbers: NDArray[np.int64]) -> Any:
    """Give a function from a shard's number to the positions of its rows."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    shared = order[: np.searchsorted(ordered, 0)]

    def of(number: int) -> NDArray[np.int64]:
        first, last = np.searchsorted(ordered, [number, number + 1])
        own = order[first:last]
        return np.sort(np.concatenate([shared, own])) if len(shared) else own

    return of
