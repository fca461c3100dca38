"""A Parquet file becomes a grid of text, through DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from generator.problems import Code, Location, Problem, problem
from generator.sources.heading import Grid

_WHOLE = frozenset({"FLOAT", "DOUBLE"})


def read_parquet(path: Path, file: str) -> tuple[Grid | None, list[Problem]]:
    """Read every cell as text; row 1 is that of the column names, as in the CSV of the same table.

    Numbers lose a trailing ``.0``, days are written ``2018-09-30``, nulls become empty cells.
    """
    try:
        with duckdb.connect(config={"threads": 2, "TimeZone": "UTC"}) as database:
            source = database.from_parquet(str(path))
            names = source.columns
            texts = map(_as_text, names, map(str, source.types))
            selected = ", ".join(f"{text} AS c{i}" for i, text in enumerate(texts))
            arrays = source.project(selected).fetchnumpy() if names else {}
    except duckdb.Error:
        return None, [problem(Code.UNREADABLE_FILE, Location(file), format="Parquet")]
    columns = [pd.Series(np.ma.getdata(arrays[f"c{i}"]), dtype=str) for i in range(len(names))]
    cells = pd.DataFrame(dict(enumerate(columns)))
    cells.index = pd.RangeIndex(2, len(cells) + 2)
    header = pd.DataFrame([names], index=[1], dtype=str)
    return Grid(pd.concat([header, cells]).rename_axis("row"), file), []


def _as_text(name: str, kind: str) -> str:
    """Write the SQL that turns one column into the text a person would write."""
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"CAST({quoted} AS VARCHAR)"
    if kind in _WHOLE:
        text = f"regexp_replace({text}, '\\.0$', '')"
    return f"coalesce({text}, '')"
