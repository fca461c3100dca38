"""The folder that releases go to: what is told in it, its lock, the link that readers follow."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Code, Location, PublishError, problem
from generator.turns import turn

EDITION, HISTORY, LOCK = "edition.txt", "history.txt", ".lock"
RELEASES, CURRENT, UNFINISHED = "releases", "current", ".unfinished"
DIGESTS, INLINE = ".sha256", ".inline"
"""Endings of what is told of a release, in files beside it."""
NEXT = ".current.new"
ID = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{16}"
_ID = re.compile(ID)
_NOTHING = {LOCK, "lost+found"}
"""What a folder may hold that counts as empty."""


@dataclass(frozen=True, slots=True)
class Target:
    """A folder of releases of one edition.

    ``releases/<id>/`` is a release, and beside it ``<id>.sha256`` lists its files as `sha256sum -c`
    reads it, ``<id>.inline`` what its pages hold inline. ``current`` is a link to one of them,
    ``history.txt`` lists them in the order in which they were published.
    """

    folder: Path

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.folder / RELEASES

    @property
    def unfinished(self) -> Path:
        """The folder where the next release is made; nobody is led there."""
        return self.folder / UNFINISHED

    def current(self) -> str | None:
        """Name the release that readers see; None before the first."""
        try:
            found = (self.folder / CURRENT).readlink().name
        except OSError:
            return None
        return found if _ID.fullmatch(found) else None

    def history(self) -> list[str]:
        """List the releases that are there, the first published first."""
        there = {path.name for path in self.releases.glob("*") if _ID.fullmatch(path.name)}
        try:
            told = (self.folder / HISTORY).read_text(encoding="utf-8").split()
        except FileNotFoundError:
            told = []
        listed = [name for name in dict.fromkeys(told) if name in there]
        return [*sorted(there.difference(listed)), *listed]

    def before(self) -> str | None:
        """Name the release that was published before the current one."""
        listed, current = self.history(), self.current()
        place = listed.index(current) if current in listed else 0
        return listed[place - 1] if place else None

    def beside(self, name: str, ending: str) -> Path:
        """Give the place of what is told of a release."""
        return self.releases / f"{name}{ending}"

    def remember(self, names: Sequence[str]) -> None:
        """Write the order of the releases."""
        write(self.folder / HISTORY, "".join(f"{name}\n" for name in names))

    def lead_to(self, name: str) -> None:
        """Let readers see a release, from one moment to the next."""
        link = self.folder / NEXT
        link.unlink(missing_ok=True)
        link.symlink_to(f"{RELEASES}/{name}")
        link.replace(self.folder / CURRENT)

    def remove(self, name: str) -> None:
        """Delete a release; what is told of it goes last, so that it never seems whole."""
        shutil.rmtree(self.releases / name)
        self.beside(name, DIGESTS).unlink(missing_ok=True)
        self.beside(name, INLINE).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove what an interrupted run left."""
        shutil.rmtree(self.unfinished, ignore_errors=True)
        (self.folder / NEXT).unlink(missing_ok=True)
        for path in self.releases.glob("*.*"):
            if path.suffix == ".part" or not path.with_suffix("").is_dir():
                path.unlink()
        for path in self.releases.glob(".*"):  # a release that was being exchanged
            shutil.rmtree(path, ignore_errors=True)


def write(path: Path, text: str) -> None:
    """Write a text so that no reader, and no interrupted run, meets half of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


@contextmanager
def open_target(folder: Path, edition: str, site: Path) -> Iterator[Target]:
    """Hold a folder of releases for oneself; one that is empty becomes one.

    Args:
        folder: The folder; it is made where it is not there.
        edition: Whose releases it holds; never those of two.
        site: The finished site, which must lie elsewhere.

    Raises:
        PublishError: other-edition, target-in-target, target-in-site, not-a-target,
            target-not-made, target-busy, no-links.
    """
    folder = Path(os.path.abspath(folder)).resolve()  # noqa: PTH100 - also of what is not there
    check_target(folder, edition, site.resolve())
    _make(folder)
    with _locked(folder):
        if not (folder / EDITION).exists():
            write(folder / EDITION, f"{edition}\n")
        (folder / RELEASES).mkdir(mode=0o755, exist_ok=True)
        target = Target(folder)
        target.clear()
        try:
            _try_link(folder)
            yield target
        finally:
            target.clear()
            if not any(target.releases.iterdir()):  # nobody's yet: the other edition may come here
                (folder / EDITION).unlink(missing_ok=True)
                target.releases.rmdir()


def _make(folder: Path) -> None:
    """Make the folder; some places, such as /proc, say that it is not there.

    Raises:
        PublishError: target-not-made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        detail = error.strerror or str(error)
        raise _refused(Code.TARGET_NOT_MADE, folder, detail=detail) from None


def _try_link(folder: Path) -> None:
    """Find out before any work whether readers can be led by a link: Windows may refuse it.

    Raises:
        PublishError: no-links.
    """
    link = folder / NEXT
    try:
        link.symlink_to(RELEASES, target_is_directory=True)
        link.unlink()
    except (OSError, NotImplementedError):
        raise _refused(Code.NO_LINKS, folder) from None


def check_target(folder: Path, edition: str, site: Path) -> None:
    """Refuse a folder that is not for releases of this edition; nothing is written.

    Raises:
        PublishError: other-edition, target-in-target, target-in-site, not-a-target.
    """
    for above in folder.parents:
        if (above / EDITION).is_file() and (above / RELEASES).is_dir():
            raise _refused(Code.TARGET_IN_TARGET, folder, other=str(above))
    if site.is_relative_to(folder) or folder.is_relative_to(site):
        raise _refused(Code.TARGET_IN_SITE, folder, other=str(site))
    found = edition_of(folder)
    if found is not None and found != edition:
        raise _refused(Code.OTHER_EDITION, folder, found=found, edition=edition)
    if found is None and folder.exists():
        inside = [path.name for path in folder.iterdir()] if folder.is_dir() else [folder.name]
        if set(inside) - _NOTHING - {f"{EDITION}.part"}:
            raise _refused(Code.NOT_A_TARGET, folder)


def release_before(
    where: Location, name: str | None, listed: Sequence[str], current: str | None
) -> str:
    """Name the release to go back to: the one that is named, or the one before the current.

    Raises:
        PublishError: no-earlier-release, no-release.
    """
    place = listed.index(current) if current in listed else 0
    if not name and not place:
        raise PublishError([problem(Code.NO_EARLIER_RELEASE, where)])
    wanted = name or listed[place - 1]
    if wanted not in listed:
        words = {"text": wanted, "known": ", ".join(listed)}
        raise PublishError([problem(Code.NO_RELEASE, where, **words)])
    return wanted


def edition_of(folder: Path) -> str | None:
    """Say whose releases a folder holds; None where it holds none."""
    try:
        return (folder / EDITION).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _refused(code: Code, folder: Path, **words: str) -> PublishError:
    return PublishError([problem(code, Location(str(folder)), **words)])


def _locked(folder: Path) -> AbstractContextManager[None]:
    """Keep others out; the system lets them in again when this process ends, however it does.

    Raises:
        PublishError: target-busy.
    """
    return turn(folder / LOCK, _refused(Code.TARGET_BUSY, folder))
