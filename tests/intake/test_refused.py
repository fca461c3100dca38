"""What is not taken: the file as a whole, with every fault named in its cell."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.intake import Collected, Offer, guards
from generator.intake.guards import refusal
from generator.intake.tables import read_grid
from tests.importing.test_bad_files import far_apart, locked, old_macros
from tests.intake.conftest import Desk
from tests.intake.made import (
    GOOD,
    ZH,
    changed,
    codes,
    fill,
    line_rows,
    made_forms,
    places,
    take,
    write_site,
)
from tests.intake.variants import empty_book, with_parts

FAULTS: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
    ({"toilets": {"value": None}}, [("blank-entry", "L8")]),
    ({"toilets": {"value": "九十一"}}, [("not-a-figure", "L8")]),
    ({"toilets": {"value": "91户"}}, [("wrong-unit", "L8")]),
    ({"toilets": {"value": -3}}, [("out-of-range", "L8")]),
    ({"visits": {"value": "#REF!"}}, [("formula-error", "L5")]),
    ({"visits": {"value": 1013}}, [("parts-differ", "L5")]),
    ({"visits": {"value": 5, "reason": "未开展"}}, [("reason-and-figure", "O5")]),
    ({"toilets": {"value": None, "reason": "忙"}}, [("not-a-reason", "O8")]),
    ({"managed": {"numerator": 700, "denominator": 600}}, [("numerator-too-large", "M9")]),
    (
        {"managed": {"value": 90, "numerator": 451, "denominator": 600}},
        [("ratio-contradicted", "L9")],
    ),
    ({"building": {"value": "封了顶"}}, [("not-a-step", "L11")]),
    ({"opened": {"value": "也许"}}, [("not-allowed", "L12")]),
    ({"building": {"value": "封顶", "reached_on": "上月"}}, [("not-a-date", "P11")]),
    ({"building": {"value": "封顶", "reached_on": "2018-12-01"}}, [("reached-later", "P11")]),
    ({"toilets": {"value": "=2+3"}}, [("formula-error", "L8")]),
)


@dataclass(frozen=True)
class Answered:
    """What became of an inbox that holds one sound form and all that is wrong in this module."""

    offered: Offer
    found: Collected
    outbox: Path


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    """Let each unit of a large county send one bad file, and the last one a sound one."""
    folder = tmp_path_factory.mktemp("crowd")
    settings = write_site(folder / "site", len(FAULTS) + len(WHOLE) + 1)
    *forms, sound = made_forms(settings, folder / "forms").values()
    inbox = folder / "inbox"
    for form, (entries, _) in zip(forms, FAULTS, strict=False):
        fill(form, inbox / f"{short(entries)}.xlsx", changed(**entries))
    for form, (change, _) in zip(forms[len(FAULTS) :], WHOLE, strict=True):
        fill(form, inbox / f"{change.__name__}.xlsx", change=change)
    for make, ending, code in DANGEROUS:
        make(inbox / f"{code}-{named(make)}.{ending}")
    fill(sound, inbox / "sound.xlsx")
    return Answered(*take(settings, inbox, folder / "outbox"), folder / "outbox")


def short(entries: dict[str, Any]) -> str:
    """Name a file after what is wrong in it."""
    return re.sub(r"\W+", "-", str(entries)).strip("-")


def test_only_the_sound_form_is_taken(answered: Answered) -> None:
    """One unit's faults keep no other unit's figures out."""
    assert [sent.form.file for sent in answered.offered.accepted] == ["sound.xlsx"]
    assert answered.found.rows == 8
    assert len(answered.offered.refused) == len(FAULTS) + len(WHOLE) + len(DANGEROUS)


@pytest.mark.parametrize(("entries", "expected"), FAULTS, ids=lambda value: str(value)[:40])
def test_fault(
    answered: Answered, entries: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """One fault keeps the whole file out, and is marked in its own cell of the reply."""
    name = short(entries)

    assert codes(answered.offered)[f"{name}.xlsx"] == expected
    sheet = openpyxl.load_workbook(answered.outbox / f"{name}.退回.xlsx")["填报"]
    marked = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert sorted(marked) == [cell for _, cell in expected]
    assert all(cell.fill.fgColor.rgb == "FFFFC7CE" for cell in marked.values())
    text = (answered.outbox / f"{name}.退回.txt").read_text(encoding="utf-8-sig")
    assert f"{name}.xlsx[填报]:{expected[0][1][1:]}:{expected[0][1][0]}: " in text


@pytest.mark.slow
def test_reply_holds_what_was_filled_in_and_is_taken_when_mended(desk: Desk) -> None:
    """The sender mends the marked cell of the reply; nothing else has to be typed again."""
    entries = changed(toilets={"value": "91户", "comment": "=cmd|' /C calc'!A0"})
    fill(desk.forms["u1"], desk.inbox / "form.xlsx", entries, as_text("toilets"))
    take(desk.settings, desk.inbox, desk.outbox)
    (desk.inbox / "form.xlsx").unlink()

    reply = openpyxl.load_workbook(desk.outbox / "form.退回.xlsx")
    roles, rows = places(reply["填报"])
    comment = reply["填报"].cell(rows["toilets"], roles["comment"])
    assert (comment.data_type, comment.value) == ("s", "=cmd|' /C calc'!A0")
    mended = {"toilets": {"value": 91}}
    comment.data_type = "s"
    fill(desk.outbox / "form.退回.xlsx", desk.inbox / "again.xlsx", mended, as_text("toilets"))
    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {}
    assert found.rows == 8
    for path in desk.data.rglob("intake-*/*.csv"):
        assert ",=cmd" not in path.read_text(encoding="utf-8")
    own = desk.data / "observations" / f"{found.name}.csv"
    assert "备注：=cmd" in own.read_text(encoding="utf-8")


def as_text(indicator: str) -> Any:
    """Keep a text that looks like a formula a text, as office programs do."""

    def keep(book: Any) -> None:
        roles, rows = places(book["填报"])
        book["填报"].cell(rows[indicator], roles["comment"]).data_type = "s"

    return keep


@pytest.mark.slow
def test_two_files_that_disagree(desk: Desk) -> None:
    """Of two answers to one question none is taken; two equal ones are one."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    fill(desk.forms["u1"], desk.inbox / "b.xlsx", changed(toilets={"value": 92}))
    fill(desk.forms["u2"], desk.inbox / "c.xlsx")
    fill(desk.forms["u2"], desk.inbox / "d.xlsx", changed(income={"value": 35.27, "comment": "同"}))

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {
        "a.xlsx": [("two-answers", "L8")],
        "b.xlsx": [("two-answers", "L8")],
    }
    assert found.rows == 8


