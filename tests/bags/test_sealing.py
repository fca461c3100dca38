"""Sealing: the RFC's bag, the same bytes every time, whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from generator import __version__
from generator.bags import examine, fixity_of, seal, verify
from generator.problems import BagError, Code
from tests.bags.made import CORRECTION, FILES, INFO, files_of, told, write_bag, write_payload

ROOT = Path(__file__).parent.parent.parent


def refused(payload: Path, place: Path) -> set[tuple[str, Code]]:
    """Try to seal; give what is wrong with it."""
    with pytest.raises(BagError) as caught:
        seal(payload, place, INFO)
    return told(caught.value.problems, payload)


def test_bag_is_as_the_standard_wants_it(tmp_path: Path) -> None:
    """The texts of a bag, letter by letter, and the payload below data."""
    payload = write_payload(tmp_path / "site")

    sealed = seal(payload, tmp_path / "snapshots/2018Q3", INFO)

    octets = sum(len(text.encode()) for text in FILES.values())
    sums = {f"data/{path}": sha256(text.encode()).hexdigest() for path, text in FILES.items()}
    found = {path: content for path, (content, _) in files_of(sealed.place).items()}
    assert found["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert found["bag-info.txt"].decode() == (
        "Source-Organization: 某县卫生健康局\n"
        "External-Identifier: 2018Q3\n"
        "External-Description: 某县序时进度\n"
        "Bag-Group-Identifier: 2018Q3\n"
        "As-Of: 2018-10-12\n"
        f"Payload-Oxum: {octets}.4\n"
        f"Bag-Software-Agent: xushi {__version__}\n"
    )
    assert found["manifest-sha256.txt"].decode() == "".join(
        f"{sums[path]}  {path}\n" for path in sorted(sums)
    )
    assert sealed.fixity == sha256(found["tagmanifest-sha256.txt"]).hexdigest()
    assert (sealed.files, sealed.octets) == (4, octets)
    assert {path for path in found if path.startswith("data/")} == set(sums)
    assert fixity_of(sealed.place) == sealed.fixity


def test_original_stays(tmp_path: Path) -> None:
    """Sealing copies: what is sealed is neither moved nor changed, nor shared with the bag."""
    payload = write_payload(tmp_path / "site")
    before = files_of(payload)

    bag = seal(payload, tmp_path / "snapshots/2018Q3", INFO).place
    assert files_of(payload) == before

    (payload / "index.html").write_text("written to in place")
    assert verify(bag) == []


def test_sealed_twice_is_equal(tmp_path: Path) -> None:
    """The same payload gives the same bytes and dates, whatever its own dates and order."""
    one = write_bag(tmp_path / "one")
    payload = tmp_path / "two/site"
    for path in reversed(FILES):
        (payload / path).parent.mkdir(parents=True, exist_ok=True)
        (payload / path).write_text(FILES[path], encoding="utf-8")
        os.utime(payload / path, (1, 1))
    (payload / "a folder of nothing").mkdir()

    two = seal(payload, tmp_path / "two/snapshots/2018Q3", INFO).place

    assert files_of(one) == files_of(two)
    days = {dt.datetime.fromtimestamp(date, dt.UTC) for _, date in files_of(one).values()}
    assert days == {dt.datetime(2018, 10, 12, tzinfo=dt.UTC)}


def test_readme_is_for_people(tmp_path: Path) -> None:
    """In both languages: what it is, how to open and check it, what its fixity value is."""
    chinese, english = (write_bag(tmp_path) / "README.txt").read_text("utf-8").split("\n\n\n")

    for text in (chinese, english):
        assert "data/index.html" in text
        assert "\n    sha256sum --check tagmanifest-sha256.txt\n" in text
        assert "\n    sha256sum tagmanifest-sha256.txt\n" in text
    assert chinese.startswith("快照 2018Q3：某县序时进度\n")
    assert "截至2018年10月12日所知的2018年第三季度的情况" in chinese
    assert "封存单位：某县卫生健康局" in chinese
    assert "what was known on 12 October 2018 about the third quarter of 2018" in english
    assert "internal" not in english
    assert not re.search(
        "[一-龥]{3,}", english.replace(INFO.title, "").replace("某县卫生健康局", "")
    )


def test_readme_of_an_internal_correction(tmp_path: Path) -> None:
    """It says why it was made, and that it is not for everybody."""
    bag = write_bag(tmp_path, "2018Q3.r2.internal")
    text = (bag / "README.txt").read_text("utf-8")

    assert f"原因：{CORRECTION.reason}" in text
    assert "仅限内部使用" in text
    assert "It is internal: give it to nobody" in text
    assert f"Correction-Reason: {CORRECTION.reason}\n" in (bag / "bag-info.txt").read_text("utf-8")


def test_commands_of_the_readme_work(tmp_path: Path) -> None:
    """With nothing but sha256sum: a whole bag passes, a changed file does not."""
    bag = write_bag(tmp_path)
    text = (bag / "README.txt").read_text("utf-8")
    commands = re.findall(r"^    (sha256sum --check .*)$", text, flags=re.MULTILINE)[:2]

    def codes() -> list[int]:
        return [
            subprocess.run(line.split(), cwd=bag, capture_output=True).returncode
            for line in commands
        ]

    assert codes() == [0, 0]
    (bag / "data/index.html").write_text("changed")
    assert codes() == [0, 1]


def test_value_stays_on_its_line(tmp_path: Path) -> None:
    """A reason typed on several lines cannot begin a field of its own."""
    payload = write_payload(tmp_path / "site")
    info = replace(CORRECTION, reason="one\nPayload-Oxum: 0.0\r\n\u2028two\x00")

    bag = seal(payload, tmp_path / "2018Q3.r2", info).place

    assert "\nCorrection-Reason: one Payload-Oxum: 0.0 two\n" in (bag / "bag-info.txt").read_text()
    assert verify(bag) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A name that is taken is refused, with the name that a correction would have."""
    bag = write_bag(tmp_path)
    before = files_of(bag)

    with pytest.raises(BagError) as caught:
        seal(tmp_path / "site", bag, INFO)

    (found,) = caught.value.problems
    assert found.describe(str) == (
        "“2018Q3” was sealed already, and what was sealed is never changed",
        "seal a correction under the name “2018Q3.r2” instead",
    )
    assert files_of(bag) == before


