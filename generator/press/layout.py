"""The HTML of a specimen, cut at its marks, to be filled with the pages it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape

from generator.press.source import Heading, Source, UnknownPageError
from generator.schema import specimen
from generator.schema.specimen import BODY, DESCRIPTION, FACTS, FOLDER, HEADINGS, HIDDEN, TITLE

Filler = Callable[[Source], bytes]
"""Makes what stands in a slot of a layout; another process can be sent one."""

Shape = tuple[bytes, ...]
"""HTML around the text and the anchor of a heading, which stand in it as marks."""

_TEXT, _ANCHOR = b"XsmarkHead", b"XsmarkId"
_TOP, *_DEEP, _FIRST, _PARENT, _CHILD, _SECOND, _LAST = HEADINGS
_NAME = rf"(?:{FOLDER}[A-Z]/)*{specimen.NAME}(?:Short)?"
_SLOT = re.compile(
    rf"(?P<facts>{FACTS[0]}(?P<between>(?:(?!Xsmark).){{1,200}}){FACTS[1]})|(?P<fact>{FACTS[0]})"
    rf"|(?P<title>{TITLE})|(?P<description>{DESCRIPTION})|(?P<top>{_TOP[2]})|(?P<place>{_NAME})",
    re.DOTALL,
)
_HIDDEN = re.compile(rb'data-search-\w+="[^"]+"')
"""What the theme's search takes out of a page with a space before it, if there is one:
`SearchPlugin.on_page_context`. Found twenty times as fast without the space."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands around and between the varying parts of pages of one kind."""

    parts: tuple[bytes, ...]
    """The page; what varies is empty."""
    slots: tuple[tuple[Filler, tuple[int, ...]], ...]
    """What makes a varying part, and at which places of ``parts`` it stands."""
    body: int
    """The place of the text of the page."""
    shapes: Mapping[int, Shape]
    """How the headings of each level are written."""
    takes_out: bool
    """Whether the theme's search takes its marks out of the pages."""

    def fill(self, source: Source) -> bytes:
        """Make the page, in UTF-8."""
        parts = list(self.parts)
        for filler, places in self.slots:
            text = filler(source)
            for place in places:
                parts[place] = text
        body = self.content(source)
        parts[self.body] = _without_marks(body) if self.takes_out else body
        return b"".join(parts)

    def content(self, source: Source) -> bytes:
        """Make the text of the page, as Markdown leaves it."""
        lines = [source.blocks[0]]
        for heading, block in zip(source.headings, source.blocks[1:], strict=True):
            shape = self.shapes[heading.level]
            lines += [_written(shape, heading.text, heading.anchor), block]
        return b"\n".join([line for line in lines if line])


def _without_marks(body: bytes) -> bytes:
    """Take out what the theme's search takes out."""
    *before, last = _HIDDEN.split(body)
    return b"".join([*(part[:-1] if part[-1:].isspace() else part for part in before), last])


def read_layout(html: str) -> Layout:
    """Cut a specimen into what stays and what varies.

    Raises:
        UnknownPageError: The theme uses a part of the page in a way that is not known here.
    """
    before, begun, rest = html.partition(f"<div>{BODY[0]}</div>")
    body, ended, after = rest.partition(f"<div>{BODY[1]}</div>")
    if not begun or not ended:
        raise UnknownPageError("the theme shows no text of a page")
    first, second = list(_cut(before)), list(_cut(after))
    parts: list[bytes] = []
    slots: dict[Filler, list[int]] = {}
    for place, part in enumerate([*first, "", *second]):
        if not isinstance(part, str):
            slots.setdefault(part, []).append(place)
            part = ""
        elif (found := part.find("Xsmark")) >= 0:
            raise UnknownPageError(part[max(0, found - 40) : found + 40])
        parts.append(part.encode())
    return Layout(
        parts=tuple(parts),
        slots=tuple((filler, tuple(places)) for filler, places in slots.items()),
        body=len(first),
        shapes=_shapes(body),
        takes_out=HIDDEN not in body,
    )


def _shapes(body: str) -> dict[int, Shape]:
    """Learn how headings are written."""
    shapes: dict[int, Shape] = {}
    for level, text, anchor in HEADINGS:
        found = re.search(rf"<h{level}\b(?:(?!<h\d).)*?{text}.*?</h{level}>", body, re.DOTALL)
        if found:
            shapes[level] = _shape(found[0], text, anchor)
    return shapes


