"""Archives: the same bytes from the same bag, verified in place, and never a danger."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bags import archive, examine, fixity_of, seal, verify
from generator.bags import archiving as archiving_module
from generator.bags import holding as holding_module
from generator.problems import BagError, Code
from tests.bags.made import INFO, by_hand, files_of, told, write_bag

DATA = {"data/a.txt": b"a\n"}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Seal a small site."""
    return write_bag(tmp_path)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """Archive a small site once; every test puts back what it changed."""
    with tempfile.TemporaryDirectory() as folder:
        yield archive(write_bag(Path(folder)), Path(folder) / "2018Q3.zip")


@pytest.mark.parametrize("compressed", [False, True])
def test_archive_is_the_bag(bag: Path, tmp_path: Path, compressed: bool) -> None:
    """Unpacked it is the bag again; packed it has the same fixity value, and is whole."""
    place = archive(bag, tmp_path / "zips/2018Q3.zip", compressed=compressed)
    shutil.unpack_archive(place, tmp_path / "out")

    contents = [
        {path: content for path, (content, _) in files_of(folder).items()}
        for folder in (bag, tmp_path / "out/2018Q3")
    ]
    assert contents[0] == contents[1]
    assert examine(place) == examine(bag)
    assert [path.name for path in (tmp_path / "zips").iterdir()] == ["2018Q3.zip"]


def test_same_bytes(bag: Path, tmp_path: Path) -> None:
    """A copy with other dates, rights and another order of files gives the same archive."""
    copy = tmp_path / "copy/2018Q3"
    for path in sorted(bag.rglob("*"), reverse=True):
        if path.is_file():
            target = copy / path.relative_to(bag)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            target.chmod(0o600)

    one = archive(bag, tmp_path / "one.zip").read_bytes()
    two = archive(copy, tmp_path / "two.zip").read_bytes()

    assert one == two


