"""The next content of a published folder: what stays is shared, what is published stays."""

import datetime as dt
import os
import shutil
from pathlib import Path, PurePosixPath

import pytest

from generator.folders import change_places, epoch, set_times
from generator.successors import follow, successor

SAME, CHANGED, GONE, NEW = (
    PurePosixPath(name) for name in ("a/same", "a/changed", "gone", "b/new")
)


def published(tmp_path: Path) -> Path:
    """Publish three files."""
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    for path in (SAME, CHANGED, GONE):
        (site / path).write_text(f"before: {path}")
    return site


@pytest.mark.parametrize("kept", [True, False])
def test_only_what_differs_is_written(tmp_path: Path, *, kept: bool) -> None:
    """A file with its old content is the old file; the others are new, and some are gone."""
    site, names = published(tmp_path), tmp_path / "names"
    inodes = {path: (site / path).stat().st_ino for path in (SAME, CHANGED)}

    with successor(site, dt.date(2018, 10, 12), names if kept else None) as folder:
        assert not folder.write(SAME, f"before: {SAME}")
        assert folder.write(CHANGED, f"after!: {CHANGED}")
        folder.below("b").write(PurePosixPath("new"), b"new")
        assert folder.sweep() == [str(GONE)]
        assert folder.files == [str(path) for path in (CHANGED, SAME, NEW)]
        change_places(folder.new, site)

    assert (site / SAME).stat().st_ino == inodes[SAME]
    assert (site / CHANGED).stat().st_ino != inodes[CHANGED]
    assert (site / CHANGED).read_text() == f"after!: {CHANGED}"
    assert (site / NEW).read_text() == "new"
    assert not (site / GONE).exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names"] * kept + ["site"]
    assert {path.stat().st_mtime for path in site.rglob("*")} == {epoch(dt.date(2018, 10, 12))}
    second = [found for found in names.iterdir() if found.is_dir()] if kept else [site]
    assert [inodes_of(found) for found in second] == [inodes_of(site)]


def inodes_of(folder: Path) -> dict[str, int]:
    """Tell the files of a folder, by their paths below it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.stat().st_ino for path in files}


def test_published_file_that_is_claimed_stays(tmp_path: Path) -> None:
    """Nothing is done for it; in a folder that has nothing of its own any more, all goes."""
    site = published(tmp_path)
    with successor(site) as folder:
        folder.claim(GONE)

        assert folder.sweep() == [str(CHANGED), str(SAME)]
        assert inodes_of(folder.new) == {str(GONE): (site / GONE).stat().st_ino}
        assert [path.name for path in folder.new.iterdir()] == [str(GONE)]


def test_second_names_follow_from_whatever_is_there(tmp_path: Path) -> None:
    """What a build has left behind that was cut off decides nothing: not half a file, no folder."""
    site, names = published(tmp_path), tmp_path / "names"
    (names / "gone").mkdir(parents=True)
    (names / "gone/file").write_text("a folder where a file is")
    (names / "a").write_text("a file where a folder is")
    (names / "left").symlink_to(site / "a")
    follow(names, site)
    (names / CHANGED).unlink()
    (names / CHANGED).write_text("half")
    follow(names, site)

    assert inodes_of(names) == inodes_of(site)
    assert (site / CHANGED).read_text() == f"before: {CHANGED}"
    shutil.rmtree(site)
    follow(names, site)
    assert [*names.iterdir()] == []


def test_file_and_folder_of_one_name(tmp_path: Path) -> None:
    """A file may take the place of a folder, and a folder that of a file."""
    site = published(tmp_path)
    with successor(site) as folder:
        folder.write("a", "a file")
        folder.write("gone/deep/file", "in a folder")

        assert sorted(inodes_of(folder.new)) == ["a", "gone/deep/file"]
    assert (site / SAME).read_text() == f"before: {SAME}"


def test_published_file_is_never_written_to(tmp_path: Path) -> None:
    """A path that is written twice keeps the first content, in the new folder and the old one."""
    site = published(tmp_path)

    with successor(site) as folder:
        folder.write(SAME, f"before: {SAME}")
        folder.write(SAME, "something else")

        assert (folder.new / SAME).read_text() == f"before: {SAME}"
    assert (site / SAME).read_text() == f"before: {SAME}"


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    """Links above the second names, and files beside the published folder, are somebody's."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "cache").symlink_to(tmp_path / "disk")
    site = published(tmp_path)
    (tmp_path / ".probe").write_text("mine")
    shutil.rmtree(site / "a")
    (site / "a").write_text("a file")

    with successor(site, kept_in=tmp_path / "cache/names") as folder:
        folder.write("a/b.html", "in a folder")

        assert (folder.new / "a/b.html").read_text() == "in a folder"
    assert (tmp_path / "cache").is_symlink()
    assert (tmp_path / ".probe").read_text() == "mine"


