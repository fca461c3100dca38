"""A month of the demonstration: forms out, filled and saved by LibreOffice, returned, corrected."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
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
ANSWERS = ("value", "numerator", "denominator", "reason", "reached_on")
SAID = {
    "confirmed": "已核实",
    "confirmation": "与原始台账一致",
    "correction": "与系统核对后更正",
}


@dataclass(frozen=True)
class Line:
    """One line of a form, and what its unit reported last."""

    form: Form
    asked: Any
    measure: str
    last: Any
    is_total: bool
    """Whether others are parts of it, or it is one."""

    @property
    def key(self) -> tuple[str, str]:
        """Indicator and period, by which its row is found."""
        return self.asked.indicator_id, self.asked.period

    @property
    def has_figure(self) -> bool:
        """Whether a plain number is asked for, of which there was one before."""
        return not self.asked.choices and not self.asked.is_ratio and self.value > 0

    @property
    def value(self) -> float:
        """The last figure; 0 where there is none."""
        found = self.last is not None and self.last.value == self.last.value
        return float(self.last.value) if found else 0.0

    @property
    def has_parts(self) -> bool:
        """Whether a numerator and a denominator are asked for, and were given before."""
        return self.asked.is_ratio and "numerator" in plausible(self)


@dataclass(frozen=True)
class Mistake:
    """One kind of slip: where it can be made, what is written, and what is said of which cell."""

    fits: Callable[[Line], bool]
    cells: Callable[[Line], dict[str, Any]]
    said: tuple[tuple[str, str], ...]


def confirmed(cells: Callable[[Line], dict[str, Any]]) -> Callable[[Line], dict[str, Any]]:
    """Say besides that all was looked at: what is left is the mistake itself."""
    return lambda line: {**SAID, **cells(line)}


def shifted(line: Line, **by: int) -> dict[str, Any]:
    """Change numbers of what would be right."""
    right = plausible(line)
    return {**right, **{role: right[role] + step for role, step in by.items()}}


def contradicted(line: Line) -> dict[str, Any]:
    """Give a percentage that its own numerator and denominator do not give."""
    parts = plausible(line)
    share = 100 * parts["numerator"] / parts["denominator"]
    return {**parts, "value": round(share - 20 if share > 50 else share + 20, 1)}


MISTAKES = {
    "numerator larger": Mistake(
        lambda line: line.has_parts and line.asked.is_proportion,
        confirmed(
            lambda line: {**(right := plausible(line)), "numerator": right["denominator"] + 1}
        ),
        (("numerator-too-large", "numerator"),),
    ),
    "negative numerator": Mistake(
        lambda line: line.has_parts and line.asked.is_proportion,
        confirmed(lambda line: {**plausible(line), "numerator": -4}),
        (("out-of-range", "numerator"),),
    ),
    "ratio of other parts": Mistake(
        lambda line: line.has_parts and line.asked.is_proportion,
        confirmed(contradicted),
        (("ratio-contradicted", "value"),),
    ),
    "below nothing": Mistake(
        lambda line: line.has_figure and line.asked.least == 0,
        confirmed(lambda _: {"value": -3}),
        (("out-of-range", "value"),),
    ),
    "fell": Mistake(
        lambda line: line.has_figure and line.measure == "cumulative" and not line.is_total,
        lambda line: {"value": line.value - 1},
        (("total-fell", "value"),),
    ),
    "fell, no reason": Mistake(
        lambda line: line.has_figure and line.measure == "cumulative" and not line.is_total,
        lambda line: {"value": line.value - 1, "confirmed": "已核实"},
        (("total-fell", "value"), ("no-confirmation-reason", "confirmation")),
    ),
    "jump": Mistake(
        lambda line: line.measure == "flow" and line.value > 100 and not line.is_total,
        lambda line: {"value": 7 * line.value + 1},
        (("far-from-past", "value"),),
    ),
    "another power of ten": Mistake(
        lambda line: line.measure == "flow" and line.value > 100 and not line.is_total,
        lambda line: {"value": 10_000 * line.value},
        (("other-unit-likely", "value"),),
    ),
    "sum of parts": Mistake(
        lambda line: line.asked.indicator_id == "two-cancer",
        confirmed(lambda line: shifted(line, value=1)),
        (("parts-differ", "value"),),
    ),
    "other unit": Mistake(
        lambda line: not line.asked.choices,
        confirmed(lambda _: {"value": "5斤"}),
        (("wrong-unit", "value"),),
    ),
    "words": Mistake(
        lambda line: not line.asked.choices,
        confirmed(lambda _: {"value": "比较多"}),
        (("not-a-figure", "value"),),
    ),
    "formula": Mistake(
        lambda line: not line.asked.choices,
        confirmed(lambda _: {"value": "=1/0"}),
        (("formula-error", "value"),),
    ),
    "no step": Mistake(
        lambda line: line.measure == "milestone" and bool(line.asked.choices),
        confirmed(lambda _: {"value": "快好了"}),
        (("not-a-step", "value"),),
    ),
    "neither yes nor no": Mistake(
        lambda line: line.measure == "yes_no",
        confirmed(lambda _: {"value": "也许"}),
        (("not-allowed", "value"),),
    ),
    "no day": Mistake(
        lambda line: line.asked.takes_day and plausible(line).get("reason") is None,
        confirmed(lambda line: {**plausible(line), "reached_on": "上月"}),
        (("not-a-date", "reached_on"),),
    ),
    "a day that has not come": Mistake(
        lambda line: line.asked.takes_day and plausible(line).get("reason") is None,
        confirmed(lambda line: {**plausible(line), "reached_on": "2019-03-01"}),
        (("reached-later", "reached_on"),),
    ),
    "reason and figure": Mistake(
        lambda line: line.has_figure,
        confirmed(lambda line: {"value": line.value, "reason": "不适用"}),
        (("reason-and-figure", "reason"),),
    ),
    "no reason of ours": Mistake(
        lambda _: True,
        confirmed(lambda _: {"reason": "忙"}),
        (("not-a-reason", "reason"),),
    ),
    "blank": Mistake(lambda _: True, confirmed(lambda _: {}), (("blank-entry", "value"),)),
    "revised without a reason": Mistake(
        lambda line: line.form.entity_id in REVISED and line.has_figure,
        lambda line: {"value": line.value + 1, "confirmed": "已核实", "confirmation": "属实"},
        (("no-correction-reason", "correction"),),
    ),
}
REVISED = ("lj-qingxi", "lj-tcm")
"""Units whose first report came before, and was in order."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Lay the demonstration out."""
    folder = tmp_path_factory.mktemp("month") / "site"
    write_starter(folder, demonstration=True)
    return read_settings(folder / "mkdocs.yml", edition="internal")


