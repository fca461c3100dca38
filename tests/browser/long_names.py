"""A site where everything has a name of 120 characters with no place to break.

One county of the demonstration, renamed: names of odd rows are Chinese, those of even rows Latin.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from generator.starter import write_starter

LONG = 120
COUNTY = "jichuan"

_NAMES = {
    "counties": ("name",),
    "units": ("name",),
    "indicators": ("name",),
    "plans": ("title", "issuer", "document_number"),
    "stages": ("name",),
    "targets": ("title",),
    "actions": ("title",),
}
"""The names that a reader sees."""
_SHORTER = {"short_name", "aliases"}
"""These are left empty, so that the long ones are seen."""

Row = dict[str, str]


def write_site(demonstration: Path, folder: Path) -> Path:
    """Lay out the site and give its configuration file."""
    write_starter(folder, demonstration=False)
    tables = {path.stem: _read(path) for path in sorted(demonstration.glob("*.csv"))}
    units = {row["unit_id"] for row in tables["units"] if row["county_id"] == COUNTY}
    plans = {row["plan_id"] for row in tables["plans"] if row["county_id"] == COUNTY}
    targets = {row["target_id"] for row in tables["targets"] if row["plan_id"] in plans}
    kept = {
        "county_id": {COUNTY},
        "plan_id": plans,
        "target_id": targets,
        "entity_id": {COUNTY, "", *units},
    }
    for name, rows in tables.items():
        _write(folder / "data" / f"{name}.csv", rows, kept, _NAMES.get(name, ()))
    (folder / "data/observations.csv").unlink(missing_ok=True)
    for path in sorted((demonstration / "observations").glob("*.csv")):
        _write(folder / "data/observations" / path.name, _read(path), kept)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").splitlines()
    named = [f"site_name: {_long(0)}" if line.startswith("site_name:") else line for line in text]
    config.write_text("\n".join(named) + "\n", encoding="utf-8")
    return config


def _long(number: int) -> str:
    """Give a name of 120 characters that no other number has."""
    fill = "LongNamesWithoutAnySpace" if number % 2 == 0 else "这是一个没有空格的很长的名称"
    return f"{number}{fill * LONG}"[:LONG]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(
    path: Path, rows: list[Row], kept: Mapping[str, set[str]], names: tuple[str, ...] = ()
) -> None:
    """Write the rows of the county, with long names in the columns that hold names."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(rows):
            if all(row[name] in known for name, known in kept.items() if name in row):
                shorter = dict.fromkeys(_SHORTER & row.keys(), "") if names else {}
                writer.writerow({**row, **shorter, **dict.fromkeys(names, _long(number))})
