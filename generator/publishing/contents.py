"""What is to be published: the files of one finished edition and of its public snapshots."""

from __future__ import annotations

import datetime as dt
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.archives import DAMAGE
from generator.locales import mark
from generator.problems import Code, Location, PublishError, problem
from generator.publishing.inline import Inline, inline_of
from generator.snapshot_names import ARCHIVE, FOLDER, SIGNATURE, is_public_name

LOOK = mark("Looking at the site")

COMPRESSED = frozenset(
    {".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt", ".md", ".map"}
)
"""Endings of files that are also served compressed."""
INTERNAL_PAGE = b'<p class="xs-internal"'
"""Begins the banner of every page of the internal edition; texts from data cannot hold a tag."""
CHUNK = 1 << 20

_INTERNAL_BAG = re.compile(rb"^External-Identifier:\s*\S+\.internal\s*$", re.MULTILINE | re.I)


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
        PublishError: nothing-to-publish, not-a-file, forbidden-name, internal-in-public.
    """
    if not (site / "index.html").is_file():
        where = Location(str(site))
        raise PublishError([problem(Code.NOTHING_TO_PUBLISH, where, edition=edition)])
    frozen = {path: place for one in _public(snapshots) for path, place in _below(one)}
    places = {**dict(_listed(site)), **frozen}
    places = {path: place for path, place in places.items() if not _is_made(path, places)}
    files, inline = {}, Inline()
    for done, path in enumerate(sorted(places), 1):
        is_public = edition == "public" or path in frozen
        files[path], found = _read(places[path], path, is_public=is_public)
        inline |= found
        step(done, len(places))
    day = dt.datetime.fromtimestamp((site / "index.html").stat().st_mtime, dt.UTC).date()
    return Contents(day, files, inline)


def is_compressed(path: str) -> bool:
    """Say whether a file of this name is also served compressed."""
    return os.path.splitext(path)[1].lower() in COMPRESSED  # noqa: PTH122 - many files


def _is_made(path: str, places: Mapping[str, str]) -> bool:
    """Say whether a file is the compressed form of another one, which is made here."""
    plain = path.removesuffix(".gz")
    return plain != path and plain in places and is_compressed(plain)


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Give all files of a folder: path below it, and place. Links lead elsewhere, so none may be.

    Raises:
        PublishError: not-a-file, forbidden-name.
    """
    faults = []
    folders = [("", os.fspath(folder))]
    while folders:
        below, above = folders.pop()
        with os.scandir(above) as entries:
            for entry in entries:
                path = below + entry.name
                if not entry.name.isprintable() or "\\" in entry.name:
                    where = Location(above)
                    faults.append(problem(Code.FORBIDDEN_NAME, where, text=ascii(entry.name)))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append((f"{path}/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield path, entry.path
                else:
                    faults.append(problem(Code.NOT_A_FILE, Location(entry.path)))
    if faults:
        raise PublishError(faults)


def _public(folder: Path) -> Iterator[Path]:
    """Give the public snapshots of a folder: bags, archives, signatures, and the list of them.

    Raises:
        PublishError: An internal one goes by the name of a public one.
    """
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(SIGNATURE).removesuffix(ARCHIVE)
        if path.is_symlink():
            continue
        if path.name == "versions.json" and path.is_file():
            yield path
        elif not is_public_name(name):
            continue
        elif path.is_dir() and (path / "bagit.txt").is_file():
            info = path / "bag-info.txt"
            if info.is_file() and _INTERNAL_BAG.search(info.read_bytes()):
                raise PublishError([problem(Code.INTERNAL_IN_PUBLIC, Location(str(path)))])
            yield path
        elif path.is_file() and (path.suffix == SIGNATURE or _archives(path, name)):
            yield path


def _below(snapshot: Path) -> Iterator[tuple[str, str]]:
    """Give the files of a snapshot, or the one that it is: path in the release, and place."""
    name = f"{FOLDER}/{snapshot.name}"
    if not snapshot.is_dir():
        yield name, str(snapshot)
        return
    for path, place in _listed(snapshot):
        yield f"{name}/{path}", place


def _archives(path: Path, name: str) -> bool:
    """Say whether an archive holds just the snapshot that it is named after."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.namelist()
            info = f"{name}/bag-info.txt"
            told = archive.read(info) if info in inside else b""
    except DAMAGE:
        return False
    return all(part.startswith(f"{name}/") for part in inside) and not _INTERNAL_BAG.search(told)


def _read(place: str, path: str, *, is_public: bool) -> tuple[Content, Inline]:
    """Read one file, and in a page what stands in it inline.

    Raises:
        PublishError: internal-in-public.
    """
    if not path.endswith(".html"):
        size, digest = digest_of(place)
        return Content(place, size, digest), Inline()
    text = Path(place).read_bytes()
    if is_public and INTERNAL_PAGE in text:
        raise PublishError([problem(Code.INTERNAL_IN_PUBLIC, Location(place))])
    return Content(place, len(text), sha256(text).hexdigest()), inline_of(text, path)


def digest_of(place: str) -> tuple[int, str]:
    """Give size and SHA-256 of a file, read piece by piece."""
    size, found = 0, sha256()
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123 - many files
        while piece := file.read(CHUNK):
            size += len(piece)
            found.update(piece)
    return size, found.hexdigest()
