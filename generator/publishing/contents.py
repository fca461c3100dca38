"""What is to be published: the files of one finished edition and of its public snapshots."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.locales import mark
from generator.problems import Code, Location, PublishError, problem
from generator.publishing.frozen import frozen_files
from generator.publishing.inline import Inline, inline_of
from generator.publishing.listing import listed

LOOK = mark("Looking at the site")

COMPRESSED = frozenset(
    {".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt", ".md", ".map"}
)
"""Endings of files that are also served compressed."""
INTERNAL_PAGE = b'<p class="xs-internal"'
"""Begins the banner of every page of the internal edition; texts from data cannot hold a tag."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """One file that is to be published."""

    place: str
    """Where it lies now."""
    size: int
    """Bytes."""
    digest: str
    """SHA-256, as hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that makes up a release."""

    as_of: dt.date
    files: Mapping[str, Content]
    """By path in the release, sorted."""
    inline: Inline
    """What stands in the pages and a strict policy must name."""

    @property
    def id(self) -> str:
        """Name the release after its day and its files: the same content, the same name."""
        return release_id(self.as_of, {path: file.digest for path, file in self.files.items()})


def release_id(as_of: dt.date | str, digests: Mapping[str, str]) -> str:
    """Compose the name of a release from the digests of its files, by path."""
    lines = "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))
    return f"{as_of}-{sha256(lines.encode()).hexdigest()[:16]}"


def read_contents(
    site: Path, snapshots: Path, edition: str, step: Callable[[int, int], None]
) -> Contents:
    """List and read everything that is to be published.

    Args:
        site: The finished site of one edition.
        snapshots: The folder of snapshots, which need not exist; internal ones are left out.
        edition: Whose pages these are; a page of the internal one is never public.
        step: Told how many files were read, of how many.

    Raises:
        PublishError: nothing-to-publish, not-a-file, forbidden-name, internal-in-public, or what is
            wrong with a snapshot.
    """
    if not (site / "index.html").is_file():
        where = Location(str(site))
        raise PublishError([problem(Code.NOTHING_TO_PUBLISH, where, edition=edition)])
    frozen = frozen_files(snapshots)
    places = {**{path: (place, "") for path, place in listed(site)}, **frozen}
    places = {path: place for path, place in places.items() if not _is_made(path, places)}
    files, inline = {}, Inline()
    for done, path in enumerate(sorted(places), 1):
        is_public = edition == "public" or path in frozen
        files[path], found = _read(*places[path], path, is_public=is_public)
        inline |= found
        step(done, len(places))
    day = dt.datetime.fromtimestamp((site / "index.html").stat().st_mtime, dt.UTC).date()
    return Contents(day, files, inline)


def is_compressed(path: str) -> bool:
    """Say whether a file of this name is also served compressed."""
    return os.path.splitext(path)[1].lower() in COMPRESSED  # noqa: PTH122 - many files


def _is_made(path: str, places: Collection[str]) -> bool:
    """Say whether a file is the compressed form of another one, which is made here."""
    plain = path.removesuffix(".gz")
    return plain != path and plain in places and is_compressed(plain)


def _read(place: str, digest: str, path: str, *, is_public: bool) -> tuple[Content, Inline]:
    """Read one file, and in a page what stands in it inline; a digest that is known is not made.

    Raises:
        PublishError: internal-in-public.
    """
    if not path.endswith(".html"):
        size, digest = (os.stat(place).st_size, digest) if digest else digest_of(place)  # noqa: PTH116
        return Content(place, size, digest), Inline()
    text = Path(place).read_bytes()
    if is_public and INTERNAL_PAGE in text:
        raise PublishError([problem(Code.INTERNAL_IN_PUBLIC, Location(place))])
    return Content(place, len(text), digest or sha256(text).hexdigest()), inline_of(text, path)


def digest_of(place: str) -> tuple[int, str]:
    """Give size and SHA-256 of a file, read piece by piece."""
    size, found = 0, sha256()
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123 - many files
        while piece := file.read(CHUNK):
            size += len(piece)
            found.update(piece)
    return size, found.hexdigest()
