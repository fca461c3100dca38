"""Seal a folder: a BagIt bag (RFC 8493) of its files, never changed afterwards."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.bags import tags
from generator.bags.holding import CHUNK
from generator.bags.listing import next_correction
from generator.bags.names import check_file_names, printable
from generator.bags.readme import readme_text
from generator.bags.tags import BagInfo
from generator.folders import set_times
from generator.problems import BagError, Code, Location, Problem, problem
from generator.snapshot_names import SnapshotName, parse_name

if sys.platform != "win32":
    import fcntl

_TAKEN = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bag that was made."""

    place: Path
    fixity: str
    """SHA-256 of its tag manifest, which stands for the whole bag."""
    files: int
    octets: int
    """Files of the payload, and their bytes."""


def seal(payload: Path, place: Path, info: BagInfo) -> Sealed:
    """Make a bag of the files of a folder, which stays as it is; a part is never left in place.

    The bag is written beside its place, ``.<name>.new``, and put there in one step. What was left
    there by a run that was cut off is removed by the next. The same files and the same ``info``
    give the same bytes and dates. Empty folders are left out, as BagIt knows only files.

    Args:
        payload: Folder whose files go into ``data/``.
        place: Folder to be made; its name is that of a snapshot, such as ``2018Q3.r2.internal``.

    Raises:
        BagError: no-snapshot-name, already-sealed, nothing-to-seal, not-a-file, forbidden-name,
            names-alike; other-build, while another run seals the same. Nothing was written.
        ValueError: The first page is not in the payload, a correction has no reason, or the place
            lies in the payload.
    """
    payload, place = payload.resolve(), Path(os.path.abspath(place))  # noqa: PTH100 - not a link's
    name = _free_name(place)
    files, problems = _files_in(payload)
    problems += check_file_names(files)
    if not files and not problems:
        problems.append(problem(Code.NOTHING_TO_SEAL, Location(printable(str(payload)))))
    if problems:
        raise BagError(problems)
    if info.opens and info.opens not in files:
        raise ValueError(f"{info.opens!r} is not in {payload}")
    if (name.revision > 1) != bool(info.reason.strip()):
        raise ValueError("a correction has a reason, and nothing else has")
    if place.is_relative_to(payload):
        raise ValueError(f"{place} lies in {payload}")
    with _folder_beside(place) as new:
        sealed = _write(payload, sorted(files), new, place, name, info)
        set_times(new, info.as_of)
        _put(new, place)
    return sealed


def _free_name(place: Path) -> SnapshotName:
    where = Location(printable(str(place)))
    try:
        name = parse_name(place.name)
    except ValueError:
        raise BagError([problem(Code.NO_SNAPSHOT_NAME, where, text=place.name)]) from None
    if os.path.lexists(place):
        raise _already(place)
    return name


def _already(place: Path) -> BagError:
    name = parse_name(place.name)
    correction = next_correction(place.parent, str(name.period), is_internal=name.is_internal)
    words = {"text": place.name, "next": correction}
    return BagError([problem(Code.ALREADY_SEALED, Location(printable(str(place))), **words)])


def _files_in(folder: Path, below: str = "") -> tuple[list[str], list[Problem]]:
    """Name all files below a folder; links and devices are problems, for they cannot be kept."""
    files: list[str] = []
    problems: list[Problem] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                more = _files_in(Path(entry.path), f"{path}/")
                files += more[0]
                problems += more[1]
            elif entry.is_file(follow_symlinks=False):
                files.append(path)
            else:
                problems.append(problem(Code.NOT_A_FILE, Location(printable(path))))
    return files, problems


@contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    """Give an empty folder beside a place, ours alone as far as the system knows locks.

    It is removed unless it was put in place.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.new")
    new.mkdir(exist_ok=True)
    with _locked(new, place):
        try:
            _empty(new)
            yield new
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise


@contextmanager
def _locked(new: Path, place: Path) -> Iterator[None]:
    """Keep other runs out of a folder; the system ends that even if we are killed."""
    if sys.platform == "win32":
        yield
        return
    lock = os.open(new, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock), new.stat()):
            raise BlockingIOError  # another run has just put it in place
    except (BlockingIOError, FileNotFoundError):
        os.close(lock)
        where = Location(printable(str(place)))
        raise BagError([problem(Code.OTHER_BUILD, where)]) from None
    try:
        yield
    finally:
        os.close(lock)


def _empty(folder: Path) -> None:
    """Remove what a run left that was cut off; the folder itself stays, for it is locked."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _write(
    payload: Path, files: list[str], new: Path, place: Path, name: SnapshotName, info: BagInfo
) -> Sealed:
    sums, octets = {}, 0
    for path in files:
        target = new / tags.PAYLOAD / path
        target.parent.mkdir(parents=True, exist_ok=True)
        sums[tags.PAYLOAD + path], size = _copy(payload / path, target)
        octets += size
    fields = info.fields(place.name, str(name.period), f"{octets}.{len(files)}")
    texts = {
        tags.DECLARATION: tags.DECLARED,
        tags.INFO: tags.info_text(fields),
        tags.MANIFEST: tags.manifest_text(sums),
        tags.README: readme_text(name, info),
    }
    texts[tags.TAG_MANIFEST] = tags.manifest_text(_sums(texts))
    for tag, text in texts.items():
        (new / tag).write_bytes(text.encode())
    return Sealed(place, _sums(texts)[tags.TAG_MANIFEST], len(files), octets)


def _sums(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}


def _copy(path: Path, target: Path) -> tuple[str, int]:
    """Copy a file; give the checksum of what was written, and how many bytes that was."""
    digest, size = sha256(), 0
    with path.open("rb") as source, target.open("xb") as copy:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
    return digest.hexdigest(), size


def _put(new: Path, place: Path) -> None:
    """Put the finished bag in its place, where nothing may be, once its bytes are on the disk."""
    if hasattr(os, "sync"):
        os.sync()
    if os.path.lexists(place):
        raise _already(place)
    try:
        new.rename(place)
    except OSError as error:
        if error.errno in _TAKEN:  # another run was faster
            raise _already(place) from None
        raise
