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


@contextmanager
def turn(path: Path, taken: Exception) -> Iterator[None]:
    """Hold a file until the end; the system ends the turn even if we are killed.

    Args:
        path: The file; it is made where there is none, and stays.
        taken: Raised where another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise taken from None
        yield