def copies(book: Any) -> None:
    """Copy the sheet and change the copy."""
    twin = book.copy_worksheet(book["填报"])
    roles, rows = places(twin)
    twin.cell(rows["toilets"], roles["value"]).value = 99


def row_copied(book: Any) -> None:
    """Copy a row with its key and change it."""
    sheet = book["填报"]
    for cell in sheet[8]:
        sheet.cell(20, cell.column).value = cell.value
    sheet.cell(20, 12).value = 17


def figure_in_a_new_row(book: Any) -> None:
    """Write a figure into a row that asks for nothing."""
    book["填报"].cell(30, 12).value = 17


def other_unit(book: Any) -> None:
    """Make the form that of a unit nobody knows."""
    book["填报"]["A1"].value = "xushi-form|1|u99|2018-09"


def newer(book: Any) -> None:
    """Make the form one of a later version of the program."""
    book["填报"]["A1"].value = "xushi-form|2|u1|2018-09"


def no_roles(book: Any) -> None:
    """Delete the hidden row."""
    book["填报"].delete_rows(1)


WHOLE = (
    (copies, "form-copies"),
    (row_copied, "row-twice"),
    (figure_in_a_new_row, "row-without-key"),
    (other_unit, "unknown-sender"),
    (newer, "form-newer"),
    (no_roles, "no-form"),
)


