"""Hours of bad luck in minutes: data spoiled at random, builds killed at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import pipeline
from generator.locales import LOCALES, translations
from generator.problems import Severity
from generator.settings import read_settings
from generator.starter import write_starter
from tests.changing import tree, write_small_site

ROOT = Path(__file__).parent.parent
N_SPOILED = int(os.environ.get("XUSHI_FUZZ", "120"))
N_KILLED = 20
N_FULL = 12
ODD_CELLS = (
    *("", "—", "未报", "≥", "１２．５％", "1e400", "-0", "nan", "=1+1", "2018-02-30", "'", '"'),
    *("\u200b", "\ufeff", "\ue81e", "𬭚", "a|b|", "../..", "<b>", "9" * 400, "\x00", "1,2,3"),
)

pytestmark = [pytest.mark.long, pytest.mark.slow]


def spoil(content: bytes, chance: random.Random) -> bytes:
    """Do one thing to a file that a tired person or a bad disk does."""
    lines = content.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    cells = lines[place].rstrip(b"\n").split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS).encode()
    at = chance.randrange(len(content))
    return chance.choice(
        [
            content[:at],
            content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
            b"".join(lines[:place] + lines[place + 1 :]),
            b"".join([*lines[: place + 1], *lines[place:]]),
            b"".join([*lines[:place], b",".join(cells) + b"\n", *lines[place + 1 :]]),
            b"".join([*lines[:place], b",".join(reversed(cells)) + b"\n", *lines[place + 1 :]]),
            content.decode().encode("gb18030"),
            content.decode().encode("utf-16"),
            content.replace(b"\n", b"\r"),
        ]
    )


@pytest.mark.parametrize("seed", range(N_SPOILED))
def test_spoiled_data_are_told_not_crashed_on(seed: int, tmp_path: Path) -> None:
    """Whatever befalls a table, it is named in words, or judged; never a traceback."""
    write_starter(tmp_path / "demo", demonstration=True)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for path in chance.sample(sorted((tmp_path / "demo" / "data").rglob("*.csv")), 2):
        path.write_bytes(spoil(path.read_bytes(), chance))
    settings = read_settings(tmp_path / "demo" / "mkdocs.yml")

    checked = pipeline.check(settings)

    for locale in LOCALES:
        told = [found.lines(translations(locale).gettext) for found in checked.problems]
        assert all(told)
    if not any(found.severity is Severity.ERROR for found in checked.problems):
        pipeline.evaluate_tables(checked.tables, settings.as_of, settings.tolerance)


BUILD = "from generator import cli, shards; shards.MOST_UNITS = 1; cli.main()"
"""The command, but each county is a shard of its own."""


def start_build(config: Path, day: str, *more: str) -> subprocess.Popen[str]:
    """Start a build in a group of its own, so that all of it can be killed."""
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, "build", "-f", config, "--as-of", day, "--jobs", "2", *more],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def build(config: Path, day: str, *more: str) -> tuple[int, str]:
    """Build; give the exit code and what was said."""
    building = start_build(config, day, *more)
    _, said = building.communicate(timeout=300)
    return building.returncode, said


DAYS = ("2018-10-12", "2018-11-12")


def full_sites(folder: Path) -> list[dict[str, bytes]]:
    """Give the files of reports/ and site/ on each of two days, built with nothing remembered."""
    config, found = write_small_site(folder) / "mkdocs.yml", []
    for day in DAYS:
        assert build(config, day, "--full")[0] == 0
        found.append(tree(folder))
    return found


def only_site(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave what is published."""
    return {path: content for path, content in files.items() if path.startswith("site/public")}


def test_killed_builds_leave_a_whole_site(tmp_path: Path) -> None:
    """Killed at any moment, what is published is the old site or the new one, whole."""
    wanted = full_sites(tmp_path / "full")
    published = [only_site(files) for files in wanted]
    config = write_small_site(tmp_path / "site") / "mkdocs.yml"
    began = time.monotonic()
    assert build(config, DAYS[0])[0] == 0
    took = time.monotonic() - began
    chance = random.Random(11)  # noqa: S311 (no secret)

    for number in range(N_KILLED):
        day = chance.randrange(2)
        building = start_build(config, DAYS[day])
        time.sleep(took * chance.random())
        os.killpg(building.pid, signal.SIGKILL)
        building.communicate()
        assert only_site(tree(config.parent)) in published, number
        if number % 2:
            assert build(config, DAYS[day])[0] == 0
            assert tree(config.parent) == wanted[day], number


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of its own, of 64 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=64m", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root may mount a disk, and not everywhere")
    yield folder
    subprocess.run(["/usr/bin/umount", "--lazy", str(folder)], check=True)


def test_full_disk(small_disk: Path, tmp_path: Path) -> None:
    """Where there is no room, a message says so, what is published stays, and room mends it."""
    wanted = full_sites(tmp_path / "full")
    published = [only_site(files) for files in wanted]
    config = write_small_site(small_disk / "site") / "mkdocs.yml"
    assert build(config, DAYS[0])[0] == 0
    taken = small_disk / "taken"
    chance, refused = random.Random(12), 0  # noqa: S311 (no secret)

    for number in range(N_FULL):
        room = chance.randrange(16 << 20)
        taken.write_bytes(bytes(max(shutil.disk_usage(small_disk).free - room, 0)))
        day = (number + 1) % 2
        code, said = build(config, DAYS[day])
        assert code in (0, 1), said
        assert "Traceback" not in said, said
        assert only_site(tree(config.parent)) in published, number
        refused += code
        taken.unlink()
        assert build(config, DAYS[day])[0] == 0
        assert tree(config.parent) == wanted[day], number
    assert refused
