"""Write reports/: pages of the whole here, pages of counties shard by shard, wherever it may be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from generator import shell, storage
from generator.folders import change_places, epoch, write_tree
from generator.pipeline.how import How
from generator.pipeline.keys import code_key, key_of, row_hashes
from generator.pipeline.ledger import Ledger, are_intact
from generator.pipeline.shard_pages import (
    Files,
    PagesTask,
    Written,
    template_folders,
    write_shard,
)
from generator.pipeline.shelf import has_versions, kept_snapshots
from generator.pipeline.whole import Whole
from generator.pipeline.whole_pages import whole_groups
from generator.settings import Settings
from generator.successors import Successor, successor

SECOND_NAMES = "second-names"
"""In the cache: second names of all published files."""
NO_MATTER = {"root", "out", "as_of", "sources", "hotlines", "forbidden_words"}
"""Settings of which no page is made."""


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
        return key_of(self.base, json.dumps([self.shards, self.groups], sort_keys=True))


def write_reports(whole: Whole, settings: Settings, how: How) -> Reports:
    """Bring reports/ up to date; it changes in one step a language, when all pages are made.

    Raises:
        RenderError: A template is broken; nothing was written.
        LostError: A block of storage is not there any more.
    """
    base, as_of = _base_key(whole, settings), whole.evaluation.as_of
    ledger = Ledger(settings.cache_dir, f"reports-{settings.edition}")
    last = {} if how.full else ledger.read()
    if not _is_of(last, base, settings, epoch(as_of)):
        last = {}
    with ExitStack() as stack:
        folders = {
            str(locale): stack.enter_context(
                successor(settings.reports_dir / locale, as_of, settings.cache_dir / SECOND_NAMES)
            )
            for locale in settings.locales
        }
        writing = _Writing(whole, settings, how, base, last, folders)
        writing.write_shards()
        for locale in folders:
            writing.write_whole(locale)
        ledger.forget()
        for folder in folders.values():
            change_places(folder.new, folder.published)
        made = writing.made
        ledger.write({name: getattr(made, name) for name in ("base", "number", "shards", "groups")})
    made.changed.extend(_write_beside(whole, settings))
    return made


class _Writing:
    """One run of `write_reports`."""

    def __init__(
        self,
        whole: Whole,
        settings: Settings,
        how: How,
        base: str,
        last: Mapping[str, Any],
        folders: Mapping[str, Successor],
    ) -> None:
        self._whole = whole
        self._settings = settings
        self._how = how
        self._last = last
        self._folders = folders
        self.made = Reports(
            base=base,
            shards={},
            same={locale: set() for locale in folders},
            changed=[],
            groups={locale: {} for locale in folders},
            follows=last.get("number", ""),
        )

    def write_shards(self) -> None:
        """Have the pages of each shard made that is not as it was."""
        made, known = self.made, self._last.get("shards", {})
        place, tasks = self._how.place(self._settings), []
        for number, (name, key) in enumerate(
            zip(self._whole.names, _shard_keys(self._whole, made.base), strict=True)
        ):
            found = known.get(name, {})
            if found.get("key") == key:
                made.shards[name] = found
                for locale, keys in found["keys"].items():
                    made.same[locale] |= set(keys)
            else:
                made.shards[name] = {"key": key}
                folders = None if self._how.send else self._folders
                task = _task(self._whole, number, made.base, self._settings, place)
                tasks.append(replace(task, folders=folders, last=found.get("keys", {})))
        if tasks and self._how.searching:
            self._how.searching.start()  # some page will be searched anew, most likely
        for written in self._how.run(write_shard, tasks):
            self._take_in(written, place)
        for locale, folder in self._folders.items():
            for path in made.same[locale]:
                folder.keep(path)

    def _take_in(self, written: Written, place: str) -> None:
        made = self.made
        made.shards[written.name] |= {"keys": written.keys}
        for locale, same in written.same.items():
            made.same[locale] |= set(same)
        for locale, changed in written.changed.items():
            made.changed.extend(PurePosixPath(locale, path) for path in changed)
        if self._how.send:
            made.changed.extend(_received(written.name, place, self._folders))
            return
        for locale, keys in written.keys.items():
            for path in keys:  # what other processes have put there
                self._folders[locale].claim(path)

    def write_whole(self, locale: str) -> None:
        """Make what speaks of all counties, a group of files after the other."""
        folder, before = self._folders[locale], self._last.get("groups", {}).get(locale, {})
        place = self._how.place(self._settings)
        for name, key, make in whole_groups(
            self._whole, self._settings, locale, self.made, place, folder.new
        ):
            known = before.get(name, {})
            if known.get("key") == key:
                self.made.groups[locale][name] = known
                self._keep(known["files"], locale)
            else:
                files = make()
                self.made.groups[locale][name] = {"key": key, "files": sorted(map(str, files))}
                self._put(files, locale)
        self.made.changed.extend(PurePosixPath(locale, path) for path in folder.sweep())

    def _keep(self, files: Sequence[str], locale: str) -> None:
        for path in files:
            self._folders[locale].keep(path)
        self.made.same[locale] |= set(files)

    def _put(self, files: Files, locale: str) -> None:
        for path, text in files.items():
            if self._folders[locale].write(path, text):
                self.made.changed.append(PurePosixPath(locale, path))
            else:
                self.made.same[locale].add(str(path))


def _write_beside(whole: Whole, settings: Settings) -> Iterator[PurePosixPath]:
    """Write what MkDocs needs beside the pages; yield what changed."""
    shown = whole.evaluation
    beside = shell.shell_files(
        template_folders(settings),
        settings.locales,
        settings.default_locale,
        shown.tables,
        versions=has_versions(settings, kept_snapshots(settings)),
    )
    for name, files in beside.items():
        for path in write_tree(files, settings.reports_dir / name, shown.as_of):
            yield PurePosixPath(name, path)


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
        settings.model_dump_json(exclude=NO_MATTER),
        whole.evaluation.as_of,
        row_hashes(whole.evaluation.tables["counties"]).tobytes(),
        *templates,
    )


def _task(whole: Whole, number: int, base: str, settings: Settings, place: str) -> PagesTask:
    """Say what the pages of a shard are made from."""
    shown, counties = whole.evaluation, whole.shards.counties(number)
    lines = {
        name: frame[frame["entity_id"].isin(counties)]
        for name in ("headlines", "course")
        for frame in [getattr(shown, name)]
    }
    return PagesTask(
        name=whole.names[number],
        key=base,
        place=place,
        counties=shown.tables["counties"],
        lines=lines,
        totals=whole.totals.of(counties),
        settings=settings,
        earlier=whole.earlier[number],
        folders=None,
        last={},
    )


def _shard_keys(whole: Whole, base: str) -> Iterator[str]:
    """Stand for all that the pages of each shard are made from; see `_task`."""
    shown, totals = whole.evaluation, whole.totals
    involved = row_hashes(totals.involved).tobytes()
    parts = [
        (row_hashes(frame), frame[column].astype(str).map(whole.shards.of_county).to_numpy())
        for column, frames in (
            ("entity_id", (shown.headlines, shown.course)),
            ("county_id", (totals.deadlines, totals.reports, totals.middles)),
        )
        for frame in frames
    ]
    for number, key in enumerate(whole.keys):
        own = [hashes[numbers == number].tobytes() for hashes, numbers in parts]
        yield key_of(base, key, involved, *own)