@pytest.mark.parametrize(("change", "code"), WHOLE, ids=lambda value: str(value)[:20])
def test_form_that_is_none(answered: Answered, change: Any, code: str) -> None:
    """A form that was rebuilt is not guessed at."""
    found = codes(answered.offered)[f"{change.__name__}.xlsx"]

    assert [name for name, _ in found] == [code]
    assert (answered.outbox / f"{change.__name__}.退回.txt").exists()


def with_macros(path: Path) -> Path:
    """Put macros into a workbook."""
    empty_book(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    return path


def old(content: bytes) -> Any:
    """Write a workbook in the format of Excel 97."""

    def old_format(path: Path) -> None:
        path.write_bytes(content)

    return old_format


def truncated(path: Path) -> Path:
    """Cut a workbook off."""
    empty_book(path)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def bomb(path: Path) -> Path:
    """Write a package that unpacks to far more than its size."""
    empty_book(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", bytes(guards.LARGEST_UNPACKED + 1))
    return path


def million_rows(path: Path) -> Path:
    """Declare all rows that a sheet can have."""
    empty_book(path)
    declared = b'<dimension ref="A1:K1048576"/>'
    return with_parts(
        path,
        lambda name, content: (
            re.sub(rb"<dimension [^>]*>", declared, content) if "sheet1" in name else content
        ),
    )


def entities(path: Path) -> Path:
    """Let an entity grow."""
    empty_book(path)
    grow = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet'
    return with_parts(
        path,
        lambda name, content: content.replace(b"<worksheet", grow) if "sheet1" in name else content,
    )


def no_workbook(path: Path) -> Path:
    """Write a text under the name of a workbook."""
    path.write_bytes(b"<html>no</html>")
    return path


def too_many_lines(path: Path) -> None:
    """Write a table of nothing that is longer than any unit's."""
    path.write_bytes(b"\n" * (guards.MOST_LINES + 1))


DANGEROUS = (
    (with_macros, "xlsx", "has-macros"),
    (empty_book, "xlsm", "has-macros"),
    (old(locked()), "xlsx", "locked-file"),
    (old(old_macros()), "et", "has-macros"),
    (old(far_apart()), "xls", "form-too-large"),
    (old(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "xls", "unreadable-file"),
    (truncated, "xlsx", "unreadable-file"),
    (bomb, "xlsx", "form-too-large"),
    (million_rows, "xlsx", "form-too-large"),
    (entities, "xlsx", "unreadable-file"),
    (no_workbook, "xls", "unreadable-file"),
    (too_many_lines, "csv", "table-too-long"),
    (empty_book, "xlsx", "no-form"),
)


def named(value: Any) -> str:
    """Name a test after a function or a text."""
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize(("make", "ending", "code"), DANGEROUS, ids=named)
def test_dangerous_file(answered: Answered, make: Any, ending: str, code: str) -> None:
    """Such a file is answered by a text."""
    found = codes(answered.offered)[f"{code}-{named(make)}.{ending}"]

    assert [name for name, _ in found] == [code]
    replies = [path.suffix for path in answered.outbox.glob(f"{code}-{named(make)}*")]
    assert replies == [".txt"]


def test_sizes_are_told_in_the_language_of_the_sender(answered: Answered) -> None:
    """A table that is too long is to be sent in parts, not in a form."""
    [reply] = answered.outbox.glob("table-too-long-*")

    assert reply.read_text(encoding="utf-8-sig").splitlines()[2:4] == [
        "table-too-long-too_many_lines.csv: 数据表太长：50001行，最多50000行 [table-too-long]",
        "    请拆成几份报送，每份最多50000行",
    ]


def test_workbook_of_more_cells_than_fit(tmp_path: Path) -> None:
    """An old workbook takes no more room than a new one; its size is told in Chinese."""
    found = refusal(old_book(tmp_path, 9_999, 99), "a.xls")
    more = refusal(old_book(tmp_path, 9_999, 100), "a.xls")

    assert found is None
    assert more is not None
    assert more.describe(ZH)[0] == "文件太大：1010000个单元格，最多1000000个单元格"


def old_book(folder: Path, row: int, column: int) -> Path:
    """Write an old workbook with one cell."""
    path = folder / "a.xls"
    path.write_bytes(far_apart(row, column))
    return path


def test_table_of_too_many_bytes(tmp_path: Path) -> None:
    """Of a few long lines, too: it is sent in parts."""
    path = tmp_path / "a.csv"
    path.touch()
    os.truncate(path, guards.LARGEST_FILE + 1)

    _, [found] = read_grid(path, "a.csv")

    assert found.code == "table-too-long"
    assert found.describe(ZH)[1] == "请拆成几份报送，每份最多8 MiB"


def test_file_beyond_the_limit(tmp_path: Path) -> None:
    """What is too large is not even looked into."""
    path = tmp_path / "form.xlsx"
    path.touch()
    os.truncate(path, guards.LARGEST_FILE + 1)

    found = refusal(path, "form.xlsx")

    assert found is not None
    assert found.code == "form-too-large"


@pytest.mark.slow
def test_broken_bytes_give_no_traceback(desk: Desk) -> None:
    """Whatever byte of a form is damaged, it is taken or answered."""
    whole = fill(desk.forms["u1"], desk.inbox / "whole.xlsx").read_bytes()
    (desk.inbox / "whole.xlsx").unlink()
    for place in range(0, len(whole), len(whole) // 40):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        (desk.inbox / f"{place}.xlsx").write_bytes(damaged)

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert len(offered.refused) + len(offered.accepted) + len(offered.repeated) >= 40


def gone(book: Any) -> None:
    """Let the row of visits ask for an indicator that is gone, and that of income for no month."""
    sheet = book["填报"]
    _, rows = places(sheet)
    sheet.cell(rows["visits"], 1).value = "xushi-line|beds|2018-09"
    sheet.cell(rows["visits"], 3).value = "床位使用"
    sheet.cell(rows["income"], 1).value = "xushi-line|income|九月份"


def test_rows_with_unknown_keys_are_marked(desk: Desk) -> None:
    """The reply keeps what stood in such a row and marks it there, below the others."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", change=gone)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    wrong = [("row-of-nothing", "L5"), ("not-a-period", "F10")]
    assert codes(offered)["a.xlsx"] == wrong
    sheet = openpyxl.load_workbook(found.replies[1])["填报"]
    roles, _ = places(sheet)
    rows = line_rows(sheet)
    assert list(rows)[-2:] == [("beds", "2018-09"), ("income", "九月份")]
    marked = {}
    for key, row in rows.items():
        cell = sheet.cell(row, roles["value"])
        if cell.comment:
            marked[key[0]] = (cell.value, cell.comment.text.splitlines()[0])
    assert marked == {
        "beds": (1012, "“1012”填在“床位使用”一行，本站现在没有这个指标"),
        "income": (35.27, "“九月份”不是报告期"),
    }


def test_empty_row_of_an_indicator_that_is_gone(desk: Desk) -> None:
    """Nobody has to say anything in it."""
    entries = {name: cells for name, cells in GOOD.items() if name != "visits"}
    parts = {"visits-child": {"value": 301}, "visits-adult": {"value": 705}}

    def alone(book: Any) -> None:
        sheet = book["填报"]
        sheet.cell(places(sheet)[1]["visits"], 1).value = "xushi-line|beds|2018-09"

    fill(desk.forms["u1"], desk.inbox / "a.xlsx", {**entries, **parts}, alone)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert (codes(offered), found.rows) == ({}, 7)


def test_form_of_nobody_is_marked_at_its_title(desk: Desk) -> None:
    """What was filled in goes back to be copied, with the name marked that nobody has."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", change=other_unit)

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    sheet = openpyxl.load_workbook(found.replies[1])["填报"]
    assert sheet["B2"].comment.text.startswith("填报表属于“u99”，本站没有这个单位")
    roles, rows = places(sheet)
    assert sheet.cell(rows["toilets"], roles["value"]).value == 91
    said = found.replies[0].read_text(encoding="utf-8-sig")
    assert said.splitlines()[-1] == "a.退回.xlsx里保留了已填内容：请抄到本单位的填报表中。"
