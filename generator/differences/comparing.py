"""What changed along a path of states, and at which of its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.differences.steps import SPEAKS_OF
from generator.matching import VERDICT_KEY
from generator.model import Exchange
from generator.schema.method import COMPARED_DECIMALS

FIGURES = ("value", "attainment", "pace_gap", "goal")
TEXTS = ("status", "period")
BOTH = (*TEXTS, *FIGURES)
"""What is given of both ends: as the earlier readers saw it, and as the later ones do."""
CARRIED = {
    "county_id": "",
    "plan_id": "",
    "indicator_id": "",
    "commitment": "",
    "unit_of_measure": "",
    "measure": "",
    "is_each_summary": False,
    "counts_in_county": True,
}
"""Columns that say whose verdict it is; from the newest state that has it."""
COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(VERDICT_KEY, "str"),
    **{name: "str" if empty == "" else "bool" for name, empty in CARRIED.items()},
    **{f"{name}_before": "str" for name in TEXTS},
    **dict.fromkeys(TEXTS, "str"),
    **{f"{name}_before": "float64" for name in FIGURES},
    **dict.fromkeys(FIGURES, "float64"),
    "changed": "bool",
    **dict.fromkeys(("reasons", "steps", "amended"), "str"),
}
"""The columns of `compared`, and their types."""

PLACE = {reason.value: place for place, reason in enumerate(Exchange)}
Cells = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stage:
    """The verdicts of one state on a path."""

    reason: Exchange | None
    """The class that was exchanged last; None where the edge that leads here is of publication."""
    verdicts: pd.DataFrame
    """Assessments; at the ends those that readers saw."""


def compared(
    path: Sequence[Stage],
    amended: Mapping[str, frozenset[str]] | None = None,
    *,
    withholds: bool = False,
) -> pd.DataFrame:
    """List the verdicts and figures that differ between the ends of a path, each with its reasons.

    Rows:
        One a target and entity of which status, value, period, goal, attainment or gap differ
        between the first stage and the last, ordered by these.

    Columns:
        `COLUMNS`. status and status_before are empty where there is no verdict. ``changed`` says
        whether the verdict itself is another one; its ``reasons`` are then the steps at which it
        changed, otherwise those at which its figures did. ``reasons`` are joined by ``|`` in the
        order of `Exchange`; ``steps`` are all of them in their order on the path, with the verdicts
        they led from and to, as ``revised:behind>missed``. ``amended`` names the tables whose rows
        about it differ, where that is a reason; ``new`` or ``gone`` first where it came or went.

    Args:
        path: From what was published earlier to what is published later.
        amended: From `steps.changed_ids`.
        withholds: Whether the ends are what the public sees of the stages beside them.
    """
    seen = [_Seen(stage) for stage in path]
    keys = _keys(seen)
    if keys.empty:
        return _nothing()
    cells = [one.at(keys) for one in seen]
    status_moves = [_differs(a, b, ["status"]) for a, b in _pairs(cells)]
    figure_moves = [_differs(a, b, BOTH) for a, b in _pairs(cells)]
    changed = _differs(cells[0], cells[-1], ["status"])
    differs = _differs(cells[0], cells[-1], BOTH)
    reasons = [
        _reasons(path[place + 1].reason, a, b, place == 0, withholds=withholds)
        for place, (a, b) in enumerate(_pairs(cells))
    ]
    moves = [
        status | (~changed & figures)
        for status, figures in zip(status_moves, figure_moves, strict=True)
    ]
    found = _carried(keys, cells)
    for name in BOTH:
        found[f"{name}_before"], found[name] = cells[0][name], cells[-1][name]
    found["changed"] = changed
    found["reasons"] = _joined_reasons(reasons, moves)
    found["steps"] = _joined_steps(reasons, moves, cells)
    found["amended"] = _amended(found, amended or {})
    rows = pd.DataFrame(found)[list(COLUMNS)].astype(dict(COLUMNS))
    return rows[differs].sort_values(VERDICT_KEY, kind="stable", ignore_index=True)


class _Seen:
    """The verdicts of a stage, to be looked up."""

    def __init__(self, stage: Stage) -> None:
        frame = stage.verdicts
        self._frame = frame.reset_index(drop=True)
        self.keys = pd.MultiIndex.from_frame(frame[VERDICT_KEY].astype(str))

    def at(self, keys: pd.MultiIndex) -> dict[str, Cells]:
        """Give the cells of some keys; empty texts where there is no such verdict."""
        places = self.keys.get_indexer(keys)
        is_there = places >= 0
        found: dict[str, Cells] = {"is_there": is_there}
        for name in (*TEXTS, *CARRIED, "period_end"):
            if name in self._frame:
                column = self._frame[name].astype(object)
                texts = column.where(column.notna(), "").to_numpy()
                found[name] = _taken(texts, places, "")
        for name in (*FIGURES, *_FED):
            if name in self._frame:
                numbers = self._frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
                found[name] = _taken(numbers, places, np.nan)
        return found


_FED = ("n_reported", "n_children")
"""What tells, besides the value and its period, that a verdict stands on other figures."""


def _taken(cells: Cells, places: Cells, otherwise: Any) -> Cells:
    if not len(cells):
        return np.full(len(places), otherwise, dtype=cells.dtype)
    return np.where(places >= 0, cells[np.maximum(places, 0)], otherwise)


def _keys(seen: Sequence[_Seen]) -> pd.MultiIndex:
    found = seen[0].keys
    for one in seen[1:]:
        found = found.union(one.keys, sort=False)
    return found.unique()


def _pairs(
    cells: Sequence[Mapping[str, Cells]],
) -> list[tuple[Mapping[str, Cells], Mapping[str, Cells]]]:
    return list(pairwise(cells))


def _differs(one: Mapping[str, Cells], other: Mapping[str, Cells], names: Sequence[str]) -> Mask:
    found = np.zeros(len(one["status"]), dtype=bool)
    for name in names:
        if name in FIGURES or name in _FED:
            a, b = (np.round(cells[name], COMPARED_DECIMALS) for cells in (one, other))
            found |= (a != b) & ~(np.isnan(a) & np.isnan(b))
        else:
            found |= one[name] != other[name]
    return found


def _reasons(
    reason: Exchange | None,
    one: Mapping[str, Cells],
    other: Mapping[str, Cells],
    is_first: bool,
    *,
    withholds: bool,
) -> Cells:
    """Say of each verdict which reason a change at this step has."""
    n = len(one["status"])
    if reason is None:
        inner, published = (other, one) if is_first else (one, other)
        is_withheld = inner["is_there"] & ~published["is_there"] & withholds
        return np.where(is_withheld, Exchange.WITHHELD, Exchange.RULE_CHANGED).astype(object)
    if reason is not Exchange.NEW_PERIOD:
        return np.full(n, reason, dtype=object)
    is_parent = np.nan_to_num(other["n_children"]) > 0
    fed = _differs(one, other, ["value", "n_reported"]) & ~is_parent
    is_new = fed | _differs(one, other, ["period", "period_end"])
    return np.where(is_new, Exchange.NEW_PERIOD, Exchange.TIME_PASSED).astype(object)


def _carried(keys: pd.MultiIndex, cells: Sequence[Mapping[str, Cells]]) -> dict[str, Any]:
    """Say whose verdict it is, from the last state that has it."""
    found: dict[str, Any] = {name: keys.get_level_values(name) for name in VERDICT_KEY}
    for name, otherwise in CARRIED.items():
        column = np.full(len(keys), otherwise, dtype=object)
        for stage in cells:
            if name in stage:
                column = np.where(stage["is_there"], stage[name], column)
        found[name] = column
    return found


def _joined_reasons(reasons: Sequence[Cells], moves: Sequence[Mask]) -> list[str]:
    named = [np.where(moved, why, "") for why, moved in zip(reasons, moves, strict=True)]
    rows = zip(*named, strict=True)
    return ["|".join(sorted({why for why in row if why}, key=PLACE.__getitem__)) for row in rows]


def _joined_steps(
    reasons: Sequence[Cells], moves: Sequence[Mask], cells: Sequence[Mapping[str, Cells]]
) -> list[str]:
    told = [
        [f"{reason}:{a}>{b}" if moved else "" for reason, moved, a, b in zip(*step, strict=True)]
        for step in (
            (why, moved, one["status"], other["status"])
            for why, moved, (one, other) in zip(reasons, moves, _pairs(cells), strict=True)
        )
    ]
    return ["|".join(step for step in row if step) for row in zip(*told, strict=True)]


_NAMES_OF = {**SPEAKS_OF, "units": "entity_id", "counties": "entity_id"}


def _amended(found: Mapping[str, Any], amended: Mapping[str, frozenset[str]]) -> list[str]:
    """Name the tables whose rows about a verdict differ, where they are a reason."""
    columns = {table: found[_NAMES_OF[table]] for table in amended}
    ends = zip(found["reasons"], found["status_before"], found["status"], strict=True)
    listed = []
    for place, (reasons, before, now) in enumerate(ends):
        if Exchange.AMENDED not in reasons.split("|"):
            listed.append("")
            continue
        words = ["new"] if not before else ["gone"] if not now else []
        words += [table for table, ids in columns.items() if ids[place] in amended[table]]
        listed.append("|".join(words))
    return listed


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
