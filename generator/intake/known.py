"""What is known before an intake: the site as it stands, which what is sent is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from generator import sources
from generator.check import check_part, check_site, check_tables
from generator.latest import known_on, latest_observations
from generator.matching import FIGURE_KEY
from generator.model import Tables, TextTable
from generator.pipeline.parts import PartedSite, open_parts
from generator.problems import DataError, Problem, errors
from generator.schema.partitions import TABLE, folder_of

Check = Callable[[Sequence[TextTable]], tuple[Tables, list[Problem]]]


@dataclass(frozen=True, slots=True)
class Known:
    """The site as it is before an intake."""

    check: Check
    """Checks the tables of the site with some that were sent, as `check_site` does."""
    tables: Tables
    """Of a site that keeps observations by county, those of the counties that sent something."""
    latest: pd.DataFrame
    """Of each indicator, entity and period the newest figure (`generator.latest`)."""
    newest: pd.DataFrame
    """Its columns that figures are compared by."""
    names: Mapping[str, str]
    """The name of each unit and county."""
    homes: Mapping[str, str]
    """The county of each of them, where observations are kept by county; else empty."""
    reviewed: frozenset[tuple[str, ...]]
    """Indicator, entity, period, day of receipt and of decision of all explanations."""

    def folder(self, table: str, entity_id: str) -> str:
        """Give the folder, below the data folder, for rows of an entity that are taken."""
        home = self.homes.get(entity_id)
        return folder_of(home) if home and table == TABLE else table


def read_known(data_dir: Path, received: dt.date, entity_ids: Iterable[str]) -> Known:
    """Read the tables of the site, which must be in order.

    Where observations are kept by county, only those of some counties are read.

    Args:
        data_dir: Of the site.
        received: The day of receipt.
        entity_ids: Who sent something.

    Raises:
        DataError: The tables are not in order, or hold none of observations that intakes could
            join.
    """
    parted = open_parts(data_dir)
    check, homes = _check_whole(data_dir) if parted is None else _check_counties(parted, entity_ids)
    tables, problems = check([])
    if errors(problems):
        raise DataError(problems)
    newest = tables[TABLE]["reported_on"].max()
    day = max(received, received if pd.isna(newest) else newest.date())
    known, _ = known_on(tables, day)
    latest, _ = latest_observations(known, day)
    explained = tables["reviews"][tables["reviews"]["decision"] == "explained"]
    reviewed = explained[[*FIGURE_KEY, "reported_on", "decided_on"]].astype(str)
    columns = [*FIGURE_KEY, "value", "value_qualifier", "value_text", "numerator", "denominator"]
    return Known(
        check=check,
        tables=tables,
        latest=latest,
        newest=latest[[*columns, "reported_on"]].astype(dict.fromkeys(FIGURE_KEY, str)),
        names=_names(tables),
        homes=homes,
        reviewed=frozenset(reviewed.itertuples(index=False, name=None)),
    )


def _check_whole(data_dir: Path) -> tuple[Check, Mapping[str, str]]:
    reading = sources.read_site(data_dir)

    def check(sent: Sequence[TextTable]) -> tuple[Tables, list[Problem]]:
        tables, problems = check_site([*reading.tables, *sent], reading.texts)
        return tables, [*reading.problems, *problems]

    return check, {}


def _check_counties(
    parted: PartedSite, entity_ids: Iterable[str]
) -> tuple[Check, Mapping[str, str]]:
    reading, checked, wrong = parted.tables.read()
    counties = {checked.homes.get(entity_id, "") for entity_id in entity_ids}
    places = sorted(counties & parted.files.keys())
    own = [sources.read_partition(Path(parted.tables.data_dir), county) for county in places]
    observations = [table for county in own for table in county.tables]
    of_files = [*reading.problems, *(wrong for county in own for wrong in county.problems)]

    def check(sent: Sequence[TextTable]) -> tuple[Tables, list[Problem]]:
        others = [table for table in sent if table.name != TABLE]
        beside, problems = checked, wrong
        if others:
            newest = parted.tables.newest
            beside, found = check_tables([*reading.tables, *others], reading.texts, newest)
            problems = [*of_files, *found]
        part = [*observations, *(table for table in sent if table.name == TABLE)]
        frame, found = check_part(beside, part)
        problems = sorted({*of_files, *problems, *found})
        return ({} if errors(problems) else {**beside.tables, TABLE: frame}), problems

    return check, checked.homes


def _names(tables: Tables) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, key in (("counties", "county_id"), ("units", "unit_id")):
        frame = tables[table]
        found |= dict(zip(frame[key], frame["name"], strict=True))
    return found
