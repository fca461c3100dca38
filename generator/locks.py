"""One at a time: a file that only one process holds, on Linux, macOS and Windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class HeldError(Exception):
    """Another process holds the file."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file, which is made and stays; the system lets it go even if we are killed.

    Raises:
        HeldError: Another process holds it; nobody waits.
    """
    # A lock that only a file's being there makes would outlive a process that was killed.
    lock = FileLock(path, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise HeldError(str(path)) from None
    try:
        yield
    finally:
        lock.release()
