"""What was found, told so that a person can mend it without reading it on the screen again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.problems import Code, Location, Problem, problem

MOST_PLACES = 3
"""Places that are named of one and the same finding; the others are counted."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something that the public may not see, in a finished file."""

    file: str
    """Path below the site's folder."""
    part: str
    """Of what is packed in the file; empty for the file itself."""
    row: int
    """Line, the first is 1; 0 for the name of the file."""
    column: int
    """Character of the line, the first is 1."""
    code: Code
    masked: str
    """Of the text only its ends."""
    origin: str
    """Where the inputs hold it, or what kind of thing it is."""
    offset: int = 0
    """Bytes before it in the file, or its part."""


def masked(text: str) -> str:
    """Leave the ends of a text: enough to know it by, too little to repeat it."""
    kept = min(2, len(text) // 4)
    return f"{text[:kept]}{'＊' * 3}{text[-kept:] if kept else ''}"


def problems_of(findings: Iterable[Finding]) -> Iterator[Problem]:
    """Make problems of findings; of those that are the same the first places are named."""
    groups = defaultdict[tuple[Code, str, str], list[Finding]](list)
    for found in sorted(set(findings)):
        groups[found.code, found.masked, found.origin].append(found)
    for (code, text, origin), every in groups.items():
        for found in every[:MOST_PLACES]:
            column = str(found.column) if found.row else ""
            yield problem(
                code,
                Location(found.file, found.part, found.row, column),
                text=text,
                origin=origin,
                offset=found.offset,
                times=len(every),
            )
