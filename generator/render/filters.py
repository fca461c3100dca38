"""What templates write with: escaping, headings, the rows of tables, translated texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from markupsafe import Markup, escape

from generator.locales import Translate
from generator.schema.charts import TableColumn

_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def written(value: object) -> str:
    """Write what an expression gives: escaped, unless it is HTML, and on one line."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    return value if kind is Markup else str(escape(value))  # type: ignore[return-value]


@lru_cache(maxsize=1 << 14)
def escaped(text: str) -> str:
    """Make a text from data safe in HTML.

    Line ends are kept out of the pages, where a new line could begin a heading.
    """
    is_one_line = "\n" not in text and "\r" not in text
    return str(escape(text if is_one_line else " ".join(text.splitlines())))


def plain_words(translate: Translate) -> Callable[..., Markup]:
    """Give the ``gettext`` of templates: a text of ours is HTML, the words put into it are not.

    Most texts take no words and stand on a page very often: each of these is made once.
    """
    alone = cache(lambda message: Markup(translate(message)) % {})  # noqa: S704

    def gettext(message: str, **words: object) -> Markup:
        if not words:
            return alone(message)
        return Markup(translate(message) % {name: written(said) for name, said in words.items()})  # noqa: S704

    return gettext


def table_rows(columns: Iterable[TableColumn]) -> Markup:
    """Write the rows of the table beside a chart; end tags that HTML lets one leave out are left.

    Half of all that a site says stands in these tables, so their cells do not go through the
    template one by one.
    """
    cells = [
        map(escaped, column.texts)
        if column.drawn is None
        else map(_drawn_cell, column.texts, column.drawn)
        for column in columns
    ]
    lines = [f"<tr><th>{line}\n" for line in map("<td>".join, zip(*cells, strict=True))]
    # What a cell draws is said in its tag; no text has an end of line.
    return Markup("".join(lines).replace(f">{_DRAWN}", _DRAWN[1:]))  # noqa: S704


_DRAWN = "\n data-xs-drawn="


def _drawn_cell(text: str, drawn: str | None) -> str:
    return escaped(text) if drawn is None else f'{_DRAWN}"{escaped(drawn)}">{escaped(text)}'


def heading(text: str) -> Markup:
    """Make a text from data safe inside a Markdown heading: no character of it is markup."""
    return Markup(_PUNCTUATION.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split())))  # noqa: S704


def said(text: str) -> Markup:
    """Mark Chinese words from data on a page of another language, for those who listen to it."""
    if _HAN.search(text):
        return Markup('<span lang="zh">{}</span>').format(text)
    return escape(text)


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> Markup:
    """Write a text from data; see `said`."""
    return escape(text)