def test_nothing_is_written_for_a_name_that_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused before anything is copied, and again in the moment it would take its place."""
    bag = write_bag(tmp_path)
    monkeypatch.setattr("generator.bags.sealing._copy", lambda *_: pytest.fail("was copied"))

    assert refused(tmp_path / "site", bag) == {(str(bag), Code.ALREADY_SEALED)}


def test_another_was_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came into the place meanwhile stays, and the copy is removed."""
    payload, place = write_payload(tmp_path / "site"), tmp_path / "snapshots/2018Q3"
    monkeypatch.setattr("generator.bags.sealing.set_times", lambda *_: write_payload(place))

    assert refused(payload, place) == {(str(place), Code.ALREADY_SEALED)}
    assert list(place.parent.iterdir()) == [place]
    assert files_of(place).keys() == FILES.keys()


@pytest.mark.parametrize("kind", ["empty folder", "file", "link to nowhere"])
def test_whatever_is_there_stays(tmp_path: Path, kind: str) -> None:
    """Something else under the name is not replaced either."""
    place = tmp_path / "2018Q3"
    if kind == "empty folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to(tmp_path / "nowhere")

    assert refused(write_payload(tmp_path / "site"), place) == {(str(place), Code.ALREADY_SEALED)}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2018Q3", "site"]


@pytest.mark.parametrize(
    "name",
    [
        "2018Q5",
        "2018q3",
        "x",
        "2018Q3.r1",
        "2018Q3.r02",
        "2018Q3.internal.r2",
        "2018-13",
        "2018Q3 ",
    ],
)
def test_name_is_checked(tmp_path: Path, name: str) -> None:
    """The name becomes a path and an address, so it is one of a snapshot."""
    place = tmp_path / "snapshots" / name

    assert refused(write_payload(tmp_path / "site"), place) == {(str(place), Code.NO_SNAPSHOT_NAME)}
    assert not (tmp_path / "snapshots").exists()


