"""The tables checked once and each county against them say what the whole says."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from generator.check import Checked, check_part, check_site, check_tables
from generator.model import Tables, TextTable
from generator.problems import Problem
from generator.sources import read_site
from tests.check.planting import DATA
from tests.check.test_rules import SITE, site, table

TWO = {
    "counties": "dao | 稻川市 | fictional | 990181",
    "units": "first | dao | 稻川卫生院 | health_centre | | | | |",
}
"""What makes a second county of the small site."""


def told(problems: list[Problem]) -> list[str]:
    """Give place and code of problems."""
    return [f"{found.where} {found.code}" for found in problems]


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn categories into texts, for those of a part are fewer."""
    coded = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(coded, str)).reset_index(drop=True)


def by_county(tables: list[TextTable], homes: Mapping[str, str]) -> dict[str, list[TextTable]]:
    """Put the observations of each county into a folder of its own."""
    found: dict[str, list[TextTable]] = {}
    for text_table in tables:
        if text_table.name == "observations":
            for county, frame in text_table.frame.groupby(text_table.frame["entity_id"].map(homes)):
                file = f"observations/county_id={county}/{text_table.file.split('/')[-1]}"
                part = replace(text_table, file=file, frame=frame)
                found.setdefault(str(county), []).append(part)
    return found


@pytest.fixture(scope="module")
def demonstration() -> tuple[list[TextTable], Tables, list[Problem]]:
    """Read and check the demonstration as a whole."""
    reading = read_site(DATA)
    return reading.tables, *check_site(reading.tables, reading.texts)


@pytest.mark.slow
def test_parts_make_the_whole(demonstration):
    """Tables and counties give the same typed tables and the same problems as the whole."""
    text_tables, whole, problems = demonstration

    checked, found = check_tables(text_tables, read_site(DATA, but=("observations",)).texts)
    sent = pickle.loads(pickle.dumps(checked))  # noqa: S301
    parts = []
    for tables in by_county(text_tables, checked.homes).values():
        part, more = check_part(sent, tables)
        parts.append(part.drop(columns="file"))
        found += more

    order = ["indicator_id", "entity_id", "period", "reported_on", "intake", "row"]
    expected = plain(whole["observations"]).drop(columns="file")
    made = pd.concat(map(plain, parts))
    pd.testing.assert_frame_equal(
        made.sort_values(order, ignore_index=True), expected.sort_values(order, ignore_index=True)
    )
    assert sorted(told(found)) == sorted(told(problems))
    assert checked.tables.keys() | {"observations"} == whole.keys()
    for name, frame in checked.tables.items():
        pd.testing.assert_frame_equal(frame, whole[name])


def of_two(observations: str, county: str = "lan") -> tuple[Checked, list[TextTable]]:
    """Check the small site with a second county; give one more observation in a folder."""
    tables = site(**TWO)
    checked, problems = check_tables(tables)
    assert problems == []
    part = table("observations", f"{SITE['observations'].rstrip()}\n{observations}")
    return checked, [replace(part, file=f"observations/county_id={county}/part.csv")]


def only(checked: Checked, tables: list[TextTable]) -> Problem:
    """Give the one problem of a part."""
    (found,) = check_part(checked, tables)[1]
    return found


def test_row_of_another_county():
    """A row in the folder of another county is named with the folder it belongs in."""
    row = "rate | first | 2018-05 | 50% | | | 2018-06-03 |"

    found = only(*of_two(row))

    assert found.lines(str) == (
        "observations/county_id=lan/part.csv:5:entity_id: “first” is of the county “dao”, but "
        "stands in the folder of “lan” [wrong-folder]\n"
        "    move the row into the folder county_id=dao, or correct the id"
    )


