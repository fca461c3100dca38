"""The demonstration tables hold what they promise to demonstrate."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Commitment, Measure, Mode, Op, Scope
from generator.periods import Cadence
from generator.schema import KIND_WORDS
from tests.demonstration.book import Book
from tests.demonstration.site import make_book, make_files

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


@pytest.fixture(scope="module")
def book() -> Book:
    """All rows, made once."""
    return make_book()


def values(book: Book, table: str, column: str) -> set[str]:
    """Give the different values of a column."""
    return {str(row.get(column, "")) for row in book.rows[table]}


@pytest.mark.slow
def test_data_folder_is_what_the_script_makes():
    """The committed tables are, byte for byte, what the script makes from its fixed seed."""
    made = make_files()
    committed = {
        path.relative_to(DATA).as_posix(): path.read_bytes()
        for path in DATA.rglob("*")
        if path.suffix in (".csv", ".json") or path.parent.name == "plans"
    }

    changed = {name for name, text in made.items() if committed.get(name) != text.encode()}

    assert set(committed) == set(made)
    assert not changed, "run python -m tests.demonstration data"


@pytest.mark.parametrize(
    ("table", "column", "least"),
    [
        ("counties", "county_id", 3),
        ("units", "unit_id", 45),
        ("targets", "target_id", 120),
        ("plans", "plan_id", 3),
        ("stages", "stage_id", 4),
    ],
)
def test_size(book, table, column, least):
    """There are at least as many as the demonstration needs."""
    assert len(values(book, table, column)) >= least


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("units", "kind", set(KIND_WORDS)),
        ("indicators", "measure", set(Measure)),
        ("indicators", "cadence", set(Cadence) - {"day", "ten_days", "irregular"}),
        ("indicators", "aggregation", {"sum", "ratio"}),
        ("indicators", "counts", {"persons"}),
        ("indicators", "derived", {"reporting"}),
        ("targets", "op", set(Op)),
        ("targets", "scope", set(Scope)),
        ("targets", "mode", {"", Mode.KEEP}),
        ("targets", "commitment", {"", Commitment.MUST, Commitment.STRIVE}),
        ("targets", "change_in", {"", "percent", "points"}),
        ("targets", "public", {"yes", "no"}),
        ("schedules", "shape", {"line", "steps"}),
        ("observations", "status", {"provisional", "verified", "final"}),
        (
            "observations",
            "value",
            {"—", "未报", "不适用", "无", "无变化", ">95", "约4000", "1100多"},
        ),
        ("reviews", "decision", {"verified", "rejected", "explained"}),
        ("comparators", "kind", {"requirement", "level_above", "peer", "past"}),
    ],
)
def test_every_word_occurs(book, table, column, words):
    """Each choice that a table knows is used somewhere."""
    assert words <= values(book, table, column)


def test_reports_span_fourteen_months(book):
    """Every month from September 2017 to October 2018 has reports."""
    months = {period for period in values(book, "observations", "period") if len(period) == 7}

    wanted = {f"2017-{month:02d}" for month in range(9, 13)}
    wanted |= {f"2018-{month:02d}" for month in range(1, 11)}

    assert wanted <= months


def test_codes_are_outside_the_standard(book):
    """Codes of counties begin with 99, which GB/T 2260 gives to no province, and say so."""
    assert all(code.startswith("99") for code in values(book, "counties", "code"))
    assert values(book, "counties", "code_system") == {"fictional"}


def test_counties_are_invented(book):
    """No county of the standard has the name of one of ours."""
    standard = (ROOT / "generator" / "schema" / "gb2260.csv").read_text(encoding="utf-8")

    assert not [name for name in values(book, "counties", "short_name") if name in standard]


def test_qingxi_has_its_health_centre(book):
    """The township 清溪镇 has a health centre of its own."""
    units = {str(row["name"]): row for row in book.rows["units"]}

    assert units["清溪镇卫生院"]["township_id"] == units["清溪镇"]["unit_id"]


def test_a_unit_is_merged_and_a_target_amended(book):
    """A later row closes a unit and names who took over; another changes a target's value."""
    merged = [row for row in book.rows["units"] if row.get("successor_id")]
    toilets = [row["value"] for row in book.rows["targets"] if row["target_id"] == "lj-2018-033"]

    assert [row["successor_id"] for row in merged] == ["lj-boyu", "lj-boyu-chc"]
    assert toilets == ["2600", "3000"]


def test_parts_of_the_cancer_checks_add_up(book):
    """Cervical and breast checks add up to all checks in each unit and month."""
    sums = {"two-cancer": 0, "cervical-checks": 0, "breast-checks": 0}
    for row in book.rows["observations"]:
        if row["indicator_id"] in sums:
            sums[str(row["indicator_id"])] += int(str(row["value"]))

    assert sums["two-cancer"] == sums["cervical-checks"] + sums["breast-checks"] == 20830
