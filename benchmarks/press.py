"""Time the press against plain MkDocs and Hugo on real unit pages.

    python -m benchmarks.press [--pages 1000 3000 10000] [--runs 3] [--jobs 2]

Lays out sites of that many unit pages in a temporary folder, each a copy of a unit page of the
demonstration under another name, outside the navigation and the search, as unit pages are on both
sides. Gives medians of seconds:

- plain: ``mkdocs build`` of all pages, by the same theme and settings; above 3000 pages it is not
  run but drawn on as a straight line through the two largest that were;
- shell: the theme's shell and the specimens, from nothing; costs the same for any number of pages;
- full: shell, search index and all pages from nothing;
- cached: all pages, with the shell and the entries of the search index in the cache;
- press: the pages alone, read, set and written, without shell, index and the change of places;
- again: the same as cached once more, where nothing changed;
- Hugo (where it is installed: ``apt-get install hugo``): the same bodies as content in the same
  shell, its own cache warm;
- write: a loop that only writes the same bytes into as many files, which is the limit.

What a run made is put aside and removed at the end, and the disk has written it before the next
run begins. ext4 without a journal looks at all lately removed files whenever it makes one: for
minutes after 10,000 were removed, each new one takes up to 0.7 ms longer, which no first build
meets.

Below: with which power of the number of pages the seconds grow (1 is a straight line), and the most
memory that a full build took: its own process, and the largest of its children. Ratios hold from
machine to machine, seconds do not. Where others use the machine too, ``--cpu`` gives seconds of
processors in place of those of a clock.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.many import hugo, lay_out, read_shell, write_only
from generator import pipeline, press, shell
from generator.folders import change_places
from generator.pipeline.how import How
from generator.pipeline.site import press_pages
from generator.press.shards import Pressing
from generator.settings import read_settings
from generator.successors import Successor, successor

ROOT = Path(__file__).parent.parent
LARGEST_PLAIN = 3000
ASIDE = "aside"
"""Folder of what runs made; like them in the temporary one."""
COLUMNS = ("plain", "shell", "full", "cached", "press", "again", "Hugo", "write")


def processor_seconds() -> float:
    """Give the time that this process and its children took of all processors."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


@dataclass(frozen=True)
class Clock:
    """How work is timed."""

    now: Callable[[], float]
    runs: int

    def median(
        self, work: Callable[[], object], before: Callable[[], object] = lambda: None, runs: int = 0
    ) -> float:
        """Time a piece of work; what is done before each run does not count."""
        seconds = []
        for _ in range(runs or self.runs):
            before()
            began = self.now()
            work()
            seconds.append(self.now() - began)
        return statistics.median(seconds)


def put_aside(folder: Path) -> None:
    """Move a folder out of the way of the next run, and wait for the disk."""
    if folder.exists():
        aside = folder.parent.parent / ASIDE
        aside.mkdir(exist_ok=True)
        folder.rename(aside / str(len(list(aside.iterdir()))))
    os.sync()


def pressed(builder: shell.Builder, site: Path, jobs: int = 1) -> None:
    """Press a site, date it and put it in its place."""
    with successor(site, builder.as_of) as folder:
        press_pages(builder, folder, How(jobs=jobs))
        folder.sweep()
        change_places(folder.new, site)


def measure(builder: shell.Builder, folder: Path, clock: Clock, jobs: int) -> dict[str, float]:
    """Time all but plain MkDocs on one site."""
    site = folder / "site"
    kinds = press.kinds_of(builder.docs_dir, shell.nav_pages(builder.config_file))

    def clear() -> None:
        put_aside(site)

    def clear_all() -> None:
        clear()
        put_aside(builder.cache_dir)

    def press_alone() -> None:
        pressing = Pressing(made, builder.docs_dir, Successor(site, site))
        list(pressing.all(press.list_pages(builder.docs_dir), jobs))

    taken = {
        "shell": clock.median(lambda: shell.build_shell(builder, kinds), clear_all),
        "full": clock.median(lambda: pressed(builder, site, jobs), clear_all),
        "cached": clock.median(lambda: pressed(builder, site, jobs), clear),
        "again": clock.median(lambda: pressed(builder, site, jobs)),
    }
    made = read_shell(builder)
    sizes = [path.stat().st_size for path in (site / "units").iterdir()]
    taken["bytes"] = sum(sizes)
    taken["press"] = clock.median(press_alone, clear)
    taken["write"] = clock.median(lambda: write_only(site, sizes), clear)
    taken["Hugo"] = math.nan
    if shutil.which("hugo"):
        there = hugo(builder, folder / "hugo")
        command = ("hugo", "--quiet", "--source", str(there))
        subprocess.run(command, check=True)

        def without_pages() -> None:
            put_aside(there / "public")

        taken["Hugo"] = clock.median(lambda: subprocess.run(command, check=True), without_pages)
    clear()
    return taken


