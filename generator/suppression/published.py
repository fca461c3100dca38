"""What a snapshot told its readers of figures of persons, written down so that it can be read back.

It is kept where only the office reads: the figures stand in it whether they were shown or not.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.suppression.figures import CELL_COLUMNS, Figures

FORM = 1
"""Number of the form in which it is written; another one is not read."""

FIGURES, SUMS = "figures.csv", "sums.csv"
"""The files of one county."""

_COLUMNS = ["cell_id", "period_end", "kind", "value", "is_persons", "shown", "rule", "mark"]
_NUMBERS = ["sum", "total", "part"]


@dataclass(frozen=True, slots=True)
class Published:
    """Figures that a snapshot's edition was made of, and what it withheld of them.

    ``listed``: cell_id, rule, mark, as `withhold` gives them; whoever took out more than that has
    added it.
    """

    name: str
    """Of the public bag, such as ``2018Q3``."""
    figures: Figures
    listed: pd.DataFrame


def written(figures: Figures, listed: pd.DataFrame) -> dict[str, bytes]:
    """Write figures, and the sums that tie them, as the files of one county.

    ``figures.csv``: one row a figure. ``sums.csv``: one row an addend; total and part are rows of
    the other file, counted from 0.
    """
    cells = figures.cells.sort_values("cell_id", kind="stable", ignore_index=True)
    said = listed.set_index("cell_id")[["rule", "mark"]].reindex(cells["cell_id"]).fillna("")
    rows = cells.assign(
        rule=said["rule"].to_numpy(),
        mark=said["mark"].to_numpy(),
        value=cells["value"].astype(np.int64),
        period_end=cells["period_end"].dt.strftime("%Y-%m-%d"),
        is_persons=cells["is_persons"].astype(int),
        shown=cells["shown"].astype(int),
    )
    place = pd.Index(cells["cell_id"])
    sums = pd.DataFrame(
        {
            "sum": pd.factorize(figures.sums["sum_id"], sort=True)[0],
            "total": place.get_indexer(pd.Index(figures.sums["total_id"])),
            "part": place.get_indexer(pd.Index(figures.sums["part_id"])),
        }
    ).sort_values(_NUMBERS, kind="stable")
    return {FIGURES: _csv(rows[_COLUMNS]), SUMS: _csv(sums)}


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()


def read(name: str, counties: Sequence[Mapping[str, bytes]]) -> Published:
    """Read the files of some counties back.

    Raises:
        ValueError: These are no such files.
    """
    parts = [_read(files, number) for number, files in enumerate(counties)]
    if not parts:
        parts = [_read({FIGURES: _csv(pd.DataFrame(columns=_COLUMNS)), SUMS: b""}, 0)]
    cells = pd.concat([rows for rows, _ in parts], ignore_index=True)
    sums = pd.concat([ties for _, ties in parts], ignore_index=True)
    listed = cells.loc[cells["rule"] != "", ["cell_id", "rule", "mark"]].reset_index(drop=True)
    return Published(name, Figures(cells[CELL_COLUMNS], sums), listed)


def _read(files: Mapping[str, bytes], number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = dict.fromkeys(("cell_id", "kind", "rule", "mark", "period_end"), str)
    rows = pd.read_csv(io.BytesIO(files[FIGURES]), dtype=texts, keep_default_na=False)
    if list(rows.columns) != _COLUMNS:
        raise ValueError(f"unknown columns: {', '.join(rows.columns)}")
    named = rows["cell_id"].str.split("|", n=3, expand=True)
    named = named.reindex(columns=range(4)).astype(str)
    rows = rows.assign(
        indicator_id=named[0],
        entity_id=named[1],
        period=named[2],
        period_end=pd.to_datetime(rows["period_end"]).astype("datetime64[s]"),
        value=rows["value"].astype(np.float64),
        is_persons=rows["is_persons"].astype(bool),
        shown=rows["shown"].astype(bool),
        cost=0.0,
    )
    content = files[SUMS]
    ties = pd.read_csv(io.BytesIO(content)) if content else pd.DataFrame(columns=_NUMBERS)
    if list(ties.columns) != _NUMBERS:
        raise ValueError(f"unknown columns: {', '.join(map(str, ties.columns))}")
    ids = rows["cell_id"].to_numpy(dtype=object)
    places = ties[["total", "part"]].to_numpy(dtype=np.int64)
    if len(places) and not (places.min() >= 0 and places.max() < len(ids)):
        raise ValueError("a sum of figures that are not there")
    sums = pd.DataFrame(
        {
            "sum_id": [f"{number} {sum_number}" for sum_number in ties["sum"]],
            "total_id": ids[places[:, 0]],
            "part_id": ids[places[:, 1]],
        },
        dtype=str,
    )
    return rows, sums
