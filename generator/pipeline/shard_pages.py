"""Make the pages and downloads of one shard's counties, wherever it may be.

What the page of a unit is made from has a key; one whose key is that of last time is not made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from jinja2 import Environment

from generator import charts, downloads, storage
from generator.audience import PUBLIC
from generator.latest import latest_observations, newest_decisions
from generator.matching import FIGURE_KEY, VERDICT_KEY
from generator.model import Evaluation
from generator.pages import (
    Totals,
    open_book,
    pages_of_counties,
    verdict_words,
)
from generator.pipeline.earlier import Told
from generator.pipeline.judging import release_of
from generator.pipeline.keeping import recall
from generator.pipeline.keys import code_key, key_of, row_hashes
from generator.pipeline.protecting import small_numbers
from generator.released import withheld_figures
from generator.render import environment, render
from generator.resources import resource
from generator.settings import Settings
from generator.successors import Successor
from generator.suppression.published import Published

Files = dict[PurePosixPath, bytes | str]
Keys = dict[str, str]
"""Key of what each file was made from, by its path below the reports of a language."""

OWN_ROWS = (
    *("values", "revisions", "reports", "duties"),
    *("assessments", "headlines", "course", "before"),
)
"""Tables of an evaluation in which a unit has rows of its own."""


@dataclass(frozen=True, slots=True)
class PagesTask:
    """The pages of one shard's counties, in all languages."""

    name: str
    key: str
    """Stands for what pages of all shards are made from: templates, settings, this program."""
    place: str
    counties: pd.DataFrame
    """All counties of the site."""
    lines: Mapping[str, pd.DataFrame]
    """Headlines of the shard's counties, placed among all, and their course."""
    totals: Totals
    settings: Settings
    earlier: tuple[Told, ...]
    """What snapshots told of the shard's counties."""
    folders: Mapping[str, Successor] | None
    """Where the pages of each language go; None sends them through storage."""
    last: Mapping[str, Keys]
    """Keys of last time, by language."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a shard's pages."""

    name: str
    keys: dict[str, Keys]
    """Of all its files, by language."""
    same: dict[str, list[str]]
    """Files that are those of last time."""
    changed: dict[str, list[str]]


def page_environment(
    folders: Sequence[Path],
    locale: str,
    *,
    directory_urls: bool = False,
    cache_dir: Path | None = None,
) -> Environment:
    """Make the environment in which pages are rendered, charts and all."""
    drawing = {"drawing": partial(charts.drawing, locale=locale)}
    # A worker elsewhere has no such folder, and needs none.
    compiled = cache_dir / "compiled" if cache_dir and cache_dir.is_dir() else None
    return environment(
        folders,
        locale,
        drawing,
        directory_urls=directory_urls,
        compiled=compiled,
        key=code_key(),
    )


def site_environment(settings: Settings, locale: str) -> Environment:
    """Make the environment for the pages of a site; what is compiled stays in its cache."""
    return page_environment(
        template_folders(settings),
        locale,
        directory_urls=settings.directory_urls,
        cache_dir=settings.cache_dir,
    )


def template_folders(settings: Settings) -> list[Path]:
    """List where templates are; those of the site win over the packaged ones."""
    return [settings.templates_dir, resource("templates")]


def part_of(task: PagesTask) -> Evaluation:
    """Give all that the pages of a shard's counties are made from."""
    found, _ = recall(task.place, task.name)
    own = found.tables["counties"]["county_id"]
    lines = {
        name: pd.concat([frame[~frame["entity_id"].isin(own)], placed], ignore_index=True)
        for name, placed in task.lines.items()
        for frame in [getattr(found, name)]
    }
    return replace(found, tables={**found.tables, "counties": task.counties}, **lines)


