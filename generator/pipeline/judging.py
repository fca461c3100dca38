"""Judge shards: one after another, in processes or on other machines, each by itself.

What comes of a shard is kept in two blocks of storage: all of it, for the pages of its counties,
and the little that pages of the whole need. Each carries the key of what it was made from, so that
a shard whose rows are the same is not judged again, nor is a past month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator import evaluate, gate, storage
from generator.audience import PUBLIC, for_edition
from generator.duties import open_duties
from generator.latest import known_on, latest_observations, newest_decisions
from generator.model import Evaluation, Release, ReportState, Since, Tables
from generator.pages import Totals, joined_totals, totals_of
from generator.pages.reporting import MOST_LISTED
from generator.pipeline.earlier import Told
from generator.pipeline.protecting import Decided, protect, published_files
from generator.problems import Code, Location, Problem, errors
from generator.released import only_released
from generator.reporting import next_reports, owed_reports
from generator.rollup import roll_up
from generator.schema import TABLES
from generator.settings import Settings
from generator.suppression.published import Published
from generator.suppression.rounding import rounded_reports

RESULTS = (
    *("values", "revisions", "reports", "duties"),
    *("assessments", "headlines", "course", "before"),
    "differences",
)
"""Tables of an evaluation besides those of the data."""

LINEAGE = ("file", "sheet", "row")
"""Where a row stood: no matter for a past month's verdict."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What decides a verdict besides the rows."""

    as_of: dt.date
    past: tuple[dt.date, ...]
    """Days of the months before, the oldest first."""
    tolerance: float
    """Percentage points."""
    edition: str
    small_below: int
    """Least number of persons that the public edition shows, besides none."""
    tells: bool = False
    """Whether it is written down what the public edition told of persons, as a snapshot does."""
    release: Release | None = None
    """What the public edition is judged on; None for everything."""

    @property
    def words(self) -> str:
        """Stand for it in keys, but for the days."""
        release = self.release.words if self.release else ""
        rules = f"{self.tolerance} {self.edition} {self.small_below} {self.tells}"
        return f"{code_key()} {rules} {release}"

    def of_day(self, day: dt.date) -> str:
        """Stand in keys for how a day is judged."""
        return f"{self.words} {day} {self.release and self.release.by(day, self.as_of)}"

    def evaluated(self, tables: Tables, day: dt.date) -> Evaluation:
        """Judge some tables on a day, on what the edition could show then."""
        release = self.release and self.release.by(day, self.as_of)
        return evaluated(tables, day, self.tolerance, release, past=day < self.as_of)


def release_of(settings: Settings, as_of: dt.date) -> Release:
    """Say what the public edition may show of reports."""
    rounded = settings.small_numbers == "round"
    on = settings.on or as_of
    return Release(settings.public_statuses, settings.release_days, on, rounded)


def judging_of(settings: Settings, as_of: dt.date, past: tuple[dt.date, ...]) -> Judging:
    """Take from the settings what decides verdicts."""
    is_public = settings.edition == PUBLIC
    return Judging(
        as_of,
        past,
        settings.tolerance,
        settings.edition,
        settings.small_below,
        tells=is_public and bool(settings.snapshot),
        release=release_of(settings, as_of) if is_public else None,
    )


@dataclass(frozen=True, slots=True)
class ShardTask:
    """One shard to judge."""

    name: str
    key: str
    tables: Tables
    """Its rows, all versions of them."""
    texts: Mapping[str, str]
    judging: Judging
    place: str
    """The storage that all workers share."""
    rest: Rest | None = None
    """Gives its observations, where they are not among the tables yet."""
    earlier: tuple[Told, ...] = ()
    """What snapshots told of its counties."""
    former: FormerState | None = None
    """Its counties in the snapshot that they are compared with."""


class FormerState(Protocol):
    """An earlier state of some counties."""

    @property
    def since(self) -> Since:
        """The snapshot that kept it."""

    def differences(
        self, tables: Tables, whole: Evaluation, published: Evaluation, judging: Judging
    ) -> pd.DataFrame:
        """List what differs from it, and why (`generator.pipeline.differing`)."""


