"""What is no bag, what may not be read and what no disk should hold."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from generator.bags import holding as holding_module
from generator.bags import verify
from generator.problems import Code
from tests.bags.made import by_hand, change_page, told

DATA = {"data/a.txt": b"a\n"}


@pytest.mark.parametrize("kind", ["empty", "site", "snapshots", "file", "empty file"])
def test_no_bag(bag: Path, tmp_path: Path, kind: str) -> None:
    """A folder that is no bag is named as such, with the bag in it if there is one."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("not a zip archive")
    (tmp_path / "empty file").write_text("")
    code = Code.BROKEN_ARCHIVE if "file" in kind else Code.NOT_A_BAG

    (found,) = verify(tmp_path / kind)

    assert (str(found.where), found.code) == (str(tmp_path / kind), code)
    assert found.suggestion == (str(bag) if kind == "snapshots" else "")


@pytest.mark.parametrize("kind", ["pipe", "device", "nothing"])
def test_no_file(tmp_path: Path, kind: str) -> None:
    """A pipe is not waited for, and a device is not read."""
    places = {"pipe": tmp_path / "pipe", "device": Path("/dev/zero"), "nothing": tmp_path / "none"}
    os.mkfifo(tmp_path / "pipe")

    assert [found.code for found in verify(places[kind])] == [Code.NOT_A_BAG]


@pytest.mark.slow
def test_deep_folders(bag: Path) -> None:
    """Folders in folders, deeper than a program may call itself, end in a word."""
    deep = "x/" * 1400
    place = os.open(bag / "data", os.O_RDONLY)
    for _ in range(1400):
        os.mkdir("x", dir_fd=place)
        below = os.open("x", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(os.open("file", os.O_CREAT, dir_fd=place))
    os.close(place)

    try:
        assert told(verify(bag), bag) == {(f"data/{deep}file", Code.ADDED_FILE)}
    finally:  # pytest, which clears away, cannot go so deep
        command = ["rm", "-rf", bag / "data/x"]
        subprocess.run(command, check=True)


def test_link_as_declaration(bag: Path, tmp_path: Path) -> None:
    """A bag whose first file is a link is none."""
    (bag / "bagit.txt").rename(tmp_path / "bagit.txt")
    (bag / "bagit.txt").symlink_to(tmp_path / "bagit.txt")

    assert told(verify(bag), bag) == {("bagit.txt", Code.NOT_A_FILE)}


def test_no_right_to_read(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is named, and the others are verified all the same."""
    change_page(bag)
    refuse(monkeypatch, "qx.html")

    assert told(verify(bag), bag) == {
        ("data/units/qx.html", Code.NO_ACCESS),
        ("data/index.html", Code.CHANGED_FILE),
    }


def test_no_right_to_list(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed is named once, not each of its files."""
    scan = holding_module.os.scandir

    def refused(path: str) -> object:
        if path.endswith("units"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(holding_module.os, "scandir", refused)

    assert told(verify(bag), bag) == {("data/units/", Code.NO_ACCESS)}


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Refuse to open files of one name, as to a user without the right."""
    before = Path.open

    def refused(path: Path, *arguments: object, **named: object) -> object:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return before(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)


def test_names_of_others_are_shown_safely(tmp_path: Path) -> None:
    """A name cannot move the cursor of the terminal or end the line."""
    bag = by_hand(tmp_path / "bag", DATA)
    with suppress(OSError):
        (bag / "data/\x1b[2Jx\ny").write_text("")
        (bag / "data").joinpath("\udcff").write_text("")

    for found in verify(bag):
        assert found.lines(str).isprintable() or "\n    " in found.lines(str)
        assert "\x1b" not in found.lines(str)
        found.lines(str).encode()
