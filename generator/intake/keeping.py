"""Take the last intake back; copy the data folder to one file, and bring it back."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath

from generator.archives import DAMAGE, most_unpacked
from generator.intake import ledger
from generator.intake.ledger import Intake
from generator.problems import Code, IntakeError, Location, Problem, problem

SUMS = "SHA256SUMS"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def last_intake(data_dir: Path) -> Intake:
    """Give the newest intake that still counts.

    Raises:
        IntakeError: no-intake, where there is none; ledger-changed, where its rows were edited.
    """
    standing = [intake for intake in ledger.intakes(data_dir) if not intake.is_undone]
    if not standing:
        raise IntakeError([problem(Code.NO_INTAKE, Location(data_dir.name))])
    changed = ledger.changed_tables(data_dir, standing[-1])
    if changed:
        places = [Location(path.relative_to(data_dir).as_posix()) for path in changed]
        found = [problem(Code.LEDGER_CHANGED, place, name=standing[-1].name) for place in places]
        raise IntakeError(found)
    return standing[-1]


def undo_last(data_dir: Path, taken_at: str) -> Intake:
    """Take back the newest intake that still counts, as a whole; the ledger keeps it, and says so.

    Raises:
        IntakeError: As `last_intake`.
    """
    last = last_intake(data_dir)
    ledger.undo(data_dir, last, {"taken_back_at": taken_at})
    return last


def back_up(data_dir: Path, place: Path) -> int:
    """Copy the data folder to one archive with checksums; give the number of files.

    The same folder gives the same bytes. The archive takes its place in one step.

    Raises:
        IntakeError: file-exists.
    """
    if place.exists():
        raise IntakeError([problem(Code.FILE_EXISTS, Location(str(place)))])
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.part")
    sums = []
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in _files(data_dir):
                name, content = path.relative_to(data_dir).as_posix(), path.read_bytes()
                archive.writestr(_entry(f"data/{name}"), content)
                sums.append(f"{sha256(content).hexdigest()}  data/{name}\n")
            archive.writestr(_entry(SUMS), "".join(sums))
        part.rename(place)
    finally:
        part.unlink(missing_ok=True)
    return len(sums)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def _files(data_dir: Path) -> Iterator[Path]:
    """Give the files of a folder in the order of their paths; no locks, no halves of files."""
    found = [path for path in data_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in sorted(found, key=lambda path: path.relative_to(data_dir).as_posix()):
        if not any(part.startswith(".") for part in path.relative_to(data_dir).parts):
            yield path


def differences(data_dir: Path, place: Path) -> tuple[int, int, int]:
    """Count the files that a restoration would add, change and remove.

    Raises:
        IntakeError: backup-damaged, where the archive is not as it was written.
    """
    sums = _checked(place)
    there = {
        path.relative_to(data_dir).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in (_files(data_dir) if data_dir.exists() else ())
    }
    changed = sum(name in there and there[name] != digest for name, digest in sums.items())
    return len(sums.keys() - there.keys()), changed, len(there.keys() - sums.keys())


def restore(data_dir: Path, place: Path) -> Path | None:
    """Bring the data folder back as it was; give where the one that stood there was put.

    Raises:
        IntakeError: backup-damaged, where the archive is not as it was written; nothing was done.
    """
    names = _checked(place)
    new = data_dir.with_name(f".{data_dir.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    with zipfile.ZipFile(place) as archive:
        for name in names:
            ledger.put(new / name, archive.read(f"data/{name}"))
    aside = None
    if data_dir.exists():
        aside = _free(data_dir)
        data_dir.rename(aside)
    new.rename(data_dir)
    return aside


def _free(data_dir: Path) -> Path:
    number = 1
    while (found := data_dir.with_name(f"{data_dir.name}.before-{number}")).exists():
        number += 1
    return found


def _checked(place: Path) -> dict[str, str]:
    """Read the whole archive and compare it with its checksums; give these by name."""
    try:
        with zipfile.ZipFile(place) as archive:
            claimed = sum(entry.file_size for entry in archive.infolist())
            if claimed > most_unpacked(place.stat().st_size):
                raise IntakeError([_damaged(place, "> 200 ×")])
            lines = archive.read(SUMS).decode().splitlines()
            sums = {line[66:]: line[:64] for line in lines}
            names = {name for name in archive.namelist() if name != SUMS}
            for name in sorted({*sums, *names}):
                if name not in names or name not in sums or not _is_plain(name):
                    raise IntakeError([_damaged(place, name)])
                with archive.open(name) as file:
                    digest = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
                if digest != sums[name]:
                    raise IntakeError([_damaged(place, name)])
    except (*DAMAGE, KeyError) as error:
        raise IntakeError([_damaged(place, str(error))]) from None
    return {name.removeprefix("data/"): digest for name, digest in sums.items()}


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_safe = not any(sign in name for sign in ("\\", ":", "\x00"))
    return len(parts) > 1 and parts[0] == "data" and ".." not in parts and is_safe


def _damaged(place: Path, detail: str) -> Problem:
    return problem(Code.BACKUP_DAMAGED, Location(str(place)), detail=detail)
