"""GB/T 2260: which six-digit county codes were held in which year, and what came after them.

Source:
    Compiled from the lists of the Ministry of Civil Affairs, 1981 to the end of 2024 (CC0):
    2,846 codes in use and 3,399 that were retired or changed. ``gb2260.csv`` has one row a code
    and span of years: ``since`` and ``until`` are years, ``until`` is empty for codes in use,
    ``successors`` are joined by ``|``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

LAST_DAY = np.datetime64("2024-12-31", "s")
"""The day up to which the list is complete."""
_FIRST_YEAR = 1981
_LAST_YEAR = 9999


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """The years in which a code was held. The list gives years only, so both count wholly."""

    since: int
    until: int
    successors: tuple[str, ...]


@cache
def _spans() -> Mapping[str, list[Span]]:
    """Read the list: spans by code, in the order of time."""
    spans = defaultdict(list)
    source = files(__package__).joinpath("gb2260.csv")
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            since = 0 if int(row["since"]) == _FIRST_YEAR else int(row["since"])
            successors = tuple(filter(None, row["successors"].split("|")))
            spans[row["code"]].append(Span(since, int(row["until"] or _LAST_YEAR), successors))
    return {code: sorted(found) for code, found in spans.items()}


def is_held(code: str, day: np.datetime64) -> bool:
    """Say whether the standard held a code in the year of a day."""
    year = _year(day)
    return any(span.since <= year <= span.until for span in _spans().get(code, ()))


def successors(code: str, day: np.datetime64) -> tuple[str, ...]:
    """Give the codes that had taken the place of one by a day; none if it never ended."""
    ended = [span for span in _spans().get(code, ()) if span.until <= _year(day)]
    return ended[-1].successors if ended else ()


def held_text(code: str) -> str:
    """Write the years in which a code was held, such as ``1983–2021``; ``—`` if never."""
    spans = [
        f"{span.since or ''}–{'' if span.until == _LAST_YEAR else span.until}"
        for span in _spans().get(code, ())
    ]
    return ", ".join(spans) or "—"


def _year(day: np.datetime64) -> int:
    return int(day.astype("datetime64[Y]").astype(int)) + 1970
