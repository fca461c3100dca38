"""A site that was clean is searched again for what is new only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd
import pytest

from generator import gate, pipeline, storage
from generator.pipeline import How, gating
from generator.pipeline.reports import Reports, write_reports
from generator.problems import Code, GateError
from tests.gate.conftest import Planted

pytestmark = pytest.mark.slow

IN_PAGES = "xs-scroll"
"""Stands in many pages, and in no table."""


@pytest.fixture
def made(planted: Planted) -> Reports:
    """Give the reports that the site was made from, all as they were."""
    return write_reports(planted.built.whole, planted.settings, How())


@pytest.fixture
def whole_searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the files that are searched for everything."""
    found: list[str] = []
    findings = gate.Scanner.findings

    def listed(self: gate.Scanner, path: str, content: bytes) -> Iterator[gate.Finding]:
        if self._is_whole:
            found.append(path)
        return findings(self, path, content)

    monkeypatch.setattr(gate.Scanner, "findings", listed)
    return found


@pytest.fixture
def add_secret(planted: Planted) -> Iterator:
    """Give a function that puts one more secret into storage; it is taken out at the end."""
    place, name = How().place(planted.settings), f"gate/{planted.built.whole.names[0]}"
    content = storage.get(place, name) or b""

    def add(text: str) -> None:
        frames, meta = storage.unpack(content)
        more = pd.DataFrame({"text": [text], "origin": ["units.csv"]}, dtype=str)
        secrets = pd.concat([frames["secrets"], more], ignore_index=True)
        storage.put(place, name, storage.pack({**frames, "secrets": secrets}, meta))

    yield add
    storage.put(place, name, content)


def search(
    planted: Planted, made: Reports, kept: Collection[str] = (), **settings: tuple[str, ...]
) -> dict[str, str]:
    """Search the site as it stands."""
    own = planted.settings.model_copy(update=settings)
    return pipeline.pass_gate(planted.built.whole, own, How(), own.site_dir, made, kept)


def test_same_secrets(planted: Planted, made: Reports, whole_searches: list[str]) -> None:
    """Where nothing is new, no file is searched; one that changed is."""
    page = planted.settings.site_dir / "index.html"
    before = page.read_bytes()
    search(planted, made)
    whole_searches.clear()
    digests = search(planted, made)

    assert not whole_searches
    assert len(digests) > 100
    page.write_bytes(before + b"<!-- changed -->")
    search(planted, made)
    page.write_bytes(before)
    search(planted, made)
    assert whole_searches == ["index.html", "index.html"]


def test_new_secret(planted: Planted, made: Reports, whole_searches: list[str], add_secret) -> None:
    """Files that were clean are looked at for a new secret, and searched where it stands."""
    search(planted, made)
    whole_searches.clear()
    add_secret("not in any file of the site")
    search(planted, made)
    assert not whole_searches

    add_secret(IN_PAGES)
    with pytest.raises(GateError) as caught:
        search(planted, made)
    assert {found.code for found in caught.value.problems} == {Code.SECRET_PUBLISHED}
    n_pages = len(whole_searches)
    assert 0 < n_pages < 1000
    with pytest.raises(GateError):
        search(planted, made)
    assert len(whole_searches) == 2 * n_pages


def test_kept_files(
    planted: Planted, made: Reports, monkeypatch: pytest.MonkeyPatch, add_secret
) -> None:
    """Files of the published site are read where something is new, or nothing is known."""
    digests = search(planted, made)
    read: list[str] = []
    searched = gating.search
    monkeypatch.setattr(gating, "search", lambda task: (read.extend(task.files), searched(task))[1])
    first, *kept = digests

    assert search(planted, made, kept) == digests
    assert read == [first]
    assert search(planted, made, kept, forbidden_words=("stands nowhere",)) == digests
    assert sorted(read[1:]) == sorted(digests)
    search(planted, made)
    add_secret(IN_PAGES)
    with pytest.raises(GateError):
        search(planted, made, kept)


def test_other_words(planted: Planted, made: Reports, whole_searches: list[str]) -> None:
    """Where the settings forbid another word, every file is searched."""
    search(planted, made)
    whole_searches.clear()

    digests = search(planted, made, forbidden_words=("stands nowhere",))

    assert sorted(whole_searches) == sorted(digests)


def test_lost_record(planted: Planted, made: Reports, whole_searches: list[str]) -> None:
    """Where it is not known any more what was looked for, every file is searched."""
    search(planted, made)
    whole_searches.clear()
    for path in planted.settings.cache_dir.glob("sought-*"):
        path.unlink()

    digests = search(planted, made)

    assert sorted(whole_searches) == sorted(digests)
    assert len([*planted.settings.cache_dir.glob("sought-*")]) == 1


def test_lost_block(planted: Planted) -> None:
    """A block of storage that was deleted is made again, and the site with it."""
    place = Path(How().place(planted.settings), "gate")
    for path in place.iterdir():
        path.unlink()

    built = pipeline.build(planted.settings)

    assert built.site_dir == planted.settings.site_dir
    assert {*planted.built.whole.names} < {path.name for path in place.iterdir()}
