"""Whoever does the work, and whoever is lost over it: the same bytes, or a message."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from generator import pipeline, shards, storage
from generator.cluster import Processes, open_cluster
from generator.pipeline import How
from generator.press.shards import Pressing
from generator.problems import BuildError, Code, RenderError
from generator.successors import Successor, successor
from tests.changing import settings_of, tree, write_small_site

ROOT = Path(__file__).parent.parent
SPAWN = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(autouse=True)
def _many_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each county a shard of its own, and so each process some work."""
    monkeypatch.setattr(shards, "MOST_UNITS", 1)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of a build by one process."""
    folder = write_small_site(tmp_path_factory.mktemp("alone") / "site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "MOST_UNITS", 1)
        pipeline.build(settings_of(folder))
    return tree(folder)


def built(folder: Path, how: How) -> dict[str, bytes]:
    """Build the small site in a new folder; give its files."""
    pipeline.build(settings_of(write_small_site(folder)), how)
    return tree(folder)


def children() -> set[int | None]:
    """List the processes that this one has started and that are still there."""
    return {child.pid for child in multiprocessing.active_children()}


# Pieces of work, which processes must be able to name.


def double(number: int) -> int:
    """Do some work."""
    return number * 2


def double_once_lost(marks: Path, number: int) -> int:
    """Lose the process that works on 3, once."""
    if number == 3 and not (marks / "lost").exists():
        (marks / "lost").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def lost(number: int) -> int:
    """Lose every process that works on 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(marks: Path, number: int) -> int:
    """Say that the work has begun, then take long."""
    (marks / str(os.getpid())).touch()
    time.sleep(60)
    return number


def wrong_template(number: int) -> int:
    """Stop as a page does whose template is broken."""
    from generator.problems import Location, problem

    where = Location("templates/unit.md.j2", row=number)
    raise RenderError([problem(Code.WRONG_TEMPLATE, where, detail="unknown")])


def is_searching(number: int) -> bool:
    """Say whether garbage is searched for."""
    return gc.isenabled()


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_search_for_garbage_meanwhile(jobs: int) -> None:
    """Nothing is searched for during a piece of work, and again after it, also after a failure."""
    assert list(Processes(jobs)(is_searching, [1, 2, 3])) == [False, False, False]
    assert gc.isenabled()
    with pytest.raises(RenderError):
        list(Processes(jobs)(wrong_template, [1, 2]))
    assert gc.isenabled()


def test_processes_do_each_task_once() -> None:
    """Results come once each, however many processes there are."""
    for jobs in (1, 2, 9):
        assert sorted(Processes(jobs)(double, range(5))) == [0, 2, 4, 6, 8]
    assert not children()


def test_lost_process_costs_time_only(tmp_path: Path) -> None:
    """What a killed process had not done is done by another, and no more than that."""
    work = partial(double_once_lost, tmp_path)

    assert sorted(Processes(2)(work, range(8))) == [*range(0, 16, 2)]
    assert not children()


def test_work_that_loses_every_process() -> None:
    """After some tries it is told, not tried for ever."""
    with pytest.raises(BuildError) as caught:
        list(Processes(2)(lost, range(5)))

    assert [found.code for found in caught.value.problems] == [Code.WORKER_LOST]
    assert not children()


def test_problems_come_back_from_processes() -> None:
    """An error that is meant for a person says there what it said where it arose."""
    with pytest.raises(RenderError) as caught:
        list(Processes(2)(wrong_template, range(2, 4)))

    (found,) = caught.value.problems
    assert (found.code, found.where.file) == (Code.WRONG_TEMPLATE, "templates/unit.md.j2")
    assert pickle.loads(pickle.dumps(caught.value)).problems == (found,)  # noqa: S301 (our own)


def test_interrupted_work_leaves_no_process(tmp_path: Path) -> None:
    """Ctrl-C ends the processes too, whatever they are at."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(Processes(2)(partial(slow, tmp_path), range(4)))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert len(list(tmp_path.iterdir())) == 2
    assert not children()


class Killing(Processes):
    """Processes of which one is killed from outside, as soon as it works."""

    def __call__(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        """Kill when the first result is there."""
        results = super().__call__(work, tasks)
        for number, result in enumerate(results):
            if not number and (left := multiprocessing.active_children()):
                left[0].kill()
            yield result


@pytest.mark.slow
def test_three_processes_make_the_same(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is lost on the way: one that judges, one that writes, and one that presses."""
    pressed = Pressing.shard
    monkeypatch.setattr("generator.press.shards.SHARD", 16)

    def lost_once(self: Pressing, pages: Sequence[PurePosixPath]) -> list[dict[str, str]]:
        found = pressed(self, pages)
        if not (tmp_path / "lost").exists():
            (tmp_path / "lost").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    monkeypatch.setattr(Pressing, "shard", lost_once)

    assert built(tmp_path / "site", How(workers=Killing(3), jobs=3)) == expected
    assert (tmp_path / "lost").exists()


