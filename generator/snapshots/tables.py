"""The tables behind a site as its readers may see them: CSV files and their description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generator import storage
from generator.downloads import json_bytes
from generator.downloads.written import Written
from generator.matching import stack
from generator.pipeline import Whole
from generator.pipeline.earlier import ABOUT, about_text
from generator.pipeline.keeping import LostError, recall
from generator.schema import TABLES, Table
from generator.schema.definition import Column, Type
from generator.schema.descriptor import PROFILE, TABLE_PROFILE

DESCRIPTION = "datapackage.json"
OBSERVATIONS = "observations"

_TYPES = {
    Type.YES_NO: "boolean",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.SHARE: "number",
    Type.FIGURE: "number",
    Type.DATE: "date",
}
"""Types of Table Schema of what stands in the files; everything else is text."""


def write_tables(whole: Whole, place: str, folder: Path, title: str) -> None:
    """Write the tables that an edition may show, with the rows that were replaced by the day.

    Observations of a site in several shards are several files, one a shard.

    Args:
        whole: What the edition shows.
        place: The storage of its shards.
        folder: Where the files go.
        title: Name of the site.

    Raises:
        LostError: A shard is not in storage any more.
    """
    folder.mkdir(parents=True)
    shown = whole.evaluation
    resources = []
    for table in TABLES:
        if table.name == OBSERVATIONS:
            paths = _write_observations(whole, place, folder, table)
        else:
            paths = [f"{table.name}.csv"]
            rows = [shown.tables[table.name], shown.superseded[table.name]]
            columns = list(shown.tables[table.name].columns)
            every = stack([frame[columns] for frame in rows])
            _write(every.sort_values(list(table.identity), kind="stable"), table, folder / paths[0])
        resources.append(_resource(table, paths))
    package = {
        "$schema": PROFILE,
        "name": "xushi-tables",
        "title": title,
        "created": f"{shown.as_of.isoformat()}T00:00:00Z",
        "resources": resources,
    }
    (folder / DESCRIPTION).write_bytes(json_bytes(package))


def write_published(whole: Whole, place: str, folder: Path) -> None:
    """Write what an edition told of persons, for later ones; see `generator.pipeline.earlier`.

    Raises:
        LostError: A shard is not in storage any more.
    """
    files = {ABOUT: about_text(whole.evaluation.as_of.isoformat())}
    for name in whole.names:
        content = storage.get(place, f"published/{name}")
        if content is None:
            raise LostError(name)
        files |= storage.unzipped(content)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _write_observations(whole: Whole, place: str, folder: Path, table: Table) -> list[str]:
    paths = []
    for name in whole.names:
        is_all = len(whole.names) == 1
        path = f"{OBSERVATIONS}.csv" if is_all else f"{OBSERVATIONS}/{name}.csv"
        (folder / path).parent.mkdir(exist_ok=True)
        _write(recall(place, name)[0].tables[OBSERVATIONS], table, folder / path)
        paths.append(path)
    return paths


def _write(frame: pd.DataFrame, table: Table, path: Path) -> None:
    names = [name for column in table.columns for name in _names(column) if name in frame]
    rows = frame[names].reset_index(drop=True)
    path.write_bytes(Written(rows).csv(np.arange(len(rows))))


def _names(column: Column) -> list[str]:
    """Name the columns of the file that a column of the schema becomes."""
    also = [f"{column.name}_qualifier", f"{column.name}_text"]
    return [column.name, *also] if column.type is Type.FIGURE else [column.name]


def _resource(table: Table, paths: list[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": table.title_zh,
        "description": f"{table.zh} {table.en}",
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {
            "$schema": TABLE_PROFILE,
            "missingValues": [""],
            "fields": [field for column in table.columns for field in _fields(column)],
        },
    }


def _fields(column: Column) -> list[dict[str, Any]]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "title": column.title_zh,
        "description": f"{column.zh} {column.en}",
    }
    if column.unit_of_measure:
        field["unitOfMeasure"] = column.unit_of_measure
    also = [{"name": name, "type": "string"} for name in _names(column)[1:]]
    return [field, *also]
