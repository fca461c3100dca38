"""Counties judged in shards give the very tables that they give in one piece."""

from __future__ import annotations

import pandas as pd
import pytest

from generator import pipeline, shards
from generator.check import check_site
from generator.model import Evaluation, Tables
from generator.pipeline.whole import ORDER
from generator.sources import read_site
from tests.changing import settings_of, tree, write_small_site
from tests.demonstration.site import write_site

pytestmark = pytest.mark.slow


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


@pytest.fixture(scope="module")
def parts(tables) -> Evaluation:
    """Each county judged in a shard of its own, put together."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "MOST_UNITS", 1)
        return pipeline.evaluate_tables(tables, None, 5)


@pytest.mark.parametrize("name", [*ORDER, "headlines"])
def test_shards_equal_the_whole(parts, whole, name):
    """A county alone in each shard changes no row, no figure and no order."""
    pd.testing.assert_frame_equal(
        without_categories(getattr(parts, name)), without_categories(getattr(whole, name))
    )


def test_a_shard_holds_whole_counties(tables, monkeypatch):
    """Every row of a county is in its shard, and in no other."""
    monkeypatch.setattr(shards, "MOST_UNITS", 1)
    parts = list(shards.split(tables, shards.plan_shards(tables)))

    assert [list(part["counties"]["county_id"]) for part in parts] == [
        [county] for county in tables["counties"]["county_id"]
    ]
    for name in ("units", "plans", "stages", "targets", "schedules", "observations", "actions"):
        assert sum(len(part[name]) for part in parts) == len(tables[name])
    for part in parts:
        assert set(part["units"]["county_id"]) == set(part["counties"]["county_id"])
        assert set(part["schedules"]["target_id"]) <= set(part["targets"]["target_id"])


def test_small_counties_share_a_shard(tables, monkeypatch):
    """As many counties together as hold the units that a shard may have."""
    monkeypatch.setattr(shards, "MOST_UNITS", len(tables["units"]) - 10)

    assert 1 < len(shards.plan_shards(tables)) < len(tables["counties"])


def test_counties_that_speak_of_each_other_share_a_shard(tables, monkeypatch):
    """A unit of the last county leads a target of the first: they are judged together."""
    monkeypatch.setattr(shards, "MOST_UNITS", 1)
    first, middle, last = tables["counties"]["county_id"]
    units, targets, plans = tables["units"], tables["targets"].copy(), tables["plans"]
    leader = units.loc[units["county_id"] == last, "unit_id"].iloc[0]
    own = targets["plan_id"].isin(plans.loc[plans["county_id"] == first, "plan_id"])
    targets.loc[targets.index[own][0], "lead_ids"] = leader
    planned = shards.plan_shards({**tables, "targets": targets})

    assert [planned.counties(number) for number in range(len(planned))] == [[first, last], [middle]]


def test_pages_of_shards_are_those_of_the_whole(tmp_path, monkeypatch):
    """reports/ and site/ are the same, byte for byte, however counties are divided."""
    sites = []
    for most in (1, 10_000):
        monkeypatch.setattr(shards, "MOST_UNITS", most)
        folder = write_small_site(tmp_path / str(most))
        pipeline.build(settings_of(folder))
        sites.append(tree(folder))

    assert sites[0] == sites[1]
