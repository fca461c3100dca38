"""Bytes become text: UTF-8, else GB 18030, else a problem. Nothing is guessed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from generator.problems import Code, Location, Problem, problem

# Python's codec follows GB 18030-2005, which gives these bytes private-use characters;
# GB 18030-2022 gives them the characters that have been encoded since.
_SINCE_2022 = {
    0xA6D9: 0xFE10,
    0xA6DA: 0xFE12,
    0xA6DB: 0xFE11,
    0xA6DC: 0xFE13,
    0xA6DD: 0xFE14,
    0xA6DE: 0xFE15,
    0xA6DF: 0xFE16,
    0xA6EC: 0xFE17,
    0xA6ED: 0xFE18,
    0xA6F3: 0xFE19,
    0xFE59: 0x9FB4,
    0xFE61: 0x9FB5,
    0xFE66: 0x9FB6,
    0xFE67: 0x9FB7,
    0xFE6D: 0x9FB8,
    0xFE7E: 0x9FB9,
    0xFE90: 0x9FBA,
    0xFEA0: 0x9FBB,
}
_MENDED = {
    ord(code.to_bytes(2, "big").decode("gb18030")): character
    for code, character in _SINCE_2022.items()
}
_SIGNS = (
    (b"PK\x03\x04", "XLSX"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_MOST_PLACES = 1000  # a file with more such lines is made of them
_ZEROS = 20  # UTF-16 has at least one byte 0 in so many; in other texts a 0 is a slip


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, with what is to be said about its encoding."""

    text: str
    problems: tuple[Problem, ...] = ()
    is_readable: bool = True


def decode(content: bytes, file: str) -> Decoded:
    """Decode a CSV file strictly: UTF-8 with or without BOM, then GB 18030.

    Almost any bytes pass as GB 18030, so two kinds of garbage are refused: UTF-8 with a few
    broken characters, and texts full of characters that nobody here writes (Big5).
    """
    guess = next((name for sign, name in _SIGNS if content.startswith(sign)), "")
    top = content[:4096]
    if not guess and top.count(0) > len(top) / _ZEROS:
        guess = "UTF-16"
    if guess:
        return _refused(file, guess)
    content = content.removeprefix(codecs.BOM_UTF8)
    problems: list[Problem] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        if _is_broken_utf8(content):
            return Decoded("", (problem(Code.BROKEN_UTF8, Location(file, row=row)),), False)
        try:
            text = content.decode("gb18030").translate(_MENDED)
        except UnicodeDecodeError:
            return _refused(file, _old_encoding(content), row)
        if _is_garbled(text):
            return _refused(file, _old_encoding(content), row)
        problems = [problem(Code.READ_AS_GB18030, Location(file))]
    return Decoded(text, (*problems, *islice(_private_characters(text, file), _MOST_PLACES)))


def _refused(file: str, guess: str, row: int = 0) -> Decoded:
    return Decoded("", (problem(Code.BAD_ENCODING, Location(file, row=row), guess=guess),), False)


def _is_broken_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace")
    good = sum(character >= "\u4e00" for character in text) - text.count("\ufffd")
    return good > text.count("\ufffd")


def _is_garbled(text: str) -> bool:
    """Whether more than a fifth of the letters are kana or outside the common characters."""
    letters = [letter for letter in text if letter >= "\u3040" and letter.isalpha()]
    odd = sum(letter <= "\u30ff" or not _is_common(letter) for letter in letters)
    return odd > max(2, len(letters) / 5)


@cache
def _is_common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _old_encoding(content: bytes) -> str:
    for name, codec in (("Big5", "big5hkscs"), ("Shift JIS", "shift_jis")):
        try:
            content.decode(codec)
        except UnicodeDecodeError:
            continue
        return name
    return "Latin-1"


def _is_private(character: str) -> bool:
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"


def _private_characters(text: str, file: str) -> Iterator[Problem]:
    if not any(map(_is_private, set(text))):
        return
    for row, line in enumerate(text.splitlines(), start=1):
        for character in sorted(set(filter(_is_private, line))):
            position = line.index(character)
            yield problem(
                Code.PRIVATE_CHARACTER,
                Location(file, row=row),
                text=line[max(0, position - 10) : position + 10],
                character=f"U+{ord(character):04X}",
            )
