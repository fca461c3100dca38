"""What a careless clerk and a careless sender do; nothing is lost, and each is told why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from generator.cli import face
from generator.intake import collecting, undo_last
from generator.intake.replies import reply_names
from generator.problems import IntakeError
from tests.intake.conftest import Desk
from tests.intake.made import NOON, ZH, changed, codes, fill, take
from tests.intake.test_command import xushi


def retitled(book: Any) -> None:
    """Write another unit's name over that of the unit whose form it is."""
    book["填报"]["B2"].value = "第2卫生院 · 2018年9月"


@pytest.mark.slow
def test_form_of_a_neighbour(desk: Desk) -> None:
    """A form whose title was changed to another unit's is not booked to the one it was for."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", change=retitled)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"a.xlsx": [("other-sender", "0")]}
    assert (found.name, [path.suffix for path in found.replies]) == ("", [".txt"])
    assert "第1卫生院" in found.replies[0].read_text(encoding="utf-8")


@pytest.mark.slow
def test_title_that_names_nobody(desk: Desk) -> None:
    """A form that was renamed, or that lost its title, is taken by its key."""

    def rename(book: Any) -> None:
        book["填报"]["B2"].value = "我院 · 九月"

    fill(desk.forms["u1"], desk.inbox / "a.xlsx", change=rename)
    assert codes(take(desk.settings, desk.inbox, desk.outbox)[0]) == {}


@pytest.mark.slow
def test_second_version_beside_the_refused_first(desk: Desk) -> None:
    """Figures that agree with a file that is refused are taken from the one that is right."""
    entries = changed(building={"value": "封顶", "reached_on": "明天"})
    fill(desk.forms["u1"], desk.inbox / "1.xlsx", entries)
    entries = changed(building={"value": "封顶", "reached_on": "2018-09-20"})
    fill(desk.forms["u1"], desk.inbox / "2.xlsx", entries)

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"1.xlsx": [("not-a-date", "P11")]}
    assert found.rows == 8


@pytest.mark.slow
def test_figure_that_counts_in_a_file_refused_at_last(desk: Desk) -> None:
    """It is taken from its other file, also where the first fails only beside all that is sent."""
    why = "indicator_id,entity_id,period,reported_on,decision,reason\n{},explained,验收\n"
    text = why.format("toilets,u1,2018-09,2018-10-05")
    (desk.inbox / "0.csv").write_text(text, encoding="utf-8")
    confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "整村推进"}
    fill(desk.forms["u1"], desk.inbox / "1.xlsx", changed(toilets=confirmed))
    own = "indicator_id,entity_id,period,value\nincome,u1,2018-09,35.27\n"
    (desk.inbox / "2.csv").write_text(own, encoding="utf-8")

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered)["1.xlsx"] == [("duplicate-row", "S8")]
    assert [(sent.form.file, sent.n_new) for sent in offered.accepted] == [("2.csv", 1)]
    assert found.rows == 1


@pytest.mark.slow
def test_files_that_are_no_report(desk: Desk) -> None:
    """Pictures are named, what systems leave behind is not; a copy is never called taken."""
    for name in ("照片.jpg", "Thumbs.db", "~$a.xlsx", ".a.xlsx", "b.csv", "c.csv"):
        (desk.inbox / name).write_bytes(b"")

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert offered.passed_over == ["照片.jpg"]
    assert (offered.copies, offered.repeated) == ({"c.csv": "b.csv"}, {})
    told = xushi(desk, "collect", desk.inbox, "--received", "2018-10-05").output
    assert "照片.jpg is passed over" in told
    assert "c.csv is the same file as b.csv" in told


def test_empty_inbox(desk: Desk) -> None:
    """An inbox without files is said to be one."""
    told = xushi(desk, "collect", desk.inbox, "--received", "2018-10-05")
    assert (told.exit_code, "holds no files" in told.output) == (0, True)


def test_names_of_replies() -> None:
    """No reply takes another's place, and no name is too long for a disk."""
    files = ["a/b.xlsx", "a_b.xlsx", "A_B.XLSX", f"{'夹' * 60}/{'表' * 70}.xlsx"]
    names = list(reply_names(files, ZH).values())
    assert names[0] == "a_b.退回"
    assert len({name.casefold() for name in names}) == len(files)
    assert max(len(f"{name}.xlsx".encode()) for name in names) < 255


