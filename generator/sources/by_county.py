"""A large site keeps the observations of each county in a folder of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from generator.schema import TABLES
from generator.schema.partitions import TABLE, county_of, folder_of
from generator.sources.finding import Place, find_tables, places_below
from generator.sources.heading import heading_key
from generator.sources.parquet import as_text
from generator.sources.site import read_places

ReadDay = Callable[[str], dt.date | None]

_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")
_COLUMN = "reported_on"
_HEADINGS = {
    heading_key(text)
    for table in TABLES
    if table.name == TABLE
    for text in (_COLUMN, table[_COLUMN].title_zh)
}


def partitions(data_dir: Path) -> dict[str, tuple[Place, ...]]:
    """Find the observations of each county, counties in the order of their ids.

    Returns:
        Nothing where any observations lie elsewhere: such a site is read as a whole.
    """
    if not any((data_dir / TABLE).glob("county_id=*")):
        return {}
    found: dict[str, list[Place]] = defaultdict(list)
    places, _ = find_tables(data_dir)
    for place in places:
        if place.table.name == TABLE:
            found[county_of(place.file)].append(place)
    return {} if "" in found else {county: tuple(found[county]) for county in sorted(found)}


@dataclass(frozen=True, slots=True)
class ReportDays:
    """When reports of a partitioned site were received."""

    oldest: dt.date | None = None
    """None when nothing was received."""
    newest: dt.date | None = None
    newest_of: Mapping[str, dt.date] = field(default_factory=dict)
    """The newest day of each county that reported. One far after those of all others may be a
    slip: `generator.latest.newest_report_day` of that county's observations tells."""


def iso_day(text: str) -> dt.date | None:
    """Read a day written like 2018-08-31, with or without a time behind it."""
    match = _ISO.fullmatch(text)
    try:
        return dt.date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def report_days(data_dir: Path, read: ReadDay = iso_day) -> ReportDays:
    """Tell the first and the last day on which a partitioned site received something.

    Parquet files tell it by the statistics of their columns; only where these are missing, or
    the first or the last of the texts is no day like 2018-08-31, is the one column read. Other
    files are read as they are. (Where a few days among many are written otherwise, such as
    2018.8.31, the statistics do not show it, and the first day may come out later than it is.)

    Args:
        read: Reads a day; None for what is none, which is passed over. By default only
            2018-08-31 is known; the checks' own reader knows what people write.
    """
    with duckdb.connect(config={"threads": 1}) as database:
        days = {
            county: [day for place in places for day in _days(database, data_dir, place, read)]
            for county, places in partitions(data_dir).items()
        }
    known = {county: found for county, found in days.items() if found}
    if not known:
        return ReportDays()
    newest_of = {county: max(found) for county, found in known.items()}
    return ReportDays(min(map(min, known.values())), max(newest_of.values()), newest_of)


def county_days(data_dir: Path, county_id: str, read: ReadDay = iso_day) -> list[dt.date]:
    """List the days on which a county of a partitioned site sent something, the first first."""
    with duckdb.connect(config={"threads": 1}) as database:
        places = places_below(data_dir, folder_of(county_id), TABLE)
        texts = {text for place in places for text in _texts(database, data_dir, place)}
    return sorted({day for text in texts if (day := read(text)) is not None})


def _days(
    database: duckdb.DuckDBPyConnection, data_dir: Path, place: Place, read: ReadDay
) -> Iterable[dt.date]:
    """Give days of one file among which are its first and its last."""
    if Path(place.file).suffix.lower() == ".parquet":
        try:
            ends = _ends(database, data_dir / place.file)
            known = [day for text in ends if text and (day := iso_day(text)) is not None]
            if len(known) == len(ends):
                return known
        except duckdb.Error:  # named where the file is read
            return ()
    texts = _texts(database, data_dir, place)
    return [day for text in sorted(texts) if (day := read(text)) is not None]


def _texts(database: duckdb.DuckDBPyConnection, data_dir: Path, place: Place) -> set[str]:
    """Give what stands in one file for days of receipt; nothing where it cannot be read."""
    if Path(place.file).suffix.lower() == ".parquet":
        try:
            return _distinct(database, data_dir / place.file)
        except duckdb.Error:
            return set()
    tables, _ = read_places(data_dir, [place])
    return {text for table in tables for text in table.frame.get(_COLUMN, ())}


def _ends(database: duckdb.DuckDBPyConnection, path: Path) -> list[str | None]:
    """Give the first and the last text of each group of rows; None where nobody wrote it down."""
    found = database.execute(
        "SELECT path_in_schema, stats_min_value, stats_max_value FROM parquet_metadata(?)"
        " WHERE coalesce(stats_null_count, 0) < num_values",
        [str(path)],
    ).fetchall()
    return [end for name, *ends in found if heading_key(name) in _HEADINGS for end in ends]


def _distinct(database: duckdb.DuckDBPyConnection, path: Path) -> set[str]:
    """Read the one column."""
    source = database.from_parquet(str(path), hive_partitioning=False)
    texts = [
        source.project(as_text(name, str(kind))).distinct().fetchall()
        for name, kind in zip(source.columns, source.types, strict=True)
        if heading_key(name) in _HEADINGS
    ]
    return {text for rows in texts for (text,) in rows}
