"""What pages of the whole are made from: the little that is needed of each shard, put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from generator import evaluate
from generator.audience import for_edition
from generator.latest import known_on
from generator.matching import sort_by, stack
from generator.model import Evaluation, Tables
from generator.pages import Totals
from generator.periods import months_before
from generator.pipeline.earlier import Told
from generator.pipeline.former import Former
from generator.pipeline.how import How
from generator.pipeline.judging import Judging, ShardTask, judge_shard
from generator.pipeline.keeping import RESULTS, kept, recall_stacked
from generator.pipeline.keys import key_of, row_hashes, rows_key
from generator.pipeline.parts import PartedSite
from generator.problems import Code, DataError, Location, Problem, errors, problem
from generator.shards import Shards, places_of, plan_shards, take

ORDER = {
    "revisions": ("indicator_id", "entity_id", "period_end", "period"),
    "reports": ("indicator_id", "entity_id", "period_end"),
    "duties": ("indicator_id", "entity_id", "period_end"),
    "values": ("indicator_id", "entity_id", "period_end", "period_start"),
    "assessments": ("target_id",),
}
LINES = {
    "before": ("target_id", "entity_id"),
    "differences": ("target_id", "entity_id"),
    "headlines": ("entity_id", "group"),
    "course": ("as_of", "entity_id", "group"),
}
"""What each shard makes, and the order in which the whole holds it."""


_OF_A_REVIEW = ["indicator_id", "entity_id", "period", "reported_on", "decision", "decided_on"]


@dataclass(frozen=True, slots=True)
class Whole:
    """All shards as they were judged."""

    evaluation: Evaluation
    """Rows of counties, and of the others what pages of the whole list."""
    totals: Totals
    shards: Shards
    names: tuple[str, ...]
    """Names of the shards in storage, by number."""
    keys: tuple[str, ...]
    """What stands for all that each shard was made from."""
    earlier: tuple[tuple[Told, ...], ...]
    """What snapshots told of the counties of each shard."""


def day_of(day: dt.date | None) -> dt.date:
    """Give the day to judge on.

    Raises:
        DataError: no-observations, where no day is given and nothing was ever received.
    """
    if day is None:
        raise DataError([problem(Code.NO_OBSERVATIONS, Location("observations.csv"))])
    return day


def past_days(first: Any, as_of: dt.date, n: int) -> tuple[dt.date, ...]:
    """List the days a month apart before a day, from that of the first report on."""
    days = (months_before(as_of, months) for months in range(n, 0, -1))
    began = pd.Timestamp(first)
    return tuple(day for day in days if pd.Timestamp(day) >= began)


def merged(parts: Iterable[Evaluation], known: Tables) -> dict[str, Any]:
    """Put what shards made together; a county has its place among all counties."""
    every = list(parts)
    below = {name: stack([getattr(part, name) for part in every]) for name in (*ORDER, *LINES)}
    return ordered(below, known)


def ordered(stacked: Mapping[str, pd.DataFrame], known: Tables) -> dict[str, Any]:
    """Put what shards made, one below the other, in order; see `merged`."""
    found: dict[str, Any] = {name: sort_by(stacked[name], key) for name, key in ORDER.items()}
    for name, keys in LINES.items():
        lines = stacked[name]
        if len(lines.columns):
            lines = lines.sort_values(list(keys), kind="stable", ignore_index=True)
        is_placed = name in ("headlines", "course")
        found[name] = _placed(lines, known) if is_placed else lines
    return found


def _placed(lines: pd.DataFrame, known: Tables) -> pd.DataFrame:
    """Give headlines, of one day or several, their places anew."""
    if lines.empty:
        return lines
    bare = lines.drop(columns=["place", "n_peers", "peer_group"])
    # The pages of the whole have lines of counties only, of which there are few.
    units = known["units"]
    known = {**known, "units": units[units["unit_id"].isin(bare["entity_id"])]}
    days = [part for _, part in bare.groupby("as_of")] if "as_of" in bare else [bare]
    placed = pd.concat([evaluate.with_places(day, known) for day in days], ignore_index=True)
    return placed[list(lines.columns)]


def judge_all(
    tables: Tables,
    texts: dict[str, str],
    judging: Judging,
    place: str,
    how: How,
    parts: PartedSite | None = None,
    former: Former | None = None,
    earlier: Sequence[Told] = (),
) -> tuple[Whole, list[Problem]]:
    """Judge every shard whose rows are others than last time; put them together.

    Args:
        tables: Typed, all versions of their rows.
        texts: Of plans, by plan.
        judging: What decides besides the rows.
        place: Storage that all workers share.
        how: Who does the work, and whether to judge all, whatever storage holds.
        parts: Where the observations are, if not among the tables.
        former: The snapshot to compare with.
        earlier: What snapshots told, the oldest first.

    Returns:
        All shards, and what is wrong with observations that were only read here.

    Raises:
        DataError: Such observations have errors.
    """
    shards = plan_shards(tables)
    names, keys, tasks, problems = [], [], [], list[Problem]()
    numbers = []
    told = tuple(
        tuple(one.of(shards.counties(number), send=how.send) for one in earlier)
        for number in range(max(len(shards), 1))
    )
    hashes = {name: row_hashes(frame) for name, frame in tables.items()}
    for number, places in enumerate(places_of(tables, shards)):
        name = shards.counties(number)[0] if len(shards) else "none"
        plans = set(take({"plans": tables["plans"]}, places)["plans"]["plan_id"])
        own_texts = {plan_id: text for plan_id, text in texts.items() if plan_id in plans}
        key = key_of(
            judging.of_day(judging.as_of),
            judging.past,
            rows_key(hashes, places),
            sorted(own_texts.items()),
            former.key if former else "",
            *(one.key for one in told[number]),
        )
        rest = None
        if parts:
            rest, files = parts.part(shards.counties(number), place if how.send else "")
            key = key_of(key, files)
        names.append(name)
        keys.append(key)
        known = None if how.full else kept(place, name, key)
        if known:
            problems += known.problems
        else:
            own = take(tables, places)
            tasks.append(ShardTask(name, key, own, own_texts, judging, place, rest, told[number]))
            numbers.append(number)
    if former and tasks:
        before = former.parts(shards, numbers, place if how.send else "")
        tasks = [replace(task, former=part) for task, part in zip(tasks, before, strict=True)]
    for judged in how.run(judge_shard, tasks):
        problems += judged.problems
    if errors(problems):
        raise DataError(sorted(set(problems)))
    whole = _together(tables, texts, judging, place, shards, names, keys, told)
    if former:
        whole = replace(whole, evaluation=replace(whole.evaluation, since=former.since))
    return whole, sorted(set(problems))


def _together(
    tables: Tables,
    texts: dict[str, str],
    judging: Judging,
    place: str,
    shards: Shards,
    names: list[str],
    keys: list[str],
    told: tuple[tuple[Told, ...], ...],
) -> Whole:
    stacked, totals = recall_stacked(place, names)
    known, superseded = known_on({**tables, "observations": stacked["observations"]}, judging.as_of)
    # A review of what may not be shown yet was left out where that is known: in its shard.
    shown = pd.MultiIndex.from_frame(stacked["reviews"][_OF_A_REVIEW])
    reviews = known["reviews"]
    is_shown = pd.MultiIndex.from_frame(reviews[_OF_A_REVIEW]).isin(shown)
    known = {**known, "reviews": reviews[is_shown].reset_index(drop=True)}
    none: dict[str, Any] = {name: stacked[name].iloc[:0] for name in RESULTS}
    bare = Evaluation(as_of=judging.as_of, tables=known, superseded=superseded, texts=texts, **none)
    left = for_edition(bare, judging.edition)
    whole = replace(left, **ordered(stacked, left.tables))
    return Whole(whole, totals, shards, tuple(names), tuple(keys), told)
