"""The ledger explains every figure, and stays whole whatever happens."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from generator.intake import collect, ledger, offer, own_intake, undo_last
from generator.pipeline import check
from generator.problems import IntakeError
from generator.sources.finding import find_tables
from tests.intake.conftest import Desk
from tests.intake.made import DAY, NOON, ZH, changed, codes, fill, take


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table of the ledger."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def state(data: Path) -> dict[str, bytes]:
    """Give all files of the data folder."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_every_figure_is_explained(desk: Desk) -> None:
    """Each row of the intake leads to file, sheet and cell, the text there and what was read."""
    sent = fill(desk.forms["u1"], desk.inbox / "表.xlsx", changed(visits={"value": "１０１２"}))
    digest = sha256(sent.read_bytes()).hexdigest()

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    folder = desk.data / "received" / found.name
    evidence = rows_of(folder / "evidence.csv")
    observations = rows_of(desk.data / "observations" / f"{found.name}.csv")
    assert evidence[0] == {
        "table": "observations",
        "row": "2",
        "indicator_id": "visits",
        "entity_id": "u1",
        "period": "2018-09",
        "column": "value",
        "file": "表.xlsx",
        "sha256": digest,
        "sheet": "填报",
        "cell": "L5",
        "sender": "u1",
        "form_version": "1",
        "received_on": "2018-10-05",
        "taken_at": NOON,
        "text": "１０１２",
        "read": "1012",
    }
    for row, observation in enumerate(observations, start=2):
        for column in ("value", "numerator", "denominator"):
            read = [e["read"] for e in evidence if (e["row"], e["column"]) == (str(row), column)]
            assert read == ([observation[column]] if observation[column] else [])
    ratio = next(e for e in evidence if e["indicator_id"] == "managed" and e["column"] == "value")
    assert (ratio["cell"], ratio["text"], ratio["read"]) == ("M9 N9", "451 ÷ 600", "75.167")
    assert (desk.data / "received/files" / f"{digest}.xlsx").read_bytes() == sent.read_bytes()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    assert record["files"][0]["sender"] == "u1"
    assert record["rows"] == len(observations) == 8


@pytest.mark.slow
def test_sent_and_confirmed_reviews_are_not_taken_for_each_other(desk: Desk) -> None:
    """Evidence of a sent explanation leads to its row, also beside figures that were confirmed."""
    confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "整村推进"}
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", changed(toilets=confirmed))
    why = "indicator_id,entity_id,period,reported_on,decision,reason\n"
    why += "".join(f"toilets,u{n},2018-08,2018-09-03,explained,多雨{n}\n" for n in (2, 3))
    (desk.inbox / "b.csv").write_text(why, encoding="utf-8")

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    tables = {
        name: rows_of(desk.data / name / f"{found.name}.csv")
        for name in ("reviews", "observations")
    }
    evidence = rows_of(desk.data / "received" / found.name / "evidence.csv")
    assert {(line["table"], line["row"]) for line in evidence} >= {
        ("reviews", "2"),
        ("reviews", "3"),
    }
    for line in evidence:
        row = tables[line["table"]][int(line["row"]) - 2]
        named = [row[name] for name in ("indicator_id", "entity_id", "period")]
        assert named == [line[name] for name in ("indicator_id", "entity_id", "period")]
        assert row[line["column"]] == line["read"]
    assert len(tables["reviews"]) == 3


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-5%", "-5%"),
        ("-1,200.5万元", "-1,200.5万元"),
        ("-5+A1", "'-5+A1"),
        ("-5%|' /C calc'!A0", "'-5%|' /C calc'!A0"),
        ("-受台风影响", "'-受台风影响"),
    ],
)
def test_figures_stay_figures(text: str, written: str) -> None:
    """What the site reads as a figure is written as it is, whatever else begins like one is not."""
    assert ledger.safe_cell(text) == written


@pytest.mark.slow
def test_figure_below_zero_is_read_again(desk: Desk) -> None:
    """A figure that was taken leaves the site in order, also with a sign and a unit."""
    path = desk.data / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("在管人数,0,100", "在管人数,,"), encoding="utf-8")
    sent = "indicator_id,entity_id,period,value,核实说明\nmanaged,u1,2018-09,-5%,查过\n"
    (desk.inbox / "a.csv").write_text(sent, encoding="utf-8")

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    assert found.rows == 1
    assert check(desk.settings).problems == []


@pytest.mark.slow
def test_second_intake_of_a_file_changes_nothing(desk: Desk) -> None:
    """It is said which intake took it, under whatever name it comes again."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    _, first = take(desk.settings, desk.inbox, desk.outbox)
    before = state(desk.data)
    (desk.inbox / "a.xlsx").rename(desk.inbox / "b.xlsx")

    offered, second = take(desk.settings, desk.inbox, desk.outbox)

    assert offered.repeated == {"b.xlsx": first.name}
    assert second.name == ""
    assert state(desk.data) == before


@pytest.mark.slow
def test_correction_needs_a_reason(desk: Desk) -> None:
    """A changed figure without one is returned; with one it is a row more, not another one."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    take(desk.settings, desk.inbox, desk.outbox)
    fill(desk.forms["u1"], desk.inbox / "b.xlsx", changed(toilets={"value": 92}))
    offered, _ = take(desk.settings, desk.inbox, desk.outbox)
    assert codes(offered) == {"b.xlsx": [("no-correction-reason", "Q8")]}

    entries = {"toilets": {"value": 92, "correction": "漏报一座"}}
    fill(desk.forms["u1"], desk.inbox / "b.xlsx", entries)
    offered, found = take(desk.settings, desk.inbox, desk.outbox, dt.date(2018, 10, 6))

    assert codes(offered) == {}
    [row] = rows_of(desk.data / "observations" / f"{found.name}.csv")
    assert (row["value"], row["note"]) == ("92", "更正原因：漏报一座")
    assert (row["reported_on"], row["intake"]) == ("2018-10-06", "2")


