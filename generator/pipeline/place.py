"""Where a site may go: a build replaces the whole folder, so nothing else may be in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from generator.gate.marks import MARKS
from generator.locales import LOCALES, mark
from generator.problems import Code, ConfigError, Location, problem
from generator.settings import Edition, Settings

NEEDED = mark("it would damage %(other)s, which the site needs")
FOREIGN = mark("it holds “%(other)s”, which is of no earlier site")
OTHER_PLACE = mark("the site of the other edition has its place in %(other)s")
OTHER_SITE = mark("it holds a site of the other edition")

SIGN = ("index.html", "assets/xushi.css")
"""Files by which an earlier site is known: every one has both, in the folder of its language."""


def check_place(settings: Settings) -> None:
    """Refuse a folder in which a site would replace what is not its own; nothing is written.

    Raises:
        ConfigError: not-for-a-site.
    """
    place = settings.site_dir.resolve()
    for reason, other in _obstacles(settings, place):
        words = {"reason": reason, "other": other, "edition": settings.edition}
        raise ConfigError([problem(Code.NOT_FOR_A_SITE, Location(str(place)), **words)])


def _obstacles(settings: Settings, place: Path) -> Iterator[tuple[str, str]]:
    """Yield why a site may not go to a folder, and what would suffer, the worst first."""
    sites = {edition: (settings.root / "site" / edition).resolve() for edition in get_args(Edition)}
    if place == sites.pop(settings.edition):
        return
    if _is_within(settings.root.resolve(), place):
        yield NEEDED, settings.config_file.name
    for own in _needed(settings):
        if _touch(place, own.resolve()):
            yield NEEDED, own.name
    for edition, other in sites.items():
        if _touch(place, other):
            yield OTHER_PLACE, f"site/{edition}"
    yield from _held(place, settings.edition)


def _needed(settings: Settings) -> tuple[Path, ...]:
    """Give the folders that a site is made from, or that must outlast it."""
    return (
        settings.data_dir,
        settings.templates_dir,
        settings.reports_dir.parent,
        settings.snapshots_dir,
        settings.cache_dir,
    )


def _held(place: Path, edition: str) -> Iterator[tuple[str, str]]:
    """Yield what a folder holds besides an earlier site of the edition."""
    pages = [folder for folder in (place, *(place / name for name in LOCALES)) if _is_site(folder)]
    inside = {path.name for path in place.iterdir()} if place.is_dir() else {place.name}
    others = inside.difference(LOCALES if pages else ())
    if place.exists() and place not in pages and others:
        yield FOREIGN, min(others)
    if any((edition == "internal") != _is_internal(folder) for folder in pages):
        yield OTHER_SITE, ""


def _is_site(folder: Path) -> bool:
    return all((folder / name).is_file() for name in SIGN)


def _is_internal(site: Path) -> bool:
    """Say whether the home page of a site is of the internal edition."""
    page = (site / SIGN[0]).read_text(encoding="utf-8", errors="replace")
    return any(sign in page for sign in MARKS)


def _touch(one: Path, other: Path) -> bool:
    """Say whether one of two folders is the other one or lies in it."""
    return _is_within(one, other) or _is_within(other, one)


def _is_within(inner: Path, outer: Path) -> bool:
    """Say whether a folder is another one or lies in it, by whatever name the disk knows it."""
    return any(_is_same(above, outer) for above in (inner, *inner.parents))


def _is_same(one: Path, other: Path) -> bool:
    return one == other or (one.exists() and other.exists() and one.samefile(other))
