"""No byte of any page of any edition tells a guess that fits the downloads from the truth."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator.matching import FIGURE_KEY
from generator.model import Tables
from generator.pipeline import judging, protecting
from tests.suppression.editions import DAYS, Edition, publish, site
from tests.suppression.guessing import Choices, Guess, guessed, guesses, told_by
from tests.suppression.reader import Place
from tests.suppression.test_editions import reader_of

pytestmark = pytest.mark.slow

BOTH = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a site, and what a reader may take for it."""

    tables: Tables
    choices: Choices
    editions: list[Edition]
    guesses: list[tuple[Guess, Tables]]
    days: Sequence[dt.date]

    @property
    def small(self) -> set[tuple[str, Any, int]]:
        """List small figures with all values that they could have."""
        return {
            (edition.name, place, value)
            for edition in self.editions
            for place in edition.small
            for value in range(1, 5)
        }


def published(
    seed: int,
    folder: Path,
    patch: pytest.MonkeyPatch,
    days: Sequence[dt.date] = DAYS,
    locales: Any = ("en",),
    most: int = 1,
) -> Published:
    """Publish a random site and guess what it withholds."""
    tables, choices = site(seed), Choices()
    with choices.taken(patch):
        editions = publish(tables, folder / "truth", days, locales)
    reader = reader_of(tables)
    for edition in editions:
        reader.read(edition.name, edition.pages)
    small = {edition.name: edition.small for edition in editions}
    found = [(guess, guessed(tables, reader, guess)) for guess in guesses(reader, small, most)]
    return Published(tables, choices, editions, found, days)


def apart(
    one: Sequence[Edition], other: Sequence[Edition], locales: Sequence[str] = ("en",)
) -> list[str]:
    """Name the files by which two publications can be told apart."""
    return [
        f"{truth.name or 'live'}/{locale}/{name}"
        for truth, guess in zip(one, other, strict=True)
        for locale in locales
        for name in told_by(truth.pages.parent / locale, guess.pages.parent / locale)
    ]


def test_pages_say_no_more_than_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot and the live site of one site, with course and changes: the same for a guess."""
    site_ = published(1, tmp_path, monkeypatch, DAYS[1:])
    with site_.choices.repeated(monkeypatch):
        other = publish(site_.guesses[0][1], tmp_path / "guess", DAYS[1:])

    assert site_.small
    assert changed(site_) > 0
    assert apart(site_.editions, other) == []


def changed(site_: Published) -> int:
    """Count the figures that the first guess has otherwise."""
    columns = ["value", "numerator", "denominator"]
    truth, guess = (
        tables["observations"][columns].to_numpy() for tables in (site_.tables, site_.guesses[0][1])
    )
    return int((~np.isclose(truth, guess, equal_nan=True)).any(axis=1).sum())


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_guesses(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both languages of three editions are the same whatever values are guessed."""
    site_ = published(seed, tmp_path, monkeypatch, DAYS, BOTH, most=4)
    tried = set[tuple[str, Any, int]]()
    for number, (guess, tables) in enumerate(site_.guesses):
        with site_.choices.repeated(monkeypatch):
            other = publish(tables, tmp_path / f"guess{number}", DAYS, BOTH)
        assert apart(site_.editions, other, BOTH) == [], number
        tried |= guess.says

    # Each figure was at least once what it is not.
    assert len(tried & site_.small) > len(site_.small) / 2


Plant = Callable[[pytest.MonkeyPatch], None]


