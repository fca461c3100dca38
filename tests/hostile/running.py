"""Commands run as people run them, each in a process of its own whose memory is measured."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
MOST_MEMORY = 500 * 2**20
"""Bytes that a hostile file may cost at the most, with everything else that is loaded."""
_ADDRESSES = 8 * 2**30
"""What no process of these tests may exceed, so that a failure does not take the machine along."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command."""

    code: int
    said: str
    memory: int
    """The most bytes that were in use at once (the resident set, as the system counts it)."""


def run(*arguments: str | Path, seconds: float = 60) -> Ran:
    """Run a command, `xushi` or, after ``-m``, another; it is killed where it takes too long."""
    module = () if arguments[0] == "-m" else ("-m", "generator")
    with subprocess.Popen(
        [sys.executable, *module, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_limited,
    ) as process:
        too_late = threading.Timer(seconds, process.kill)
        too_late.start()
        assert process.stdout is not None
        said = process.stdout.read().decode("utf-8", "replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        too_late.cancel()
    return Ran(process.returncode, said, used.ru_maxrss * 1024)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
