"""One build at a time: two at once would mix their pages into one site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from generator.problems import BuildError, Code, Location, problem
from generator.turns import TakenError, turn


@contextmanager
def own_turn(cache_dir: Path) -> Iterator[None]:
    """Keep other builds of the same site out; the system ends the turn even if we are killed.

    Raises:
        BuildError: other-build, while one is running.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(turn(cache_dir / "building"))
        except TakenError:
            raise BuildError([problem(Code.OTHER_BUILD, Location("mkdocs.yml"))]) from None
        yield
