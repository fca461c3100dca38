"""A small invented site at random, and the public editions of it: as snapshots, then live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from generator import storage
from generator.differences import State
from generator.model import Since, Tables
from generator.pipeline.differing import Side
from generator.pipeline.earlier import ABOUT, Told, about_text
from generator.pipeline.former import FormerPart, read_published
from generator.pipeline.how import How
from generator.pipeline.judging import Judging, judging_of
from generator.pipeline.reports import write_reports
from generator.pipeline.whole import judge_all, past_days
from generator.settings import Locale, Settings
from generator.shards import Shards
from tests.pages.tables import typed_tables
from tests.suppression.reader import Place

YEAR, COUNTY = 2018, "c1"
DAYS = (dt.date(YEAR, 3, 9), dt.date(YEAR, 4, 9), dt.date(YEAR, 6, 9))
"""Of two snapshots and of the live site."""
INDICATORS = ("cases", "men", "women", "treated", "managed")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """What was published of one day, and what the office knows of it."""

    name: str
    """Of the snapshot; empty for the live site."""
    pages: Path
    """The files of one language."""
    small: frozenset[Place]
    """Small figures that were withheld."""


def site(seed: int) -> Tables:
    """Make a county of townships with clinics, which report persons: some late, some revised."""
    rng = np.random.default_rng(seed)
    units: list[Row] = [{"unit_id": "sec", "name": "Section", "kind": "bureau_section"}]
    clinics = []
    for township in range(int(rng.integers(1, 3))):
        units.append({"unit_id": f"t{township}", "name": f"Town {township}", "kind": "township"})
        for number in range(int(rng.integers(2, 5))):
            clinic = f"k{township}{number}"
            clinics.append(clinic)
            units.append(
                {
                    "unit_id": clinic,
                    "name": f"Clinic {township} {number}",
                    "kind": "health_centre",
                    "township_id": f"t{township}",
                }
            )
    observations = [row for clinic in clinics for row in _reports(clinic, rng)]
    return typed_tables(
        counties=[{"county_id": COUNTY, "name": "Alpha County", "short_name": "Alpha"}],
        units=[{"county_id": COUNTY, "short_name": unit["name"], **unit} for unit in units],
        indicators=_indicators(),
        plans=[
            {
                "plan_id": "p1",
                "county_id": COUNTY,
                "title": "Plan",
                "period_start": dt.date(YEAR, 1, 1),
                "period_end": dt.date(YEAR, 12, 31),
            }
        ],
        targets=_targets(rng),
        observations=observations,
    )


def _indicators() -> list[Row]:
    usual = {
        "cadence": "month",
        "public": True,
        "counts": "persons",
        "reported_by": "health_centre",
        "decimals": 0,
        "unit_of_measure": "persons",
        "aggregation": "sum",
        "direction": "down",
    }
    part = {"measure": "flow", "part_of": "cases"}
    rate = {"aggregation": "ratio", "per": 100, "unit_of_measure": "%", "decimals": 1}
    return [
        {**usual, "indicator_id": "cases", "name": "Cases", "measure": "flow"},
        {**usual, "indicator_id": "men", "name": "Cases among men", **part},
        {**usual, "indicator_id": "women", "name": "Cases among women", **part},
        {**usual, "indicator_id": "treated", "name": "Persons treated", "measure": "cumulative"},
        {**usual, "indicator_id": "managed", "name": "Managed", "measure": "level", **rate},
    ]


def _targets(rng: np.random.Generator) -> list[Row]:
    usual = {"plan_id": "p1", "public": True, "decided_on": dt.date(YEAR, 1, 1), "clause": "1"}
    each = {"scope": "each", "scope_kinds": "health_centre"}
    county = {"scope": "county"}
    rows = [
        ("cases", "at_most", int(rng.integers(20, 200)), county),
        ("cases", "at_most", int(rng.integers(4, 40)), each),
        ("treated", "at_least", int(rng.integers(20, 200)), county),
        ("treated", "at_least", int(rng.integers(3, 30)), each),
        ("managed", "at_least", 60, county),
        ("managed", "at_least", 50, {**each, "mode": "keep"}),
    ]
    return [
        {
            **usual,
            "target_id": f"g{number}",
            "title": f"Target {number}",
            "indicator_id": indicator,
            "op": op,
            "value": value,
            **more,
        }
        for number, (indicator, op, value, more) in enumerate(rows)
    ]


def _reports(clinic: str, rng: np.random.Generator) -> list[Row]:
    """Report five months: a few too late for the next snapshot, a few corrected later."""
    mean = float(rng.choice([1.5, 5, 20]))
    treated, rows = 0, list[Row]()
    for month in range(1, 6):
        day = dt.date(YEAR, month + 1, 4)
        if rng.random() < 0.05:
            continue
        if rng.random() < 0.1:
            day += dt.timedelta(days=20)
        men, women = (int(count) for count in rng.poisson(mean, 2))
        treated += int(rng.poisson(mean))
        below = int(rng.poisson(2 * mean))
        rate = int(rng.integers(0, below + 1)) if below else 0
        figures: list[Row] = [
            {"indicator_id": "men", "value": men},
            {"indicator_id": "women", "value": women},
            {"indicator_id": "cases", "value": men + women},
            {"indicator_id": "treated", "value": treated},
        ]
        if below:
            counts = {"numerator": rate, "denominator": below, "value": 100 * rate / below}
            figures.append({"indicator_id": "managed", **counts})
        usual = {"entity_id": clinic, "period": f"{YEAR}-{month:02}", "status": "final"}
        rows += [{**usual, **figure, "reported_on": day} for figure in figures]
        if rng.random() < 0.12:
            figures[3]["value"] = treated = treated + int(rng.integers(1, 4))
            later = day + dt.timedelta(days=30)
            rows.append({**usual, **figures[3], "reported_on": later})
    return rows


def publish(
    tables: Tables,
    folder: Path,
    days: Sequence[dt.date] = DAYS,
    locales: tuple[Locale, ...] = ("en",),
) -> list[Edition]:
    """Publish the site on some days, all but the last as snapshots; each knows those before.

    Each tells how the two months before it went, and what differs from the snapshot before.
    """
    told: list[Told] = []
    found = list[Edition]()
    for day in days:
        name = "" if day == days[-1] else f"{day:%Y-%m}"
        root = folder / (name or "live")
        settings = Settings(root=root, title="Progress", locales=locales, default_locale="en")
        how = How()
        judging = judging_of(settings, day, past_days(DAYS[0], day, 2))
        judging = replace(judging, tells=True)
        place = how.place(settings)
        former = _Former(tables, found[-1], days[len(found) - 1], judging) if found else None
        whole, _ = judge_all(tables, {}, judging, place, how, earlier=told, former=former)
        write_reports(whole, settings, how)
        told.append(_told(name, day, place, whole.names, root / "published"))
        small = _small(told[-1])
        found.append(Edition(name, settings.reports_dir / "en", small))
    return found


@dataclass(frozen=True, slots=True)
class _Former:
    """The snapshot before, as `generator.pipeline.former.Former` reads it from its bags."""

    tables: Tables
    edition: Edition
    day: dt.date
    judging: Judging
    key: str = "former"

    @property
    def since(self) -> Since:
        return Since(self.edition.name, self.day)

    def parts(self, shards: Shards, numbers: Sequence[int], place: str) -> Iterator[FormerPart]:
        """Give the whole site, which is one shard."""
        judging = self.judging
        state = State(self.tables, self.day, judging.tolerance, judging.release)
        side = Side(state, judging.small_below, read_published(self.edition.pages))
        yield from [FormerPart(self.since, side)] * len(numbers)


def _small(told: Told) -> frozenset[Place]:
    """List the small figures that an edition withheld, by whichever rule."""
    published = told.read()
    cells = published.figures.cells
    is_small = cells["is_persons"] & cells["shown"] & cells["value"].between(1, 4)
    cells = cells[is_small & cells["cell_id"].isin(published.listed["cell_id"])]
    places = cells[["indicator_id", "entity_id", "period", "kind"]].astype(str)
    return frozenset(places.itertuples(index=False, name=None))


def _told(name: str, day: dt.date, place: str, shards: Sequence[str], folder: Path) -> Told:
    """Keep what an edition told, as its internal bag does."""
    files: dict[str, bytes] = {ABOUT: about_text(day.isoformat())}
    for shard in shards:
        files |= storage.unzipped(storage.get(place, f"published/{shard}") or b"")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    digests: Mapping[str, str] = {
        path: sha256(content).hexdigest() for path, content in files.items()
    }
    return Told(name, day.isoformat(), str(folder), digests).of([COUNTY])
