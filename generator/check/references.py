"""Ids are unique where they are given, and known where they are used."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from generator.check.causes import explain_unknown, ids_in, known_ids
from generator.check.columns import parts
from generator.check.rows import Mask, Rows, Site
from generator.check.suggest import MOST, closest
from generator.problems import Code, Location, problem
from generator.schema import Column, Type

_NAMES = ("name", "short_name", "aliases", "title", "document_number")
_OTHER_JOINTS = re.compile(r"[、,，;；/\s]+")


def check_references(site: Site) -> None:
    """Name every id that is in none of the tables that its column refers to.

    References wait for the table and the column they refer to: as long as an id is missing or
    wrong there, an unknown id elsewhere may be right. An id that is wrong in many places is
    named where the reason is.
    """
    check_referring(site, list(site.tables.values()), waiting_keys(site), {})


def waiting_keys(site: Site) -> frozenset[str]:
    """Name the columns such as ``units.unit_id`` whose ids are not all known yet."""
    columns = [column for rows in site.tables.values() for column in rows.table.columns]
    keys = {key for column in columns for key in column.refers_to}
    return frozenset(key for key in keys if _must_wait(site, *key.split(".")))


def check_referring(
    site: Site,
    tables: Sequence[Rows],
    waiting: Collection[str],
    used: Mapping[str, Collection[str]],
) -> None:
    """Do so for the columns of some tables.

    Args:
        waiting: As `waiting_keys` gives them.
        used: By such a column, ids that other tables are known to use.
    """
    columns = [(rows, column) for rows in tables for column in rows.table.columns]
    referring = [(rows, column) for rows, column in columns if column.refers_to]
    for rows, column in referring:
        _check_tables(site, rows, column)
    explained = explain_unknown(site, tables, waiting, used)
    for rows, column in referring:
        waits = any(key in waiting for key in column.refers_to)
        _check_column(site, rows, column, explained, waits=waits)


def _must_wait(site: Site, table: str, name: str) -> bool:
    rows = site[table]
    return table in site.absent or rows.is_waiting or not bool(rows.sound[name].all())


def _check_tables(site: Site, rows: Rows, column: Column) -> None:
    """Name tables that are referred to and are not there."""
    absent = [key.split(".")[0] for key in column.refers_to if key.split(".")[0] in site.absent]
    known = known_ids(site, column)
    cells = map(str, rows.text[column.name].distinct)
    if absent and any(part not in known for cell in cells for part in ids_in(cell, column)):
        found = problem(Code.MISSING_TABLE, Location(f"{absent[-1]}.csv"), table=absent[-1])
        site.problems.extend([] if found in site.problems else [found])


def _check_column(
    site: Site, rows: Rows, column: Column, explained: set[str], *, waits: bool
) -> None:
    known = known_ids(site, column)
    text = rows.text[column.name]

    def unknown(cell: str) -> list[str]:
        return [part for part in ids_in(cell, column) if part not in known]

    def unexplained(cell: str) -> list[str]:
        return [part for part in unknown(cell) if part not in explained]

    is_unknown = text.map(lambda cell: bool(unknown(cell)), bool) & rows.sound[column.name]
    is_new = text.map(lambda cell: bool(unexplained(cell)), bool) & rows.sound[column.name]
    if not waits and is_new.any():
        meant = _Meant(site, column)
        rows.report(
            is_new,
            column.name,
            Code.UNKNOWN_ID,
            lambda i: meant(text[i], unexplained(text[i])[0]),
            text=lambda i: unexplained(text[i])[0],
            table=column.refers_to[-1].split(".")[0],
        )
    rows.hold_back(is_unknown, column.name)


class _Meant:
    """Finds the id that was meant, once for each text."""

    def __init__(self, site: Site, column: Column) -> None:
        self._known = sorted(known_ids(site, column) - {""})
        self._several = column.type is Type.IDS
        self._found: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for key in column.refers_to:
            table, _, name = key.partition(".")
            self._names |= _names(site[table], name)

    def __call__(self, cell: str, part: str) -> str:
        if cell not in self._found and len(self._found) < MOST:
            self._found[cell] = self._look(cell, part)
        return self._found.get(cell, "")

    def _look(self, cell: str, part: str) -> str:
        pieces = [self._names.get(piece, piece) for piece in _OTHER_JOINTS.split(part)]
        if self._several and len(pieces) > 1 and set(pieces) <= set(self._known):
            return cell.replace(part, "|".join(pieces))
        return closest(part, self._known, self._names)


def _names(rows: Rows, id_column: str) -> dict[str, str]:
    """Map what people call a thing to its id; a name that two things share tells nothing."""
    names: dict[str, str] = {}
    shared = set()
    ids = rows.text[id_column]
    for column in set(_NAMES) & set(rows.table.names):
        text = rows.text[column]
        for position in range(len(rows)):
            for name in parts(text[position]):
                if names.setdefault(name, ids[position]) != ids[position]:
                    shared.add(name)
    return {name: id_ for name, id_ in names.items() if name not in shared}


def check_ids(site: Site) -> None:
    """Name rows that say the same thing twice, and ids that cannot be told apart."""
    for rows in site.tables.values():
        if rows.table.name != "observations":  # those have rules of their own
            _check_duplicates(rows)
    for name in ("counties", "units", "indicators", "plans", "targets"):
        rows = site[name]
        _check_capitals(rows, rows.table.key[0])
    counties, units = site["counties"], site["units"]
    is_both = units.text["unit_id"].isin(set(counties.text["county_id"].distinct) - {""})
    units.report(is_both & units.sound["unit_id"], "unit_id", Code.ID_IN_BOTH)


def _check_duplicates(rows: Rows) -> None:
    identity = rows.table.identity
    key = rows.table.key[-1]
    values = [rows.typed.get(name, rows.text[name].codes) for name in identity]
    is_sound = rows.is_sound(*identity)
    seen: dict[tuple[object, ...], int] = {}
    double: dict[int, int] = {}
    for position in np.flatnonzero(is_sound):
        first = seen.setdefault(tuple(str(value[position]) for value in values), int(position))
        if first != position:
            double[int(position)] = first
    rows.report(
        list(double),
        key,
        Code.DUPLICATE_ROW,
        other=lambda i: rows.row_name(double[i]),
        column=rows.table.known_from,
    )


def _check_capitals(rows: Rows, name: str) -> None:
    text = rows.text[name]
    spellings: dict[str, str] = {}
    other = {
        spelling: spellings.setdefault(spelling.casefold(), spelling)
        for spelling in map(str, text.distinct)
    }
    is_alike: Mask = text.isin(word for word, first in other.items() if word != first)
    rows.report(is_alike & rows.sound[name], name, Code.IDS_ALIKE, other=lambda i: other[text[i]])