def test_row_of_another_county_in_the_whole():
    """The same is said where the site is read as a whole."""
    row = "rate | first | 2018-05 | 50% | | | 2018-06-03 |"
    _, part = of_two(row)
    others = [found for found in site(**TWO) if found.name != "observations"]

    assert told(check_site([*others, *part])[1]) == [
        "observations/county_id=lan/part.csv:5:entity_id wrong-folder"
    ]


def test_misnamed_folder():
    """A folder whose rows are mostly of another county is named once."""
    rows = [f"rate | chc | 2018-{m:02} | 50% | | | 2018-{m + 1:02}-03 |" for m in (6, 7, 8, 9)]

    found = only(*of_two("\n".join(rows), county="dao"))

    assert found.lines(str) == (
        "observations/county_id=dao/part.csv: 7 rows are not of the folder's county “dao”; "
        "the first is observations/county_id=dao/part.csv:2 [misnamed-folder]\n"
        "    name the folder county_id=lan if they are right, or move the file"
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("rate | chx | 2018-06 | 50% | | | 2018-07-03 |", "unknown-id", id="unit"),
        pytest.param("rte | chc | 2018-06 | 50% | | | 2018-07-03 |", "unknown-id", id="indicator"),
        pytest.param("rate | chc | 2018-06 | 950 | | | 2018-07-03 |", "out-of-range", id="range"),
        pytest.param("rate | chc | 2018Q2 | 50% | | | 2018-07-03 |", "period-misfit", id="period"),
        pytest.param("grade | chc | 2018Q2 | 好 | | | 2018-07-03 |", "not-a-step", id="scale"),
        pytest.param("rate | old | 2018-08 | 5% | | | 2018-09-03 |", "outside-validity", id="gone"),
    ],
)
def test_rules_hold_in_a_part(row, code):
    """What is wrong with a row is named as in the whole."""
    checked, tables = of_two(row)
    whole = check_site([*(t for t in site(**TWO) if t.name != "observations"), *tables])[1]

    found = check_part(checked, tables)[1]

    assert told(found) == told(whole)
    assert code in told(found)[0]


def test_part_leaves_no_trace():
    """What one county says of the other tables is not in the way of the next."""
    checked, tables = of_two("rate | chx | 2018-06 | 50% | | | 2018-07-03 |")

    first, second = (check_part(checked, tables)[1] for _ in range(2))

    assert first == second != []


def test_review_of_no_report():
    """A review waits for the part of its county, and is named there."""
    review = "rate | chc | 2018-06 | | rejected | 原因 | 2018-07-10"
    checked, problems = check_tables(site(**TWO, reviews=review))
    _, tables = of_two("rate | chc | 2018-07 | 50% | | | 2018-08-03 |")
    other = replace(
        table(
            "observations",
            SITE["observations"].splitlines()[1]
            + "\nrate | first | 2018-07 | 50% | | | 2018-08-03 |",
        ),
        file="observations/county_id=dao/part.csv",
    )

    assert problems == []
    assert told(check_part(checked, tables)[1]) == ["reviews.csv:2:period nothing-reported"]
    assert told(check_part(checked, [other])[1]) == []


def test_errors_of_tables_leave_none():
    """With an error in the tables there are none, and a county is checked all the same."""
    checked, problems = check_tables(
        site(plans="p2 | nowhere | 计划 | 2018-01-01 | 2018-12-31 | 2018-01-01")
    )

    assert told(problems) == ["plans.csv:3:county_id unknown-id"]
    assert checked.tables == {}
    assert told(check_part(checked, [t for t in site() if t.name == "observations"])[1]) == []


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        pytest.param(dt.date(2018, 9, 30), [], id="held then"),
        pytest.param(None, ["counties.csv:3:code code-not-held"], id="not held any more"),
    ],
)
def test_codes_on_the_day_of_the_newest_report(newest, said):
    """A county's code must have been held on the day that the reports end."""
    tables = site(counties="laiwu | 莱芜市莱城区 | gb2260 | 371202")

    assert told(check_tables(tables, newest=newest)[1]) == said
