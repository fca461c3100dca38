"""One build at a time: two at once would mix their pages into one site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.locks import HeldError, held
from generator.problems import BuildError, Code, Location, problem


@contextmanager
def own_turn(cache_dir: Path) -> Iterator[None]:
    """Keep other builds of the same site out; the system ends the turn even if we are killed.

    Raises:
        BuildError: other-build, while one is running.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    try:
        with held(cache_dir / "building"):
            yield
    except HeldError:
        raise BuildError([problem(Code.OTHER_BUILD, Location("mkdocs.yml"))]) from None
