"""What the lists and declarations of a bag may say, and what is said of wrong ones."""

from __future__ import annotations

from hashlib import sha512
from pathlib import Path

import pytest

from generator.bags import verify
from generator.problems import Code
from tests.bags.made import by_hand, told

DATA = {"data/a.txt": b"a\n"}

OTHERS = "tagmanifest-sha512.txt"


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
