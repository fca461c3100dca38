"""Who does the work: processes of this machine, or the workers of a Dask cluster.

A piece of work gives the same wherever and however often it is done, so one whose worker is lost
is simply done again.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from generator.problems import BuildError, Code, Location, problem

TRIES = 4
"""How often a piece of work is begun whose worker was lost each time."""

Work = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Steady:
    """Does work without the search for garbage, which finds nearly none and takes a tenth of it."""

    work: Work

    def __call__(self, task: Any) -> Any:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return self.work(task)
        finally:
            if was_on:
                gc.enable()


class Processes:
    """Some processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def __call__(self, work: Work, tasks: Sequence[Any]) -> Iterator[Any]:
        """Give results as they come.

        Raises:
            BuildError: worker-lost, where work failed with each of several workers.
        """
        if min(self._jobs, len(tasks)) < 2:
            yield from map(_Steady(work), tasks)
            return
        left = list(tasks)
        for _ in range(TRIES):
            for place, result in self._once(work, left):
                left[place] = _DONE
                yield result
            left = [task for task in left if task is not _DONE]
            if not left:
                return
        raise BuildError([problem(Code.WORKER_LOST, Location("mkdocs.yml"))])

    def _once(self, work: Work, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """Give what is done before a process is lost, each with its place among the tasks."""
        # A copy of this process costs least, but only Linux copies one safely.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        pool = ProcessPoolExecutor(min(self._jobs, len(tasks)), context, _ignore_ctrl_c)
        try:
            waiting = {pool.submit(_Steady(work), task): place for place, task in enumerate(tasks)}
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    place = waiting.pop(future)
                    if isinstance(_error(future), BrokenProcessPool):
                        continue
                    yield place, future.result()
        finally:
            for process in (pool._processes or {}).values():
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)


_DONE = object()


def _error(future: Future[Any]) -> BaseException | None:
    return future.exception()


def _ignore_ctrl_c() -> None:
    """Leave Ctrl-C to the process that was started by hand; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Cluster:
    """The workers of a Dask cluster; Dask gives the work of a lost one to another."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __call__(self, work: Work, tasks: Sequence[Any]) -> Iterator[Any]:
        """Give results as they come.

        Raises:
            BuildError: worker-lost, where work failed with each of several workers.
        """
        from distributed import KilledWorker, as_completed

        futures = self._client.map(_Steady(work), tasks, pure=False, retries=TRIES)
        try:
            for _, result in as_completed(futures, with_results=True):
                yield result
        except KilledWorker:
            raise BuildError([problem(Code.WORKER_LOST, Location("mkdocs.yml"))]) from None
        finally:
            self._client.cancel(futures)


@contextmanager
def open_cluster(address: str, jobs: int, version: Callable[[], str]) -> Iterator[Cluster]:
    """Connect to a cluster; ``local`` starts one of this machine's processes.

    Args:
        address: Such as ``tcp://10.0.0.1:8786``.
        jobs: Workers of a local one.
        version: Stands for the program; it must be the same on all workers.

    Raises:
        BuildError: no-dask, where the extra `cluster` is not installed; no-cluster, where nobody
            answers or nobody works; other-version, where a worker runs another version.
    """
    where = Location("--cluster")
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise BuildError([problem(Code.NO_DASK, where)]) from None
    local = None
    try:
        if address == "local":
            local = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
        client = Client(local or address, timeout=10)
        versions: dict[str, str] = client.run(version) if client.ncores() else {}
    except (OSError, ValueError):
        raise BuildError([problem(Code.NO_CLUSTER, where, text=address)]) from None
    try:
        if not versions:
            raise BuildError([problem(Code.NO_CLUSTER, where, text=address)])
        others = sorted(name for name, told in versions.items() if told != version())
        if others:
            raise BuildError(problem(Code.OTHER_VERSION, where, text=name) for name in others)
        yield Cluster(client)
    finally:
        client.close()
        if local:
            local.close()
