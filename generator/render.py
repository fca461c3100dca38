"""Turn pages into text: templates, and the front matter that MkDocs reads."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from generator.locales import Translate, translations
from generator.locales.language import Language
from generator.problems import Code, Location, RenderError, problem
from generator.schema.charts import TableCell
from generator.schema.page import Page, ending
from generator.storage import get, put

ROOT_MARK = "~/"
"""Addresses in templates are written from the root of the site, with this in front."""

_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_NOT_IN_YAML = re.compile(
    "[^\t\n\r -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKED = f'="{ROOT_MARK}'
# What is looked for begins with fixed signs, which is much faster in a long page.
_ADDRESS = re.compile(
    rf"{_MARKED}(?:(?<=\bhref{_MARKED})|(?<=\bsrc{_MARKED}))(?:(index|[\w/-]+)\.html)?"
)


class Compiled(BytecodeCache):
    """Keeps compiled templates: a build compiles one that has changed only.

    Jinja works out constants with the filters of a language, so each way has its own.
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        """``folder`` keeps them for other processes; ``key`` stands for all that makes them.

        That is all but the texts of the templates, which Jinja compares itself.
        """
        self._known: dict[str, bytes] = {}
        self._folder = folder
        self._key = f"{version('jinja2')} {key} ".encode()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the compiled template, if it was made of the same text."""
        content = self._known.get(bucket.key) or self._stored(bucket.key)
        if content:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a compiled template."""
        self._known[bucket.key] = content = bucket.bytecode_to_string()
        if self._folder:
            with suppress(OSError):  # it is compiled once more
                put(str(self._folder), bucket.key, self._sealed(content) + content)

    def _stored(self, name: str) -> bytes:
        """Read a compiled template; what was damaged would stop the whole process."""
        stored = (self._folder and get(str(self._folder), name)) or b""
        seal, content = stored[:_SEAL], stored[_SEAL:]
        return content if seal == self._sealed(content) else b""

    def _sealed(self, content: bytes) -> bytes:
        return blake2b(self._key + content, digest_size=_SEAL).digest()


_SEAL = 16


@cache
def _compiled(locale: str, names: tuple[str, ...], folder: Path | None, key: str) -> Compiled:
    """Give what is compiled for a language and the names of further filters."""
    own = folder / locale if folder else None
    return Compiled(own, f"{locale} {names} {key}")


def environment(
    folders: Sequence[Path],
    locale: str,
    filters: Mapping[str, Callable[..., object]] | None = None,
    *,
    directory_urls: bool = False,
    compiled: Path | None = None,
    key: str = "",
) -> Environment:
    """Make the environment in which templates of one language are rendered.

    Args:
        folders: Where templates are; one of an earlier folder wins over its namesakes.
        locale: One of `generator.locales.LOCALES`.
        filters: What templates may use besides our own filters, by name.
        directory_urls: Whether a page is the index of a folder of its own.
        compiled: A folder that keeps compiled templates, and may be deleted.
        key: Stands for the program, which such templates hold parts of.
    """
    language = Language(locale)
    env = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        auto_reload=False,
        bytecode_cache=_compiled(locale, tuple(sorted(filters or {})), compiled, key),
        undefined=StrictUndefined,
        finalize=_on_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_translations(translations(locale), newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": True,
    }
    env.filters |= filters or {}
    gettext = _plain_words(translations(locale).gettext)
    env.globals |= {"_": gettext, "gettext": gettext}
    env.filters["number"] = lru_cache(maxsize=1 << 12)(language.number)
    env.filters["percent"] = language.percent
    env.filters["heading"] = heading
    env.filters["table_rows"] = table_rows
    env.filters["said"] = _as_plain if locale == "zh" else said
    env.globals["locale"] = locale
    env.globals["directory_urls"] = directory_urls
    return env


def _plain_words(translate: Translate) -> Callable[..., Markup]:
    """Give the ``gettext`` of templates: a text of ours is HTML, the words put into it are not.

    Most texts take no words and stand on a page very often: each of these is made once.
    """
    alone = cache(lambda message: Markup(translate(message)) % {})  # noqa: S704

    def gettext(message: str, **words: object) -> Markup:
        return Markup(translate(message)) % words if words else alone(message)  # noqa: S704

    return gettext


