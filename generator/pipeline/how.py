"""How a run is done: what it tells, on how many processors, and what it may remember."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from generator.settings import Settings
from generator.shell import Searching

Say = Callable[[str], None]
"""Is told the phase that begins."""

Step = Callable[[int, int], None]
"""Is told how many pieces of work of how many are done."""


class Workers(Protocol):
    """Do pieces of work, here or elsewhere."""

    def __call__(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        """Give the results in any order; a worker that is lost costs time only."""


def one_by_one(work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
    """Do the work in this process."""
    return map(work, tasks)


@dataclass(frozen=True, slots=True)
class How:
    """The ways of one run; none of them changes a byte of what it makes."""

    say: Say = lambda phase: None
    step: Step = lambda done, total: None
    workers: Workers = one_by_one
    jobs: int = 1
    """Processes that press pages on this machine."""
    storage: str = ""
    """A folder or address that all workers share; empty for the cache of the site."""
    send: bool = False
    """Whether workers send their pages through storage, because they do not see this disk."""
    full: bool = False
    """Whether everything is made anew, whatever is remembered."""
    searching: Searching | None = None
    """The process for the search index, where it stays for the next run."""

    def run(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        """Do a piece of work for each task, and tell how far it is."""
        for done, result in enumerate(self.workers(work, tasks), start=1):
            self.step(done, len(tasks))
            yield result

    def place(self, settings: Settings) -> str:
        """Give the storage of shards."""
        return f"{self.storage or settings.cache_dir}/{settings.edition}"
