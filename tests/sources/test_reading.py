"""Files of every kind become the same text tables."""

from __future__ import annotations

import datetime as dt
import os
import struct
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import xlsxwriter

from generator.sources import Reading, package_scan, read_site
from generator.sources.values import cell_text

HEADER = "county_id,name,valid_from"


@pytest.fixture
def data(tmp_path) -> Path:
    """Give an empty data folder with the other tables that must be there."""
    for name, header in {
        "indicators": "indicator_id,name,measure,cadence",
        "plans": "plan_id,county_id,title,period_start,period_end,decided_on",
        "targets": "target_id,plan_id,clause,title,indicator_id,scope,op,decided_on",
        "observations": "indicator_id,entity_id,period,value,reported_on",
    }.items():
        (tmp_path / f"{name}.csv").write_text(header + "\n", encoding="utf-8")
    return tmp_path


def counties(reading: Reading) -> pd.DataFrame:
    """Give the cells of the counties."""
    return next(table.frame for table in reading.tables if table.name == "counties")


def said(reading: Reading) -> list[str]:
    """Give place and code of each problem."""
    return [f"{found.where} {found.code}" for found in reading.problems]


def write_csv(data: Path, text: str) -> Path:
    """Write the counties."""
    path = data / "counties.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def write_sheets(path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> None:
    """Write a workbook."""
    with xlsxwriter.Workbook(path) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    form = day if isinstance(value, dt.date) else None
                    sheet.write(number, position, value, form)


ROWS = [["county_id", "name", "valid_from"], ["a", "甲县", dt.date(2018, 9, 30)]]


def test_rows_are_numbered_as_a_person_sees_them(data):
    """Blank rows count, and so does a row with a line break in a cell, once."""
    write_csv(data, f'{HEADER}\na,"甲\n县",\n,,\n\nb,乙县,2018-01-01\n')

    frame = counties(read_site(data))

    assert frame["name"].to_dict() == {2: "甲\n县", 5: "乙县"}


def test_headings_in_chinese(data):
    """A header may use the Chinese titles, whatever their width and spaces."""
    write_csv(data, "县编号, 县　名 ,ＶＡＬＩＤ＿ＦＲＯＭ*\na,甲县,2018-01-01\n")

    assert list(counties(read_site(data)).columns) == ["county_id", "name", "valid_from"]


@pytest.mark.parametrize("name", ["counties", "县（市、区）", "随便什么"])
def test_workbook_of_one_sheet(data, name):
    """A workbook holds the table on the sheet of its name, or on its only one."""
    write_sheets(data / "counties.xlsx", {name: ROWS})

    reading = read_site(data)

    assert said(reading) == []
    assert counties(reading).loc[2].tolist() == ["a", "甲县", "2018-09-30"]


def test_parquet_is_numbered_like_csv(data):
    """Row 1 of a Parquet file stands for its column names."""
    duckdb.execute(
        "COPY (SELECT 'a' AS county_id, '甲县' AS name, DATE '2018-09-30' AS valid_from, "
        f"NULL AS decided_on) TO '{data / 'counties.parquet'}' (FORMAT parquet)"
    )

    assert counties(read_site(data)).loc[2].tolist() == ["a", "甲县", "2018-09-30", ""]


def test_sheets_of_any_workbook(data):
    """Sheets named after tables are found in any workbook; hidden ones are not looked at."""
    sheets = {"县（市、区）": ROWS, "units": [["unit_id"], ["u"]], "说明": [["hello"]]}
    write_sheets(data / "全部.xlsx", sheets, hidden="units")

    tables = {(table.name, table.sheet) for table in read_site(data).tables if table.sheet}

    assert tables == {("counties", "县（市、区）")}


