"""One run at a time: whoever comes second is told so, and nothing is mixed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class TakenError(Exception):
    """Another run holds the turn."""


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold a file until the end; the system ends the turn even if we are killed.

    Raises:
        TakenError: Another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TakenError from None
        yield
