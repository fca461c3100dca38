"""Any past day gives exactly what was known then."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
from pathlib import Path

import pytest

from generator.pipeline import build, generate
from generator.schema import TABLES
from generator.settings import read_settings
from tests.changing import settings_of, write_small_site

FIRST, LAST = dt.date(2017, 10, 1), dt.date(2018, 11, 9)
DAYS = sorted(
    FIRST + dt.timedelta(days=days)
    for days in random.Random(2018).sample(range((LAST - FIRST).days), 10)  # noqa: S311 - which days, no secret
)
MIDDLE = DAYS[len(DAYS) // 2]
KNOWN_FROM = {table.name: table.known_from for table in TABLES}


def copy_site(root: Path, folder: Path) -> Path:
    """Copy what a site is made from; give its configuration."""
    folder.mkdir()
    shutil.copytree(root / "data", folder / "data")
    shutil.copytree(root / "templates", folder / "templates")
    shutil.copy(root / "mkdocs.yml", folder)
    return folder / "mkdocs.yml"


def cut_by_hand(data: Path, day: dt.date) -> int:
    """Strike out every line that was not known on a day; give how many were struck."""
    struck = 0
    for path in sorted(data.rglob("*.csv")):
        table = path.parent.name if path.parent.name in KNOWN_FROM else path.stem
        with path.open(encoding="utf-8", newline="") as source:
            header, *rows = csv.reader(source)
        place = header.index(KNOWN_FROM[table])
        kept = [row for row in rows if row[place] <= day.isoformat()]
        struck += len(rows) - len(kept)
        with path.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows([header, *kept])
    return struck


def tree(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def assert_same(one: Path, other: Path) -> None:
    """Compare two folders byte for byte; name the files that differ, not their bytes."""
    left, right = tree(one), tree(other)

    assert left.keys() == right.keys()
    assert [name for name in left if left[name] != right[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "day",
    [pytest.param(day, marks=[pytest.mark.long] if day != MIDDLE else []) for day in DAYS],
    ids=str,
)
def test_reports_of_a_past_day(root, tmp_path, day):
    """Reports as of a day are those of tables that end with that day, byte for byte."""
    whole, cut = copy_site(root, tmp_path / "whole"), copy_site(root, tmp_path / "cut")
    struck = cut_by_hand(cut.parent / "data", day)

    generate(read_settings(whole, as_of=day, course_months=1))
    generate(read_settings(cut, as_of=day, course_months=1))

    assert struck > 0
    assert_same(whole.parent / "reports", cut.parent / "reports")


@pytest.mark.slow
def test_site_of_a_past_day(tmp_path):
    """The same holds for the finished site, here a small one."""
    day = dt.date(2018, 10, 9)
    whole, cut = (write_small_site(tmp_path / name) for name in ("whole", "cut"))

    assert cut_by_hand(cut / "data", day) > 0
    for folder in (whole, cut):
        build(settings_of(folder, as_of=day, course_months=3))

    assert_same(whole / "site", cut / "site")