@pytest.mark.parametrize("kept", [True, False])
def test_half_a_folder_is_removed(tmp_path: Path, *, kept: bool) -> None:
    """What is broken off leaves the published folder as it was, and nothing beside it."""
    site, names = published(tmp_path), tmp_path / "names"
    place = successor(site, kept_in=names if kept else None)
    with pytest.raises(KeyboardInterrupt), place as folder:  # noqa: PT012 - it breaks off
        folder.write(CHANGED, "after")
        folder.sweep()
        raise KeyboardInterrupt

    assert (site / CHANGED).read_text() == f"before: {CHANGED}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names"] * kept + ["site"]
    assert all(inodes_of(found) == inodes_of(site) for found in tmp_path.glob("names/*"))


def test_links_of_others_are_not_followed(tmp_path: Path) -> None:
    """A published name that only points elsewhere is replaced by a file."""
    site = published(tmp_path)
    (tmp_path / "elsewhere").write_text("text")
    (site / NEW).parent.mkdir()
    (site / NEW).symlink_to(tmp_path / "elsewhere")

    with successor(site) as folder:
        folder.write(NEW, "text")

        assert not (folder.new / NEW).is_symlink()


def test_files_are_copied_but_for_some(tmp_path: Path) -> None:
    """Everything beside the pages goes along, from any depth."""
    site, docs = published(tmp_path), tmp_path / "docs"
    (docs / "deep").mkdir(parents=True)
    (docs / "deep/style.css").write_text("a")
    (docs / "page.md").write_text("b")

    with successor(site) as folder:
        folder.copy(docs, but=".md")
        folder.sweep()

        names = [path.name for path in folder.new.rglob("*") if path.is_file()]
    assert names == ["style.css"]


def test_claimed_file_is_not_written_by_others(tmp_path: Path) -> None:
    """A page that another process writes keeps its content, whatever the theme brings."""
    with successor(tmp_path / "site") as folder:
        assert folder.claim(NEW)
        assert not folder.claim(NEW)
        folder.write(NEW, "of the theme")
        folder.put(NEW, b"of the page")

        assert (folder.new / NEW).read_text() == "of the page"


@pytest.mark.parametrize("text", [f"before: {SAME}", "after"])
def test_file_of_a_lost_process_is_made_again(tmp_path: Path, text: str) -> None:
    """Half a file gives way; the published file, which it may be, is not written to."""
    site = published(tmp_path)

    with successor(site) as folder:
        (folder.new / NEW).parent.mkdir(parents=True)
        (folder.new / NEW).write_text("af")
        for path in (SAME, NEW):
            folder.put(path, text.encode())

        assert [(folder.new / path).read_text() for path in (SAME, NEW)] == [text, text]
    assert (site / SAME).read_text() == f"before: {SAME}"


def test_disk_without_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot have two names, it is written again."""
    site = published(tmp_path)

    def link(before: str, name: str) -> None:
        raise PermissionError(before, name)

    monkeypatch.setattr(os, "link", link)
    with successor(site) as folder:
        assert not folder.write(SAME, f"before: {SAME}")

        assert (folder.new / SAME).read_text() == f"before: {SAME}"


def test_only_other_dates_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders bear the date of the data; a file that bears it already is left alone."""
    day = dt.date(2018, 10, 12)
    site = published(tmp_path)
    set_times(site, day)
    (site / NEW).parent.mkdir()
    (site / NEW).write_text("new")
    dated = []
    utime = os.utime
    monkeypatch.setattr(os, "utime", lambda path, to: (dated.append(str(path)), utime(path, to)))
    set_times(site, day)

    everything = [site, *site.rglob("*")]
    assert {path.stat().st_mtime for path in everything} == {epoch(day)}
    assert sorted(dated) == [str(site / name) for name in ("", "a", "b", NEW)]
