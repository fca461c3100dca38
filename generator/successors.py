"""The next content of a published folder, of which only what changes is written."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from generator.folders import empty_place, encoded, epoch, files_in


class Successor:
    """The next content of a published folder, made aside.

    It begins with the published files, each under a second name (`follow`), and ends with those
    that were claimed (`sweep`): the disk is only asked to write what changes.
    """

    def __init__(self, new: Path, published: Path, seconds: int | None = None) -> None:
        """``seconds`` since 1970 date what is written, by default nothing is dated."""
        self.new = new
        self.published = published
        self._seconds = seconds
        self._made: set[str] = set()
        self._claimed: set[str] = set()
        self._kept: set[str] = set()
        self._inner: dict[str, Successor] = {}

    def below(self, name: str) -> Successor:
        """Give the same of a folder inside, which answers for what is in it."""
        inner = Successor(self.new / name, self.published / name, self._seconds)
        return self._inner.setdefault(name, inner)

    def write(self, path: PurePosixPath | str, content: bytes | str) -> bool:
        """Put a file into the new folder; one that was put there already stays.

        It may be the published one, so it is never written to. Says whether the content is another
        one than the published file's.
        """
        return self.claim(path) and self.put(path, encoded(content))

    def claim(self, path: PurePosixPath | str) -> bool:
        """Say whether a file is not there yet; from now on it counts as being there."""
        name = str(path)
        if name in self._claimed:
            return False
        self._claimed.add(name)
        return True

    def keep(self, path: PurePosixPath | str) -> None:
        """Take a published file over as it is, which is there already."""
        if self.claim(path):
            self._kept.add(str(path))

    def put(self, path: PurePosixPath | str, content: bytes) -> bool:
        """Put a file that was claimed into the new folder, be it in another process.

        Says whether the content is another one than the published file's.
        """
        target, before = self._place(path), f"{self.published}/{path}"
        is_same = _holds(before, content)
        if not (is_same and _is_same_file(target, before)):
            # What is there is the published file, never to be written to, or half of another one.
            _remove(target)
            if not (is_same and _link(before, target)):
                _fill(target, content)
        self._date(target)
        return not is_same

    def _place(self, path: PurePosixPath | str) -> str:
        """Give the path of a file in the new folder, its folder made."""
        target = f"{self.new}/{path}"
        folder = os.path.dirname(target)  # noqa: PTH120 - many files
        if folder not in self._made:
            _make_folder(Path(folder), self.new)
            self._made.add(folder)
        return target

    def _date(self, path: str) -> None:
        if self._seconds is not None and os.stat(path).st_mtime_ns != self._seconds * 10**9:  # noqa: PTH116
            os.utime(path, (self._seconds, self._seconds))

    def copy(self, folder: Path, but: str = "", same: Collection[str] = ()) -> None:
        """Put all files of a folder into the new one, but for those of one suffix.

        Those whose path is in ``same`` are the published ones, which nobody need read.
        """
        for path in files_in(folder):
            if but and path.suffix == but:
                continue
            if str(path) in same:
                self.keep(path)
            elif _size(self.published / path) == _size(folder / path):
                self.write(path, (folder / path).read_bytes())
            elif self.claim(path):  # another one, which the system copies by itself
                target = self._place(path)
                _remove(target)
                shutil.copyfile(folder / path, target)
                self._date(target)

    def forget(self) -> None:
        """Begin anew: nothing is claimed."""
        self._claimed.clear()
        self._kept.clear()

    def sweep(self) -> list[str]:
        """Remove what was not claimed, and date the folders; list what was removed."""
        gone = sorted(self._swept(os.fspath(self.new), "")) if self.new.is_dir() else []
        for name, inner in self._inner.items():
            gone += [f"{name}/{path}" for path in inner.sweep()]
        return gone

    @property
    def files(self) -> list[str]:
        """List what is there."""
        inner = [f"{name}/{path}" for name in self._inner for path in self._inner[name].files]
        return sorted([*self._claimed, *inner])

    @property
    def kept(self) -> set[str]:
        """List the published files that were taken over."""
        inner = {f"{name}/{path}" for name in self._inner for path in self._inner[name].kept}
        return self._kept | inner

    def _swept(self, folder: str, above: str) -> Iterator[str]:
        is_empty = True
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{above}{entry.name}"
                if path in self._inner:
                    is_empty = False
                elif entry.is_dir(follow_symlinks=False):
                    yield from self._swept(entry.path, f"{path}/")
                    is_empty = is_empty and not Path(entry.path).is_dir()
                elif path in self._claimed:
                    is_empty = False
                else:
                    Path(entry.path).unlink()
                    yield path
        if is_empty and above:
            Path(folder).rmdir()
        elif self._seconds is not None:
            os.utime(folder, (self._seconds, self._seconds))


@contextmanager
def successor(
    folder: Path, day: dt.date | None = None, kept_in: Path | None = None
) -> Iterator[Successor]:
    """Give a place for the next content of a folder that begins with the published files.

    Args:
        folder: The published one.
        day: That of the data, which dates what is written.
        kept_in: Where second names of all files may stay for the next time, so that only those of
            files that change are made anew. It takes no room but that of the names.
    """
    with empty_place(folder) as beside:
        stays = kept_in is not None and _share_files(kept_in, folder.parent)
        name = sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
        new = kept_in / name if kept_in and stays else beside
        follow(new, folder)
        try:
            yield Successor(new, folder, None if day is None else epoch(day))
        finally:
            if stays:
                follow(new, folder)


def follow(new: Path, published: Path) -> None:
    """Give the files of a folder second names in another one, which then holds nothing else.

    It may hold anything before. On a disk that knows no second names these are copies.
    """
    if not published.is_dir():
        shutil.rmtree(new, ignore_errors=True)
    _make_folder(new, new)
    if published.is_dir():
        _follow(os.fspath(new), os.fspath(published))


def _follow(new: str, published: str) -> None:
    with os.scandir(new) as entries:
        there = {entry.name: entry for entry in entries}
    with os.scandir(published) as entries:
        for entry in entries:
            own, target = there.pop(entry.name, None), f"{new}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if own is None or not own.is_dir(follow_symlinks=False):
                    _remove(target)
                    os.mkdir(target)  # noqa: PTH102 - as above
                _follow(target, entry.path)
            elif own is None or own.inode() != entry.inode():
                _remove(target)
                # A link of somebody is left out: a file will be in its place.
                if entry.is_file(follow_symlinks=False) and not _link(entry.path, target):
                    shutil.copy2(entry.path, target)
    for entry in there.values():
        _remove(entry.path)


def _share_files(one: Path, other: Path) -> bool:
    """Say whether files of a folder can have second names in another one; both are made."""
    try:
        for folder in (one, other):
            folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=one) as here, TemporaryDirectory(dir=other) as there:
            Path(here, "probe").touch()
            Path(there, "probe").hardlink_to(Path(here, "probe"))
    except OSError:
        return False
    return True


def _size(path: Path) -> int:
    """Give the bytes of a file; -1 where it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _holds(path: str, content: bytes) -> bool:
    """Say whether there is a file, and no link to one, with just this content."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size != len(content):
            return False
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a third of the time
            return file.read() == content
    except OSError:
        return False


def _is_same_file(one: str, other: str) -> bool:
    """Say whether two paths are names of one file."""
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except OSError:
        return False


def _link(before: str, path: str) -> bool:
    """Give a file a second name; say whether this disk knows such."""
    try:
        os.link(before, path)
    except OSError:
        return False
    return True


def _fill(path: str, content: bytes) -> None:
    """Make a file that is not there."""
    with open(path, "xb", buffering=0) as file:  # noqa: PTH123 - a tenth of the time of a Path
        written = file.write(content)
        while written < len(content):  # a disk that is almost full
            written += file.write(content[written:])


def _remove(path: str) -> None:
    """Remove a file, or a folder that is where a file goes; it need not be there."""
    try:
        os.unlink(path)  # noqa: PTH108 - many files
    except FileNotFoundError:
        pass
    except OSError:
        if not os.path.isdir(path):  # noqa: PTH112 - many files
            raise
        shutil.rmtree(path)


def _make_folder(folder: Path, top: Path) -> None:
    """Make a folder, also where a file is in its way, which is the uppermost one or below it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        for above in (folder, *folder.parents):
            if not above.is_relative_to(top):
                break
            if above.is_file() or above.is_symlink():
                above.unlink()
        folder.mkdir(parents=True, exist_ok=True)
