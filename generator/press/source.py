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
    # First letters apart from the rest: a quarter faster than whole names.
    rb"<(/?+)[dfnostu](?:iv|l|etails|ection|able|igure|orm|av)"
)
"""Elements that hold others, and whose end tags are always written: div, dl, ol, ul, details,
section, table, figure, form, nav."""

_INSIDE = rb"(?!(?:a|span|strong|em|b|i|small|code|s|q|img|input|label|br|button|abbr|time)\b)"
_BLOCK = re.compile(rb"</?%b[a-z]" % _INSIDE)
"""Begins with a tag, and none that Markdown would put into a paragraph."""

# What is looked for begins with fixed signs, which is twice as fast as the methods of bytes.
_CODE = re.compile(rb"<pre")
_HEADINGS = re.compile(rb"\n#([^\n]*)")
_BREAKS = re.compile(rb"\n(?:#([^\n]*)|\n(?!#|</?%b[a-z]))" % _INSIDE)
"""The same, and empty lines that no block of HTML and no heading follows."""

_read_json = json.JSONDecoder().raw_decode
"""Reads a value and says where it ends; half the time of `json.loads`."""


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
    parts = _BREAKS.split(body)
    is_loose = None in parts
    if is_loose:
        parts = _HEADINGS.split(body)
    headings = [_heading(line) for line in parts[1::2]]
    blocks = [block.strip() for block in parts[::2]]
    if (
        b"\r" in content
        or _CODE.search(body)
        or not (_is_complete(meta) and _is_titled(headings) and all(map(_is_html, blocks)))
        or (is_loose and not all(map(_is_held, blocks)))
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
    meta = {}
    for line in head.decode().split("\n"):
        name, _, value = line.partition(": ")
        try:
            meta[name], end = _read_json(value)
        except ValueError:
            return {}
        if end < len(value):
            return {}
    return meta


def _is_complete(meta: Mapping[str, Any]) -> bool:
    """Say whether a front matter holds all that the press uses, and nothing else."""
    title, description, facts = (meta.get(name) for name in ("title", "description", "facts"))
    return (
        bool(title and description and facts)
        and isinstance(facts, list)
        and all(isinstance(text, str) for text in (title, description, *facts))
        and len(meta) == (4 if "search" in meta else 3)
        and meta.get("search") in (None, {"exclude": True}, {"exclude": False})
    )


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
    """Say whether a text begins with a block of HTML, and ends outside of all of them."""
    return not block or (_BLOCK.match(block) is not None and not _depth(block))


def _is_held(block: bytes) -> bool:
    """Say whether a block of HTML holds whatever follows an empty line and is none itself."""
    return all(_depth(block[: found.start()]) > 0 for found in _BREAKS.finditer(block))


def _depth(block: bytes) -> int:
    """Count the elements that are open at the end of a text."""
    tags = _CONTAINERS.findall(block)
    return len(tags) - 2 * tags.count(b"/")
