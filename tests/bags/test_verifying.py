"""Verifying: whatever was done to a bag is found, all of it at once, with its file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha512
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bags import examine, fixity_of, verify
from generator.bags import holding as holding_module
from generator.locales import LOCALES, translations
from generator.problems import Code
from tests.bags.made import by_hand, told, write_bag

DATA = {"data/a.txt": b"a\n"}
OTHERS = "tagmanifest-sha512.txt"


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Seal a small site."""
    return write_bag(tmp_path)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """Seal a small site once; every test puts back what it changed."""
    with tempfile.TemporaryDirectory() as folder:
        yield write_bag(Path(folder))


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


def change_page(bag: Path) -> None:
    """Change a file, its length kept."""
    (bag / "data/index.html").write_bytes(
        (bag / "data/index.html").read_bytes().replace(b"h", b"H")
    )


def lose_page(bag: Path) -> None:
    """Delete a file."""
    (bag / "data/units/qx.html").unlink()


def add_page(bag: Path) -> None:
    """Add a file to the payload."""
    (bag / "data/new.html").write_text("new")


def change_info(bag: Path) -> None:
    """Change a text beside the payload."""
    path = bag / "bag-info.txt"
    path.write_text(path.read_text("utf-8").replace("某县", "某市"), encoding="utf-8")


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


@pytest.mark.slow
@given(chance=st.data())
def test_any_flipped_byte_is_found(kept: Path, chance: st.DataObject) -> None:
    """Any byte of any file, made any other: at least its own file is named, or what it lists."""
    files = sorted(path for path in kept.rglob("*") if path.is_file() and path.stat().st_size)
    path = chance.draw(st.sampled_from(files))
    before = path.read_bytes()
    place = chance.draw(st.integers(0, len(before) - 1))
    other = chance.draw(st.integers(1, 255)) ^ before[place]
    try:
        path.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
        problems = verify(kept)
    finally:
        path.write_bytes(before)

    assert problems
    assert all(
        found.lines(translations(locale).gettext) for found in problems for locale in LOCALES
    )
    assert verify(kept) == []


@pytest.mark.slow
@given(chance=st.data())
def test_any_spoiled_text_is_found(kept: Path, chance: st.DataObject) -> None:
    """Bytes put in, cut out or doubled anywhere in the texts beside the payload."""
    path = chance.draw(st.sampled_from(sorted(kept.glob("*.txt"))))
    before = path.read_bytes()
    begin, end = sorted(
        (chance.draw(st.integers(0, len(before))), chance.draw(st.integers(0, len(before))))
    )
    after = before[:begin] + chance.draw(st.binary(max_size=30)) + before[end:]
    try:
        path.write_bytes(after)
        problems = verify(kept)
    finally:
        path.write_bytes(before)

    assert bool(problems) == (after != before)


@pytest.mark.slow
def test_each_byte_of_the_tag_manifest(kept: Path) -> None:
    """No checksum stands for this list, so capitals, tabs and other line ends are found too."""
    path = kept / "tagmanifest-sha256.txt"
    before = path.read_bytes()
    try:
        for place, byte in enumerate(before):
            for other in {byte ^ 0x20, ord("\t"), ord("\r"), ord("*"), 0, 255} - {byte}:
                path.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
                assert verify(kept), (place, other)
    finally:
        path.write_bytes(before)


def test_further_tag_manifest(bag: Path) -> None:
    """Nothing lists a tag manifest, so one more of them is found by its name."""
    (bag / OTHERS).write_text("")
    (bag / "tagmanifest-notes.html").write_text("")

    assert told(verify(bag), bag) >= {(OTHERS, Code.ADDED_FILE)}
    assert ("tagmanifest-notes.html", Code.ADDED_FILE) in told(verify(bag), bag)


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_list_is_lost(bag: Path, name: str) -> None:
    """Without one of the lists nothing is whole."""
    (bag / name).unlink()

    assert (name, Code.NO_CHECKSUMS) in told(verify(bag), bag)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param(b"%s  data/../../etc/passwd\n", Code.OUTSIDE_BAG, id="up"),
        pytest.param(b"%s  /etc/passwd\n", Code.OUTSIDE_BAG, id="root"),
        pytest.param(b"%s  ~/secret\n", Code.OUTSIDE_BAG, id="home"),
        pytest.param(b"%s  C:/secret\n", Code.OUTSIDE_BAG, id="drive"),
        pytest.param(b"%s  \\\\host\\secret\n", Code.OUTSIDE_BAG, id="share"),
        pytest.param(b"%s  data/%%2E%%2E/x\n", Code.LOST_FILE, id="escaped dots are a name"),
        pytest.param(b"%s  ../bag/data/a.txt\n", Code.OUTSIDE_BAG, id="there and back"),
        pytest.param(b"%s  bagit.txt\n", Code.MISPLACED_LINE, id="tag file"),
        pytest.param(b"%s  data/./a.txt\n", Code.BROKEN_LINE, id="dot"),
        pytest.param(b"%s  data//a.txt\n", Code.BROKEN_LINE, id="empty part"),
        pytest.param(b"%s  data/\0.txt\n", Code.BROKEN_LINE, id="nought"),
        pytest.param(b"%s\n", Code.BROKEN_LINE, id="no path"),
        pytest.param(b"data/b.txt\n", Code.BROKEN_LINE, id="no checksum"),
        pytest.param(b"%s  data/a.txt\n", Code.LISTED_TWICE, id="twice"),
        pytest.param(b"%s  data/\xff.txt\n", Code.NOT_UTF8, id="not UTF-8"),
        pytest.param("%s  data/某县.txt\n".encode("gb18030"), Code.NOT_UTF8, id="GBK"),
    ],
)
def test_wrong_line(tmp_path: Path, line: bytes, code: Code) -> None:
    """A line of the list that cannot be followed is named by its row, and is not followed."""
    digest = b"87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"
    bad = line % digest if b"%s" in line else line
    listed = digest + b" data/a.txt\n" + bad
    bag = by_hand(tmp_path / "bag", {**DATA, "manifest-sha256.txt": listed})

    problems = verify(bag)

    assert code in {found.code for found in problems}
    assert {found.code for found in problems} <= {code, Code.LOST_FILE}
    if code is not Code.LOST_FILE:
        (found,) = (found for found in problems if found.code is code)
        assert str(found.where) == f"{bag}/manifest-sha256.txt:2"


