"""Texts of plans: whose they are, what their marks name, what they leave unmarked."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check_site
from generator.plantext import LARGEST, PlanText
from generator.problems import Problem
from generator.sources.texts import read_texts
from tests.check.test_rules import site


def said(text: str, plan_id: str = "p") -> list[str]:
    """Check a text beside the small site and give what is said about it."""
    _, problems = check_site(site(), [PlanText(plan_id, f"plans/{plan_id}.md", text)])
    return [found.lines(str) for found in problems if found.where.file.startswith("plans/")]


BOTH = "[甲](t1)和[乙](t2)"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(BOTH, None, id="all is marked"),
        pytest.param("［甲］（t1|t2）", None, id="Chinese brackets"),
        pytest.param(f"{BOTH}，[网](https://a.example/)", None, id="a link to another site"),
        pytest.param(
            f"{BOTH}\n\n[丙](t11)",
            "plans/p.md:3: “t11” is marked in the text, but is no target of the plan “p”"
            " [unknown-mark]\n    did you mean “t1”?",
            id="an id that is none",
        ),
        pytest.param(
            "[甲](t1)和乙（t2）",
            "plans/p.md:1: the target “t2” is named in the text, but not by a mark [unread-mark]\n"
            "    write [words](id): the words in square brackets, the id right behind in round ones",
            id="an id without a mark",
        ),
        pytest.param(
            "[甲](t1)[　 ](t2)",
            "plans/p.md:1: the target “t2” is named in the text, but not by a mark [unread-mark]\n"
            "    write [words](id): the words in square brackets, the id right behind in round ones",
            id="a mark without words",
        ),
        pytest.param(
            "[甲](t1)",
            "plans/p.md: 1 promises are not marked in the text; the first is 二, “乙”"
            " [unmarked-target]\n    write [words](t2) where the text promises it",
            id="a promise without a mark",
        ),
    ],
)
def test_marks_are_checked(text: str, problem: str | None) -> None:
    """One cause is one problem, with the line of the file."""
    assert said(text) == ([problem] if problem else [])


def test_text_without_plan_is_named() -> None:
    """A text whose name is no plan's would be shown nowhere."""
    assert said(BOTH, plan_id="p2") == [
        "plans/p2.md: there is no plan “p2” in the table “plans”, so the text is shown nowhere"
        " [text-without-plan]\n    did you mean “p.md”?"
    ]


def read(folder: Path, **files: bytes) -> tuple[list[PlanText], list[Problem]]:
    """Put files into a folder of texts and read it."""
    (folder / "plans").mkdir()
    for name, content in files.items():
        (folder / "plans" / f"{name}.md").write_bytes(content)
    return read_texts(folder)


def test_texts_are_read_in_both_encodings(tmp_path: Path) -> None:
    """GB 18030 is read like any table; a note on the folder is no text."""
    texts, problems = read(
        tmp_path, a="甲".encode(), b="乙字".encode("gb18030"), README="丙".encode()
    )

    assert [(text.plan_id, text.text) for text in texts] == [("a", "甲"), ("b", "乙字")]
    assert [str(found.code) for found in problems] == ["read-as-gb18030"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a" * (LARGEST + 1), "text-too-large"),
        (b"a\x07b", "not-text"),
        (b"PK\x03\x04", "bad-encoding"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Too much, or none at all: named and not read."""
    texts, problems = read(tmp_path, a=content)

    assert texts == []
    assert [str(found.code) for found in problems] == [code]
