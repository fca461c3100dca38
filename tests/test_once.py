"""The folders that all processes of a run share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

Once = Callable[[str, Callable[[Path], object]], Path]


def test_who_comes_later_waits_and_makes_nothing(once: Once) -> None:
    """Of four at a time one lays the folder out, and all find it whole."""
    made: list[Path] = []

    def lay_out(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("whole")

    def read(_: int) -> str:
        return (once("shared", lay_out) / "file").read_text()

    with ThreadPoolExecutor(4) as four:
        assert list(four.map(read, range(4))) == ["whole"] * 4
    assert len(made) == 1


def test_failed_attempt_leaves_nothing(once: Once) -> None:
    """The next one begins with an empty folder."""

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        once("failed", fail)

    assert list(once("failed", lambda folder: (folder / "whole").touch()).iterdir()) == [
        once("failed", fail) / "whole"
    ]
