"""What is known of the reports and the site that are there, so that only what changed is made.

A record is forgotten before what it speaks of changes, and written when it has: after a build that
was cut off there is none, and everything is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generator import storage


class Ledger:
    """The record of one folder; deleting it costs time only."""

    def __init__(self, cache_dir: Path, name: str) -> None:
        self._place = str(cache_dir)
        self._name = f"{name}.json"

    def read(self) -> dict[str, Any]:
        """Give the record; an empty one where there is none that can be read."""
        content = storage.get(self._place, self._name)
        try:
            found = json.loads(content or b"{}")
        except ValueError:
            found = {}
        return found if isinstance(found, dict) else {}

    def forget(self) -> None:
        """Say that nothing is known of the folder."""
        Path(self._place, self._name).unlink(missing_ok=True)

    def write(self, record: dict[str, Any]) -> None:
        """Say what the folder holds."""
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        storage.put(self._place, self._name, text.encode())


def are_intact(folder: Path, names: Iterable[str], seconds: int) -> bool:
    """Say whether files are there and nobody has changed them since they were dated."""
    there = set()
    for above, _, files in os.walk(folder):
        below = os.path.relpath(above, folder).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        for name in files:
            if os.stat(f"{above}/{name}").st_mtime == seconds:  # noqa: PTH116 - many files
                there.add(prefix + name)
    return there.issuperset(names)
