"""Cut the units into files by how their names begin, when one file would be too large."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, product

from generator.search.entries import Entry, plain

WHOLE = 6_000
"""So many units go into one file: twenty counties, about 100 KB when compressed."""
PART = 1_500
"""Most units of a file where there are several."""
DEPTH = 8
"""Letters after which a file is not cut any more: then it is full of namesakes."""
_SPELLINGS = 16
"""Ways to read the beginning of one name that are kept, the usual one first."""

Postings = list[tuple[str, int]]
"""Letters with which a unit may be begun, and the place of that unit."""


def split(
    units: Sequence[Entry], readings: Mapping[str, tuple[str, ...]], whole: int = WHOLE
) -> dict[str, list[Entry]]:
    """Give the units of each file by the letters with which it begins, in their order.

    The letters are the initials of Chinese characters, and other characters as they are. A file
    goes up to the letters with which the next one begins. A unit is in every file in which somebody
    may look for it: under each name, with and without the name of its county, in each reading.
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
        first: [units[number] for number in sorted(_numbers(part))]
        for first, part in _parts("", postings)
    }


def _numbers(postings: Postings) -> set[int]:
    return {number for _, number in postings}


def _parts(prefix: str, postings: Postings) -> Iterator[tuple[str, Postings]]:
    """Cut a sorted list by the next letter until each part is small; small neighbours stay one."""
    if len(_numbers(postings)) <= PART or len(prefix) == DEPTH:
        yield prefix, postings
        return
    first, pack = "", Postings()
    for longer, part in _by_next_letter(prefix, postings):
        large = len(_numbers(part)) > PART
        if pack and (large or len(_numbers(pack)) + len(_numbers(part)) > PART):
            yield first, pack
            pack = Postings()
        if large and longer != prefix:
            yield from _parts(longer, part)
            continue
        first, pack = first if pack else longer, [*pack, *part]
    if pack:
        yield first, pack


def _by_next_letter(prefix: str, postings: Postings) -> Iterator[tuple[str, Postings]]:
    """Give the parts of a list that share one more letter; what ends with the prefix is first."""
    n_letters = len(prefix) + 1
    for longer, part in groupby(postings, key=lambda posting: posting[0][:n_letters]):
        yield longer, list(part)


def beginnings(unit: Entry, readings: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Give the letters with which the names, the code and the id of a unit may be begun."""
    starts = {
        start for name in unit.names for start in (name, *_after(unit.town, name), *_words(name))
    }
    starts |= {unit.code, unit.id} - {""}
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
        tuple(
            dict.fromkeys(syllable[0] for syllable in readings.get(character, (_one(character),)))
        )
        for character in text[:DEPTH]
    ]
    yield from ("".join(letters) for letters in islice(product(*options), _SPELLINGS))


def _one(character: str) -> str:
    """Give a character that browsers sort as Python does: theirs stop at two bytes."""
    return character if character <= "\uffff" else "\uffff"


def shard_name(letters: str) -> str:
    """Name a file by the letters it begins with; such as no file name may hold, by their numbers.

    `find.js` does the same.
    """
    if re.fullmatch("[a-z0-9]*", letters):
        return f"units-{letters}" if letters else "units"
    return "-".join(["units-", *(f"{ord(character):x}" for character in letters)])
