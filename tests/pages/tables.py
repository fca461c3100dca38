"""Typed tables from a few literal rows, as `generator.check` would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from generator.periods import parse_period
from generator.schema import TABLES, Column, Table, Type

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "targets": {"mode": "reach", "commitment": "should", "weight": 1.0},
    "schedules": {"shape": "line"},
    "indicators": {"direction": "up", "due_days": 5.0, "aggregation": "none", "per": 1.0},
}
NUMBERS = (Type.INTEGER, Type.NUMBER, Type.SHARE)


def typed_tables(**given: Sequence[Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """Make all tables of a site; those not given are empty."""
    return {table.name: typed_table(table, given.get(table.name, ())) for table in TABLES}


def typed_table(table: Table, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Make one table from rows that name only the columns that matter."""
    defaults = DEFAULTS.get(table.name, {})
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        cells = [row.get(column.name, defaults.get(column.name)) for row in rows]
        columns |= _typed(column, cells, rows)
    made = pd.DataFrame(columns, index=range(len(rows)))
    made["file"], made["sheet"] = f"{table.name}.csv", ""
    made["row"] = [row.get("row", place) for place, row in enumerate(rows, start=2)]
    if table.name == "observations":
        for name in ("indicator_id", "entity_id", "period", "file", "sheet", "status"):
            made[name] = made[name].astype("category")
        for name in ("value_text", "value_qualifier"):
            made[name] = made[name].astype("category")
    return made


def _typed(
    column: Column, cells: list[Any], rows: Sequence[Mapping[str, Any]]
) -> dict[str, pd.Series]:
    name = column.name
    match column.type:
        case Type.YES_NO:
            return {name: pd.Series([bool(cell) for cell in cells], dtype=bool)}
        case Type.DATE:
            return {name: _days(cells)}
        case Type.PERIOD:
            spans = [parse_period(cell) if cell else None for cell in cells]
            return {
                name: pd.Series([cell or "" for cell in cells], dtype=str),
                f"{name}_start": _days([span.start if span else None for span in spans]),
                f"{name}_end": _days([span.end if span else None for span in spans]),
            }
        case Type.FIGURE:
            words = [row.get(f"{name}_qualifier", "") for row in rows]
            texts = [
                row.get(f"{name}_text", _text(cell)) for row, cell in zip(rows, cells, strict=True)
            ]
            return {
                name: pd.Series(cells, dtype=float),
                f"{name}_qualifier": pd.Series(words, dtype=str),
                f"{name}_text": pd.Series(texts, dtype=str),
            }
        case kind if kind in NUMBERS:
            return {name: pd.Series(cells, dtype=float)}
    return {name: pd.Series([cell or "" for cell in cells], dtype=str)}


def _days(cells: list[Any]) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object)).astype("datetime64[s]"))


def _text(cell: Any) -> str:
    return "" if cell is None else f"{cell:g}"
