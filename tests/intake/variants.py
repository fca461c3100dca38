"""What people and office programs do to a form, one function each."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.intake.made import GOOD, changed, fill, places

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""


def resaved(path: Path, ending: str = "xlsx", folder: Path | None = None) -> Path:
    """Open a workbook in LibreOffice and save it again, really."""
    target = folder or path.parent / "resaved"
    profile = path.parent / ".profile"
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless"),
            *("--convert-to", ending, "--outdir", target, path),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    shutil.rmtree(profile, ignore_errors=True)
    return target / f"{path.stem}.{ending}"


def with_parts(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a package anew with its parts changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, change(name, content))
    return path


def renamed(form: Path, folder: Path) -> Path:
    """The file has another name."""
    return fill(form, folder / "九月 最终版（2）.xlsx")


def saved_by_libreoffice(form: Path, folder: Path) -> Path:
    """LibreOffice opened and saved it."""
    made = resaved(fill(form, folder.parent / "way" / "form.xlsx"))
    return Path(shutil.copy(made, folder / "form.xlsx"))


def saved_as_xls(form: Path, folder: Path) -> Path:
    """It was saved in the format of Excel 97."""
    made = resaved(fill(form, folder.parent / "way" / "form.xlsx"), "xls")
    return Path(shutil.copy(made, folder / "form.xls"))


def saved_as_et(form: Path, folder: Path) -> Path:
    """WPS saved it in its own format, which is that of Excel 97 under another name."""
    made = resaved(fill(form, folder.parent / "way" / "form.xlsx"), "xls")
    return Path(shutil.copy(made, folder / "form.et"))


def rows_inserted(form: Path, folder: Path) -> Path:
    """Rows were inserted above the headings and between the figures."""

    def insert(book: Any) -> None:
        sheet = book["填报"]
        sheet.insert_rows(7, 2)
        sheet.insert_rows(3)

    return fill(form, folder / "form.xlsx", change=insert)


def columns_inserted(form: Path, folder: Path) -> Path:
    """Columns were inserted, also before the hidden one."""

    def insert(book: Any) -> None:
        book["填报"].insert_cols(12)
        book["填报"].insert_cols(1)

    return fill(form, folder / "form.xlsx", change=insert)


def merged_cells(form: Path, folder: Path) -> Path:
    """The cells of the comments were merged over two rows, those of the title too."""

    def merge(book: Any) -> None:
        sheet = book["填报"]
        roles, rows = places(sheet)
        column, row = roles["comment"], rows["visits"]
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
        sheet.merge_cells("B2:H2")

    return fill(form, folder / "form.xlsx", change=merge)


def hidden_cells(form: Path, folder: Path) -> Path:
    """Columns and a row are hidden, the hidden ones are shown."""

    def hide(book: Any) -> None:
        sheet = book["填报"]
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[6].hidden = True
        sheet.column_dimensions["A"].hidden = False
        sheet.row_dimensions[1].hidden = False

    return fill(form, folder / "form.xlsx", change=hide)


def sheet_copied(form: Path, folder: Path) -> Path:
    """The sheet was copied before it was filled in; the empty one is still there."""

    def copy(book: Any) -> None:
        twin = book.copy_worksheet(book["填报"])
        roles, rows = places(twin)
        for indicator in GOOD:
            for role in ("value", "numerator", "denominator"):
                twin.cell(rows[indicator], roles[role]).value = None
        book.move_sheet(twin, -2)

    return fill(form, folder / "form.xlsx", change=copy)


def formulas_in_place_of_values(form: Path, folder: Path) -> Path:
    """A figure is the result of a formula, which the program computed and kept."""
    path = fill(form, folder / "form.xlsx")

    def compute(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        return re.sub(rb"<v>1012</v>", rb"<f>SUM(302,710)</f><v>1012</v>", content)

    return with_parts(path, compute)


def full_width_digits(form: Path, folder: Path) -> Path:
    """Figures were typed with a Chinese input method."""
    entries = changed(visits={"value": "１，０１２"}, income={"value": "３５．２７"})
    return fill(form, folder / "form.xlsx", entries)


def numbers_as_text(form: Path, folder: Path) -> Path:
    """Figures are texts, with spaces and thousands apart."""
    entries = changed(visits={"value": " 1,012 "}, toilets={"value": "91"})
    return fill(form, folder / "form.xlsx", entries)


def units_behind_numbers(form: Path, folder: Path) -> Path:
    """Figures carry their unit of measure."""
    entries = changed(visits={"value": "1012人次"}, income={"value": "35.27 万元"})
    return fill(form, folder / "form.xlsx", entries)


def dates_as_numbers(form: Path, folder: Path) -> Path:
    """A day is the number that spreadsheets keep for it."""
    entries = changed(building={"value": "封顶", "reached_on": 43363})
    return fill(form, folder / "form.xlsx", entries)


def an_old_version(form: Path, folder: Path) -> Path:
    """The form is of a version without marks and remarks, and its indicators had other names."""

    def age(book: Any) -> None:
        sheet = book["填报"]
        sheet["A1"].value = str(sheet["A1"].value).replace("|1|", "|0|")
        roles, rows = places(sheet)
        for role in ("confirmed", "confirmation", "comment", "reached_on"):
            sheet.cell(1, roles[role]).value = None
        sheet.cell(rows["visits"], roles["indicator"]).value = "门急诊人次"

    return fill(form, folder / "form.xlsx", change=age)


def links_to_other_files(form: Path, folder: Path) -> Path:
    """A figure is taken from another workbook, which is not there; its last value is."""
    path = fill(form, folder / "form.xlsx")

    def link(name: str, content: bytes) -> bytes:
        return content.replace(b"<v>1012</v>", b"<f>[1]Sheet1!A1</f><v>1012</v>")

    return with_parts(path, link)


def percent_sign_shown(form: Path, folder: Path) -> Path:
    """A percentage is a share that the cell shows with its sign."""

    def show(book: Any) -> None:
        sheet = book["填报"]
        roles, rows = places(sheet)
        cell = sheet.cell(rows["managed"], roles["value"])
        cell.value, cell.number_format = 0.75167, "0.000%"

    return fill(form, folder / "form.xlsx", changed(managed={}), show)


def percent_sign_shown_in_xls(form: Path, folder: Path) -> Path:
    """The same, saved in the format of Excel 97."""
    made = resaved(percent_sign_shown(form, folder.parent / "way"), "xls")
    return Path(shutil.copy(made, folder / "form.xls"))


PLAIN = (
    *(renamed, rows_inserted, columns_inserted, merged_cells, hidden_cells, sheet_copied),
    *(formulas_in_place_of_values, full_width_digits, numbers_as_text, units_behind_numbers),
    *(dates_as_numbers, an_old_version, links_to_other_files, percent_sign_shown),
)
BY_OFFICE = (saved_by_libreoffice, saved_as_xls, saved_as_et, percent_sign_shown_in_xls)


def empty_book(path: Path) -> Path:
    """Write a workbook that is no form, and no copy of another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active["A1"] = path.name
    book.save(path)
    return path