def month_of(site: Settings) -> list[list[Line]]:
    """Give the forms of the month, line by line, with what each unit reported last."""
    tables, _ = pipeline.reach(site)
    span = parse_period(PERIOD)
    evaluation = evaluated(tables, max(span.end, DAY), site.tolerance)
    values = evaluation.values[evaluation.values["origin"] == "reported"]
    values = values.astype({"indicator_id": str, "entity_id": str, "value_text": str})
    last = {
        (row.indicator_id, row.entity_id): row
        for row in values.sort_values("period_end").itertuples()
    }
    indicators = tables["indicators"].drop_duplicates("indicator_id", keep="last")
    measures = dict(zip(indicators["indicator_id"], indicators["measure"], strict=True))
    part_of = dict(zip(indicators["indicator_id"], indicators["part_of"], strict=True))
    totals = {*part_of.values(), *(name for name, total in part_of.items() if total)}
    return [
        [
            Line(form, one, measures[name], last.get((name, form.entity_id)), name in totals)
            for one in form.lines
            for name in [one.indicator_id]
        ]
        for form in forms_of(evaluation, site, span)[:UNITS]
    ]


def plausible(line: Line) -> dict[str, Any]:
    """Fill one line in as the month before, a little further on."""
    asked, last = line.asked, line.last
    if asked.choices:
        return {"value": asked.choices[-1 if "是" not in asked.choices else 0]}
    if last is None or last.value != last.value:
        return {"reason": "未开展"}
    if asked.is_ratio and last.numerator == last.numerator and last.denominator > 0:
        numerator = int(last.numerator)
        return {
            "numerator": numerator - 1 if numerator == int(last.denominator) else numerator,
            "denominator": int(last.denominator),
        }
    return {"value": float(last.value)}


