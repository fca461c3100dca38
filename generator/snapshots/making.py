"""Make both bags of a snapshot from its inputs; taking one and making it again are the same work.

A workshop is a folder of its own, with the inputs in ``root/``: the data, the site's templates and
its configuration, byte for byte. Nothing outside it decides what comes of it but the program.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import pipeline
from generator.bags import BagInfo, Sealed, seal
from generator.bags.names import printable
from generator.bags.tags import MANIFEST, TAG_MANIFEST
from generator.pipeline.earlier import FOLDER as PUBLISHED
from generator.pipeline.earlier import Told
from generator.problems import BagError, Code, Location, Problem, problem
from generator.settings import Settings, read_settings
from generator.snapshots.recipe import FILE, LOCK, Recipe
from generator.snapshots.tables import write_published, write_tables

ROOT, SEALED = "root", "sealed"
"""Folders of a workshop: what goes in, and what comes out."""
INPUTS, SITE, TABLES, PUBLIC = "inputs", "site", "tables", "public"
"""Folders of the payload; in ``public`` are the lists of checksums of the public bag."""
CONFIGURATION = "mkdocs.yml"
FOLDERS = ("data", "templates")
EARLIER = "earlier"
"""A folder of the inputs: what the snapshots before told of persons."""


@dataclass(frozen=True, slots=True)
class Made:
    """Two bags in a workshop."""

    public: Sealed
    internal: Sealed
    opens: str
    """Path of the first page, below the payload of either bag."""
    problems: list[Problem]
    """What a person should look at in the data."""


def copy_inputs(settings: Settings, config_file: Path, root: Path) -> None:
    """Copy what a site is made from, byte for byte; hidden files and locks are read by nobody.

    Raises:
        BagError: unreadable-input, one problem a file.
    """
    root.mkdir(parents=True)
    shutil.copyfile(config_file, root / CONFIGURATION)
    problems: list[Problem] = []
    for name, folder in zip(FOLDERS, (settings.data_dir, settings.templates_dir), strict=True):
        for path in _files(folder):
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(folder / path, target)
            except OSError as error:
                where = Location(printable(f"{name}/{path}"))
                detail = error.strerror or str(error)
                problems.append(problem(Code.UNREADABLE_INPUT, where, detail=detail))
    if problems:
        raise BagError(problems)


def _files(folder: Path) -> Iterator[str]:
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield Path(above, name).relative_to(folder).as_posix()


def copy_earlier(earlier: Iterable[Told], root: Path) -> None:
    """Copy what earlier snapshots told, which decides what this one may tell."""
    for told in earlier:
        for path in told.digests:
            target = root / EARLIER / told.name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(told.place, path), target)


def make_bags(work: Path, recipe: Recipe, method: bytes, lock: bytes, how: pipeline.How) -> Made:
    """Build both editions in a workshop and seal them; the inputs move into the internal bag.

    Args:
        work: The workshop.
        recipe: What decides besides the inputs.
        method: The recipe, as it is to stand in the bag.
        lock: The list of packages.
        how: How the editions are built.

    Raises:
        GeneratorError: The editions cannot be built, or what was built cannot be sealed.
    """
    config = work / ROOT / CONFIGURATION
    public, internal = (work / edition for edition in ("public", "internal"))
    settings = _settings(config, "public", public, recipe)
    _build(settings, how, public / TABLES, internal / PUBLISHED)
    problems = _build(_settings(config, "internal", internal, recipe), how)
    opens = _first_page(public, settings)
    info = BagInfo(
        as_of=recipe.day,
        title=settings.title,
        organization=settings.contact,
        opens=opens,
        reason=recipe.reason,
        more=(("Method-Version", str(recipe.method)),),
    )
    first = seal(public, work / SEALED / recipe.name, info)
    (internal / INPUTS).mkdir()
    for name in (CONFIGURATION, *FOLDERS, EARLIER):
        if (work / ROOT / name).exists():
            (work / ROOT / name).rename(internal / INPUTS / name)
    (internal / FILE).write_bytes(method)
    (internal / LOCK).write_bytes(lock)
    (internal / PUBLIC).mkdir()
    for name in (MANIFEST, TAG_MANIFEST):
        shutil.copyfile(first.place / name, internal / PUBLIC / name)
    second = seal(internal, work / SEALED / f"{recipe.name}.internal", info)
    return Made(first, second, opens, problems)


def _settings(config: Path, edition: str, payload: Path, recipe: Recipe) -> Settings:
    flags = {"as_of": recipe.day, "locales": recipe.locales, "correction": recipe.reason}
    flags["snapshot"] = recipe.name
    return read_settings(config, edition=edition, out=payload / SITE, **flags)


def _build(
    settings: Settings,
    how: pipeline.How,
    tables: Path | None = None,
    published: Path | None = None,
) -> list[Problem]:
    """Build an edition; write the tables that it shows, and what it tells of persons."""
    built = pipeline.build(settings, how)
    place = how.place(settings)
    if tables is not None:
        write_tables(built.whole, place, tables, settings.title)
        pipeline.pass_gate(built.whole, settings, how, tables)
    if published is not None:
        write_published(built.whole, place, published)
    return built.problems


def _first_page(payload: Path, settings: Settings) -> str:
    """Give the page to begin with; a site without its default language begins below another."""
    pages = (f"{SITE}/index.html", f"{SITE}/{settings.locales[0]}/index.html")
    return next(page for page in pages if (payload / page).is_file())
