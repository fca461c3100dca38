"""The files of a bag, be it a folder or a zip archive, read in place and within bounds."""

from __future__ import annotations

import io
import os
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from generator.archives import DAMAGE, most_unpacked
from generator.bags.names import printable
from generator.bags.tags import DECLARATION, MANIFEST, PAYLOAD, TAG_MANIFEST
from generator.problems import Code, Location, Problem, problem

MOST_BYTES = 64 << 30
"""It may unpack to so much in all."""
MOST_INDEX = 64 << 20
"""Bytes of an archive's own list of files: some 600,000 files."""
CHUNK = 1 << 20
"""Bytes that are asked for at once, whatever an archive says of its files."""
MOST_PIECES = 256
"""Chunks of one of the texts beside the payload; longer ones are read no further."""


@dataclass(slots=True)
class Holding:
    """What lies in a bag; what cannot belong there is a problem."""

    name: str
    """How the bag is called in messages: as it was given."""
    read: Callable[[str], AbstractContextManager[IO[bytes]]]
    """Opens a file of `sizes`; `DAMAGE` or OSError where it cannot be read."""
    sizes: dict[str, int] = field(default_factory=dict)
    """The size of each file by its path in the bag, in the composed form of Unicode (NFC)."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file that was read whole, by path."""
    odd: set[str] = field(default_factory=set)
    """Paths at which lies what cannot be read, and is a problem already; folders end in “/”."""
    problems: list[Problem] = field(default_factory=list)

    def where(self, path: str, row: int = 0) -> Location:
        """Name a place in a file of the bag."""
        return Location(f"{self.name}/{printable(path)}", row=row)

    def text(self, path: str) -> bytes:
        """Read one of the texts beside the payload; what cannot be read is a problem."""
        pieces: list[bytes] = []
        with self.reading(path), self.read(path) as file:
            while len(pieces) < MOST_PIECES and (piece := file.read(CHUNK)):
                pieces.append(piece)
        return b"".join(pieces)

    @contextmanager
    def reading(self, path: str) -> Iterator[None]:
        """Turn what goes wrong while a file is read into a problem."""
        try:
            yield
        except DAMAGE:
            self.problems.append(problem(Code.CHANGED_FILE, self.where(path)))
        except OSError as error:
            self.odd.add(path)
            said = problem(Code.NO_ACCESS, self.where(path), detail=error.strerror or error)
            self.problems.append(said)

    def is_explained(self, path: str) -> bool:
        """Say whether a problem tells already why a file is not there, be it of its folder."""
        folders = [path[: place + 1] for place, sign in enumerate(path) if sign == "/"]
        return not self.odd.isdisjoint([path, *folders])


@contextmanager
def open_bag(path: Path) -> Iterator[Holding]:
    """Open a folder or a zip archive; where there is no bag, problems say why, and no files."""
    name = printable(str(path)).rstrip("/")
    with ExitStack() as stack:
        try:
            if path.is_dir():
                holding = _folder(path, name)
            elif not path.is_file():  # a pipe would let us wait for ever
                holding = _nothing(name, Code.NOT_A_BAG)
            else:
                file = stack.enter_context(_Bounded(io.FileIO(path)))
                archive = stack.enter_context(zipfile.ZipFile(file))
                holding = _archive(archive, name, path.stat().st_size)
        except DAMAGE as error:
            holding = _nothing(name, Code.BROKEN_ARCHIVE, detail=str(error))
        except zipfile.LargeZipFile:
            holding = _nothing(name, Code.ARCHIVE_TOO_LARGE, **_sizes(MOST_INDEX + 1, MOST_INDEX))
        except OSError as error:
            holding = _nothing(name, Code.NO_ACCESS, detail=error.strerror or str(error))
        yield holding


