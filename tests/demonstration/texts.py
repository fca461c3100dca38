"""Reads the hand-written tables beside this package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).with_name("tables")


def whole(name: str) -> str:
    """Give a text as it stands."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def lines(name: str) -> Iterator[str]:
    """Give the lines of one text that are neither empty nor a remark (``#``)."""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def parts(line: str) -> list[str]:
    """Split a line at its bars; a bar without spaces around it joins several ids."""
    return [part.strip() for part in f"{line} ".split(" | ")]


def cells(words: str) -> dict[str, str]:
    """Read ``name=value`` words."""
    return dict(word.split("=", 1) for word in words.split())
