"""Explanations and actions come as tables: whole or not at all, and a change is a later row."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from generator.intake import Offer, own_intake, undo_last
from generator.intake.replies import SEND_ANEW
from generator.intake.returned import ReturnedLine
from generator.pipeline import check
from tests.intake.conftest import Desk
from tests.intake.made import NOON, ZH, codes, take

pytestmark = pytest.mark.slow

HEAD = "action_id,target_id,entity_id,owner_id,title,opened_on,due_on,closed_on,evidence\n"
ONE = "A1,t-toilets,u1,u1,补建厕所,2018-09-10,2018-11-30,,\n"
REVIEWS = "indicator_id,entity_id,period,reported_on,decision,reason\n"
WHY = "toilets,u1,2018-08,2018-09-03,explained,多雨停工\n"
LATER = dt.date(2018, 11, 5)


def send(desk: Desk, name: str, text: str, encoding: str = "gb18030") -> None:
    """Put a table into the inbox."""
    (desk.inbox / name).write_bytes(text.encode(encoding))


def reply_to(desk: Desk, name: str) -> list[str]:
    """Read the text that answers a table."""
    return (desk.outbox / f"{name}.退回.txt").read_text(encoding="utf-8-sig").splitlines()


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_are_taken_and_taken_back(desk: Desk) -> None:
    """Each table has a file of the intake; the office's columns are the office's."""
    send(desk, "整改.csv", HEAD + ONE)
    send(
        desk,
        "说明.csv",
        REVIEWS.replace("reason", "reason,public") + WHY.replace("工\n", "工,yes\n"),
    )

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert (codes(offered), found.rows) == ({}, 2)
    assert rows_of(desk.data / f"actions/{found.name}.csv") == [
        {
            "action_id": "A1",
            "target_id": "t-toilets",
            "entity_id": "u1",
            "owner_id": "u1",
            "title": "补建厕所",
            "opened_on": "2018-09-10",
            "due_on": "2018-11-30",
            "closed_on": "",
            "evidence": "",
            "public": "",
            "decided_on": "2018-10-05",
        }
    ]
    [row] = rows_of(desk.data / f"reviews/{found.name}.csv")
    assert (row["office"], row["reason"], row["public"]) == ("第1卫生院", "多雨停工", "")
    said = rows_of(desk.data / f"received/{found.name}/evidence.csv")
    assert [(r["table"], r["row"], r["column"], r["cell"], r["text"]) for r in said][:2] == [
        ("actions", "2", "action_id", "A2", "A1"),
        ("actions", "2", "target_id", "B2", "t-toilets"),
    ]
    assert check(desk.settings).problems == []
    with own_intake(desk.settings):
        undo_last(desk.data, NOON)
    assert not list(desk.data.glob("*/intake-*.csv"))


def test_apostrophe_against_formulas_is_no_text(desk: Desk) -> None:
    """An explanation may begin with a sign: the ledger guards it, the site says it as it is."""
    told = REVIEWS + WHY.replace("多雨停工", "-多雨停工")
    send(desk, "说明.csv", told)
    _, found = take(desk.settings, desk.inbox, desk.outbox)
    [row] = rows_of(desk.data / f"reviews/{found.name}.csv")
    assert row["reason"] == "'-多雨停工"
    reasons = check(desk.settings).tables["reviews"]["reason"]
    assert "-多雨停工" in set(reasons)

    send(desk, "又一份.csv", told + "\n")
    offered, again = take(desk.settings, desk.inbox, desk.outbox)
    assert (codes(offered), again.rows) == ({}, 0)


def test_a_change_is_a_later_row(desk: Desk) -> None:
    """What is known changes nothing; what changed stands beside what it was."""
    send(desk, "a.csv", HEAD + ONE)
    take(desk.settings, desk.inbox, desk.outbox)
    two = ONE.replace("A1", "A2").replace("u1", "u2")
    closed = ONE.replace("2018-11-30,,", "2018/11/30,2018-11-01,验收单 3 号")
    send(desk, "b.csv", HEAD + ONE.replace("2018-09-10", "2018.9.10") + two, "utf-8")
    _, second = take(desk.settings, desk.inbox, desk.outbox)
    send(desk, "c.csv", HEAD + closed, "utf-8")

    _, third = take(desk.settings, desk.inbox, desk.outbox, LATER)

    assert (second.rows, third.rows) == (1, 1)
    [row] = rows_of(desk.data / f"actions/{third.name}.csv")
    assert (row["closed_on"], row["decided_on"]) == ("2018-11-01", "2018-11-05")
    assert len(check(desk.settings).tables["actions"]) == 3


REFUSED = (
    ("r.csv", REVIEWS + WHY.replace("explained", "verified"), "office-decides", "E2"),
    ("r.csv", REVIEWS + WHY.replace("08,2018-09-03", "09,"), "nothing-reported", "C2"),
    ("a.csv", HEAD + ONE.replace("u1,u1", "u1,u8"), "unknown-id", "D2"),
    ("a.csv", HEAD + ONE.replace("-30,,", "-30,2018-10-01,"), "no-evidence", "H2"),
    ("a.csv", HEAD + ONE + ONE.replace("补建", "再建"), "duplicate-row", "A3"),
    ("a.csv", HEAD.replace("title,", "") + ONE, "missing-column", "title1"),
    ("a.csv", HEAD.replace("evidence", "整改事项") + ONE, "duplicate-column", "title1"),
    ("a.csv", HEAD.replace("evidence", "evidense") + ONE, "unknown-column", "evidense1"),
    ("a.csv", HEAD.replace("title", "titel") + ONE, "unknown-column", "titel1"),
)


@pytest.mark.parametrize(("name", "text", "code", "cell"), REFUSED, ids=[r[2] for r in REFUSED])
def test_refused(desk: Desk, name: str, text: str, code: str, cell: str) -> None:
    """A table that is not in order goes back as it came, with what is wrong in each row."""
    send(desk, name, text)
    send(desk, "z.csv", HEAD + ONE.replace("A1", "A7"))

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered)[name][0] == (code, cell)
    assert found.rows == 1
    reply = desk.outbox / name.replace(".csv", ".csv.退回.csv")
    assert [path.suffix for path in found.replies] == [".txt", ".csv"]
    lines = reply.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith(text.splitlines()[0] + ",")
    assert "退回原因" in lines[0]


def test_misspelt_column(desk: Desk) -> None:
    """It is said which column was probably meant, and nothing else about it."""
    send(desk, "a.csv", HEAD.replace("title", "titel") + ONE)

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert [wrong.suggestion for wrong in offered.refused[0].problems] == ["title"]


def test_table_of_the_office(desk: Desk) -> None:
    """What only the office keeps is not taken, whatever it is called."""
    send(desk, "反馈.csv", "单位编号,县编号,单位名称,单位类别\nu9,lan,新院,health_centre\n")

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"反馈.csv": [("office-table", "0")]}
    [text] = found.replies
    assert text.read_text(encoding="utf-8-sig").splitlines()[2:] == [
        "反馈.csv: 这是“单位”表（units），由办公室自行维护 [office-table]",
        "    只收这几种表：完成值、审核与说明、整改；其他变动请另行告知办公室",
    ]


def test_reply_is_mended_and_taken(desk: Desk) -> None:
    """The column with the reasons is passed over when the table comes back."""
    send(desk, "a.csv", HEAD + ONE + ONE.replace("A1", "A2").replace("u1,u1", "u1,u8"))
    _, found = take(desk.settings, desk.inbox, desk.outbox)
    reply = found.replies[1].read_text(encoding="utf-8-sig")
    assert [row["退回原因"][:2] for row in csv.DictReader(reply.splitlines())] == ["", "D:"]
    (desk.inbox / "a.csv").unlink()
    send(desk, "b.csv", reply.replace("u8", "u2"), "utf-8-sig")

    offered, found = take(desk.settings, desk.inbox, desk.outbox)

    assert (codes(offered), found.rows) == ({}, 2)


def test_what_was_agreed_is_for_the_office_to_change(desk: Desk) -> None:
    """A unit cannot put its own deadline off, nor say two things on one day."""
    send(desk, "a.csv", HEAD + ONE)
    take(desk.settings, desk.inbox, desk.outbox)
    send(desk, "b.csv", HEAD + ONE.replace("2018-11-30", "2018-12-30"))
    own = HEAD + ONE.replace("补建", "改建")
    assert codes(take(desk.settings, desk.inbox, desk.outbox)[0]) == {
        "b.csv": [("agreed-otherwise", "G2")]
    }
    (desk.inbox / "b.csv").unlink()
    send(desk, "c.csv", own)

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"c.csv": [("stands-already", "E2")]}
    # The reply goes to the unit, which collects nothing.
    assert "    请告知办公室，或保留已入库的内容" in reply_to(desk, "c.csv")
    assert take(desk.settings, desk.inbox, desk.outbox, LATER)[1].rows == 1


def test_two_files_about_one_action(desk: Desk) -> None:
    """Equal rows count once; different ones are named in both files."""
    send(desk, "a.csv", HEAD + ONE)
    send(desk, "b.csv", HEAD + "\n" + ONE)
    assert take(desk.settings, desk.inbox, desk.outbox)[1].rows == 1
    two = ONE.replace("A1", "A2")
    send(desk, "c.csv", HEAD + two)
    send(desk, "d.csv", HEAD + two.replace("补建", "改建"))

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {n: [("two-statements", "E2")] for n in ("c.csv", "d.csv")}
    assert reply_to(desk, "c.csv")[2] == (
        "c.csv:2:E: d.csv:2:E 对同一项填的是“改建厕所” [two-statements]"
    )


def test_what_cannot_be_confirmed_is_not_offered_to_be(desk: Desk) -> None:
    """An explanation of a figure that nobody reported has no column for a mark."""
    send(desk, "r.csv", REVIEWS + WHY.replace("08,2018-09-03", "09,"))

    offered, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(offered) == {"r.csv": [("nothing-reported", "C2")]}
    assert "看似有误" not in "".join(reply_to(desk, "r.csv"))


def test_figures_in_a_table_are_confirmed_by_a_reason(desk: Desk) -> None:
    """A table has no mark to choose; the reply names the column that it may have."""
    send(desk, "f.csv", "indicator_id,entity_id,period,value\ntoilets,u1,2018-09,150\n")
    offered, _ = take(desk.settings, desk.inbox, desk.outbox)
    assert codes(offered) == {"f.csv": [("far-from-past", "D2")]}
    assert reply_to(desk, "f.csv")[5] == "看似有误但确实无误的，请在“核实说明”一列写明理由。"
    why = "indicator_id,entity_id,period,value,核实说明\ntoilets,u1,2018-09,150,整村验收\n"
    send(desk, "f.csv", why)

    assert take(desk.settings, desk.inbox, desk.outbox)[1].rows > 0


def test_no_formula_goes_back(desk: Desk) -> None:
    """A cell of a reply that a spreadsheet would work out is a text."""
    send(desk, "a.csv", HEAD + ONE.replace("补建厕所", "=1+1").replace("u1,u1", "u1,u8"))

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    assert ",'=1+1," in found.replies[1].read_text(encoding="utf-8-sig")


FIGURES = "indicator_id,entity_id,period,value,note\n"
ROWS = "managed,u1,2018-09,-5%,\ntoilets,u2,2018-09,91,-受台风影响\n"


def test_reply_that_comes_back_unchanged_says_the_same(desk: Desk) -> None:
    """The apostrophes of a reply are ours: what the sender wrote is read again."""
    send(desk, "a.csv", FIGURES + ROWS)
    first, found = take(desk.settings, desk.inbox, desk.outbox)
    reply = found.replies[1].read_text(encoding="utf-8-sig")
    assert (",-5%," in reply, ",'-受台风影响," in reply) == (True, True)
    (desk.inbox / "a.csv").unlink()
    send(desk, "b.csv", reply, "utf-8-sig")

    second, _ = take(desk.settings, desk.inbox, desk.outbox)

    assert codes(second)["b.csv"] == codes(first)["a.csv"]
    said = [[line.texts for line in said_in(offered)] for offered in (first, second)]
    assert said[0] == said[1]
    assert said[0][1]["comment"] == "-受台风影响"


def said_in(offered: Offer) -> tuple[ReturnedLine, ...]:
    """Give the lines of the only file that was refused."""
    [refused] = offered.refused
    assert refused.sent is not None
    return refused.sent.form.lines


def test_table_without_rows_does_not_go_back(desk: Desk) -> None:
    """There is no row to say under it what is wrong; the text asks for the file anew."""
    send(desk, "a.csv", HEAD.replace("title,", ""))

    _, found = take(desk.settings, desk.inbox, desk.outbox)

    [text] = found.replies
    assert text.read_text(encoding="utf-8-sig").splitlines()[-1] == ZH(SEND_ANEW)
