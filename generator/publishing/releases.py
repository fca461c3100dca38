"""Releases in a folder: written whole, then shown; gone back to; the oldest removed."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from generator.folders import epoch, files_in, take_place
from generator.locales import mark
from generator.problems import Code, Location, PublishError, problem
from generator.publishing.contents import (
    CHUNK,
    Content,
    Contents,
    digest_of,
    is_compressed,
    release_id,
)
from generator.publishing.target import DIGESTS, INLINE, Target, release_before, write

WRITE = mark("Writing the release")
CHECK = mark("Checking the release")
SHOW = mark("Showing it to readers")

DAY = 24 * 60 * 60
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication."""

    id: str
    """The release that readers see now."""
    before: str | None
    """The release that they saw before."""
    written: int = 0
    """Files that the disk was asked to write; all others are linked."""
    linked: int = 0


def publish(
    target: Target, contents: Contents, say: Callable[[str], None], step: Step
) -> Published:
    """Bring a release to its folder and let readers see it at the end, in one step.

    A release that is there already and whole is not written again.

    Raises:
        PublishError: site-changed.
    """
    name, before = contents.id, target.current()
    written = linked = 0
    if faults_of(target, name, lambda done, total: None):
        say(WRITE)
        made = _Release(target, contents.as_of)
        for done, (path, content) in enumerate(contents.files.items(), 1):
            made.add(path, content)
            step(done, len(contents.files))
        written, linked = made.written, made.linked
        say(SHOW)
        _bring(target, contents, made)
    if name != before:
        others = [other for other in target.history() if other not in (name, before)]
        target.remember([*others, *([before] if before else []), name])
        target.lead_to(name)
    return Published(name, before, written, linked)


def _bring(target: Target, contents: Contents, made: _Release) -> None:
    """Put a release that was written among the others, with what is told of it."""
    lines = "".join(f"{made.digests[path]}  {path}\n" for path in sorted(made.digests))
    write(target.beside(contents.id, INLINE), contents.inline.text())
    write(target.beside(contents.id, DIGESTS), lines)
    if hasattr(os, "sync"):
        os.sync()  # what readers are led to survives a power cut
    take_place(made.folder, target.releases / contents.id)


def roll_back(
    target: Target, name: str | None, say: Callable[[str], None], step: Step
) -> Published:
    """Let readers see the release before, or a named one, after checking that it is whole.

    Raises:
        PublishError: no-earlier-release, no-release, release-damaged.
    """
    where = Location(str(target.releases))
    wanted = release_before(where, name, target.history(), target.current())
    say(CHECK)
    faults = faults_of(target, wanted, step)
    if faults:
        places = [Location(str(target.releases / wanted / path)) for path in faults]
        raise PublishError(problem(Code.RELEASE_DAMAGED, where) for where in places)
    before = target.current()
    target.lead_to(wanted)
    return Published(wanted, before)


def keep(target: Target, number: int) -> list[str]:
    """Remove the oldest releases but for so many; the current one and the one before it stay."""
    listed, safe = target.history(), {target.current(), target.before()}
    spare = [name for name in listed if name not in safe]
    removed = spare[: max(0, len(listed) - number)]
    target.remember([name for name in listed if name not in removed])
    for name in removed:
        target.remove(name)
    return removed


def read_digests(target: Target, name: str) -> dict[str, str]:
    """Give the digests of a release's files by path; none where it was never finished."""
    try:
        text = target.beside(name, DIGESTS).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return {}
    lines = (line.partition("  ") for line in text.splitlines())
    return {path: digest for digest, _, path in lines}


def faults_of(target: Target, name: str, step: Step) -> list[str]:
    """List the files of a release that are not as they were published, lost ones and others.

    An empty path stands for the list of them, which must be the one that the release is named
    after.
    """
    folder, digests = target.releases / name, read_digests(target, name)
    own = {path: digest for path, digest in digests.items() if not _is_made(path, digests)}
    if release_id(name[:10], own) != name:
        return [""]
    faults = [str(path) for path in files_in(folder) if str(path) not in digests]
    for done, (path, digest) in enumerate(digests.items(), 1):
        if not _holds(folder / path, digest):
            faults.append(path)
        step(done, len(digests))
    return sorted(faults)


def _is_made(path: str, digests: dict[str, str]) -> bool:
    """Say whether a file is the compressed form of another one."""
    plain = path.removesuffix(".gz")
    return plain != path and plain in digests and is_compressed(plain)


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and digest_of(os.fspath(path))[1] == digest


def _make_folders(folder: Path, above: Path) -> None:
    """Make folders that the web server may read, whoever it runs as."""
    if folder.is_dir():
        return
    if folder != above:
        _make_folders(folder.parent, above)
    folder.mkdir(parents=folder == above)
    folder.chmod(0o755)