def kept(*names: str) -> Plant:
    """Leave in what should be blank in some tables."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = protecting.rows_to_blank

        def rows(*args: Any) -> dict[str, Any]:
            marks = real(*args)
            return {**marks, **{name: np.zeros_like(marks[name]) for name in names}}

        patch.setattr(protecting, "rows_to_blank", rows)

    return plant


def any_past(patch: pytest.MonkeyPatch) -> None:
    """Tell all verdicts of past months."""
    patch.setattr(judging, "past_verdicts", lambda past, *_: past)


def bare_marks(patch: pytest.MonkeyPatch) -> None:
    """Leave the figures where only the words say that they are withheld."""
    real = protecting.columns_to_blank

    def columns() -> Mapping[str, tuple[str, ...]]:
        return {**real(), "values": ("qualifier", "value_text")}

    patch.setattr(protecting, "columns_to_blank", columns)


PLANTS: Mapping[str, tuple[Plant, str]] = {
    "a verdict, its sentence and its chart": (kept("assessments", "parents"), "units/"),
    "figures in tables of pages": (kept("values"), "indicators/"),
    "figures behind their marks": (bare_marks, "units/"),
    "reports for download": (kept("observations"), "data/observations.csv"),
}
"""What is kept, and a file that then tells."""

PLANTS_OF_TIME: Mapping[str, tuple[Plant, str]] = {
    "verdicts of past months": (any_past, "counties/"),
}


@pytest.fixture(scope="module")
def one_day(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Publish a site on one day, and guess."""
    with pytest.MonkeyPatch.context() as patch:
        return published(1, tmp_path_factory.mktemp("one"), patch, DAYS[-1:])


def planted(site_: Published, plant: Plant, folder: Path, patch: pytest.MonkeyPatch) -> list[str]:
    """Publish truth and guess with something left in, and name what tells them apart."""
    plant(patch)
    found = []
    for name, tables in (("truth", site_.tables), ("guess", site_.guesses[0][1])):
        with site_.choices.repeated(patch):
            found.append(publish(tables, folder / name, site_.days))
    return apart(*found)


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_kept_is_found(
    what: str, one_day: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one thing is not withheld, a page or download tells."""
    plant, place = PLANTS[what]
    found = planted(one_day, plant, tmp_path, monkeypatch)

    assert [name for name in found if name.startswith(f"live/en/{place}")], found


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Publish a site on three days, and guess."""
    with pytest.MonkeyPatch.context() as patch:
        return published(1, tmp_path_factory.mktemp("three"), patch)


@pytest.mark.long
@pytest.mark.parametrize("what", PLANTS_OF_TIME)
def test_what_is_kept_of_other_days_is_found(
    what: str, three_days: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one thing of another day is not withheld, a page tells."""
    plant, place = PLANTS_OF_TIME[what]
    found = planted(three_days, plant, tmp_path, monkeypatch)

    assert [name for name in found if f"/en/{place}" in name], found


def test_the_value_is_found(
    one_day: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 1 to 4 all but the truth are ruled out for a small figure that a page tells."""
    (edition,) = one_day.editions
    reader = reader_of(one_day.tables)
    reader.read(edition.name, edition.pages)
    place = next(place for place in sorted(edition.small) if place[3] == "value")
    number = reader.at["", place]
    kept("values")(monkeypatch)
    worlds = [one_day.tables] + [
        guessed(one_day.tables, reader, Guess(reader.guess([(number, value)]), frozenset()))
        for value in range(1, 5)
    ]
    pages = []
    for at, tables in enumerate(worlds):
        with one_day.choices.repeated(monkeypatch):
            pages += publish(tables, tmp_path / str(at), one_day.days)
    truth, *others = (line_of(one.pages, place) for one in pages)
    cells = one_day.tables["observations"]
    is_it = np.logical_and.reduce(
        [cells[name].astype(str) == place[at] for at, name in enumerate(FIGURE_KEY)]
    )

    left = [value for value, said in enumerate(others, start=1) if said == truth]
    assert left == [int(cells.loc[is_it, "value"].iloc[-1])]


def line_of(pages: Path, place: Place) -> str:
    """Find the line of a figure on the page of its unit."""
    indicator, entity, period, _ = place
    text = (pages / "units" / f"{entity}.md").read_text("utf-8")
    section = text.partition(f"#i-{indicator} ")[2].partition("\n### ")[0]
    month = f"{calendar.month_name[int(period[5:])]} {period[:4]}<td>"
    return next(line for line in section.splitlines() if month in line)
