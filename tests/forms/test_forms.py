"""Forms open anywhere, ask for what is owed, and take what they should."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from generator.check.cells import read_figure
from generator.forms.duties import Form
from generator.forms.layout import FORM_KEY, REASONS
from generator.forms.workbook import Entry, form_workbook
from tests.intake.made import DAY, ZH, forms_in, made_forms, places, write_site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a site and write its forms, for September and for August."""
    folder = tmp_path_factory.mktemp("forms")
    made_forms(write_site(folder / "site"), folder / "out")
    return folder


@pytest.fixture(scope="module")
def forms(folder: Path) -> list[Form]:
    """Give the forms of September as values."""
    from generator.settings import read_settings

    return forms_in(read_settings(folder / "site/mkdocs.yml"))


def test_files(folder: Path) -> None:
    """There is one workbook a unit, a summary, and an empty table for each that units send."""
    names = sorted(
        path.relative_to(folder / "out").as_posix() for path in (folder / "out").iterdir()
    )

    assert names == [
        "csv",
        "u1_第1卫生院_2018-09.xlsx",
        "u2_第2卫生院_2018-09.xlsx",
        "u3_第3卫生院_2018-09.xlsx",
        "汇总_2018-09.xlsx",
    ]
    headings = {
        path.stem: path.read_text(encoding="utf-8-sig") for path in (folder / "out/csv").iterdir()
    }
    assert headings == {
        "observations": "indicator_id,entity_id,period,value,numerator,denominator,reached_on,note,"
        "更正原因,核实说明\n",
        "reviews": "indicator_id,entity_id,period,reported_on,decision,reason\n",
        "actions": "action_id,target_id,entity_id,owner_id,title,opened_on,due_on,closed_on,"
        "evidence\n",
    }


def test_what_is_asked(forms: list[Form]) -> None:
    """What a target asks for, and what was reported before without one, each in its period."""
    assert [(line.indicator_id, line.period) for line in forms[0].lines] == [
        ("visits", "2018-09"),
        ("visits-child", "2018-09"),
        ("visits-adult", "2018-09"),
        ("toilets", "2018-09"),
        ("managed", "2018-09"),
        ("income", "2018-09"),
        ("building", "2018-09"),
        ("opened", "2018Q3"),
    ]
    toilets = forms[0].lines[3]
    assert (toilets.before, toilets.year_ago, toilets.target, toilets.expected) == (
        "80座",
        "—",
        "不低于120座（2018-12-31前）",
        "90座",
    )
    assert str(forms[0].due_on) == "2018-10-05"


def test_same_form_same_bytes(forms: list[Form]) -> None:
    """A form is made of what it says and of nothing else."""
    assert form_workbook(forms[0], DAY, ZH) == form_workbook(forms[0], DAY, ZH)


def test_cells_to_fill_are_open_and_others_locked(folder: Path) -> None:
    """The sheet is protected; what a unit fills in is not, and tells what it takes."""
    sheet = openpyxl.load_workbook(next((folder / "out").glob("u1_*")))["填报"]
    roles, rows = places(sheet)

    def cell(indicator: str, role: str) -> object:
        return sheet.cell(rows[indicator], roles[role])

    assert sheet.protection.sheet
    assert FORM_KEY.fullmatch(sheet["A1"].value)
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
    for indicator, role, is_open in (
        ("toilets", "value", True),
        ("toilets", "comment", True),
        ("toilets", "target", False),
        ("toilets", "numerator", False),
        ("managed", "numerator", True),
        ("building", "reached_on", True),
    ):
        assert cell(indicator, role).protection.locked is not is_open, (indicator, role)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    steps = rules[cell("building", "value").coordinate]
    assert (steps.type, steps.formula1) == ("list", '"未开工,开工,封顶,交付"')
    part = rules[cell("managed", "numerator").coordinate]
    assert (part.operator, part.formula2) == (None, cell("managed", "denominator").coordinate)
    assert part.prompt == "填数字，不大于分母"
    assert rules[cell("toilets", "reason").coordinate].formula1 == '"未开展,不适用,暂无法取得"'


def test_long_lists_stand_on_a_hidden_sheet(forms: list[Form], tmp_path: Path) -> None:
    """A list that no validation can hold is put on a sheet of its own."""
    from dataclasses import replace

    line = replace(forms[0].lines[6], choices=tuple(f"第{n}步骤名称很长很长" for n in range(40)))
    form = replace(forms[0], lines=(line,))
    (tmp_path / "form.xlsx").write_bytes(form_workbook(form, DAY, ZH))
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")

    [rule] = [r for r in book["填报"].data_validations.dataValidation if "清单" in str(r.formula1)]
    assert rule.formula1 == "清单!$A$1:$A$40"
    assert book["清单"].sheet_state == "veryHidden"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)"])
def test_text_stays_text(forms: list[Form], tmp_path: Path, text: str) -> None:
    """What looks like a formula is a text in a form too."""
    entries = {("toilets", "2018-09", role): Entry(text) for role in ("value", "comment")}
    (tmp_path / "form.xlsx").write_bytes(form_workbook(forms[0], DAY, ZH, entries))
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["填报"]
    roles, rows = places(sheet)

    for role in ("value", "comment"):
        cell = sheet.cell(rows["toilets"], roles[role])
        assert (cell.value, cell.data_type) == (text, "s")


def test_reasons_are_words_of_the_table() -> None:
    """Each reason becomes a word that observations know."""
    read = [read_figure(word) for word in REASONS.values()]

    assert [figure.qualifier for figure in read if figure] == [
        "none",
        "not_applicable",
        "not_reported",
    ]


def test_weeks_and_months_in_one_form(tmp_path: Path) -> None:
    """Each week that ends in the month has a row, with a day of its own to be sent by."""
    settings = write_site(tmp_path / "site")
    data = settings.data_dir
    for name, rows in (
        (
            "indicators",
            "fever,发热门诊,flow,人次,week,2,health_centre,sum,,,,0,,,0,\n"
            "beds,在用床位,level,张,week,2,health_centre,sum,,,,0,,,0,\n",
        ),
        ("targets", "t-fever,p,一,发热,fever,each,health_centre,at_least,900,2018-01-02\n"),
        ("observations/2018", "beds,u1,2018-08-20/2018-08-26,30,,,2018-08-28,verified\n"),
    ):
        with (data / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)

    first, second, _ = forms_in(settings)

    weeks = [
        ("2018-08-27/2018-09-02", "2018-09-04"),
        ("2018-09-03/2018-09-09", "2018-09-11"),
        ("2018-09-10/2018-09-16", "2018-09-18"),
        ("2018-09-17/2018-09-23", "2018-09-25"),
        ("2018-09-24/2018-09-30", "2018-10-02"),
    ]
    for name, form in (("fever", first), ("fever", second), ("beds", first)):
        lines = [line for line in form.lines if line.indicator_id == name]
        assert [(line.period, str(line.due_on)) for line in lines] == weeks
    assert str(first.due_on) == "2018-10-05"
    assert {line.due_on for line in first.lines[:8]} == {None}
    (tmp_path / "form.xlsx").write_bytes(form_workbook(first, DAY, ZH))
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["填报"]
    roles, rows = places(sheet)
    assert sheet.cell(rows["fever"], roles["period"]).value.endswith("\n请于2018-10-02前报送")
    assert sheet["B3"].value.startswith("请于2018-10-05前报送。另注日期的行按所注日期报送。")