def memory_of_full(builder: shell.Builder, site: Path, jobs: int) -> tuple[float, float]:
    """Give the megabytes that a full build takes: its own process, the largest of its children."""
    put_aside(builder.cache_dir)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as fresh:
        return fresh.submit(_memory_of_full, builder, site, jobs).result()


def _memory_of_full(builder: shell.Builder, site: Path, jobs: int) -> tuple[float, float]:
    pressed(builder, site, jobs)
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, child


def plain_line(measured: dict[int, float], n: int) -> float:
    """Draw a straight line through the two largest sites that MkDocs built, up to ``n`` pages."""
    (less, short), (more, long) = sorted(measured.items())[-2:]
    return long + (long - short) / (more - less) * (n - more)


def exponent(one: tuple[int, float], other: tuple[int, float]) -> float:
    """Say with which power of the number of pages the seconds grow."""
    return math.log(other[1] / one[1]) / math.log(other[0] / one[0])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 3000, 10000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cpu", action="store_true", help="seconds of processors, not of a clock")
    parser.add_argument("--plain-runs", type=int, default=1, help="0: do not run plain MkDocs")
    given = parser.parse_args()
    clock = Clock(processor_seconds if given.cpu else time.perf_counter, given.runs)
    measured: dict[int, float] = {}
    before: tuple[int, dict[str, float]] | None = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "data", folder / "data")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        settings = read_settings(folder / "mkdocs.yml", course_months=1)
        pipeline.generate(settings)
        print(f"{'pages':>6}" + "".join(f"{column:>9}" for column in COLUMNS), flush=True)
        for n in sorted(given.pages):
            many = folder / f"many-{n}"
            builder = lay_out(settings.reports_dir, many, n)
            taken = measure(builder, many, clock, given.jobs)
            drawn = n > LARGEST_PLAIN and len(measured) > 1
            if drawn:
                taken["plain"] = plain_line(measured, n)
            elif given.plain_runs and n <= LARGEST_PLAIN:
                build = partial(shell.build_plain, builder, many / "plain")
                measured[n] = taken["plain"] = clock.median(build, runs=given.plain_runs)
            plain = taken.get("plain", math.nan)
            print(f"{n:6}" + "".join(f"{taken.get(column, math.nan):9.2f}" for column in COLUMNS))
            print(
                f"       plain{' (not run: a straight line)' if drawn else ''} is"
                f" {plain / taken['full']:.0f} × full, {plain / taken['cached']:.0f} × cached;"
                f" Hugo is {taken['Hugo'] / taken['press']:.1f} × press;"
                f" {n / taken['press']:.0f} pages/s,"
                f" {taken['bytes'] / taken['press'] / 1e6:.0f} of"
                f" {taken['bytes'] / taken['write'] / 1e6:.0f} MB/s"
            )
            if before:
                powers = [
                    f"{column} {exponent((before[0], before[1][column]), (n, taken[column])):.2f}"
                    for column in ("press", "cached", "again", "Hugo", "write")
                ]
                print(f"       exponents from {before[0]} pages: {', '.join(powers)}")
            own, child = memory_of_full(builder, many / "site", given.jobs)
            print(
                f"       memory: {own:.0f} MB, and {child:.0f} MB in the largest child", flush=True
            )
            before = n, taken


if __name__ == "__main__":
    main()
