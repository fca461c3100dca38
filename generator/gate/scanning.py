"""Searches files for all that a public edition must not hold."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from generator.gate.archives import PICTURES, Part, parts_of
from generator.gate.contacts import PERSON_NUMBER, contacts_in, plain
from generator.gate.figures import read_withheld
from generator.gate.findings import Finding, masked
from generator.gate.marks import MARKS, is_internal
from generator.gate.needles import Needles
from generator.gate.packaged import packaged_contacts
from generator.gate.passages import Passages
from generator.gate.unfolding import Unfolded, unfold
from generator.problems import Code


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What the settings say of it."""

    words: tuple[str, ...] = ()
    """Words that must not appear."""
    allowed: tuple[str, ...] = ()
    """Texts with the numbers and addresses of offices, which may."""


class Scanner:
    """Knows what must not be in a file; made once for many files."""

    def __init__(
        self, secrets: pd.DataFrame, withheld: pd.DataFrame, forbidden: Forbidden | None
    ) -> None:
        """Take the tables of `secrets_of` and `withheld_figures`.

        Without ``forbidden`` nothing but these is looked for: no words, marks, or numbers of
        telephones.
        """
        told = [(text, Code.SECRET_PUBLISHED, origin) for text, origin in _rows(secrets)]
        self._is_whole = forbidden is not None
        if forbidden is None:
            forbidden = Forbidden()
        else:
            told += [
                (word, Code.WORD_PUBLISHED, "forbidden_words") for word in forbidden.words if word
            ]
            told += [(mark, Code.INTERNAL_PUBLISHED, mark) for mark in MARKS]
        self._told: Sequence[tuple[str, Code, str]] = told
        self._needles = Needles(text for text, _, _ in told)
        self._passages = Passages(read_withheld(withheld))
        texts = (text.encode() for text in forbidden.allowed)
        allowed = {text for content in texts for _, text, _ in contacts_in(content)}
        # Addresses may stand alone in the settings, numbers in any form that people write.
        self._allowed = {plain(text) for text in (*allowed, *forbidden.allowed)}

    def findings(self, path: str, content: bytes) -> Iterator[Finding]:
        """Search one file, whose path is below the site's folder."""
        if self._is_whole and is_internal(path):
            yield Finding(path, "", 0, 0, Code.INTERNAL_PUBLISHED, path, path)
        yield from self._in_part(path, path, Part("", path.encode()), is_name=True)
        for part in parts_of(path, content):
            if part.is_book:
                yield from self._in_workbook(path, part)
                continue
            if part.is_closed:
                yield Finding(path, part.name, 0, 0, Code.NOT_SEARCHED, part.name or path, path)
            yield from self._in_part(path, part.name or path, part)

    def _in_part(
        self, path: str, name: str, part: Part, *, is_name: bool = False
    ) -> Iterator[Finding]:
        name = name.removesuffix(".gz")
        unfolded = unfold(part.content) or Unfolded(part.content, (), ())
        content = unfolded.content
        hits = [
            *((self._told[number], place) for number, place in self._needles.found_in(content)),
            *self._contacts(name, content),
        ]
        if not (is_name or part.in_book or name.lower().endswith(PICTURES)):
            hits += [
                ((f"{one.value:g}", Code.FIGURE_PUBLISHED, one.origin), place)
                for one, place in self._passages.found_in(name, content)
            ]
        for (text, code, origin), place in hits:
            row, column, offset = (0, 0, 0) if is_name else _at(part.content, unfolded, place)
            shown = text if code is Code.INTERNAL_PUBLISHED else masked(text)
            yield Finding(path, part.name, row, column, code, shown, origin, offset)

    def _contacts(self, name: str, content: bytes) -> Iterator[tuple[tuple[str, Code, str], int]]:
        if not self._is_whole or name.lower().endswith(PICTURES):
            return
        for kind, text, place in contacts_in(content):
            known = plain(text) in self._allowed or text in packaged_contacts()
            if kind == PERSON_NUMBER or not known:
                yield (text, Code.CONTACT_PUBLISHED, kind), place

    def _in_workbook(self, path: str, part: Part) -> Iterator[Finding]:
        """Look at the rows of worksheets, whose cells lie apart in the packed file."""
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(part.content))
            sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        except CalamineError:
            yield Finding(path, part.name, 0, 0, Code.NOT_SEARCHED, part.name or path, path)
            return
        for sheet, cells in sheets.items():
            place = f"{part.name}/{sheet}" if part.name else sheet
            rows = ([_cell(cell) for cell in row] for row in cells)
            for one, row in self._passages.found_in_rows(rows):
                code, text = Code.FIGURE_PUBLISHED, masked(f"{one.value:g}")
                yield Finding(path, place, row, 1, code, text, one.origin)


def _rows(secrets: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(secrets["text"].astype(str), secrets["origin"].astype(str), strict=True)


def _cell(cell: object) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _at(content: bytes, unfolded: Unfolded, place: int) -> tuple[int, int, int]:
    """Give line, character of the line, and offset of a place in what was unfolded."""
    offset = unfolded.before(place)
    start = content.rfind(b"\n", 0, offset) + 1
    character = len(content[start:offset].decode("utf-8", "replace")) + 1
    return content.count(b"\n", 0, offset) + 1, character, offset
