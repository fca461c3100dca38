"""From finished reports/ to the published site: shell, press, and the change of places."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from generator import press, shell
from generator.folders import Successor, epoch, files_in, set_times, successor, take_place
from generator.locales import mark
from generator.pipeline.how import How
from generator.pipeline.ledger import Ledger, are_intact
from generator.pipeline.reports import Reports
from generator.press.shards import SHARD, Pressing
from generator.settings import Settings

PLAINLY = mark("Leaving all pages to MkDocs, which takes longer")


def build_site(
    settings: Settings, as_of: dt.date, how: How | None = None, made: Reports | None = None
) -> None:
    """Build one edition in its languages, and put it in the place of the published one.

    With ``made``, what was just written to reports/, only pages are pressed that are others than
    those of the published site.

    The default language, which mkdocs.yml itself speaks, stands at the root of the site, another
    in a folder of its name; without the default language, only the folders of these others are
    replaced.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
    """
    how = how or How()
    own = settings.default_locale
    ledger = Ledger(settings.cache_dir, f"site-{settings.edition}")
    last = _known(ledger, settings, as_of, made) if made and not how.full else {}
    pressed: dict[str, str] = {}
    with successor(settings.site_dir) as site:
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
                same = Same(last.get(locale, ""), *_same(made, locale)) if made else Same()
                pressed[locale] = press_pages(builder, folder, how, same)
            except press.UnknownPageError:
                how.say(PLAINLY)
                shutil.rmtree(folder.new, ignore_errors=True)
                shell.build_plain(builder, folder.new)
        set_times(site.new, as_of)
        ledger.forget()
        if own in settings.locales:
            take_place(site.new, settings.site_dir)
        else:
            for locale in settings.locales:
                take_place(site.new / locale, settings.site_dir / locale)
        if made:
            ledger.write(_record(settings, made, pressed))


def _record(settings: Settings, made: Reports, pressed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "folder": str(settings.site_dir.resolve()),
        "reports": made.number,
        "locales": list(settings.locales),
        "shells": dict(pressed),
        "pages": [str(path) for path in files_in(settings.site_dir)],
    }


def _known(ledger: Ledger, settings: Settings, as_of: dt.date, made: Reports) -> dict[str, str]:
    """Give the shells that the published site was made with, if the rest of it is as it was."""
    last = ledger.read()
    is_ours = (
        bool(made.follows)
        and last.get("reports") == made.follows
        and last.get("folder") == str(settings.site_dir.resolve())
        and last.get("locales") == list(settings.locales)
        and are_intact(settings.site_dir, last.get("pages", ["?"]), epoch(as_of))
    )
    return dict(last["shells"]) if is_ours else {}


def _same(made: Reports, locale: str) -> tuple[set[str], set[str]]:
    """Give the files of reports/ that are those of last time, and the pages searched in."""
    searched = {
        path for shard in made.shards.values() for path in shard["searched"].get(locale, ())
    }
    searched |= set(made.groups[locale]["pages"]["files"])
    return made.same[locale], searched


@dataclass(frozen=True, slots=True)
class Same:
    """What of a published site may be taken over."""

    shell: str = ""
    """Digest of the shell that it was pressed into."""
    files: Collection[str] = ()
    """Files of reports/ that are as they were."""
    searched: Collection[str] = ()
    """Pages whose text is needed for the search, whatever they were."""


def press_pages(
    builder: shell.Builder,
    folder: Successor,
    how: How,
    same: Same | None = None,
) -> str:
    """Fill the shell with the pages of one language; give its digest.

    Raises:
        UnknownPageError: Only MkDocs can make one of the pages.
        BuildError: site-not-built, one problem for each thing MkDocs warned of.
    """
    docs, nav = builder.docs_dir, shell.nav_pages(builder.config_file)
    with shell.open_index(builder, how.searching) as index:
        made = press.open_press(shell.build_shell(builder, press.kinds_of(docs, nav)))
        same = same if same and same.shell == made.shell.digest else Same()
        kept = set(same.files)
        # First: where the theme has the same file, ours wins.
        folder.copy(docs, but=".md", same=kept)
        pages = press.list_pages(docs)
        for page in pages:
            if str(page) in kept and str(page) not in same.searched:
                folder.keep(made.path(page))
        own = [page for page in pages if folder.claim(made.path(page))]
        for done, found in enumerate(Pressing(made, docs, folder).all(own, how.jobs), start=1):
            index.ask(found)
            how.step(min(done * SHARD, len(own)), len(own))
        urls = [made.url(page) for page in pages]
        for path, content in made.beside(urls, index.result()).items():
            folder.write(path, content)
        return made.shell.digest
