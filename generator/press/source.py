"""Read the pages of reports/: their front matter, their headings, and the HTML between these."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

_HEADING = re.compile(r"\n(#{1,6}) (.+) \{: #([\w-]+) \}(?=\n|\Z)")
"""Has a line of its own; a page begins with an empty one, after its front matter."""

_MARKUP = re.compile(r"[*_`\[\]<>!\\~^=]|&(?!#\d+;|amp;)")
_CONTAINERS = [
    (f"<{name}", f"</{name}")
    for name in ("div", "section", "table", "details", "figure", "nav", "ul", "ol", "dl", "form")
]
"""Elements that hold others, and whose end tags are always written."""

_BLOCK = re.compile(
    r"</?(?!(?:a|span|strong|em|b|i|small|code|s|q|img|input|label|br|button|abbr|time)\b)[a-z]"
)
"""Begins with a tag, and none that Markdown would put into a paragraph."""


class UnknownPageError(Exception):
    """A page, or what the theme does with one, is more than the press knows; MkDocs can do it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page."""

    level: int
    text: str
    """As HTML."""
    anchor: str

    @property
    def plain(self) -> str:
        """The text as a reader sees it."""
        return html.unescape(self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it stands in reports/."""

    path: PurePosixPath
    """Below the pages of its language, such as ``units/u1.md``."""
    title: str
    description: str
    facts: tuple[str, ...]
    in_search: bool
    headings: tuple[Heading, ...]
    blocks: tuple[str, ...]
    """HTML before the first heading, and after each."""

    @property
    def has_toc(self) -> bool:
        """Whether a table of contents lists anything of it."""
        return any(1 < heading.level <= 3 for heading in self.headings)


def read_source(path: PurePosixPath, text: str) -> Source:
    """Take a page apart.

    Raises:
        UnknownPageError: It holds Markdown other than headings with an id, a block of code, or a
            front matter without title, description and facts.
    """
    head, _, body = text.removeprefix("---\n").partition("\n---")
    meta = _front_matter(head)
    headings, blocks, end = [], [], 0
    for match in _HEADING.finditer(body):
        blocks.append(body[end : match.start()].strip())
        headings.append(Heading(len(match[1]), match[2], match[3]))
        end = match.end()
    blocks.append(body[end:].strip())
    if not (_is_complete(meta) and _is_titled(headings) and all(map(_is_html, blocks))):
        raise UnknownPageError(str(path))
    return Source(
        path=path,
        title=html.unescape(meta["title"]),
        description=html.unescape(meta["description"]),
        facts=tuple(meta["facts"]),
        in_search=not (meta.get("search") or {}).get("exclude"),
        headings=tuple(headings),
        blocks=tuple(blocks),
    )


def _front_matter(head: str) -> dict[str, Any]:
    """Read lines of a key and its value as JSON; empty where there is anything else."""
    try:
        pairs = (line.split(": ", 1) for line in head.split("\n"))
        return {name: json.loads(value) for name, value in pairs}
    except ValueError:
        return {}


def _is_complete(meta: Mapping[str, Any]) -> bool:
    if meta.keys() - {"title", "description", "facts", "search"}:
        return False
    return all(meta.get(name) for name in ("title", "description", "facts"))


def _is_titled(headings: Sequence[Heading]) -> bool:
    """Say whether one title comes first, and no heading holds Markdown of its own."""
    levels = [heading.level for heading in headings]
    plain = not any(_MARKUP.search(heading.text) for heading in headings)
    return levels[:1] == [1] and levels.count(1) == 1 and plain


def _is_html(block: str) -> bool:
    """Say whether Markdown leaves a text as it is: blocks of HTML and nothing between them."""
    if "<pre" in block or "\n#" in block:
        return False
    place = 0
    while place < len(block):
        if not _BLOCK.match(block, place) and _depth(block[:place]) == 0:
            return False
        place = block.find("\n\n", place)
        place = len(block) if place < 0 else place + 2
    return _depth(block) == 0


def _depth(html: str) -> int:
    """Count the elements that are open at the end of a text."""
    count = html.count
    return sum([count(begin) - count(end) for begin, end in _CONTAINERS])
