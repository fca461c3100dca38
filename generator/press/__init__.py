"""Fill the theme's shell with the pages of reports/, thousands a second.

The pages are those that `mkdocs build` makes of the same reports/, but for white space: a test
compares them. Where a page or the theme holds something that the press does not know, it says so,
and MkDocs builds the site itself.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from generator.press.layout import Layout, read_layout
from generator.press.source import Source, UnknownPageError, read_source
from generator.schema.specimen import UNTITLED, Kind, Shell

__all__ = [
    "Press",
    "Source",
    "UnknownPageError",
    "kinds_of",
    "list_pages",
    "open_press",
    "read_page",
    "read_source",
    "read_sources",
]

DEEPEST = 2
"""Folders above a page at most: ``indicators/doctors/lanjiang.md``."""

_INDEX = PurePosixPath("search/search_index.json")
_SCRIPT = PurePosixPath("search/search_index.js")
_SITEMAP = PurePosixPath("sitemap.xml")
_CUT = "\u200b"
"""Stands between the Chinese words of the index."""

_URL_ENTRY = re.compile(r"\s*<url>.*?</url>", re.DOTALL)


def list_pages(docs: Path) -> list[PurePosixPath]:
    """List the pages of one language, in the order in which MkDocs takes them."""
    found = []
    for folder, _, names in os.walk(docs):
        above = PurePosixPath(*Path(folder).relative_to(docs).parts)
        pages = sorted((name != "index.md", name) for name in names if name.endswith(".md"))
        found.append((above, [above / name for _, name in pages]))
    return [page for _, pages in sorted(found) for page in pages]


def read_page(docs: Path, path: PurePosixPath) -> Source:
    """Read one page.

    Raises:
        UnknownPageError: The page is more than headings and HTML, or not UTF-8.
    """
    with open(f"{docs}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - a third of the time
        content = file.read()
    try:
        content.decode()
    except UnicodeDecodeError:
        raise UnknownPageError(str(path)) from None
    return read_source(path, content)


def read_sources(docs: Path) -> Iterator[Source]:
    """Read the pages of one language, in the order in which MkDocs takes them.

    Raises:
        UnknownPageError: A page is more than headings and HTML.
    """
    for path in list_pages(docs):
        yield read_page(docs, path)


def kinds_of(docs: Path, nav: Collection[PurePosixPath]) -> list[Kind]:
    """Say which specimens the pages of one language are filled into.

    Raises:
        UnknownPageError: A page of the navigation is more than headings and HTML, or not there;
            or there is no navigation, and MkDocs puts all pages into one.
    """
    if not nav:
        raise UnknownPageError("nav")
    kinds = [Kind(depth, toc) for depth, toc in product(range(DEEPEST + 1), (True, False))]
    for path in sorted(nav):
        if not (docs / path).is_file():
            raise UnknownPageError(str(path))
        source = read_page(docs, path)
        kinds.append(Kind(len(path.parts) - 1, source.has_toc, path, source.title))
    return kinds


@dataclass(frozen=True, slots=True)
class Press:
    """The shell of one language, ready to be filled, here or in another process."""

    shell: Shell
    layouts: Mapping[Kind, Layout]
    nav: Mapping[PurePosixPath, Kind]
    titles: Mapping[str, str]
    """What the theme's search calls the pages of the navigation, by url."""

    def _layout(self, source: Source) -> Layout:
        kind = self.nav.get(source.path)
        kind = kind or Kind(len(source.path.parts) - 1, source.has_toc)
        if kind not in self.layouts:
            raise UnknownPageError(str(source.path))
        return self.layouts[kind]

    def page(self, source: Source) -> bytes:
        """Make the HTML of a page, in UTF-8.

        Raises:
            UnknownPageError: The page lies too deep.
        """
        return self._layout(source).fill(source)

    def url(self, page: PurePosixPath) -> str:
        """Give the address of a page below the root of its language; that of the home is empty."""
        name = str(page).removesuffix(".md")
        if not self.shell.directory_urls:
            return f"{name}.html"
        return name.removesuffix("index") if page.name == "index.md" else f"{name}/"

    def path(self, page: PurePosixPath) -> str:
        """Give the file of a page below the root of its language; as text, for it is in a hurry."""
        url = self.url(page)
        return f"{url}index.html" if self.shell.directory_urls else url

    @property
    def has_search(self) -> bool:
        """Whether the theme's search makes an index."""
        return _INDEX in self.shell.files

    def for_search(self, source: Source) -> dict[str, str]:
        """Give what the theme's search reads of a page: url, title, content."""
        return {
            "url": self.url(source.path),
            "title": self.titles.get(self.url(source.path)) or escape(source.title, quote=False),
            "content": self._layout(source).content(source).decode(),
        }

    def beside(
        self, urls: Sequence[str], entries: Sequence[Mapping[str, str]]
    ) -> dict[PurePosixPath, bytes]:
        """Give the files of the theme, its search index and site map those of the real pages.

        Args:
            urls: Of all pages, in their order.
            entries: Of the search index, in the order of the pages.
        """
        files = dict(self.shell.files)
        if self.has_search:
            index = {"config": json.loads(files[_INDEX])["config"], "docs": entries}
            text = json.dumps(index, separators=(",", ":"))
            files[_INDEX] = text.encode()
            if _SCRIPT in files:
                files[_SCRIPT] = f"var __index = {text}".encode()
        if _SITEMAP in files:
            files[_SITEMAP] = sitemap = self._sitemap(files[_SITEMAP].decode(), urls).encode()
            packed = _SITEMAP.with_name(f"{_SITEMAP.name}.gz")
            if packed in files:
                files[packed] = gzip.compress(sitemap, mtime=0)
        return files

    def _sitemap(self, text: str, urls: Sequence[str]) -> str:
        """Write an entry for each page as the theme wrote that of the specimen."""
        place = next(
            kind.place for kind in self.shell.specimens if not kind.path and not kind.depth
        )
        mark = place.stem
        own = next((entry[0] for entry in _URL_ENTRY.finditer(text) if mark in entry[0]), "")
        if not own:
            return text
        name = f"{mark}/" if self.shell.directory_urls else f"{mark}.html"
        entries = [own.replace(name, escape(quote(url))) for url in urls]
        first, last = text.index("<url>"), text.rindex("</url>") + len("</url>")
        return text[: first - (len(own) - len(own.lstrip()))] + "".join(entries) + text[last:]


def open_press(shell: Shell) -> Press:
    """Cut all specimens at their marks.

    Raises:
        UnknownPageError: The theme uses pages in a way that is not known here.
    """
    layouts = {kind: read_layout(html) for kind, html in shell.specimens.items()}
    index = json.loads(shell.files.get(_INDEX, b'{"docs": []}'))
    titles = {
        entry["location"].removesuffix(f"#{UNTITLED}"): entry["title"].replace(_CUT, "")
        for entry in index["docs"]
        if entry["location"].endswith(f"#{UNTITLED}")
    }
    return Press(shell, layouts, {kind.path: kind for kind in layouts if kind.path}, titles)
