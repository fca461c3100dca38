"""Compare two sites: pages as a browser would read them, all other files as they are."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from generator import shell
from generator.settings import Settings

IGNORED = (
    "white space between elements, and how much of it there is in texts",
    "how a character is written: as itself or as an entity, an attribute in either quotation mark",
    "the order of the attributes of an element",
    "the moment that a compressed file names",
    "how an address is written from the page: only where it leads counts",
)
"""What may differ between a pressed page and MkDocs' own."""


class Reader(HTMLParser):
    """Reads a page into a list of what a browser meets: tags with attributes, and texts."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.met: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an opening tag."""
        told = sorted(
            (name, urljoin(self.page, text) if name in ("href", "src") and text else _plain(text))
            for name, text in attrs
        )
        self.met.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        """Note a closing tag."""
        self.met.append(f"/{tag}")

    def handle_decl(self, decl: str) -> None:
        """Note the kind of document."""
        self.met.append(f"!{decl}")

    def handle_data(self, data: str) -> None:
        """Note a text; joined with one before."""
        text = " ".join(data.split())
        if not text:
            return
        if self.met and isinstance(self.met[-1], str) and self.met[-1].startswith("="):
            self.met[-1] += f" {text}"
        else:
            self.met.append(f"={text}")


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def events(site: Path, name: str) -> list[Any]:
    """Read a page of a site."""
    reader = Reader(f"/{name}")
    reader.feed((site / name).read_text(encoding="utf-8"))
    reader.close()
    return reader.met


def content(path: Path) -> Any:
    """Read any other file so that what is ignored does not count."""
    if path.name == "search_index.js":
        return json.loads(path.read_text(encoding="utf-8").removeprefix("var __index = "))
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".gz":
        return re.sub(rb"\s+", b" ", gzip.decompress(path.read_bytes()))
    return path.read_bytes()


def differences_from_mkdocs(settings: Settings, as_of: dt.date, out: Path) -> list[str]:
    """Let MkDocs build a site whose reports and published pages are there; name the differences."""
    for locale in settings.locales:
        own = locale == settings.default_locale
        builder = shell.Builder(
            config_file=settings.config_file,
            docs_dir=settings.reports_dir / locale,
            locale="" if own else locale,
            site_url=settings.site_url,
            as_of=as_of,
            cache_dir=out / "cache",
            program=settings.builder,
        )
        shell.build_plain(builder, out / "plain" / ("" if own else locale))
    return differences(settings.site_dir, out / "plain")


def differences(pressed: Path, plain: Path) -> list[str]:
    """Name what differs between two sites, a line each with the first difference of a file."""
    ours, theirs = (
        {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
        for site in (pressed, plain)
    )
    found = [f"only pressed: {name}" for name in sorted(ours - theirs)]
    found += [f"only plain: {name}" for name in sorted(theirs - ours)]
    for name in sorted(ours & theirs):
        if name.endswith(".html") and _tight(pressed / name) == _tight(plain / name):
            continue  # nothing to look at more closely, which takes ten times as long
        one, other = _read(pressed, name), _read(plain, name)
        if one != other:
            found.append(f"{name}: {_first(one, other)}")
    return found


def _tight(page: Path) -> str:
    """Give a page without white space between its elements."""
    text = " ".join(page.read_text(encoding="utf-8").split())
    return re.sub(" ?([<>]) ?", r"\1", text)


def _read(site: Path, name: str) -> Any:
    return events(site, name) if name.endswith(".html") else content(site / name)


def _first(one: Any, other: Any) -> str:
    if not isinstance(one, list) or not isinstance(other, list):
        return f"{str(one)[:200]} ≠ {str(other)[:200]}"
    pairs = zip(one, other, strict=False)
    place = next(
        (n for n, pair in enumerate(pairs) if pair[0] != pair[1]), min(len(one), len(other))
    )
    return f"{one[place : place + 3]} ≠ {other[place : place + 3]}"
