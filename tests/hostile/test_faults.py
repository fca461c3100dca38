"""Formulas stay text everywhere, one collects at a time, and a kill at any moment loses nothing."""

from __future__ import annotations

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.intake import ledger, own_intake
from generator.problems import IntakeError
from tests.hostile.running import ROOT, run
from tests.intake.conftest import Desk, desk, handed_out
from tests.intake.made import changed, fill, places, take
from tests.intake.test_command import xushi
from tests.intake.test_ledger import visible

__all__ = ["desk", "handed_out"]

FORMULAS = ("=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd")
STARTS = ("=", "+", "-", "@", "\t", "\r")
N_KILLED = 12


def as_texts(book: Any) -> None:
    """Keep what looks like a formula a text, as office programs do after an apostrophe."""
    for row in book["填报"].iter_rows():
        for cell in row:
            cell.data_type = "s" if str(cell.value) in FORMULAS else cell.data_type


def is_number(text: str) -> bool:
    """Whether a spreadsheet makes a number of it, which does no harm."""
    try:
        float(text.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True


@pytest.mark.slow
def test_formulas_stay_text(desk: Desk) -> None:
    """What begins like a formula is text in the ledger, in replies, downloads and pages."""
    names = ("visits", "toilets", "income", "building")
    said = dict(zip(names, FORMULAS, strict=True))
    entries = changed()
    for name, text in said.items():
        entries[name] |= {"comment": text, "confirmed": "已核实", "confirmation": text}
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", entries, as_texts)
    entries = {**entries, "managed": {"value": "九成"}}
    fill(desk.forms["u2"], desk.inbox / "b.xlsx", entries, as_texts)
    offered, _ = take(desk.settings, desk.inbox, desk.outbox)
    assert len(offered.accepted) == len(offered.refused) == 1

    config = desk.settings.root / "mkdocs.yml"
    ran = run("build", "--edition", "internal", "--jobs", "1", "-f", config, seconds=300)

    assert ran.code == 0, ran.said
    sheet = openpyxl.load_workbook(desk.outbox / "b.退回.xlsx")["填报"]
    roles, rows = places(sheet)
    for name, text in said.items():
        cell = sheet.cell(rows[name], roles["comment"])
        assert (cell.value, cell.data_type) == (text, "s")
    tables = [*desk.data.rglob("intake-*.csv"), *desk.data.rglob("evidence.csv")]
    tables += (desk.settings.root / "site").rglob("*.csv")
    found = 0
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for cell in (cell for row in csv.reader(file) for cell in row):
                found += any(text in cell for text in FORMULAS)
                assert is_number(cell) or not cell.startswith(STARTS), (path, cell)
    assert found >= len(FORMULAS)
    for path in (desk.settings.root / "site").rglob("*.xlsx"):
        for cell in (c for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row):
            assert cell.data_type != "f", (path, cell.coordinate)


def test_two_people_at_once(desk: Desk) -> None:
    """The second one who types the command is told so, and nothing is changed."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    before = visible(desk.data)
    with own_intake(desk.settings):
        told = xushi(desk, "collect", desk.inbox, "--received", "2018-10-05", "--yes")
        undone = xushi(desk, "undo", "--yes")

    assert (told.exit_code, undone.exit_code) == (1, 1)
    assert "[other-intake]" in told.output
    assert "somebody else" in told.output
    assert visible(desk.data) == before
    assert not desk.outbox.exists()


@pytest.mark.long
@pytest.mark.slow
def test_killed_at_random(desk: Desk, tmp_path: Path) -> None:
    """Whenever the command is killed, an intake is whole or not begun, and the next run goes on."""
    for number in (1, 2, 3):
        fill(desk.forms[f"u{number}"], desk.inbox / f"{number}.xlsx")
    kept, config = tmp_path / "kept", desk.settings.root / "mkdocs.yml"
    shutil.copytree(desk.data, kept)
    none = visible(desk.data)
    command = [sys.executable, "-m", "generator", "collect", str(desk.inbox), "--yes"]
    command += ["--received", "2018-10-05", "-f", str(config)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    took, whole = time.monotonic() - began, visible(desk.data)
    chance = random.Random(6)  # noqa: S311 (no secret)
    for _ in range(N_KILLED):
        shutil.rmtree(desk.data)
        shutil.copytree(kept, desk.data)
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(took * (0.5 + 0.5 * chance.random()))
            process.send_signal(signal.SIGKILL)
        assert visible(desk.data) in (none, whole)
        again = run(*command[3:], seconds=300)
        assert again.code == 0, again.said
        assert visible(desk.data) == whole
        assert [intake.record["rows"] for intake in ledger.intakes(desk.data)] == [24]


def test_lock_is_gone_with_its_holder(desk: Desk) -> None:
    """A killed run holds nobody up: the system ends its turn."""
    child = os.fork()
    if child == 0:
        with own_intake(desk.settings):
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        with own_intake(desk.settings):
            pass
    except IntakeError:
        pytest.fail("the turn of the killed run has not ended")
