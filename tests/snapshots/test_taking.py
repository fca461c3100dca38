"""What is refused, and what is left by a run that was cut off: both bags or none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from generator.bags import BagInfo, seal, verify
from generator.problems import BagError, Code
from generator.settings import read_settings
from generator.snapshots import recover, taking
from generator.starter import write_starter
from tests.bags.made import write_bag
from tests.snapshots.made import DAY, refusals, xushi


def test_empty_reason() -> None:
    """A correction without a reason is a misuse."""
    said = xushi("snapshot", "2018Q3", "--reason", " ")

    assert said.exit_code == 2
    assert "say in a few words why the earlier snapshot is corrected" in said.stderr


def test_no_data(tmp_path: Path) -> None:
    """Of a site without reports there is nothing to freeze."""
    write_starter(tmp_path / "site", demonstration=False)

    code, first, left = refusals(tmp_path / "site" / "mkdocs.yml", "2018Q3")

    assert (code, left) == (1, [])
    assert "[no-observations]" in first


def test_nothing_to_correct(config: Path) -> None:
    """A reason without an earlier snapshot is refused, a snapshot over another one too."""
    assert refusals(config, "2018Q3", "--reason", "x")[1].endswith("[nothing-to-correct]")
    write_bag(config.parent)
    assert refusals(config, "2018Q3")[1].endswith("[snapshot-exists]")
    (config.parent / "snapshots" / "2018Q3.r2.zip").touch()
    code, first, left = refusals(config, "2018Q3", "--reason", "x")
    assert (code, left) == (1, ["2018Q3", "2018Q3.r2.zip"])
    assert first.endswith("2018Q3.r2.zip: the file is there already [file-exists]")


def test_addresses_for_a_server(config: Path) -> None:
    """Pages that only a server shows well are not frozen."""
    text = config.read_text(encoding="utf-8").replace("  offline: {}\n", "")
    config.write_text(text.replace("directory_urls: false", "directory_urls: true"), "utf-8")

    said = xushi("snapshot", "2018Q3", "-f", config)

    assert said.exit_code == 1
    assert "mkdocs.yml:use_directory_urls: " in said.stderr


def half_done(folder: Path, name: str) -> None:
    """Leave what a run leaves that is killed between the two bags."""
    sealed = folder / ".unfinished" / "sealed"
    payload = write_bag(folder.parent / "other").parents[1] / "site"
    info = BagInfo(DAY, "某县")
    seal(payload, sealed / name, info)
    seal(payload, folder / f"{name}.internal", info)
    (folder / ".unfinished" / "name").write_text(name, encoding="utf-8")


def test_half_is_finished(config: Path) -> None:
    """After a kill between the two bags the next run puts the second one in place."""
    folder = config.parent / "snapshots"
    half_done(folder, "2018Q2")

    said = xushi("snapshot", "2018Q2", "-f", config)

    assert said.stdout.startswith(
        "A run that was cut off had left half of 2018Q2; the other half is there now.\n"
    )
    assert "[snapshot-exists]" in said.stderr
    assert verify(folder / "2018Q2") == []
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2018Q2", "2018Q2.internal", "versions.json"]


def test_unfinished_is_cleared(config: Path) -> None:
    """After a kill before that nothing is in place, and what was left is removed."""
    settings = read_settings(config)
    work = settings.snapshots_dir / ".unfinished"
    (work / "root" / "data").mkdir(parents=True)

    assert recover(settings).cleared
    assert not work.exists()
    assert recover(settings) == taking.Leftover()


def test_put_in_place_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second bag cannot be put in place, the first one is taken back."""
    sealed, folder = tmp_path / "sealed", tmp_path / "snapshots"
    for path in (sealed / "2018Q3", sealed / "2018Q3.internal", folder):
        path.mkdir(parents=True)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == folder / "2018Q3":
            raise PermissionError
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        taking._put(sealed, folder, "2018Q3")

    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in sealed.iterdir()) == ["2018Q3", "2018Q3.internal"]


def test_unreadable_input(config: Path) -> None:
    """A file of the data that is no file any more is named, and nothing is made."""
    (config.parent / "data" / "lost.csv").symlink_to("nowhere.csv")

    code, first, left = refusals(config, "2018Q3")

    assert (code, left) == (1, [])
    assert first == (
        "data/lost.csv: it cannot be kept in a snapshot: No such file or directory "
        "[unreadable-input]"
    )


@pytest.mark.long
def test_bad_key_leaves_nothing(config: Path) -> None:
    """A key that cannot sign keeps both bags out."""
    key = config.parent / "key"
    key.write_text("no key\n", encoding="utf-8")

    code, _, left = refusals(config, "2018Q3", "--sign", str(key))

    assert (code, left) == (1, [])


@pytest.mark.long
def test_killed(config: Path) -> None:
    """Killed at any time, it leaves both bags or none after the next run."""
    command = [sys.executable, "-m", "generator", "snapshot", "2018Q3", "-f", str(config)]
    folder = config.parent / "snapshots"
    for seconds in (1, 3, 5, 7, 9, 11):
        with suppress(subprocess.TimeoutExpired):  # it is killed then
            subprocess.run(command, timeout=seconds, capture_output=True)
        recover(read_settings(config))
        there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        assert there in (set(), {"2018Q3", "2018Q3.internal", "versions.json"})
        shutil.rmtree(folder, ignore_errors=True)


def test_error_is_one_of_ours() -> None:
    """What is wrong with a snapshot travels as problems."""
    with pytest.raises(BagError) as caught:
        taking._free_name(Path("nowhere"), taking.Order("2018Q3", reason="x"))

    assert [found.code for found in caught.value.problems] == [Code.NOTHING_TO_CORRECT]
