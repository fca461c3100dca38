"""Commands run as people run them, each in a process of its own whose memory is measured."""

from __future__ import annotations

import os
import resource
import signal
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


_WATCH = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, used = os.wait4(child.pid, 0)
told = f"{os.waitstatus_to_exitcode(status)} {used.ru_maxrss}"
os.write(int(sys.argv[1]), told.encode())
"""
"""A small process between: what a new process is said to have used begins with its parent's."""


def run(*arguments: str | Path, seconds: float = 60) -> Ran:
    """Run a command, `xushi` or, after ``-m``, another; it is killed where it takes too long."""
    module = () if arguments[0] == "-m" else ("-m", "generator")
    command = [sys.executable, *module, *map(str, arguments)]
    read, write = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-S", "-c", _WATCH, str(write), *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[write],
        start_new_session=True,
        preexec_fn=_limited,
    ) as process:
        os.close(write)
        too_late = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
        too_late.start()
        assert process.stdout is not None
        said = process.stdout.read().decode("utf-8", "replace")
        process.wait()
        too_late.cancel()
    with os.fdopen(read, "rb") as pipe:
        code, size = map(int, pipe.read().split() or (-signal.SIGKILL, 0))
    return Ran(code, said, size * 1024)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
