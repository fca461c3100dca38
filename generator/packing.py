"""Copy the data of a large site so that each county can be read by itself: `xushi pack`."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.check import check_site
from generator.check.rows import Texts
from generator.folders import empty_place, take_place
from generator.locales import mark
from generator.model import Tables, TextTable
from generator.problems import DataError, errors
from generator.schema import TABLE_OF
from generator.schema.descriptor import moved
from generator.schema.partitions import FILE, TABLE, folder_of
from generator.sources import read_site
from generator.sources.package import DESCRIPTOR

READING = mark("Reading the tables")
PACKING = mark("Writing one file a county")

_ORDER = ("indicator_id", "entity_id", "period")
"""Rows of one county stand in this order, and those of one period in the order they had."""


class InsideError(ValueError):
    """The copy would lie in the folder that is copied."""


@dataclass(frozen=True, slots=True)
class Packed:
    """How much was packed."""

    counties: int
    observations: int


def pack(data_dir: Path, folder: Path, say: Callable[[str], None] = lambda phase: None) -> Packed:
    """Copy a data folder, its observations as one Parquet file a county; a part is never left.

    Every cell keeps its text as it stands, so ``<5`` and ``1,200`` stay what they are. The other
    tables and the texts of plans are copied as files; a table that shares a workbook with
    observations becomes a CSV file. The same data give the same bytes.

    Raises:
        FileExistsError: The folder holds something already.
        InsideError: It lies in the data folder.
        DataError: The data have errors; nothing was written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(str(folder))
    folder = folder.resolve()  # also where it is a link, or the folder we are in
    if folder.is_relative_to(data_dir.resolve()):
        raise InsideError(str(folder))
    say(READING)
    reading = read_site(data_dir)
    tables, found = check_site(reading.tables, reading.texts)
    problems = [*reading.problems, *found]
    if errors(problems):
        raise DataError(problems)
    say(PACKING)
    with empty_place(folder) as new:
        packed = _write(data_dir, new, reading.tables, tables)
        take_place(new, folder)
    return packed


def _write(
    data_dir: Path, folder: Path, text_tables: Sequence[TextTable], tables: Tables
) -> Packed:
    parts = [table for table in text_tables if table.name == TABLE]
    rows = _rows_of_counties(tables)
    replaced = {part.file for part in parts} if rows else set()
    for file in _files(data_dir):
        if file not in replaced:
            _copy(data_dir / file, folder / file)
    new_files = {}
    for table in text_tables:
        if table.file in replaced and table.name != TABLE:
            new_files[table.name] = [f"{table.name}.csv"]
            text = table.frame.to_csv(index=False, lineterminator="\n")
            (folder / f"{table.name}.csv").write_text(text, encoding="utf-8-sig", newline="\n")
    if rows:
        new_files[TABLE] = [f"{folder_of(county)}/{FILE}" for county in rows]
        _write_observations(folder, _texts(parts), rows)
    if (folder / DESCRIPTOR).is_file():
        _write_descriptor(folder / DESCRIPTOR, new_files)
    return Packed(len(rows), sum(map(len, rows.values())))


def _files(data_dir: Path) -> Iterator[str]:
    """Name all files, also those below links, in order."""
    for parent, folders, names in os.walk(data_dir, followlinks=True):
        folders.sort()
        for name in sorted(names):
            yield (Path(parent) / name).relative_to(data_dir).as_posix()


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _rows_of_counties(tables: Tables) -> dict[str, NDArray[np.intp]]:
    """Give the positions of the observations of each county in their new order, by county."""
    observations, counties = tables[TABLE], tables["counties"]["county_id"]
    if observations.empty:
        return {}
    units = tables["units"].sort_values("decided_on", kind="stable", na_position="first")
    last = units.drop_duplicates("unit_id", keep="last").set_index("unit_id")["county_id"]
    homes = {**last.to_dict(), **dict(zip(counties, counties, strict=True))}
    county = pd.Categorical(observations["entity_id"].astype(str).map(homes))
    keys = [observations[name].cat.codes.to_numpy() for name in reversed(_ORDER)]
    order = np.lexsort((*keys, county.codes))
    starts = np.searchsorted(county.codes[order], np.arange(1, len(county.categories)))
    return dict(zip(county.categories, np.split(order, starts), strict=True))


def _texts(parts: Sequence[TextTable]) -> dict[str, Texts]:
    """Put the cells of all files together, by those columns that any of them has."""
    names = TABLE_OF[TABLE].names
    return {
        name: Texts.of(*(_cells(part.frame, name) for part in parts))
        for name in names
        if any(name in part.frame for part in parts)
    }


def _cells(frame: pd.DataFrame, name: str) -> NDArray[Any]:
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    return np.asarray(frame[name], dtype=object)


def _write_observations(
    folder: Path, texts: Mapping[str, Texts], rows: Mapping[str, NDArray[np.intp]]
) -> None:
    # One thread, so that the groups of rows are always the same.
    with duckdb.connect(config={"threads": 1}) as database:
        for county, positions in rows.items():
            path = folder / folder_of(county) / FILE
            path.parent.mkdir(parents=True)
            cells = {name: text.distinct[text.codes[positions]] for name, text in texts.items()}
            database.from_df(pd.DataFrame(cells)).write_parquet(str(path), compression="zstd")


def _write_descriptor(path: Path, files: Mapping[str, Sequence[str]]) -> None:
    package = moved(json.loads(path.read_bytes().decode("utf-8-sig")), files)
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
