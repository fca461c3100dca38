"""The order of the stages, told once: from the data folder to the published site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from generator import shell, sources
from generator.check import check_site
from generator.latest import known_on, newest_report_day
from generator.locales import mark
from generator.model import Evaluation, Tables
from generator.pipeline.dues import SUMMARY, Dues, dues_on
from generator.pipeline.earlier import open_earlier
from generator.pipeline.former import find_former
from generator.pipeline.gating import pass_gate, searched_files
from generator.pipeline.how import How, Workers
from generator.pipeline.judging import evaluated, judging_of
from generator.pipeline.keeping import LostError
from generator.pipeline.keys import code_key
from generator.pipeline.parts import PartedSite, open_parts, own_tables
from generator.pipeline.place import check_place
from generator.pipeline.reports import Reports, write_reports
from generator.pipeline.shard_pages import page_environment
from generator.pipeline.site import build_site
from generator.pipeline.whole import Whole, day_of, judge_all, merged, past_days
from generator.problems import DataError, Problem, errors
from generator.settings import Settings
from generator.shell import Searching

__all__ = [
    "SUMMARY",
    "BuildResult",
    "CheckResult",
    "Dues",
    "How",
    "Searching",
    "Whole",
    "Workers",
    "build",
    "check",
    "check_place",
    "code_key",
    "due",
    "evaluate_shards",
    "evaluate_tables",
    "evaluations",
    "generate",
    "judge",
    "page_environment",
    "pass_gate",
    "reach",
    "searched_files",
]

READING = mark("Reading the tables")
JUDGING = mark("Judging the targets")
RENDERING = mark("Writing the pages")
BUILDING = mark("Building the site")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Typed tables (empty when there are errors), what is wrong, and what the log says."""

    tables: Tables
    problems: list[Problem]
    notes: list[Problem]
    texts: Mapping[str, str]
    """The full texts of plans in Markdown, by plan."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build changed in reports/, where the site is, and what a person should look at."""

    as_of: dt.date
    changed: list[PurePosixPath]
    site_dir: Path
    problems: list[Problem]
    whole: Whole
    """What this edition shows; its shards are in storage."""


def check(settings: Settings) -> CheckResult:
    """Read every table and name every problem; nothing is written.

    The observations of a site that keeps them by county are read county by county, and not given.
    """
    parted = open_parts(settings.data_dir)
    if parted is None:
        reading = sources.read_site(settings.data_dir)
        tables, found = check_site(reading.tables, reading.texts)
        return _checked(reading, tables, [*reading.problems, *found])
    reading, checked, problems = parted.tables.read()
    for county_id in parted.files:
        problems = [*problems, *parted.part([county_id])[0].observations()[1]]
    return _checked(reading, checked.tables, sorted(set(problems)))


def _checked(reading: sources.Reading, tables: Tables, problems: list[Problem]) -> CheckResult:
    texts = {text.plan_id: text.text for text in reading.texts}
    return CheckResult(tables, problems, reading.notes, texts)


def evaluate_tables(tables: Tables, as_of: dt.date | None, tolerance: float) -> Evaluation:
    """Judge every target on what was known on a day, by default that of the newest report.

    Args:
        tolerance: Percentage points.

    Raises:
        DataError: no-observations, where no day is given and nothing was ever received.
    """
    first, *others = parts = list(evaluate_shards(tables, as_of, tolerance))
    if not others:
        return first
    known, superseded = known_on(tables, first.as_of)
    return replace(first, tables=known, superseded=superseded, **merged(parts, known))


def evaluate_shards(
    tables: Tables, as_of: dt.date | None, tolerance: float
) -> Iterator[Evaluation]:
    """Judge the counties of each shard by themselves; memory is that of one shard.

    The headlines place each county among those of its shard only.
    """
    day = day_of(as_of or newest_report_day(tables["observations"]))
    for own in own_tables(tables, None):
        yield evaluated(own, day, tolerance)


def evaluations(settings: Settings, day: dt.date) -> Iterator[Evaluation]:
    """Judge the data of a site, one shard after another; memory is that of one shard.

    Args:
        settings: Of the site.
        day: The day whose knowledge counts, or that of the newest report where it is later.

    Raises:
        DataError: The tables have errors.
    """
    checked, parted, newest, _ = _read(settings)
    for own in own_tables(checked.tables, parted):
        yield evaluated(own, max(newest or day, day), settings.tolerance)


