"""Turn pages into text: templates, and the front matter that MkDocs reads."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from generator.problems import Code, Location, RenderError, problem
from generator.render.environment import environment
from generator.render.filters import heading, said
from generator.schema.page import Page

__all__ = ["environment", "heading", "render", "said"]

ROOT_MARK = "~/"
"""Addresses in templates are written from the root of the site, with this in front."""

_NOT_IN_YAML = re.compile(
    "[^\t\n\r -~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_MARKED = f'="{ROOT_MARK}'
# What is looked for begins with fixed signs, which is much faster in a long page.
_ADDRESS = re.compile(
    rf"{_MARKED}(?:(?<=\bhref{_MARKED})|(?<=\bsrc{_MARKED}))(?:(index|[\w/-]+)\.html)?"
)


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
    text = "\n".join(map(str.rstrip, body.split("\n")))
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return f"---\n{_front_matter(page)}---\n\n{text.strip()}\n"


def _addressed(body: str, page: Page, *, directory_urls: bool) -> str:
    """Write addresses as they are from the page: towards the root, then down again."""
    is_home = page.path.stem == "index"
    root = "../" * (len(page.path.parts) - (0 if directory_urls and not is_home else 1))
    if not directory_urls:
        for name in ("href", "src"):
            body = body.replace(f'{name}="{ROOT_MARK}', f'{name}="{root}')
        return body

    def write(match: re.Match[str]) -> str:
        name = match[1]
        if name == "index":
            return f'="{root or "./"}'
        return f'="{root}{name}/' if name else f'="{root}'

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
