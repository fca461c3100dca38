"""A Parquet file becomes a grid of text, through DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from generator.problems import Code, Location, Problem, problem
from generator.sources.heading import Grid
from generator.sources.values import cell_text

_FLOATING = frozenset({"FLOAT", "DOUBLE"})


def read_parquet(path: Path, file: str) -> tuple[Grid | None, list[Problem]]:
    """Read every cell as text; row 1 is that of the column names, as in the CSV of the same table.

    Numbers lose a trailing ``.0``, days are written ``2018-09-30``, nulls become empty cells.
    """
    with duckdb.connect(config={"threads": 2}) as database:
        try:
            source = database.from_parquet(str(path))
            names = source.columns
            texts = map(_as_text, names, map(str, source.types))
            selected = ", ".join(f"{text} AS c{i}" for i, text in enumerate(texts))
            arrays = source.project(selected).fetchnumpy() if names else {}
        except duckdb.Error:
            return None, [problem(Code.UNREADABLE_FILE, Location(file), format="Parquet")]
    columns = [_texts(np.ma.asarray(arrays[f"c{i}"])) for i in range(len(names))]
    cells = pd.DataFrame(dict(enumerate(columns)))
    cells.index = pd.RangeIndex(2, len(cells) + 2)
    header = pd.DataFrame([names], index=[1], dtype=str)
    return Grid(pd.concat([header, cells]).rename_axis("row"), file), []


def _as_text(name: str, kind: str) -> str:
    """Write the SQL that turns one column into text; numbers with a point are left for Python."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind in _FLOATING:
        return quoted
    if kind == "TIMESTAMP WITH TIME ZONE":  # else its text follows the machine's time zone
        quoted = f"make_timestamp(epoch_us({quoted}))"
    text = f"CAST({quoted} AS VARCHAR)"
    return f"coalesce({text}, '')"


def _texts(values: np.ma.MaskedArray[Any, Any]) -> pd.Series[str]:
    if values.dtype.kind == "O":
        return pd.Series(np.ma.getdata(values), dtype=str)
    codes, distinct = pd.factorize(values.filled(np.nan))
    texts = np.array([*map(cell_text, distinct.tolist()), ""], dtype=object)
    return pd.Series(texts[codes], dtype=str)
