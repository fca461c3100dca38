"""Bytes are UTF-8 or GB 18030, or they are refused with a hint."""

from __future__ import annotations

import pytest

from generator.sources.encoding import decode

TEXT = "county_id,name\na,岚江县人民医院\nb,稻川市疾控中心\n"


def codes(content: bytes) -> list[str]:
    """Give what is said about some bytes."""
    return [str(found.code) for found in decode(content, "units.csv").problems]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        pytest.param("utf-8", [], id="UTF-8"),
        pytest.param("utf-8-sig", [], id="UTF-8 with BOM"),
        pytest.param("gbk", ["read-as-gb18030"], id="GBK"),
        pytest.param("gb18030", ["read-as-gb18030"], id="GB 18030"),
    ],
)
def test_known_encodings(encoding, said):
    """The text is the same whatever the encoding; GB 18030 is named."""
    content = TEXT.encode(encoding)

    assert decode(content, "units.csv").text == TEXT
    assert codes(content) == said


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        pytest.param("單位名稱,人民醫院\n健康檔案建檔率,傳染病".encode("big5"), "Big5", id="Big5"),
        pytest.param(TEXT.encode("utf-16"), "UTF-16", id="UTF-16 with BOM"),
        pytest.param(TEXT.encode("utf-16-le"), "UTF-16", id="UTF-16 without BOM"),
        pytest.param(b"PK\x03\x04rest", "XLSX", id="a workbook by another name"),
        pytest.param(b"a,b\n\xff\xfe\xfd,1\n", "Latin-1", id="nothing known"),
    ],
)
def test_neither(content, guess):
    """What is neither is an error that says what it looks like."""
    decoded = decode(content, "units.csv")

    assert not decoded.is_readable
    assert [(str(p.code), dict(p.words)) for p in decoded.problems] == [
        ("bad-encoding", {"guess": guess})
    ]


def test_rare_characters_of_names_are_read():
    """A four-byte character of a county's name is no garbage."""
    text = "name\n㵲阳县\n"

    assert decode(text.encode("gb18030"), "a.csv").text == text


def test_characters_since_2022():
    """Bytes that the older standard gave to private use are the characters of today."""
    assert decode(b"name\n\xfe\x59\xfe\xa0\xb5\xc4\n", "a.csv").text == "name\n\u9fb4\u9fbb的\n"


def test_private_character_is_reported():
    """A character that only one computer knows is named with its row."""
    found = decode("name\n李\ue123\n".encode(), "a.csv").problems

    assert [(str(p.where), str(p.code), dict(p.words)) for p in found] == [
        ("a.csv:2", "private-character", {"text": "李\ue123", "character": "U+E123"})
    ]


def test_a_row_of_another_encoding_is_named():
    """One row pasted from a GBK file into a UTF-8 one is named, not the whole file."""
    mixed = TEXT.encode() + "c,清溪镇\n".encode("gb18030")

    found = decode(mixed, "units.csv").problems

    assert [str(problem.where) for problem in found] == ["units.csv:4"]
    assert codes(mixed) == ["broken-utf8"]


def test_a_mark_of_utf8_before_gbk_is_dropped():
    """A file that was marked as UTF-8 and is GBK is read as GBK, without rubbish in its header."""
    assert decode(b"\xef\xbb\xbf" + TEXT.encode("gbk"), "units.csv").text == TEXT


def test_one_byte_zero_is_no_utf16():
    """A stray NUL leaves the text readable; its cell is named later."""
    text = TEXT.replace("医院", "医\0院")

    assert decode(text.encode(), "units.csv").text == text
