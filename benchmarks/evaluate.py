"""Time latest + rollup + evaluate, beside DuckDB's "latest as of" query on the same rows.

    python -m benchmarks.evaluate                  1 million observations
    python -m benchmarks.evaluate --scale 10       also 10 million

Prints one line a size, medians of three runs, each run in a process of its own, as a build is:
seconds of each stage (`split` divides the tables by county), memory, and the ratio of the whole
to DuckDB's query, which answers only the first of the questions asked. Ratios hold from machine to
machine; seconds do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from unittest import mock

import duckdb

from benchmarks.made_up import tables
from generator import evaluate, pipeline
from generator.model import Tables
from generator.pipeline import judging

DAY = dt.date(2018, 12, 31)
RUNS = 3
TOLERANCE = 5.0
STAGES = {
    "latest": [(judging, "known_on"), (judging, "latest_observations")],
    "rollup": [(judging, "owed_reports"), (judging, "roll_up")],
    "evaluate": [(evaluate, "assess"), (evaluate, "summarise")],
}
"""Where the pipeline calls what is timed."""
LATEST_AS_OF = """
    select * from observations
    where reported_on <= date '2018-12-31' and period_end <= date '2018-12-31'
    qualify row_number() over (
        partition by indicator_id, entity_id, period order by reported_on desc
    ) = 1
"""


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Run something and give its seconds and its result."""
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def run_once(n_units: int) -> dict[str, float]:
    """Judge one size once: seconds of each stage and of DuckDB's query, and peak memory in MB."""
    made = tables(n_units, 40)
    seconds = _one_run(made)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    observations = made["observations"][
        ["indicator_id", "entity_id", "period", "period_end", "reported_on", "value"]
    ]
    database = duckdb.connect()
    database.register("observations", observations.astype({"period": str}))
    query, _ = timed(lambda: database.execute(LATEST_AS_OF).df())
    return {**seconds, "query": query, "peak": peak, "rows": len(observations)}


def report(runs: Sequence[Mapping[str, float]]) -> float:
    """Print the medians of the runs of one size; give the seconds of a million observations."""
    median = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    query, peak, rows = (median.pop(name) for name in ("query", "peak", "rows"))
    whole = sum(median.values())
    stages = " ".join(f"{stage} {spent:.2f}" for stage, spent in median.items())
    print(
        f"{rows:>10,.0f} observations: {whole:.2f} s ({stages}), peak {peak:,.0f} MB; "
        f"DuckDB's latest {query:.2f} s, ratio latest {median['latest'] / query:.2f}, "
        f"ratio whole {whole / query:.2f}",
        flush=True,
    )
    return whole / rows * 1e6


def _one_run(made: Tables) -> dict[str, float]:
    """Judge shard after shard and give the seconds of each stage; `split` is the rest."""
    spent = dict.fromkeys(STAGES, 0.0)
    with ExitStack() as stack:
        for stage, calls in STAGES.items():
            for module, name in calls:
                watched = _watched(getattr(module, name), stage, spent)
                stack.enter_context(mock.patch.object(module, name, watched))
        whole, _ = timed(lambda: deque(pipeline.evaluate_shards(made, DAY, TOLERANCE), maxlen=0))
    return {**spent, "split": whole - sum(spent.values())}


def _watched(work: Callable[..., object], stage: str, spent: dict[str, float]) -> object:
    def run(*args: object) -> object:
        seconds, result = timed(lambda: work(*args))
        spent[stage] += seconds
        return result

    return run


def main() -> None:
    """Measure each size in processes of their own, so that time and memory are those of one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--units", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--scale", type=int, default=1, help="also so many million observations")
    chosen = parser.parse_args()
    if chosen.units:
        print(json.dumps(run_once(chosen.units)))
        return
    costs = [report(_runs(units)) for units in sorted({1000, 1000 * chosen.scale})]
    print("seconds a million:", *(f"{cost:.2f}" for cost in costs))


def _runs(n_units: int) -> list[dict[str, float]]:
    command = [sys.executable, "-m", "benchmarks.evaluate", "--units", str(n_units)]
    outputs = [
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
        for _ in range(RUNS)
    ]
    return [json.loads(output) for output in outputs]


if __name__ == "__main__":
    main()
