"""The full text of a plan, and the marks by which its words point at targets.

``[the words of the promise](target_id)`` marks a promise; several targets that stand in the same
words are joined by ``|``. Brackets typed with a Chinese keyboard, ``［…］（…）``, count as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LARGEST = 512 * 2**10
"""Bytes of a text that is still read: some 170 000 Chinese characters."""

_MARK = re.compile(
    r"[\[［](?![\s\u3000]*[\]］])(?P<words>[^\[\]［］\n]+)[\]］][(（]\s*(?P<ids>#?[A-Za-z0-9][\w.|#-]*)\s*[)）]",
    re.ASCII,
)
_UNREAD = re.compile(r"[(（\[［]\s*(?P<id>[A-Za-z0-9][\w.-]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class PlanText:
    """The text of one plan as its file holds it, in Markdown."""

    plan_id: str
    """The name of the file without ``.md``."""
    file: str
    """Path below the data folder, with ``/``."""
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a text that promise something."""

    row: int
    """The line of the file, counted from 1."""
    words: str
    target_ids: tuple[str, ...]


def marks(text: str) -> Iterator[Mark]:
    """Find every mark, line by line."""
    for row, line in enumerate(text.splitlines(), start=1):
        for found in _MARK.finditer(line):
            yield Mark(row, found["words"], _ids(found["ids"]))


def replace_marks(text: str, put: Callable[[str, tuple[str, ...]], str]) -> str:
    """Put something in the place of every mark, made from its words and the ids it names."""
    return _MARK.sub(lambda found: put(found["words"], _ids(found["ids"])), text)


def unread_ids(text: str) -> Iterator[tuple[int, str]]:
    """Find what stands in brackets like an id and is no mark, with its line."""
    for row, line in enumerate(text.splitlines(), start=1):
        for found in _UNREAD.finditer(_MARK.sub("", line)):
            yield row, found["id"]


def _ids(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split("|") if part)
