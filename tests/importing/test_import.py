"""Messy tables come in as a mapping file says; what is wrong is told, all at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from generator.cli import cli
from generator.importing.mapping import Rules
from generator.starter import write_starter

MAPPING = """\
reported_after = 5

[columns]
indicator_id = "{指标}"
entity_id = "{单位}"
period = "{year}-{month:02}"

[unpivot]
value = "(?P<year>[0-9]{4})年 (?P<month>[0-9]+)月"
"""
TABLES = {
    "counties": "county_id,name,code_system\nc,某县,fictional\n",
    "units": (
        "unit_id,name,short_name,aliases,code,kind,county_id\n"
        "u1,甲县人民医院,县医院,一院|人民医院,A1,county_hospital,c\n"
        "u2,乙镇卫生院,,乙院,B2,health_centre,c\n"
        "u3,丙镇卫生院,,,B3,health_centre,c\n"
    ),
    "indicators": "indicator_id,name,aliases,measure,cadence\nbeds,床位数,床位,level,month\n",
}
MESSY = [
    ["某县卫生健康局月报", "", "", "", ""],
    ["单位", "指标", "2018年", "", "备注"],
    ["", "", "8月", "9月", ""],
    ["县 医院", "床位", 12, 13, ""],
    ["Ｂ２", "床位数", 30, "", "缺报"],
    ["注：数据未经核实", "", "", "", ""],
]
WRITTEN = [
    "indicator_id,entity_id,period,value,reported_on",
    "beds,u1,2018-08,12,2018-09-05",
    "beds,u1,2018-09,13,2018-10-05",
    "beds,u2,2018-08,30,2018-09-05",
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site with three units and one indicator."""
    write_starter(tmp_path / "site", demonstration=False)
    for name, text in TABLES.items():
        (tmp_path / "site" / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path / "site"


def write_sheet(path: Path, rows: list[list[object]], *merged: str) -> Path:
    """Write a workbook of one sheet."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            for position, cell in enumerate(row):
                sheet.write(number, position, cell)
        for area in merged:
            first = area.split(":")[0]
            column, row = ord(first[0]) - ord("A"), int(first[1:]) - 1
            sheet.merge_range(area, rows[row][column])
    return path


def write_csv(path: Path, rows: list[list[object]], encoding: str = "utf-8") -> Path:
    """Write a CSV file."""
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    path.write_text(text, encoding=encoding)
    return path


def take(site: Path, mapping: str, file: Path, *more: str) -> Result:
    """Write the mapping and run the command in English."""
    path = site / "a.toml"
    path.write_text(mapping, encoding="utf-8")
    arguments = ["import", str(path), str(file), "--locale", "en", *more]
    return CliRunner().invoke(cli, [*arguments, "-f", str(site / "mkdocs.yml")])


def written(site: Path, name: str = "observations.csv") -> list[str]:
    """Give the lines of what was written."""
    return (site / "data" / name).read_text(encoding="utf-8-sig").splitlines()


def test_merged_headers(site: Path) -> None:
    """A title above, two rows of merged headings, names of all kinds, a note below."""
    merged = ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3")
    file = write_sheet(site / "a.xlsx", MESSY, *merged)

    said = take(site, MAPPING, file)

    assert said.exit_code == 0, said.output
    assert written(site) == WRITTEN
    assert said.output == (
        "Left out:\n"
        "  above the header: 1\n"
        "    a.xlsx[表]:1 “某县卫生健康局月报”\n"
        "  a column that the mapping does not name: 1\n"
        "    a.xlsx[表]:3:E 备注\n"
        "  an empty cell: 1\n"
        "    a.xlsx[表]:5:D 2018年 9月\n"
        "  a title or a note: only one cell is filled: 1\n"
        "    a.xlsx[表]:6 “注：数据未经核实”\n"
        f"{site}/data/observations.csv: 3 rows.\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(site: Path, encoding: str) -> None:
    """A CSV file has no merged cells: a heading reaches to the right."""
    said = take(site, MAPPING, write_csv(site / "a.csv", MESSY, encoding))

    assert said.exit_code == 0, said.output
    assert written(site) == WRITTEN


@pytest.mark.slow
def test_merged_cells_of_rows(site: Path) -> None:
    """A unit that is merged over its rows counts for each of them; `fill_down` does it in CSV."""
    rows = [
        ["单位", "指标", "2018年 8月"],
        ["一院", "床位", 1],
        ["", "beds", 2],
        ["乙院", "床位", 3],
    ]
    file = write_sheet(site / "a.xlsx", rows, "A2:A3")
    merged = take(site, MAPPING, file, "--dry-run").output
    filled = take(
        site, 'fill_down = ["单位"]\n' + MAPPING, write_csv(site / "a.csv", rows), "--dry-run"
    ).output

    lines = ["beds,u1,2018-08,1", "beds,u1,2018-08,2", "beds,u2,2018-08,3"]
    assert all(f"  {line},2018-09-05" in merged for line in lines)
    assert all(f"  {line},2018-09-05" in filled for line in lines)


def test_unknown_names_are_told_at_once(site: Path) -> None:
    """Each unknown name once, with its cell and what was meant; nothing is written."""
    rows = [
        ["单位", "指标", "2018年 8月"],
        ["县人民医院", "床位", 1],
        ["某某单位", "病床", 2],
        ["某某单位", "床位", 2],
    ]

    said = take(site, MAPPING, write_csv(site / "a.csv", rows))

    assert said.exit_code == 1
    assert said.output == (
        "To mend:\n"
        "a.csv:2:A 单位: “县人民医院” is no id, name, short name, alias or code in the table "
        "“units” [unknown-name]\n"
        "    did you mean “u1”?\n"
        "a.csv:3:A 单位: “某某单位” is no id, name, short name, alias or code in the table "
        "“units” [unknown-name]\n"
        "    correct it, add it to the aliases in “units”, or leave the row out with drop\n"
        "a.csv:3:B 指标: “病床” is no id, name, short name, alias or code in the table "
        "“indicators” [unknown-name]\n"
        "    correct it, add it to the aliases in “indicators”, or leave the row out with drop\n"
        "3 to mend, 0 to look at.\n"
    )
    assert written(site)[1:] == []


def test_name_of_several(site: Path) -> None:
    """A name that two units share is not guessed."""
    path = site / "data" / "units.csv"
    text = path.read_text(encoding="utf-8") + "u4,乙镇卫生院,,,B4,health_centre,c\n"
    path.write_text(text, encoding="utf-8")
    rows = [["单位", "指标", "2018年 8月"], ["乙镇卫生院", "床位", 1]]

    said = take(site, MAPPING, write_csv(site / "a.csv", rows))

    assert "a.csv:2:A 单位: “乙镇卫生院” may be any of u2, u4 [name-of-several]" in said.output


def test_checks_name_the_cell_of_the_file(site: Path) -> None:
    """What the checks find is told at the cell it comes from, with all else that they find."""
    rows = [
        ["单位", "指标", "2018年 8月", "2018年 13月"],
        ["u1", "床位", "=1+1", 5],
        ["u2", "床位", "", 6],
        ["u3", "床位", "12.3.4", ""],
    ]

    said = take(site, MAPPING, write_csv(site / "a.csv", rows))

    assert said.exit_code == 1
    assert "a.csv:2:C 2018年 8月: “=1+1” is not a figure [not-a-figure]" in said.output
    assert "a.csv:2:period: “2018-13” is not a period [not-a-period]" in said.output
    assert "a.csv:3:period: “2018-13” is not a period [not-a-period]" in said.output
    assert "a.csv:4:C 2018年 8月: “12.3.4” is not a figure [not-a-figure]" in said.output


def test_day_of_receipt(site: Path) -> None:
    """The day is named on the command line or in the mapping; nobody asks the clock."""
    mapping = MAPPING.replace("reported_after = 5\n", "")
    file = write_csv(site / "a.csv", MESSY)

    without = take(site, mapping, file)
    named = take(site, mapping, file, "--received", "2018-10-08")

    assert "a.toml: nothing says on which day the figures were received" in without.output
    assert named.exit_code == 0, named.output
    assert written(site)[1:] == [line[:-10] + "2018-10-08" for line in WRITTEN[1:]]


@pytest.mark.slow
def test_nothing_is_overwritten(site: Path) -> None:
    """A file that holds rows stays until it is forced; another table's folder gets another file."""
    file = write_csv(site / "a.csv", MESSY)
    assert take(site, MAPPING, file).exit_code == 0
    (site / "data" / "observations").mkdir()
    (site / "data" / "observations.csv").rename(site / "data" / "observations" / "a.csv")

    again = take(site, MAPPING, file)
    forced = take(site, MAPPING, file, "--force")

    assert "observations/a.csv: the file is there already, and holds rows" in again.output
    assert forced.exit_code == 0, forced.output
    assert written(site, "observations/a.csv") == WRITTEN


@pytest.mark.slow
def test_same_figures_from_two_files(site: Path) -> None:
    """What comes once more from another file is judged with what is there."""
    rows = [["单位", "指标", "2018年 8月"], ["u1", "床位", 99]]
    data = site / "data"
    assert take(site, MAPPING, write_csv(site / "a.csv", MESSY)).exit_code == 0
    (data / "observations").mkdir()
    (data / "observations.csv").rename(data / "observations" / "a.csv")

    said = take(site, MAPPING, write_csv(site / "b.csv", rows))

    assert said.exit_code == 1
    assert "[two-values]" in said.output
    assert not (data / "observations" / "b.csv").exists()


def test_one_file_and_a_folder(site: Path) -> None:
    """A table that is one file cannot be a folder too."""
    path = site / "data" / "observations.csv"
    path.write_text("\n".join(WRITTEN) + "\n", encoding="utf-8")
    rows = [["单位", "指标", "2018年 10月"], ["u1", "床位", 99]]

    said = take(site, MAPPING, write_csv(site / "b.csv", rows))

    assert "the table “observations” is one file, observations.csv" in said.output


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("a = [", "a.toml:1: the mapping file is no TOML: "),
        ('colums = {}\n[columns]\nperiod = "{a}"', "a.toml:1:colums: a mapping file has no key"),
        (
            '[columns]\nperoid = "{a}"',
            "a.toml:2:columns.peroid: a mapping file has no key “peroid”",
        ),
        ('table = "x"', "a.toml:1:table: “x” does not fit this key [bad-mapping-value]"),
        ("[columns]\nperiod = 5", "a.toml:2:columns.period: “5” does not fit this key"),
        ('[columns]\nperiod = "{a"', "a.toml:2:columns.period: “{a” does not fit this key"),
        ('[columns]\nperiod = "{a!r}{a.b}"\nvalue = "{}"', "a.toml:3:columns.value: “{}”"),
        ('header = [3, 2]\n[columns]\nperiod = "{a}"', "a.toml:1:header: “[3, 2]” does not fit"),
        ('[columns]\nperiod = "{a}"\n[unpivot]\nvalue = "("', "a.toml:4:unpivot.value: “(”"),
        (
            '[columns]\nperiod = "{a}"\n[words.b]\nx = "y"',
            "a.toml:3:words.b: a mapping file has no",
        ),
        ('distinct = "no"\n[columns]\nperiod = "{a}"', "a.toml:1:distinct: “no” does not fit"),
        ('reported_after = -1\n[columns]\nperiod = "{a}"', "a.toml:1:reported_after: “-1”"),
        ('[columns]\nperiod = "{a}"\n[drop]\na = 5', "a.toml:4:drop.a: “5” does not fit this key"),
    ],
)
def test_mapping_is_read_strictly(site: Path, mapping: str, told: str) -> None:
    """A mistake in the mapping is named with its line, its key and what may stand there."""
    said = take(site, mapping, write_csv(site / "a.csv", MESSY))

    assert said.exit_code == 1
    assert told in said.output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("{单位}", "{机构}"), "a.csv:3: no column is called “机构” [heading-not-found]"),
        (("{单位}", "{单 位}"), ""),
        (("(?P<year>", "第(?P<year>"), "no column heading fits the expression"),
        (("reported_after", "header = 99\nreported_after"), "there is no row to take over"),
        (("{单位}", "{2018年}"), "several columns are called “2018年”: C 2018年 8月, D 2018年 9月"),
        (("{单位}", "{单位#2}"), "no column is called “单位#2”"),
        ((" (?P<month>[0-9]+)月", " [0-9]+月"), "no column is called “month”"),
    ],
)
def test_headings(site: Path, change: tuple[str, str], told: str) -> None:
    """Headings are found whatever their spaces; one that is not there, or twice, is named."""
    said = take(site, MAPPING.replace(*change), write_csv(site / "a.csv", MESSY))

    assert told in said.output
    assert said.exit_code == (1 if told else 0)


