"""Which texts are secrets: those of the inputs that stand in nothing that an edition is made from.

A text is taken whole and clause by clause, so that a part of a note is found too, and one that a
page cuts short. It is a secret when all of this holds:

* it is of a column of words, or an id that a table gives away itself, or the name of a file or of
  a sheet, or of a plan's text; numbers, days, periods and choices of the schema are none;
* it means something by itself: without digits and signs at least 4 Chinese characters, or 3 Latin
  letters and, with digits, 6. Names of persons need 2 and 4, also those behind a word such as
  经办人, and so does a whole cell of a column that the public never sees; an id needs 5 signs,
  a letter and a digit among them;
* it is nowhere in what the edition shows of any table or text, nor in the words that the program
  brings along (its templates, translations and scripts; the theme's): a page made of those alone
  could not be told from one that tells the secret. The templates of a site are not among them.

A text of Latin letters is found as a whole word only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from generator.gate.needles import Needles
from generator.gate.packaged import packaged_words
from generator.gate.unfolding import INVISIBLE
from generator.matching import LINEAGE
from generator.model import Evaluation, Tables
from generator.plantext import replace_marks
from generator.problems import Location
from generator.schema import TABLES
from generator.schema.definition import Column, Type

LONGEST_WHOLE = 200
"""Characters of a text that is searched for whole; of longer ones only the clauses."""
COLUMNS = ["text", "origin"]

_CUT = re.compile(
    "[&<>\"'`\\\\|*#()\\[\\]{}\x00-\x1f\x7f-\x9f\u2028\u2029"
    "，。；：！？、（）“”‘’《》【】…]+|[.;:,!?]\\s+"
)
_NUMBERS = re.compile(r"[\d年月日旬季度半上下全第约共\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[^\W\d_]")
_ID = re.compile(r"(?!\d{4}(?:Q[1-4]|H[12])$)(?=.*[A-Za-z])(?=.*\d).{5,}")
"""An id that is told from words and from periods."""
_NAME = re.compile(
    "(?:经办人|联系人|填报人|负责人)\\s*[：:]\\s*"
    "(?:([\u3400-\u9fff]{2,4}?)(?=电话|手机|[^\u3400-\u9fff]|$)|([\u3400-\u9fff]{3}))"
)
"""Who did something; where words run on behind the name, as many signs as most names have."""
_SHEET = re.compile(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_OF_WORDS = (Type.TEXT, Type.WORDS, Type.PERSON)


def means_something(text: str, *, is_person: bool = False) -> bool:
    """Say whether a text, found by itself, could only have come from where it stands."""
    chinese = _chinese(text)
    latin = len(_LATIN.findall(text)) - len(_CHINESE.findall(text))
    if is_person:
        return chinese >= 2 or latin >= 4
    return chinese >= 4 or (latin >= 3 and latin + sum(c.isdigit() for c in text) >= 6)


def pieces_of(text: str, *, is_person: bool = False) -> Iterator[str]:
    """Give a text and its clauses, as far as each means something."""
    text = text.translate(INVISIBLE)
    whole = " ".join(text.split())
    clauses = {clause.strip() for clause in _CUT.split(text)}
    if len(whole) <= LONGEST_WHOLE and len(clauses - {""}) > 1:
        clauses.add(whole)
    yield from (one for one in sorted(clauses) if means_something(one, is_person=is_person))
    yield from (found[1] or found[2] for found in _NAME.finditer(whole))


def _pieces(text: str, column: Column) -> Iterator[str]:
    """Give the pieces of a cell, more of them where nobody may see the column."""
    yield from pieces_of(text, is_person=column.type is Type.PERSON)
    whole = " ".join(text.translate(INVISIBLE).split())
    is_cell = column.is_hidden and len(whole) <= LONGEST_WHOLE and _chinese(whole) >= 2
    if is_cell or (_is_own_id(column) and _ID.fullmatch(whole)):
        yield whole


def _chinese(text: str) -> int:
    return len(_CHINESE.findall(_NUMBERS.sub("", text)))


def secrets_of(tables: Tables, texts: Mapping[str, str], public: Iterable[str]) -> pd.DataFrame:
    """List the secrets of some tables, all versions of their rows, and of plans' texts.

    ``public`` are the texts of what is shown of them, as `public_texts` gives them.

    Rows:
        One a text, sorted.

    Columns:
        text; origin, where it stands first.
    """
    found: dict[str, str] = {}
    for table in TABLES:
        frame = tables[table.name]
        for column in table.columns:
            if column.type in _OF_WORDS or _is_own_id(column):
                for text, origin in _cells(frame, column):
                    for piece in _pieces(text, column):
                        found.setdefault(piece, origin)
        for piece, origin in _places(frame):
            found.setdefault(piece, origin)
    for plan_id, text in texts.items():
        for piece in pieces_of(_without_marks(text)):
            found.setdefault(piece, f"plans/{plan_id}.md")
    frame = pd.DataFrame(sorted(found.items()), columns=COLUMNS, dtype=str)
    return left_of(frame, [*public, packaged_words()])


def public_texts(shown: Evaluation) -> list[str]:
    """List every text in what an edition shows, each once."""
    results = [shown.values, shown.assessments, shown.revisions, shown.differences]
    found = set[str]()
    for frame in [*shown.tables.values(), *shown.superseded.values(), *results]:
        for name in frame:
            if not pd.api.types.is_numeric_dtype(frame[name].dtype):
                found.update(text for text in frame[name].unique() if isinstance(text, str))
    for text in shown.texts.values():
        found.update((text, _without_marks(text)))
    return sorted(found - {""})


def left_of(secrets: pd.DataFrame, public: Iterable[str]) -> pd.DataFrame:
    """Leave the secrets that stand in none of some texts that the public may read."""
    needles = Needles(secrets["text"])
    # Ends of lines keep neighbours from making a text together; pages write them as spaces.
    lines = (line for text in public for line in {text, " ".join(text.split())})
    known = {number for number, _ in needles.found_in("\n".join(lines).encode())}
    is_left = ~np.isin(np.arange(len(secrets)), list(known))
    return secrets[is_left].reset_index(drop=True)


def _is_own_id(column: Column) -> bool:
    return column.type is Type.ID and not column.refers_to


def _cells(frame: pd.DataFrame, column: Column) -> Iterator[tuple[str, str]]:
    """Give each text of a column once, and where it stands first."""
    if column.name not in frame:
        return
    first = frame[~frame[column.name].duplicated()]
    lines = [*zip(first[column.name], *(first[name] for name in LINEAGE), strict=True)]
    for text, file, sheet, row in lines:
        for part in str(text).split("|") if column.type is Type.WORDS else [str(text)]:
            yield part, str(Location(str(file), str(sheet), int(row), column.name))


def _places(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Give the names of files and sheets, but those that any site has."""
    usual = {name for table in TABLES for name in (table.name, table.title_zh)}
    for file in _texts(frame["file"]):
        path = PurePosixPath(file)
        if path.stem not in usual:
            for piece in (path.name, *pieces_of(path.stem)):
                if means_something(piece):
                    yield piece, file
    for sheet in _texts(frame["sheet"]):
        if sheet not in usual and not _SHEET.fullmatch(sheet):
            yield from ((piece, sheet) for piece in pieces_of(sheet))


def _texts(cells: pd.Series[Any]) -> list[str]:
    return sorted(str(text) for text in cells.unique() if text)


def _without_marks(text: str) -> str:
    return replace_marks(text, lambda words, _: words)
