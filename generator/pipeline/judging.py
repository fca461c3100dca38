"""Judge shards: one after another, in processes or on other machines, each by itself.

A shard whose rows are the same is not judged again, nor is a past month; what comes of it is kept
by `generator.pipeline.keeping`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from generator import evaluate, gate, storage
from generator.audience import PUBLIC, for_edition
from generator.duties import open_duties
from generator.latest import known_on, latest_observations, newest_decisions, rows_in_force
from generator.model import Evaluation, Release, Since, Tables
from generator.pipeline.earlier import Told
from generator.pipeline.keeping import Judged, keep, read_block
from generator.pipeline.keys import PastRows, code_key, key_of
from generator.pipeline.protecting import Decided, past_verdicts, protect, published_files
from generator.problems import Problem, errors
from generator.released import only_released
from generator.reporting import next_reports, owed_reports
from generator.rollup import roll_up
from generator.settings import Settings
from generator.suppression.blanks import Then
from generator.suppression.figures import family_of_persons, judged_figures
from generator.suppression.published import Published
from generator.suppression.rounding import rounded_reports


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

    def exact(self) -> Judging:
        """Judge reports as they came, also where the edition rounds them."""
        return replace(self, release=self.release and replace(self.release, rounded=False))


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


def evaluated(
    tables: Tables,
    day: dt.date,
    tolerance: float,
    release: Release | None = None,
    *,
    past: bool = False,
) -> Evaluation:
    """Judge all counties of some tables on what was known, or released of it, on a day.

    Of a past day nobody asks what is due, and headlines are counted of what may be told of it.
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
        headlines=pd.DataFrame() if past else evaluate.summarise(assessments, known),
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
    found = _with_past(found, task, decided)
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
    public, release = gate.public_texts(found), task.judging.release
    rounded: set[str] = set()
    if release and release.rounded:
        rounded = family_of_persons(judged.tables["indicators"])
        judged = task.judging.exact().evaluated(task.tables, judged.as_of)
    frames = {
        "secrets": gate.secrets_of(task.tables, task.texts, public),
        "public": pd.DataFrame({"text": public}, dtype=str),
        "withheld": gate.withheld_figures(judged, found, rounded),
    }
    storage.put(task.place, f"gate/{task.name}", storage.pack(frames, {}))


def _with_past(found: Evaluation, task: ShardTask, decided: Decided | None) -> Evaluation:
    """Add the course, each past month from storage where it was judged on the same rows."""
    name = f"past/{task.name}"
    frames, meta = read_block(task.place, name) or ({}, {"keys": {}})
    course, before = [], found.assessments.iloc[:0]
    keys, blocks = dict[str, str](), dict[str, pd.DataFrame]()
    past_rows, family = PastRows(task.tables), decided.family if decided else frozenset[str]()
    reports = task.tables["observations"]
    reports = reports[reports["indicator_id"].isin(family)]
    for day in task.judging.past:
        day_name = day.isoformat()
        keys[day_name] = key_of(task.judging.of_day(day), past_rows.key(day), sorted(family))
        if meta["keys"].get(day_name) == keys[day_name]:
            own = {kind: frames[f"{day_name} {kind}"] for kind in ("verdicts", "figures")}
        else:
            judged = task.judging.evaluated(task.tables, day)
            public = for_edition(judged, task.judging.edition).tables["targets"]["target_id"]
            verdicts = judged.assessments[OF_PAST]
            verdicts = verdicts.assign(is_told=verdicts["target_id"].isin(public))
            own = {"verdicts": verdicts, "figures": judged_figures(judged, family)}
        blocks |= {f"{day_name} {kind}": frame for kind, frame in own.items()}
        indicators, targets, units, counties = (
            rows_in_force(task.tables, what, day)
            for what in ("indicators", "targets", "units", "counties")
        )
        since = reports[reports["reported_on"] > pd.Timestamp(day)]
        then = Then(indicators, targets, task.tables["units"], own["figures"], since)
        before = past_verdicts(own["verdicts"], then, decided)
        is_public = before["indicator_id"].isin(found.tables["indicators"]["indicator_id"])
        before = before[before["is_told"] & is_public].reset_index(drop=True)
        headlines = evaluate.summarise(before, {"units": units, "counties": counties})
        course.append(dated(headlines, day))
    storage.put(task.place, name, storage.pack(blocks, {"keys": keys}))
    return replace(
        found,
        course=pd.concat([*course, dated(found.headlines, found.as_of)], ignore_index=True),
        before=before[["target_id", "entity_id", "status"]],
    )


OF_PAST = [
    *("target_id", "entity_id", "county_id", "indicator_id", "status", "commitment", "weight"),
    *("is_each_summary", "counts_in_county", "lead_ids", "measure", "mode", "rule"),
    *("period", "prior_period", "window_start", "deadline"),
]
"""What is kept of the verdicts of a past month: what headlines count, and what they stand on."""
