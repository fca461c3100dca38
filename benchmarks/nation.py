"""Lay out an invented site as large as a nation, one Parquet file of observations a county.

    python -m benchmarks.nation --counties 2 --units 50 --indicators 12 --months 12 OUT

OUT must be new or empty; `xushi check` and `xushi build` work in it. A third of the indicators are
percentages, a third running totals and a third states. Of the reports 3 in 100 never come, 4 are
late and 2 are corrected later. The same arguments and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from generator.resources import resource
from generator.schema import TABLE_OF, TABLES
from generator.schema.partitions import FILE, folder_of

RATIO, TOTAL, STATE = 0, 1, 2
FIRST_MONTH = np.datetime64("2017-10", "M")
"""So that a year of reports ends in the midst of a plan, with the plan's year open."""
DUE_DAYS = 5
UNITS_A_TOWNSHIP = 15
COUNTIES_A_PREFECTURE = 10
REPORTERS = "county_hospital|health_centre|village_clinic"
LARGEST = 20_000
"""Above all counts of a unit, so that each is a place in one list of texts."""
MISSING, LATE, REVISED, BLANK = 0.03, 0.04, 0.02, 0.002
"""Shares of the reports that are owed; `BLANK` say that there is nothing to report."""

Cells = Mapping[str, object]


