"""From finished reports/ to the published site: shell, press, and the change of places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import press, shell
from generator.folders import change_places, empty_place, epoch
from generator.locales import mark
from generator.pipeline.how import How
from generator.pipeline.ledger import Ledger, are_intact
from generator.pipeline.reports import SECOND_NAMES, Reports
from generator.press.shards import SHARD, Pressing
from generator.settings import Settings
from generator.successors import Successor, successor

PLAINLY = mark("Leaving all pages to MkDocs, which takes longer")


def build_site(
    settings: Settings,
    as_of: dt.date,
    how: How | None = None,
    made: Reports | None = None,
    check: Callable[[Path, Collection[str]], object] = lambda folder, kept: None,
) -> None:
    """Build one edition in its languages, and put it in the place of the published one.

    With ``made``, what was just written to reports/, only pages are pressed that are others than
    those of the published site.

    The default language, which mkdocs.yml itself speaks, stands at the root of the site, another
    in a folder of its name; without the default language, only the folders of these others are
    replaced. ``check`` is given the finished folder before that, with the files in it that are
    published already, and may refuse it by an error.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
    """
    how = how or How()
    own = settings.default_locale
    ledger = Ledger(settings.cache_dir, f"site-{settings.edition}")
    last = _known(ledger, settings, as_of, made) if made and not how.full else {}
    pressed: dict[str, Pressed] = {}
    kept_in = None if settings.out else settings.cache_dir / SECOND_NAMES
    with successor(settings.site_dir, as_of, kept_in) as site:
        for locale in sorted(settings.locales, key=lambda locale: locale != own):
            builder = shell.Builder(
                config_file=settings.config_file,
                docs_dir=settings.reports_dir / locale,
                locale="" if locale == own else locale,
                site_url=settings.site_url,
                as_of=as_of,
                cache_dir=settings.cache_dir,
                program=settings.builder,
            )
            folder = site if locale == own else site.below(locale)
            try:
                same = Same(made.same[locale], last.get(locale)) if made else Same()
                pressed[locale] = press_pages(builder, folder, how, same)
            except press.UnknownPageError:
                how.say(PLAINLY)
                pressed.pop(locale, None)
                folder.forget()
                with empty_place(folder.new) as plain:
                    shell.build_plain(builder, plain)
                    folder.copy(plain)
        site.sweep()
        check(site.new, site.kept)
        ledger.forget()
        if own in settings.locales:
            change_places(site.new, settings.site_dir)
        else:
            for locale in settings.locales:
                change_places(site.new / locale, settings.site_dir / locale)
        if made:
            ledger.write(_record(settings, made, pressed, site.files))


def _record(
    settings: Settings, made: Reports, pressed: Mapping[str, Pressed], files: list[str]
) -> dict[str, Any]:
    return {
        "folder": str(settings.site_dir.resolve()),
        "reports": made.number,
        "locales": list(settings.locales),
        "pressed": {locale: [found.shell, found.searched] for locale, found in pressed.items()},
        "pages": files,
    }


def _known(ledger: Ledger, settings: Settings, as_of: dt.date, made: Reports) -> dict[str, Pressed]:
    """Say how the published site was pressed, by language, if all of it is as it was."""
    last = ledger.read()
    is_ours = (
        bool(made.follows)
        and last.get("reports") == made.follows
        and last.get("folder") == str(settings.site_dir.resolve())
        and last.get("locales") == list(settings.locales)
        and are_intact(settings.site_dir, last.get("pages", ["?"]), epoch(as_of))
    )
    if not is_ours:
        return {}
    return {locale: Pressed(*found) for locale, found in last.get("pressed", {}).items()}


@dataclass(frozen=True, slots=True)
class Pressed:
    """How the pages of a language were pressed."""

    shell: str
    """Digest of the shell that they were filled into."""
    searched: Mapping[str, str]
    """What stands for the entries in the search, by the urls of the pages that have some."""


@dataclass(frozen=True, slots=True)
class Same:
    """What of a published site may be taken over."""

    files: Collection[str] = ()
    """Files of reports/ that are as they were."""
    pressed: Pressed | None = None
    """How the site was pressed; None where nothing is known of it."""


def press_pages(
    builder: shell.Builder,
    folder: Successor,
    how: How,
    same: Same | None = None,
) -> Pressed:
    """Fill the shell with the pages of one language; say how, for next time.

    Raises:
        UnknownPageError: Only MkDocs can make one of the pages.
        BuildError: site-not-built, one problem for each thing MkDocs warned of.
    """
    docs, nav = builder.docs_dir, shell.nav_pages(builder.config_file)
    with shell.open_index(builder, how.searching) as index:
        made = press.open_press(shell.build_shell(builder, press.kinds_of(docs, nav)))
        same = same or Same()
        before = same.pressed
        is_known = before is not None and before.shell == made.shell.digest
        kept = set(same.files) if is_known else set[str]()
        searched = before.searched if before and is_known else {}
        # First: where the theme has the same file, ours wins.
        folder.copy(docs, but=".md", same=kept)
        pages = press.list_pages(docs)
        for page in pages:
            if str(page) in kept:
                key = searched.get(made.url(page))
                # Of a page that was searched the entries are needed, whatever becomes of it.
                if key is None or index.take(made.url(page), key):
                    folder.keep(made.path(page))
        own = [page for page in pages if folder.claim(made.path(page))]
        for done, found in enumerate(Pressing(made, docs, folder).all(own, how.jobs), start=1):
            index.ask(found)
            how.step(min(done * SHARD, len(own)), len(own))
        urls = [made.url(page) for page in pages]
        for path, content in made.beside(urls, index.result(urls)).items():
            folder.write(path, content)
        return Pressed(made.shell.digest, dict(index.keys))
