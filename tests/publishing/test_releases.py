"""Releases in a folder: linked, shown in one step, gone back to, removed."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.problems import Code, PublishError
from generator.publishing import keep, open_target, publish, read_contents, roll_back
from generator.publishing.contents import INTERNAL_PAGE
from generator.publishing.releases import faults_of
from tests.bags.made import write_bag
from tests.publishing.made import DAY, bring, files_of, nothing, seen, write_site


def code(error: pytest.ExceptionInfo[PublishError]) -> list[Code]:
    """Give the codes of what was wrong."""
    return [found.code for found in error.value.problems]


def quiet(phase: str) -> None:
    """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Write a site."""
    return write_site(tmp_path / "site", "one")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Name a folder that is not there yet."""
    return tmp_path / "srv" / "target"


def test_first_release(site: Path, target: Path) -> None:
    """Readers are led to a copy of the site, with packed forms; beside it stands what it is."""
    done = bring(site, target)

    assert done.before is None
    assert (target / "edition.txt").read_text() == "public\n"
    assert (target / "current").readlink() == Path("releases") / done.id
    assert done.id.startswith("2018-11-09-")
    current = files_of(target / "current/")
    plain = {path: content for path, content in current.items() if not path.endswith(".gz")}
    assert plain == files_of(site)
    assert {f"{path}.gz" for path in plain} == current.keys() - plain.keys()
    for path, content in plain.items():
        assert gzip.decompress(current[f"{path}.gz"]) == content
        assert current[f"{path}.gz"][4:8] == b"\0\0\0\0"
    checked = ["sha256sum", "--quiet", "--strict", "-c", f"../{done.id}.sha256"]
    subprocess.run(checked, cwd=target / "current", check=True)
    assert {path.stat().st_mode & 0o777 for path in (target / "current").rglob("*.*")} == {0o644}


def test_same_content_publishes_nothing(site: Path, target: Path) -> None:
    """The same site again changes no file, not even a date."""
    first = bring(site, target)
    before = {path: path.lstat() for path in sorted(target.rglob("*")) if path.name != ".lock"}

    again = bring(write_site(site, "one"), target)

    assert (again.id, again.before, again.written) == (first.id, first.id, 0)
    after = {path: path.lstat() for path in sorted(target.rglob("*")) if path.name != ".lock"}
    assert before.keys() == after.keys()
    assert all(
        before[path].st_mtime_ns == after[path].st_mtime_ns for path in before if not path.is_dir()
    )


def test_same_bytes_everywhere(site: Path, tmp_path: Path) -> None:
    """Two folders that are given the same site hold the same, dates included."""
    bring(site, tmp_path / "a")
    bring(site, tmp_path / "b")

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    dates = [
        {
            path.relative_to(folder / "current"): path.stat().st_mtime
            for path in (folder / "current").rglob("*.*")
        }
        for folder in (tmp_path / "a", tmp_path / "b")
    ]
    assert dates[0] == dates[1]


def test_unchanged_files_are_linked(site: Path, target: Path) -> None:
    """What stays is the same file under a second name, its packed form as well."""
    first = bring(site, target)
    second = bring(write_site(site, "two"), target)
    releases = target / "releases"

    same = {
        path.relative_to(releases / second.id).as_posix()
        for path in (releases / second.id).rglob("*.*")
        if (releases / first.id / path.relative_to(releases / second.id)).samefile(path)
    }
    changed = {"index.html", "assets/site.css", "data/units.csv"}
    assert {
        path for path in files_of(target / "current/") if path.removesuffix(".gz") not in changed
    } == same
    assert (second.written, second.linked) == (6, 8)


def test_a_damaged_file_is_not_linked(site: Path, target: Path) -> None:
    """What was changed in the current release does not travel into the next one."""
    bring(site, target)
    (target / "current/units/qx.html").write_text("changed")
    (target / "current/404.html.gz").write_bytes(b"changed")

    done = bring(write_site(site, "two"), target)

    assert faults_of(seen(target), done.id, nothing) == []
    assert (target / "current/units/qx.html").read_bytes() == (site / "units/qx.html").read_bytes()


def test_a_damaged_release_is_made_anew(site: Path, target: Path) -> None:
    """Publishing the same site mends the release that readers see."""
    done = bring(site, target)
    (target / "current/units/qx.html").unlink()
    (target / "current/added.html").write_text("added")

    assert faults_of(seen(target), done.id, nothing) == ["added.html", "units/qx.html"]
    bring(site, target)
    assert faults_of(seen(target), done.id, nothing) == []