def lay_out(
    folder: Path, counties: int, units: int, indicators: int, months: int, seed: int = 2018
) -> int:
    """Write a whole site; give how many observations it has.

    Args:
        folder: New or empty.
        units: Of each county, all of which report; townships and a bureau come on top.
        months: From October 2017 on; the plan is that of the year of the last.

    Raises:
        FileExistsError: The folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(str(folder))
    data = folder / "data"
    data.mkdir(parents=True)
    _write_configuration(folder / "mkdocs.yml")
    county_ids = [f"c{number:04d}" for number in range(1, counties + 1)]
    rows = {
        "counties": [_county(number, county) for number, county in enumerate(county_ids)],
        "units": [row for county in county_ids for row in _units(county, units)],
        "indicators": [_indicator(number) for number in range(indicators)],
        "plans": [_plan(county, months) for county in county_ids],
        "targets": [row for county in county_ids for row in _targets(county, units, indicators)],
    }
    for table in TABLES:
        if table.name != "observations":
            _write_table(data / f"{table.name}.csv", table.names, rows.get(table.name, ()))
    total = 0
    for number, county in enumerate(county_ids):
        rng = np.random.default_rng([seed, number])
        frame = _observations(county, units, indicators, months, rng)
        _write_observations(data / folder_of(county) / FILE, frame)
        total += len(frame)
    return total


def _write_configuration(path: Path) -> None:
    text = resource("mkdocs.yml").read_text(encoding="utf-8")
    text = re.sub(r"^site_name: .*$", "site_name: 示例全国目标进度", text, flags=re.MULTILINE)
    text = re.sub(r"^(    demonstration:) .*$", r"\1 true", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_table(path: Path, names: Sequence[str], rows: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _county(number: int, county: str) -> Cells:
    return {
        "county_id": county,
        "name": f"示例县{county[1:]}",
        "code": f"{900000 + number:06d}",
        "code_system": "fictional",
        "prefecture": f"示例市{number // COUNTIES_A_PREFECTURE + 1:03d}",
        "province": "示例省",
    }


def _unit_ids(county: str, units: int) -> list[str]:
    return [f"{county}-u{number:03d}" for number in range(1, units + 1)]


def _units(county: str, units: int) -> Iterable[Cells]:
    """Give a bureau, the townships, and in each a health centre with its village clinics."""
    bureau = f"{county}-bureau"
    townships = [f"{county}-t{n + 1:02d}" for n in range(-(-units // UNITS_A_TOWNSHIP))]
    own = {"county_id": county}
    yield own | {"unit_id": bureau, "name": f"示例县{county[1:]}卫生局", "kind": "bureau"}
    for township in townships:
        name = f"示例镇{township[1:].replace('-t', '-')}"
        yield own | {"unit_id": township, "name": name, "kind": "township"}
    for number, unit in enumerate(_unit_ids(county, units)):
        place = number // UNITS_A_TOWNSHIP
        is_first = number % UNITS_A_TOWNSHIP == 0
        kind, word = ("health_centre", "卫生院") if is_first else ("village_clinic", "村卫生室")
        if number == 1:
            kind, word = "county_hospital", "县医院"
        yield own | {
            "unit_id": unit,
            "name": f"示例{word}{unit[1:].replace('-u', '-')}",
            "kind": kind,
            "parent_id": bureau,
            "township_id": "" if kind == "county_hospital" else townships[place],
        }


def _indicator(number: int) -> Cells:
    way = number % 3
    return {
        "indicator_id": f"i{number + 1:03d}",
        "name": f"示例指标{number + 1:03d}",
        "group": f"示例领域{number // 6 + 1}",
        "measure": "cumulative" if way == TOTAL else "level",
        "unit_of_measure": ("%", "人次", "分")[way],
        "direction": "up",
        "cadence": "month",
        "due_days": DUE_DAYS,
        "reported_by": REPORTERS,
        "aggregation": ("ratio", "sum", "max")[way],
        "numerator_name": "示例分子" if way == RATIO else "",
        "denominator_name": "示例分母" if way == RATIO else "",
        "minimum": 0,
        "maximum": ("100", "", "100")[way],
        "decimals": (1, 0, 1)[way],
        "public": "yes",
    }


def _plan(county: str, months: int) -> Cells:
    year = (FIRST_MONTH + months - 1).astype("datetime64[Y]")
    return {
        "plan_id": f"{county}-plan",
        "county_id": county,
        "title": f"示例县{county[1:]}工作计划",
        "issuer": f"示例县{county[1:]}卫生局",
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "decided_on": f"{FIRST_MONTH}-01",
    }


def _targets(county: str, units: int, indicators: int) -> Iterable[Cells]:
    """Give one target of the county an indicator, and one of each unit for every third."""
    scopes = [("county", number) for number in range(indicators)]
    scopes += [("each", number) for number in range(0, indicators, 3)]
    for place, (scope, number) in enumerate(scopes, start=1):
        # Every ninth each-target would be of one way; moved on, they are of all three.
        which = number if scope == "county" else min(number + number // 3 % 3, indicators - 1)
        way = which % 3
        yield {
            "target_id": f"{county}-{scope[0]}{number + 1:03d}",
            "plan_id": f"{county}-plan",
            "clause": str(place),
            "title": f"示例目标{place:03d}",
            "indicator_id": f"i{which + 1:03d}",
            "scope": scope,
            "scope_kinds": REPORTERS if scope == "each" else "",
            "op": "at_least",
            "value": (85, 2000 if scope == "each" else 2000 * units, 46)[way],
            "mode": "keep" if way == STATE else "reach",
            "commitment": ("must", "should", "strive")[number % 3],
            "lead_ids": f"{county}-bureau",
            "public": "yes",
            "decided_on": f"{FIRST_MONTH}-01",
        }


def _observations(
    county: str, units: int, indicators: int, months: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Give the observations of a county as texts, by indicator, unit, month, day of receipt."""
    owed = np.flatnonzero(rng.random(indicators * units * months) >= MISSING)
    revised = owed[rng.random(len(owed)) < REVISED]
    place = np.sort(np.concatenate([owed, revised]), kind="stable")
    is_again = np.append(False, place[1:] == place[:-1])
    indicator, rest = np.divmod(place, units * months)
    unit, month = np.divmod(rest, months)
    way = indicator % 3
    n, of_year = len(place), (month + FIRST_MONTH.astype(int)) % 12
    # Small places count few people, so that their shares of a hundred jump more.
    people = (60 + 40 * (unit % 37))[:, None] + rng.integers(0, 25, (n, 1))
    share = np.clip(rng.normal(0.80 + 0.01 * of_year, 0.06, n), 0.3, 1.0)
    met = np.floor(people[:, 0] * share).astype(np.int64)
    done = (of_year + 1) * (140 + 3 * (unit % 23)) + rng.integers(0, 60, n)
    tenths = np.clip(rng.normal(560, 40, n), 0, 1000).astype(np.int64)
    percents = np.round(met / people[:, 0] * 1000).astype(np.int64)
    value = np.choose(way, [percents, done + LARGEST, tenths])
    value[rng.random(n) < BLANK] = -1
    is_ratio = (way == RATIO) & (value >= 0)
    late = (rng.random(n) < LATE) & ~is_again & ~np.append(is_again[1:], False)
    # Never so late that the next month is owed before all of the last has come.
    days = rng.integers(1, DUE_DAYS + 1, n) + late * rng.integers(DUE_DAYS, 20, n)
    days += is_again * rng.integers(DUE_DAYS, 20, n)
    ends = (FIRST_MONTH + np.arange(1, months + 1)).astype("datetime64[D]") - 1
    first = np.datetime64(FIRST_MONTH, "D")
    received = (ends[month] - first).astype(np.int64) + days
    calendar = [str(first + step) for step in range(int(received.max(initial=0)) + 1)]
    tenth_texts = [f"{number / 10:.1f}" for number in range(1001)]
    counts = [str(number) for number in range(LARGEST)]
    pads = [""] * (LARGEST - len(tenth_texts))
    columns = {
        "indicator_id": ([f"i{number + 1:03d}" for number in range(indicators)], indicator),
        "entity_id": (_unit_ids(county, units), unit),
        "period": ([str(FIRST_MONTH + step) for step in range(months)], month),
        "value": ([*tenth_texts, *pads, *counts, "不适用"], value),
        "numerator": ([*counts, ""], np.where(is_ratio, met, -1)),
        "denominator": ([*counts, ""], np.where(is_ratio, people[:, 0], -1)),
        "reported_on": (calendar, received),
        "status": (["final", "verified"], is_again.astype(np.int64)),
    }
    made = {name: np.array(texts, dtype=object)[codes] for name, (texts, codes) in columns.items()}
    table = TABLE_OF["observations"]
    return pd.DataFrame({name: made.get(name, "") for name in table.names})


def _write_observations(path: Path, frame: pd.DataFrame) -> None:
    path.parent.mkdir(parents=True)
    with duckdb.connect(config={"threads": 1}) as database:
        database.from_df(frame).write_parquet(str(path), compression="zstd")


def main() -> None:
    """Read the size from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, metavar="OUT")
    for name, default in (("counties", 2), ("units", 50), ("indicators", 12), ("months", 12)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=2018)
    chosen = vars(parser.parse_args())
    print(f"{lay_out(**chosen):,} observations in {chosen['folder']}")


if __name__ == "__main__":
    main()
