"""What a person sees who verifies a snapshot."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.bags import archive, fixity_of, sign
from generator.cli import cli
from tests.bags.made import by_hand, write_bag

pytestmark = pytest.mark.slow

ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env=ENGLISH).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Seal a small site."""
    return write_bag(tmp_path)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """Make a pair of keys; give the private and the public one."""
    private, public = tmp_path / "key.pem", tmp_path / "public.pem"
    for command in (
        ["openssl", "genpkey", "-algorithm", "ED25519", "-out", private],
        ["openssl", "pkey", "-in", private, "-pubout", "-out", public],
    ):
        subprocess.run(command, check=True, capture_output=True)
    return private, public


def test_whole(bag: Path, tmp_path: Path) -> None:
    """Folder and archive are whole, and have the fixity value that one compares."""
    place = archive(bag, tmp_path / "2018Q3.zip")

    shown = xushi("verify", bag, place)

    octets = sum(path.stat().st_size for path in (bag / "data").rglob("*") if path.is_file())
    fixity = f"    Fixity value (SHA-256): {fixity_of(bag)}\n"
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout == (
        f"{bag} is whole: 4 files, {octets} bytes.\n{fixity}"
        f"{place} is whole: 4 files, {octets} bytes.\n{fixity}"
        "Compare the fixity value with the one that was published: it alone, or a signature, "
        "shows that not the whole was exchanged.\n"
    )


def test_not_whole(bag: Path, tmp_path: Path) -> None:
    """What is wrong is listed for all paths; one is enough to end with 1."""
    place = archive(bag, tmp_path / "2018Q3.zip")
    (bag / "data/index.html").write_text("changed")
    (bag / "data/new.html").write_text("")

    shown = xushi("verify", place, bag, tmp_path / "site")

    assert shown.exit_code == 1
    assert shown.stderr == ""
    assert f"{place} is whole: 4 files" in shown.stdout
    assert shown.stdout.endswith(
        f"{bag} is not as it was sealed.\n"
        f"    Fixity value (SHA-256): {fixity_of(bag)}\n"
        "To mend:\n"
        f"{tmp_path}/site: there is no bag here: “bagit.txt” is missing [not-a-bag]\n"
        "    name the folder that holds bagit.txt, or the .zip of such a folder\n"
        f"{bag}/data/index.html: the file was changed since the bag was sealed [changed-file]\n"
        "    restore it from another copy of the bag, or ask the office that sealed it\n"
        f"{bag}/data/new.html: the file is not listed in manifest-sha256.txt; it was added since "
        "the bag was sealed [added-file]\n"
        "    move it out of the bag\n"
        "3 to mend, 0 to look at.\n"
    )


def test_in_chinese(bag: Path) -> None:
    """The same in Chinese."""
    (bag / "data/index.html").unlink()

    shown = xushi("verify", "--locale", "zh", bag)

    assert shown.exit_code == 1
    assert (
        f"{bag} 与封存时不同。\n    固化值（SHA-256）：{fixity_of(bag)}\n必须更正：\n"
        in shown.stdout
    )


def test_something_to_look_at(tmp_path: Path) -> None:
    """A list that cannot be checked is told, but is no fault."""
    bag = by_hand(tmp_path / "bag", {"data/a": b"a", "manifest-md5.txt": b"0 data/a\n"})

    shown = xushi("verify", bag)

    assert shown.exit_code == 0
    assert "is whole: 1 files, 1 bytes." in shown.stdout
    assert "0 to mend, 1 to look at." in shown.stdout


def test_signed(bag: Path, keys: tuple[Path, Path]) -> None:
    """A signature that fits is said to; one that does not is a fault."""
    signature = sign(bag, keys[0])
    arguments = ("verify", bag, "--signature", signature, "--public-key", keys[1])
    shown = xushi(*arguments)
    assert shown.exit_code == 0
    assert shown.stdout.endswith(f"\nThe signature fits the key in {keys[1]}.\n")

    signature.write_bytes(b"x" * 64)
    shown = xushi(*arguments)
    assert shown.exit_code == 1
    assert f"{signature}: the signature is not of this bag and this key" in shown.stdout
    assert f"{bag} is whole" in shown.stdout


def test_all_is_said_though_the_key_is_wrong(bag: Path, keys: tuple[Path, Path]) -> None:
    """A key that cannot be used does not hide what is wrong with the bag."""
    signature = sign(bag, keys[0])
    (bag / "data/index.html").unlink()

    shown = xushi("verify", bag, "--signature", signature, "--public-key", keys[0])

    assert shown.exit_code == 1
    assert "[lost-file]" in shown.stdout
    assert "[other-key]" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param([], "Missing argument 'PATH...'", id="nothing"),
        pytest.param(["none"], "'none' does not exist", id="no such path"),
        pytest.param(["bag", "--signature", "bag/bagit.txt"], "name both files", id="no key"),
        pytest.param(
            ["bag", "--public-key", "bag/bagit.txt"], "name both files", id="no signature"
        ),
        pytest.param(
            [*("bag", "bag"), *("--signature", "bag/bagit.txt", "--public-key", "bag/bagit.txt")],
            "name one path",
            id="two paths",
        ),
    ],
)
def test_misuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    """What cannot be meant ends with 2."""
    by_hand(tmp_path / "bag", {"data/a": b"a"})
    monkeypatch.chdir(tmp_path)

    shown = xushi("verify", *arguments)

    assert shown.exit_code == 2
    assert told in shown.stderr


def test_help() -> None:
    """The help shows a line that can be typed."""
    output = xushi("verify", "--help").output

    assert re.search(r"Example 示例:\n +xushi verify snapshots/2018Q3 2018Q3.zip", output)


WATCHED = """
import sys
import generator.cli

CHANGES = {"socket.connect", "subprocess.Popen", "os.mkdir", "os.rename", "os.remove", "os.utime"}

def watch(event, arguments):
    is_opened = event == "open" and isinstance(arguments[1], str)
    if event in CHANGES or is_opened and set(arguments[1]) & set("wax+"):
        print(event, arguments, file=sys.stderr)

sys.addaudithook(watch)
generator.cli.main()
"""


def test_nothing_else_is_touched(bag: Path, tmp_path: Path) -> None:
    """Verifying asks no network, starts no program and writes nothing."""
    place = archive(bag, tmp_path / "2018Q3.zip")

    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, "verify", bag, place],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "en_GB.UTF-8"},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.dumps(done.stdout).count("is whole") == 2
