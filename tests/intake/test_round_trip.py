"""A month of the demonstration: forms out, filled and saved by LibreOffice, returned, corrected."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator import pipeline
from generator.forms import Form, form_workbook, forms_of
from generator.periods import parse_period
from generator.pipeline.judging import evaluated
from generator.settings import Settings, read_settings
from generator.starter import write_starter
from tests.intake.made import ZH, codes, line_rows, places, take
from tests.intake.variants import SOFFICE

PERIOD, DAY = "2018-11", dt.date(2018, 12, 5)
UNITS, PLANTED = 45, 30
MISTAKES = ("blank", "words", "unit", "reason and figure")
CODES = {
    "blank": "blank-entry",
    "words": {"not-a-figure", "not-a-step", "not-allowed"},
    "unit": {"wrong-unit", "not-a-step", "not-allowed"},
    "reason and figure": "reason-and-figure",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Lay the demonstration out."""
    folder = tmp_path_factory.mktemp("month") / "site"
    write_starter(folder, demonstration=True)
    return read_settings(folder / "mkdocs.yml", edition="internal")


def month_of(site: Settings) -> tuple[list[Form], dict[tuple[str, str], Any]]:
    """Give the forms of the month, and what each unit reported last."""
    tables, _ = pipeline.reach(site)
    span = parse_period(PERIOD)
    evaluation = evaluated(tables, max(span.end, DAY), site.tolerance)
    values = evaluation.values[evaluation.values["origin"] == "reported"]
    values = values.astype({"indicator_id": str, "entity_id": str, "value_text": str})
    last = {
        (row.indicator_id, row.entity_id): row
        for row in values.sort_values("period_end").itertuples()
    }
    return forms_of(evaluation, site, span)[:UNITS], last


def plausible(line: Any, last: Any) -> dict[str, Any]:
    """Fill one line in as the month before, a little further on."""
    if line.choices:
        return {"value": line.choices[-1 if "是" not in line.choices else 0]}
    if last is None or last.value != last.value:
        return {"reason": "未开展"}
    if line.is_ratio and last.numerator == last.numerator and last.denominator > 0:
        numerator = int(last.numerator)
        return {
            "numerator": numerator - 1 if numerator == int(last.denominator) else numerator,
            "denominator": int(last.denominator),
        }
    return {"value": float(last.value)}


def write(forms: list[Form], last: dict[tuple[str, str], Any], folder: Path) -> dict[str, str]:
    """Fill all forms in, mistakes in some; give the cell and the kind of each mistake by file."""
    planted = {}
    folder.mkdir(parents=True)
    for number, form in enumerate(forms):
        path = folder / f"{number:02d}.xlsx"
        path.write_bytes(form_workbook(form, DAY, ZH))
        book = openpyxl.load_workbook(path)
        sheet = book["填报"]
        roles, rows = places(sheet)[0], line_rows(sheet)
        for line in form.lines:
            cells = {
                "confirmed": "已核实",
                "confirmation": "与原始台账一致",
                "correction": "与系统核对后更正",
                **plausible(line, last.get((line.indicator_id, form.entity_id))),
            }
            for role, value in cells.items():
                sheet.cell(rows[line.indicator_id, line.period], roles[role]).value = value
        if number < PLANTED:
            mistake = MISTAKES[number % len(MISTAKES)]
            row = rows[form.lines[0].indicator_id, form.lines[0].period]
            planted[path.name] = f"{mistake} {row}"
            for role in ("value", "numerator", "denominator", "reason"):
                sheet.cell(row, roles[role]).value = None
            if mistake in ("words", "unit", "reason and figure"):
                sheet.cell(row, roles["value"]).value = {"words": "比较多", "unit": "5斤"}.get(
                    mistake, "是" if form.lines[0].choices else 5
                )
            if mistake == "reason and figure":
                sheet.cell(row, roles["reason"]).value = "不适用"
        book.save(path)
    return planted


def saved_again(folder: Path, target: Path) -> None:
    """Open all forms in LibreOffice and save them, really."""
    profile = folder.parent / "profile"
    command = [SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
    paths = sorted(folder.glob("*.xlsx"))
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", target, *paths],
        check=True,
        capture_output=True,
        timeout=600,
    )
    shutil.rmtree(profile, ignore_errors=True)


