"""Telephone numbers, e-mail addresses and numbers of identity cards, found in bytes by their form.

* Mobile: 11 digits that begin with 13 to 19, also in groups of 3, 4 and 4, also after +86.
* Landline: an area code that begins with 0, then 7 or 8 digits that begin with 2 to 8, joined by
  ``-``, a space or brackets, or by nothing; and 7 or 8 such digits behind a word for a telephone.
* Service numbers: 400 or 800 in groups, such as 400-820-8820.
* E-mail: what the address of a person or an office looks like.
* Identity card (GB 11643): 17 digits and a check digit, with a province, a day of birth from 1900
  on that is in the calendar, and the check digit that belongs to them (ISO 7064, MOD 11-2).

Digits that continue a number, a word or a decimal fraction are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

MOBILE, LANDLINE, EMAIL, PERSON_NUMBER = "mobile", "landline", "email", "identity"

_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LONG = (b"0000000", b"000 0000", b"000-0000")
"""What every number holds, with 0 for each digit: quickly seen not to be there."""
_RUN = re.compile(rb"[0 -]*")
_BEFORE = rb"(?<![0-9A-Za-z_.#%/-])(?<![0-9],)"
_AFTER = rb"(?![0-9A-Za-z_])(?!\.[0-9])"
AHEAD = 100
"""Bytes before the digits that may belong to a number."""
_NUMBER = re.compile(
    _BEFORE
    + rb"(?:(?P<identity>[1-9][0-9]{16}[0-9Xx])"
    + rb"|(?P<mobile>(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}))"
    + rb"|(?P<landline>[(]?0(?:10|2[0-9]|[3-9][0-9]{2})(?:[)] ?|\xef\xbc\x89|[ -]|\xe2\x80\x94)?"
    + rb"[2-8][0-9]{2,3}[ -]?[0-9]{4}|[48]00[ -][0-9]{3}[ -]?[0-9]{4}))"
    + _AFTER
)
_SPOKEN = re.compile(
    "(?:电话|座机|热线|传真|[Tt]el(?:ephone)?|[Pp]hone|[Ff]ax)".encode()
    + rb"(?:[ :.]|\xef\xbc\x9a|<[^<>]{0,80}>){0,4}(?P<landline>[2-8][0-9]{2,3}[ -]?[0-9]{4})"
    + _AFTER
)
_EMAIL = re.compile(
    rb"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
_PROVINCES = frozenset(
    [
        *(*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)),
        *(*range(61, 66), 71, 81, 82, 83),
    ]
)


def contacts_in(content: bytes) -> Iterator[tuple[str, str, int]]:
    """Give each number and address: its kind, its text, and where it begins."""
    if b"@" in content:
        for found in _EMAIL.finditer(content):
            yield EMAIL, found[0].decode(), found.start()
    zeros = content.translate(_DIGITS)
    last = 0
    for start, end in _runs(zeros):
        for pattern in (_NUMBER, _SPOKEN):
            # A word for a telephone, or an area code, stands before the digits.
            for found in pattern.finditer(content, max(last, start - AHEAD), end + AHEAD):
                kind = found.lastgroup or ""
                text = found[kind].decode()
                if found.start(kind) < end and _is_one(kind, text):
                    yield kind, text, found.start(kind)
                    last = max(last, found.end(kind))


def _runs(zeros: bytes) -> list[tuple[int, int]]:
    """Find where digits are many enough, but behind a decimal point."""
    found = set[tuple[int, int]]()
    for needle in _LONG:
        start = zeros.find(needle)
        while start >= 0:
            run = _RUN.match(zeros, start)
            end = run.end() if run else start + len(needle)
            if zeros[start - 1 : start] != b".":
                found.add((start, end))
            start = zeros.find(needle, end)
    return sorted(found)


def _is_one(kind: str, text: str) -> bool:
    return kind != PERSON_NUMBER or is_person_number(text)


def is_person_number(text: str) -> bool:
    """Say whether eighteen signs are the number of an identity card."""
    try:
        fits = ric.calc_check_digit(text) == text[17].upper()
        return fits and ric.get_birth_date(text).year >= 1900 and int(text[:2]) in _PROVINCES
    except InvalidComponent:
        return False


def plain(number: str) -> str:
    """Leave what tells one number or address from another: digits, or letters in one case."""
    if "@" in number:
        return number.lower()
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", re.sub(r"[^0-9Xx]", "", number))
