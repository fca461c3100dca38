"""Rows of downloads, of search entries and of data for scripts, read where something is named."""

from __future__ import annotations

import codecs
import csv
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

Row = tuple[int, int, Iterator[Sequence[str]]]
"""Where it begins and ends, and its texts in one or more parts, read only when asked for."""

LONG = 300
"""Bytes of an object from which its texts are read sentence by sentence."""
NEAR = 120
"""Bytes before the name of an indicator, and half of those behind it, that may tell its figure."""
_NO_FIGURES = ("rule", "n_expected", "n_reported", "n_met", "n_children", "months_left", "clause")
"""Columns and keys of downloads whose numbers count no persons."""
_NO_FIGURE = re.compile(rf'"(?:{"|".join(_NO_FIGURES)})"\s*:\s*[\d.]+')
_SENTENCE = re.compile(r"[。；]|\. |</?(?:p|li|tr|td|th|h[1-6]|dd|dt)>|\\n")
_FLAT = re.compile(r'"(?:indicator_id|entity_id)"')
_LEADING = re.compile(r'"\d+ (?=\D)')
_INNERMOST = re.compile(r"[\[{][^\[\]{}]*[\]}]")


def lines_at(content: bytes, places: Sequence[int]) -> Iterator[Row]:
    """Give the lines of CSV, or of a text, in which some places lie."""
    head = _cells(content[: max(content.find(b"\n"), 0)].removeprefix(codecs.BOM_UTF8))
    last = -1
    for place in places:
        if place > last:
            start, end = content.rfind(b"\n", 0, place) + 1, content.find(b"\n", place)
            last = end if end >= 0 else len(content)
            yield start, last, _line(content[start:last], head)


def objects_at(content: bytes, places: Sequence[int]) -> Iterator[Row]:
    """Give the innermost objects and lists of JSON in which some places lie, also of scripts."""
    last = -1
    for place in places:
        if place > last:
            start = max(content.rfind(b"[", 0, place), content.rfind(b"{", 0, place), 0)
            ends = (content.find(b"]", place), content.find(b"}", place))
            last = min((end for end in ends if end >= 0), default=len(content))
            inside = places[bisect_left(places, start) : bisect_left(places, last)]
            yield start, last, _object(content, start, last, inside)


def innermost(text: str) -> list[str]:
    """Give the innermost objects and lists of JSON, without the places that begin a text."""
    return [_LEADING.sub('"', found) for found in _INNERMOST.findall(text)]


def _line(line: bytes, head: Sequence[str]) -> Iterator[Sequence[str]]:
    cells = _cells(line)
    columns = [*head, *[""] * (len(cells) - len(head))]
    pairs = zip(cells, columns, strict=False)
    yield [cell for cell, name in pairs if name not in _NO_FIGURES]


def _cells(line: bytes) -> list[str]:
    text = line.decode("utf-8", "replace").rstrip("\r")
    try:
        return next(csv.reader([text]), [])
    except csv.Error:  # no CSV
        return [text]


def _object(
    content: bytes, start: int, last: int, places: Sequence[int]
) -> Iterator[Sequence[str]]:
    text = _plain(content[start:last])
    if last - start <= LONG or _FLAT.search(text):
        yield [text]
        return
    parts = _SENTENCE.split(text)
    yield from ([part] for part in parts if len(part) <= LONG)
    if any(len(part) > LONG for part in parts):
        # A table without a full stop: what stands around each name, and whose page it is of.
        head = _plain(content[start : start + LONG].partition(b'"text"')[0])
        for near in places:
            yield [head, _plain(content[max(start, near - NEAR) : min(last, near + 2 * NEAR)])]


def _plain(content: bytes) -> str:
    text = _NO_FIGURE.sub("", content.decode("utf-8", "replace"))
    return _LEADING.sub('"', text)
