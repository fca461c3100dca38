"""The small site, judged and rendered once for all tests of pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from generator.model import Evaluation
from generator.pages import Book, Page, open_book, pages_of
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from tests.pages import sample


@pytest.fixture(scope="session")
def judged() -> Evaluation:
    """Judge the small site."""
    return sample.evaluation()


@pytest.fixture(scope="session")
def book(judged: Evaluation) -> Book:
    """Open the small site's book in English."""
    return open_book(judged, sample.settings(), "en")


@pytest.fixture(scope="session")
def pages(book: Book) -> dict[str, Page]:
    """Make all pages of the small site in English."""
    return {str(page.path): page for page in pages_of(book)}


@pytest.fixture(scope="session")
def rendered(judged: Evaluation) -> Callable[[str], dict[str, str]]:
    """Render all pages of the small site in a language."""

    @cache
    def of(locale: str) -> dict[str, str]:
        env = page_environment([resource("templates")], locale)
        book = open_book(judged, sample.settings(), locale)
        return {str(page.path): render(page, env) for page in pages_of(book)}

    return of
