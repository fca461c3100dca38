"""Every address in the built site leads somewhere inside it."""

import posixpath
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADDRESSES = {"href", "src", "srcset", "action", "data", "poster"}


class Addresses(HTMLParser):
    """Collect what a page points to, and what can be pointed to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.twice: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read the attributes of one element."""
        for name, value in attrs:
            if name in ADDRESSES and value is not None:
                self.links.add(value)
            if name == "id" and value is not None:
                if value in self.anchors:
                    self.twice.append(value)
                self.anchors.add(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Addresses]:
    """Read every page but the one for addresses that do not exist: it has no place of its own."""
    read = {}
    for path in sorted(site.rglob("*.html")):
        if path.name != "404.html":
            read[path.relative_to(site).as_posix()] = parser = Addresses()
            parser.feed(path.read_text(encoding="utf-8"))
    return read


def test_there_is_something_to_check(pages: dict[str, Addresses]) -> None:
    """Both languages are there, with a page for each of many units."""
    assert "index.html" in pages
    assert "en/index.html" in pages
    assert len([path for path in pages if path.startswith("units/")]) >= 45


def test_no_page_names_an_address_outside(pages: dict[str, Addresses]) -> None:
    """Nothing is loaded from, and nothing leads to, anywhere else."""
    found = {
        path: [link for link in parser.links if urlsplit(link).scheme or link.startswith("//")]
        for path, parser in pages.items()
    }

    assert {path: links for path, links in found.items() if links} == {}


def test_every_link_leads_to_a_file_and_its_anchor(pages: dict[str, Addresses], site: Path) -> None:
    """Each target exists; where it names an anchor, the page has it."""
    broken = defaultdict(set)
    for path, parser in pages.items():
        for link in parser.links:
            parts = urlsplit(link)
            joined = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(parts.path))
            )
            target = joined if parts.path else path
            anchor = unquote(parts.fragment)
            known = pages[target].anchors if target in pages else {anchor}
            if not (site / target).is_file() or (anchor and anchor not in known):
                broken[link].add(path)

    assert {link: sorted(paths)[:2] for link, paths in broken.items()} == {}


def test_no_id_stands_twice_on_a_page(pages: dict[str, Addresses]) -> None:
    """An anchor that stands twice leads to the wrong one of two."""
    assert {path: parser.twice for path, parser in pages.items() if parser.twice} == {}


def test_links_do_not_leave_the_language(pages: dict[str, Addresses]) -> None:
    """The only way from one language to the other is the switch, which leads to the same page."""
    for path, parser in pages.items():
        if path.startswith("en/"):
            folder = posixpath.dirname(path)
            reached = {posixpath.normpath(posixpath.join(folder, link)) for link in parser.links}
            out = {target for target in reached if not target.startswith("en/")}
            assert {target.split("#")[0] for target in out} <= {path.removeprefix("en/"), "en"}
