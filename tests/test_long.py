"""Hours of bad luck in minutes: data spoiled at random, builds killed at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator import pipeline
from generator.locales import LOCALES, translations
from generator.problems import Severity
from generator.settings import read_settings
from generator.starter import write_starter

ROOT = Path(__file__).parent.parent
N_SPOILED = int(os.environ.get("XUSHI_FUZZ", "120"))
N_KILLED = 12
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


def start_build(config: Path, day: str) -> subprocess.Popen[bytes]:
    """Start a build in a group of its own, so that all of it can be killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "build", "--quiet", "-f", config, "--as-of", day],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_killed_builds_leave_a_whole_site(tmp_path: Path) -> None:
    """Killed at any moment, what is published is the old site or the new one, whole."""
    config, site = tmp_path / "demo" / "mkdocs.yml", tmp_path / "demo" / "site" / "public"
    write_starter(tmp_path / "demo", demonstration=True)
    days, sites = ("2018-06-30", "2018-09-30"), []
    for day in days:
        began = time.monotonic()
        assert start_build(config, day).wait(timeout=300) == 0
        took = time.monotonic() - began
        sites.append(tree(site))
    shutil.rmtree(tmp_path / "demo" / ".xushi")

    for number in range(N_KILLED):
        building = start_build(config, days[number % 2])
        time.sleep(took * (number + 0.5) / N_KILLED)
        os.killpg(building.pid, signal.SIGKILL)
        building.wait()
        assert tree(site) in sites

    assert start_build(config, days[0]).wait(timeout=300) == 0
    assert tree(site) == sites[0]