def test_entries(bag: Path, tmp_path: Path) -> None:
    """One folder; the README first, the rest in order; dated by the data, with plain rights."""
    with zipfile.ZipFile(archive(bag, tmp_path / "2018Q3.zip")) as made:
        entries = made.infolist()

    names = [entry.filename for entry in entries]
    assert names[0] == "2018Q3/README.txt"
    assert names[1:] == sorted(names[1:])
    assert {name.partition("/")[0] for name in names} == {"2018Q3"}
    assert {entry.date_time for entry in entries} == {(2018, 10, 12, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {(entry.create_system, entry.compress_type) for entry in entries} == {(3, 0)}


def test_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where 32 bits do not suffice, 64 are taken; shown with a limit that is small."""
    bag = write_bag(tmp_path)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 200)

    place = archive(bag, tmp_path / "2018Q3.zip")

    assert b"PK\x06\x06" in place.read_bytes()
    assert verify(place) == []


MEASURED = """
import resource, sys
from pathlib import Path
from generator.bags import archive, verify
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
archive(Path(sys.argv[1]), Path(sys.argv[2]))
assert verify(Path(sys.argv[2])) == []
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_not_in_memory(tmp_path: Path) -> None:
    """A file of 100 MB is sealed, archived and verified in a few of memory."""
    payload = tmp_path / "site"
    payload.mkdir()
    (payload / "index.html").write_bytes(os.urandom(1 << 20) * 100)
    bag = seal(payload, tmp_path / "2018Q3", INFO).place

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, bag, tmp_path / "2018Q3.zip"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.fspath(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) < 30_000  # kilobytes


def test_damaged_bag_is_not_archived(bag: Path, tmp_path: Path) -> None:
    """What is not whole is not handed on."""
    (bag / "data/index.html").write_text("changed")

    with pytest.raises(BagError) as caught:
        archive(bag, tmp_path / "2018Q3.zip")

    assert told(caught.value.problems, bag) == {("data/index.html", Code.CHANGED_FILE)}
    assert not (tmp_path / "2018Q3.zip").exists()


def test_nothing_is_overwritten(bag: Path, tmp_path: Path) -> None:
    """An archive that is there stays."""
    (tmp_path / "2018Q3.zip").write_text("mine")

    with pytest.raises(BagError) as caught:
        archive(bag, tmp_path / "2018Q3.zip")

    assert [found.code for found in caught.value.problems] == [Code.FILE_EXISTS]
    assert (tmp_path / "2018Q3.zip").read_text() == "mine"


def test_broken_off(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, or Ctrl-C, leaves no half archive."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archiving_module.shutil, "copyfileobj", interrupt)
    with pytest.raises(KeyboardInterrupt):
        archive(bag, tmp_path / "zips/2018Q3.zip")

    assert list((tmp_path / "zips").iterdir()) == []


def rewritten(place: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """Write an archive anew, its files changed."""
    with zipfile.ZipFile(place) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    with zipfile.ZipFile(place, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return place


def test_all_that_was_done_is_found(bag: Path, tmp_path: Path) -> None:
    """Changed, lost and added files of an archive are named as those of a folder are."""

    def change(files: dict[str, bytes]) -> None:
        files["2018Q3/data/index.html"] += b"x"
        files["2018Q3/notes.txt"] = b""
        files["2018Q3/data/new.html"] = b""
        del files["2018Q3/data/units/qx.html"]

    place = rewritten(archive(bag, tmp_path / "2018Q3.zip"), change)

    assert told(verify(place), place) == {
        ("data/index.html", Code.CHANGED_FILE),
        ("notes.txt", Code.ADDED_FILE),
        ("data/new.html", Code.ADDED_FILE),
        ("data/units/qx.html", Code.LOST_FILE),
    }


def test_files_without_a_folder(bag: Path, tmp_path: Path) -> None:
    """An archive of the files alone, without their folder, is verified all the same."""
    place = Path(shutil.make_archive(str(tmp_path / "flat"), "zip", bag))

    assert verify(place) == []


@pytest.mark.parametrize(
    "name",
    ["../evil", "/evil", "2018Q3/../../evil", "2018Q3/a\\b", "other/evil", "C:/evil", "2018Q3//x"],
)
def test_path_that_leads_out(bag: Path, tmp_path: Path, name: str) -> None:
    """An entry that would be unpacked elsewhere is named, and read by nobody."""
    place = archive(bag, tmp_path / "2018Q3.zip")
    with zipfile.ZipFile(place, "a") as made:
        made.writestr(name, "evil")

    (found,) = verify(place)

    assert (found.where.file, found.code) == (str(place), Code.ODD_ARCHIVE)
    assert dict(found.words)["text"] == name


def test_link_in_an_archive(bag: Path, tmp_path: Path) -> None:
    """A link stored in the archive is named, not followed, and its file not said to be lost."""
    place = rewritten(
        archive(bag, tmp_path / "2018Q3.zip"), lambda files: files.pop("2018Q3/data/index.html")
    )
    link = zipfile.ZipInfo("2018Q3/data/index.html")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(place, "a") as made:
        made.writestr(link, "/etc/passwd")

    assert [found.code for found in verify(place)] == [Code.ODD_ARCHIVE]


def test_entry_twice(bag: Path, tmp_path: Path) -> None:
    """Two entries of one name: programs differ in which they unpack."""
    place = archive(bag, tmp_path / "2018Q3.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(place, "a") as made:
        warnings.simplefilter("ignore")
        made.writestr("2018Q3/data/index.html", "another")

    assert [found.code for found in verify(place)] == [Code.ODD_ARCHIVE]


def test_rare_compression(bag: Path, tmp_path: Path) -> None:
    """Only what every system can unpack is read."""
    place = rewritten(archive(bag, tmp_path / "2018Q3.zip"), lambda files: None)
    with zipfile.ZipFile(place, "a", zipfile.ZIP_LZMA) as made:
        made.writestr("2018Q3/data/new", "x" * 100)

    assert [found.code for found in verify(place)] == [Code.ODD_ARCHIVE]


def bomb(place: Path, files: int, octets: int) -> Path:
    """Write an archive of a bag with files of noughts, compressed."""
    place.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as made:
        for path in by_hand(place.parent / "bag", DATA).rglob("*"):
            if path.is_file():
                made.write(path, f"bag/{path.relative_to(place.parent / 'bag').as_posix()}")
        for number in range(files):
            made.writestr(f"bag/data/{number}", bytes(octets))
    return place


@pytest.mark.slow
def test_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would unpack to far more than its size is not read at all."""
    place = bomb(tmp_path / "bomb.zip", 3, 40 << 20)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("was read"))

    (found,) = verify(place)

    assert found.code is Code.ARCHIVE_TOO_LARGE
    assert found.describe(str)[0] == (
        "the archive would unpack to 125,829,412 B, more than 67,108,864 B"
    )


@pytest.mark.slow
def test_lying_bomb(tmp_path: Path) -> None:
    """An entry that says it is small is read no further than it says."""
    place = bomb(tmp_path / "bomb.zip", 1, 90 << 20)
    size = (90 << 20).to_bytes(4, "little")
    place.write_bytes(place.read_bytes().replace(size, (10).to_bytes(4, "little")))

    assert told(verify(place), place) == {
        ("data/0", Code.ADDED_FILE),
    }


def test_overlapping_bomb(tmp_path: Path) -> None:
    """Entries that share their bytes count each, so that their sum shows what they are."""
    place = bomb(tmp_path / "bomb.zip", 1, 1 << 20)
    with zipfile.ZipFile(place) as made:
        entries = made.infolist()
        entry = next(entry for entry in entries if entry.filename == "bag/data/0")
    with zipfile.ZipFile(place, "a") as made:
        for number in range(200):
            copy = zipfile.ZipInfo(f"bag/data/x{number}")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(copy, name, getattr(entry, name))
            made.filelist.append(copy)
        made._didModify = True  # type: ignore[attr-defined]

    assert [found.code for found in verify(place)] == [Code.ARCHIVE_TOO_LARGE]


def test_endless_index(bag: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of files longer than any sound one is not taken into memory."""
    place = archive(bag, tmp_path / "2018Q3.zip")
    monkeypatch.setattr(holding_module, "MOST_INDEX", 300)

    assert [found.code for found in verify(place)] == [Code.ARCHIVE_TOO_LARGE]


@pytest.mark.parametrize("compressed", [False, True])
def test_wrong_sizes(bag: Path, tmp_path: Path, compressed: bool) -> None:
    """An archive that says that a file takes gigabytes of it is not asked for gigabytes."""
    place = archive(bag, tmp_path / "2018Q3.zip", compressed=compressed)
    content = place.read_bytes()
    packed = content.rindex(b"2018Q3/manifest-sha256.txt") - 46 + 20
    large = (0xF0000000).to_bytes(4, "little")
    place.write_bytes(content[:packed] + large + content[packed + 4 :])

    found = examine(place)

    assert found.fixity == fixity_of(bag)
    assert [problem.code for problem in found.problems][:1] == (
        [] if compressed else [Code.ODD_ARCHIVE]
    )


def test_archive_cut_short(bag: Path, tmp_path: Path) -> None:
    """An archive that was fetched in part is damaged, wherever it ends."""
    place = archive(bag, tmp_path / "2018Q3.zip")
    content = place.read_bytes()
    for end in range(0, len(content), 97):
        place.write_bytes(content[:end])

        (found,) = verify(place)
        assert found.code is Code.BROKEN_ARCHIVE


@pytest.mark.slow
@given(chance=st.data())
def test_flipped_byte_of_a_file(kept: Path, chance: st.DataObject) -> None:
    """A byte of a file in the archive is found; of a header it is, or nothing it says is used."""
    content = kept.read_bytes()
    with zipfile.ZipFile(kept) as made:
        entry = chance.draw(st.sampled_from([e for e in made.infolist() if e.file_size]))
    begin = entry.header_offset + 30 + len(entry.filename.encode())
    place = begin + chance.draw(st.integers(0, entry.file_size - 1))
    other = content[place] ^ chance.draw(st.integers(1, 255))
    try:
        kept.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])
        problems = verify(kept)
    finally:
        kept.write_bytes(content)

    assert problems


@pytest.mark.slow
@given(chance=st.data())
def test_spoiled_archives_are_told_not_crashed_on(kept: Path, chance: st.DataObject) -> None:
    """Whatever bytes are put anywhere: no traceback, and a fixity value only of what was sealed."""
    content, fixity = kept.read_bytes(), fixity_of(kept)
    place = chance.draw(st.integers(0, len(content)))
    spoiled = chance.draw(st.binary(min_size=1, max_size=8))
    try:
        kept.write_bytes(content[:place] + spoiled + content[place + len(spoiled) :])
        found = examine(kept)
    finally:
        kept.write_bytes(content)

    assert found.problems or found.fixity == fixity
    assert all(problem.lines(str) for problem in found.problems)


@given(content=st.binary(max_size=400))
def test_noise_is_no_archive(content: bytes) -> None:
    """Any bytes at all are refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "x.zip"
        place.write_bytes(content)

        assert [found.code for found in verify(place)] == [Code.BROKEN_ARCHIVE]


def test_another_programs_archive(bag: Path, tmp_path: Path) -> None:
    """An archive with entries for folders, made without sizes known ahead, is read too."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.mkdir("2018Q3")
        for path in sorted(bag.rglob("*")):
            name = f"2018Q3/{path.relative_to(bag).as_posix()}"
            made.write(path, name)
    (tmp_path / "2018Q3.zip").write_bytes(target.getvalue())

    assert verify(tmp_path / "2018Q3.zip") == []
