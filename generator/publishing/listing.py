"""The files of a folder that is to be published."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from generator.problems import Code, Location, PublishError, problem


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Give all files of a folder: path below it, and place. Links lead elsewhere, so none may be.

    Raises:
        PublishError: not-a-file, forbidden-name.
    """
    faults = []
    folders = [("", os.fspath(folder))]
    while folders:
        below, above = folders.pop()
        with os.scandir(above) as entries:
            for entry in entries:
                path = below + entry.name
                if not entry.name.isprintable() or "\\" in entry.name:
                    where = Location(above)
                    faults.append(problem(Code.FORBIDDEN_NAME, where, text=ascii(entry.name)))
                elif entry.is_dir(follow_symlinks=False):
                    folders.append((f"{path}/", entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield path, entry.path
                else:
                    faults.append(problem(Code.NOT_A_FILE, Location(entry.path)))
    if faults:
        raise PublishError(faults)