def test_page_of_a_lost_process(tmp_path: Path) -> None:
    """What is made again is never written into the published file, which readers may have open."""
    published = tmp_path / "published/page"
    published.parent.mkdir()
    published.write_text("same")
    reader, page = published.open(), PurePosixPath("page")
    with reader, successor(published.parent) as folder:
        folder.write(page, "same")
        again = Successor(folder.new, folder.published)
        again.write(page, "another")

        assert reader.read() == "same"
        assert (folder.new / page).read_text() == "another"


@pytest.mark.long
def test_workers_that_see_another_disk(tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Pages that come through storage are the same, be it a folder or an address."""
    shared = (tmp_path / "shared").as_uri()

    assert built(tmp_path / "site", How(storage=shared, send=True)) == expected
    assert not (tmp_path / "site/.xushi/public").exists()


@pytest.mark.long
def test_lost_workers_leave_what_is_published(tmp_path: Path) -> None:
    """Where no worker survives, nothing is published, and a message says so."""
    folder = write_small_site(tmp_path / "site")
    (folder / "site/public").mkdir()
    (folder / "site/public/index.html").write_text("published", encoding="utf-8")

    def all_lost(work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[Any]:
        return iter(list(Processes(2)(lost, [3, *range(len(tasks))])))

    with pytest.raises(BuildError):
        pipeline.build(settings_of(folder), How(workers=all_lost))

    assert (folder / "site/public/index.html").read_text(encoding="utf-8") == "published"
    assert {path.name for path in (folder / "site").iterdir()} == {"README.md", "public"}


@pytest.mark.parametrize("scheme", ["file", "memory", "folder"])
def test_storage(tmp_path: Path, scheme: str) -> None:
    """What is put somewhere is there, and nothing else is."""
    place = {"file": tmp_path.as_uri(), "memory": "memory://xushi", "folder": str(tmp_path)}[scheme]
    storage.put(place, "deep/er", b"first")
    storage.put(place, "deep/er", b"second")

    assert storage.get(place, "deep/er") == b"second"
    assert storage.get(place, "deep/other") is None


# A Dask cluster of its own processes, as it is started by hand.


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def started(*command: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dask's in a folder; kill it, and what it started, at the end."""
    with (folder / "log").open("ab") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
            cwd=folder,
            env=SPAWN,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield program
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers; give the address."""
    from distributed import Client

    folder = tmp_path_factory.mktemp("dask")
    address = f"tcp://127.0.0.1:{free_port()}"
    here = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = ("dask_scheduler", *here, "--port", address.rpartition(":")[2])
    worker = ("dask_worker", address, *here, "--nworkers", "2", "--nthreads", "1")
    with started(*scheduler, folder=folder), started(*worker, folder=folder):
        with Client(address, timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


def nothing() -> str:
    """Stand for the version of work that has none."""
    return ""


@pytest.mark.slow
def test_cluster_makes_the_same(tmp_path: Path, address: str, expected: dict[str, bytes]) -> None:
    """Two workers elsewhere make what one process makes, though one of them is killed."""
    shared = str(tmp_path / "shared")
    with open_cluster(address, 1, pipeline.code_key) as cluster:
        found = built(tmp_path / "site", How(workers=cluster, storage=shared, send=True))
    assert found == expected


@pytest.mark.slow
def test_killed_worker_of_a_cluster(tmp_path: Path, address: str) -> None:
    """Work of a killed worker is done by another."""
    with open_cluster(address, 1, nothing) as cluster:
        found = cluster(partial(double_once_lost, tmp_path), range(8))

        assert sorted(found) == [*range(0, 16, 2)]


@pytest.mark.slow
def test_work_that_loses_every_worker(address: str) -> None:
    """After some tries it is told, and the others were done."""
    with open_cluster(address, 1, nothing) as cluster, pytest.raises(BuildError) as caught:
        list(cluster(lost, range(5)))

    assert [found.code for found in caught.value.problems] == [Code.WORKER_LOST]


@pytest.mark.slow
def test_problems_come_back_from_a_cluster(address: str) -> None:
    """An error that is meant for a person arrives as it was."""
    with open_cluster(address, 1, nothing) as cluster, pytest.raises(RenderError) as caught:
        list(cluster(wrong_template, [2]))

    assert [found.where.row for found in caught.value.problems] == [2]


@pytest.mark.slow
def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where no cluster is gives a message, soon."""
    told = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(BuildError) as caught, open_cluster(told, 1, nothing):
        pass

    assert [found.code for found in caught.value.problems] == [Code.NO_CLUSTER]
