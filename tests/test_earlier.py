"""What earlier snapshots told is read from their internal bags, or the build stops and says why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from generator.bags import BagInfo, seal
from generator.pipeline.earlier import ABOUT, about_text, open_earlier
from generator.problems import BagError, Code
from generator.settings import Settings
from generator.suppression.figures import CELL_COLUMNS, Figures
from generator.suppression.published import read, written

DAY = dt.date(2018, 10, 12)
TABLES = {"indicators": pd.DataFrame({"counts": ["", "persons"]})}


def figures() -> Figures:
    """Give a unit and what it is part of, one month."""
    rows = [("i|u|2018-09|value", "u", 3.0), ("i|c|2018-09|value", "c", 9.0)]
    cells = pd.DataFrame(rows, columns=["cell_id", "entity_id", "value"]).assign(
        indicator_id="i",
        period="2018-09",
        period_end=pd.Timestamp("2018-09-30"),
        kind="value",
        is_persons=True,
        shown=True,
        cost=0.0,
    )
    sums = pd.DataFrame({"sum_id": ["s"], "total_id": [rows[1][0]], "part_id": [rows[0][0]]})
    return Figures(cells[CELL_COLUMNS], sums)


def listed() -> pd.DataFrame:
    """Withhold the unit."""
    return pd.DataFrame({"cell_id": ["i|u|2018-09|value"], "rule": "primary", "mark": "below"})


def write_bags(folder: Path, name: str, about: bytes, day: dt.date = DAY) -> Path:
    """Seal both bags of a snapshot; give the internal one."""
    for end, files in (("", {"index.html": b"x"}), (".internal", _told(about))):
        for path, content in files.items():
            place = folder / f"payload{name}{end}" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        reason = "wrong" if ".r" in name else ""
        info = BagInfo(day, "Title", opens="", reason=reason)
        seal(folder / f"payload{name}{end}", folder / "snapshots" / f"{name}{end}", info)
    return folder / "snapshots" / f"{name}.internal"


def _told(about: bytes) -> dict[str, bytes]:
    files = {f"c1/{path}": content for path, content in written(figures(), listed()).items()}
    return {f"published/{path}": content for path, content in {**files, ABOUT: about}.items()}


def settings(root: Path, snapshot: str = "") -> Settings:
    """Give the settings of a site."""
    return Settings(root=root, title="Title", snapshot=snapshot)


def problems(root: Path) -> list[tuple[str, Code]]:
    """List what keeps the snapshots from being read."""
    with pytest.raises(BagError) as caught:
        open_earlier(settings(root), TABLES)
    return [
        (found.where.file.removeprefix(f"{root}/"), found.code) for found in caught.value.problems
    ]


def test_written_and_read_it_is_the_same() -> None:
    """Figures, sums, rules and marks; prices are not kept."""
    found = read("2018Q3", [written(figures(), listed())])

    ordered = figures().cells.sort_values("cell_id", ignore_index=True)
    assert found.figures.cells.astype(str).equals(ordered.astype(str))
    assert found.figures.sums[["total_id", "part_id"]].to_numpy().tolist() == [
        ["i|c|2018-09|value", "i|u|2018-09|value"]
    ]
    assert found.listed.to_numpy().tolist() == [["i|u|2018-09|value", "primary", "below"]]


def test_oldest_first(tmp_path: Path) -> None:
    """Snapshots are read by their days; those of other counties are left out."""
    write_bags(tmp_path, "2018Q3", about_text("2018-10-12"))
    write_bags(tmp_path, "2018Q4", about_text("2018-10-10"))

    found = open_earlier(settings(tmp_path), TABLES)

    assert [told.name for told in found] == ["2018Q4", "2018Q3"]
    assert len(found[0].of(["c1"]).read().listed) == 1
    assert len(found[0].of(["c2"]).read().figures.cells) == 0
    assert len(found[0].of(["c1"], send=True).read().listed) == 1


def test_no_persons_no_question(tmp_path: Path) -> None:
    """A site that counts no persons needs no internal bag."""
    (tmp_path / "snapshots" / "2018Q3").mkdir(parents=True)

    assert open_earlier(settings(tmp_path), {"indicators": TABLES["indicators"].iloc[:1]}) == ()


def test_internal_bag_is_not_there(tmp_path: Path) -> None:
    """It is named; the public bag alone does not say what it withheld."""
    bag = write_bags(tmp_path, "2018Q3", about_text("2018-10-12"))
    bag.rename(tmp_path / "elsewhere")

    assert problems(tmp_path) == [("snapshots/2018Q3", Code.NO_INTERNAL_BAG)]


@pytest.mark.parametrize("about", [b"", b"[]", b'{"form": 99, "as_of": "2018-10-12"}'])
def test_unknown_form(tmp_path: Path, about: bytes) -> None:
    """A bag of another version is not guessed at."""
    write_bags(tmp_path, "2018Q3", about)

    place = "snapshots/2018Q3.internal/data/published"
    assert problems(tmp_path) == [(place, Code.NOTHING_TOLD)]


def test_all_damage_at_once(tmp_path: Path) -> None:
    """A file that was changed and one that is lost are both named."""
    bag = write_bags(tmp_path, "2018Q3", about_text("2018-10-12"))
    (bag / "data/published/c1/figures.csv").write_text("x")
    (bag / "data/published/c1/sums.csv").unlink()

    place = "snapshots/2018Q3.internal/data/published/c1"
    assert problems(tmp_path) == [
        (f"{place}/figures.csv", Code.CHANGED_FILE),
        (f"{place}/sums.csv", Code.CHANGED_FILE),
    ]


def test_a_snapshot_reads_its_own_inputs(tmp_path: Path) -> None:
    """Whatever lies in the folder of snapshots, one that is made again knows what it knew."""
    bag = write_bags(tmp_path, "2018Q3", about_text("2018-10-12"))
    (tmp_path / "earlier").mkdir()
    (bag / "data/published").rename(tmp_path / "earlier" / "2018Q2")

    found = open_earlier(settings(tmp_path, "2018Q3"), TABLES)

    assert [told.name for told in found] == ["2018Q2"]
    assert open_earlier(settings(tmp_path / "none", "2018Q3"), TABLES) == ()