class Rest(Protocol):
    """Observations that wait to be read."""

    def observations(self) -> tuple[pd.DataFrame, list[Problem]]:
        """Read and check them; with an error among the problems there are none."""


class LostError(Exception):
    """A block of storage is not there any more, or damaged; judging makes it again."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A shard is judged, or its observations have errors."""

    name: str
    problems: list[Problem]


def evaluated(
    tables: Tables,
    day: dt.date,
    tolerance: float,
    release: Release | None = None,
    *,
    past: bool = False,
) -> Evaluation:
    """Judge all counties of some tables on what was known, or released of it, on a day.

    Of a past day nobody asks what is due.
    """
    known, superseded = known_on(tables, day)
    if release:
        decided = newest_decisions(known["observations"], known["reviews"])
        known = only_released(known, decided, release)
    if release and release.rounded:
        reports_shown = rounded_reports(known["observations"], known["indicators"])
        known = {**known, "observations": reports_shown}
    latest, revisions = latest_observations(known, day)
    reports = owed_reports(known, latest, day)
    values = roll_up(latest, reports, known)
    duties = reports.iloc[:0]
    if not past:
        duties = open_duties(known, reports, next_reports(known, latest, day), day)
    assessments = evaluate.assess(known, values, reports, day, tolerance / 100)
    return Evaluation(
        as_of=day,
        tables=known,
        superseded=superseded,
        values=values,
        revisions=revisions,
        reports=reports,
        duties=duties,
        assessments=assessments,
        headlines=evaluate.summarise(assessments, known),
    )


def shown(
    whole: Evaluation, judging: Judging, earlier: Sequence[Published] = ()
) -> tuple[Evaluation, Decided | None]:
    """Leave what an edition shows, counted anew; say what was decided of figures of persons."""
    decided = None
    if judging.edition == PUBLIC and not (judging.release and judging.release.rounded):
        whole, decided = protect(whole, judging.small_below, earlier)
    left = for_edition(whole, judging.edition)
    return replace(left, headlines=evaluate.summarise(left.assessments, left.tables)), decided


def dated(headlines: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Add the day to headlines."""
    return headlines.assign(as_of=pd.Timestamp(day).as_unit("s"))


def row_hashes(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """Give a number for each row, the same for the same cells."""
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def rows_key(hashes: Mapping[str, NDArray[np.uint64]], places: Mapping[str, Any]) -> bytes:
    """Stand for some rows of each table and where they stood, by the numbers of all rows."""
    found = blake2b(digest_size=16)
    for name, numbers in hashes.items():
        own = numbers[places[name]] if name in places else numbers
        found.update(name.encode() + own.tobytes())
    return found.digest()


class PastRows:
    """Keys of what was known of some tables on past days, wherever it stood."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._hashes = {
            name: row_hashes(frame.drop(columns=list(LINEAGE))) for name, frame in tables.items()
        }

    def key(self, day: dt.date) -> bytes:
        """Stand for the rows that were known on a day."""
        found = blake2b(digest_size=16)
        for table in TABLES:
            known_from = self._tables[table.name][table.known_from]
            known = known_from.isna() | (known_from <= pd.Timestamp(day))
            found.update(self._hashes[table.name][known.to_numpy()].tobytes() + b"/")
        return found.digest()


@cache
def code_key() -> str:
    """Stand for this program: another version of it makes everything anew."""
    folder = Path(__file__).parents[1]
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.po")])
    return key_of(pd.__version__, *(path.read_bytes() for path in files))


