"""Verifying: whatever was done to a bag is found, all of it at once, with its file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.bags import examine, fixity_of, verify
from generator.locales import translations
from generator.problems import Code
from tests.bags.made import add_page, change_info, change_page, lose_page, told


def test_whole_bag(bag: Path) -> None:
    """Nothing is wrong with a bag as it was sealed, wherever it was copied, with other dates."""
    copy = Path(shutil.copytree(bag, bag.parent / "复制 of it", copy_function=shutil.copyfile))

    for place in (bag, copy):
        found = examine(place)
        assert found.problems == ()
        assert (found.files, found.info["As-Of"]) == (4, "2018-10-12")
        assert found.fixity == fixity_of(bag)


def _needs_bagit() -> None:
    """Skip where the Library of Congress' tool is not installed; in CI it must be."""
    if "CI" not in os.environ:
        pytest.importorskip("bagit")


def agrees(bag: Path) -> bool:
    """Ask the Library of Congress' tool whether a bag is valid."""
    _needs_bagit()
    done = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", bag], capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.slow
def test_library_of_congress_agrees(bag: Path) -> None:
    """`bagit.py --validate` finds our bag valid, and a changed, lost or added file as we do."""
    assert agrees(bag)

    for change in (change_page, lose_page, add_page, change_info):
        copy = Path(shutil.copytree(bag, bag.parent / change.__name__))
        change(copy)
        assert not agrees(copy), change.__name__
        assert verify(copy) != []


@pytest.mark.slow
def test_bag_of_the_library_of_congress(tmp_path: Path) -> None:
    """A bag that their tool makes is whole for us, with both kinds of checksums."""
    _needs_bagit()
    bag = tmp_path / "bag"
    bag.mkdir()
    (bag / "某县.html").write_text("x")
    made = [sys.executable, "-m", "bagit", "--sha256", "--sha512", "--contact-name", "某人", bag]
    subprocess.run(made, check=True, capture_output=True)

    assert verify(bag) == []
    (bag / "data/某县.html").write_text("y")
    assert told(verify(bag), bag) == {("data/某县.html", Code.CHANGED_FILE)}


def test_all_at_once(bag: Path) -> None:
    """Changed, lost, added and renamed, in the payload and beside it, in one list."""
    for change in (change_page, lose_page, add_page, change_info):
        change(bag)
    (bag / "data/data/某县.csv").rename(bag / "data/data/某市.csv")
    (bag / "notes.txt").write_text("mine")
    (bag / "README.txt").unlink()
    (bag / "data/link").symlink_to("/etc/passwd")

    assert told(verify(bag), bag) == {
        ("data/index.html", Code.CHANGED_FILE),
        ("data/units/qx.html", Code.LOST_FILE),
        ("data/new.html", Code.ADDED_FILE),
        ("data/data/某县.csv", Code.LOST_FILE),
        ("data/data/某市.csv", Code.ADDED_FILE),
        ("data/link", Code.NOT_A_FILE),
        ("bag-info.txt", Code.CHANGED_FILE),
        ("notes.txt", Code.ADDED_FILE),
        ("README.txt", Code.LOST_FILE),
    }


def test_sentences(bag: Path) -> None:
    """Each is said with the file and what to do, in both languages."""
    lose_page(bag)
    (found,) = verify(bag)

    assert found.lines(str) == (
        f"{bag}/data/units/qx.html: the file is listed in manifest-sha256.txt, but is not there "
        "[lost-file]\n"
        "    restore it from another copy of the bag, or ask the office that sealed it"
    )
    assert found.lines(translations("zh").gettext) == (
        f"{bag}/data/units/qx.html: manifest-sha256.txt 中列有这个文件，但它不在 [lost-file]\n"
        "    请用存档包的另一份副本恢复，或询问封存的单位"
    )
