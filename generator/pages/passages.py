"""The full text of a plan cut into pieces: harmless HTML, marked words, notes on what is marked.

The text is a stranger's. Markdown is turned into HTML with everything off that it does not need
(no HTML of its own, no pictures), nh3 lets only structure and links to other sites through, and
what is left is cut at its headings and marks; templates say how a mark and its notes look.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import markdown
import nh3
from markupsafe import Markup

from generator.plantext import replace_marks

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A Chinese character."""

_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "table", "hr", "pre", *HEADINGS}
_IN_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"a", "em", "strong", "code", "br", "del", "sup", "sub"}
_MARK = "xs-mark-"
_DEEPEST = 12
"""Spaces in front of an item: three lists in each other; more is no text that a person wrote."""
_STARTS_BLOCK = re.compile(r"[#>|]|[*+\-] |\d+\. |[\-:| ]+$")
_ITEM = re.compile(r"([*+\-]|\d+\.) ")
_PLAIN_BRACKET = re.compile(rf"\[(?!(?:[^\[\]\n]*)\]\((?:https?://|{_MARK}\d))")
_SIGNS = re.compile(r"^[ ]*(?:(?:[*+\-]|\d+\.)[ ]+|>[ ]*)+", re.MULTILINE)
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\u2e7f])\n(?=[^\x00-\u2e7f])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: finished HTML, marked words, where a passage begins, where notes belong."""

    kind: str
    """``html``, ``mark``, ``passage`` (ended by HTML) or ``notes``."""
    html: Markup = field(default_factory=Markup)
    """Finished HTML, or that of the marked words."""
    target_ids: tuple[str, ...] = ()
    """What the words promise, or what the notes are on."""
    anchored: tuple[str, ...] = ()
    """Of these the targets that are marked first here; a passage or a note is their address."""


@dataclass(slots=True)
class Part:
    """What stands under one heading; the first part may have none."""

    heading: str = ""
    level: int = 2
    pieces: list[Piece] = field(default_factory=list)


def parts_of(text: str, target_ids: Container[str], title: str) -> list[Part]:
    """Cut a text at its headings and marks.

    Args:
        target_ids: The targets that may be shown; marks of others are plain words.
        title: Title of the plan; a first heading that repeats it is left out.
    """
    marked: list[tuple[str, ...]] = []

    def put(words: str, ids: tuple[str, ...]) -> str:
        shown = tuple(target_id for target_id in ids if target_id in target_ids)
        if not shown:
            return words
        marked.append(shown)
        return f"[{words}]({_MARK}{len(marked) - 1})"

    cutter = _Cutter(marked)
    readable = _PLAIN_BRACKET.sub(r"\\[", replace_marks(_paragraphs(text), put))
    cutter.feed(_safe_html(readable))
    cutter.finish()
    return list(_levelled(cutter.parts, title))


def _paragraphs(text: str) -> str:
    """Make every line a paragraph: nobody breaks the lines of a Chinese document by hand.

    Spaces in front of a paragraph are a clerk's and go; in a list they say what belongs to it.
    """
    lines: list[str] = []
    above = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        plain = line.strip()
        if not plain:
            lines.append("")
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" "))
        if lines and lines[-1] and _parted(above, plain):
            lines.append("")
        is_nested = indent > 1 and bool(_ITEM.match(above))
        lines.append(" " * min(indent, _DEEPEST) * is_nested + plain)
        above = plain if not is_nested or _ITEM.match(plain) else above
    return "\n".join(lines)


def _parted(above: str, below: str) -> bool:
    """Whether a blank line belongs between two lines: not within a list, quotation or table."""
    items = _ITEM.match(above), _ITEM.match(below)
    if items[0] and items[1]:
        return items[0][1][0].isdecimal() != items[1][1][0].isdecimal()
    return not (_STARTS_BLOCK.match(above) and _STARTS_BLOCK.match(below))


def _safe_html(text: str) -> str:
    reader = markdown.Markdown(extensions=["tables", "sane_lists"], output_format="html")
    reader.preprocessors.deregister("html_block")
    for name in ("html", "image_link", "image_reference", "short_image_ref", "automail"):
        reader.inlinePatterns.deregister(name)
    for name in ("code", "setextheader", "reference"):
        reader.parser.blockprocessors.deregister(name)
    try:
        made = reader.convert(text)
    except RecursionError:  # lists and quotations in each other without end: paragraphs will do
        made = reader.reset().convert(_SIGNS.sub("", text))
    return nh3.clean(
        made,
        tags=_BLOCKS | _IN_TABLES | _INLINE,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener noreferrer",
        strip_comments=True,
    )


def _levelled(parts: list[Part], title: str) -> Iterator[Part]:
    """Let the highest headings stand right below the page's; none skips a level.

    A part without heading and without text is left out.
    """
    if len(parts) > 1 and _plain(parts[1].heading) == _plain(title):
        parts[0].pieces += parts.pop(1).pieces
    highest = min((part.level for part in parts if part.heading), default=2)
    above = 1
    for part in parts:
        if part.heading:
            above = part.level = min(part.level - highest + 2, above + 1)
        if part.heading or any(piece.kind != "html" or piece.html for piece in part.pieces):
            yield part


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


class _Cutter(HTMLParser):
    """Goes through clean HTML; what it passes on is either unchanged or was made here."""

    def __init__(self, marked: list[tuple[str, ...]]) -> None:
        super().__init__(convert_charrefs=False)
        self.marked = marked
        self.parts = [Part()]
        self.seen: set[str] = set()
        self.run: list[Piece] = []
        """Text that has not been laid down yet: a paragraph, the words of an item, a table."""
        self.wrapping = ("<div>", "</div>")
        self.links: list[str] = []
        self.words: list[str] | None = None
        """HTML of the words of the mark that is open."""
        self.ids: tuple[str, ...] = ()
        self.heading: list[str] | None = None
        self.in_table = False
        self.in_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self._lay_down()
            self.heading = []
        elif tag == "a":
            self._open_link(dict(attrs).get("href") or "")
        elif tag == "table":
            self._lay_down()
            self.in_table = True
            self._add('<table class="xs-table">')
        elif tag in _BLOCKS and not self.in_table:
            self._lay_down()
            self.in_pre = tag == "pre"
            if tag == "p":
                self.wrapping = ("<p>", "</p>")
            else:
                self._html(self.get_starttag_text() or "")
        else:
            self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self._close_heading(int(tag[1]))
        elif tag == "a":
            self._close_link()
        elif tag == "table":
            self._add("</table>")
            self._lay_down()
            self.in_table = False
        elif tag in _BLOCKS and not self.in_table:
            self._lay_down()
            self.in_pre = False
            if tag not in ("p", "hr"):
                self._html(f"</{tag}>")
        else:
            self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.in_pre:
            data = _BETWEEN_HAN.sub("", data).replace("\n", " ")
        self._add(data.replace("\n", "&#10;"))

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def finish(self) -> None:
        """Lay down what is left."""
        self.close()
        self._lay_down()

    def _open_link(self, address: str) -> None:
        number = address.removeprefix(_MARK)[:9]
        if address.startswith(_MARK) and number.isdecimal() and int(number) < len(self.marked):
            self.links.append("mark")
            self.ids, self.words = self.marked[int(number)], []
        elif address.startswith(("http://", "https://")):
            self.links.append("link")
            self._add(self.get_starttag_text() or "")
        else:
            self.links.append("")  # it leads nowhere that this site knows

    def _close_link(self) -> None:
        kind = self.links.pop() if self.links else ""
        if kind == "link":
            self._add("</a>")
        if kind != "mark" or self.words is None:
            return
        words, self.words = "".join(self.words), None
        if self.heading is not None:
            self.heading.append(words)
            self.run.append(Piece("mark", target_ids=self.ids))
            return
        anchored = tuple(target_id for target_id in self.ids if target_id not in self.seen)
        self.seen.update(anchored)
        self.run.append(Piece("mark", Markup(words), self.ids, anchored))  # noqa: S704

    def _close_heading(self, level: int) -> None:
        text = html.unescape(re.sub(r"<[^>]*>", "", "".join(self.heading or ())))
        self.heading = None
        promised = [target_id for piece in self.run for target_id in piece.target_ids]
        self.run = []
        self.parts.append(Part(" ".join(text.split()), level))
        fresh = tuple(dict.fromkeys(item for item in promised if item not in self.seen))
        if fresh:  # a heading holds words only; its marks become notes below it
            self.seen.update(fresh)
            self.parts[-1].pieces += _noted([], fresh)

    def _add(self, text: str) -> None:
        """Add HTML to the open mark, heading or run."""
        if self.words is not None:
            self.words.append(text)
        elif self.heading is not None:
            self.heading.append(text)
        elif text.strip() or self.run:
            self.run.append(Piece("html", Markup(text)))  # noqa: S704

    def _html(self, text: str) -> None:
        self.parts[-1].pieces.append(Piece("html", Markup(text)))  # noqa: S704

    def _lay_down(self) -> None:
        """Put the run into the part, with notes beside it where it marks something first."""
        run, self.run = self.run, []
        opened, closed = self.wrapping
        is_paragraph = opened == "<p>"
        self.wrapping = ("<div>", "</div>")
        if not any(piece.kind == "mark" or piece.html.strip() for piece in run):
            return
        noted = tuple(item for piece in run for item in piece.anchored)
        if self.in_table:
            opened, closed = '<div class="xs-scroll" tabindex="0">', "</div>"
        elif not noted and not is_paragraph:
            opened = closed = ""
        pieces = [Piece("html", Markup(opened)), *run, Piece("html", Markup(closed))]  # noqa: S704
        if noted:
            pieces = _noted(pieces, noted)
        self.parts[-1].pieces += pieces


def _noted(pieces: list[Piece], noted: tuple[str, ...]) -> list[Piece]:
    """Make a passage of pieces and the notes on what they promise.

    The passage is the address of the first target, the notes are those of the others.
    """
    return [
        Piece("passage", anchored=noted[:1]),
        *pieces,
        Piece("notes", target_ids=noted, anchored=noted[1:]),
        Piece("html", Markup("</div>")),
    ]


def joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Join neighbouring pieces of HTML, so that a template has few to go through."""
    waiting: list[str] = []
    for piece in pieces:
        if piece.kind == "html":
            waiting.append(piece.html)
            continue
        if waiting:
            yield Piece("html", Markup("".join(waiting)))  # noqa: S704
            waiting = []
        yield piece
    if waiting:
        yield Piece("html", Markup("".join(waiting)))  # noqa: S704