def key_of(*parts: object) -> str:
    """Make a key of texts and bytes."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(part if isinstance(part, bytes) else str(part).encode())
        found.update(b"\0")
    return found.hexdigest()


def judge_shard(task: ShardTask) -> Judged:
    """Judge one shard and put what comes of it into storage."""
    judging, problems = task.judging, list[Problem]()
    if task.rest:
        observations, problems = task.rest.observations()
        if errors(problems):
            return Judged(task.name, problems)
        task = replace(task, tables={**task.tables, "observations": observations}, rest=None)
    earlier = [told.read() for told in task.earlier] if judging.edition == PUBLIC else []
    judged = replace(judging.evaluated(task.tables, judging.as_of), texts=task.texts)
    found, decided = shown(judged, judging, earlier)
    found = _with_past(found, task, earlier)
    if task.former:
        differ = task.former.differences(task.tables, judged, found, judging)
        found = replace(found, differences=differ, since=task.former.since)
    if judging.edition == PUBLIC:
        keep_secrets(task, judged, found)
    if judging.tells:
        files = published_files(judged, decided)
        storage.put(task.place, f"published/{task.name}", storage.zipped(files))
    keep(found, task.key, task.place, task.name, problems)
    return Judged(task.name, problems)


def keep_secrets(task: ShardTask, judged: Evaluation, found: Evaluation) -> None:
    """Put into storage what the gate must know of a shard; see `generator.pipeline.gating`."""
    public = gate.public_texts(found)
    frames = {
        "secrets": gate.secrets_of(task.tables, task.texts, public),
        "public": pd.DataFrame({"text": public}, dtype=str),
        "withheld": gate.withheld_figures(judged, found),
    }
    storage.put(task.place, f"gate/{task.name}", storage.pack(frames, {}))


def _with_past(found: Evaluation, task: ShardTask, earlier: Sequence[Published]) -> Evaluation:
    """Add the course, each past month from storage where it was judged on the same rows."""
    name = f"past/{task.name}"
    frames, meta = _stored(task.place, name) or ({}, {"keys": {}})
    course, before, keys = [], found.assessments.iloc[:0], {}
    past_rows, told = PastRows(task.tables), [one.key for one in task.earlier]
    for day in task.judging.past:
        day_name = day.isoformat()
        keys[day_name] = key_of(task.judging.of_day(day), past_rows.key(day), *told)
        if meta["keys"].get(day_name) == keys[day_name]:
            headlines, before = frames[f"{day_name} headlines"], frames[f"{day_name} before"]
        else:
            judged = task.judging.evaluated(task.tables, day)
            past, _ = shown(judged, task.judging, earlier)
            headlines = past.headlines
            before = past.assessments[["target_id", "entity_id", "status"]]
        course.append((day_name, headlines, before))
    blocks = {
        f"{day} {what}": frame
        for day, headlines, statuses in course
        for what, frame in (("headlines", headlines), ("before", statuses))
    }
    storage.put(task.place, name, storage.pack(blocks, {"keys": keys}))
    days = [dated(lines, dt.date.fromisoformat(day)) for day, lines, _ in course]
    return replace(
        found,
        course=pd.concat([*days, dated(found.headlines, found.as_of)], ignore_index=True),
        before=before[["target_id", "entity_id", "status"]],
    )


def _stored(place: str, name: str) -> tuple[dict[str, pd.DataFrame], dict[str, Any]] | None:
    """Read a block; what cannot be read is as if it were not there."""
    content = storage.get(place, name)
    if content is None:
        return None
    try:
        return storage.unpack(content)
    except (ValueError, KeyError, TypeError, LookupError):
        return None


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
    acted = pd.MultiIndex.from_frame(actions[["target_id", "entity_id"]])
    listed = judged["counts_in_county"] | judged["entity_id"].isin(counties)
    listed |= pd.MultiIndex.from_frame(judged[["target_id", "entity_id"]]).isin(acted)
    missing = found.reports[found.reports["state"] == ReportState.MISSING]
    missing = missing.sort_values(
        ["period_end", "entity_id", "indicator_id"], ascending=[False, True, True]
    )
    revised = found.revisions.sort_values("replaced_on", ascending=False, kind="stable")
    assessments = judged[listed]
    before = found.before.merge(assessments[["target_id", "entity_id"]])
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
    stored = _stored(place, f"{'whole' if small else 'judged'}/{name}")
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


def _named(group: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {
        name.removeprefix(f"{group} "): frame
        for name, frame in frames.items()
        if name.startswith(f"{group} ")
    }
