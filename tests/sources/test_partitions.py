"""Observations in one folder a county are found, read one at a time, and their days told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from generator.check.days import read_date
from generator.sources import ReportDays, partitions, read_partition, read_site, report_days

HEADER = "indicator_id,entity_id,period,value,reported_on"


@pytest.fixture
def data(tmp_path) -> Path:
    """Give a data folder with the tables that must be there, and no observations."""
    for name, header in {
        "counties": "county_id,name",
        "indicators": "indicator_id,name,measure,cadence",
        "plans": "plan_id,county_id,title,period_start,period_end,decided_on",
        "targets": "target_id,plan_id,clause,title,indicator_id,scope,op,decided_on",
    }.items():
        (tmp_path / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    return tmp_path


def put_parquet(data: Path, county: str, *days: str, column: str = "reported_on") -> None:
    """Write observations of a county, received on these days."""
    folder = data / "observations" / f"county_id={county}"
    folder.mkdir(parents=True)
    rows = ", ".join(f"('i', '{county}', '2018-08', '<5', {day})" for day in days)
    with duckdb.connect() as database:
        database.execute(
            f"COPY (FROM (VALUES {rows}) AS t(indicator_id, entity_id, period, value, {column}))"
            f" TO '{folder / 'part.parquet'}' (FORMAT parquet)"
        )


def put_csv(data: Path, file: str, *days: str) -> None:
    """Write observations received on these days."""
    path = data / "observations" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *(f"i,a,2018-08,1,{day}" for day in days)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_each_county_has_its_files(data):
    """Counties are told by their folders, whatever kind of file is in them."""
    put_parquet(data, "b", "'2018-09-01'")
    put_csv(data, "county_id=a/2018.csv", "2018-09-01")
    put_csv(data, "county_id=a/2019.csv", "2019-09-01")

    found = {
        county: [str(place) for place in places] for county, places in partitions(data).items()
    }

    assert found == {
        "a": ["observations/county_id=a/2018.csv", "observations/county_id=a/2019.csv"],
        "b": ["observations/county_id=b/part.parquet"],
    }


def test_mixed_site_is_not_partitioned(data):
    """Where some observations lie elsewhere, the site is read as a whole."""
    put_csv(data, "county_id=a/2018.csv", "2018-09-01")
    put_csv(data, "2019.csv", "2019-09-01")

    assert partitions(data) == {}
    assert report_days(data) == ReportDays()
    assert len(read_site(data).tables) == 6


def test_folder_name_is_no_column(data):
    """A folder named as Hive names them adds no column; the whole site is read as ever."""
    put_parquet(data, "b", "'2018-09-01'")

    reading = read_site(data)

    assert reading.problems == []
    assert list(reading.tables[-1].frame) == HEADER.split(",")
    assert reading.tables[-1].frame.loc[2].tolist() == ["i", "b", "2018-08", "<5", "2018-09-01"]


def test_observations_left_unread(data):
    """The other tables are read alone; then one county alone."""
    put_parquet(data, "a", "'2018-09-01'", "'2018-09-02'")
    put_parquet(data, "b", "'2018-09-01'")

    rest, part = read_site(data, but=("observations",)), read_partition(data, "a")

    assert [table.name for table in rest.tables] == ["counties", "indicators", "plans", "targets"]
    assert [(table.file, len(table.frame)) for table in part.tables] == [
        ("observations/county_id=a/part.parquet", 2)
    ]
    assert rest.problems == part.problems == []


def test_missing_table_is_named_though_unread(data):
    """What must be there and is not is named, even where it would not be read."""
    assert [problem.where.file for problem in read_site(data, but=("observations",)).problems] == [
        "observations.csv"
    ]


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(["'2018-09-01'", "'2018-11-02'", "'2018-10-03'"], id="texts"),
        pytest.param(["DATE '2018-09-01'", "DATE '2018-11-02'", "NULL"], id="days"),
        pytest.param(["TIMESTAMP '2018-09-01 10:00'", "TIMESTAMP '2018-11-02 01:00'"], id="times"),
        pytest.param(["'2018年9月1日'", "'2018年11月2日'"], id="as people write them"),
        pytest.param(["'2018-09-01'", "'20181102'"], id="one of them otherwise"),
        pytest.param(["'2018-09-01'", "'2018-11-02'", "''"], id="one missing"),
    ],
)
def test_days_of_reports(data, days):
    """First and last day are told however they are written."""
    put_parquet(data, "a", *days)
    put_csv(data, "county_id=b/2018.csv", "2018-10-01")

    first, last = dt.date(2018, 9, 1), dt.date(2018, 11, 2)
    assert report_days(data, read_date) == ReportDays(
        first, last, {"a": last, "b": dt.date(2018, 10, 1)}
    )


def test_days_under_a_chinese_title(data):
    """The column is found by its title too."""
    put_parquet(data, "a", "'2018-09-01'", column='"收到日期"')

    assert report_days(data).newest == dt.date(2018, 9, 1)


def test_statistics_are_enough(data, monkeypatch):
    """Days that are written as 2018-08-31 are told without reading the rows."""
    put_parquet(data, "a", "'2018-09-01'", "'2018-11-02'")
    monkeypatch.setattr("generator.sources.by_county._distinct", pytest.fail)

    assert report_days(data).newest == dt.date(2018, 11, 2)


def test_nothing_received(data):
    """A file that cannot be read, and one without rows, have no days."""
    put_csv(data, "county_id=a/2018.csv")
    put_csv(data, "county_id=b/part.parquet")

    assert report_days(data) == ReportDays()
