"""The catalogue: whole, current, and true to the texts it translates."""

from __future__ import annotations

import re

import pytest

from generator.locales import LOCALES, translations
from tests.catalogue import read_catalogue, texts

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%%")


def strings(message: object) -> list[str]:
    """Give the texts of a message: one, or its plural forms."""
    return [message] if isinstance(message, str) else list(message)  # type: ignore[call-overload]


def test_catalogue_holds_what_is_said_and_no_more() -> None:
    """Every text for readers is in the catalogue, and every entry is still said: make messages."""
    known = {message.id for message in read_catalogue() if message.id}

    assert known == set(texts())


def test_everything_is_translated() -> None:
    """No entry is empty, none is doubtful, and none is left in English."""
    entries = [message for message in read_catalogue() if message.id]

    assert [message.id for message in entries if not all(strings(message.string))] == []
    assert [message.id for message in entries if message.fuzzy] == []
    assert [
        message.id for message in entries if not re.search("[^ -~]", strings(message.string)[0])
    ] == []
    assert not read_catalogue().obsolete


def test_placeholders_agree() -> None:
    """A translation puts in the same words as its text, each of them once."""
    for message in read_catalogue():
        if not message.id:
            continue
        wanted = sorted(PLACEHOLDERS.findall(strings(message.id)[-1]))
        for text in strings(message.string):
            assert sorted(PLACEHOLDERS.findall(text)) == wanted, message.id


def test_no_translation_goes_on_in_english() -> None:
    """A Chinese text may hold names and commands, but no English sentence."""
    sentence = re.compile(r"[A-Za-z][a-z]+(?: [a-z]+){3,}")

    assert [m.id for m in read_catalogue() if m.id and sentence.search(str(m.string))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_languages_are_there(locale: str) -> None:
    """Each language gives a text of the pages."""
    assert translations(locale).gettext("Behind") == {"zh": "滞后", "en": "Behind"}[locale]


def test_unknown_language_is_an_error() -> None:
    """There is no silent fallback for a language that does not exist."""
    with pytest.raises(ValueError, match="no such language: 'fr'"):
        translations("fr")
