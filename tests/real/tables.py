"""Write the tables of a site as CSV files, checked against the schema's column names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.schema import TABLES

Rows = Iterable[Mapping[str, Any]]


def write_tables(folder: Path, **tables: Rows) -> None:
    """Write every table of a site; those that are not given have a heading and no rows.

    Raises:
        ValueError: A table or a column that the schema does not know.
    """
    unknown = tables.keys() - {table.name for table in TABLES}
    if unknown:
        raise ValueError(f"no such tables: {sorted(unknown)}")
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, table.names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(tables.get(table.name, ()))
