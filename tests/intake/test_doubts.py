"""Figures unlike the sender's own past: returned, until the sender confirms them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.intake import Collected, Offer
from tests.intake.conftest import Desk
from tests.intake.made import changed, codes, fill, made_forms, take, write_site

DOUBTS: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("jump", {"toilets": {"value": 150}}, "far-from-past", "L8"),
    ("fell", {"toilets": {"value": 70}}, "total-fell", "L8"),
    ("other unit", {"income": {"value": 348300}}, "other-unit-likely", "L10"),
    ("same number", {"income": {"value": 302}}, "far-from-past", "L10"),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Offer, Collected, Path]:
    """Let each unit of a county send one doubtful figure."""
    folder = tmp_path_factory.mktemp("doubts")
    settings = write_site(folder / "site", len(DOUBTS))
    forms = made_forms(settings, folder / "forms").values()
    for form, (name, entries, *_) in zip(forms, DOUBTS, strict=True):
        fill(form, folder / "inbox" / f"{name}.xlsx", changed(**entries))
    return *take(settings, folder / "inbox", folder / "outbox"), folder / "outbox"


@pytest.mark.parametrize(("name", "entries", "code", "cell"), DOUBTS, ids=lambda x: str(x)[:16])
def test_doubt(asked, name: str, entries: dict[str, Any], code: str, cell: str) -> None:
    """Such a figure is marked in another colour, and asked about."""
    offered, found, outbox = asked

    assert (code, cell) in codes(offered)[f"{name}.xlsx"]
    assert found.rows == 0
    sheet = openpyxl.load_workbook(outbox / f"{name}.退回.xlsx")["填报"]
    assert sheet[cell].fill.fgColor.rgb == "FFFFD966"
    assert "已核实" in sheet[cell].comment.text
    text = (outbox / f"{name}.退回.txt").read_text(encoding="utf-8-sig")
    assert "在旁边选“已核实”并写明理由" in text


def test_same_number_under_two_units(asked) -> None:
    """One number under two units of measure is asked about at the second of them."""
    assert ("same-number", "L10") in codes(asked[0])["same number.xlsx"]


@pytest.mark.slow
def test_figure_of_three_periods(desk: Desk) -> None:
    """The third period in a row with one figure is asked about, not the second."""
    path = desk.data / "observations/2018.csv"
    text = path.read_text(encoding="utf-8")
    lines = [
        line.replace(line.split(",")[3], "35.43")
        if line.startswith(("income,u1,2018-07", "income,u1,2018-08", "income,u2,2018-08"))
        else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for unit in ("u1", "u2"):
        entries = changed(income={"value": 35.43})
        fill(desk.forms[unit], desk.inbox / f"{unit}.xlsx", entries)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"u1.xlsx": [("same-again", "L10")]}
    assert found.rows == 8


@pytest.mark.slow
def test_confirmed_figure_becomes_an_explanation(desk: Desk) -> None:
    """What the sender marks as checked, with a reason, is taken; the reason is a review."""
    confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "=整村推进一次验收"}
    entries = changed(toilets=confirmed)

    def as_text(book: Any) -> None:
        for row in book["填报"].iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.value == "=整村推进一次验收" else cell.data_type

    fill(desk.forms["u1"], desk.inbox / "form.xlsx", entries, as_text)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {}
    path = desk.data / "reviews" / f"{found.name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "indicator_id": "toilets",
            "entity_id": "u1",
            "period": "2018-09",
            "reported_on": "2018-10-05",
            "decision": "explained",
            "office": "第1卫生院",
            "reason": "'=整村推进一次验收",
            "answer": "",
            "public": "",
            "decided_on": "2018-10-05",
        }
    ]


@pytest.mark.slow
def test_confirmed_without_a_reason(desk: Desk) -> None:
    """A mark alone is no reason."""
    entries = changed(toilets={"value": 150, "confirmed": "已核实"})
    fill(desk.forms["u1"], desk.inbox / "form.xlsx", entries)

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {
        "form.xlsx": [("far-from-past", "L8"), ("no-confirmation-reason", "S8")]
    }


@pytest.mark.slow
def test_usual_figures_are_not_asked_about(desk: Desk) -> None:
    """What is like the past passes without a question."""
    for unit in ("u1", "u2", "u3"):
        fill(desk.forms[unit], desk.inbox / f"{unit}.xlsx")

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {}
    assert found.rows == 24
