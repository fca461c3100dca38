"""What came of shards, put into storage and read again.

Of each shard two blocks are kept: all of it, for the pages of its counties, and the little that
pages of the whole need. Each carries the key of what it was made from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from generator import storage
from generator.matching import VERDICT_KEY
from generator.model import Evaluation, ReportState, Since
from generator.pages import Totals, joined_totals, totals_of
from generator.pages.reporting import MOST_LISTED
from generator.problems import Code, Location, Problem

RESULTS = (
    *("values", "revisions", "reports", "duties"),
    *("assessments", "headlines", "course", "before"),
    "differences",
)
"""Tables of an evaluation besides those of the data."""


class LostError(Exception):
    """A block of storage is not there any more, or damaged; judging makes it again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A shard is judged, or its observations have errors."""

    name: str
    problems: list[Problem]


def keep(
    found: Evaluation, key: str, place: str, name: str, problems: Sequence[Problem] = ()
) -> None:
    """Put an evaluation into storage, and beside it what pages of the whole need of it."""
    meta: dict[str, Any] = {
        "key": key,
        "as_of": found.as_of.isoformat(),
        "texts": dict(found.texts),
    }
    since = found.since
    meta["since"] = [since.name, since.as_of.isoformat()] if since else []
    meta |= {"withheld": dict(found.withheld), "problems": [list(told(p)) for p in problems]}
    storage.put(place, f"judged/{name}", storage.pack(_frames(found), meta))
    totals = totals_of(found)
    small = {f"totals {field.name}": getattr(totals, field.name) for field in fields(Totals)}
    whole = _for_whole(found)
    small |= {name: getattr(whole, name) for name in RESULTS}
    small["tables observations"] = found.tables["observations"].iloc[:0]
    small["tables reviews"] = found.tables["reviews"]
    storage.put(place, f"whole/{name}", storage.pack(small, meta))


def _frames(found: Evaluation) -> dict[str, pd.DataFrame]:
    return {
        **{name: getattr(found, name) for name in RESULTS},
        **{f"tables {name}": frame for name, frame in found.tables.items()},
        **{f"superseded {name}": frame for name, frame in found.superseded.items()},
    }


def _for_whole(found: Evaluation) -> Evaluation:
    """Leave the rows that pages of the whole list: of counties, and the newest of the others."""
    counties = found.tables["counties"]["county_id"]
    actions = found.tables["actions"]
    judged = found.assessments
    acted = pd.MultiIndex.from_frame(actions[VERDICT_KEY])
    listed = judged["counts_in_county"] | judged["entity_id"].isin(counties)
    listed |= pd.MultiIndex.from_frame(judged[VERDICT_KEY]).isin(acted)
    missing = found.reports[found.reports["state"] == ReportState.MISSING]
    missing = missing.sort_values(
        ["period_end", "entity_id", "indicator_id"], ascending=[False, True, True]
    )
    revised = found.revisions.sort_values("replaced_on", ascending=False, kind="stable")
    assessments = judged[listed]
    before = found.before.merge(assessments[VERDICT_KEY])
    differ = found.differences
    if found.since:
        differ = differ[differ["changed"] & differ["counts_in_county"]]
    return replace(
        found,
        assessments=assessments,
        before=before,
        differences=differ,
        reports=missing.head(MOST_LISTED),
        duties=found.duties.iloc[:0],
        revisions=revised.head(MOST_LISTED),
        **{
            name: frame[frame["entity_id"].isin(counties)]
            for name in ("values", "headlines", "course")
            for frame in [getattr(found, name)]
        },
    )


def kept(place: str, name: str, key: str) -> Judged | None:
    """Say what was found when these rows were judged; None where storage does not hold it."""
    content = storage.get(place, f"whole/{name}")
    try:
        meta = storage.told_of(content or b"")
        is_same = meta["key"] == key
        return Judged(name, [heard(*words) for words in meta["problems"]]) if is_same else None
    except (ValueError, KeyError, TypeError, LookupError):
        return None


def told(found: Problem) -> tuple[Any, ...]:
    """Give a problem as JSON values."""
    where = found.where
    place = (where.file, where.sheet, where.row, where.column)
    return place, str(found.code), dict(found.words), found.suggestion


def heard(place: Sequence[Any], code: str, words: Mapping[str, str], suggestion: str) -> Problem:
    """Make the problem again."""
    return Problem(Location(*place), Code(code), tuple(words.items()), suggestion)


def recall(place: str, name: str, *, small: bool = False) -> tuple[Evaluation, Totals | None]:
    """Read what came of a shard; with ``small`` the part of it for the whole, and its totals.

    Raises:
        LostError: It is not there, or damaged.
    """
    stored = read_block(place, f"{'whole' if small else 'judged'}/{name}")
    if stored is None:
        raise LostError(name)
    frames, meta = stored
    results: dict[str, Any] = {name: frames[name] for name in RESULTS}
    found = Evaluation(
        as_of=dt.date.fromisoformat(meta["as_of"]),
        since=_since(*meta["since"]),
        texts=meta["texts"],
        withheld=meta["withheld"],
        tables=_named("tables", frames),
        superseded=_named("superseded", frames),
        **results,
    )
    totals = Totals(**_named("totals", frames)) if small else None
    return found, totals


def _since(name: str = "", day: str = "") -> Since | None:
    return Since(name, dt.date.fromisoformat(day)) if name else None


def recall_stacked(place: str, names: Sequence[str]) -> tuple[dict[str, pd.DataFrame], Totals]:
    """Read the small part of several shards, each table of results below its namesakes.

    Returns:
        The tables, not in order yet, with no observations, and reviews; and the totals.

    Raises:
        LostError: A block is not there, or damaged.
    """
    contents = [storage.get(place, f"whole/{name}") or b"" for name in names]
    observations, reviews = "tables observations", "tables reviews"
    try:
        frames, _ = storage.unpack_stacked(contents, but=(observations, "totals middles"))
        found = {name: frames[name] for name in RESULTS}
        found["observations"] = storage.unpack(contents[0])[0][observations]
        found["reviews"] = frames[reviews]
    except (ValueError, KeyError, TypeError, LookupError):
        raise LostError(", ".join(names)) from None
    return found, joined_totals(_named("totals", frames))


def read_block(place: str, name: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]] | None:
    """Read a block; what cannot be read is as if it were not there."""
    content = storage.get(place, name)
    if content is None:
        return None
    try:
        return storage.unpack(content)
    except (ValueError, KeyError, TypeError, LookupError):
        return None


def _named(group: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        name.removeprefix(f"{group} "): frame
        for name, frame in frames.items()
        if name.startswith(f"{group} ")
    }
