"""Time latest + rollup + evaluate, beside DuckDB's "latest as of" query on the same rows.

    python -m benchmarks.evaluate                  1 million observations
    python -m benchmarks.evaluate --scale 10       also 10 million, and the growth between them

Prints one line a size: seconds of each stage (median of three runs), memory, and the ratio of the
whole to DuckDB's query, which answers only the first of the questions asked. Ratios hold from
machine to machine; seconds do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import duckdb

from benchmarks.made_up import tables
from generator import evaluate
from generator.latest import known_on, latest_observations
from generator.reporting import owed_reports
from generator.rollup import roll_up

DAY = dt.date(2018, 12, 31)
RUNS = 3
TOLERANCE = 0.05
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


def measure(n_units: int) -> None:
    """Measure one size in this process and print its line."""
    made = tables(n_units, 40)
    n = len(made["observations"])
    seconds: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for stage, spent in _one_run(made).items():
            seconds.setdefault(stage, []).append(spent)
    medians = {stage: statistics.median(found) for stage, found in seconds.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = sum(medians.values())
    observations = made["observations"][
        ["indicator_id", "entity_id", "period", "period_end", "reported_on", "value"]
    ]
    database = duckdb.connect()
    database.register("observations", observations.astype({"period": str}))
    asked = [timed(lambda: database.execute(LATEST_AS_OF).df())[0] for _ in range(RUNS)]
    query = statistics.median(asked)
    stages = " ".join(f"{stage} {spent:.2f}" for stage, spent in medians.items())
    print(
        f"{n:>10,} observations: {whole:.2f} s ({stages}), peak {peak:,.0f} MB; "
        f"DuckDB's latest {query:.2f} s, ratio latest {medians['latest'] / query:.2f}, "
        f"ratio whole {whole / query:.2f}",
        flush=True,
    )


def _one_run(made: dict[str, object]) -> dict[str, float]:
    known_s, (known, _) = timed(lambda: known_on(made, DAY))  # type: ignore[arg-type, misc]
    latest_s, (latest, _) = timed(lambda: latest_observations(known, DAY))  # type: ignore[misc]
    owed_s, reports = timed(lambda: owed_reports(known, latest, DAY))
    rollup_s, values = timed(lambda: roll_up(latest, reports, known))
    assess_s, found = timed(lambda: evaluate.assess(known, values, reports, DAY, TOLERANCE))
    headline_s, _ = timed(lambda: evaluate.summarise(found, known))
    return {
        "latest": known_s + latest_s,
        "rollup": owed_s + rollup_s,
        "evaluate": assess_s + headline_s,
    }


def main() -> None:
    """Measure each size in a process of its own, so that memory is that of one size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--units", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--scale", type=int, default=1, help="also so many million observations")
    chosen = parser.parse_args()
    if chosen.units:
        measure(chosen.units)
        return
    for units in sorted({1000, 1000 * chosen.scale}):
        subprocess.run(
            [sys.executable, "-m", "benchmarks.evaluate", "--units", str(units)], check=True
        )


if __name__ == "__main__":
    main()
