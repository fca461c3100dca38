"""A publication that is killed at any moment changes nothing for readers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.publishing.releases import faults_of
from tests.publishing.made import bring, nothing, seen, write_site

ROOT = Path(__file__).parent.parent.parent
DYING = """
import os, signal, sys
from pathlib import Path
from tests.publishing.made import bring

site, target, moment = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
seen = 0

def die(event, arguments):
    global seen
    if event in EVENTS and str(target) in str(arguments):
        seen += 1
        if seen == moment:
            os.kill(os.getpid(), signal.SIGKILL)

EVENTS = {"open", "os.link", "os.rename", "os.symlink", "os.mkdir", "os.remove", "os.utime"}
sys.addaudithook(die)
bring(site, target)
"""


def killed(site: Path, target: Path, moment: int) -> bool:
    """Publish in another process that is killed before it changes the folder once more."""
    ran = subprocess.run(
        [sys.executable, "-c", DYING, site, target, str(moment)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert ran.returncode in (0, -signal.SIGKILL)
    return ran.returncode != 0


@pytest.mark.slow
def test_killed_at_many_moments(tmp_path: Path) -> None:
    """Readers see the old release whole or the new one whole, and the next run mends the rest."""
    site, target = write_site(tmp_path / "site", "one"), tmp_path / "target"
    old = bring(site, target).id
    new = bring(write_site(site, "two"), tmp_path / "other").id
    moments = range(1, 400, 13)

    number = 0
    for moment in moments:
        number += 1
        was_killed = killed(site, target, moment)
        current = seen(target).current()
        assert current in (old, new)
        assert faults_of(seen(target), current, nothing) == []
        if not was_killed:
            break
        assert {path.name for path in (target / "current").iterdir()} == {
            path.name for path in (tmp_path / "other/current").iterdir()
        }
    assert number >= 5
    assert not was_killed
    bring(site, target)
    assert seen(target).current() == new
    assert sorted(path.name for path in target.iterdir()) == [
        ".lock",
        "current",
        "edition.txt",
        "history.txt",
        "releases",
    ]
    assert seen(target).history() == [old, new]
