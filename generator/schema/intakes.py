"""Where the rows of intakes lie, and from when on they count.

The rows of one intake stand in several files, all of its name, below the folders of their tables.
They count together: from the moment its folder in ``received/`` says that it is done, until it
says that it is being taken back.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

FOLDER = "received"
DONE = "done"
UNDOING = "undoing.json"
NAME = re.compile(r"intake-([0-9]{4,})-([0-9]{4}-[0-9]{2}-[0-9]{2})")


def is_of_intake(file: str) -> bool:
    """Whether a table below its folder was written by an intake.

    Args:
        file: Path below the data folder, with ``/``.
    """
    path = PurePosixPath(file)
    return len(path.parts) > 1 and path.suffix == ".csv" and bool(NAME.fullmatch(path.stem))


def counts(data_dir: Path, file: str) -> bool:
    """Whether the rows of a file count; those of an intake that was cut off do not yet."""
    if not is_of_intake(file):
        return True
    folder = data_dir / FOLDER / PurePosixPath(file).stem
    is_whole = (folder / DONE).exists() and not (folder / UNDOING).exists()
    return is_whole or not folder.exists()
