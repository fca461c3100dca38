"""One zip archive of a bag: the same bag gives the same bytes, anywhere and at any time."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

from generator.bags import tags
from generator.bags.holding import CHUNK, open_bag
from generator.bags.names import printable
from generator.bags.verifying import examine
from generator.problems import BagError, Code, Location, errors, problem

LEVEL = 6
_UNIX = 3
_EARLIEST = dt.date(1980, 1, 1)
"""No zip archive knows an earlier day."""


def archive(bag: Path, place: Path, *, compressed: bool = False) -> Path:
    """Put a bag that is whole into one zip archive, as a folder of its name; give its place.

    The README comes first, the other files in the order of their paths, all with the same rights
    and dated by the day that the bag shows. Files are stored as they are, so that the bytes are the
    same on every machine; ``compressed`` makes the archive smaller, but then they depend on the
    version of zlib. No more than a piece of a file is in memory. The archive takes its place in one
    step, and never that of another one.

    Raises:
        BagError: file-exists, or what is wrong with the bag; nothing was written.
    """
    bag = bag.resolve()
    if os.path.lexists(place):
        raise BagError([problem(Code.FILE_EXISTS, Location(printable(str(place))))])
    examined = examine(bag)
    if errors(examined.problems):
        raise BagError(examined.problems)
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_name(f".{place.name}.part")
    try:
        method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        _write(bag, unfinished, _day(examined.info.get(tags.AS_OF, "")), method)
        unfinished.rename(place)
    finally:
        unfinished.unlink(missing_ok=True)
    return place


def _day(text: str) -> dt.date:
    with suppress(ValueError):
        return max(dt.date.fromisoformat(text), _EARLIEST)
    return _EARLIEST


def _write(bag: Path, place: Path, day: dt.date, method: int) -> None:
    with (
        open_bag(bag) as holding,
        zipfile.ZipFile(place, "w", method, compresslevel=LEVEL) as made,
    ):
        for path in sorted(holding.sizes, key=lambda path: (path != tags.README, path)):
            entry = zipfile.ZipInfo(f"{bag.name}/{path}", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = method
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.file_size = holding.sizes[path]  # tells whether it needs 64 bits
            with holding.read(path) as source, made.open(entry, "w") as target:
                shutil.copyfileobj(source, target, CHUNK)