@pytest.mark.slow
def test_undo(desk: Desk) -> None:
    """The last intake goes as a whole; the ledger keeps it, its number is not given again."""
    for number, unit in enumerate(("u1", "u2")):
        confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "验收"}
        fill(desk.forms[unit], desk.inbox / f"{number}.xlsx", changed(toilets=confirmed))
        take(desk.settings, desk.inbox, desk.outbox)
    with own_intake(desk.settings):
        undone = undo_last(desk.data, NOON)

    assert undone.number == 2
    assert [p.name for p in (desk.data / "observations").glob("intake-*")] == [
        "intake-0001-2018-10-05.csv"
    ]
    assert [p.name for p in (desk.data / "reviews").glob("*")] == ["intake-0001-2018-10-05.csv"]
    assert [i.is_undone for i in ledger.intakes(desk.data)] == [False, True]
    offered, found = take(desk.settings, desk.inbox, desk.outbox)
    assert (sorted(offered.repeated), found.name) == (["0.xlsx"], "intake-0003-2018-10-05")


def test_undo_of_nothing(desk: Desk) -> None:
    """Where there is nothing to take back, this is said."""
    with own_intake(desk.settings), pytest.raises(IntakeError, match="no-intake"):
        undo_last(desk.data, NOON)


@pytest.mark.slow
def test_undo_of_what_somebody_edited(desk: Desk) -> None:
    """Rows that are not as they were written are not thrown away."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    _, found = take(desk.settings, desk.inbox, desk.outbox)
    path = desk.data / "observations" / f"{found.name}.csv"
    path.write_bytes(path.read_bytes().replace(b"1012", b"1013"))

    with own_intake(desk.settings), pytest.raises(IntakeError, match="ledger-changed"):
        undo_last(desk.data, NOON)


def test_two_people_at_once(desk: Desk) -> None:
    """The second one is told so, and nothing happens."""
    with own_intake(desk.settings), pytest.raises(IntakeError, match="somebody else"):
        take(desk.settings, desk.inbox, desk.outbox)


CHANGES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}
"""Events of the system that change a folder."""


def killed(data: Path, work: Callable[[], object], moment: int) -> bool:
    """Do something in another process that is killed before it changes the data once more."""
    child = os.fork()
    if child == 0:
        seen = 0

        def die(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            if event not in CHANGES or str(data) not in str(arguments):
                return
            is_reading = event == "open" and not int(str(arguments[2] or 0)) & 3
            if is_reading:
                return
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die)
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def visible(data: Path) -> dict[str, bytes]:
    """Give what a build reads."""
    places, _ = find_tables(data)
    return {place.file: (data / place.file).read_bytes() for place in places}


def sent(desk: Desk) -> None:
    """Put two files into the inbox, one with a confirmed doubt."""
    confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "验收"}
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", changed(toilets=confirmed))
    fill(desk.forms["u2"], desk.inbox / "b.xlsx")


@pytest.mark.slow
def test_killed_at_every_moment(desk: Desk, tmp_path: Path) -> None:
    """All figures of an intake are there or none; the next run goes on and ends the same."""
    sent(desk)
    none, kept = visible(desk.data), tmp_path / "kept"
    shutil.copytree(desk.data, kept)
    offered = offer(desk.settings, desk.inbox, DAY)
    moment, states = 1, []

    def work() -> None:
        with own_intake(desk.settings):
            collect(desk.settings, offered, desk.outbox, NOON, ZH)

    while killed(desk.data, work, moment):
        found = visible(desk.data)
        assert {name: found[name] for name in none} == none
        is_certain = (desk.data / "received" / Path(NAME).stem).exists()
        states.append(sorted(found.keys() - none.keys()))
        with own_intake(desk.settings):
            goes_on = sorted(visible(desk.data).keys() - none.keys())
        assert goes_on == (BOTH if is_certain else [])
        if moment % 8 == 0:
            take(desk.settings, desk.inbox, desk.outbox)
            assert len(ledger.intakes(desk.data)) == 1
            assert len(visible(desk.data)) == len(none) + 2
        shutil.rmtree(desk.data)
        shutil.copytree(kept, desk.data)
        moment += 1
    assert moment > 20
    assert all(state == [] for state in states)
    assert sorted(visible(desk.data).keys() - none.keys()) == BOTH


NAME = "intake-0001-2018-10-05.csv"
BOTH = [f"observations/{NAME}", f"reviews/{NAME}"]


@pytest.mark.slow
def test_killed_while_undoing(desk: Desk, tmp_path: Path) -> None:
    """An undoing that was cut off is ended by the next run, or had not begun."""
    none = visible(desk.data)
    sent(desk)
    take(desk.settings, desk.inbox, desk.outbox)
    whole, kept = visible(desk.data), tmp_path / "kept"
    shutil.copytree(desk.data, kept)
    moment, ends = 1, []

    def work() -> None:
        with own_intake(desk.settings):
            undo_last(desk.data, NOON)

    while killed(desk.data, work, moment):
        was_begun = any((desk.data / "received").glob("intake-*/undo*.json"))
        assert visible(desk.data) == (none if was_begun else whole)
        with own_intake(desk.settings):
            ends.append(visible(desk.data) == none)
        assert ends[-1] is was_begun
        assert ends[-1] or visible(desk.data) == whole
        shutil.rmtree(desk.data)
        shutil.copytree(kept, desk.data)
        moment += 1
    assert set(ends) == {True, False}