def build(settings: Settings, how: How | None = None) -> BuildResult:
    """Bring reports/ and site/ up to date with data/ and templates/.

    Raises:
        ConfigError: not-for-a-site; nothing was read or written.
        DataError: The tables have errors; nothing was written.
        RenderError: A template is broken; nothing was written.
        BuildError: MkDocs refused the pages, or another build is running; the published site is as
            it was.
        GateError: The public edition holds what the public may not see; likewise.
    """
    check_place(settings)
    how = how or How()
    with shell.own_turn(settings.cache_dir), ExitStack() as stack:
        if not how.searching:
            searching = stack.enter_context(shell.Searching(settings.cache_dir))
            how = replace(how, searching=searching)
        try:
            return _built(settings, how)
        except LostError:
            return _built(settings, replace(how, full=True))


def _built(settings: Settings, how: How) -> BuildResult:
    whole, problems, made = _written(settings, how)
    how.say(BUILDING)
    as_of = whole.evaluation.as_of

    def search(folder: Path, kept: Collection[str]) -> None:
        pass_gate(whole, settings, how, folder, made, kept)

    build_site(settings, as_of, how, made, search)
    return BuildResult(as_of, made.changed, settings.site_dir, problems, whole)


def _written(settings: Settings, how: How) -> tuple[Whole, list[Problem], Reports]:
    whole, problems = judge(settings, how)
    how.say(RENDERING)
    return whole, problems, write_reports(whole, settings, how)


def generate(
    settings: Settings, how: How | None = None
) -> tuple[Evaluation, list[PurePosixPath], list[Problem]]:
    """Bring reports/ up to date; give what this edition shows of the whole, changes, warnings.

    Raises:
        DataError: The tables have errors; nothing was written.
        RenderError: A template is broken; nothing was written.
    """
    whole, problems, made = _written(settings, how or How())
    return whole.evaluation, made.changed, problems


def judge(settings: Settings, how: How | None = None) -> tuple[Whole, list[Problem]]:
    """Read, check and judge; give what this edition shows, and the warnings.

    Raises:
        DataError: The tables have errors.
        BagError: What readers of a snapshot know cannot be read.
    """
    how = how or How()
    how.say(READING)
    checked, parted, day, first = _read(settings)
    how.say(JUDGING)
    as_of = day_of(settings.as_of or day)
    past = past_days(first, as_of, settings.course_months)
    judging = judging_of(settings, as_of, past)
    place, former = how.place(settings), find_former(settings, as_of)
    earlier = open_earlier(settings, checked.tables)
    whole, found = judge_all(
        checked.tables, dict(checked.texts), judging, place, how, parted, former, earlier
    )
    return whole, [*checked.problems, *found]


def reach(settings: Settings) -> tuple[Tables, dt.date | None]:
    """Read and check; give the tables and the day of the newest report, None where none came.

    The observations of a site that keeps them by county are not among the tables.

    Raises:
        DataError: The tables have errors.
    """
    checked, _, day, _ = _read(settings)
    return checked.tables, day


def due(settings: Settings, only: Collection[str] = ()) -> Dues:
    """Say what each county and unit owes on a day, by default that of the newest report.

    Args:
        settings: Of the site.
        only: Counties and units to speak of; empty for all.

    Raises:
        DataError: The tables have errors, or hold nothing and no day is given.
    """
    checked, parted, day, _ = _read(settings)
    return dues_on(checked.tables, parted, day_of(settings.as_of or day), settings, only)


def _read(settings: Settings) -> tuple[CheckResult, PartedSite | None, dt.date | None, Any]:
    """Read and check; give also the days of the newest and the first report."""
    parted = open_parts(settings.data_dir)
    if parted is None:
        checked = check(settings)
    else:
        reading, tables, problems = parted.tables.read()
        checked = _checked(reading, tables.tables, problems)
    if errors(checked.problems):
        raise DataError((check(settings) if parted else checked).problems)
    if parted is not None:
        return checked, parted, parted.day(), parted.days.oldest
    observations = checked.tables["observations"]
    first = observations["reported_on"].min()
    return checked, None, newest_report_day(observations), first
