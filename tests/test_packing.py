"""Packed data are the same data: same problems, same pages, every text as it stood."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import packing, pipeline
from generator.cli import cli
from generator.packing import pack
from generator.sources import partitions, read_partition, read_site
from generator.starter import write_starter
from tests.changing import settings_of, write_small_site
from tests.sources.test_reading import write_sheets


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a small site with two counties; give its folder."""
    folder = tmp_path / "site"
    write_starter(folder, demonstration=False)
    for name, lines in {
        "counties": ["county_id,name", "a,甲县", "b,乙县"],
        "units": ["unit_id,name,kind,county_id", "a1,甲医院,county_hospital,a"],
        "indicators": ["indicator_id,name,measure,cadence", "i,诊疗人次,cumulative,month"],
        "observations": [
            "指标编号,报告对象,报告期,数值,收到日期",
            "i,b,2018-02,<5,2018-03-03",
            'i,b,2018年1月,"1,200",2018/2/3',
            "i,a1,2018-01,约４０００,2018-02-03",
            "i,a1,2018-01,4010,2018-02-01",
        ],
    }.items():
        text = "".join(f"{line}\n" for line in lines)
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def hashes(folder: Path) -> Iterator[tuple[str, str]]:
    """Give every file of a folder with what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            yield name, hashlib.sha256(path.read_bytes()).hexdigest()


def cells(data: Path, county: str) -> list[list[str]]:
    """Give the cells of a county."""
    (table,) = read_partition(data, county).tables
    return [list(map(str, row)) for row in table.frame.to_numpy()]


@pytest.mark.slow
def test_texts_stand_as_they_stood(site: Path, tmp_path: Path) -> None:
    """Cells keep their texts; rows are in order, those of one period as they were."""
    pack(site / "data", tmp_path / "packed")

    assert list(partitions(tmp_path / "packed")) == ["a", "b"]
    assert cells(tmp_path / "packed", "a") == [
        ["i", "a1", "2018-01", "约４０００", "2018-02-03"],
        ["i", "a1", "2018-01", "4010", "2018-02-01"],
    ]
    assert cells(tmp_path / "packed", "b") == [
        ["i", "b", "2018年1月", "1,200", "2018/2/3"],
        ["i", "b", "2018-02", "<5", "2018-03-03"],
    ]
    assert not (tmp_path / "packed" / "observations.csv").exists()


@pytest.mark.slow
def test_packed_twice(site: Path, tmp_path: Path) -> None:
    """The same data give the same bytes, and so does what is packed already."""
    for source, target in ((site / "data", "one"), (site / "data", "two"), (tmp_path / "one", "3")):
        pack(source, tmp_path / target)

    one, two, again = (dict(hashes(tmp_path / name)) for name in ("one", "two", "3"))
    assert one == two == again


@pytest.mark.slow
def test_unit_that_moved(site: Path, tmp_path: Path) -> None:
    """A unit's figures go where its last row says."""
    text = "unit_id,name,kind,county_id,decided_on\na1,甲,cdc,b,2018-05-01\na1,甲,cdc,a,\n"
    (site / "data" / "units.csv").write_text(text, encoding="utf-8")

    pack(site / "data", tmp_path / "packed")

    assert list(partitions(tmp_path / "packed")) == ["b"]
    assert read_site(tmp_path / "packed").problems == []


@pytest.mark.slow
def test_workbook_with_two_tables(site: Path, tmp_path: Path) -> None:
    """A table that shares a workbook with observations becomes a file of its own."""
    for name in ("units", "observations"):
        (site / "data" / f"{name}.csv").unlink()
    header = ["indicator_id", "entity_id", "period", "value", "reported_on"]
    write_sheets(
        site / "data" / "全部.xlsx",
        {
            "units": [["unit_id", "name", "kind", "county_id"], ["a1", "甲", "cdc", "a"]],
            "observations": [header, ["i", "a1", "2018-01", 5, "2018-02-03"]],
        },
    )
    resources = [
        {"name": "observations", "path": "全部.xlsx", "dialect": {"sheetName": "observations"}},
        {"name": "units", "path": "全部.xlsx", "dialect": {"sheetName": "units"}},
    ]
    descriptor = site / "data" / "datapackage.json"
    descriptor.write_text(json.dumps({"resources": resources}), encoding="utf-8")

    packed = pack(site / "data", tmp_path / "packed")

    assert packed == packing.Packed(1, 1)
    reading = read_site(tmp_path / "packed")
    assert reading.problems == []
    assert {"units.csv", "observations/county_id=a/part.parquet"} <= {
        table.file for table in reading.tables
    }


