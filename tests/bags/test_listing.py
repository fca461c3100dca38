"""The list of snapshots: in order, with corrections beside what they correct."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.bags import fixity_of, next_correction, snapshots_of, versions_text
from generator.problems import BagError, Code
from generator.snapshot_names import parse_name
from tests.bags.made import CORRECTION, write_bag

NAMES = ("2018Q4", "2018Q3.r2", "2018Q3", "2018Q3.internal", "2018Q3.r10", "2017Q4", "2018H2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seal several snapshots; other things lie beside them."""
    for name in NAMES:
        write_bag(tmp_path, name)
    snapshots = tmp_path / "snapshots"
    for name in ("2018Q3.zip", "2018Q3.sig", "versions.json", ".2018Q2.new", "2019Q1"):
        (snapshots / name).write_text("")
    for name in ("notes", ".2018Q1.new", "2018Q9"):
        (snapshots / name).mkdir()
    return snapshots


def test_in_order(folder: Path) -> None:
    """Older periods first, of one period the corrections after the first; public, then internal."""
    found = snapshots_of(folder)

    assert [(str(snapshot.name), snapshot.is_newest) for snapshot in found] == [
        ("2017Q4", True),
        ("2018Q3", False),
        ("2018Q3.internal", True),
        ("2018Q3.r2", False),
        ("2018Q3.r10", True),
        ("2018H2", True),
        ("2018Q4", True),
    ]


def test_what_is_told(folder: Path) -> None:
    """Day, title, reason and fixity value come from the bag's own texts."""
    found = {str(snapshot.name): snapshot for snapshot in snapshots_of(folder)}["2018Q3.r2"]

    assert (found.as_of, found.title, found.reason) == (
        "2018-10-12",
        "某县序时进度",
        CORRECTION.reason,
    )
    assert found.fixity == fixity_of(folder / "2018Q3.r2")
    assert found.place == folder / "2018Q3.r2"


def test_no_snapshots_yet(tmp_path: Path) -> None:
    """A folder that is not there, or empty, has none."""
    assert snapshots_of(tmp_path / "snapshots") == []
    assert snapshots_of(tmp_path) == []
    assert versions_text([], "zh") == "[]\n"


def test_folder_with_the_name_of_a_snapshot(folder: Path) -> None:
    """A folder that is named as a snapshot and is none is not passed over in silence."""
    (folder / "2019Q2").mkdir()

    with pytest.raises(BagError) as caught:
        snapshots_of(folder)

    (found,) = caught.value.problems
    assert (found.where.file, found.code) == (str(folder / "2019Q2"), Code.NOT_A_BAG)


def test_versions(folder: Path) -> None:
    """Public ones as mike lists them, the newest first and called latest."""
    found = json.loads(versions_text(snapshots_of(folder), "zh"))

    assert found == [
        {"version": "2018Q4", "title": "2018年第四季度", "aliases": ["latest"]},
        {"version": "2018H2", "title": "2018年下半年", "aliases": []},
        {"version": "2018Q3.r10", "title": "2018年第三季度（第9次更正）", "aliases": []},
        {"version": "2018Q3.r2", "title": "2018年第三季度（第1次更正）", "aliases": []},
        {"version": "2018Q3", "title": "2018年第三季度", "aliases": []},
        {"version": "2017Q4", "title": "2017年第四季度", "aliases": []},
    ]
    assert "internal" not in versions_text(snapshots_of(folder), "en")


def test_versions_are_the_same_bytes(folder: Path) -> None:
    """However the list is given, the text is the same, and a person can read it."""
    found = snapshots_of(folder)

    assert versions_text(found, "en") == versions_text(found[::-1], "en")
    assert versions_text(found[-1:], "en") == (
        '[\n  {\n    "version": "2018Q4",\n    "title": "the fourth quarter of 2018",\n'
        '    "aliases": [\n      "latest"\n    ]\n  }\n]\n'
    )


def test_next_correction(folder: Path, tmp_path: Path) -> None:
    """The next one counts both bags of the last; a first snapshot corrects nothing."""
    assert next_correction(folder, "2018Q3") == "2018Q3.r11"
    assert next_correction(folder, "2018Q3", is_internal=True) == "2018Q3.r11.internal"
    assert next_correction(folder, "2018Q4") == "2018Q4.r2"
    assert next_correction(folder, "2018Q1") == "2018Q1"
    assert next_correction(tmp_path / "none", "2018Q1", is_internal=True) == "2018Q1.internal"


@pytest.mark.parametrize("text", [*NAMES, "2018", "2018-08", "2018Q3.r2.internal"])
def test_names_are_written_as_they_are_read(text: str) -> None:
    """A name is its period, its correction and who it is for."""
    assert str(parse_name(text)) == text
