"""What stands for all that a page is rendered from: its context, whatever that holds.

Templates see nothing but their context (and what the key of all pages stands for), so a page whose
key is that of last time need not be rendered.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from generator.schema.page import Page


class _Writer(pickle.Pickler):
    """Writes values so that others give other bytes; nothing is ever read back."""

    def reducer_override(self, value: Any) -> Any:
        """Write rows, whose classes are made as tables come, as their names and cells."""
        names = getattr(value, "_fields", None)
        if isinstance(value, tuple) and names:
            return tuple, ((names, tuple(value)),)
        return NotImplemented


def page_key(page: Page, base: str) -> str:
    """Stand for what a page is rendered from; ``base`` stands for what all pages depend on.

    Equal contexts have one key where they were made in the same way: an object that stands in
    several places is written once. Where two were made of it, a page is rendered for nothing.
    """
    content = io.BytesIO()
    writer = _Writer(content, protocol=5)
    writer.dump((base, page.template, page.title, page.description, page.in_search, page.context))
    return blake2b(content.getbuffer(), digest_size=16).hexdigest()


def changed_pages(
    pages: Iterable[Page], base: str, last: Mapping[str, str], keys: dict[str, str]
) -> Iterator[Page]:
    """Give the pages that are not as they were last time.

    Args:
        base: Stands for what all pages depend on.
        last: Keys of last time, by path.
        keys: Those that are there already are taken; the others are added.
    """
    for page in pages:
        path = str(page.path)
        if path not in keys:
            keys[path] = page_key(page, base)
        if last.get(path) != keys[path]:
            yield page
