"""Write reports/: pages of the whole here, pages of counties shard by shard, wherever it may be.

What a page is made from has a key; a page whose key is that of last time is the file of last time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from jinja2 import Environment

from generator import charts, downloads, search, shell, storage
from generator.folders import Successor, epoch, set_times, successor, take_place, write_tree
from generator.matching import stack
from generator.model import Evaluation
from generator.pages import (
    Totals,
    open_book,
    page_scripts,
    pages_of_counties,
    pages_of_whole,
    verdict_words,
)
from generator.pages.book import Book
from generator.pipeline.how import How
from generator.pipeline.judging import code_key, key_of, recall, row_hashes
from generator.pipeline.ledger import Ledger, are_intact
from generator.pipeline.whole import Whole, merged
from generator.render import environment, render
from generator.resources import resource
from generator.settings import Settings

Files = dict[PurePosixPath, bytes | str]
Keys = dict[str, str]
"""Key of what each file was made from, by its path below the reports of a language."""

CHARTS = PurePosixPath("assets/chart-specs.js")

OWN_ROWS = ("values", "revisions", "reports", "assessments", "headlines", "course", "before")
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
    searched: dict[str, list[str]]
    """Pages that the theme's search knows."""


def page_environment(
    folders: Sequence[Path], locale: str, *, directory_urls: bool = False
) -> Environment:
    """Make the environment in which pages are rendered, charts and all."""
    drawing = {"drawing": partial(charts.drawing, locale=locale)}
    return environment(folders, locale, drawing, directory_urls=directory_urls)


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
    done = Written(task.name, {}, {}, {}, {})
    packed: dict[str, bytes] = {}
    for locale in settings.locales:
        last = task.last.get(locale, {})
        keys = {f"units/{unit_id}.md": key for unit_id, key in units.items()}
        same = {path for path, key in keys.items() if last.get(path) == key}
        env = page_environment(
            template_folders(settings), locale, directory_urls=settings.directory_urls
        )
        book = open_book(part, settings, locale, task.totals)
        files: Files = {}
        searched = []
        for page in pages_of_counties(book, but=same):
            files[page.path] = render(page, env)
            if page.in_search:
                searched.append(str(page.path))
        files |= downloads.county_files(
            part, verdict_words(book), [county.id for county in book.own], locale
        )
        done.keys[locale] = {str(path): keys.get(str(path), "") for path in files}
        done.keys[locale] |= {path: keys[path] for path in same}
        done.same[locale], done.searched[locale] = sorted(same), searched
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


@dataclass(frozen=True, slots=True)
class Reports:
    """What reports/ holds, and of what it was made."""

    base: str
    """Key of what all pages depend on."""
    shards: dict[str, dict[str, Any]]
    """By name of the shard: its key, and its files by language with theirs."""
    same: dict[str, set[str]]
    """Files that are those of last time, by language."""
    changed: list[PurePosixPath]
    """Files that were written or removed, below reports/."""
    groups: dict[str, dict[str, dict[str, Any]]]
    """Files of the whole in groups, by language and name: their key and paths."""
    follows: str
    """Number of the reports that ``same`` speaks of; empty where nothing was known of them."""

    @property
    def number(self) -> str:
        """Stand for all that the reports are made from."""
        return key_of(self.base, json.dumps(self.shards, sort_keys=True))


def write_reports(whole: Whole, settings: Settings, how: How) -> Reports:
    """Bring reports/ up to date; it changes in one step a language, when all pages are made.

    Raises:
        RenderError: A template is broken; nothing was written.
    """
    shown, place = whole.evaluation, how.place(settings)
    base = _base_key(whole, settings)
    ledger = Ledger(settings.cache_dir, f"reports-{settings.edition}")
    last = {} if how.full else ledger.read()
    if not _is_of(last, base, settings, epoch(shown.as_of)):
        last = {}
    known = last.get("shards", {})
    with ExitStack() as stack:
        folders: dict[str, Successor] = {
            locale: stack.enter_context(successor(settings.reports_dir / locale))
            for locale in settings.locales
        }
        same: dict[str, set[str]] = {locale: set() for locale in settings.locales}
        groups: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in settings.locales}
        made = Reports(base, {}, same, [], groups, last.get("number", ""))
        tasks = []
        for number, name in enumerate(whole.names):
            task, key = _task(whole, number, base, settings, place)
            found = known.get(name, {})
            if found.get("key") == key:
                made.shards[name] = found
                for locale, keys in found["keys"].items():
                    made.same[locale] |= set(keys)
                continue
            made.shards[name] = {"key": key}
            tasks.append(
                replace(task, folders=None if how.send else folders, last=found.get("keys", {}))
            )
        for written in how.run(write_shard, tasks):
            made.shards[written.name] |= {"keys": written.keys, "searched": written.searched}
            for locale in folders:
                made.same[locale] |= set(written.same[locale])
                made.changed.extend(
                    PurePosixPath(locale, path) for path in written.changed.get(locale, ())
                )
            if how.send:
                made.changed.extend(_received(written.name, place, folders))
        for locale, folder in folders.items():
            for path in made.same[locale]:
                folder.keep(PurePosixPath(path))
            pages = {
                path for found in made.shards.values() for path in found["keys"].get(locale, ())
            }
            before = last.get("groups", {}).get(locale, {})
            group: dict[str, Any]
            for name, key, make in _whole_files(whole, settings, locale, pages, place, base):
                group = before.get(name, {})
                if group.get("key") == key:
                    made.groups[locale][name] = group
                    for path in group["files"]:
                        folder.keep(PurePosixPath(path))
                        made.same[locale].add(path)
                    continue
                files = make()
                group = {"key": key, "files": sorted(map(str, files))}
                made.groups[locale][name] = group
                for own, text in files.items():
                    if folder.write(own, text):
                        made.changed.append(PurePosixPath(locale, own))
                    else:
                        made.same[locale].add(str(own))
            made.changed.extend(PurePosixPath(locale, path) for path in folder.vanished())
            set_times(folder.new, shown.as_of)
        ledger.forget()
        for folder in folders.values():
            take_place(folder.new, folder.published)
        ledger.write(
            {"base": base, "number": made.number, "shards": made.shards, "groups": made.groups}
        )
    beside = shell.shell_files(
        template_folders(settings), settings.locales, settings.default_locale, shown.tables
    )
    for name, files_beside in beside.items():
        written_beside = write_tree(files_beside, settings.reports_dir / name, shown.as_of)
        made.changed.extend(PurePosixPath(name, path) for path in written_beside)
    return made