def month(site: Settings, folder: Path, *, really: bool) -> None:
    """Go through the month: good forms are taken, bad ones come back, corrected ones are taken."""
    forms, last = month_of(site)
    assert len(forms) == UNITS
    planted = write(forms, last, folder / "filled")
    inbox, outbox = folder / "inbox", folder / "outbox"
    if really:
        saved_again(folder / "filled", inbox)
    else:
        shutil.copytree(folder / "filled", inbox)

    offered, first = take(site, inbox, outbox, DAY)

    refused = codes(offered)
    assert sorted(refused) == sorted(planted)
    for file, mistake in planted.items():
        kind, row = mistake.rsplit(" ", 1)
        column = "O" if kind == "reason and figure" else "L"
        assert len(refused[file]) == 1, (file, mistake, refused[file])
        [(code, cell)] = refused[file]
        assert code in CODES[kind], (file, mistake)
        assert cell == f"{column}{row}"
        reply = openpyxl.load_workbook(outbox / f"{file[:-5]}.退回.xlsx")["填报"]
        marked = [c.coordinate for r in reply.iter_rows() for c in r if c.comment]
        assert marked == [f"{column}{reply_row(reply, forms[int(file[:2])])}"]
    assert len(offered.accepted) == UNITS - PLANTED

    shutil.rmtree(inbox)
    correct(outbox, forms, last, folder / "corrected")
    if really:
        saved_again(folder / "corrected", inbox)
    else:
        shutil.copytree(folder / "corrected", inbox)
    offered, second = take(site, inbox, outbox, DAY)
    assert codes(offered) == {}
    assert len(offered.accepted) == PLANTED
    explained(site, [first.name, second.name])


def reply_row(sheet: Any, form: Form) -> int:
    """Find the row of the first line of a reply."""
    return line_rows(sheet)[form.lines[0].indicator_id, form.lines[0].period]


def correct(
    outbox: Path, forms: list[Form], last: dict[tuple[str, str], Any], target: Path
) -> None:
    """Mend the marked line of each reply."""
    target.mkdir()
    for path in sorted(outbox.glob("*.xlsx")):
        form = forms[int(path.name[:2])]
        book = openpyxl.load_workbook(path)
        sheet = book["填报"]
        roles, row = places(sheet)[0], reply_row(sheet, form)
        line = form.lines[0]
        for role in ("value", "numerator", "denominator", "reason"):
            sheet.cell(row, roles[role]).value = None
        for role, value in plausible(line, last.get((line.indicator_id, form.entity_id))).items():
            sheet.cell(row, roles[role]).value = value
        book.save(target / path.name)


def explained(site: Settings, names: list[str]) -> None:
    """Every figure that a build takes from the intakes has its file and cell in the ledger."""
    checked = pipeline.check(site)
    observations = checked.tables["observations"]
    for name in names:
        file = f"observations/{name}.csv"
        own = observations[observations["file"] == file]
        path = site.data_dir / "received" / name / "evidence.csv"
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        found = {(int(row["row"]), row["indicator_id"]) for row in rows if row["cell"]}
        wanted = set(zip(own["row"].astype(int), own["indicator_id"].astype(str), strict=True))
        assert len(wanted) > 20
        assert wanted <= found
        kept = {path.stem for path in (site.data_dir / "received/files").iterdir()}
        assert {row["sha256"] for row in rows} <= kept


@pytest.mark.slow
def test_month(site: Settings, tmp_path: Path) -> None:
    """The whole loop, with forms as a person leaves them."""
    shutil.copytree(site.root, tmp_path / "site")
    own = read_settings(tmp_path / "site/mkdocs.yml", edition="internal")

    month(own, tmp_path, really=False)


@pytest.mark.long
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_month_through_libreoffice(site: Settings, tmp_path: Path) -> None:
    """The whole loop, each form really opened and saved by LibreOffice; then a build shows it."""
    shutil.copytree(site.root, tmp_path / "site")
    own = read_settings(tmp_path / "site/mkdocs.yml", edition="internal")

    month(own, tmp_path, really=True)

    evaluation, _, _ = pipeline.generate(own)
    assert evaluation.as_of == DAY
    pages = sorted((own.reports_dir / "zh").rglob("*.md"))
    for name in ("intake-0001-2018-12-05.csv", "intake-0002-2018-12-05.csv"):
        assert [page for page in pages if name in page.read_text("utf-8")], name
