"""Special words lead to their explanation, and the script beside the pages knows each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from generator.model import Measure, Status
from generator.pages import Book, page_scripts
from generator.pages.glossary import SCRIPT

Rendered = Callable[[str], dict[str, str]]


def explained(book: Book) -> dict[str, list[str]]:
    """Read the explanations as the browser does."""
    script = page_scripts(book)[SCRIPT]
    words: dict[str, list[str]] = json.loads(script.removeprefix("window.xsGlossary=")[:-2])
    return words


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_explained_word_is_known(rendered: Rendered, book: Book, locale: str) -> None:
    """A word with a dotted line has an entry in the glossary and in the script."""
    pages = rendered(locale)
    asked = {
        key
        for text in pages.values()
        for key in re.findall(r'<a class="xs-term" href="[./]*glossary\.html#g-([\w-]+)"', text)
    }

    assert len(asked) > 10
    assert asked <= explained(book).keys()
    assert asked <= set(re.findall(r' id="g-([\w-]+)"', pages["glossary.md"]))


def test_every_status_and_measure_is_explained(book: Book) -> None:
    """Nothing that pages say of a target is left to guess."""
    wanted = {*map(str, Status), *(f"measure-{measure}" for measure in Measure)}

    assert wanted <= explained(book).keys()
    assert all(name and meaning for name, meaning in explained(book).values())


def test_explanations_stand_in_the_glossary_only(rendered: Rendered, book: Book) -> None:
    """No page repeats them at each use, neither as text nor as a title."""
    meaning = explained(book)["needed"][1]
    pages = rendered("en")

    assert [path for path, text in pages.items() if meaning in text] == ["glossary.md"]
    assert not any(re.search(r'"xs-status[^>]*title=', text) for text in pages.values())