def table_rows(cells: Iterable[Sequence[TableCell]]) -> Markup:
    """Write the rows of the table beside a chart; end tags that HTML lets one leave out are left.

    Half of all that a site says stands in these tables, so their cells do not go through the
    template one by one.
    """
    return Markup("".join(map(_table_row, cells)))  # noqa: S704


def _table_row(cells: Sequence[TableCell]) -> str:
    head, *others = cells
    return f"<tr>{_table_cell(head, 'th')}{''.join(_table_cell(cell, 'td') for cell in others)}\n"


def _table_cell(cell: TableCell, tag: str) -> str:
    if cell.drawn is None:
        return f"<{tag}>{_in_table(cell.text)}"
    return f'<{tag} data-xs-drawn="{_in_table(cell.drawn)}">{_in_table(cell.text)}'


@lru_cache(maxsize=1 << 14)
def _in_table(text: str) -> str:
    return str(escape(_on_one_line(text)))


def _on_one_line(value: object) -> object:
    """Keep line ends of the data out of the pages, where a new line could begin a heading."""
    if type(value) is str and ("\n" in value or "\r" in value):
        return " ".join(value.splitlines())
    return value


def heading(text: str) -> Markup:
    """Make a text from data safe inside a Markdown heading: no character of it is markup."""
    return Markup(_PUNCTUATION.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split())))  # noqa: S704


def said(text: str) -> Markup:
    """Mark Chinese words from data on a page of another language, for those who listen to it."""
    if _HAN.search(text):
        return Markup('<span lang="zh">{}</span>').format(text)
    return escape(text)


def _as_plain(text: str) -> Markup:
    return escape(text)


def render(page: Page, env: Environment) -> str:
    """Render one page: front matter, then Markdown with HTML blocks.

    Raises:
        RenderError: wrong-template, with the row where it stops; an error of another kind in our
            own templates is a bug and stays one.
    """
    try:
        body = env.get_template(page.template).render(page.variables())
    except Exception as error:
        where = _place(error, page.template)
        is_own = any((folder / where.file).is_file() for folder in _folders(env)[:-1])
        if not is_own and not isinstance(error, TemplateError):
            raise
        detail = str(error).partition("\n")[0] or type(error).__name__
        where = replace(where, file=f"templates/{where.file}")
        raise RenderError([problem(Code.WRONG_TEMPLATE, where, detail=detail)]) from error
    body = _addressed(body, page, directory_urls=env.globals["directory_urls"] is True)
    lines = (line.rstrip() for line in body.split("\n"))
    text = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
    return f"---\n{_front_matter(page)}---\n\n{text}\n"


def _addressed(body: str, page: Page, *, directory_urls: bool) -> str:
    """Write addresses as they are from the page: towards the root, then down again."""
    is_home = page.path.stem == "index"
    root = "../" * (len(page.path.parts) - (0 if directory_urls and not is_home else 1))
    end = ending(directory_urls=directory_urls)

    def write(match: re.Match[str]) -> str:
        name = match[1]
        if name == "index" and directory_urls:
            return f'="{root or "./"}'
        return f'="{root}{name}{end}' if name else f'="{root}'

    return _ADDRESS.sub(write, body)


def _place(error: Exception, template: str) -> Location:
    """Find the template and the row where an error arose; the innermost, where they are nested."""
    if isinstance(error, TemplateSyntaxError):
        return Location(error.name or template, row=error.lineno)
    frames = [(frame.filename, frame.lineno or 0) for frame in extract_tb(error.__traceback__)]
    rows = [(Path(name).name, row) for name, row in frames if name.endswith(".j2")]
    name, row = rows[-1] if rows else (template, 0)
    return Location(name, row=row)


def _folders(env: Environment) -> list[Path]:
    loader = env.loader
    return [Path(folder) for folder in getattr(loader, "searchpath", [])]


def _front_matter(page: Page) -> str:
    """Write a line a key, its value as JSON, which is YAML too and read much faster."""
    # The theme, and its search, which reads the title here, take both for HTML.
    title, description = html.escape(page.title, quote=False), html.escape(page.description)
    meta: dict[str, Any] = {"title": title, "description": description}
    meta["facts"] = list(page.context.frame.facts)
    if not page.in_search:
        meta["search"] = {"exclude": True}
    return "".join(f"{name}: {_json(value)}\n" for name, value in meta.items())


def _json(value: object) -> str:
    """Write JSON that is YAML too, which allows fewer characters to stand for themselves."""
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
