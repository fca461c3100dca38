"""One build at a time: two at once would mix their pages into one site."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.problems import BuildError, Code, Location, problem

if sys.platform != "win32":
    import fcntl


@contextmanager
def own_turn(cache_dir: Path) -> Iterator[None]:
    """Keep other builds of the same site out; the system ends the turn even if we are killed.

    Where the system knows no such lock, nothing is kept out.

    Raises:
        BuildError: other-build, while one is running.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (cache_dir / "building").open("w", encoding="utf-8") as file:
        if sys.platform != "win32":
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                where = Location("mkdocs.yml")
                raise BuildError([problem(Code.OTHER_BUILD, where)]) from None
        yield