def test_nothing_to_pack(site: Path, tmp_path: Path) -> None:
    """Without observations all files stay as they are."""
    write_starter(tmp_path / "empty", demonstration=False)

    pack(tmp_path / "empty" / "data", tmp_path / "packed")

    assert dict(hashes(tmp_path / "packed")) == dict(hashes(tmp_path / "empty" / "data"))


def test_command_says_what_comes_next(site: Path, tmp_path: Path) -> None:
    """Phases go to standard error, the result to standard output."""
    shown = xushi("pack", tmp_path / "packed", "-f", site / "mkdocs.yml")

    assert shown.stderr == "Reading the tables\nWriting one file a county\n"
    assert shown.stdout == (
        f"2 counties, 4 observations: {tmp_path / 'packed'} can replace {site / 'data'}.\n"
    )


def test_empty_folder_is_filled(site: Path, tmp_path: Path) -> None:
    """A folder that is there and empty is as good as a new one, also behind a link."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")

    pack(site / "data", tmp_path / "link")

    assert list(partitions(tmp_path / "there")) == ["a", "b"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "site", "there"]


def test_command_is_quiet(site: Path, tmp_path: Path) -> None:
    """With --quiet nothing is said when all is well."""
    shown = xushi("pack", tmp_path / "packed", "-f", site / "mkdocs.yml", "--quiet")

    assert (shown.output, shown.exit_code) == ("", 0)


def test_wrong_data_are_refused(site: Path, tmp_path: Path) -> None:
    """Errors are shown and nothing is written."""
    path = site / "data" / "observations.csv"
    path.write_text(path.read_text("utf-8").replace("i,b,", "i,bb,"), encoding="utf-8")

    shown = xushi("pack", tmp_path / "packed", "-f", site / "mkdocs.yml", "--quiet")

    assert shown.exit_code == 1
    assert "observations.csv:2:entity_id: “bb” is not in the table" in shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        pytest.param("site/data/packed", "lies in the data folder", id="inside"),
        pytest.param("site", "holds something already", id="full"),
    ],
)
def test_wrong_folder_is_refused(site: Path, tmp_path: Path, folder: str, told: str) -> None:
    """A folder that holds something, or is a part of the data, is a misuse."""
    before = dict(hashes(site))

    shown = xushi("pack", tmp_path / folder, "-f", site / "mkdocs.yml")

    assert shown.exit_code == 2
    assert told in shown.stderr
    assert dict(hashes(site)) == before


@pytest.mark.slow
def test_interrupted(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C leaves nothing half done."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(packing, "_write_observations", interrupt)

    shown = xushi("pack", tmp_path / "packed", "-f", site / "mkdocs.yml")

    assert shown.exit_code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.slow
def test_pages_are_the_same(tmp_path: Path) -> None:
    """A packed site has the same problems, pages and downloads, byte for byte."""
    write_small_site(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    shutil.rmtree(tmp_path / "two" / "data")
    pack(tmp_path / "one" / "data", tmp_path / "two" / "data")
    problems = [pipeline.generate(settings_of(tmp_path / name))[2] for name in ("one", "two")]

    assert len(partitions(tmp_path / "two" / "data")) == 3
    assert len(problems[0]) == len(problems[1])
    one, two = (dict(hashes(tmp_path / name / "reports")) for name in ("one", "two"))
    assert one == two
    assert sum(name.endswith((".csv", ".json", ".xlsx")) for name in one) > 10