def planted(forms: list[list[Line]]) -> dict[int, tuple[str, Line]]:
    """Choose the mistake of each form and its line: kinds in turn, lines anywhere."""
    chosen: dict[int, tuple[str, Line]] = {}
    used = Counter[str]()
    rare = {
        n for n, lines in enumerate(forms) if any(MISTAKES[k].fits(x) for k in RARE for x in lines)
    }
    for number in sorted(range(len(forms)), key=lambda n: n not in rare)[:PLANTED]:
        fitting = {
            kind: lines
            for kind, mistake in MISTAKES.items()
            if (lines := [line for line in forms[number] if mistake.fits(line)])
        }
        kind = min(
            fitting,
            key=lambda kind: (used[kind] + (kind in EVERYWHERE), used[kind], kind not in RARE),
        )
        if used[kind] > 1:
            kind = min(fitting, key=lambda kind: used[kind])
        used[kind] += 1
        lines = fitting[kind]
        chosen[number] = kind, lines[(number + 3) % len(lines)]
    return chosen


RARE = ("revised without a reason", "neither yes nor no")
EVERYWHERE = ("blank", "no reason of ours", "words", "other unit", "formula")
"""Mistakes that fit nearly every line, left for forms that no other fits."""


def fill_line(sheet: Any, line: Line, cells: dict[str, Any]) -> None:
    """Write what is given into a line, and nothing else."""
    roles, rows = places(sheet)[0], line_rows(sheet)
    for role in (*ANSWERS, *SAID):
        if role in roles:
            sheet.cell(rows[line.key], roles[role]).value = cells.get(role)


def write(forms: list[list[Line]], folder: Path, wrong: dict[int, tuple[str, Line]]) -> None:
    """Fill all forms in, with the mistakes that are asked for."""
    folder.mkdir(parents=True)
    for number, lines in enumerate(forms):
        path = folder / f"{number:02d}.xlsx"
        path.write_bytes(form_workbook(lines[0].form, DAY, ZH))
        book = openpyxl.load_workbook(path)
        for line in lines:
            fill_line(book["填报"], line, {**SAID, **plausible(line)})
        if number in wrong:
            kind, line = wrong[number]
            fill_line(book["填报"], line, MISTAKES[kind].cells(line))
        book.save(path)


def cells_of(sheet: Any, kind: str, line: Line) -> list[tuple[str, str]]:
    """Say what is to be said of which cells of a sheet, in the order of columns."""
    roles, row = places(sheet)[0], line_rows(sheet)[line.key]
    found = sorted(MISTAKES[kind].said, key=lambda one: roles[one[1]])
    return [(code, sheet.cell(row, roles[role]).coordinate) for code, role in found]


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


def sent(folder: Path, name: str, *, really: bool) -> Path:
    """Put filled forms into an inbox, as they are or as LibreOffice saves them."""
    inbox = folder / f"inbox of {name}"
    if really:
        saved_again(folder / name, inbox)
    else:
        shutil.copytree(folder / name, inbox)
    return inbox


def month(site: Settings, folder: Path, *, really: bool) -> list[str]:
    """Go through the month: good forms are taken, bad ones come back, corrected ones are taken."""
    forms = month_of(site)
    assert len(forms) == UNITS
    early = [lines for lines in forms if lines[0].form.entity_id in REVISED]
    write(early, folder / "early", {})
    inbox, outbox = sent(folder, "early", really=False), folder / "outbox"
    offered, early_intake = take(site, inbox, outbox, DAY - dt.timedelta(days=1))
    assert (codes(offered), len(offered.accepted)) == ({}, len(REVISED))

    wrong = planted(forms)
    write(forms, folder / "filled", wrong)
    offered, first = take(site, sent(folder, "filled", really=really), outbox, DAY)

    refused = codes(offered)
    assert sorted(refused) == [f"{number:02d}.xlsx" for number in sorted(wrong)]
    assert len(offered.accepted) == UNITS - PLANTED
    for number, (kind, line) in wrong.items():
        filled = openpyxl.load_workbook(folder / f"filled/{number:02d}.xlsx")["填报"]
        assert sorted(refused[f"{number:02d}.xlsx"]) == sorted(cells_of(filled, kind, line)), kind
        reply = openpyxl.load_workbook(outbox / f"{number:02d}.退回.xlsx")["填报"]
        marked = [cell.coordinate for row in reply.iter_rows() for cell in row if cell.comment]
        assert marked == [cell for _, cell in cells_of(reply, kind, line)], kind

    correct(outbox, folder / "corrected", wrong)
    offered, second = take(site, sent(folder, "corrected", really=really), outbox, DAY)
    assert codes(offered) == {}
    assert len(offered.accepted) == PLANTED
    return [early_intake.name, first.name, second.name]