def test_dates_tell_versions_apart(site: Path, target: Path) -> None:
    """Servers know a version by its size and second: all within the day of the data, none alike."""
    bring(site, target)
    before = (target / "current/index.html").stat()
    bring(write_site(site, "two"), target)
    after = (target / "current/index.html").stat()

    assert before.st_size == after.st_size
    assert before.st_mtime != after.st_mtime
    assert {stat.st_mtime // 86400 for stat in (before, after)} == {DAY // 86400}


def test_internal_never_joins_public(site: Path, target: Path) -> None:
    """Each edition has a folder of its own, and none lies inside that of another one."""
    bring(site, target)
    before = files_of(target)

    with pytest.raises(PublishError) as error:
        bring(site, target, "internal")
    assert code(error) == [Code.OTHER_EDITION]
    for inside in (target / "internal", target / "current" / "internal", target / "releases"):
        with pytest.raises(PublishError) as error:
            bring(site, inside, "internal")
        assert code(error) == [Code.TARGET_IN_TARGET]
    assert files_of(target) == before


def test_internal_page_is_never_public(site: Path, target: Path) -> None:
    """A page with the banner of the internal edition stops a public publication."""
    write_site(site, "one", files={"a.html": '<p class="xs-internal" role="note">x</p>'})

    with pytest.raises(PublishError) as error:
        bring(site, target)
    assert code(error) == [Code.INTERNAL_IN_PUBLIC]
    assert not (target / "current").exists()
    assert bring(site, target.with_name("internal"), "internal").written


def test_banner_is_known(root: Path) -> None:
    """What marks a page as internal is what the templates write."""
    macros = (root / "templates/_macros.md.j2").read_text(encoding="utf-8")

    assert INTERNAL_PAGE.decode() in macros


def test_folder_of_something_else(site: Path, target: Path) -> None:
    """A folder that holds something else, is a file, or has to do with the site, is left alone."""
    target.mkdir(parents=True)
    (target / "thesis.txt").write_text("")

    for folder in (target, target / "thesis.txt"):
        with pytest.raises(PublishError) as error:
            bring(site, folder)
        assert code(error) == [Code.NOT_A_TARGET]
    for folder in (site, site.parent, site / "a"):
        with pytest.raises(PublishError) as error:
            bring(site, folder)
        assert code(error) == [Code.TARGET_IN_SITE]
    assert [path.name for path in target.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_links_and_pipes(site: Path, target: Path, kind: str) -> None:
    """What is no file is refused, before anything is written."""
    if kind == "pipe":
        os.mkfifo(site / "units/odd.html")
    else:
        (site / "units/odd.html").symlink_to("/etc/passwd" if kind == "link" else "/etc")

    with pytest.raises(PublishError) as error:
        bring(site, target)
    assert [str(found.where) for found in error.value.problems] == [f"{site}/units/odd.html"]
    assert code(error) == [Code.NOT_A_FILE]
    assert not (target / "current").exists()


def test_refused_publication_claims_no_folder(site: Path, target: Path) -> None:
    """A folder to which nothing was published is nobody's, so that the other edition may come."""
    page = site / "index.html"
    text = page.read_bytes()
    page.write_bytes(text + INTERNAL_PAGE)

    with pytest.raises(PublishError):
        bring(site, target)
    assert {path.name for path in target.iterdir()} <= {".lock"}
    page.write_bytes(text)
    assert bring(site, target, "internal").written


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has such a place")
def test_folder_that_cannot_be_made(site: Path) -> None:
    """A place where no folder can be is named."""
    with pytest.raises(PublishError) as error:
        bring(site, Path("/proc/progress"))
    assert code(error) == [Code.TARGET_NOT_MADE]


def test_nothing_to_publish(tmp_path: Path, target: Path) -> None:
    """Without a finished site there is nothing to do."""
    with pytest.raises(PublishError) as error:
        bring(tmp_path / "site", target)
    assert code(error) == [Code.NOTHING_TO_PUBLISH]


def test_two_at_once(site: Path, target: Path) -> None:
    """While one publishes nobody else does."""
    bring(site, target)
    with (target / ".lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(PublishError) as error:
            bring(site, target)
    assert code(error) == [Code.TARGET_BUSY]


def test_site_that_changes_meanwhile(site: Path, target: Path) -> None:
    """A file that is another one than was looked at stops the publication."""
    bring(site, target)
    before = files_of(target)
    write_site(site, "two")
    with open_target(target, "public", site) as opened:
        contents = read_contents(site, site / "none", "public", nothing)
        write_site(site, "three")
        with pytest.raises(PublishError) as error:
            publish(opened, contents, quiet, nothing)
    assert code(error) == [Code.SITE_CHANGED]
    bring(write_site(site, "one"), target)
    assert files_of(target) == before


def test_public_snapshots_go_along(site: Path, target: Path, tmp_path: Path) -> None:
    """Public bags, archives and the list go along; internal ones, drafts and links never do."""
    folder = write_bag(tmp_path / "sealed").parent
    write_bag(tmp_path / "sealed", "2018Q3.r2")
    write_bag(tmp_path / "sealed", "2018Q3.internal")
    for name in ("2018Q3.INTERNAL", "draft"):
        shutil.copytree(folder / "2018Q3", folder / name)
    (folder / "2018Q1").symlink_to(folder / "2018Q3.internal")
    (folder / "versions.json").write_text("[]")

    bring(site, target, snapshots=folder)

    found = {path for path in files_of(target / "current/") if path.startswith("snapshots")}
    bags = {
        f"{name}/{path}" for name in ("2018Q3", "2018Q3.r2") for path in files_of(folder / name)
    }
    assert {path for path in found if not path.endswith(".gz")} == {
        "snapshots/versions.json",
        *(f"snapshots/{path}" for path in bags),
    }


def test_renamed_internal_snapshot(site: Path, target: Path, tmp_path: Path) -> None:
    """A bag that calls itself internal is refused under any name."""
    bag = tmp_path / "snapshots" / "2018Q3"
    bag.mkdir(parents=True)
    (bag / "bagit.txt").write_text("BagIt")
    (bag / "bag-info.txt").write_text("External-Identifier: 2018Q3.internal\n")

    with pytest.raises(PublishError) as error:
        bring(site, target)
    assert code(error) == [Code.INTERNAL_IN_PUBLIC]


def back(site: Path, folder: Path, name: str | None = None) -> str:
    """Go back; give the release that readers see."""
    with open_target(folder, "public", site) as target:
        return roll_back(target, name, quiet, nothing).id


def test_rollback(site: Path, target: Path) -> None:
    """One goes back release by release, or to any by its name; a new one follows the current."""
    ids = [bring(write_site(site, mark), target).id for mark in ("one", "two", "tri")]

    assert [back(site, target), back(site, target)] == [ids[1], ids[0]]
    with pytest.raises(PublishError) as error:
        back(site, target)
    assert code(error) == [Code.NO_EARLIER_RELEASE]
    with pytest.raises(PublishError) as error:
        back(site, target, "2018-01-01-0123456789abcdef")
    assert code(error) == [Code.NO_RELEASE]
    assert back(site, target, ids[1]) == ids[1] == seen(target).current()
    with pytest.raises(PublishError):
        back(site, target, "../../site")
    new = bring(write_site(site, "new"), target)
    assert (new.before, back(site, target)) == (ids[1], ids[1])


def test_rollback_to_a_damaged_release(site: Path, target: Path) -> None:
    """Readers are never led to what is not whole."""
    first = bring(site, target)
    second = bring(write_site(site, "two"), target)
    (target / "releases" / first.id / "index.html").write_text("changed")

    with pytest.raises(PublishError) as error:
        back(site, target)
    assert [str(found.where) for found in error.value.problems] == [
        f"{target}/releases/{first.id}/index.html"
    ]
    assert seen(target).current() == second.id


@pytest.mark.parametrize(
    ("number", "left"),
    [(1, ["c", "d"]), (2, ["c", "d"]), (3, ["b", "c", "d"]), (9, ["a", "b", "c", "d"])],
)
def test_keep(site: Path, target: Path, number: int, left: list[str]) -> None:
    """The oldest go; the current one and the one before it never do."""
    ids = {mark: bring(write_site(site, mark), target).id for mark in "abcd"}
    with open_target(target, "public", site) as opened:
        keep(opened, number)

    assert seen(target).history() == [ids[mark] for mark in left]
    assert {path.name for path in (target / "releases").glob("*.sha256")} == {
        f"{ids[mark]}.sha256" for mark in left
    }


def test_keep_after_going_back(site: Path, target: Path) -> None:
    """Where one went back to, and what was before that, stays."""
    ids = {mark: bring(write_site(site, mark), target).id for mark in "abcd"}
    back(site, target, ids["b"])
    with open_target(target, "public", site) as opened:
        removed = keep(opened, 1)

    assert removed == [ids["c"], ids["d"]]
    assert seen(target).current() == ids["b"]


def test_packed_by_the_site(site: Path, target: Path) -> None:
    """A packed form that lies in the site already is made anew, and is no file of its own."""
    first = bring(site, target)
    (site / "index.html.gz").write_bytes(b"old")

    assert bring(site, target).id == first.id
