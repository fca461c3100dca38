"""One build at a time: two at once would mix their pages into one site."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from generator.problems import BuildError, Code, Location, problem
from generator.turns import turn


def own_turn(cache_dir: Path) -> AbstractContextManager[None]:
    """Keep other builds of the same site out; the system ends the turn even if we are killed.

    Raises:
        BuildError: other-build, while one is running.
    """
    taken = BuildError([problem(Code.OTHER_BUILD, Location("mkdocs.yml"))])
    return turn(cache_dir / "building", taken)
