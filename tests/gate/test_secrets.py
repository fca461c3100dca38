"""Short secrets: cells that nobody may see, names behind a word for a person, ids."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.gate.scanning import Forbidden, Scanner
from generator.gate.secrets import secrets_of
from generator.matching import LINEAGE
from generator.model import Tables
from generator.schema import TABLES
from tests.gate.made import WITHHELD


@pytest.fixture(autouse=True)
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program bring no words along, which take long to read."""
    monkeypatch.setattr("generator.gate.secrets.packaged_words", str)


def tables(**cells: str) -> Tables:
    """Make the tables of a site whose only row is a target's."""
    row = {**cells, "file": "targets.csv", "row": "2"}
    return {
        table.name: pd.DataFrame(
            [{name: row.get(name, "") for name in columns}] if table.name == "targets" else [],
            columns=columns,
        )
        for table in TABLES
        for columns in [[*table.names, *LINEAGE]]
    }


def secrets(public: tuple[str, ...] = (), **cells: str) -> set[str]:
    """List the secrets of one target."""
    return set(secrets_of(tables(**cells), {}, public)["text"])


def test_cell_of_a_hidden_column() -> None:
    """A name of two or three signs is a secret there, but where the public may read it."""
    assert secrets(note="张伟国") == {"张伟国"}
    assert secrets(note=" 张\u200b伟 ") == {"张伟"}
    assert secrets(title="张伟国") == set()
    assert secrets(("乡长张伟国",), note="张伟国") == set()
    assert secrets(note="12月") == secrets(note="甲") == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("补报，经办人：张伟国", "张伟国"),
        ("联系人: 李娜，周三", "李娜"),
        ("负责人：欧阳文远。", "欧阳文远"),
        ("填报人：王明电话未留", "王明"),
        ("经办人：张伟国已经核对无误", "张伟国"),
    ],
)
def test_name_behind_a_word(text: str, name: str) -> None:
    """Of what stands behind a word for who did it, the name is a secret of its own."""
    found = secrets(note=text)

    assert name in found
    scanner = Scanner(
        pd.DataFrame({"text": sorted(found), "origin": "a"}), WITHHELD.iloc[:0], Forbidden()
    )
    assert list(scanner.findings("index.html", f"<td>{name}</td>".encode()))


@pytest.mark.parametrize(
    ("target_id", "is_secret"),
    [("zq-17", True), ("zq017", True), ("zq17", False), ("zqzqz", False), ("20171", False)],
)
def test_short_id(target_id: str, is_secret: bool) -> None:
    """Five signs, a letter and a digit among them, are enough for an id."""
    assert secrets(target_id=target_id) == ({target_id} if is_secret else set())


def test_id_like_a_period() -> None:
    """What looks like a period stands on many pages."""
    assert secrets(target_id="2018Q1") == set()
