"""A reader who knows the program: he makes the site of a guess, and lays it beside what he reads.

A guess gives every figure that is withheld some whole number so that all downloads stay as they
are (`Reader`). If the guess were told from the truth by any byte of any page, table, drawing or
text of any edition, that byte would say something of a withheld figure that the downloads do not.
If all are the same, the values guessed are possible for whoever reads everything.

What is withheld is decided once, of the truth: a reader who runs the choice itself on his guesses
is not what the method promises to stop (see `generator.suppression`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from generator.model import Tables
from generator.pipeline import protecting
from tests.suppression.reader import Place, Reader

KINDS = ("value", "numerator", "denominator")


@dataclass(slots=True)
class Choices:
    """What was withheld of each day that was judged, in the order in which they were."""

    made: list[pd.DataFrame] = field(default_factory=list)

    @contextmanager
    def taken(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Write down each choice while a site is published."""
        real: Callable[..., pd.DataFrame] = protecting.withhold

        def choose(*args: object, **words: object) -> pd.DataFrame:
            self.made.append(real(*args, **words))
            return self.made[-1]

        with monkeypatch.context() as patch:
            patch.setattr(protecting, "withhold", choose)
            yield

    @contextmanager
    def repeated(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Choose the same again while the site of a guess is published."""
        left = iter(self.made)
        with monkeypatch.context() as patch:
            patch.setattr(protecting, "withhold", lambda *_, **__: next(left))
            yield


@dataclass(frozen=True, slots=True)
class Guess:
    """A value for every figure that the reader knows of."""

    values: Mapping[int, int]
    says: frozenset[tuple[str, Place, int]]
    """Small figures by edition and place, with their values."""


def guesses(
    reader: Reader, small: Mapping[str, frozenset[Place]], most: int, seed: int = 0
) -> Iterator[Guess]:
    """Give guesses that fit the downloads, each with as many values not guessed before as can be.

    Args:
        reader: Has read all editions.
        small: Small figures that are withheld, by edition.
        most: How many guesses.
        seed: Of the order in which values are tried.
    """
    rng = np.random.default_rng(seed)
    left = [
        (edition, place, value)
        for edition, places in small.items()
        for place in sorted(places)
        for value in range(1, reader.below)
        if (edition, place) in reader.at
    ]
    for _ in range(most):
        if not left:
            return
        rng.shuffle(left)  # type: ignore[arg-type]
        values = reader.guess(
            [(reader.at[edition, place], value) for edition, place, value in left]
        )
        says = frozenset(
            (edition, place, values[reader.at[edition, place]])
            for edition, places in small.items()
            for place in places
            if (edition, place) in reader.at
        )
        left = [one for one in left if one not in says]
        yield Guess(values, says)


def guessed(tables: Tables, reader: Reader, guess: Guess) -> Tables:
    """Put a guess in the place of what was reported."""
    observations = tables["observations"]
    numbers = {
        kind: [
            guess.values.get(reader.names.get((*key, kind, day, ""), -1))
            for *key, day in zip(
                *(
                    observations[name].astype(str)
                    for name in ("indicator_id", "entity_id", "period")
                ),
                observations["reported_on"].dt.strftime("%Y-%m-%d"),
                strict=True,
            )
        ]
        for kind in KINDS
    }
    columns = {
        kind: np.array(
            [
                old if new is None else new
                for old, new in zip(observations[kind], found, strict=True)
            ],
            dtype=float,
        )
        for kind, found in numbers.items()
    }
    is_rate = ~np.isnan(columns["denominator"])
    with np.errstate(invalid="ignore"):
        rate = 100 * columns["numerator"] / columns["denominator"]
    columns["value"] = np.where(is_rate, rate, columns["value"])
    texts = [f"{value:g}" for value in columns["value"]]
    return {
        **tables,
        "observations": observations.assign(**columns, value_text=pd.Categorical(texts)),
    }


def files_in(folder: Path) -> dict[str, bytes]:
    """Read all files that readers of an edition get."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def told_by(truth: Path, guess: Path) -> list[str]:
    """Name the files by which two sites can be told apart."""
    one, other = files_in(truth), files_in(guess)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