def test_folder_of_files(data):
    """Observations may be many files in a folder, of different kinds."""
    (data / "observations.csv").unlink()
    (data / "observations" / "2018").mkdir(parents=True)
    header = "indicator_id,entity_id,period,value,reported_on"
    text = f"{header}\ni,a,2018-08,1,2018-09-01\n"
    (data / "observations" / "2018" / "08.csv").write_text(text, encoding="utf-8")
    (data / "observations" / "~$09.xlsx").write_bytes(b"lock")
    write_sheets(data / "observations" / "09.xlsx", {"x": [header.split(","), ["i", "a"]]})

    files = [table.file for table in read_site(data).tables if table.name == "observations"]

    assert files == ["observations/09.xlsx", "observations/2018/08.csv"]


def test_descriptor_names_files_and_sheets(data):
    """The descriptor says which sheet of which file is which table."""
    write_sheets(data / "book.xlsx", {"甲": [["x"]], "乙": ROWS})
    (data / "datapackage.json").write_text(
        '{"resources": [{"name": "counties", "path": "book.xlsx",'
        ' "dialect": {"sheetName": "乙"}}]}',
        encoding="utf-8",
    )

    reading = read_site(data)

    assert said(reading) == []
    assert counties(reading).loc[2, "name"] == "甲县"


@pytest.mark.parametrize("path", ["gone.csv", "../counties.csv", "/etc/passwd", "http://x/a.csv"])
def test_descriptor_lists_a_file_that_is_not_there(data, path):
    """A listed file must be in the data folder; nothing else is opened."""
    write_csv(data, HEADER + "\n")
    text = f'{{"resources": [{{"name": "units", "path": ["{path}"]}}]}}'
    (data / "datapackage.json").write_text(text, encoding="utf-8")

    assert said(read_site(data)) == ["datapackage.json missing-file"]


def test_descriptor_that_is_none(data):
    """A descriptor that cannot be read is named, and tables are found by name."""
    write_csv(data, HEADER + "\na,甲县,\n")
    (data / "datapackage.json").write_text("[]", encoding="utf-8")

    reading = read_site(data)

    assert said(reading) == ["datapackage.json bad-descriptor"]
    assert len(counties(reading)) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("某县一览表,,\n\n" + HEADER + "\na,甲县,\n", "1 title-rows", id="title"),
        pytest.param("a,甲县,\nb,乙县,\n", "1 no-header", id="no header"),
        pytest.param("", "1 no-header", id="empty file"),
        pytest.param(HEADER.replace(",", ";") + "\n", "1 wrong-separator", id="semicolons"),
        pytest.param(HEADER.replace(",", "\t") + "\n", "1 wrong-separator", id="tabs"),
        pytest.param(HEADER + '\na,"甲县,\n', "2 open-quote", id="open quote"),
    ],
)
def test_broken_csv(data, text, problem):
    """What is wrong with a file is one problem with its row."""
    write_csv(data, text)

    assert said(read_site(data)) == [f"counties.csv:{problem}"]


def test_table_below_a_title_is_still_read(data):
    """With the header found, the rows below it are checked at once."""
    write_csv(data, f"一览表,,\n{HEADER}\na,甲县,\n")

    reading = read_site(data)

    assert dict(reading.problems[0].words) == {"header": "2", "text": "一览表"}
    assert counties(reading)["county_id"].to_dict() == {3: "a"}


def test_row_longer_than_all_before(data):
    """A row may have more cells than the first ones; the header is not bent by it."""
    rows = "".join(f"c{number},甲县,\n" for number in range(60))
    write_csv(data, f"{HEADER}\n{rows}z,乙县,,x,y\n")

    frame = counties(read_site(data))

    assert frame.loc[62].tolist() == ["z", "乙县", "", "x", "y"]


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        pytest.param([], ["counties.csv missing-table"], id="missing"),
        pytest.param(["county.csv"], ["county.csv missing-table"], id="misspelt"),
        pytest.param(["counties.csv", "old.csv"], ["old.csv unknown-file"], id="stray"),
        pytest.param(["counties.csv", "units.xls"], ["units.xls missing-table"], id="old format"),
        pytest.param(["counties.csv", "counties/a.csv"], ["counties.csv table-twice"], id="two"),
    ],
)
def test_files_that_do_not_fit(data, files, problems):
    """A missing, misspelt, stray or second file is one problem."""
    for name in files:
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_text(HEADER + "\n", encoding="utf-8")

    assert said(read_site(data)) == problems


