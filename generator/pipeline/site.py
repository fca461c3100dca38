"""From finished reports/ to the published site: shell, press, and the change of places."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable

from generator import press, shell
from generator.folders import Successor, set_times, successor, take_place
from generator.locales import mark
from generator.settings import Settings

PLAINLY = mark("Leaving all pages to MkDocs, which takes longer")

Say = Callable[[str], None]


def build_site(settings: Settings, as_of: dt.date, say: Say = lambda phase: None) -> None:
    """Build one edition in its languages, and put it in the place of the published one.

    The default language, which mkdocs.yml itself speaks, stands at the root of the site, another
    in a folder of its name; without the default language, only the folders of these others are
    replaced.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
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
                program=settings.builder,
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


def press_pages(builder: shell.Builder, folder: Successor) -> None:
    """Fill the shell with the pages of one language."""
    nav = shell.nav_pages(builder.config_file)
    made = press.open_press(shell.build_shell(builder, press.kinds_of(builder.docs_dir, nav)))
    folder.copy(builder.docs_dir, but=".md")  # first: where the theme has the same file, ours wins
    urls, found = [], []
    for source in press.read_sources(builder.docs_dir):
        folder.write(made.path(source), made.page(source))
        urls.append(made.url(source))
        if source.in_search and made.has_search:
            found.append(made.for_search(source))
    for path, content in made.beside(urls, shell.index_pages(builder, found)).items():
        folder.write(path, content)
