"""Forbidden words and the internal edition's marks; places; what is undone before searching."""

from __future__ import annotations

import gzip
import io
import zipfile

import pandas as pd
import pytest

from generator.gate.findings import Finding, masked, problems_of
from generator.gate.scanning import Forbidden, Scanner
from generator.gate.secrets import left_of, means_something, pieces_of
from generator.gate.unfolding import unfold
from generator.problems import Code
from tests.gate.made import NOTHING, WITHHELD

NONE = WITHHELD.iloc[:0]


def secret(*texts: str) -> Scanner:
    """Look for some secrets only."""
    return Scanner(
        pd.DataFrame({"text": texts, "origin": ["a.csv:2:note"] * len(texts)}), NONE, Forbidden()
    )


def test_place() -> None:
    """A finding names line, character and byte, and only the ends of the text."""
    content = "<p>公开</p>\n<p>甲 设备检修停机</p>".encode()

    found = list(secret("设备检修停机").findings("a.html", content))

    assert found == [
        Finding("a.html", "", 2, 6, Code.SECRET_PUBLISHED, "设＊＊＊机", "a.csv:2:note", 21)
    ]


def test_place_behind_escapes() -> None:
    """The place is that in the file, whatever was undone before it."""
    content = b'["\\u516c\\u5f00", "\\u8bbe\\u5907\\u68c0\\u4fee"]'

    found = list(secret("设备检修").findings("a.json", content))

    assert [(one.row, one.column) for one in found] == [(1, 19)]


def test_escapes_in_escapes_and_invisible_signs() -> None:
    """Signs that nobody sees do not hide a text."""
    for text in ("设\u200b备\u00ad检<wbr>修", "%E8%AE%BE%e5%a4%87检修", "&#x8bbe;&#22791;检修"):
        assert len(list(secret("设备检修").findings("a.html", text.encode()))) == 1
    assert list(secret("名单 18.xlsx").findings("a.html", "名单%2018.xlsx".encode()))
    assert unfold("plain 5% 97.8%2018年 &amp; &#39;".encode()) is None


def test_whole_words_only() -> None:
    """An id is no part of another id; a text with signs of HTML is known in both forms."""
    found = list(secret("lj-secret").findings("a.html", b"lj-secret-2 xlj-secret 'lj-secret'"))
    assert [one.column for one in found] == [25]
    for text in ("A&amp;B &lt;cde&gt; fg", "A&B <cde> fg"):
        assert list(secret("A&B <cde> fg").findings("a.html", text.encode()))


def test_packed() -> None:
    """What is packed is unpacked; what only looks so is read as it is."""
    packed = gzip.compress(gzip.compress("设备检修".encode()))

    assert [one.part for one in secret("设备检修").findings("a.html.gz.gz", packed)] == [
        "a.html.gz/a.html"
    ]
    codes = [one.code for one in secret("设备检修").findings("a.gz", "设备检修".encode())]
    assert codes == [Code.NOT_SEARCHED, Code.SECRET_PUBLISHED]


def locked() -> bytes:
    """Make an archive whose only file says that a password locks it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "甲")
    content = bytearray(packed.getvalue())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def bomb() -> bytes:
    """Make an archive that unpacks to 100 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(100 << 20))
    return packed.getvalue()


def deep() -> bytes:
    """Pack something five times."""
    content = b"a"
    for _ in range(5):
        content = gzip.compress(content)
    return content


CLOSED: dict[str, bytes] = {
    "half.zip": b"PK\x03\x04 and no more",
    "half.csv.gz": gzip.compress(b"a" * 99)[:-9],
    "locked.zip": locked(),
    "bomb.zip": bomb(),
    "bomb.csv.gz": gzip.compress(bytes(100 << 20)),
    "deep.gz.gz.gz.gz.gz": deep(),
}


@pytest.mark.parametrize("name", CLOSED)
def test_what_cannot_be_opened(name: str) -> None:
    """Nobody knows what it holds, so it is not published."""
    found = list(secret("设备检修").findings(f"files/{name}", CLOSED[name]))

    assert [one.code for one in found] == [Code.NOT_SEARCHED]
    assert "without a password" in next(problems_of(found)).describe(str)[1]


def test_forbidden_words_and_internal_pages() -> None:
    """Words of the settings, the banner and the pages of the internal edition are found."""
    scanner = Scanner(NOTHING, NONE, Forbidden(words=("绝密",)))
    files = {
        "index.html": "<p>绝密</p>",
        "a.html": '<p class="xs-internal" role="note">',
        "b.html": '<a href="../review.html">',
        "en/withheld/c1.html": "<p></p>",
        "review.html": "<p></p>",
        "units/review.html": "<p></p>",
    }
    found = {name: list(scanner.findings(name, text.encode())) for name, text in files.items()}

    assert {name: [one.code for one in every] for name, every in found.items()} == {
        "index.html": ["word-published"],
        "a.html": ["internal-published"],
        "b.html": ["internal-published"],
        "en/withheld/c1.html": ["internal-published"],
        "review.html": ["internal-published", "internal-published"],
        "units/review.html": ["internal-published"],
    }


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("设备检修", True),
        ("检修", False),
        ("2018年10月", False),
        ("1", False),
        ("12345678", False),
        ("lj-2018-07", False),
        ("lj-hospital-07", True),
        ("t-1", False),
    ],
)
def test_what_means_something(text: str, means: bool) -> None:
    """Numbers, days and short words could come from anywhere."""
    assert means_something(text) is means


def test_pieces() -> None:
    """A text counts whole and by clauses; a person's name already with two characters."""
    assert list(pieces_of("因设备检修，未报")) == ["因设备检修", "因设备检修，未报"]
    assert list(pieces_of("王明")) == []
    assert list(pieces_of("王明", is_person=True)) == ["王明"]


def test_public_texts_are_no_secrets() -> None:
    """What stands in a public text, be it inside a longer one, could come from there."""
    frame = pd.DataFrame({"text": ["设备检修", "人员离岗"], "origin": ["a", "b"]})

    assert left_of(frame, ["因设备检修\n停机"])["text"].tolist() == ["人员离岗"]
    assert left_of(frame.iloc[:0], ["x"]).columns.tolist() == ["text", "origin"]


def test_same_findings_are_told_thrice() -> None:
    """Of a text on every page the first places are named, and how many there are."""
    every = [
        Finding(f"{n}.html", "", 1, 1, Code.SECRET_PUBLISHED, masked("设备检修"), "a")
        for n in range(9)
    ]

    told = list(problems_of(every))

    assert [str(one.where) for one in told] == ["0.html:1:1", "1.html:1:1", "2.html:1:1"]
    assert dict(told[0].words)["times"] == "9"
