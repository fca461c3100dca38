"""Time whole builds, from tables to pages, of an invented site: from nothing, again, one figure.

    python -m benchmarks.builds --counties 33 --units 300 --indicators 12
    python -m benchmarks.builds --counties 100 --units 300 --indicators 40 --course-months 1
    python -m benchmarks.builds --cluster tcp://127.0.0.1:8786

Lays the site out in a temporary folder (or in OUT, which is kept) and runs ``xushi build`` in a
process of its own, as a person does. Gives seconds of each phase, beyond the start of Python and
its imports; for the first build also the most memory of the largest process. ``late`` is a
correction of one unit's newest figure, received on a day that is not after the day shown, so that
no other page changes; the number of files it rewrites is told.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import duckdb

from benchmarks.nation import lay_out

RUN = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from generator import cli, pipeline
from generator.cli import workers
from generator.settings import read_settings
given = json.loads(sys.argv[1])
seconds, began = {}, time.perf_counter()
def say(phase):
    global began
    now = time.perf_counter()
    seconds[given["phases"].pop(0)] = now - began
    began = now
settings = read_settings(Path(given["config"]), course_months=given["course_months"])
with workers(given["cluster"], given["jobs"]) as own:
    began = time.perf_counter()
    made = pipeline.build(settings, pipeline.How(say, workers=own, jobs=given["jobs"]))
say("")
print(json.dumps({"seconds": seconds, "changed": len(made.changed)}))
"""
PHASES = ["start", "read", "judge", "write", "press", "gate"]


def build(config: Path, given: argparse.Namespace) -> tuple[dict[str, float], int]:
    """Build once in a new process; give seconds by phase and how many files changed."""
    told = {
        "config": str(config),
        "course_months": given.course_months,
        "cluster": given.cluster,
        "jobs": given.jobs,
        "phases": list(PHASES),
    }
    command = [sys.executable, "-c", RUN, json.dumps(told)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], found["changed"]


def correct_one_figure(folder: Path, n: int) -> None:
    """Have one unit of the first county correct its newest figure on the day it was received."""
    path = min((folder / "data/observations").rglob("*.parquet"))
    with duckdb.connect() as database:
        rows = database.read_parquet(str(path), hive_partitioning=False).df()
        alone = rows[(rows["value"] != "") & (rows["numerator"] == "")]
        newest = alone[alone["reported_on"] == alone["reported_on"].max()]
        last = newest.iloc[[-1]].copy()
        rows.loc[len(rows)] = last.assign(value=str(10 + n), intake=str(100 + n)).iloc[0]
        database.from_df(rows).write_parquet(str(path), compression="zstd")


def report(name: str, seconds: dict[str, float], changed: int) -> None:
    """Print one line."""
    phases = " ".join(f"{phase} {spent:.1f}" for phase, spent in seconds.items())
    print(f"{name:>8} {sum(seconds.values()):7.1f} s  ({phases}); {changed} files", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, metavar="OUT")
    sizes = (("counties", 33), ("units", 300), ("indicators", 12), ("months", 12))
    for name, default in (*sizes, ("jobs", 2), ("course-months", 12), ("late", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--cluster")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        size = (given.counties, given.units, given.indicators, given.months)
        print(f"{lay_out(folder, *size):,} observations")
        config = folder / "mkdocs.yml"
        report("nothing", *build(config, given))
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"         largest process {largest:,.0f} MB")
        report("again", *build(config, given))
        for n in range(given.late):
            correct_one_figure(folder, n)
            report("late", *build(config, given))


if __name__ == "__main__":
    main()
