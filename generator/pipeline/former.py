"""An earlier state of a site, read from the bags of a snapshot: its inputs, and what it published.

The folders of a payload are those that `generator.snapshots` fills.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from generator import sources
from generator.audience import PUBLIC
from generator.bags import snapshots_of, verify_part
from generator.check import check_site
from generator.differences import State
from generator.matching import stack
from generator.model import Evaluation, Since, Tables
from generator.pipeline.differing import Side, differences
from generator.pipeline.judging import Judging, Rest, release_of
from generator.pipeline.keys import key_of
from generator.pipeline.parts import PartedSite, open_parts
from generator.problems import BagError, DataError, GeneratorError, errors
from generator.schema.results import ASSESSMENTS
from generator.settings import Settings, read_settings
from generator.shards import Shards, places_of, take, with_gone
from generator.snapshot_names import Snapshot, SnapshotName

INPUTS, SITE = Path("data/inputs"), Path("data/site")
CONFIGURATION = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class Site:
    """All tables of a site, typed; observations apart where they lie by county."""

    tables: Tables
    parted: PartedSite | None = None

    def whole(self) -> Tables:
        """Give all tables, observations too.

        Raises:
            DataError: Observations have errors.
        """
        if self.parted is None:
            return self.tables
        read = [self.parted.part([county])[0].observations() for county in self.parted.files]
        problems = [found for _, own in read for found in own]
        if errors(problems):
            raise DataError(sorted(set(problems)))
        return {**self.tables, "observations": stack([frame for frame, _ in read])}


@dataclass(frozen=True, slots=True)
class FormerPart:
    """An earlier state of the counties of one shard."""

    since: Since
    side: Side
    rest: Rest | None = None
    """Gives its observations, where they are not among the tables yet."""

    def differences(
        self, tables: Tables, whole: Evaluation, published: Evaluation, judging: Judging
    ) -> pd.DataFrame:
        """List what differs from it, and why; see `generator.pipeline.differing`."""
        state = State(tables, judging.as_of, judging.tolerance, judging.release)
        later = Side(state, judging.small_below, published.assessments)
        return differences(self.read(), later, judging.edition, whole)

    def read(self) -> Side:
        """Give the state with its observations; where they have errors, only what it published."""
        if self.rest is None or self.side.state is None:
            return self.side
        observations, problems = self.rest.observations()
        if errors(problems):
            return replace(self.side, state=None)
        state = self.side.state
        tables = {**state.tables, "observations": observations}
        return replace(self.side, state=replace(state, tables=tables))


@dataclass(frozen=True)
class Former:
    """A snapshot that the readers of an edition can compare with; read when it is needed."""

    snapshot: Snapshot
    """The bag that the edition was sealed in."""
    edition: str
    inputs_in: Path | None
    """The internal bag, where it is there."""
    key: str
    """Stands for all of it."""

    @property
    def since(self) -> Since:
        """Say what is compared with."""
        return Since(str(self.snapshot.name), dt.date.fromisoformat(self.snapshot.as_of))

    @cached_property
    def published(self) -> pd.DataFrame:
        """The verdicts that its readers were shown."""
        _refuse_changed(self.snapshot.place, f"{SITE}/")
        return read_published(self.snapshot.place / SITE)

    @cached_property
    def _inputs(self) -> tuple[Settings, Site] | None:
        """Read what it was made from; nothing where this program cannot read it any more."""
        if self.inputs_in is None:
            return None
        _refuse_changed(self.inputs_in, f"{INPUTS}/")
        try:
            settings = read_settings(self.inputs_in / INPUTS / CONFIGURATION)
            return settings, read_site(settings.data_dir)
        except GeneratorError:
            return None

    def parts(self, shards: Shards, numbers: Sequence[int], place: str) -> Iterator[FormerPart]:
        """Give what it was in the counties of some shards, in the order of the numbers.

        Counties that are gone belong to the first shard. With ``place`` observations that lie by
        county are put there, for workers that do not see this disk.
        """
        found = self._inputs
        ours = with_gone(shards, found[1].tables["counties"]["county_id"] if found else ())
        home = self.published["county_id"].astype(str).map(ours.of_county).fillna(0)
        places = list(places_of(found[1].tables, ours)) if found else []
        for number in numbers:
            published = self.published[(home == number).to_numpy()].reset_index(drop=True)
            if found is None:
                yield FormerPart(self.since, Side(None, 0, published))
                continue
            settings, site = found
            state = state_of(
                settings, take(site.tables, places[number]), self.since.as_of, self.edition
            )
            rest = site.parted.part(ours.counties(number), place)[0] if site.parted else None
            yield FormerPart(self.since, Side(state, settings.small_below, published), rest)


def find_former(settings: Settings, as_of: dt.date) -> Former | None:
    """Give the newest snapshot of a site that shows an earlier day; None where there is none.

    The public edition is compared with what was public, the internal one with the internal bag.

    Raises:
        BagError: A folder among the snapshots is no bag.
    """
    found = [one for one in snapshots_of(settings.snapshots_dir) if one.as_of < as_of.isoformat()]
    is_public = settings.edition == PUBLIC
    own = [one for one in found if one.name.is_internal != is_public]
    if not own:
        return None
    return former_of(max(own, key=lambda one: (one.as_of, one.name)), found, settings.edition)


def former_of(snapshot: Snapshot, among: Sequence[Snapshot], edition: str) -> Former:
    """Open a snapshot whose other bag, if it is there, is among some."""
    name = snapshot.name
    internal = SnapshotName(name.period, name.revision, is_internal=True)
    bags = [one for one in among if one.name == internal]
    key = key_of(edition, name, snapshot.fixity, *(bag.fixity for bag in bags))
    return Former(snapshot, edition, bags[0].place if bags else None, key)


def state_of(settings: Settings, tables: Tables, as_of: dt.date, edition: str) -> State:
    """Give a state of a site, as an edition of it is judged."""
    release = release_of(settings, as_of) if edition == PUBLIC else None
    return State(tables, as_of, settings.tolerance, release)


def read_site(data_dir: Path) -> Site:
    """Read and check the tables of a site; observations that lie by county are not read yet.

    Raises:
        DataError: The tables have errors.
    """
    parted = open_parts(data_dir)
    if parted is None:
        reading = sources.read_site(data_dir)
        tables, found = check_site(reading.tables, reading.texts)
        problems = [*reading.problems, *found]
    else:
        _, checked, problems = parted.tables.read()
        tables = checked.tables
    if errors(problems):
        raise DataError(problems)
    return Site(tables, parted)


def read_published(site: Path) -> pd.DataFrame:
    """Read the verdicts that a built site offers for download, of all its counties.

    Columns: those of `generator.schema.results.ASSESSMENTS`, and counts_in_county.
    """
    folder = next((path.parent for path in sorted(site.glob("**/data/datapackage.json"))), site)
    whole = folder / f"{ASSESSMENTS.name}.csv"
    paths = [whole] if whole.is_file() else sorted(folder.glob(f"*/{ASSESSMENTS.name}.csv"))
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths]
    texts = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return pd.DataFrame(
        {field.name: _typed(texts, field.name, field.type) for field in ASSESSMENTS.fields}
    ).assign(counts_in_county=True)


def _typed(texts: pd.DataFrame, name: str, kind: str) -> pd.Series:
    """Give a column its type; one that an older program did not write is empty."""
    column = texts[name] if name in texts else pd.Series("", index=texts.index, dtype=str)
    if kind in ("number", "integer"):
        return pd.to_numeric(column.where(column != "", np.nan)).astype(float)
    if kind == "date":
        return pd.to_datetime(column.where(column != "", None)).astype("datetime64[s]")
    return column == "true" if kind == "boolean" else column.astype(str)


def _refuse_changed(bag: Path, *begins: str) -> None:
    """Refuse a bag in which files that are read are not as they were sealed."""
    problems = verify_part(bag, *begins)
    if errors(problems):
        raise BagError(problems)
