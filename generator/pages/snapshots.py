"""The list of snapshots: a page of the live site, which lies outside every one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.language import Language
from generator.pages.book import Book
from generator.schema.page import Frame, Page, about
from generator.snapshot_names import ARCHIVE, SIGNATURE, Snapshot

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """Something to open or to download, below the folder of snapshots."""

    text: str
    kept: str
    """Path in the folder of snapshots, such as ``2018Q3.zip``."""
    path: str
    """Address from the root of the site, where both lie on one disk."""


@dataclass(frozen=True, slots=True)
class SnapshotCorrection:
    """A later snapshot of the same period."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """One snapshot."""

    name: str
    period: str
    as_of: str
    title: str
    reason: str
    """Why it was made, if it is a correction."""
    corrections: tuple[SnapshotCorrection, ...]
    """What corrects it, the first first."""
    fixity: str
    size: str
    opens: SnapshotFile | None
    beside: tuple[SnapshotFile, ...]
    """Its archive and its signature, where there are some."""
    is_internal: bool
    """Whether it is the bag that the public does not get, which no server has."""


@dataclass(frozen=True, kw_only=True)
class SnapshotsContext:
    """The variables of snapshots.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    frozen: bool = about("whether this site is itself a snapshot, which lists no others")
    snapshots: tuple[SnapshotLine, ...] = about("the snapshots, the newest first")
    root: str = about("the way from the page to the root of the site, for a server")


def snapshots_pages(
    book: Book, found: Sequence[Snapshot], place: str, root: str, *, frozen: bool
) -> Iterator[Page]:
    """Make the page.

    Args:
        book: Of the whole.
        found: What lies in the folder of snapshots; internal ones are named in the internal
            edition only.
        place: The way there from the root of this language, such as ``../../snapshots``.
        root: The way from the page to the root of the site, which a server shows.
        frozen: Whether the page is part of a snapshot; it names no others then.
    """
    language = book.language
    is_internal = book.facts.settings.edition != "public"
    shown = [] if frozen else [one for one in found if is_internal or not one.name.is_internal]
    shown.sort(key=lambda one: (one.name.period, one.name.revision), reverse=True)
    title = language(mark("Snapshots"))
    yield Page(
        path=PurePosixPath("snapshots.md"),
        template="snapshots.md.j2",
        title=title,
        description=language(mark("Periods that were frozen for good, and how to check them.")),
        in_search=False,
        context=SnapshotsContext(
            frame=book.frame(),
            title=title,
            frozen=frozen,
            snapshots=tuple(_line(one, shown, language, place) for one in shown),
            root=root,
        ),
    )


def _line(one: Snapshot, every: Sequence[Snapshot], language: Language, place: str) -> SnapshotLine:
    name = str(one.name)
    later = sorted(
        (other.name.revision, str(other.name), other.reason)
        for other in every
        if other.name.period == one.name.period
        and other.name.is_internal == one.name.is_internal
        and other.name.revision > one.name.revision
    )

    def file(text: str, kept: str) -> SnapshotFile:
        return SnapshotFile(text, kept, f"{place}/{kept}")

    beside = []
    if one.archive_octets:
        words = {"file": f"{name}{ARCHIVE}", "size": _megabytes(one.archive_octets, language)}
        beside.append(file(language(mark("%(file)s (%(size)s MB)"), **words), words["file"]))
    if one.is_signed:
        beside.append(file(f"{name}{SIGNATURE}", f"{name}{SIGNATURE}"))
    opens = file(language(mark("Open %(name)s"), name=name), f"{name}/{one.opens}")
    return SnapshotLine(
        name=name,
        period=language.period(str(one.name.period)),
        as_of=_day(one.as_of, language),
        title=one.title,
        reason=one.reason,
        corrections=tuple(SnapshotCorrection(other, reason) for _, other, reason in later),
        fixity=one.fixity,
        size=language(
            mark("%(size)s MB in %(n)s files"),
            size=_megabytes(one.octets, language),
            n=language.number(one.files),
        ),
        opens=opens if one.opens else None,
        beside=tuple(beside),
        is_internal=one.name.is_internal,
    )


def _megabytes(octets: int, language: Language) -> str:
    return language.number(max(round(octets / MEGABYTE, 1), 0.1))


def _day(text: str, language: Language) -> str:
    """Write a day in words; as it stands where it is none."""
    try:
        return language.day(dt.date.fromisoformat(text))
    except ValueError:
        return text