def test_misspelt_file_is_suggested(data):
    """The right name of a misspelt file is suggested."""
    (data / "countys.csv").write_text(HEADER + "\n", encoding="utf-8")

    assert read_site(data).problems[0].suggestion == "counties.csv"


def test_several_sheets_and_none_fits(data):
    """A workbook whose sheets have other names is named with them."""
    write_sheets(data / "counties.xlsx", {"甲": ROWS, "乙": ROWS})

    reading = read_site(data)

    assert said(reading) == ["counties.xlsx no-sheet"]
    assert dict(reading.problems[0].words)["sheets"] == "甲、乙"


@pytest.mark.parametrize("name", ["counties.xlsx", "counties.parquet"])
def test_file_of_another_kind(data, name):
    """A file that is not what its name says is one problem."""
    (data / name).write_bytes(b"no such thing")

    assert said(read_site(data)) == [f"{name} unreadable-file"]


@pytest.mark.parametrize("claimed", [200_000, 100])
def test_workbook_that_would_fill_the_memory(data, monkeypatch, claimed):
    """A package that unpacks to more than is allowed is refused, whatever it says of itself."""
    monkeypatch.setattr(package_scan, "LARGEST", 100_000)
    path = data / "counties.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", bytes(200_000))
    true_size, said_size = struct.pack("<L", 200_000), struct.pack("<L", claimed)
    path.write_bytes(path.read_bytes().replace(true_size, said_size))

    assert said(read_site(data)) == ["counties.xlsx file-too-large"]


@pytest.mark.slow
def test_workbook_with_cells_far_apart(data):
    """Two cells in opposite corners of the sheet are refused before a table is laid out."""
    with xlsxwriter.Workbook(data / "counties.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write(1_048_575, 16_383, "x")

    (found,) = read_site(data).problems

    assert f"{found.where} {found.code}" == "counties.xlsx[Sheet1] file-too-large"
    assert dict(found.words)["size"] == "A1:XFD1048576 = 17179869184 cells"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (20.0, "20"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-3.5, "-3.5"),
        (330101.0, "330101"),
        (123456789012345678.0, "1.23457E+17"),
        (True, "TRUE"),
        (dt.date(2018, 9, 30), "2018-09-30"),
        (dt.datetime(2018, 9, 30), "2018-09-30"),
        (dt.datetime(2018, 9, 30, 8, 15), "2018-09-30 08:15:00"),
        ("０1", "０1"),
    ],
)
def test_values_are_written_as_a_person_would(value, text):
    """Whole numbers have no point, days no time, and lost digits are not made up."""
    assert cell_text(value) == text


