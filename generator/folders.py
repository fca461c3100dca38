"""Folders that hold exactly what they should, dated by the data, replaced in one step."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import shutil
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


def files_in(folder: Path) -> Iterator[PurePosixPath]:
    """Give all files of a folder, by their paths below it; none where it is not there."""
    for above, _, names in os.walk(folder):
        below = PurePosixPath(Path(above).relative_to(folder))
        yield from (below / name for name in names)


@contextmanager
def empty_place(folder: Path) -> Iterator[Path]:
    """Give an empty place beside a folder for its next content.

    What is left there at the end is removed: half a site only takes room, of which there may be
    none.
    """
    recover(folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def change_places(new: Path, old: Path) -> None:
    """Put a finished folder in the place of the published one, in one step where possible.

    What was published is then where the other one was. Linux can exchange two folders at once;
    elsewhere there is a moment between renames, which `recover` mends.
    """
    recover(old)
    old.parent.mkdir(parents=True, exist_ok=True)
    if not old.exists():
        new.rename(old)
    elif not _exchange(new, old):
        parked = _parked(old)
        old.rename(parked)
        new.rename(old)
        parked.rename(new)


def take_place(new: Path, old: Path) -> None:
    """Put a finished folder in the place of the published one, which is removed."""
    change_places(new, old)
    shutil.rmtree(new, ignore_errors=True)


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
    wanted = {path: encoded(content) for path, content in files.items()}
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


def write_files(files: Mapping[str, bytes], folder: Path, gone: Collection[str]) -> None:
    """Put files into a folder beside whatever else is there, and remove those that are gone."""
    for name, content in files.items():
        put_file(folder / name, content)
    for name in gone:
        (folder / name).unlink(missing_ok=True)


def encoded(content: bytes | str) -> bytes:
    """Give the bytes of a file; texts are UTF-8."""
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _is_file(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _differs(path: Path, content: bytes) -> bool:
    """Say whether a file, which is there, has another content."""
    return path.stat().st_size != len(content) or path.read_bytes() != content


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