@pytest.mark.slow
def test_replies_that_cannot_be_written(desk: Desk) -> None:
    """Where the answers have no place nothing is taken: the next run does both."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    fill(desk.forms["u2"], desk.inbox / "b.xlsx", changed(toilets={"value": "91户"}))
    desk.outbox.write_text("a file in the folder's place", encoding="utf-8")

    told = xushi(desk, "collect", desk.inbox, "--received", "2018-10-05", "--yes")

    assert told.exit_code == 1
    assert not list(desk.data.glob("observations/intake-*"))


@pytest.mark.slow
def test_negative_part_of_a_ratio(desk: Desk) -> None:
    """A ratio that was worked out is named by the parts that somebody wrote."""
    entries = changed(managed={"numerator": -4, "denominator": 600})
    fill(desk.forms["u1"], desk.inbox / "a.xlsx", entries)

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"a.xlsx": [("out-of-range", "M9")]}
    assert dict(offered.refused[0].problems[0].words)["text"].startswith("-4 ÷ 600 = -0.")


@pytest.mark.slow
def test_record_that_somebody_edited(desk: Desk) -> None:
    """A record that cannot be read is named, not a traceback."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    _, found = take(desk.settings, desk.inbox, desk.outbox)
    for text in ("{", json.dumps({"files": []}), "[]"):
        path = desk.data / "received" / found.name / "record.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(IntakeError) as caught:
            undo_last(desk.data, NOON)
        assert caught.value.problems[0].where.file == f"received/{found.name}/record.json"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("collect", "{inbox}", "--outbox", "{inbox}/out"), "--outbox"),
        (("collect", "{inbox}", "--outbox", "{data}/out"), "--outbox"),
        (("collect", "{inbox}", "--received", "2099-01-01"), "--received"),
        (("backup", "{data}/one.zip"), "FILE"),
        (("forms", "{data}", "--period", "2018-09"), "OUT"),
    ],
)
def test_misuse(desk: Desk, arguments: tuple[str, ...], hint: str) -> None:
    """Nothing is written where it would be read again, and no day is taken that has not come."""
    before = sorted(desk.data.rglob("*"))
    told = xushi(desk, *(one.format(inbox=desk.inbox, data=desk.data) for one in arguments))
    assert (told.exit_code, hint in told.output) == (2, True)
    assert sorted(desk.data.rglob("*")) == before


@pytest.mark.slow
def test_questions(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No, no answer and Ctrl-C at a question change nothing, and say so."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    take(desk.settings, desk.inbox, desk.outbox)
    said_no = xushi(desk, "undo", answer="n\n")
    assert (said_no.exit_code, "Nothing was taken back." in said_no.output) == (0, True)
    nobody = xushi(desk, "undo", answer="")
    assert (nobody.exit_code, "No answer came" in nobody.output) == (1, True)

    def press(*_: object, **__: object) -> bool:
        click.get_current_context().obj.came = True
        raise click.Abort

    monkeypatch.setattr(click, "confirm", press)
    assert xushi(desk, "undo").exit_code == 130
    assert xushi(desk, "backup", tmp_path / "one.zip").exit_code == 0
    same = xushi(desk, "restore", tmp_path / "one.zip")
    assert (same.exit_code, "nothing was changed" in same.output) == (0, True)
    assert not list(desk.data.parent.glob("data.before-*"))


@pytest.mark.slow
def test_full_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told in the reader's language, without a traceback."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    monkeypatch.setattr(collecting.ledger, "commit", refuse)
    told = xushi(desk, "collect", desk.inbox, "--received", "2018-10-05", "--yes")
    assert told.exit_code == 1
    assert told.output.endswith(f"Error: {face.REFUSALS[28]}\n")
