"""Whoever holds all public files, of the live site and of every snapshot, cannot tell who it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Tables
from generator.pipeline import protecting
from tests.suppression.editions import COUNTY, publish, site
from tests.suppression.reader import Reader

pytestmark = pytest.mark.slow

N_SITES = 8


def reader_of(tables: Tables) -> Reader:
    """Give a reader who knows what belongs where, and has read nothing yet."""
    units = tables["units"]
    above = units["township_id"].where(units["township_id"] != "", COUNTY)
    return Reader(
        tree=dict(zip(units["unit_id"], above, strict=True)),
        parts={"cases": ("men", "women")},
        running=frozenset({"treated"}),
        flows=frozenset({"cases", "men", "women"}),
    )


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=[pytest.mark.long] if seed > 3 else []) for seed in range(N_SITES)],
)
def test_every_value_stays_possible(seed: int, tmp_path: Path) -> None:
    """In random sites each small figure that any edition withheld can still be 1, 2, 3 and 4."""
    tables = site(seed)
    editions = publish(tables, tmp_path)
    reader = reader_of(tables)
    for edition in editions:
        reader.read(edition.name, edition.pages)

    assert sum(len(edition.small) for edition in editions) > 0
    for edition in editions:
        assert dict(reader.told(edition.name, edition.small)) == {}, edition.name


def test_snapshots_must_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reader tells figures where an edition is made as if there were no snapshots."""
    nothing: tuple[None, None] = (None, None)
    monkeypatch.setattr(protecting, "with_snapshots", lambda now, _: (now, *nothing))
    tables = site(0)
    editions = publish(tables, tmp_path)
    reader = reader_of(tables)
    for edition in editions:
        reader.read(edition.name, edition.pages)

    assert dict(reader.told(editions[0].name, editions[0].small))