def test_keep_drop_words_distinct(site: Path) -> None:
    """Rows are chosen and words replaced before anything is put together."""
    mapping = (
        'table = "units"\ndistinct = true\n'
        '[columns]\nunit_id = "n{编号:03}"\nname = "{名称}"\nkind = "{类别}"\ncounty_id = "某县"\n'
        '[aliases]\n"名称" = ["单位名称"]\n'
        '[words."类别"]\n"医院" = "county_hospital"\n'
        '[keep]\n"类别" = ["医院"]\n[drop]\n"编号" = ["9"]\n'
    )
    rows = [
        ["编号", "单位名称", "类别"],
        [7, "丁医院", "医院"],
        [7, "丁医院", "医院"],
        [8, "戊诊所", "诊所"],
        [9, "己医院", "医院"],
    ]
    (site / "data" / "units.csv").unlink()

    said = take(site, mapping, write_csv(site / "a.csv", rows))

    assert said.exit_code == 0, said.output
    assert written(site, "units/a.csv") == [
        "unit_id,county_id,name,kind",
        "n007,c,丁医院,county_hospital",
    ]
    assert "left out, as the mapping says: 2" in said.output
    assert "the same row once more: 1" in said.output


def test_dates_and_percentages_are_read_as_shown(site: Path) -> None:
    """A day is a day and 95% is 95%, unless the mapping asks for the bare number."""
    path = site / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "指标", "收到", "数"])
        sheet.write_row(1, 0, ["u1", "床位"])
        sheet.write(1, 2, dt.date(2018, 9, 4), book.add_format({"num_format": "yyyy/m/d"}))
        sheet.write(1, 3, 0.95, book.add_format({"num_format": "0%"}))
    mapping = (
        '[columns]\nindicator_id = "{指标}"\nentity_id = "{单位}"\nperiod = "2018-08"\n'
        'reported_on = "{收到}"\nvalue = "{数}"\n'
    )

    shown = take(site, mapping, path, "--dry-run").output
    plain = take(site, "plain_numbers = true\n" + mapping, path, "--dry-run").output

    assert "  beds,u1,2018-08,95%,2018-09-04" in shown
    assert "  beds,u1,2018-08,0.95,2018-09-04" in plain


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_keys_are_explained(root: Path, name: str) -> None:
    """Each key of a mapping file has its row."""
    text = (root / name).read_text(encoding="utf-8")
    keys = {*Rules.__dataclass_fields__, "sheet"} - {"file", "rows", "sheets"}

    assert [key for key in sorted(keys) if f"| `{key}`" not in text] == []
