"""The kinds of pages of a site, and one page of each to look at."""

from __future__ import annotations

from pathlib import Path

KINDS = [
    "index.html",
    "counties/*.html",
    "units/*.html",
    "indicators/*.html",
    "indicators/*/*.html",
    "plans/*.html",
    "plans/jc-2017.html",  # with its full text
    "reporting.html",
    "reporting/*.html",
    "actions.html",
    "actions/*.html",
    "method.html",
    "glossary.html",
    "data.html",
    "snapshots.html",
]
"""One pattern for each kind of page; the English ones stand below ``en/``."""


def specimen(site: Path, kind: str) -> str:
    """Give the path of the largest page of a kind: what can go wrong is most likely there."""
    return _by_size(site, kind)[-1]


def smallest(site: Path, kind: str) -> str:
    """Give the path of the smallest page of a kind: what it lacks differs most from the others."""
    return _by_size(site, kind)[0]


def _by_size(site: Path, kind: str) -> list[str]:
    pages = sorted(site.glob(kind), key=lambda path: (path.stat().st_size, path))
    return [path.relative_to(site).as_posix() for path in pages]