def test_all_that_cannot_be_sealed_is_named_at_once(tmp_path: Path) -> None:
    """Links, names that Windows forbids or takes for one, all in one list; nothing is written."""
    payload = write_payload(tmp_path / "site")
    wrong = ("a:b", "con.txt", "Aux", "end.", "end ", "100%", "back\\slash", "new\nline", "q?.html")
    for name in wrong:
        (payload / name).write_text("")
    (payload / "Index.html").write_text("")
    (payload / "link").symlink_to("index.html")
    (payload / "folder").symlink_to("units")
    os.mkfifo(payload / "pipe")

    assert refused(payload, tmp_path / "2018Q3") == {
        *((name.replace("\n", "\\x0a"), Code.FORBIDDEN_NAME) for name in wrong),
        ("index.html", Code.NAMES_ALIKE),
        *((name, Code.NOT_A_FILE) for name in ("link", "folder", "pipe")),
    }
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_nothing_is_no_snapshot(tmp_path: Path) -> None:
    """A folder without a file is not sealed."""
    (tmp_path / "site/empty").mkdir(parents=True)
    place = tmp_path / "2018Q3"

    with pytest.raises(BagError) as caught:
        seal(tmp_path / "site", place, INFO)

    assert [found.code for found in caught.value.problems] == [Code.NOTHING_TO_SEAL]


@pytest.mark.parametrize(
    ("name", "info", "told_of"),
    [
        pytest.param("2018Q3", replace(INFO, opens="home.html"), "is not in", id="first page"),
        pytest.param("2018Q3.r2", INFO, "has a reason", id="no reason"),
        pytest.param("2018Q3", CORRECTION, "has a reason", id="reason of nothing"),
        pytest.param("site/2018Q3", INFO, "lies in", id="inside"),
    ],
)
def test_callers_mistakes(tmp_path: Path, name: str, info: object, told_of: str) -> None:
    """What no user can cause is an error of the program."""
    payload = write_payload(tmp_path / "site")

    with pytest.raises(ValueError, match=told_of):
        seal(payload, tmp_path / name, info)  # type: ignore[arg-type]


def test_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is broken off leaves no folder behind."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    payload = write_payload(tmp_path / "site")
    monkeypatch.setattr("generator.bags.sealing._copy", full)

    with pytest.raises(OSError, match="No space"):
        seal(payload, tmp_path / "snapshots/2018Q3", INFO)

    assert list((tmp_path / "snapshots").iterdir()) == []


def test_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a bag is made, another run that wants the same place is sent away."""
    payload, place = write_payload(tmp_path / "site"), tmp_path / "2018Q3"
    found: list[set[tuple[str, Code]]] = []
    copy = seal.__globals__["_copy"]

    def meanwhile(path: Path, target: Path) -> tuple[str, int]:
        if not found:
            found.append(refused(payload, place))
        return copy(path, target)  # type: ignore[no-any-return]

    monkeypatch.setattr("generator.bags.sealing._copy", meanwhile)
    seal(payload, place, INFO)

    assert found == [{(str(place), Code.OTHER_BUILD)}]
    assert verify(place) == []


SEAL = """
import sys
from pathlib import Path
from generator.bags import seal
from tests.bags.made import INFO
payload, place = map(Path, sys.argv[1:])
print("begins", flush=True)
seal(payload, place, INFO)
"""


@pytest.mark.slow
def test_killed_leaves_no_half_bag(tmp_path: Path) -> None:
    """Killed at any moment, the place holds a whole bag or nothing, and the next run succeeds."""
    payload = write_payload(tmp_path / "site")
    for number in range(400):
        (payload / f"page-{number}.html").write_bytes(b"%d" % number * 4000)
    killed = 0
    for moment in range(9):
        place = tmp_path / f"{2000 + moment}Q1"
        sealing = subprocess.Popen(
            [sys.executable, "-c", SEAL, payload, place],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
        )
        assert sealing.stdout is not None
        sealing.stdout.readline()
        time.sleep(0.016 * moment)
        sealing.send_signal(signal.SIGKILL)
        sealing.wait()
        sealing.stdout.close()
        if place.exists():
            assert verify(place) == []
            continue
        killed += 1
        assert seal(payload, place, INFO).files == 404
        assert verify(place) == []
        assert not place.with_name(f".{place.name}.new").exists()
    assert killed > 2
    assert examine(place).files == 404
