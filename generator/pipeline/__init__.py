"""The order of the stages, told once: from the data folder to the published site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from jinja2 import Environment

from generator import charts, downloads, evaluate, search, shell, sources
from generator.audience import for_edition
from generator.check import check_site
from generator.folders import write_tree
from generator.latest import known_on
from generator.locales import mark
from generator.model import Evaluation, Tables
from generator.pages import open_book, page_scripts, pages_of, verdict_words
from generator.periods import months_before
from generator.pipeline.judging import evaluated
from generator.pipeline.site import Say, build_site
from generator.pipeline.whole import day_of, merged
from generator.problems import Code, DataError, Location, Problem, Severity, problem
from generator.render import environment, render
from generator.resources import resource
from generator.settings import Settings
from generator.shards import plan_shards, split

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


def check(settings: Settings) -> CheckResult:
    """Read every table and name every problem; nothing is written."""
    reading = sources.read_site(settings.data_dir)
    tables, found = check_site(reading.tables, reading.texts)
    texts = {text.plan_id: text.text for text in reading.texts}
    return CheckResult(tables, [*reading.problems, *found], reading.notes, texts)


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
    day = day_of(tables, as_of)
    for own in split(tables, plan_shards(tables)):
        yield evaluated(own, day, tolerance)


def build(settings: Settings, say: Say = lambda phase: None) -> BuildResult:
    """Bring reports/ and site/ up to date with data/ and templates/.

    Raises:
        DataError: The tables have errors; nothing was written.
        BuildError: MkDocs refused the pages, or another build is running; the published site is as
            it was.
    """
    shown, problems = judge(settings, say)
    with shell.own_turn(settings.cache_dir):
        say(RENDERING)
        changed = list(write_reports(shown, settings))
        say(BUILDING)
        build_site(settings, shown.as_of, say)
    return BuildResult(shown.as_of, changed, settings.site_dir, problems)


def generate(
    settings: Settings, say: Say = lambda phase: None
) -> tuple[Evaluation, list[PurePosixPath], list[Problem]]:
    """Bring reports/ up to date; give what this edition shows, the files that changed, warnings.

    Raises:
        DataError: The tables have errors; nothing was written.
    """
    shown, problems = judge(settings, say)
    say(RENDERING)
    return shown, list(write_reports(shown, settings)), problems


def judge(settings: Settings, say: Say = lambda phase: None) -> tuple[Evaluation, list[Problem]]:
    """Read, check and judge; give what this edition shows, and the warnings."""
    say(READING)
    checked = check(settings)
    if any(found.severity is Severity.ERROR for found in checked.problems):
        raise DataError(checked.problems)
    say(JUDGING)
    whole = evaluate_tables(checked.tables, settings.as_of, settings.tolerance)
    whole = replace(whole, texts=checked.texts)
    shown = _shown(whole, settings)
    return _with_course(shown, checked.tables, settings), checked.problems


def _shown(whole: Evaluation, settings: Settings) -> Evaluation:
    """Leave what this edition shows, counted anew."""
    shown = for_edition(whole, settings.edition)
    return replace(shown, headlines=evaluate.summarise(shown.assessments, shown.tables))


def _with_course(shown: Evaluation, tables: Tables, settings: Settings) -> Evaluation:
    """Add the headlines of the months before, each as it was known and judged on its day."""
    first = tables["observations"]["reported_on"].min()
    days = [months_before(shown.as_of, n) for n in range(settings.course_months, 0, -1)]
    past = [
        _shown(evaluate_tables(tables, day, settings.tolerance), settings)
        for day in days
        if pd.Timestamp(day) >= first
    ]
    course = [
        found.headlines.assign(as_of=pd.Timestamp(found.as_of).as_unit("s"))
        for found in [*past, shown]
    ]
    before = past[-1].assessments if past else shown.assessments.iloc[:0]
    return replace(
        shown,
        course=pd.concat(course, ignore_index=True),
        before=before[["target_id", "entity_id", "status"]],
    )


def page_environment(
    folders: Sequence[Path], locale: str, *, directory_urls: bool = False
) -> Environment:
    """Make the environment in which pages are rendered, charts and all."""
    drawing = {"drawing": partial(charts.drawing, locale=locale)}
    return environment(folders, locale, drawing, directory_urls=directory_urls)


def write_reports(shown: Evaluation, settings: Settings) -> Iterator[PurePosixPath]:
    """Write the pages of each language, and what MkDocs needs beside them; yield what changed."""
    folders = [settings.templates_dir, resource("templates")]
    assets = shell.asset_files(folders)
    for locale in settings.locales:
        env = page_environment(folders, locale, directory_urls=settings.directory_urls)
        book = open_book(shown, settings, locale)
        pages = {page.path: render(page, env) for page in pages_of(book)}
        specs = {PurePosixPath("assets/chart-specs.js"): charts.specs_script(locale)}
        files: dict[PurePosixPath, bytes | str] = {
            **assets,
            **specs,
            **page_scripts(book),
            **pages,
            **search.directory_files(shown, pages, locale, directory_urls=settings.directory_urls),
            **downloads.download_files(shown, verdict_words(book), locale),
        }
        folder = settings.reports_dir / locale
        written = write_tree(files, folder, shown.as_of)
        yield from (PurePosixPath(settings.edition, locale, path) for path in written)
    beside = shell.shell_files(folders, settings.locales, settings.default_locale, shown.tables)
    for name, files_beside in beside.items():
        written = write_tree(files_beside, settings.reports_dir / name, shown.as_of)
        yield from (PurePosixPath(settings.edition, name, path) for path in written)