def _cut(html: str) -> Iterator[str | Filler]:
    """Cut what stands before or after the text of the page."""
    while listed := [anchor for _, _, anchor in (_DEEP[0], _FIRST) if f"#{anchor}" in html]:
        start = _entry(html, listed[0])
        length, contents = _contents(html[start:])
        yield from _slots(html[:start])
        yield contents
        html = html[start + length :]
    yield from _slots(html)


def _slots(html: str) -> Iterator[str | Filler]:
    end = 0
    for match in _SLOT.finditer(html):
        yield html[end : match.start()]
        name = match.lastgroup or ""
        yield partial(_facts, between=match["between"]) if name == "facts" else _FILLERS[name]
        end = match.end()
    yield html[end:]


def _facts(source: Source, between: str) -> bytes:
    return between.encode().join(map(_escaped, source.facts))


def _fact(source: Source) -> bytes:
    return _escaped(source.facts[0])


@lru_cache(maxsize=1024)
def _escaped(fact: str) -> bytes:
    """Write a fact; all pages of a site have the same few."""
    return escape(fact).encode()


def _title(source: Source) -> bytes:
    return escape(source.title).encode()


def _description(source: Source) -> bytes:
    return escape(source.description).encode()


def _top(source: Source) -> bytes:
    return source.headings[0].anchor


def _place(source: Source) -> bytes:
    return source.path.as_posix().removesuffix(".md").encode()


_FILLERS: Mapping[str, Filler] = {
    "fact": _fact,
    "title": _title,
    "description": _description,
    "top": _top,
    "place": _place,
}
"""What fills each slot, by its group in `_SLOT`."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """How a table of contents writes an entry without entries of its own, and one with."""

    leaf: Shape
    opening: Shape
    closing: bytes
    deepest: int
    """Level of the headings that it lists at most."""

    def __call__(self, source: Source) -> bytes:
        return _entries(self, tuple(h for h in source.headings if 1 < h.level <= self.deepest))


@lru_cache(maxsize=1024)
def _entries(contents: _Contents, headings: tuple[Heading, ...]) -> bytes:
    """Write entries; those of deeper levels that follow one stand inside it.

    Most pages of a kind have the same headings below their titles, so they are remembered.
    """
    written: list[bytes] = []
    open_levels: list[int] = []
    for heading, follows in zip(headings, [*headings[1:], None], strict=True):
        while open_levels and open_levels[-1] >= heading.level:
            open_levels.pop()
            written.append(contents.closing)
        has_own = follows is not None and follows.level > heading.level
        shape = contents.opening if has_own else contents.leaf
        written.append(_written(shape, heading.plain, heading.anchor))
        if has_own:
            open_levels.append(heading.level)
    return b"".join([*written, *(contents.closing for _ in open_levels)])


def _contents(html: str) -> tuple[int, _Contents]:
    """Learn a table of contents that begins here; give its length too."""
    listed = (_FIRST, _PARENT, _CHILD, _SECOND, _LAST)
    first, parent, child, second, last = (_entry(html, anchor) for _, _, anchor in listed)
    if not 0 <= first < parent < last:
        raise UnknownPageError(html[:80])
    leaf = _shape(html[first:parent], *_FIRST[1:])
    end = last + len(html[first:parent].rstrip())
    if child < 0:
        return end, _Contents(leaf, leaf, b"", 2)
    own = _shape(html[child:second], *_CHILD[1:])
    if [part.split() for part in own] != [part.split() for part in leaf]:
        raise UnknownPageError(html[child:second])
    opening = _shape(html[parent:child], *_PARENT[1:])
    closing = html[second + len(html[child:second].rstrip()) : last]
    deep = [level for level, _, anchor in _DEEP if f"#{anchor}" in html[:end]]
    return end, _Contents(leaf, opening, closing.encode(), max([3, *deep]))


def _entry(html: str, anchor: str) -> int:
    """Find where the entry of a heading begins; -1 where it has none."""
    found = html.find(f"#{anchor}")
    return html.rfind("<li", 0, found) if found >= 0 else -1


def _shape(html: str, text: str, anchor: str) -> Shape:
    names = {text: _TEXT, anchor: _ANCHOR}
    parts = re.split(f"({text}|{anchor})", html)
    return tuple(names.get(part) or part.encode() for part in parts)


@lru_cache(maxsize=4096)
def _written(shape: Shape, text: bytes, anchor: bytes) -> bytes:
    words = {_TEXT: text, _ANCHOR: anchor}
    return b"".join([words.get(part, part) for part in shape])
