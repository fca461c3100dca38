"""Snapshots are published as they were sealed, or nothing is."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.bags import archive, verify
from generator.problems import Code, GeneratorError
from generator.publishing.contents import read_contents
from tests.bags.made import add_page, change_info, change_page, lose_page, told, write_bag
from tests.publishing.made import bring, files_of, nothing, write_site, xushi

NOTE = "张三 13800138000\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Lay out a site with a snapshot and its archive."""
    bag = write_bag(tmp_path / "sealed")
    home = tmp_path / "home"
    home.mkdir()
    (home / "mkdocs.yml").write_text("site_name: 目标\n", encoding="utf-8")
    write_site(home / "site/public", "one")
    shutil.copytree(bag.parent, home / "snapshots")
    archive(home / "snapshots/2018Q3", home / "snapshots/2018Q3.zip")
    (home / "snapshots/2018Q3.sig").write_text("signature")
    (home / "snapshots/versions.json").write_text("[]")
    return home / "mkdocs.yml"


def add_note(bag: Path) -> None:
    """Put a file beside the texts of a bag."""
    (bag / "说明.txt").write_text(NOTE, encoding="utf-8")


def lose_declaration(bag: Path) -> None:
    """Delete what says that it is a bag."""
    (bag / "bagit.txt").unlink()


def add_to_archive(bag: Path) -> None:
    """Add a file to the archive of a bag."""
    with zipfile.ZipFile(bag.with_name("2018Q3.zip"), "a") as opened:
        opened.writestr("2018Q3/data/说明.txt", NOTE)


def add_beside_archived(bag: Path) -> None:
    """Add a file to the archive, beside the bag in it."""
    with zipfile.ZipFile(bag.with_name("2018Q3.zip"), "a") as opened:
        opened.writestr("说明.txt", NOTE)


def break_archive(bag: Path) -> None:
    """Cut an archive off."""
    place = bag.with_name("2018Q3.zip")
    place.write_bytes(place.read_bytes()[:999])


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (add_note, {("说明.txt", Code.ADDED_FILE)}),
        (add_page, {("data/new.html", Code.ADDED_FILE)}),
        (change_page, {("data/index.html", Code.CHANGED_FILE)}),
        (change_info, {("bag-info.txt", Code.CHANGED_FILE)}),
        (lose_page, {("data/units/qx.html", Code.LOST_FILE)}),
        (lose_declaration, {("", Code.NOT_A_BAG)}),
        (add_to_archive, {(".zip/data/说明.txt", Code.ADDED_FILE)}),
        (add_beside_archived, {(".zip", Code.ODD_ARCHIVE)}),
        (break_archive, {(".zip", Code.BROKEN_ARCHIVE)}),
    ],
)
def test_spoiled(
    config: Path, tmp_path: Path, spoil: Callable[[Path], None], named: set[tuple[str, Code]]
) -> None:
    """A file that was added, changed or lost refuses the publication, in the words of `verify`."""
    target, bag = tmp_path / "target", config.parent / "snapshots/2018Q3"
    assert xushi("publish", "-f", config, target).exit_code == 0
    before = files_of(target)
    write_site(config.parent / "site/public", "two")
    spoil(bag)
    shown = xushi("publish", "-f", config, target)
    verified = xushi("verify", bag, f"{bag}.zip")

    assert (shown.exit_code, shown.stdout) == (1, "")
    assert verified.stdout.endswith(shown.stderr.removeprefix("Looking at the site\n"))
    assert files_of(target) == before
    found = [*verify(bag), *verify(Path(f"{bag}.zip"))]
    names = {(name.removeprefix(str(bag)), code) for name, code in told(found, bag)}
    assert names == named


def test_all_at_once(config: Path, tmp_path: Path) -> None:
    """All that is wrong with several snapshots is named in one go, on the first publication too."""
    folder = config.parent / "snapshots"
    shutil.copytree(folder / "2018Q3", folder / "2018Q2")
    add_note(folder / "2018Q3")
    change_page(folder / "2018Q3")
    lose_page(folder / "2018Q2")
    add_to_archive(folder / "2018Q3")

    with pytest.raises(GeneratorError) as error:
        bring(config.parent / "site/public", tmp_path / "target", snapshots=folder)

    assert told(error.value.problems, folder) == {
        ("2018Q2/data/units/qx.html", Code.LOST_FILE),
        ("2018Q3/data/index.html", Code.CHANGED_FILE),
        ("2018Q3/说明.txt", Code.ADDED_FILE),
        ("2018Q3.zip/data/说明.txt", Code.ADDED_FILE),
    }
    assert not (tmp_path / "target" / "current").exists()


def test_only_what_belongs_there(config: Path, tmp_path: Path) -> None:
    """A sound snapshot goes along with all its files; what lies beside it stays where it is."""
    folder, target = config.parent / "snapshots", tmp_path / "target"
    wanted = {f"snapshots/{path}": content for path, content in files_of(folder).items()}
    (folder / "说明.txt").write_text(NOTE, encoding="utf-8")
    (folder / "2018Q2.sig").write_text(NOTE, encoding="utf-8")
    shutil.copy(folder / "2018Q3.zip", folder / "2018Q1.zip")
    shutil.copytree(folder / "2018Q3", folder / "draft")
    add_note(folder / "draft")

    assert xushi("publish", "-f", config, target).exit_code == 0

    found = files_of(target / "current/")
    frozen = {
        path: content
        for path, content in found.items()
        if path.startswith("snapshots") and not path.endswith(".gz")
    }
    assert frozen == wanted


def test_each_file_is_hashed_once(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was verified is not read for its checksum again."""
    hashed: list[str] = []

    def digest_of(place: str) -> tuple[int, str]:
        hashed.append(Path(place).name)
        return 1, "0" * 64

    monkeypatch.setattr("generator.publishing.contents.digest_of", digest_of)
    home = config.parent
    read_contents(home / "site/public", home / "snapshots", "public", nothing)

    bag = {path.name for path in (home / "snapshots/2018Q3").rglob("*.*")}
    assert {"2018Q3.zip", "2018Q3.sig", "versions.json"} <= {*hashed}
    assert bag.isdisjoint({*hashed} - {"README.md"})
