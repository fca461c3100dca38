"""A small site, served by the command in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.changing import write_small_site
from tests.test_cli import start

NEWEST = "observations/2018-10.csv"
"""The newest table of observations, below the data folder."""


@dataclass(frozen=True)
class Serving:
    """A preview that is running."""

    folder: Path
    process: subprocess.Popen[str]
    address: str

    def page(self, name: str) -> Path:
        """Give a file of the site."""
        return self.folder / "site" / "public" / name

    def get(self, path: str) -> str:
        """Ask for a page."""
        with urllib.request.urlopen(self.address.rstrip("/") + path) as answer:  # noqa: S310
            text: str = answer.read().decode()
        return text

    def told(self) -> dict[str, object]:
        """Ask what has happened."""
        found: dict[str, object] = json.loads(self.get("/.xushi/state"))
        return found

    def line(self) -> str:
        """Read one line of what it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def change(self, before: str, after: str) -> None:
        """Write another figure into the newest table of observations."""
        table = self.folder / "data" / NEWEST
        text = table.read_text(encoding="utf-8")
        assert text.count(before) == 1
        table.write_text(text.replace(before, after), encoding="utf-8", newline="\n")


@contextmanager
def serve(folder: Path) -> Iterator[Serving]:
    """Serve the site, without the months before, until the end."""
    write_small_site(folder)
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("course_months: 12", "course_months: 0"), encoding="utf-8")
    process = start("serve", "-f", settings, "--port", "0")
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"The site is at (\S+)", line):
                break
        else:
            raise AssertionError(process.communicate()[1])
        yield Serving(folder, process, found[1])
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
