"""Read, set and write the pages of one language, a shard of them at a time, in some processes."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.press import Press, read_page
from generator.problems import BuildError, Code, Location, problem
from generator.successors import Successor

SHARD = 64
"""Pages that a process takes at once: few enough that all end together, many enough to be worth
sending."""

TRIES = 4
"""How often pages are begun whose process was lost each time."""


@dataclass(frozen=True, slots=True)
class Pressing:
    """Where pages come from, what they are filled into and where they go; may be sent elsewhere."""

    made: Press
    docs: Path
    folder: Successor

    def shard(self, pages: Sequence[PurePosixPath]) -> list[dict[str, str]]:
        """Make pages whose files are claimed; give what the theme's search reads of them.

        Raises:
            UnknownPageError: Only MkDocs can make one of them.
        """
        found = []
        for page in pages:
            source = read_page(self.docs, page)
            self.folder.put(self.made.path(page), self.made.page(source))
            if source.in_search and self.made.has_search:
                found.append(self.made.for_search(source))
        return found

    def all(self, pages: Sequence[PurePosixPath], jobs: int) -> Iterator[list[dict[str, str]]]:
        """Make all pages in that many processes; give the same as `shard`, in order, in parts.

        What a lost process had in hand is made again by another.

        Raises:
            UnknownPageError: Only MkDocs can make one of them; some may be written.
            BuildError: worker-lost, where processes were lost time and again.
        """
        shards = [pages[start : start + SHARD] for start in range(0, len(pages), SHARD)]
        jobs = min(jobs, len(shards))
        if jobs < 2:
            yield from map(self.shard, shards)
            return
        # A copy of this process costs least, but only Linux copies one safely.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        done = 0
        for _ in range(TRIES):
            with (
                suppress(BrokenProcessPool),
                ProcessPoolExecutor(jobs, context, _begin, (self,)) as processes,
            ):
                for found in processes.map(_shard, shards[done:]):
                    done += 1
                    yield found
            if done == len(shards):
                return
        raise BuildError([problem(Code.WORKER_LOST, Location("mkdocs.yml"))])


_here: list[Pressing] = []
"""What a process of `Pressing.all` works on."""


def _begin(pressing: Pressing) -> None:
    _here[:] = [pressing]


def _shard(pages: Sequence[PurePosixPath]) -> list[dict[str, str]]:
    return _here[0].shard(pages)
