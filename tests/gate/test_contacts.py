"""Numbers and addresses are known by their form, and by nothing else."""

from __future__ import annotations

import pytest

from generator.gate.contacts import contacts_in, is_person_number, plain
from generator.gate.scanning import Forbidden, Scanner
from tests.gate.made import NOTHING, WITHHELD

FOUND = {
    "13812345678": "mobile",
    "138 1234 5678": "mobile",
    "138-1234-5678": "mobile",
    "+86 13812345678": "mobile",
    "0571-88881234": "landline",
    "(0571)8888 1234": "landline",
    "010-6888-1234": "landline",
    "02168881234": "landline",
    "400-820-8820": "landline",
    "zhang.san@example.gov.cn": "email",
    "11010519491231002X": "identity",
    "440524188001010014": "",
    "330106198202300016": "",
    "110105194912310021": "",
    "12345678901": "",
    "138123456789": "",
    "0.13812345678": "",
    "56.58914728682171": "",
    "1514764800000": "",
    "2018-08-31": "",
    "a13812345678": "",
    "91330106MA27X0000X": "",
    "@media print": "",
    "13,812,345,678": "",
}


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_form(text: str, kind: str) -> None:
    """Each is found in the midst of Chinese, with its kind and place, or not at all."""
    content = f"联系人：{text}（办公室）".encode()
    found = list(contacts_in(content))

    assert [one for one, _, _ in found] == ([kind] if kind else [])
    assert all(content[place:].startswith(told.encode()) for _, told, place in found)


def test_spoken() -> None:
    """A local number counts behind a word for a telephone."""
    assert [kind for kind, _, _ in contacts_in("电话：88881234".encode())] == ["landline"]
    assert [kind for kind, _, _ in contacts_in("共有88881234元".encode())] == []


def test_identity_card() -> None:
    """Check digit, day and province must all fit."""
    assert is_person_number("11010519491231002X")
    assert not is_person_number("99010519491231002X")


def test_what_the_settings_name_is_allowed() -> None:
    """An office's number is allowed in any form, and nobody else's is."""
    forbidden = Forbidden(allowed=("规划科 0571-88881234", "office@example.org"))
    scanner = Scanner(NOTHING, WITHHELD.iloc[:0], forbidden)
    content = b"0571 88881234 (0571)88881234 Office@example.org 0571-88881235"

    found = list(scanner.findings("index.html", content))

    assert [(one.code, one.origin, one.column) for one in found] == [
        ("contact-published", "landline", 49)
    ]
    assert plain("+86 138-1234-5678") == "13812345678"
