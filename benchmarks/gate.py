"""Time the gate and the withholding of small numbers beside the whole build that they are part of.

    python -m benchmarks.gate [--counties 4 --units 300 --indicators 12 --months 12] [--jobs 1]
    python -m benchmarks.gate --persons 4
    python -m benchmarks.gate --demonstration

Builds an invented site (or the demonstration, in both languages) from nothing, and again with all
pages made anew but the gate's memory kept. Gives seconds of processors, since others may use the
machine: of the build, of the gate, of the withholding, and the share of both in the build.
With ``--persons`` so many of the percentages count persons, and 3 in 100 of their figures are
small.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarks.nation import lay_out
from generator import pipeline
from generator.locales import LOCALES
from generator.pipeline import judging
from generator.settings import Settings, read_settings
from generator.starter import write_starter


def processor_seconds() -> float:
    """Give the time that this process and its children took of all processors."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


class Timed:
    """A function and the seconds that it took in all."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self.seconds = 0.0

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Do it, and add the time."""
        began = processor_seconds()
        try:
            return self._work(*given, **named)
        finally:
            self.seconds += processor_seconds() - began


def report(name: str, settings: Settings, jobs: int) -> None:
    """Build once and print one line; judging is done in this process, so that it can be timed."""
    parts = {
        "gate": (pipeline, "pass_gate"),
        "secrets": (judging, "keep_secrets"),
        "withholding": (judging, "protect"),
        "past figures": (judging, "judged_figures"),
        "past verdicts": (judging, "past_verdicts"),
    }
    kept = {part: getattr(module, function) for part, (module, function) in parts.items()}
    timed = {part: Timed(work) for part, work in kept.items()}
    for part, (module, function) in parts.items():
        setattr(module, function, timed[part])
    began = processor_seconds()
    try:
        pipeline.build(settings, pipeline.How(jobs=jobs))
    finally:
        for part, (module, function) in parts.items():
            setattr(module, function, kept[part])
    whole = processor_seconds() - began
    spent = {part: work.seconds for part, work in timed.items()}
    files = [path for path in settings.site_dir.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    told = ", ".join(f"{part} {seconds:.2f}" for part, seconds in spent.items())
    print(
        f"{name:>8} {whole:7.1f} s ({told}); {len(files):,} files, {size:,.0f} MB;"
        f" gate and withholding are {sum(spent.values()) / whole:.1%} of the build",
        flush=True,
    )


SMALL = """
    copy (
        select * exclude (small, counted) replace (
            if(small, counted, numerator) as numerator,
            if(small, printf('%.1f', counted::int / denominator::int * 100), value) as value
        )
        from (
            select *, indicator_id in ? and denominator <> ''
                and hash(entity_id, period, indicator_id) % 33 = 0 as small,
                (1 + hash(period, entity_id) % 4)::varchar as counted
            from read_parquet(?, hive_partitioning = false)
        )
    ) to '{path}.new' (format parquet, compression zstd)
"""
"""Makes some numerators small, and their percentages with them."""


def count_persons(data: Path, n: int) -> None:
    """Let the first percentages of a site that was laid out count persons."""
    table = pd.read_csv(data / "indicators.csv", dtype=str, keep_default_na=False)
    chosen = table.index[table["aggregation"] == "ratio"][:n]
    table.loc[chosen, "counts"] = "persons"
    table.to_csv(data / "indicators.csv", index=False)
    for path in sorted((data / "observations").glob("*/*.parquet")):
        with duckdb.connect(config={"threads": 1}) as database:
            names = table.loc[chosen, "indicator_id"].tolist()
            database.execute(SMALL.format(path=path), [names, str(path)])
        path.with_name(f"{path.name}.new").replace(path)


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    sizes = (("counties", 4), ("units", 300), ("indicators", 12), ("months", 12), ("jobs", 1))
    sizes += (("persons", 0),)
    for name, default in sizes:
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--demonstration", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "site"
        if given.demonstration:
            write_starter(folder, demonstration=True)
            settings = read_settings(folder / "mkdocs.yml", locales=LOCALES)
        else:
            size = (given.counties, given.units, given.indicators, given.months)
            print(f"{lay_out(folder, *size):,} observations")
            count_persons(folder / "data", given.persons)
            settings = read_settings(folder / "mkdocs.yml")
        report("nothing", settings, given.jobs)
        (settings.cache_dir / f"reports-{settings.edition}.json").unlink()
        report("again", settings, given.jobs)


if __name__ == "__main__":
    main()
