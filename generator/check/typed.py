"""Rows that have been checked become typed tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from generator.check.rows import Rows, Texts
from generator.schema import Type

_REPEATED = ("indicator_id", "entity_id", "period", "status", "value_text", "value_qualifier")
_AS_WRITTEN = ("indicator_id", "entity_id", "status")
"""Of these, the columns whose values are the texts of their cells."""


def typed(rows: Rows) -> pd.DataFrame:
    """Make the typed table; in observations what repeats is categorical."""
    columns: dict[str, Any] = {}
    for column in rows.table.columns:
        name = column.name
        is_written = rows.table.name == "observations" and name in _AS_WRITTEN
        columns[name] = rows.text[name] if is_written else rows.typed[name]
        if column.type is Type.FIGURE:
            columns[f"{name}_qualifier"] = rows.typed[f"{name}_qualifier"]
            columns[f"{name}_text"] = rows.text[name]
        if column.type is Type.PERIOD:
            columns[f"{name}_start"] = rows.typed[f"{name}_start"]
            columns[f"{name}_end"] = rows.typed[f"{name}_end"]
    columns |= {"file": rows.files, "sheet": rows.sheets, "row": rows.rows}
    is_large = rows.table.name == "observations"
    series = {name: _series(name, values, is_large) for name, values in columns.items()}
    return pd.DataFrame(series, index=pd.RangeIndex(len(rows)))


def _series(name: str, values: Any, is_large: bool) -> pd.Series:
    if isinstance(values, Texts):
        if is_large:
            return pd.Series(values.categorical())
        values = values.distinct[values.codes]
    if is_large and name in _REPEATED:
        codes, distinct = pd.factorize(values, sort=True)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(distinct, dtype=str)))
    return pd.Series(values, dtype=str if values.dtype.kind == "O" else None)
