"""Where many cells are wrong for one reason, the reason is named, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import numpy as np

from generator.check.columns import parts
from generator.check.rows import Mask, Positions, Rows, Site
from generator.check.suggest import MOST
from generator.problems import Code, Location, problem
from generator.schema import Column, Type

MANY = 5
"""More wrong cells than this have one cause rather than as many."""


def blame(
    rows: Rows, is_wrong: Mask, is_checked: Mask, owners: Rows, owner_of: Positions, column: str
) -> Mask:
    """Name the cell that most of the rows depending on it do not fit, in place of those rows.

    Args:
        is_wrong: Rows that do not fit.
        is_checked: Rows that were compared at all.
        owner_of: For each row, the row of ``owners`` it depends on; -1 for none.
        column: The column of ``owners`` that they do not fit.

    Returns:
        The rows that are wrong by themselves.
    """
    is_wrong = is_wrong & (owner_of >= 0)
    wrong = np.bincount(owner_of[is_wrong], minlength=len(owners))
    total = np.bincount(owner_of[is_checked & (owner_of >= 0)], minlength=len(owners))
    is_most = (wrong == total) | ((wrong > MANY) & (wrong * 2 > total))
    is_blamed = (wrong > 1) & is_most & owners.sound[column]
    if not is_blamed.any():
        return is_wrong
    positions = np.flatnonzero(is_wrong)[::-1]
    first = dict(zip(owner_of[positions].tolist(), positions.tolist(), strict=True))
    owners.report(
        is_blamed,
        column,
        Code.MANY_DISAGREE,
        times=lambda i: str(wrong[i]),
        first=lambda i: rows.row_name(first[i]),
    )
    return np.asarray(is_wrong & ~is_blamed[owner_of])


@dataclass(slots=True)
class _Unknown:
    """An id that is used and is in none of the tables it should be in."""

    times: int = 0
    first: str = ""
    """The first cell that uses it."""
    keys: Counter[str] = field(default_factory=Counter)
    """Columns such as ``units.unit_id`` where it is missing, by how often."""


def explain_unknown(
    site: Site,
    tables: Iterable[Rows],
    waiting: Collection[str],
    used_elsewhere: Mapping[str, Collection[str]],
) -> set[str]:
    """Name ids that are misspelt where they are given, and rows that are missing.

    Args:
        tables: Whose cells are looked at.
        waiting: Columns such as ``units.unit_id`` whose ids are not all known yet.
        used_elsewhere: By such a column, ids that other tables use.

    Returns:
        The unknown ids that are explained by that.
    """
    tables = list(tables)
    unknown, used = uses(site, tables)
    unread = {key for rows in tables if rows.is_waiting for key in _keys(rows)}
    explained = set()
    often = [text for text, found in sorted(unknown.items()) if found.times > 1]
    for number, text in enumerate(often):
        found = unknown[text]
        if any(key in waiting for key in found.keys):
            continue
        for key in sorted(found.keys):
            table, _, column = key.partition(".")
            given = set(map(str, site[table].text[column].distinct)) - used[key] - {""}
            orphans = given.difference(used_elsewhere.get(key, ()))
            is_asked = number < MOST and key not in unread
            close = get_close_matches(text, sorted(orphans), 1, 0.8) if is_asked else []
            if close:
                _report_misspelt(site[table], column, close[0], text, found)
                used[key].add(close[0])
                explained.add(text)
                break
        if text not in explained and found.times > MANY:
            _report_missing(site, text, found)
            explained.add(text)
    return explained


def _keys(rows: Rows) -> set[str]:
    return {key for column in rows.table.columns for key in column.refers_to}


def uses(site: Site, tables: Iterable[Rows]) -> tuple[dict[str, _Unknown], dict[str, set[str]]]:
    """Collect the ids that are used: those that are unknown, and all by the column they are in."""
    unknown: dict[str, _Unknown] = defaultdict(_Unknown)
    used: dict[str, set[str]] = defaultdict(set)
    for rows in tables:
        for column in rows.table.columns:
            if not column.refers_to:
                continue
            known = known_ids(site, column)
            text = rows.text[column.name]
            times = np.bincount(text.codes, minlength=len(text.distinct))
            first = np.zeros(len(text.distinct), dtype=np.intp)
            first[text.codes[::-1]] = np.arange(len(rows))[::-1]
            for number, cell in enumerate(map(str, text.distinct)):
                for part in ids_in(cell, column):
                    for key in column.refers_to:
                        used[key].add(part)
                    if part not in known:
                        found = unknown[part]
                        found.times += int(times[number])
                        found.keys.update(dict.fromkeys(column.refers_to, int(times[number])))
                        found.first = found.first or rows.row_name(int(first[number]))
    return unknown, used


def known_ids(site: Site, column: Column) -> set[str]:
    """Give the ids that a column may refer to."""
    keys = (reference.split(".") for reference in column.refers_to)
    return {str(text) for table, name in keys for text in site[table].text[name].distinct}


def ids_in(cell: str, column: Column) -> list[str]:
    """Give the ids in one cell."""
    return parts(cell) if column.type is Type.IDS else [cell] if cell else []


def _report_misspelt(rows: Rows, column: str, wrong: str, meant: str, found: _Unknown) -> None:
    at = np.flatnonzero(rows.text[column].isin([wrong]))[:1]
    words = {"other": meant, "times": str(found.times), "first": found.first}
    rows.report(at, column, Code.MISSPELT_ID, lambda _: meant, **words)


def _report_missing(site: Site, text: str, found: _Unknown) -> None:
    """Name the file that lacks a row; of counties and units, the one that more cells mean."""
    table, _, column = max(found.keys, key=lambda key: (found.keys[key], key)).partition(".")
    rows = site[table]
    file = rows.files[0] if len(rows) else f"{table}.csv"
    where = Location(file, rows.sheets[0] if len(rows) else "", 0, column)
    words = {"text": text, "times": str(found.times), "table": table, "first": found.first}
    site.problems.append(problem(Code.MISSING_ROW, where, **words))