@dataclass(slots=True)
class _Release:
    """A release in the making, beside the others.

    What the current release, or this one, holds already is linked, byte for byte the same.
    """

    target: Target
    as_of: dt.date
    digests: dict[str, str] = field(default_factory=dict)
    written: int = 0
    linked: int = 0
    _known: dict[str, str] = field(default_factory=dict)
    """Paths of files, in this release or the current one, by digest."""
    _packed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Path and digest of the compressed form, by digest of the file."""
    _current: dict[str, str] = field(default_factory=dict)
    """Digests of the current release, by path."""

    def __post_init__(self) -> None:
        name = self.target.current()
        if name is not None:
            self._current = read_digests(self.target, name)
            folder = self.target.releases / name
            for path, digest in self._current.items():
                self._known[digest] = f"{folder}/{path}"
                if packed := self._current.get(f"{path}.gz"):
                    self._packed[digest] = (f"{folder}/{path}.gz", packed)

    @property
    def folder(self) -> Path:
        """Where it is made."""
        return self.target.unfinished / "release"

    def add(self, path: str, content: Content) -> None:
        """Add a file, and its compressed form.

        Raises:
            PublishError: site-changed.
        """
        place = self.folder / path
        _make_folders(place.parent, self.target.unfinished)
        twin = self._twin(path, content)
        if twin:
            self._link(twin, path, content.digest)
        else:
            self._copy(content, path)
        if is_compressed(path):
            self._compress(path, twin)

    def _twin(self, path: str, content: Content) -> str:
        """Find a file with the same bytes whose date tells readers that it is not another one."""
        twin = self._known.get(content.digest, "")
        if not twin or not _holds(Path(twin), content.digest):
            return ""
        return "" if self._seems_old(path, content, os.stat(twin).st_mtime_ns) else twin  # noqa: PTH116

    def _seems_old(self, path: str, content: Content, mtime: int) -> bool:
        """Say whether servers would take a file for the one that has another content.

        They tell versions apart by size and date only.
        """
        if self._current.get(path, content.digest) == content.digest:
            return False
        try:
            before = os.stat(self.target.releases / (self.target.current() or "") / path)  # noqa: PTH116
        except OSError:
            return False
        return (before.st_size, before.st_mtime_ns) == (content.size, mtime)

    def _link(self, twin: str, path: str, digest: str) -> None:
        try:
            os.link(twin, self.folder / path)
        except OSError:  # a disk that knows no second names, or no more of them
            content = Content(twin, os.stat(twin).st_size, digest)  # noqa: PTH116 - many files
            self._copy(content, path)
            return
        self.digests[path] = digest
        self.linked += 1

    def _copy(self, content: Content, path: str) -> None:
        """Copy a file, and see that it is the one that was looked at.

        Raises:
            PublishError: site-changed.
        """
        found = sha256()
        try:
            with open(content.place, "rb") as source, (self.folder / path).open("xb") as file:  # noqa: PTH123
                while piece := source.read(CHUNK):
                    found.update(piece)
                    file.write(piece)
        except FileNotFoundError:
            found = sha256(b"gone")
        if found.hexdigest() != content.digest:
            raise PublishError([problem(Code.SITE_CHANGED, Location(content.place))])
        self._date(path, content)
        self._note(path, content.digest)

    def _date(self, path: str, content: Content) -> None:
        """Date a file within the day of the data, by its content.

        All files of a site have one date, and servers tell versions of a file apart by its size
        and date; so a corrected figure, as long as the wrong one, would be taken for it.
        """
        second = int(content.digest[:12], 16) % DAY
        if self._seems_old(path, content, (epoch(self.as_of) + second) * 10**9):
            second = (second + 1) % DAY
        os.utime(self.folder / path, (epoch(self.as_of) + second,) * 2)

    def _note(self, path: str, digest: str) -> None:
        os.chmod(self.folder / path, 0o644)  # noqa: PTH101 - the server is somebody else
        self.digests[path] = digest
        self._known[digest] = f"{self.folder}/{path}"
        self.written += 1

    def _compress(self, path: str, twin: str) -> None:
        """Put the compressed form beside a file, that of its twin where there is one."""
        packed, digest = f"{path}.gz", self.digests[path]
        before, before_digest = self._packed.get(digest, ("", "")) if twin else ("", "")
        if before and _holds(Path(before), before_digest):
            self._link(before, packed, before_digest)
            return
        content = gzip.compress((self.folder / path).read_bytes(), mtime=0)
        (self.folder / packed).write_bytes(content)
        seconds = (self.folder / path).stat().st_mtime
        os.utime(self.folder / packed, (seconds, seconds))
        self._note(packed, sha256(content).hexdigest())
        self._packed[digest] = (f"{self.folder}/{packed}", self.digests[packed])
