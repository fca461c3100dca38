"""Folders that hold exactly what they should, dated by the data, replaced in one step."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def epoch(day: dt.date) -> int:
    """Give the seconds since 1970 at the beginning of a day, in UTC."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())


def set_times(folder: Path, as_of: dt.date) -> None:
    """Date every file and folder by the day of the data, so that copies are equal in all."""
    _set_times(os.fspath(folder), epoch(as_of))


def _set_times(folder: str, seconds: int) -> None:
    """Date what is in a folder, then the folder; most files of a site have their date already."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _set_times(entry.path, seconds)
            elif entry.stat().st_mtime_ns != seconds * 10**9:
                os.utime(entry.path, (seconds, seconds))
    os.utime(folder, (seconds, seconds))


class Successor:
    """The next content of a published folder, made beside it.

    A file that stays as it was is the published one itself, under a second name: the disk is only
    asked to write what changes.
    """

    def __init__(self, new: Path, published: Path) -> None:
        self.new = new
        self.published = published
        self._made: set[str] = set()
        self._written: set[str] = set()

    def below(self, name: str) -> Successor:
        """Give the same of a folder inside."""
        return Successor(self.new / name, self.published / name)

    def write(self, path: PurePosixPath, content: bytes | str) -> bool:
        """Put a file into the new folder; one that is there already stays.

        It may be the published one, so it is never written to. Says whether the content is another
        one than the published file's.
        """
        return self.claim(path) and self.put(path, _encoded(content))

    def keep(self, path: PurePosixPath | str) -> None:
        """Take a published file over as it is."""
        if not self.claim(path):
            return
        target, before = self._place(path), f"{self.published}/{path}"
        try:
            os.link(before, target)
        except OSError:  # a disk that knows no second names
            shutil.copy2(before, target)

    def vanished(self) -> list[PurePosixPath]:
        """List the published files that the new folder does not hold."""
        return sorted(path for path in files_in(self.published) if not (self.new / path).is_file())

    def claim(self, path: PurePosixPath | str) -> bool:
        """Say whether a file is not there yet; from now on it counts as being there."""
        name = str(path)
        if name in self._written:
            return False
        self._written.add(name)
        return True

    def put(self, path: PurePosixPath | str, content: bytes) -> bool:
        """Put a file that was claimed into the new folder, be it in another process.

        Says whether the content is another one than the published file's.
        """
        target, before = self._place(path), f"{self.published}/{path}"
        try:
            return _fill(target, content, before)
        except FileExistsError:
            # Of a process that was lost: half a file, or the published one, never to be written to.
            os.unlink(target)  # noqa: PTH108 - as above
            return _fill(target, content, before)

    def _place(self, path: PurePosixPath | str) -> str:
        """Give the path of a file in the new folder, its folder made."""
        target = f"{self.new}/{path}"
        folder = os.path.dirname(target)  # noqa: PTH120 - as above
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above
            self._made.add(folder)
        return target

    def copy(self, folder: Path, but: str, same: Collection[str] = ()) -> None:
        """Put all files of a folder into the new one, but for those of one suffix.

        Those whose path is in ``same`` are the published ones, which nobody need read.
        """
        for path in files_in(folder):
            if path.suffix == but:
                continue
            if str(path) in same:
                self.keep(path)
            elif _size(self.published / path) == _size(folder / path):
                self.write(path, (folder / path).read_bytes())
            elif self.claim(path):  # another one, which the system copies by itself
                shutil.copyfile(folder / path, self._place(path))


def files_in(folder: Path) -> Iterator[PurePosixPath]:
    """Give all files of a folder, by their paths below it; none where it is not there."""
    for above, _, names in os.walk(folder):
        below = PurePosixPath(Path(above).relative_to(folder))
        yield from (below / name for name in names)


@contextmanager
def successor(folder: Path) -> Iterator[Successor]:
    """Give an empty place for the next content of a folder.

    What is left there at the end is removed: half a site only takes room, of which there may be
    none.
    """
    recover(folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield Successor(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def take_place(new: Path, old: Path) -> None:
    """Put a finished folder in the place of the published one, in one step where possible.

    Linux can exchange two folders at once; elsewhere there is a moment between two renames, which
    `recover` mends.
    """
    recover(old)
    old.parent.mkdir(parents=True, exist_ok=True)
    parked = _parked(old)
    if not old.exists():
        new.rename(old)
    elif _exchange(new, old):
        shutil.rmtree(new)
    else:
        old.rename(parked)
        new.rename(old)
        shutil.rmtree(parked)


def recover(folder: Path) -> None:
    """Bring back a folder that a build had put aside when it was cut off."""
    parked = _parked(folder)
    if parked.exists() and not folder.exists():
        parked.rename(folder)
    shutil.rmtree(parked, ignore_errors=True)


def _parked(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places; say whether this system can."""
    rename: Callable[..., int] | None = None
    if sys.platform == "linux":
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    failed: int = rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    return failed == 0


def write_tree(
    files: Mapping[PurePosixPath, bytes | str], folder: Path, as_of: dt.date
) -> list[PurePosixPath]:
    """Make a folder hold exactly these files; return what was written or removed, sorted.

    A file that already has its content is left alone. Each is written under another name first,
    so that no reader, and no interrupted run, meets half a file.
    """
    wanted = {path: _encoded(content) for path, content in files.items()}
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        PurePosixPath(path.relative_to(folder)) for path in folder.rglob("*") if _is_file(path)
    }
    vanished = found - set(wanted)
    changed = [
        path for path in wanted if path not in found or _differs(folder / path, wanted[path])
    ]
    for path in vanished:
        (folder / path).unlink()
    _remove_empty(folder)
    for path in changed:
        put_file(folder / path, wanted[path])
    set_times(folder, as_of)
    return sorted([*vanished, *changed])


def _encoded(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _is_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _differs(path: Path, content: bytes) -> bool:
    """Say whether a file, which is there, has another content."""
    return path.stat().st_size != len(content) or path.read_bytes() != content


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


def _fill(path: str, content: bytes, before: str) -> bool:
    """Make a file that is not there; it is the one of before, if that has this content.

    Says whether the content is another one.

    Raises:
        FileExistsError: There is such a file.
    """
    is_same = _holds(before, content)
    if is_same:
        try:
            os.link(before, path)
        except FileExistsError:
            raise
        except OSError:  # a disk that knows no second names
            pass
        else:
            return False
    with open(path, "xb", buffering=0) as file:  # noqa: PTH123 - a tenth of the time of a Path
        written = file.write(content)
        while written < len(content):  # a disk that is almost full
            written += file.write(content[written:])
    return not is_same


def put_file(path: Path, content: bytes) -> None:
    """Write a file under another name first, so that nobody meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _remove_empty(folder: Path) -> None:
    """Remove folders that hold nothing any more, the innermost first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
