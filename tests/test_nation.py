"""The invented nation of the benchmarks is a site without a mistake."""

from pathlib import Path

import pytest

from benchmarks.nation import lay_out
from generator import pipeline
from generator.check import check_site
from generator.settings import read_settings
from generator.sources import partitions, read_site


@pytest.mark.slow
def test_nation_is_sound(tmp_path: Path) -> None:
    """Every table passes the checks, with as many observations as were told."""
    n = lay_out(tmp_path, counties=3, units=20, indicators=7, months=14)

    checked = pipeline.check(read_settings(tmp_path / "mkdocs.yml"))

    assert checked.problems == []
    read = check_site(read_site(tmp_path / "data").tables)[0]
    assert len(read["observations"]) == n > 0.95 * 3 * 20 * 7 * 14
    assert list(partitions(tmp_path / "data")) == ["c0001", "c0002", "c0003"]
    assert set(checked.tables["targets"]["scope"]) == {"county", "each"}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    """One seed gives the same files each time, another one others."""
    file = "data/observations/county_id=c0001/part.parquet"
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        lay_out(tmp_path / name, 1, 10, 3, 12, seed)

    one, two, three = ((tmp_path / name / file).read_bytes() for name in ("one", "two", "three"))
    assert one == two != three


def test_full_folder_is_left_alone(tmp_path: Path) -> None:
    """What is there stays."""
    (tmp_path / "mine").touch()

    with pytest.raises(FileExistsError):
        lay_out(tmp_path, 1, 1, 1, 1)
