"""`xushi due`: what a person sees, and what is written for sending."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from generator.cli import cli
from generator.packing import pack
from generator.pages import open_book, pages_of
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from generator.settings import read_settings
from generator.starter import write_starter
from tests.pages import sample

TABLES = {
    "counties": ["county_id,name", "a,甲县", "b,乙县"],
    "units": [
        "unit_id,name,kind,county_id",
        "a1,甲医院,county_hospital,a",
        "a2,=甲院,county_hospital,a",
        "b1,乙医院,county_hospital,b",
    ],
    "plans": [
        "plan_id,county_id,title,period_start,period_end,decided_on",
        "p,a,计划,2018-01-01,2018-12-31,2017-12-01",
        "q,b,计划,2018-01-01,2018-12-31,2017-12-01",
    ],
    "indicators": [
        "indicator_id,name,measure,cadence,reported_by,aggregation",
        "i,诊疗人次,cumulative,month,county_hospital,sum",
    ],
    "targets": [
        "target_id,plan_id,clause,title,indicator_id,scope,op,value,decided_on",
        "t,p,一,诊疗,i,county,at_least,60,2017-12-01",
        "u,q,一,诊疗,i,county,at_least,60,2017-12-01",
    ],
    "observations": [
        "indicator_id,entity_id,period,value,reported_on",
        "i,a1,2018-01,5,2018-02-03",
        "i,a2,2018-01,5,2018-02-03",
        "i,b1,2018-01,5,2018-02-08",
        "i,a1,2018-02,9,2018-03-02",
    ],
}


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Lay out a site of two counties; give its configuration."""
    write_starter(tmp_path / "site", demonstration=False)
    for name, lines in TABLES.items():
        text = "".join(f"{line}\n" for line in lines)
        (tmp_path / "site/data" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path / "site" / "mkdocs.yml"


def due(config: Path, *options: str | Path) -> Result:
    """Ask what is due as of 7 March 2018."""
    return xushi("due", "-f", config, "--as-of", "2018-03-07", *options)


def test_listed_worst_first(config: Path) -> None:
    """What is missing is told unit by unit; who owes nothing is only counted."""
    done = due(config, "--locale", "en")

    assert (done.exit_code, done.stdout) == (
        0,
        "On 7 March 2018: missing 2, of units: 2; due now 0.\n"
        "\n"
        "=甲院 (a2)\n"
        "  missing: 1, since 6 March 2018 (2 days overdue)\n"
        "    February 2018, due on 5 March 2018: 诊疗人次\n"
        "  next due day: 5 April 2018 (1 due)\n"
        "\n"
        "乙医院 (b1)\n"
        "  missing: 1, since 6 March 2018 (2 days overdue)\n"
        "    February 2018, due on 5 March 2018: 诊疗人次\n"
        "  next due day: 5 April 2018 (1 due)\n"
        "  came late in the last month: 1\n"
        "\n"
        "Units that owe nothing now: 3.\n",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "units"),
    [
        pytest.param(["--county", "b"], ["b1"], id="a county"),
        pytest.param(["--unit", "a1"], ["a1"], id="a unit"),
        pytest.param(["--unit", "a1", "--county", "b"], ["b1", "a1"], id="both"),
        pytest.param([], ["a2", "b1", "a1"], id="all"),
    ],
)
def test_only_some(config: Path, options: list[str], units: list[str]) -> None:
    """Counties and units can be chosen; the order stays."""
    told = json.loads(due(config, "--format", "json", *options).stdout)

    assert [one["entity_id"] for one in told["units"]] == units


@pytest.mark.slow
def test_late_is_told(config: Path) -> None:
    """For programs it also says what came late in the last month, and when."""
    told = json.loads(due(config, "--format", "json", "--unit", "b1").stdout)["units"][0]

    assert [(one["period"], one["due_on"], one["received_on"]) for one in told["late"]] == [
        ("2018-01", "2018-02-05", "2018-02-08")
    ]


def test_unknown_unit(config: Path) -> None:
    """An id that is none is misuse, with the nearest one."""
    done = due(config, "--unit", "a12", "--locale", "en")

    assert done.exit_code == 2
    assert "there is no unit “a12”; did you mean “a2”?" in done.stderr


@pytest.mark.slow
def test_written(config: Path, tmp_path: Path) -> None:
    """A letter a unit that owes something, and the summary; a name is never a formula."""
    out = tmp_path / "out"

    done = due(config, "--out", out, "--locale", "zh")

    assert sorted(path.name for path in out.iterdir()) == [
        *("a2.txt", "b1.txt", "summary.csv", "summary.xlsx")
    ]
    letter = (out / "b1.txt").read_bytes()
    assert letter.startswith("\ufeff乙医院：\r\n".encode())
    assert letter.count(b"\n") == letter.count(b"\r\n")
    assert "甲县,a2,'=甲院,1,2018-03-06,2,2018年2月：诊疗人次,0,,2018-04-05,1,0\n" in (
        out / "summary.csv"
    ).read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(out / "summary.xlsx")
    assert book.sheetnames == ["应报与缺报", "报告"]
    cell = book["应报与缺报"]["C2"]
    assert (cell.value, cell.data_type) == ("=甲院", "s")
    assert done.stderr == (
        f"催报文本2份，连同汇总表存于{out}。\n"
        "文本中没有写明报送到何处：请在 mkdocs.yml 的“contact”中写明受理单位。\n"
    )


@pytest.mark.slow
def test_letters_that_are_answered_go(config: Path, tmp_path: Path) -> None:
    """A letter of an earlier day goes when nothing is owed; other files, and other units', stay."""
    out = tmp_path / "out"
    due(config, "--out", out)
    (out / "notes.txt").write_text("电话已打", encoding="utf-8")
    with (config.parent / "data/observations.csv").open("a", encoding="utf-8") as file:
        file.write("i,a2,2018-02,9,2018-03-07\ni,b1,2018-02,9,2018-03-07\n")

    due(config, "--out", out, "--county", "b")

    assert sorted(path.name for path in out.glob("*.txt")) == ["a2.txt", "notes.txt"]


@pytest.mark.slow
def test_same_again(config: Path, tmp_path: Path) -> None:
    """The same tables give the same bytes."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        due(config, "--out", folder)

    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two


@pytest.mark.slow
def test_observations_by_county(config: Path, tmp_path: Path) -> None:
    """A site that keeps its observations by county owes the same."""
    before = due(config, "--format", "json").stdout
    pack(read_settings(config).data_dir, tmp_path / "packed", lambda *_: None)
    (config.parent / "data").rename(tmp_path / "old")
    (tmp_path / "packed").rename(config.parent / "data")

    assert due(config, "--format", "json").stdout == before


def test_errors_come_first(config: Path) -> None:
    """While the tables have errors nothing is said of units."""
    with (config.parent / "data/observations.csv").open("a", encoding="utf-8") as file:
        file.write("i,nobody,2018-02,9,2018-03-07\n")

    done = due(config)

    assert done.exit_code == 1
    assert "“nobody”" in done.output


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["public", "internal"])
def test_on_the_reporting_page(edition: str) -> None:
    """Both editions say what is missing and due by unit; only the internal one has letters."""
    settings = sample.settings().model_copy(update={"edition": edition})
    book = open_book(sample.evaluation(), settings, "en")
    page = next(page for page in pages_of(book) if str(page.path) == "reporting/c1.md")

    text = render(page, page_environment([resource("templates")], "en"))

    assert "Due and missing, by unit" in text
    assert "Old centre" not in text.split("#duties")[1].split("#calendar")[0]
    assert ("days overdue" in text) is (edition == "internal")
