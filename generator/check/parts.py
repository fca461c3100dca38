"""The tables of a site are checked once, then the observations of each county against them.

What can be said of a county's observations is said with that county alone in sight: a day is far
from all others of the county, most figures of an indicator fail if most of the county's do, and a
cell that an indicator gets wrong is named once for each county that trips over it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.check.causes import uses
from generator.check.codes import check_codes
from generator.check.columns import read_columns
from generator.check.entities import check_validity
from generator.check.figures import read_figures
from generator.check.header import check_headers
from generator.check.homes import check_homes, homes_of
from generator.check.observations import check_observations
from generator.check.references import check_referring, waiting_keys
from generator.check.reviews import check_reviews
from generator.check.rows import Positions, Rows, Site
from generator.check.site import CELLS, TABLES
from generator.check.texts import check_texts
from generator.check.typed import typed
from generator.model import Tables, TextTable
from generator.plantext import PlanText
from generator.problems import Problem, errors
from generator.schema.partitions import TABLE, county_of

_NOWHERE: Positions = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Checked:
    """All tables but the observations, checked; may be sent to another process."""

    tables: Tables
    """Typed as `check_site` gives them, without observations; none while there are errors."""
    rows: Mapping[str, Rows]
    """The rows that observations are checked against: counties, units, indicators, reviews."""
    homes: Mapping[str, str]
    """The county of each entity."""
    positions: Mapping[str, Mapping[str, Positions]]
    """For counties, units and reviews, which rows speak of each county and its entities."""
    used: Mapping[str, frozenset[str]]
    """By columns such as ``units.unit_id``, the ids that other tables use."""
    waiting: frozenset[str]
    """Such columns whose ids are not all known, so that an unknown id may be right."""
    absent: frozenset[str]
    """Tables of which no file was found."""


def check_tables(
    text_tables: Iterable[TextTable],
    texts: Iterable[PlanText] = (),
    newest: dt.date | None = None,
) -> tuple[Checked, list[Problem]]:
    """Find what is wrong with all tables but the observations, which are not looked at.

    Args:
        newest: The day of the newest report; codes of counties must have been held on it. Without
            it they must be held today, as far as the list of codes goes.
    """
    others = [table for table in text_tables if table.name != TABLE]
    unread = TextTable(TABLE, TABLE, "", pd.DataFrame(), 0)
    site = check_headers([*others, unread])
    for check in CELLS:
        check(site)
    waiting = waiting_keys(site)
    for check in TABLES:
        check(site) if check is not check_codes else check_codes(site, newest)
    problems = sorted([*site.all_problems(), *check_texts(texts, site)])
    whole = {name: typed(rows) for name, rows in site.tables.items() if name != TABLE}
    homes = homes_of(site)
    keyed = {"counties": "county_id", "units": "unit_id", "reviews": "entity_id"}
    _, used = uses(site, site.tables.values())
    checked = Checked(
        tables={} if errors(problems) else whole,
        rows={name: _silent(site[name]) for name in (*keyed, "indicators")},
        homes=homes,
        positions={name: _by_county(site[name], key, homes) for name, key in keyed.items()},
        used={key: frozenset(ids) for key, ids in used.items()},
        waiting=waiting,
        absent=site.absent,
    )
    return checked, problems


def _silent(rows: Rows) -> Rows:
    """Give all rows without what has been said of them."""
    return rows.take(np.arange(len(rows)))


def _by_county(rows: Rows, key: str, homes: Mapping[str, str]) -> dict[str, Positions]:
    """Give the positions of the rows of each county, in their order."""
    owners = rows.text[key].map(lambda entity: homes.get(entity, ""))
    codes, counties = pd.factorize(owners)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(1, len(counties)))
    return dict(zip(counties, np.split(order, starts), strict=True)) if len(rows) else {}


def check_part(
    checked: Checked, text_tables: Iterable[TextTable]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Find what is wrong with the observations of one county, and give them typed.

    The cost is that of the rows. Whose they are is told by the folder they lie in; from elsewhere,
    by their entities. What has been said of the other tables is not said again.

    Rows:
        As in the files. With an error among the problems there are none, and no columns.

    Columns:
        As `check_site` gives them; the categories are those of these rows.
    """
    site = _site_of(checked, check_headers(text_tables))
    rows = site[TABLE]
    read_columns(rows)
    check_referring(site, [rows], checked.waiting, checked.used)
    check_homes(site)
    read_figures(site, [TABLE])
    check_validity(site)
    check_observations(site)
    check_reviews(site)
    problems = site.all_problems()
    return (pd.DataFrame() if errors(problems) else typed(rows)), problems


def _site_of(checked: Checked, part: Site) -> Site:
    """Put observations beside what they are checked against: the rows of their counties."""
    rows = part[TABLE]
    own = {county_of(str(file)) for file in rows.files.distinct} - {""}
    mentioned = {checked.homes.get(str(text), "") for text in rows.text["entity_id"].distinct}
    mentioned -= {""}
    # A row in the folder of a county it is not of speaks for no other reports of that county.
    elsewhere = np.flatnonzero(rows.files.map(county_of) == "")
    sent = rows.text["entity_id"].take(elsewhere).distinct
    beside = {
        "counties": own | mentioned,
        "units": own | mentioned,
        "reviews": own | ({checked.homes.get(str(text), "") for text in sent} - {""}),
    }
    taken = {
        name: checked.rows[name].take(_positions(checked.positions[name], counties))
        for name, counties in beside.items()
    }
    indicators = _silent(checked.rows["indicators"])
    tables = {**part.tables, **taken, "indicators": indicators}
    return Site(tables, checked.absent - {TABLE}, part.problems)


def _positions(by_county: Mapping[str, Positions], counties: Iterable[str]) -> Positions:
    found = [by_county.get(county, _NOWHERE) for county in counties]
    return np.sort(np.concatenate([_NOWHERE, *found]))