@pytest.mark.parametrize("version", [b"0.97", b"1.0"])
def test_escaped_line_ends(tmp_path: Path, version: bytes) -> None:
    """Line ends in names are escaped in the lists; the percent sign since version 1.0."""
    percent = b"%" if version == b"0.97" else b"%25"
    sums = {
        b"data/a%0Ab": b"a",
        b"data/a%0d%0Ab": b"b",
        b"data/100" + percent: b"c",
    }
    lines = [b"%s %s\n" % (_sha256(content), path) for path, content in sums.items()]
    files = {"data/a\nb": b"a", "data/a\r\nb": b"b", "data/100%": b"c"}
    bag = by_hand(
        tmp_path / "bag",
        {**files, "manifest-sha256.txt": b"".join(lines)},
        declared=b"BagIt-Version: %s\nTag-File-Character-Encoding: UTF-8\n" % version,
    )

    assert verify(bag) == []
    (bag / "data/a\nb").write_bytes(b"changed")
    assert [str(found.where) for found in verify(bag)] == [f"{bag}/data/a\\x0ab"]


def _sha256(content: bytes) -> bytes:
    from hashlib import sha256

    return sha256(content).hexdigest().encode()


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        pytest.param(
            b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
            {Code.UNKNOWN_BAGIT},
            id="version",
        ),
        pytest.param(
            b"BagIt-Version: 1.0\nTag-File-Character-Encoding: GB18030\n",
            {Code.OTHER_ENCODING},
            id="encoding",
        ),
        pytest.param(
            b"BagIt-Version: 9.9\r\nTag-File-Character-Encoding: UTF-16",
            {Code.UNKNOWN_BAGIT, Code.OTHER_ENCODING},
            id="both",
        ),
        pytest.param(
            b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            {Code.BAD_DECLARATION},
            id="byte order mark",
        ),
        pytest.param(b"BagIt-Version: 1.0\n", {Code.BAD_DECLARATION}, id="half"),
        pytest.param(b"\xff\xfe", {Code.BAD_DECLARATION}, id="nothing known"),
    ],
)
def test_declaration(tmp_path: Path, declared: bytes, codes: set[Code]) -> None:
    """The two lines a bag begins with; what is wrong with them does not hide the rest."""
    bag = by_hand(tmp_path / "bag", DATA, declared=declared)
    assert {found.code for found in verify(bag)} == codes

    (bag / "data/a.txt").write_text("changed")
    assert {found.code for found in verify(bag)} == codes | {Code.CHANGED_FILE}


@pytest.mark.parametrize(
    ("info", "codes"),
    [
        pytest.param(b"Payload-Oxum: 2.1\n", set(), id="right"),
        pytest.param(b"Payload-Oxum: 3.1\n", {Code.OTHER_OXUM}, id="bytes"),
        pytest.param(b"Payload-Oxum: 2.2\n", {Code.OTHER_OXUM}, id="files"),
        pytest.param(b"Payload-Oxum: two\n", {Code.OTHER_OXUM}, id="no numbers"),
        pytest.param(b"Reason: long\n  and folded\n", set(), id="folded"),
        pytest.param(b"no field\nPayload-Oxum: 2.1\n", {Code.BROKEN_LINE}, id="line"),
        pytest.param(b" folded\n", {Code.BROKEN_LINE}, id="folded nothing"),
        pytest.param("Reason: 更正\n".encode("gb18030"), {Code.NOT_UTF8}, id="GBK"),
    ],
)
def test_info(tmp_path: Path, info: bytes, codes: set[Code]) -> None:
    """What bag-info.txt says is compared, and every line of it read."""
    bag = by_hand(tmp_path / "bag", {**DATA, "bag-info.txt": info})

    assert {found.code for found in verify(bag)} == codes


def test_other_checksums(tmp_path: Path) -> None:
    """SHA-512 is known; other kinds are told, and do not count as verified."""
    both = {
        "manifest-sha512.txt": f"{sha512(b'a').hexdigest()} data/a.txt\n".encode(),
        "manifest-md5.txt": b"0cc175b9c0f1b6a831c399e269772661 data/a.txt\n",
    }
    bag = by_hand(tmp_path / "bag", {"data/a.txt": b"a", **both})
    assert told(verify(bag), bag) == {("manifest-md5.txt", Code.UNKNOWN_CHECKSUMS)}

    (bag / "manifest-sha512.txt").write_bytes(
        b"%s data/a.txt\n" % sha512(b"b").hexdigest().encode()
    )
    assert ("data/a.txt", Code.CHANGED_FILE) in told(verify(bag), bag)


def test_disk_that_composes_otherwise(tmp_path: Path) -> None:
    """A name that a disk has taken apart (é as e and its accent) is still the same name."""
    bag = by_hand(tmp_path / "bag", {"data/caf\u00e9": b"a"})
    (bag / "data/caf\u00e9").rename(bag / "data/cafe\u0301")
    assert verify(bag) == []

    (bag / "data/caf\u00e9").write_bytes(b"a")
    assert [found.code for found in verify(bag)] == [Code.ADDED_FILE]


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
