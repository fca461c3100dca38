"""What speaks of all counties: pages, directory, downloads, and what all pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from generator import charts, downloads, search, shell
from generator.audience import PUBLIC, withheld_rows
from generator.bags import site_versions
from generator.matching import stack
from generator.pages import (
    Totals,
    open_book,
    page_scripts,
    pages_of_whole,
    snapshots_pages,
    verdict_words,
)
from generator.pages.book import Book
from generator.pipeline.keeping import recall
from generator.pipeline.keys import key_of, row_hashes
from generator.pipeline.shard_pages import Files, site_environment, template_folders
from generator.pipeline.shelf import (
    VERSIONS,
    has_versions,
    kept_snapshots,
    place_of,
    root_of,
)
from generator.pipeline.whole import Whole, merged
from generator.render import render
from generator.settings import Settings

CHARTS = PurePosixPath("assets/chart-specs.js")


class Made(Protocol):
    """What was made already."""

    @property
    def base(self) -> str:
        """Key of what all pages depend on."""

    @property
    def shards(self) -> dict[str, dict[str, Any]]:
        """Files of each shard, with their keys, by language."""


def whole_groups(
    whole: Whole,
    settings: Settings,
    locale: str,
    made: Made,
    place: str,
    written: Path,
) -> Iterator[tuple[str, str, Callable[[], Files]]]:
    """Give what speaks of all counties in groups: name, key, and how their files are made.

    In ``written`` are the files of the shards in this language.
    """
    base = made.base
    pages = {path for shard in made.shards.values() for path in shard["keys"].get(locale, ())}
    folders, shown = template_folders(settings), whole.evaluation
    totals = [getattr(whole.totals, field.name) for field in fields(Totals)]
    made_from = key_of(base, *whole.keys, *(row_hashes(frame).tobytes() for frame in totals))
    assets = shell.asset_files(folders)

    @cache
    def book() -> Book:
        return open_book(shown, settings, locale, whole.totals)

    def own_pages() -> Files:
        env = site_environment(settings, locale)
        is_public = settings.edition == PUBLIC
        withheld = None if is_public else withheld_rows(shown.tables)
        return {page.path: render(page, env) for page in pages_of_whole(book(), withheld)}

    def directory() -> Files:
        every = {PurePosixPath(path) for path in pages}
        every |= {PurePosixPath(f"indicators/{name}.md") for name in book().facts.indicators}
        urls = settings.directory_urls
        return {**search.directory_files(shown, every, locale, directory_urls=urls)}

    names = ("counties", "units", "indicators")
    known = [tables[name] for tables in (shown.tables, shown.superseded) for name in names]
    of_names = key_of(base, *sorted(pages), *(row_hashes(frame).tobytes() for frame in known))

    def snapshots() -> Files:
        is_frozen, root = bool(settings.snapshot), root_of(settings, locale)
        env, own = site_environment(settings, locale), book()
        made = snapshots_pages(own, kept, place_of(settings, locale), root, frozen=is_frozen)
        files: Files = {page.path: render(page, env) for page in made}
        if locale == settings.default_locale and has_versions(settings, kept):
            files[VERSIONS] = site_versions(kept, settings.locales)
        return files

    kept = kept_snapshots(settings)
    yield "pages", made_from, own_pages
    of_kept = key_of(made_from, place_of(settings, locale), *kept)
    yield "snapshots", of_kept, snapshots
    yield "scripts", base, lambda: {**page_scripts(book())}
    yield "downloads", made_from, lambda: _whole_downloads(whole, book(), place, locale, written)
    yield "directory", of_names, directory
    yield "charts", base, lambda: {CHARTS: charts.specs_script(locale)}
    of_assets = key_of(*(part for item in assets.items() for part in item))
    yield "assets", of_assets, lambda: {**assets}


def _whole_downloads(whole: Whole, book: Book, place: str, locale: str, written: Path) -> Files:
    """Make the tables of all counties, where they are not too long for one file."""
    if book.is_large:
        words = verdict_words(book)
        return dict(downloads.whole_files(whole.evaluation, words, locale, large=True))
    counties, as_of = whole.evaluation.tables["counties"]["county_id"], whole.evaluation.as_of
    if len(counties) == 1:
        own = downloads.files_of_one(
            counties.iloc[0], lambda path: (written / path).read_bytes(), as_of, locale
        )
        return dict(own)
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
