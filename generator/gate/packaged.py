"""The words that the program and the theme bring along, whatever a site holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import material

from generator.gate.contacts import contacts_in
from generator.locales import LOCALES
from generator.resources import resource
from generator.schema import TABLES

_READ = (".html", ".j2", ".js", ".css", ".py", ".po", ".svg", ".md", ".txt", ".LICENSE")
THEME = ("assets/javascripts", "assets/stylesheets")
LANGUAGES = "partials/languages"


@cache
def packaged_words() -> str:
    """Give all of them in one text."""
    meanings = [f"{table.zh}\n{table.en}" for table in TABLES]
    meanings += [f"{column.zh}\n{column.en}" for table in TABLES for column in table.columns]
    return "\n".join([*(content.decode() for content in _contents()), *meanings])


@cache
def packaged_contacts() -> frozenset[str]:
    """Name the addresses and numbers in them, such as an author's in a licence."""
    return frozenset(text for content in _contents() for _, text, _ in contacts_in(content))


def _contents() -> Iterator[bytes]:
    package = Path(__file__).parents[1]
    theme = Path(material.__path__[0]) / "templates"
    folders = [package, resource("templates"), *(theme / name for name in THEME)]
    files = [path for folder in folders for path in sorted(folder.rglob("*"))]
    files += [theme / LANGUAGES / f"{locale}.html" for locale in LOCALES]
    for path in files:
        if path.suffix in _READ and path.is_file():
            yield path.read_bytes()
