"""Cut the units into files by how their names begin, when one file would be too large."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from generator.search.entries import Entry, plain

WHOLE = 6_000
"""So many units go into one file: twenty counties, about 100 KB when compressed."""
PART = 1_500
"""Most units of a file where there are several."""
DEPTH = 8
"""Letters after which a file is not cut any more: then it is full of namesakes."""
_SPELLINGS = 16
"""Ways to read the beginning of one name that are kept, the usual one first."""


def split(
    units: Sequence[Entry], readings: Mapping[str, tuple[str, ...]], whole: int = WHOLE
) -> dict[str, list[Entry]]:
    """Give the units of each file by the letters with which their names begin.

    The letters are the initials of Chinese characters, and other characters as they are. A unit is
    in every file in which somebody may look for it: under each name, with and without the name of
    its county, in each reading.
    """
    if len(units) <= whole:
        return {"": list(units)} if units else {}
    postings = sorted(
        {
            (letters, number)
            for number, unit in enumerate(units)
            for letters in beginnings(unit, readings)
        }
    )
    return {
        prefix: [units[number] for number in sorted({number for _, number in part})]
        for prefix, part in _parts("", postings)
    }


Postings = list[tuple[str, int]]


def _parts(prefix: str, postings: Postings) -> Iterator[tuple[str, Postings]]:
    """Cut a list by the next letter until each part is small; what ends here stays here."""
    if len({number for _, number in postings}) <= PART or len(prefix) == DEPTH:
        yield prefix, postings
        return
    by_letter: dict[str, Postings] = {}
    for posting in postings:
        by_letter.setdefault(posting[0][: len(prefix) + 1], []).append(posting)
    for longer, part in by_letter.items():
        if longer == prefix:
            yield prefix, part
        else:
            yield from _parts(longer, part)


def beginnings(unit: Entry, readings: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Give the letters with which the names of a unit may be begun."""
    starts = {
        start for name in unit.names for start in (name, *_after(unit.town, name), *_words(name))
    }
    return {letters for start in starts for letters in _spellings(plain(start), readings)}


def _after(town: str, name: str) -> Iterator[str]:
    """Give what follows the name of the county, or its name without 县, 市, 区 at the end."""
    for before in (town, town[:-1]):
        if len(before) > 1 and name.startswith(before) and len(name) > len(before):
            yield name[len(before) :]
            return


def _words(name: str) -> list[str]:
    """Give a name of several words from each of them on."""
    return [name[match.start() :] for match in re.finditer(r"(?<=\s)\S", name)]


def _spellings(text: str, readings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    options = [
        tuple(dict.fromkeys(syllable[0] for syllable in readings.get(character, (character,))))
        for character in text[:DEPTH]
    ]
    yield from ("".join(letters) for letters in islice(product(*options), _SPELLINGS))


def shard_name(prefix: str) -> str:
    """Name a file by its letters; those that no file name may hold, by their numbers."""
    if not prefix:
        return "units"
    safe = prefix.isascii() and prefix.isalnum()
    return f"units-{prefix}" if safe else f"units--{'-'.join(f'{ord(c):x}' for c in prefix)}"
