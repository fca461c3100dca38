"""The HTML of a specimen, cut at its marks, to be filled with the pages it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from generator.press.source import Heading, Source, UnknownPageError
from generator.schema import specimen
from generator.schema.specimen import BODY, DESCRIPTION, FACTS, FOLDER, HEADINGS, HIDDEN, TITLE

Filler = Callable[[Source], str]
Shape = tuple[str, ...]
"""HTML around the text and the anchor of a heading, which stand in it as marks."""

_TEXT, _ANCHOR = "XsmarkHead", "XsmarkId"
_TOP, *_DEEP, _FIRST, _PARENT, _CHILD, _SECOND, _LAST = HEADINGS
_NAME = rf"(?:{FOLDER}[A-Z]/)*{specimen.NAME}(?:Short)?"
_SLOT = re.compile(
    rf"(?P<facts>{FACTS[0]}(?P<between>(?:(?!Xsmark).){{1,200}}){FACTS[1]})|(?P<fact>{FACTS[0]})"
    rf"|(?P<title>{TITLE})|(?P<description>{DESCRIPTION})|(?P<top>{_TOP[2]})|(?P<place>{_NAME})",
    re.DOTALL,
)
_HIDDEN = re.compile(r'\s?data-search-\w+="[^"]+"')
"""What the theme's search takes out of a page, `SearchPlugin.on_page_context`."""

_USUAL = ' data-search-exclude="1"'
"""The same as our templates write it; twenty times as fast to find."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands around and between the varying parts of pages of one kind."""

    before: tuple[str | Filler, ...]
    shapes: Mapping[int, Shape]
    """How the headings of each level are written."""
    takes_out: bool
    """Whether the theme's search takes its marks out of the pages."""
    after: tuple[str | Filler, ...]

    def fill(self, source: Source) -> str:
        """Make the page."""
        body = self.content(source)
        if self.takes_out:
            body = body.replace(_USUAL, "")
            body = _HIDDEN.sub("", body) if "data-search-" in body else body
        parts = [
            *(part if isinstance(part, str) else part(source) for part in self.before),
            body,
            *(part if isinstance(part, str) else part(source) for part in self.after),
        ]
        return "".join(parts)

    def content(self, source: Source) -> str:
        """Make the text of the page, as Markdown leaves it."""
        lines = [source.blocks[0]]
        for heading, block in zip(source.headings, source.blocks[1:], strict=True):
            shape = self.shapes[heading.level]
            lines += [_written(shape, heading.text, heading.anchor), block]
        return "\n".join([line for line in lines if line])


def read_layout(html: str) -> Layout:
    """Cut a specimen into what stays and what varies.

    Raises:
        UnknownPageError: The theme uses a part of the page in a way that is not known here.
    """
    before, begun, rest = html.partition(f"<div>{BODY[0]}</div>")
    body, ended, after = rest.partition(f"<div>{BODY[1]}</div>")
    if not begun or not ended:
        raise UnknownPageError("the theme shows no text of a page")
    layout = Layout(tuple(_cut(before)), _shapes(body), HIDDEN not in body, tuple(_cut(after)))
    for part in (*layout.before, *layout.after):
        if isinstance(part, str) and (found := part.find("Xsmark")) >= 0:
            raise UnknownPageError(part[max(0, found - 40) : found + 40])
    return layout


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
        yield _FILLERS[match.lastgroup](match) if match.lastgroup else ""
        end = match.end()
    yield html[end:]


def _facts(match: re.Match[str]) -> Filler:
    between = match["between"]
    return lambda source: between.join([escape(fact) for fact in source.facts])


_FILLERS: Mapping[str, Callable[[re.Match[str]], Filler]] = {
    "facts": _facts,
    "fact": lambda _: lambda source: escape(source.facts[0]),
    "title": lambda _: lambda source: escape(source.title),
    "description": lambda _: lambda source: escape(source.description),
    "top": lambda _: lambda source: source.headings[0].anchor,
    "place": lambda _: lambda source: source.path.with_suffix("").as_posix(),
}
"""How each slot is filled, by its group in `_SLOT`."""


@dataclass(frozen=True, slots=True)
class _Contents:
    """How a table of contents writes an entry without entries of its own, and one with."""

    leaf: Shape
    opening: Shape
    closing: str
    deepest: int
    """Level of the headings that it lists at most."""

    def __call__(self, source: Source) -> str:
        listed = [heading for heading in source.headings if 1 < heading.level <= self.deepest]
        return "".join(self._entries(listed))

    def _entries(self, headings: Sequence[Heading]) -> Iterator[str]:
        """Write entries; those of deeper levels that follow one stand inside it."""
        place = 0
        while place < len(headings):
            own, end = headings[place], place + 1
            while end < len(headings) and headings[end].level > own.level:
                end += 1
            shape = self.opening if end > place + 1 else self.leaf
            yield _written(shape, escape(own.plain), own.anchor)
            if end > place + 1:
                yield from self._entries(headings[place + 1 : end])
                yield self.closing
            place = end


def _contents(html: str) -> tuple[int, _Contents]:
    """Learn a table of contents that begins here; give its length too."""
    listed = (_FIRST, _PARENT, _CHILD, _SECOND, _LAST)
    first, parent, child, second, last = (_entry(html, anchor) for _, _, anchor in listed)
    if not 0 <= first < parent < last:
        raise UnknownPageError(html[:80])
    leaf = _shape(html[first:parent], *_FIRST[1:])
    end = last + len(html[first:parent].rstrip())
    if child < 0:
        return end, _Contents(leaf, leaf, "", 2)
    own = _shape(html[child:second], *_CHILD[1:])
    if [part.split() for part in own] != [part.split() for part in leaf]:
        raise UnknownPageError(html[child:second])
    opening = _shape(html[parent:child], *_PARENT[1:])
    closing = html[second + len(html[child:second].rstrip()) : last]
    deep = [level for level, _, anchor in _DEEP if f"#{anchor}" in html[:end]]
    return end, _Contents(leaf, opening, closing, max([3, *deep]))


def _entry(html: str, anchor: str) -> int:
    """Find where the entry of a heading begins; -1 where it has none."""
    found = html.find(f"#{anchor}")
    return html.rfind("<li", 0, found) if found >= 0 else -1


def _shape(html: str, text: str, anchor: str) -> Shape:
    names = {text: _TEXT, anchor: _ANCHOR}
    return tuple(names.get(part, part) for part in re.split(f"({text}|{anchor})", html))


def _written(shape: Shape, text: str, anchor: str) -> str:
    words = {_TEXT: text, _ANCHOR: anchor}
    return "".join([words.get(part, part) for part in shape])