def _is_of(last: Mapping[str, Any], base: str, settings: Settings, seconds: int) -> bool:
    """Say whether the reports that are there are those of a record, and of the same program."""
    return last.get("base") == base and all(
        are_intact(
            settings.reports_dir / locale,
            [
                *(path for shard in last["shards"].values() for path in shard["keys"][locale]),
                *(path for group in last["groups"][locale].values() for path in group["files"]),
            ],
            seconds,
        )
        for locale in settings.locales
    )


def _received(name: str, place: str, folders: Mapping[str, Successor]) -> Iterator[PurePosixPath]:
    """Unpack the pages that a worker elsewhere has made."""
    for sent, text in storage.unzipped(storage.get(place, f"pages/{name}") or b""):
        path = PurePosixPath(sent)
        if folders[path.parts[0]].write(path.relative_to(path.parts[0]), text):
            yield path


def _base_key(whole: Whole, settings: Settings) -> str:
    folders = template_folders(settings)
    templates = [
        part
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".j2", ".js")
        for part in (path.relative_to(folder), path.read_bytes())
    ]
    return key_of(
        code_key(),
        settings.model_dump_json(exclude={"root", "out", "as_of"}),
        whole.evaluation.as_of,
        row_hashes(whole.evaluation.tables["counties"]).tobytes(),
        *templates,
    )


def _task(
    whole: Whole, number: int, base: str, settings: Settings, place: str
) -> tuple[PagesTask, str]:
    """Say what the pages of a shard are made from, and what stands for all of it."""
    shown, counties = whole.evaluation, whole.shards.counties(number)
    lines = {
        name: frame[frame["entity_id"].isin(counties)]
        for name in ("headlines", "course")
        for frame in [getattr(shown, name)]
    }
    totals = whole.totals.of(counties)
    task = PagesTask(
        name=whole.names[number],
        key=base,
        place=place,
        counties=shown.tables["counties"],
        lines=lines,
        totals=totals,
        settings=settings,
        folders=None,
        last={},
    )
    frames = [*lines.values(), totals.deadlines, totals.involved, totals.reports, totals.middles]
    return task, key_of(
        base, whole.keys[number], *(row_hashes(frame).tobytes() for frame in frames)
    )


def _whole_files(
    whole: Whole, settings: Settings, locale: str, pages: Collection[str], place: str, base: str
) -> Iterator[tuple[str, str, Callable[[], Files]]]:
    """Give what speaks of all counties in groups: name, key, and how their files are made."""
    folders, shown = template_folders(settings), whole.evaluation
    totals = [getattr(whole.totals, field.name) for field in fields(Totals)]
    made_from = key_of(base, *whole.keys, *(row_hashes(frame).tobytes() for frame in totals))
    assets = shell.asset_files(folders)

    @cache
    def book() -> Book:
        return open_book(shown, settings, locale, whole.totals)

    def own_pages() -> Files:
        env = page_environment(folders, locale, directory_urls=settings.directory_urls)
        return {page.path: render(page, env) for page in pages_of_whole(book())}

    def directory() -> Files:
        every = {PurePosixPath(path) for path in pages}
        every |= {PurePosixPath(f"indicators/{name}.md") for name in book().facts.indicators}
        urls = settings.directory_urls
        return {**search.directory_files(shown, every, locale, directory_urls=urls)}

    names = ("counties", "units", "indicators")
    known = [tables[name] for tables in (shown.tables, shown.superseded) for name in names]
    of_names = key_of(base, *sorted(pages), *(row_hashes(frame).tobytes() for frame in known))
    yield "pages", made_from, own_pages
    yield "scripts", base, lambda: {**page_scripts(book())}
    yield "downloads", made_from, lambda: _whole_downloads(whole, book(), place, locale)
    yield "directory", of_names, directory
    yield "charts", base, lambda: {CHARTS: charts.specs_script(locale)}
    of_assets = key_of(*(part for item in assets.items() for part in item))
    yield "assets", of_assets, lambda: {**assets}


def _whole_downloads(whole: Whole, book: Book, place: str, locale: str) -> Files:
    """Make the tables of all counties, where they are not too long for one file."""
    if book.is_large:
        words = verdict_words(book)
        return dict(downloads.whole_files(whole.evaluation, words, locale, large=True))
    parts = [recall(place, name)[0] for name in whole.names]
    known = whole.evaluation.tables
    frames = merged(parts, known)
    tables = {
        **known,
        "observations": stack([part.tables["observations"] for part in parts]),
        "targets": known["targets"],
    }
    every = replace(whole.evaluation, tables=tables, **frames)
    words = verdict_words(open_book(every, book.facts.settings, locale, whole.totals))
    return dict(downloads.whole_files(every, words, locale))


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
    said = actions.merge(part.assessments, on=["target_id", "entity_id"], suffixes=("", "_now"))
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