def test_cells_as_they_are_shown(data):
    """Percentages, months and days keep the look they have in the spreadsheet."""
    with xlsxwriter.Workbook(data / "counties.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        shown = [
            (0.953, "0%"),
            (0.95, '0.0%;[Red]-0.0%"！"'),
            (43344, "mmm-yy"),
            (43344, 'yyyy"年"m"月"'),
            (43344, 31),
            (43344, "[$-804]yyyy/m/d;@"),
            (43344, "0"),
        ]
        for row, (value, form) in enumerate(shown, start=1):
            sheet.write_number(row, 1, value, workbook.add_format({"num_format": form}))
        sheet.write_formula(8, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(9, 1, "=1+1", value=2)

    assert counties(read_site(data))["name"].tolist() == [
        "95.3%",
        "95%",
        "2018-09",
        "2018-09",
        "2018-09-01",
        "2018-09-01",
        "43344",
        "#DIV/0!",
        "2",
    ]


def test_gb18030_is_a_note(data):
    """An older encoding is named in the log and is no problem."""
    (data / "counties.csv").write_bytes(f"{HEADER}\na,甲县,\n".encode("gb18030"))

    reading = read_site(data)

    assert said(reading) == []
    assert [f"{note.where} {note.code}" for note in reading.notes] == [
        "counties.csv read-as-gb18030"
    ]


def test_reading_changes_nothing(data):
    """The files are as they were."""
    path = write_csv(data, HEADER + "\na,甲县,\n")
    before = path.read_bytes()

    read_site(data)

    assert path.read_bytes() == before


def test_a_quote_that_a_later_row_closes(data):
    """Rows swallowed by a forgotten quote are not lost in silence, however far down it stands."""
    header = "county_id,name,short_name,code,prefecture,province"
    rows = [f"c{i},某县{i},某{i},,丙市,丁省" for i in range(60)]
    rows[40], rows[50] = 'c40,"某县40,某40,,丙市,丁省', 'c50,某县50",某50,,丙市,丁省'
    write_csv(data, "\n".join([header, *rows]) + "\n")

    assert said(read_site(data)) == ["counties.csv:42 open-quote"]


def test_a_quote_that_the_next_row_closes(data):
    """One swallowed row is enough, where the cell ends as the row would."""
    header = "county_id,name,short_name,code,prefecture,province"
    write_csv(data, f'{header}\na,"甲县,甲,1,丙,丁\nb,乙县",乙,2,丙,丁\n')

    assert said(read_site(data)) == ["counties.csv:2 open-quote"]


def test_commas_and_line_breaks_in_a_text_are_no_rows(data):
    """A long remark of several lines stays one cell."""
    write_csv(data, f'{HEADER}\na,"甲县, 原名甲\n第二行, 第三行",2018-01-01\n')

    reading = read_site(data)

    assert said(reading) == []
    assert counties(reading)["name"].tolist() == ["甲县, 原名甲\n第二行, 第三行"]


@pytest.mark.slow
def test_rows_without_end(data):
    """Endless commas are nothing; a text behind them is named; neither fills the memory."""
    write_csv(data, f"{HEADER}\na,甲县,{',' * 3_000_000}\n")
    assert said(read_site(data)) == []

    write_csv(data, f"{HEADER}\na,甲县,{',' * 3_000_000}x\n")
    assert said(read_site(data)) == ["counties.csv:2 extra-cells"]

    write_csv(data, f"{HEADER}{',' * 3_000_000}\na,甲县,{',' * 300}x\n")
    assert said(read_site(data)) == ["counties.csv:2 extra-cells"]


def test_two_sheets_with_the_names_of_a_table(data):
    """A workbook with a sheet of either name does not choose between them."""
    write_sheets(data / "counties.xlsx", {"counties": ROWS, "县（市、区）": ROWS[:1]})

    assert said(read_site(data)) == ["counties.xlsx[县（市、区）] table-twice"]


def test_a_name_in_an_old_encoding(data):
    """A file unpacked from an old archive has a name that nothing can show: it is asked about."""
    write_csv(data, f"{HEADER}\na,甲县,\n")
    (data / "observations.csv").unlink()
    (data / "observations").mkdir()
    name = b"/" + "八月.csv".encode("gb18030")
    Path(os.fsdecode(os.fsencode(data / "observations") + name)).write_bytes(b"x\n")

    assert said(read_site(data)) == ["observations/八月.csv bad-file-name"]


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        pytest.param("[" * 100_000, ["datapackage.json bad-descriptor"], id="nested without end"),
        pytest.param(
            '{"resources": [{"name": "counties", "path": "%s.csv"}]}' % ("x" * 5000),
            ["datapackage.json missing-file"],
            id="name longer than any file's, and no second source",
        ),
        pytest.param(
            '{"resources": [{"name": "counties", "path": ["counties.csv", "counties.csv"]}]}',
            [],
            id="the same file twice",
        ),
    ],
)
def test_odd_descriptors(data, listing, found):
    """A descriptor can be wrong in any way; only that is said."""
    write_csv(data, f"{HEADER}\na,甲县,\n")
    (data / "datapackage.json").write_text(listing, encoding="utf-8")

    assert said(read_site(data)) == found
