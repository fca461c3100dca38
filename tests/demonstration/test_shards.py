"""Counties judged in shards give the very tables that they give in one piece."""

from __future__ import annotations

import pandas as pd
import pytest

from generator import pipeline, shards
from generator.check import check_site
from generator.latest import known_on
from generator.model import Evaluation, Tables
from generator.sources import read_site
from tests.demonstration.site import write_site


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> Tables:
    """The demonstration's typed tables."""
    folder = tmp_path_factory.mktemp("data")
    write_site(folder)
    return check_site(read_site(folder).tables)[0]


@pytest.fixture(scope="module")
def whole(tables) -> Evaluation:
    """All counties judged at once."""
    return pipeline.evaluate_tables(tables, None, 5)


def without_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave texts of what is categorical: shards know the words of one another only."""
    return frame.astype(
        {name: str for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)}
    )


@pytest.mark.parametrize("name", [*pipeline.SHARD_ORDER, "headlines"])
def test_shards_equal_the_whole(tables, whole, name, monkeypatch):
    """A county alone in each shard changes no row, no figure and no order."""
    monkeypatch.setattr(shards, "MOST_ROWS", 1)
    parts = pipeline.evaluate_tables(tables, None, 5)

    pd.testing.assert_frame_equal(
        without_categories(getattr(parts, name)), without_categories(getattr(whole, name))
    )


def test_a_shard_holds_whole_counties(tables, whole, monkeypatch):
    """Every row of a county is in its shard, and in no other."""
    known, _ = known_on(tables, whole.as_of)
    monkeypatch.setattr(shards, "MOST_ROWS", 1)
    parts = list(shards.split(known))

    assert [list(part["counties"]["county_id"]) for part in parts] == [
        [county] for county in known["counties"]["county_id"]
    ]
    for name in ("units", "plans", "targets", "schedules", "observations"):
        assert sum(len(part[name]) for part in parts) == len(known[name])
    for part in parts:
        assert set(part["units"]["county_id"]) == set(part["counties"]["county_id"])
        assert set(part["schedules"]["target_id"]) <= set(part["targets"]["target_id"])


def test_small_counties_share_a_shard(tables, whole, monkeypatch):
    """As many counties together as hold the rows that a shard may have."""
    known, _ = known_on(tables, whole.as_of)
    monkeypatch.setattr(shards, "MOST_ROWS", len(known["observations"]) - 1)

    assert 1 < len(list(shards.split(known))) < len(known["counties"])
