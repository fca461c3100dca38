"""What only the internal edition has: its banner, its pages."""

from __future__ import annotations

import re

from generator.locales import LOCALES

MARKS = ('<p class="xs-internal"', "review.html", "withheld.html")
"""Begin its pages, or link them."""

_PAGE = re.compile(
    rf"(?:(?:{'|'.join(LOCALES)})/)?(?:review|withheld|meeting)(?:/.*|\.html(?:\.gz)?)"
)


def is_internal(path: str) -> bool:
    """Say whether a file of a site is, by its address, a page of the internal edition."""
    return _PAGE.fullmatch(path) is not None
