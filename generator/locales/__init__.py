"""Words in the reader's language: gettext catalogues, read once.

English is the language of the code, so it has no catalogue; a Chinese entry that is missing
would show English, and a test keeps the catalogue whole.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = ("zh", "en")
"""Languages of the interface; the first is the default."""

Translate = Callable[[str], str]
"""Takes an English text of the code and gives the reader's text."""


@cache
def translations(locale: str) -> gettext.NullTranslations:
    """Read the catalogue of one language.

    Raises:
        ValueError: The language is none of `LOCALES`.
    """
    if locale not in LOCALES:
        raise ValueError(f"no such language: {locale!r}")
    if locale == "en":
        return gettext.NullTranslations()
    with files(__package__).joinpath(f"{locale}.po").open("rb") as source:
        catalogue = read_po(source, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def mark(message: str) -> str:
    """Mark a text for the catalogue where it is declared; it is translated where it is shown."""
    return message
