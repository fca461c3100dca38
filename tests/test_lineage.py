"""What is built by remembering equals what is built anew, and nothing else is touched."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from generator import charts, pipeline, shards
from generator.pipeline import How
from generator.problems import DataError
from generator.render import render
from generator.schema.page import Page
from tests.changing import (
    EDITS,
    add_figure,
    copy_sources,
    inodes,
    restore,
    settings_of,
    tree,
    write_small_site,
)

pytestmark = pytest.mark.slow


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
    """Give the files of a full build of the first data."""
    restore(shared)
    return built_anew(shared)


def built_anew(folder: Path) -> dict[str, bytes]:
    """Build the same site in another folder, with nothing remembered; give its files."""
    other = folder.with_name("other")
    other.mkdir(exist_ok=True)
    for name in ("reports", "site"):
        shutil.rmtree(other / name, ignore_errors=True)
        (other / name).mkdir()
        shutil.copy(folder / name / "README.md", other / name)
    copy_sources(folder, other)
    pipeline.build(settings_of(other), How(full=True))
    return tree(other)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Name the files that are not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def build_watched(folder: Path) -> list[str]:
    """Build, check that exactly the files that differ were written, and name them."""
    before, old = tree(folder), inodes(folder)
    pipeline.build(settings_of(folder))
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
    """Of pages of units and other counties, only those that tell of the figure are made."""
    made: set[str] = set()

    def watched(page: Page, env: Environment) -> str:
        made.add(str(page.path))
        return render(page, env)

    for module in ("shard_pages", "whole_pages"):
        monkeypatch.setattr(f"generator.pipeline.{module}.render", watched)
    add_figure(site, random.Random(1), "lj-liling")  # noqa: S311 (no secret)

    changed = build_watched(site)

    concerned = {"lj-liling", "lj-sec-grassroots"}  # it reports, and that one leads the target
    for paths in (changed, made):
        assert {Path(path).stem for path in paths if "units/" in path} == concerned
        assert not any("daochuan" in path or "jichuan" in path for path in paths)


HOWS = ("deleted", "other bytes", "cut", "empty")


def spoil(path: Path, how: str) -> None:
    """Do to a file what a bad disk or a curious person does."""
    content = path.read_bytes()
    if how == "deleted":
        path.unlink()
    elif how == "other bytes":
        path.write_bytes(bytes(byte ^ 1 for byte in content) or b"x")
    else:
        path.write_bytes(content[: len(content) // 2] if how == "cut" else b"")


def test_spoiled_pages_are_made_again(site: Path, expected: dict[str, bytes]) -> None:
    """A page that somebody has changed or removed by hand is there again after the next build."""
    chance = random.Random(5)  # noqa: S311 (no secret)
    made = sorted(path for path in tree(site) if not path.endswith("README.md"))
    for path in chance.sample(made, 16):
        spoil(site / path, chance.choice(HOWS))
    (site / "site/public/of-somebody.html").write_text("left here", encoding="utf-8")
    (site / "reports/public/zh/units/of-somebody.md").write_text("left here", encoding="utf-8")
    pipeline.build(settings_of(site))

    assert differing(tree(site), expected) == []


def remembered(folder: Path) -> list[Path]:
    """List the files of the cache, of the many of one kind only some."""
    found = [path for path in sorted((folder / ".xushi").rglob("*")) if path.is_file()]
    names = [path for path in found if "second-names" in path.parts]
    others = set(names) - set(names[::50])
    found = [path for path in found if path not in others]
    return [path for path in found if "jieba" not in path.name and "lunr" not in path.parts]


def test_spoiled_memory_of_the_gate(site: Path, expected: dict[str, bytes]) -> None:
    """Secrets that were kept for the gate and are damaged are found again, and looked for."""
    of_gate = [path for path in remembered(site) if "gate" in path.parts]
    assert of_gate
    for path in [*of_gate, *(site / ".xushi").glob("sought-*")]:
        spoil(path, "other bytes")
    pipeline.build(settings_of(site))

    assert differing(tree(site), expected) == []


@pytest.mark.long
def test_spoiled_memory_is_forgotten(site: Path, expected: dict[str, bytes]) -> None:
    """Whatever befalls the cache, a build does not stumble and makes the same files."""
    chance = random.Random(7)  # noqa: S311 (no secret)
    for path in remembered(site):
        spoil(path, chance.choice(HOWS))
    pipeline.build(settings_of(site))

    assert differing(tree(site), expected) == []


@pytest.mark.long
@pytest.mark.parametrize("how", HOWS)
def test_each_spoiled_file_of_memory(site: Path, expected: dict[str, bytes], how: str) -> None:
    """The same for each file of the cache alone."""
    for path in remembered(site):
        if path.exists():
            spoil(path, how)
            pipeline.build(settings_of(site))
            assert differing(tree(site), expected) == [], path


EARLIER = dt.date(2018, 10, 12)
TURNS: tuple[dict[str, object], ...] = (
    *(
        {},
        {"as_of": EARLIER},
        {"locales": ("zh", "en")},
        {"as_of": EARLIER, "locales": ("en",)},
        {"on": EARLIER, "release_days": 10},
        {"release_days": 10},
        {"public_statuses": ["final", "provisional", "verified"]},
        {},
    ),
)


@pytest.mark.long
def test_days_and_languages_by_turns(tmp_path: Path) -> None:
    """Each build after others of other days, languages or rules makes what one makes anew."""
    sites = [write_small_site(tmp_path / name) for name in ("remembering", "forgetful")]
    for flags in TURNS:
        for folder, full in zip(sites, (False, True), strict=True):
            pipeline.build(settings_of(folder, **flags), How(full=full))
        assert differing(*map(tree, sites)) == [], flags


def test_site_elsewhere(site: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """A site in another folder is whole, and the one in the usual place stays as it is."""
    pipeline.build(settings_of(site, out=tmp_path / "out"))
    elsewhere = {
        f"site/public/{path.relative_to(tmp_path / 'out')}": path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }

    assert elsewhere == {path: content for path, content in expected.items() if "site/pu" in path}
    assert build_watched(site) == []


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
        if number % every == every - 1:
            assert differing(tree(folder), built_anew(folder)) == [], done


def test_edits(site: Path) -> None:
    """However data, texts, templates and settings change, what is kept is what would be made."""
    edit_and_build(site, seed=3, times=6, every=6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_many_edits(site: Path, seed: int) -> None:
    """The same for a year of work."""
    edit_and_build(site, seed=100 + seed, times=25, every=3)