def write_shard(task: PagesTask) -> Written:
    """Render what is not as it was last time."""
    part, settings = part_of(task), task.settings
    units = unit_keys(part, task.totals, task.key)
    done = Written(task.name, {}, {}, {})
    packed: dict[str, bytes] = {}
    is_public = settings.edition == PUBLIC
    told = [] if is_public else [one.read() for one in task.earlier]
    withheld = None if is_public else _withheld(part, settings, told)
    for locale in settings.locales:
        last = task.last.get(locale, {})
        keys = {f"units/{unit_id}.md": key for unit_id, key in units.items()}
        same = {path for path, key in keys.items() if last.get(path) == key}
        env = site_environment(settings, locale)
        book = open_book(part, settings, locale, task.totals)
        files: Files = {}
        for page in pages_of_counties(book, same, withheld):
            files[page.path] = render(page, env)
        files |= downloads.county_files(
            part, verdict_words(book), [county.id for county in book.own], locale
        )
        done.keys[locale] = {str(path): keys.get(str(path), "") for path in files}
        done.keys[locale] |= {path: keys[path] for path in same}
        done.same[locale] = sorted(same)
        if task.folders:
            folder = task.folders[locale]
            done.changed[locale] = [
                str(path) for path, text in files.items() if folder.write(path, text)
            ]
        else:
            packed |= {f"{locale}/{path}": _encoded(text) for path, text in files.items()}
    if packed:
        storage.put(task.place, f"pages/{task.name}", storage.zipped(packed))
    return done


def _withheld(part: Evaluation, settings: Settings, told: Sequence[Published]) -> pd.DataFrame:
    """List the figures that the public edition does not show, and by which rule."""
    latest, _ = latest_observations(part.tables, part.as_of)
    decided = newest_decisions(latest, part.tables["reviews"])
    release = release_of(settings, part.as_of)
    held = withheld_figures(latest, decided, part.tables["indicators"], release)
    if release.rounded:
        return held
    small = small_numbers(part, settings.small_below, told)
    # What is not out yet is not weighed against small numbers either.
    places = pd.MultiIndex.from_frame(held[FIGURE_KEY])
    is_out = ~pd.MultiIndex.from_frame(small[FIGURE_KEY].astype(str)).isin(places)
    return pd.concat([held, small[is_out]], ignore_index=True)


def unit_keys(part: Evaluation, totals: Totals, base: str) -> Keys:
    """Stand for all that the page of each unit is made from, by unit.

    That is the rows of the unit itself, the verdicts that it leads or supports, its actions, and
    whatever of its counties does not speak of single units.
    """
    units, actions = part.tables["units"]["unit_id"], part.tables["actions"]
    months = part.reports[["period_end"]].drop_duplicates().sort_values("period_end")
    shared = [*_shared_tables(part), months, totals.deadlines]
    general = key_of(base, *(row_hashes(frame).tobytes() for frame in shared))
    found = {unit_id: blake2b(general.encode(), digest_size=16) for unit_id in units}

    def add(frame: pd.DataFrame, owners: pd.Series[Any]) -> None:
        hashes = row_hashes(frame)
        for owner, places in _positions(owners).items():
            if owner in found:
                found[owner].update(hashes[places].tobytes() + b"/")

    for name in OWN_ROWS:
        frame = getattr(part, name)
        add(frame, frame["entity_id"].astype(str))
    for column in ("lead_ids", "support_ids"):
        add(*_each(part.assessments, column))
    for column in ("owner_id", "entity_id"):
        add(actions, actions[column])
    # What an action says of its target.
    said = actions.merge(part.assessments, on=VERDICT_KEY, suffixes=("", "_now"))
    for column in ("owner_id", "entity_id"):
        add(said, said[column])
    return {unit_id: digest.hexdigest() for unit_id, digest in found.items()}


def _shared_tables(part: Evaluation) -> list[pd.DataFrame]:
    apart = ("observations", "actions", "counties")
    return [frame for name, frame in part.tables.items() if name not in apart]


def _positions(owners: pd.Series[Any]) -> dict[str, Any]:
    found: Any = owners.groupby(owners.to_numpy(), sort=False).indices
    return dict(found)


def _each(frame: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Repeat rows for each id of a column of joined ids."""
    owners = frame[column].reset_index(drop=True).fillna("").str.split("|").explode()
    owners = owners[owners != ""]
    return frame.iloc[owners.index.to_numpy()], owners.reset_index(drop=True)


def _encoded(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
