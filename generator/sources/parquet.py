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
    The columns are categorical, for a million rows repeat few texts.
    """
    with duckdb.connect(config={"threads": 2}) as database:
        try:
            names, columns = _read(database, path)
        except duckdb.Error:
            return None, [problem(Code.UNREADABLE_FILE, Location(file), format="Parquet")]
    below = [_below(name, column) for name, column in zip(names, columns, strict=True)]
    cells = pd.DataFrame(dict(enumerate(below)), copy=False)
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    return Grid(cells, file), []


def _read(
    database: duckdb.DuckDBPyConnection, path: Path
) -> tuple[list[str], list[pd.Categorical]]:
    """Give the names of the columns, and their cells."""
    # Else a folder named county_id=… would be taken for one more column.
    source = database.from_parquet(str(path), hive_partitioning=False)
    source.create_view("source")
    names, kinds = source.columns, list(map(str, source.types))
    selected = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        text = as_text(name, kind)
        if kind not in _FLOATING:
            # As an enumeration a text is made once, not once for each row that repeats it.
            distinct = f"SELECT DISTINCT {text} AS t FROM source ORDER BY t"  # noqa: S608
            database.execute(f"CREATE TYPE texts{number} AS ENUM ({distinct})")
            text = f"CAST({text} AS texts{number})"
        selected.append(f"{text} AS c{number}")
    found = source.project(", ".join(selected)).df() if names else pd.DataFrame()
    return names, [_texts(found[f"c{number}"]) for number in range(len(names))]


def as_text(name: str, kind: str) -> str:
    """Write the SQL that turns one column into text; numbers with a point are left for Python."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind in _FLOATING:
        return quoted
    if kind == "TIMESTAMP WITH TIME ZONE":  # else its text follows the machine's time zone
        quoted = f"make_timestamp(epoch_us({quoted}))"
    text = f"CAST({quoted} AS VARCHAR)"
    return f"coalesce({text}, '')"


def _texts(values: pd.Series[Any]) -> pd.Categorical:
    if isinstance(values.array, pd.Categorical):
        return values.array
    codes, distinct = pd.factorize(values)
    again, texts = pd.factorize(np.array([*map(cell_text, distinct.tolist()), ""], dtype=object))
    return pd.Categorical.from_codes(again[codes], pd.Index(texts, dtype=str))


def _below(name: str, cells: pd.Categorical) -> pd.Categorical:
    """Put the name of a column on top of its cells."""
    texts = cells.categories
    if name not in texts:
        texts = texts.append(pd.Index([name], dtype=str))
    codes = np.concatenate([[texts.get_loc(name)], cells.codes])
    return pd.Categorical.from_codes(codes, texts)
