"""Small sites for tests of verdicts: tables written as text, read the way any site is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from generator.check import check_site
from generator.model import TextTable
from generator.pipeline.judging import evaluated
from generator.problems import Severity
from generator.schema import TABLES

Rows = Mapping[str, Iterable[Mapping[str, str]]]


def text_tables(rows: Rows) -> list[TextTable]:
    """Write rows as the tables a person would have filled; columns that are not given are empty."""
    tables = []
    for table in TABLES:
        given = [{**dict.fromkeys(table.names, ""), **row} for row in rows.get(table.name, ())]
        frame = pd.DataFrame(given, columns=list(table.names), dtype=str)
        frame.index = pd.RangeIndex(2, 2 + len(frame), name="row")
        tables.append(TextTable(table.name, f"{table.name}.csv", "", frame, 1))
    return tables


def typed_tables(rows: Rows) -> Mapping[str, pd.DataFrame]:
    """Read rows as typed tables; a row with an error fails the test that gave it."""
    tables, problems = check_site(text_tables(rows))
    errors = [str(found) for found in problems if found.severity is Severity.ERROR]
    assert not errors, "\n".join(errors[:20])
    return tables


def assess(rows: Rows, as_of: str) -> pd.DataFrame:
    """Judge a small site on a day, with target_id and entity_id as index."""
    return assess_typed(typed_tables(rows), as_of)


def assess_typed(tables: Mapping[str, pd.DataFrame], as_of: str) -> pd.DataFrame:
    """Judge typed tables on a day, target_id and entity_id as index; no duties are laid out."""
    found = evaluated(tables, dt.date.fromisoformat(as_of), tolerance=5.0, past=True)
    return found.assessments.set_index(["target_id", "entity_id"])
