"""What is built by remembering equals what is built anew, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from generator import charts, pipeline, shards
from generator.pipeline import How
from generator.problems import DataError
from generator.render import render
from tests.changing import AS_OF, EDITS, add_figure, inodes, settings_of, tree, write_small_site

pytestmark = pytest.mark.slow

FULL = How(full=True)
SOURCES = ("data", "templates", "mkdocs.yml")


@pytest.fixture(autouse=True)
def _many_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each county a shard of its own; the descriptions of charts are made once for all."""
    monkeypatch.setattr(shards, "MOST_UNITS", 1)
    monkeypatch.setattr(charts, "specs", SPECS)


SPECS = cache(charts.specs)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out the site that all tests of this module change, each from where the last left it."""
    return write_small_site(tmp_path_factory.mktemp("lineage") / "site")


@pytest.fixture
def site(shared: Path) -> Path:
    """Give the site, built, with the data that it has at first."""
    restore(shared)
    pipeline.build(settings_of(shared))
    return shared


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, bytes]:
    """Give the files of a full build of these data."""
    return built_anew(shared)


def restore(folder: Path) -> None:
    """Bring back the data of the beginning."""
    first = folder.with_name("first")
    if not first.exists():
        write_small_site(first)
    copy_sources(first, folder)


def copy_sources(folder: Path, to: Path) -> None:
    """Put what people write of a site into another folder."""
    for name in SOURCES:
        if (folder / name).is_dir():
            shutil.rmtree(to / name, ignore_errors=True)
            shutil.copytree(folder / name, to / name)
        else:
            shutil.copy(folder / name, to / name)


def built_anew(folder: Path, **flags: object) -> dict[str, bytes]:
    """Build the same site in another folder, with nothing remembered; give its files."""
    other = folder.with_name("other")
    other.mkdir(exist_ok=True)
    shutil.copytree(folder / "reports", other / "reports", dirs_exist_ok=True)
    for name in ("reports", "site"):
        shutil.rmtree(other / name, ignore_errors=True)
        (other / name).mkdir()
        shutil.copy(folder / name / "README.md", other / name)
    copy_sources(folder, other)
    pipeline.build(settings_of(other, **flags), FULL)
    return tree(other)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Name the files that are not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def build_watched(folder: Path, **flags: object) -> list[str]:
    """Build, check that exactly the files that differ were written, and name them."""
    before, old = tree(folder), inodes(folder)
    pipeline.build(settings_of(folder, **flags))
    after, new = tree(folder), inodes(folder)
    written = [path for path in after if new[path] != old.get(path)]
    changed = differing(before, after)
    assert sorted(written) == [path for path in changed if path in after]
    return changed


def test_nothing_changed_nothing_written(site: Path, expected: dict[str, bytes]) -> None:
    """A second build leaves every file where it is."""
    assert build_watched(site) == []
    assert differing(tree(site), expected) == []


def test_one_late_figure(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of units that have nothing to do with a figure are not even thought of."""
    thought_of: set[str] = set()

    def watched(page, env):
        thought_of.add(page.path.stem)
        return render(page, env)

    monkeypatch.setattr("generator.pipeline.reports.render", watched)
    late = add_figure(site, random.Random(1), "lj-liling")  # noqa: S311 (no secret)

    changed = build_watched(site)

    units = {Path(path).stem for path in changed if "/units/" in path}
    print(late, units, changed)
    assert late["entity_id"] in units
    assert units <= thought_of
    assert differing(tree(site), built_anew(site)) == []


def edit_and_build(folder: Path, seed: int, times: int, every: int) -> None:
    """Change the data at random, again and again; what errors forbid is undone."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    kept, done = folder.with_name("kept"), []
    for number in range(times):
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        copy_sources(folder, kept)
        edit = chance.choice(EDITS)
        edit(folder, chance)
        done.append(edit.__name__)
        try:
            changed = build_watched(folder)
        except DataError:
            copy_sources(kept, folder)
            done[-1] += " (refused)"
            changed = build_watched(folder)
            assert not changed, done
        print(number, done[-1], len(changed))
        if number % every == every - 1:
            assert differing(tree(folder), built_anew(folder)) == [], done


def test_edits(site: Path) -> None:
    """However data, texts, templates and settings change, what is kept is what would be made."""
    edit_and_build(site, seed=3, times=6, every=3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_many_edits(site: Path, seed: int) -> None:
    """The same for a year of work."""
    edit_and_build(site, seed=100 + seed, times=25, every=1)
