"""The descriptor of the tables is a Data Package that another program understands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from generator.schema import TABLES
from generator.schema.descriptor import data_package

DATA = Path(__file__).parents[2] / "data"
DESCRIPTOR = DATA / "datapackage.json"


def described(folder: Path) -> dict[str, object]:
    """Describe the CSV files of a folder."""
    files = {
        table.name: [
            path.relative_to(folder).as_posix()
            for path in (*folder.glob(f"{table.name}.csv"), *folder.glob(f"{table.name}/*.csv"))
        ]
        for table in TABLES
    }
    return data_package("demonstration", "演示数据", files)


def found_in(folder: Path) -> list[tuple[str, int, str]]:
    """Let frictionless validate a folder; give the place and kind of each finding."""
    import frictionless  # takes long

    package = frictionless.Package.from_descriptor(described(folder), basepath=str(folder))
    report = package.validate()
    assert not report.errors
    return [
        (task.name, error.row_number, error.type) for task in report.tasks for error in task.errors
    ]


def test_descriptor_is_current(request):
    """The committed descriptor lists the files that are there; --update-golden rewrites it."""
    made = json.dumps(described(DATA), ensure_ascii=False, indent=1) + "\n"
    if request.config.getoption("--update-golden"):
        DESCRIPTOR.write_text(made, encoding="utf-8", newline="\n")

    assert DESCRIPTOR.read_text(encoding="utf-8") == made, "run pytest tests/schema --update-golden"


@pytest.mark.slow
def test_demonstration_is_valid():
    """The demonstration keeps the rules that the descriptor states."""
    assert found_in(DATA) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "column", "text", "kind"),
    [
        pytest.param("targets", "op", "at least", "constraint-error", id="a word not allowed"),
        pytest.param("plans", "period_end", "soon", "type-error", id="no date"),
        pytest.param("plans", "title", "", "constraint-error", id="a required cell empty"),
        pytest.param("plans", "county_id", "nowhere", "foreign-key", id="an unknown id"),
        pytest.param("actions", "action_id", "a 1", "constraint-error", id="an id with a space"),
        pytest.param("schedules", "expected_share", "half", "constraint-error", id="no share"),
    ],
)
def test_rules_are_enforced(tmp_path, table, column, text, kind):
    """What the schema states, another program finds."""
    for path in DATA.glob("*.csv"):
        tmp_path.joinpath(path.name).write_bytes(path.read_bytes())
    path = tmp_path / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    assert (table, 2, kind) in found_in(tmp_path)


def test_second_row_of_a_key_and_day_is_found(tmp_path):
    """The primary key is what no two rows may share."""
    text = "county_id,name,decided_on\na,甲,2018-01-01\na,甲,2018-01-01\n"
    tmp_path.joinpath("counties.csv").write_text(text, encoding="utf-8")

    assert found_in(tmp_path) == [("counties", 3, "primary-key")]


def test_worksheets_are_named():
    """A table kept in a workbook names its sheet."""
    package = data_package("x", "甲", {"units": ["units.xlsx"]}, {"units": "在册单位"})

    assert package["resources"][0]["dialect"] == {"sheetName": "在册单位"}
    assert package["resources"][0]["format"] == "xlsx"
