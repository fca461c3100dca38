"""A process in which the theme's search makes entries; it may stay for the next build."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PROGRAM = Path(__file__).with_name("index.py")

STORE = "jieba-words"
"""jieba's dictionary in the cache, as `index.py` reads it in parts."""


class StoppedError(Exception):
    """The process has stopped; the text is its last words."""


class Searching:
    """Sends lines to the process and waits for its answers; see `index.py` for what they say."""

    def __init__(self, cache_dir: Path) -> None:
        """The process begins with `start`, or when something is sent."""
        self._cache_dir = cache_dir
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> subprocess.Popen[str]:
        """Begin, if it has not begun: to import what it needs takes a third of a second."""
        if self._process and self._process.poll() is None:
            return self._process
        self.close()
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        folder = self._cache_dir.resolve()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no word of it from data
            (sys.executable, "-P", str(PROGRAM), str(folder / STORE)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_surroundings(folder),
            text=True,
            encoding="utf-8",
        )
        return self._process

    def send(self, line: str) -> None:
        """Send a line; it is taken at once, whatever the process does."""
        process = self._process or self.start()
        if process.stdin:
            with suppress(BrokenPipeError):  # it has stopped, and `answer` says why
                process.stdin.write(f"{line}\n")
                process.stdin.flush()

    def answer(self) -> str:
        """Wait for the answer to all that was sent.

        Raises:
            StoppedError: There is none.
        """
        self.send("")
        process = self.start() if self._process is None else self._process
        answer = process.stdout.readline() if process.stdout else ""
        if not answer.endswith("\n"):
            _, said = process.communicate()
            raise StoppedError(*said.strip().splitlines()[-1:])
        return answer

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process:
            self._process.kill()
            with suppress(ValueError, BrokenPipeError):  # what was not sent any more
                self._process.communicate()
            self._process = None


def _surroundings(cache_dir: Path) -> dict[str, str]:
    """Give the environment of the process: jieba's own cache in our folder."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": str(cache_dir),
        "LC_ALL": "C.UTF-8",
    }
