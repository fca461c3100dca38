"""Take a snapshot: both bags are put in place together, or none is."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator import pipeline
from generator.bags import (
    Sealed,
    archive,
    next_correction,
    sign,
    snapshots_of,
    versions_text,
)
from generator.bags.names import printable
from generator.pipeline.earlier import open_earlier
from generator.problems import BagError, Code, ConfigError, Location, Problem, problem
from generator.settings import Settings, read_settings
from generator.shell import own_turn
from generator.snapshot_names import ARCHIVE, INTERNAL, SIGNATURE, parse_name
from generator.snapshots.days import day_to_show
from generator.snapshots.making import (
    CONFIGURATION,
    ROOT,
    SEALED,
    copy_earlier,
    copy_inputs,
    make_bags,
)
from generator.snapshots.recipe import lock_file, new_recipe, recipe_text

UNFINISHED = ".unfinished"
"""The workshop in the folder of snapshots; what a run that was killed left there is cleared."""
VERSIONS = "versions.json"
_NAME = "name"
"""A file of the workshop that names the public bag being put in place."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    period: str
    """A month, a quarter, a half or a year, such as ``2018Q3``."""
    as_of: dt.date | None = None
    """The day to show; None for the due day of the period's last report."""
    reason: str = ""
    """Why an earlier snapshot is corrected, on one line; empty for a first one."""
    key: Path | None = None
    """The private key that signs both bags."""
    archived: bool = False
    """Whether each bag is also put into a zip archive."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that is in place."""

    name: str
    as_of: dt.date
    bags: tuple[Sealed, Sealed]
    """The public one and the internal one."""
    opens: tuple[Path, Path]
    """The first page of each."""
    beside: tuple[Path, ...]
    """Archives and signatures."""
    problems: tuple[Problem, ...]
    """What a person should know of the day that is shown."""
    warnings: list[Problem]
    """What is to be looked at in the data."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a run that was killed had left."""

    finished: str = ""
    """The snapshot whose second half was put in place now."""
    cleared: bool = False
    """Whether an unfinished one was removed."""


def recover(settings: Settings) -> Leftover:
    """Clear what a run that was killed has left, or finish it where half was in place.

    Raises:
        BuildError: other-build, while another run is at work.
    """
    folder = settings.snapshots_dir
    work = folder / UNFINISHED
    with own_turn(settings.cache_dir):
        if not work.exists():
            return Leftover()
        name = (work / _NAME).read_text(encoding="utf-8") if (work / _NAME).is_file() else ""
        is_half = bool(name) and (folder / f"{name}{INTERNAL}").is_dir()
        if is_half:
            for path in _in_order(work / SEALED, name):
                if not os.path.lexists(folder / path.name):
                    path.rename(folder / path.name)
            _write_versions(settings)
        shutil.rmtree(work)
    return Leftover(finished=name) if is_half else Leftover(cleared=True)


def take_snapshot(
    config_file: Path, order: Order, how: pipeline.How, locales: tuple[str, ...] | None = None
) -> Taken:
    """Freeze a period as two bags in the site's folder ``snapshots``.

    The inputs are copied first, and both editions built from the copy, beside the bags. What was
    sealed is never overwritten; with a reason a correction is made.

    Raises:
        BagError: snapshot-exists, file-exists, nothing-to-correct, unreadable-input, or what
            keeps the bags from being sealed or signed. Nothing was put in place.
        GeneratorError: The settings, the data or the templates need mending; other-build.
    """
    settings = read_settings(config_file, locales=locales)
    _check_addresses(settings)
    folder = settings.snapshots_dir
    with own_turn(settings.cache_dir), _workshop(folder) as work:
        snapshots_of(folder)  # a folder that is none is named before the work
        name = _free_name(folder, order)
        copy_inputs(settings, config_file, work / ROOT)
        copied = read_settings(work / ROOT / CONFIGURATION, locales=locales)
        tables, newest = pipeline.reach(copied)
        period = parse_name(order.period).period
        day, told = day_to_show(tables, newest, period, order.as_of, settings.data_dir)
        copy_earlier(open_earlier(settings, tables), work / ROOT)
        recipe = new_recipe(name, day, order.reason, copied.locales, copied.builder)
        made = make_bags(work, recipe, recipe_text(recipe), lock_file(), how)
        beside = tuple(_beside(made.public, order)) + tuple(_beside(made.internal, order))
        (work / _NAME).write_text(name, encoding="utf-8")
        _put(work / SEALED, folder, name)
        _write_versions(settings)
    bags = tuple(
        Sealed(folder / bag.place.name, bag.fixity, bag.files, bag.octets)
        for bag in (made.public, made.internal)
    )
    return Taken(
        name=name,
        as_of=day,
        bags=(bags[0], bags[1]),
        opens=(bags[0].place / "data" / made.opens, bags[1].place / "data" / made.opens),
        beside=tuple(folder / path.name for path in beside),
        problems=tuple(told),
        warnings=made.problems,
    )


def _check_addresses(settings: Settings) -> None:
    if settings.directory_urls:
        where = Location(CONFIGURATION, column="use_directory_urls")
        raise ConfigError([problem(Code.NOT_FROM_A_FOLDER, where)])


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Give a workshop beside the bags, removed at the end whatever happens but a kill."""
    work = folder / UNFINISHED
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _free_name(folder: Path, order: Order) -> str:
    """Name the public bag to be made, of which nothing may be there."""
    following = next_correction(folder, order.period)
    words = {"period": order.period, "next": following}
    where = Location(printable(str(folder / order.period)))
    is_first = following == order.period
    if order.reason and is_first:
        raise BagError([problem(Code.NOTHING_TO_CORRECT, where, **words)])
    if not order.reason and not is_first:
        raise BagError([problem(Code.SNAPSHOT_EXISTS, where, **words)])
    names = [f"{bag}{end}" for bag in (following, f"{following}{INTERNAL}") for end in _ENDS]
    taken = [folder / name for name in names if os.path.lexists(folder / name)]
    if taken:
        there = (Location(printable(str(path))) for path in taken)
        raise BagError(problem(Code.FILE_EXISTS, where) for where in there)
    return following


_ENDS = ("", SIGNATURE, ARCHIVE)


def _beside(bag: Sealed, order: Order) -> Iterator[Path]:
    """Sign and archive a bag in the workshop."""
    if order.key is not None:
        yield sign(bag.place, order.key)
    if order.archived:
        yield archive(bag.place, bag.place.with_name(f"{bag.place.name}{ARCHIVE}"))


def _in_order(sealed: Path, name: str) -> list[Path]:
    """List what is to be put in place: the internal bag, the public one, what lies beside them."""
    first = [f"{name}{INTERNAL}", name]
    others = sorted({path.name for path in sealed.iterdir()} - {*first})
    return [sealed / known for known in (*first, *others) if (sealed / known).exists()]


def _put(sealed: Path, folder: Path, name: str) -> None:
    """Put everything in place; where that fails, take all of it back."""
    moved: list[Path] = []
    try:
        for path in _in_order(sealed, name):
            path.rename(folder / path.name)
            moved.append(path)
    except BaseException:
        for path in reversed(moved):
            (folder / path.name).rename(path)
        raise


def _write_versions(settings: Settings) -> None:
    """Write the list that the theme's version selector reads, in one step."""
    folder = settings.snapshots_dir
    text = versions_text(snapshots_of(folder), settings.default_locale)
    unfinished = folder / f".{VERSIONS}.part"
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(folder / VERSIONS)
