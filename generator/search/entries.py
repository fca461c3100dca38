"""What can be found: counties, units and indicators, each with all its names."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from generator.model import Evaluation
from generator.schema import KIND_WORDS

_FIRST = list(KIND_WORDS)[: list(KIND_WORDS).index("village_clinic")]
KIND_ORDER = tuple(dict.fromkeys([*_FIRST, "township", *KIND_WORDS]))
"""Which of two equal hits comes first: who answers for a place's health, then the place itself,
then what belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the directory."""

    id: str
    name: str
    short_name: str
    others: tuple[str, ...]
    """Aliases and former names."""
    code: str
    place: int = 0
    """Of a unit, which county, by its place among the counties."""
    kind: int = 0
    """Of a unit, which kind, by its place among the kinds."""
    about: str = ""
    """What tells namesakes apart: a county's prefecture, an indicator's group."""
    closed: bool = False
    town: str = ""
    """The name of the county, which people leave out before a unit's own name."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the full one first, none twice."""
        every = (self.name, self.short_name, *self.others)
        return tuple(dict.fromkeys(name for name in every if name))

    def row(self) -> list[Any]:
        """Give what the browser needs, as short as can be; empty fields at the end are left out.

        A unit has county and kind, by their places, where others have a text that tells
        namesakes apart and a 0.
        """
        tail = [self.kind, self.short_name, "|".join(self.others), self.code, int(self.closed)]
        row: list[Any] = [self.id, self.name, self.about or self.place, *tail]
        while not row[-1]:
            row.pop()
        return row


def entries_of(
    shown: Evaluation, pages: Collection[PurePosixPath], locale: str
) -> tuple[list[Entry], list[Entry], list[Entry], list[str]]:
    """Give counties, units and indicators that have a page, in the order of equal hits; kinds."""
    day = shown.as_of
    counties = [
        entry
        for entry in _entries(shown, "counties", "county_id", day)
        if PurePosixPath(f"counties/{entry.id}.md") in pages
    ]
    units = list(_units(shown, counties, pages))
    indicators = [
        entry
        for entry in _entries(shown, "indicators", "indicator_id", day)
        if PurePosixPath(f"indicators/{entry.id}.md") in pages
    ]
    kinds = [KIND_WORDS[kind][0 if locale == "zh" else 1] for kind in KIND_ORDER]
    return counties, units, indicators, kinds


def _units(
    shown: Evaluation, counties: list[Entry], pages: Collection[PurePosixPath]
) -> Iterator[Entry]:
    """Give the units by kind, county and id."""
    places = {county.id: number for number, county in enumerate(counties)}
    towns = {county.id: county.name for county in counties}
    rows = shown.tables["units"]
    kinds = {kind: number for number, kind in enumerate(KIND_ORDER)}
    of_unit = {
        row["unit_id"]: {
            "place": places[row["county_id"]],
            "kind": kinds[row["kind"]],
            "town": towns[row["county_id"]],
        }
        for row in _rows(rows)
        if row["county_id"] in places and PurePosixPath(f"units/{row['unit_id']}.md") in pages
    }
    found = _entries(shown, "units", "unit_id", shown.as_of, of_unit)
    yield from sorted(found, key=lambda entry: (entry.kind, entry.place, entry.id))


def _entries(
    shown: Evaluation,
    table: str,
    id_column: str,
    day: dt.date,
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Entry]:
    """Give one entry a row, by region, code and id, of those that ``more`` is known of."""
    frame = shown.tables[table]
    former = _former_names(shown, table, id_column)
    found = [
        Entry(
            id=row[id_column],
            name=row["name"],
            short_name=short if (short := row.get("short_name", "")) != row["name"] else "",
            others=_others(row, former.get(row[id_column], ())),
            code=row.get("code", ""),
            about=_about(row),
            closed=_ended(row, day),
            **(more or {}).get(row[id_column], {}),
        )
        for row in _rows(frame)
        if more is None or row[id_column] in more
    ]
    if table == "counties":
        return sorted(found, key=lambda entry: (entry.code or entry.id, entry.id))
    return sorted(found, key=lambda entry: entry.id)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    return found


def _others(row: Mapping[str, Any], former: Iterable[str]) -> tuple[str, ...]:
    """List aliases and former names that are not the names of today."""
    aliases = [alias for alias in row.get("aliases", "").split("|") if alias]
    today = {row["name"], row.get("short_name", "")}
    return tuple(name for name in dict.fromkeys([*aliases, *former]) if name not in today)


def _former_names(shown: Evaluation, table: str, id_column: str) -> dict[str, list[str]]:
    """List the names that stood in rows which newer ones replaced."""
    found: dict[str, list[str]] = {}
    for row in _rows(shown.superseded.get(table, shown.tables[table].iloc[:0])):
        names = found.setdefault(row[id_column], [])
        names += [name for name in (row["name"], row.get("short_name", "")) if name]
    return found


def _about(row: Mapping[str, Any]) -> str:
    place = " ".join(part for part in (row.get("province"), row.get("prefecture")) if part)
    return place or row.get("group", "")


def _ended(row: Mapping[str, Any], day: dt.date) -> bool:
    last = row.get("valid_to")
    return last is not None and not pd.isna(last) and last < pd.Timestamp(day)


def plain(text: str) -> str:
    """Leave letters and digits only, small and of one width; `find.js` does the same."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if character.isalnum())