class _Bounded(io.BufferedReader):
    """An archive whose list of files is not read when it is longer than any sound one."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_INDEX:
            raise zipfile.LargeZipFile
        return super().read(size)


def _nothing(name: str, code: Code, meant: str = "", **words: str) -> Holding:
    def read(path: str) -> AbstractContextManager[IO[bytes]]:
        raise FileNotFoundError(path)

    return Holding(name, read, problems=[problem(code, Location(name), meant, **words)])


def _sizes(size: int, most: int) -> dict[str, str]:
    return {"size": f"{size:,} B", "most": f"{most:,} B"}


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _folder(folder: Path, name: str) -> Holding:
    """Find the files of a folder; links are not followed, be it to the folder itself."""
    if not os.path.lexists(folder / DECLARATION):
        inner = [path.parent for path in sorted(folder.glob(f"*/{DECLARATION}"))][:1]
        meant = "".join(printable(str(path)) for path in inner)
        return _nothing(name, Code.NOT_A_BAG, meant)
    places: dict[str, Path] = {}
    holding = Holding(name, lambda path: places[path].open("rb"))
    _walk(os.fspath(folder), holding, places)
    return holding


def _walk(top: str, holding: Holding, places: dict[str, Path]) -> None:
    """Find what lies in a folder, however deep; a folder that may not be listed is a problem."""
    folders = [("", top)]
    while folders:
        below, folder = folders.pop()
        with holding.reading(below), os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                path = below + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{path}/", entry.path))
                else:
                    _take(entry, path, holding, places)


def _take(entry: os.DirEntry[str], path: str, holding: Holding, places: dict[str, Path]) -> None:
    known = _composed(path)
    if not entry.is_file(follow_symlinks=False):
        holding.odd.add(known)
        holding.problems.append(problem(Code.NOT_A_FILE, holding.where(path)))
    elif known in places:  # beside its twin, which is written otherwise
        listed = MANIFEST if path.startswith(PAYLOAD) else TAG_MANIFEST
        holding.problems.append(problem(Code.ADDED_FILE, holding.where(path), list=listed))
    else:
        places[known] = Path(entry.path)
        holding.sizes[known] = entry.stat(follow_symlinks=False).st_size


def _archive(archive: zipfile.ZipFile, name: str, size: int) -> Holding:
    """Find the files of an archive whose first folder is the bag, as RFC 8493 wants it."""
    infos = archive.infolist()
    unpacked, most = sum(info.file_size for info in infos), min(MOST_BYTES, most_unpacked(size))
    if unpacked > most:
        return _nothing(name, Code.ARCHIVE_TOO_LARGE, **_sizes(unpacked, most))
    names = (info.filename for info in infos)
    roots = sorted(path for path in names if _is_declaration(path))
    if not roots:
        return _nothing(name, Code.NOT_A_BAG)
    root = roots[0].removesuffix(DECLARATION)
    found: dict[str, zipfile.ZipInfo] = {}
    holding = Holding(name, lambda path: archive.open(found[path]))
    for info in infos:
        path = _composed(info.filename.removeprefix(root))
        if not info.filename.startswith(root) or path in found or _is_odd(info):
            holding.odd.add(path)
            said = problem(Code.ODD_ARCHIVE, Location(name), text=printable(info.filename))
            holding.problems.append(said)
        elif not info.is_dir():
            found[path] = info
            holding.sizes[path] = info.file_size
    return holding


def _is_declaration(path: str) -> bool:
    return path.count("/") <= 1 and path.rpartition("/")[2] == DECLARATION


def _is_odd(info: zipfile.ZipInfo) -> bool:
    """Say whether an entry could do harm when it is unpacked, or cannot be read by everybody."""
    parts = info.filename.removesuffix("/").split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_stored = info.compress_type == zipfile.ZIP_STORED
    return (
        info.orig_filename != info.filename
        or not {"", ".", ".."}.isdisjoint(parts)
        or "\\" in info.filename
        or ":" in parts[0]
        or bool(info.flag_bits & _ENCRYPTED)
        or kind not in (0, stat.S_IFREG, stat.S_IFDIR)
        or (is_stored and info.compress_size != info.file_size)
        or not (is_stored or info.compress_type == zipfile.ZIP_DEFLATED)
    )


_ENCRYPTED = 0x2041
"""Bits of an entry that is encrypted, in any of the three ways."""
