"""What a long run tells on standard error: phases, how far it is, how fast, how long it will take.

On a terminal a line that is written over; elsewhere one line a phase; for machines JSON lines.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import TextIO

from generator.locales import Translate, mark

FAR = mark("%(done)d of %(total)d, %(rate).1f a second, %(left)s left")

EVERY = 0.1
"""Seconds between two lines of how far it is."""
WIDTH = 24
"""Signs of the bar."""


class Progress:
    """Tells about one run."""

    def __init__(
        self,
        translate: Translate,
        form: str = "text",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``form`` is ``text``, ``json`` or ``quiet``."""
        self._translate = translate
        self._form = form
        self._stream = stream or sys.stderr
        self._clock = clock
        self._phase = ""
        self._first = self._began = self._told = clock()
        self._bar = False

    def say(self, phase: str) -> None:
        """Begin a phase."""
        self._end_bar()
        self._phase, self._began = phase, self._clock()
        self._told = self._began
        if self._form == "json":
            self._write_json()
        elif self._form == "text":
            self._write(self._translate(phase) + "\n")

    def step(self, done: int, total: int) -> None:
        """Say how far the phase is; seldom enough that telling costs nothing."""
        now = self._clock()
        if self._form == "quiet" or (done < total and now - self._told < EVERY):
            return
        self._told = now
        seconds = max(now - self._began, 1e-6)
        left = seconds / done * (total - done)
        if self._form == "json":
            self._write_json(
                done=done, total=total, rate=round(done / seconds, 2), left=round(left, 1)
            )
        elif self._stream.isatty():
            filled = WIDTH * done // max(total, 1)
            words = self._translate(FAR) % {
                "done": done,
                "total": total,
                "rate": done / seconds,
                "left": f"{int(left) // 60}:{int(left) % 60:02}",
            }
            self._bar = True
            self._write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {words}\x1b[K")

    def seconds(self) -> float:
        """Give how long the run has taken so far."""
        return self._clock() - self._first

    def close(self) -> None:
        """Leave the terminal at the beginning of a line."""
        self._end_bar()

    def _end_bar(self) -> None:
        if self._bar:
            self._bar = False
            self._write("\n")

    def _write_json(self, **more: float) -> None:
        self._write(json.dumps({"phase": self._translate(self._phase), **more}) + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