def correct(outbox: Path, target: Path, wrong: dict[int, tuple[str, Line]]) -> None:
    """Mend the marked line of each reply."""
    target.mkdir()
    for number, (_, line) in wrong.items():
        name = f"{number:02d}.退回.xlsx"
        book = openpyxl.load_workbook(outbox / name)
        fill_line(book["填报"], line, {**SAID, **plausible(line)})
        book.save(target / name)


def test_many_kinds_of_mistakes(site: Settings) -> None:
    """The planted mistakes are of all kinds, in many rows and in each column that is filled in."""
    chosen = planted(month_of(site)).values()

    assert len(chosen) == PLANTED
    assert {kind for kind, _ in chosen} == set(MISTAKES)
    assert len({line.form.lines.index(line.asked) for _, line in chosen}) >= 5
    columns = {role for kind, _ in chosen for _, role in MISTAKES[kind].said}
    assert columns == {
        *["value", "numerator", "reason", "reached_on", "correction", "confirmation"]
    }


def evidence_in(site: Settings, names: list[str]) -> dict[tuple[str, int], dict[str, str]]:
    """Give what the ledger says of each row that the intakes added: the text read of each column.

    Each file is kept, and each row of the observations has its figure's file and cell.
    """
    checked = pipeline.check(site)
    observations = checked.tables["observations"]
    kept = {path.stem for path in (site.data_dir / "received/files").iterdir()}
    found: dict[tuple[str, int], dict[str, str]] = {}
    for name in names:
        file = f"observations/{name}.csv"
        path = site.data_dir / "received" / name / "evidence.csv"
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert {row["sha256"] for row in rows} <= kept
        for row in rows:
            if row["row"] != "0" and row["cell"]:
                found.setdefault((file, int(row["row"])), row)[row["column"]] = row["read"]
        own = observations[observations["file"] == file]
        wanted = {(file, int(row)) for row in own["row"]}
        assert wanted == {place for place in found if place[0] == file}
    return found


MENTION = re.compile(r"observations/intake-[0-9-]+\.csv:[0-9]+")
LINE = re.compile(
    r"<tr><th[^>]*>[^<]*<td[^>]*>(.*?)<td>.*?(observations/intake-[0-9-]+\.csv):([0-9]+)"
)


def shown_as(evidence: dict[str, str], shown: str) -> bool:
    """Say whether a page shows what was read; numbers are rounded there, yes and no have words."""
    read = evidence["value"]
    if re.fullmatch(r"[-+0-9.,]+", read):
        number = re.search(r"-?[0-9][0-9 \u2009\u202f,]*(?:\.([0-9]+))?", shown)
        assert number, (evidence, shown)
        text = re.sub(r"[^0-9.-]", "", number[0])
        return abs(float(text) - float(read)) <= 0.51 * 10.0 ** -len(number[1] or "")
    return {"是": "已完成", "否": "未完成"}.get(read, read) in shown


def explained(site: Settings, names: list[str]) -> None:
    """The ledger explains each figure that a page shows from an intake, and each figure is shown.

    The figures of a unit stand on its page with file and row; the value there is the one read.
    """
    found = evidence_in(site, names)
    assert len(found) > 200
    mentioned, compared = set(), set()
    for page in sorted((site.reports_dir / "zh").rglob("*.md")):
        text = page.read_text("utf-8")
        for mention in MENTION.findall(text):
            file, _, row = mention.partition(":")
            assert (file, int(row)) in found, (page.name, mention)
            mentioned.add((page.stem, file, int(row)))
        for shown, file, row in LINE.findall(text):
            assert shown_as(found[file, int(row)], shown), (page.name, shown, found[file, int(row)])
            compared.add((file, int(row)))
    for (file, number), row in found.items():
        assert (row["entity_id"], file, number) in mentioned, row
    assert compared == found.keys()


@pytest.mark.slow
def test_month(site: Settings, tmp_path: Path) -> None:
    """The whole loop, with forms as a person leaves them."""
    shutil.copytree(site.root, tmp_path / "site")
    own = read_settings(tmp_path / "site/mkdocs.yml", edition="internal")

    evidence_in(own, month(own, tmp_path, really=False))


@pytest.mark.long
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_month_through_libreoffice(site: Settings, tmp_path: Path) -> None:
    """The whole loop, each form really opened and saved by LibreOffice; then a build shows it."""
    shutil.copytree(site.root, tmp_path / "site")
    own = read_settings(tmp_path / "site/mkdocs.yml", edition="internal")

    names = month(own, tmp_path, really=True)

    evaluation, _, _ = pipeline.generate(own)
    assert evaluation.as_of == DAY
    explained(own, names)
