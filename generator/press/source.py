"""Read the pages of reports/: their front matter, their headings, and the HTML between these."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

_HEADING = re.compile(r"(#{0,5}) (.+) \{: #([\w-]+) \}")
"""The line of a heading, without its first ``#``."""

_MARKUP = re.compile(r"[*_`\[\]<>!\\~^=]|&(?!#\d+;|amp;)")
_CONTAINERS = re.compile(
    rb"<(/?+)(?:[uo]l|d(?:iv|etails|l)|section|table|f(?:igure|orm)|nav)"  # half the time of names
)
"""Elements that hold others, and whose end tags are always written."""

_BLOCK = re.compile(
    rb"</?(?!(?:a|span|strong|em|b|i|small|code|s|q|img|input|label|br|button|abbr|time)\b)[a-z]"
)
"""Begins with a tag, and none that Markdown would put into a paragraph."""


class UnknownPageError(Exception):
    """A page, or what the theme does with one, is more than the press knows; MkDocs can do it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page."""

    level: int
    text: bytes
    """As HTML."""
    anchor: bytes
    plain: bytes
    """The text as a reader sees it, escaped as MkDocs escapes it in a table of contents."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it stands in reports/; all bytes are UTF-8."""

    path: PurePosixPath
    """Below the pages of its language, such as ``units/u1.md``."""
    title: str
    description: str
    facts: tuple[str, ...]
    in_search: bool
    headings: tuple[Heading, ...]
    blocks: tuple[bytes, ...]
    """HTML before the first heading, and after each."""

    @property
    def has_toc(self) -> bool:
        """Whether a table of contents lists anything of it."""
        return any(1 < heading.level <= 3 for heading in self.headings)


def read_source(path: PurePosixPath, content: bytes) -> Source:
    """Take a page apart; ``content`` is UTF-8.

    Raises:
        UnknownPageError: It holds Markdown other than headings with an id, a block of code, or a
            front matter without title, description and facts.
    """
    head, _, body = content.removeprefix(b"---\n").partition(b"\n---")
    meta = _front_matter(head)
    # A page begins with an empty line, so that each of its headings follows the end of a line.
    first, *others = body.split(b"\n#")
    lines = [part.partition(b"\n") for part in others]
    headings = [_heading(line) for line, _, _ in lines]
    blocks = [first.strip(), *(block.strip() for _, _, block in lines)]
    if (
        b"\r" in content
        or b"<pre" in body
        or not (_is_complete(meta) and _is_titled(headings) and all(map(_is_html, blocks)))
    ):
        raise UnknownPageError(str(path))
    return Source(
        path=path,
        title=html.unescape(meta["title"]),
        description=html.unescape(meta["description"]),
        facts=tuple(meta["facts"]),
        in_search=not (meta.get("search") or {}).get("exclude"),
        headings=tuple(heading for heading in headings if heading),
        blocks=tuple(blocks),
    )


def _front_matter(head: bytes) -> dict[str, Any]:
    """Read lines of a key and its value as JSON; empty where there is anything else."""
    try:
        pairs = (line.split(": ", 1) for line in head.decode().split("\n"))
        return {name: json.loads(value) for name, value in pairs}
    except ValueError:
        return {}


def _is_complete(meta: Mapping[str, Any]) -> bool:
    if meta.keys() - {"title", "description", "facts", "search"}:
        return False
    return all(meta.get(name) for name in ("title", "description", "facts"))


@lru_cache(maxsize=1024)
def _heading(line: bytes) -> Heading | None:
    """Read the line of a heading; none where it has no id, or holds Markdown of its own.

    Most pages have the same headings but for their titles, so they are remembered.
    """
    found = _HEADING.fullmatch(line.decode())
    if not found or _MARKUP.search(found[2]):
        return None
    text, anchor = found[2], found[3]
    plain = html.escape(html.unescape(text))
    return Heading(len(found[1]) + 1, text.encode(), anchor.encode(), plain.encode())


def _is_titled(headings: Sequence[Heading | None]) -> bool:
    """Say whether all headings are known, and the first and no other is a title."""
    levels = [heading.level if heading else 0 for heading in headings]
    return levels[:1] == [1] and levels.count(1) == 1 and 0 not in levels


def _is_html(block: bytes) -> bool:
    """Say whether Markdown leaves a text as it is: blocks of HTML and nothing between them."""
    if _depth(block):
        return False
    if all(map(_BLOCK.match, block.split(b"\n\n"))):
        return True
    place = 0
    while place < len(block):
        if not _BLOCK.match(block, place) and _depth(block[:place]) == 0:
            return False
        place = block.find(b"\n\n", place)
        place = len(block) if place < 0 else place + 2
    return True


def _depth(block: bytes) -> int:
    """Count the elements that are open at the end of a text."""
    tags = _CONTAINERS.findall(block)
    return len(tags) - 2 * tags.count(b"/")
