"""From finished reports/ to the published site: shell, press, and the change of places."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable

from generator import press, shell
from generator.folders import Successor, set_times, successor, take_place
from generator.locales import mark
from generator.press.shards import Pressing
from generator.settings import Settings

PLAINLY = mark("Leaving all pages to MkDocs, which takes longer")

Say = Callable[[str], None]


def build_site(settings: Settings, as_of: dt.date, say: Say = lambda phase: None) -> None:
    """Build one edition in its languages, and put it in the place of the published one.

    The default language, which mkdocs.yml itself speaks, stands at the root of the site, another
    in a folder of its name; without the default language, only the folders of these others are
    replaced.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of.
    """
    own = settings.default_locale
    with successor(settings.site_dir) as site:
        for locale in sorted(settings.locales, key=lambda locale: locale != own):
            builder = shell.Builder(
                config_file=settings.config_file,
                docs_dir=settings.reports_dir / locale,
                locale="" if locale == own else locale,
                site_url=settings.site_url,
                as_of=as_of,
                cache_dir=settings.cache_dir,
            )
            folder = site if locale == own else site.below(locale)
            try:
                press_pages(builder, folder)
            except press.UnknownPageError:
                say(PLAINLY)
                shutil.rmtree(folder.new, ignore_errors=True)
                shell.build_plain(builder, folder.new)
        set_times(site.new, as_of)
        if own in settings.locales:
            take_place(site.new, settings.site_dir)
        else:
            for locale in settings.locales:
                take_place(site.new / locale, settings.site_dir / locale)


def press_pages(builder: shell.Builder, folder: Successor, jobs: int = 1) -> None:
    """Fill the shell with the pages of one language, in that many processes.

    Raises:
        UnknownPageError: Only MkDocs can make one of the pages.
        BuildError: site-not-built, one problem for each thing MkDocs warned of.
    """
    docs, nav = builder.docs_dir, shell.nav_pages(builder.config_file)
    with shell.open_index(builder) as index:
        made = press.open_press(shell.build_shell(builder, press.kinds_of(docs, nav)))
        folder.copy(docs, but=".md")  # first: where the theme has the same file, ours wins
        pages = press.list_pages(docs)
        own = [page for page in pages if folder.claim(made.path(page))]
        for found in Pressing(made, docs, folder).all(own, jobs):
            index.ask(found)
        urls = [made.url(page) for page in pages]
        for path, content in made.beside(urls, index.result()).items():
            folder.write(path, content)
