"""A site whose observations lie by county: each county is read and checked by itself.

All other tables are read and checked once in each process; the observations of a county only where
they are needed, so that memory is that of a county, not of a nation.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from generator import sources, storage
from generator.check import Checked, check_part, check_tables
from generator.check.days import read_date
from generator.latest import newest_report_day
from generator.matching import stack
from generator.model import Tables as TypedTables
from generator.pipeline.keys import key_of
from generator.problems import DataError, Problem, errors
from generator.schema import intakes
from generator.schema.method import LONE_REPORT_DAYS
from generator.schema.partitions import TABLE
from generator.shards import plan_shards, split
from generator.sources import Reading, ReportDays


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a site but the observations, read and checked."""

    data_dir: str
    stamp: str
    """Stands for the contents of their files."""
    newest: dt.date | None
    """Day of the newest report."""

    def read(self) -> tuple[Reading, Checked, list[Problem]]:
        """Give them, with what is wrong; read once in each process."""
        return _read(self.data_dir, self.stamp, self.newest)


@lru_cache(maxsize=1)
def _read(
    data_dir: str, stamp: str, newest: dt.date | None
) -> tuple[Reading, Checked, list[Problem]]:
    reading = sources.read_site(Path(data_dir), but=(TABLE,))
    checked, found = check_tables(reading.tables, reading.texts, newest)
    return reading, checked, [*reading.problems, *found]


@dataclass(frozen=True, slots=True)
class Part:
    """The observations of some counties."""

    tables: Tables
    county_ids: tuple[str, ...]
    sent: Mapping[str, bytes] = field(default_factory=dict)
    """Their files, where the worker does not see the disk they are on."""
    place: str = ""
    """The storage that then holds all other files."""

    def observations(self) -> tuple[pd.DataFrame, list[Problem]]:
        """Read and check them; with an error among the problems there are none."""
        if not self.sent:
            return self._checked(self.tables)
        with tempfile.TemporaryDirectory() as folder:
            every = storage.unzipped(storage.get(self.place, _sent_name(self.tables)) or b"")
            for name, content in {**dict(every), **self.sent}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            return self._checked(Tables(folder, self.tables.stamp, self.tables.newest))

    def _checked(self, tables: Tables) -> tuple[pd.DataFrame, list[Problem]]:
        _, checked, _ = tables.read()
        frames, problems = [], list[Problem]()
        for county_id in self.county_ids:
            reading = sources.read_partition(Path(tables.data_dir), county_id)
            frame, found = check_part(checked, reading.tables)
            frames.append(frame)
            problems += [*reading.problems, *found]
        if errors(problems):
            return pd.DataFrame(), problems
        return stack(frames), problems


def own_tables(
    tables: TypedTables, parted: PartedSite | None, only: Collection[str] = ()
) -> Iterator[TypedTables]:
    """Give the tables of each shard with its observations, one shard after another.

    Args:
        tables: Typed, all versions of their rows.
        parted: Where the observations are, if not among the tables.
        only: Counties and units; shards without any of them are passed over. Empty for all.

    Raises:
        DataError: Observations that were only read here have errors.
    """
    shards = plan_shards(tables)
    for number, own in enumerate(split(tables, shards)):
        if only and not {*own["units"]["unit_id"], *own["counties"]["county_id"]} & {*only}:
            continue
        if parted:
            observations, problems = parted.part(shards.counties(number))[0].observations()
            if errors(problems):
                raise DataError(problems)
            own = {**own, TABLE: observations}
        yield own


def _sent_name(tables: Tables) -> str:
    return f"data-{tables.stamp}"


def _files(data_dir: Path) -> tuple[dict[str, Path], dict[str, dict[str, Path]]]:
    """Give all files that count, by name; those of each county's observations apart."""
    others: dict[str, Path] = {}
    own: dict[str, dict[str, Path]] = {}
    for path in sorted(path for path in data_dir.rglob("*") if path.is_file()):
        name = path.relative_to(data_dir).as_posix()
        if name.startswith(f"{intakes.FOLDER}/") or not intakes.counts(data_dir, name):
            continue
        county = (
            name.split("/")[1].removeprefix("county_id=") if name.startswith(f"{TABLE}/") else ""
        )
        (own.setdefault(county, {}) if county else others)[name] = path
    return others, own


@dataclass(frozen=True, slots=True)
class PartedSite:
    """A site whose observations lie by county."""

    tables: Tables
    days: ReportDays
    files: Mapping[str, Mapping[str, Path]]
    """Files of the observations of each county, by name."""
    others: Mapping[str, Path]

    def part(self, county_ids: Iterable[str], place: str = "") -> tuple[Part, str]:
        """Give the observations of some counties, and what stands for their files.

        With ``place`` the files go along, and the other tables are put there.
        """
        known = [county_id for county_id in county_ids if county_id in self.files]
        contents = {
            name: path.read_bytes()
            for county_id in known
            for name, path in self.files[county_id].items()
        }
        key = key_of(self.tables.stamp, *(part for item in contents.items() for part in item))
        sent = contents if place else {}
        if place and storage.get(place, _sent_name(self.tables)) is None:
            others = {name: path.read_bytes() for name, path in self.others.items()}
            storage.put(place, _sent_name(self.tables), storage.zipped(others))
        return Part(self.tables, tuple(known), sent, place), key

    def day(self) -> dt.date | None:
        """Give the day of the newest report that is not doubted."""
        days = sorted((day, county_id) for county_id, day in self.days.newest_of.items())
        if not days:
            return None
        (last, county_id), others = days[-1], days[:-1]
        if others and (last - others[-1][0]).days <= LONE_REPORT_DAYS:
            return last
        own = self._newest_of(county_id) or last
        return max(own, *(day for day, _ in others)) if others else own

    def _newest_of(self, county_id: str) -> dt.date | None:
        """Give the newest day of a county that is not doubted; None where its rows have errors."""
        days = sources.county_days(Path(self.tables.data_dir), county_id, read_date)
        if len(days) > 1 and (days[-1] - days[-2]).days <= LONE_REPORT_DAYS:
            return days[-1]
        frame, _ = self.part([county_id])[0].observations()
        return newest_report_day(frame) if len(frame) else None


def open_parts(data_dir: Path) -> PartedSite | None:
    """Look for a site whose observations lie by county; None where they do not."""
    if not sources.partitions(data_dir):
        return None
    others, own = _files(data_dir)
    days = sources.report_days(data_dir, read_date)
    stamp = key_of(*(part for name, path in others.items() for part in (name, path.read_bytes())))
    return PartedSite(Tables(str(data_dir), stamp, days.newest), days, own, others)
