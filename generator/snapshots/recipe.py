"""What besides its inputs decides the bytes of a snapshot: its day, its languages, the programs."""

from __future__ import annotations

import datetime as dt
import json
import platform
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from generator import __version__
from generator.locales import LOCALES
from generator.problems import Code, Location, Problem, problem
from generator.resources import resource
from generator.schema.method import METHOD_VERSION
from generator.snapshot_names import SnapshotName, parse_name

FILE = "method.json"
LOCK = "requirements.lock"

MAKERS = (
    *("altair", "babel", "duckdb", "jieba", "jinja2", "markdown", "markupsafe", "mkdocs"),
    *("mkdocs-material", "nh3", "numpy", "pandas", "properdocs", "pygments", "pymdown-extensions"),
    *("pypinyin", "python-calamine", "pyyaml", "xlsxwriter"),
)
"""Packages another version of which can make other bytes."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that is needed to make both bags of a snapshot again from the inputs."""

    name: str
    """Of the public bag, such as ``2018Q3.r2``."""
    as_of: str
    """A day, such as 2018-10-12."""
    reason: str
    """Why it corrects an earlier one; empty for a first snapshot."""
    locales: tuple[str, ...]
    builder: str
    """The program that puts pages into the theme."""
    xushi: str
    method: int
    python: str
    zlib: str
    packages: Mapping[str, str]
    """Versions by name, of all that is installed of the lock file."""

    @property
    def snapshot(self) -> SnapshotName:
        """The name, read."""
        return parse_name(self.name)

    @property
    def day(self) -> dt.date:
        """The day whose knowledge is shown."""
        return dt.date.fromisoformat(self.as_of)


def new_recipe(
    name: str, as_of: dt.date, reason: str, locales: tuple[str, ...], builder: str
) -> Recipe:
    """Write down what the running program is."""
    return Recipe(
        name=name,
        as_of=as_of.isoformat(),
        reason=reason,
        locales=locales,
        builder=builder,
        xushi=__version__,
        method=METHOD_VERSION,
        python=platform.python_version(),
        zlib=zlib.ZLIB_RUNTIME_VERSION,
        packages=dict(_installed(builder)),
    )


def lock_file() -> bytes:
    """Give the list of packages, with hashes, that this program was tried with."""
    return resource(LOCK).read_bytes()


def _installed(builder: str) -> Iterator[tuple[str, str]]:
    names = {*_PINNED.findall(lock_file().decode()), *MAKERS} - {"properdocs"} | {builder}
    for name in sorted(names):
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def recipe_text(recipe: Recipe) -> bytes:
    """Write the recipe as JSON that a person can read."""
    return (json.dumps(asdict(recipe), ensure_ascii=False, indent=1) + "\n").encode()


def read_recipe(content: bytes) -> Recipe:
    """Read a recipe.

    Raises:
        ValueError: It is none.
    """
    found: Any = json.loads(content)
    try:
        recipe = Recipe(**{**found, "locales": tuple(found["locales"])})
        texts = [getattr(recipe, name) for name in ("reason", "builder", "xushi", "python", "zlib")]
        is_sound = (
            all(isinstance(text, str) for text in texts)
            and isinstance(recipe.packages, dict)
            and not recipe.snapshot.is_internal
            and (recipe.snapshot.revision > 1) == bool(recipe.reason.strip())
            and bool(recipe.locales)
            and set(recipe.locales) <= set(LOCALES)
            and recipe.day is not None
        )
    except (TypeError, KeyError) as error:
        raise ValueError(str(error)) from None
    if not is_sound:
        raise ValueError("not a recipe")
    return recipe


def other_makers(recipe: Recipe, where: Location) -> list[Problem]:
    """Name each program whose version differs from the recorded one, where that makes other bytes.

    Of Python the first two numbers count.
    """
    here = new_recipe(recipe.name, recipe.day, recipe.reason, recipe.locales, recipe.builder)
    needed, found = _versions(recipe), _versions(here)
    return [
        problem(
            Code.OTHER_MAKER,
            where,
            package=name,
            needed=needed.get(name, "—"),
            found=found.get(name, "—"),
        )
        for name in sorted({*needed, *found})
        if needed.get(name) != found.get(name)
    ]


def _versions(recipe: Recipe) -> dict[str, str]:
    packages = {name: text for name, text in recipe.packages.items() if name in MAKERS}
    python = ".".join(recipe.python.split(".")[:2])
    own = {"xushi": recipe.xushi, "Python": python, "zlib": recipe.zlib}
    return {**packages, **own, "method": str(recipe.method)}
