"""What all drawings are made of: lines, bars, words, and an axis with round numbers."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from markupsafe import Markup, escape

from generator.locales.language import number
from generator.schema.charts import Cell, Chart

ROW = 26
"""Pixels from one name to the next along a vertical axis."""


class Path(NamedTuple):
    """A line; templates/assets/xushi.css says how each look is drawn."""

    look: str
    d: str

    def __str__(self) -> str:
        return f'<path class="{self.look}" d="{self.d}"/>'


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; ``x`` and ``width`` in shares of the width, ``y`` and ``height`` in pixels."""

    look: str
    x: str
    y: str
    width: str
    height: str = "16"

    def __str__(self) -> str:
        place = f'x="{self.x}" y="{self.y}" width="{self.width}" height="{self.height}"'
        return f'<rect class="{self.look}" {place}/>'


class Words(NamedTuple):
    """Words; ``x`` in shares of the width with a ``%`` or in pixels, ``dx`` pixels more."""

    look: str
    x: str
    y: str
    text: str
    dx: int = 0

    def written(self, look: str = "") -> str:
        """Write it as SVG; ``look`` is its own where no group has it."""
        own, dx = f' class="{look}"' if look else "", f' dx="{self.dx}"' if self.dx else ""
        return f'<text{own} x="{self.x}"{dx} y="{self.y}">{_escaped(self.text)}</text>'


@dataclass(frozen=True)
class Group:
    """Words of one look that follow each other."""

    look: str
    words: tuple[Words, ...]

    @cached_property
    def svg(self) -> str:
        """The group as SVG; many drawings share those of their axes."""
        if len(self.words) == 1:
            return self.words[0].written(self.look)
        return f'<g class="{self.look}">{"".join([words.written() for words in self.words])}</g>'


def grouped(words: Iterable[Words]) -> tuple[Group, ...]:
    """Put words of the same look that follow each other together."""
    by_look = groupby(words, _LOOK)
    return tuple([Group(look, tuple(several)) for look, several in by_look])


_LOOK = attrgetter("look")


@lru_cache(maxsize=1 << 12)
def _escaped(text: str) -> str:
    """Make a text safe; where a line of data begins, Markdown could see a heading."""
    is_one_line = "\n" not in text and "\r" not in text
    return str(escape(text if is_one_line else " ".join(text.splitlines())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart that needs no script. The macro of templates/_charts.md.j2 frames it."""

    kind: str
    height: int
    width: int = 100
    """How far paths go to the right end, in units that stretch with the page."""
    bars: tuple[Bar, ...] = ()
    paths: tuple[Path, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def words(self) -> tuple[Words, ...]:
        """All words."""
        return tuple(chain.from_iterable(group.words for group in self.groups))

    @property
    def marks(self) -> Markup:
        """What stands inside its ``svg``; there are too many of them for the template to write."""
        frame = f'<svg viewBox="0 0 {self.width} {self.height}" preserveAspectRatio="none">'
        paths = f"{frame}{''.join(map(str, self.paths))}</svg>" if self.paths else ""
        words = "".join([group.svg for group in self.groups])
        return Markup(f"{''.join(map(str, self.bars))}{paths}{words}")  # noqa: S704


@dataclass(frozen=True, slots=True)
class Axis:
    """Round numbers along an axis, from the first to the last."""

    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Give the place of a value, 0 at the first tick and 1 at the last."""
        first, last = self.ticks[0], self.ticks[-1]
        return (value - first) / (last - first)


def rows_of(chart: Chart) -> list[Mapping[str, Cell]]:
    """Give the rows of a chart by the names of their fields."""
    return [dict(zip(chart.columns, row, strict=True)) for row in chart.rows]


def plain(value: float) -> str:
    """Write a coordinate in as few characters as it needs, to a tenth."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def percent(value: float) -> str:
    """Write a share of the width, 0–100."""
    return f"{plain(value)}%"


def known(values: Iterable[Cell]) -> list[float]:
    """Leave the numbers."""
    return [float(value) for value in values if isinstance(value, (float, int))]


def param(chart: Chart, name: str) -> float | None:
    """Give a parameter that is a number; None where it is not set."""
    value = chart.params.get(name)
    return float(value) if isinstance(value, float | int) else None


def said(chart: Chart, name: str) -> str:
    """Give a parameter that is a text; empty where it is not set."""
    return str(chart.params.get(name) or "")


def axis(values: Sequence[float], *, zero: bool = False, whole: bool = False) -> Axis:
    """Find about four round steps that hold all values.

    Args:
        zero: The axis begins at 0 or, for negative values, ends there.
        whole: No step is finer than 1.
    """
    least, most = min(values), max(values)
    low, high = (min(least, 0.0), max(most, 0.0)) if zero else (least, most)
    if math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-9):
        low, high = low - abs(low) * 0.05 - 0.5, high + abs(high) * 0.05 + 0.5
        low = max(low, 0.0) if least >= 0 else low
    return _between(low, high, whole)


@lru_cache(maxsize=1 << 12)
def _between(low: float, high: float, whole: bool) -> Axis:
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Axis(tuple(n * step for n in range(first, max(last, first + 1) + 1)))


def written(value: float, locale: str) -> str:
    """Write a number of an axis."""
    size = abs(value)
    decimals = 0 if size >= 1000 or value == round(value) else max(0, 3 - _digits(size))
    return number(value, locale, next(d for d in range(decimals + 1) if _same(value, d, decimals)))


def _digits(size: float) -> int:
    return math.floor(math.log10(size)) if size else 0


def _same(value: float, decimals: int, most: int) -> bool:
    return round(value, decimals) == round(value, most)


def shortened(text: str, ems: float) -> str:
    """Cut a text that is wider than so many ems; the table beside the drawing has it whole."""
    if width(text) <= ems:
        return text
    widths = [_width(sign) for sign in text]
    left, kept = ems - 1, 0
    while left >= widths[kept]:
        left -= widths[kept]
        kept += 1
    return f"{text[:kept].rstrip()}…"


@lru_cache(maxsize=1 << 12)
def width(text: str) -> float:
    """Tell about how many ems a text takes."""
    return sum(map(_width, text))


def _width(sign: str) -> float:
    return 1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.55


def fewer(ticks: Sequence[float], most: int) -> Sequence[float]:
    """Leave out every second of too many values of an axis, until few enough are left."""
    while len(ticks) > most:
        ticks = ticks[::2]
    return ticks


def spread(n: int, most: int) -> list[int]:
    """Choose at most so many of n places, the first and the last among them, evenly."""
    if n <= most:
        return list(range(n))
    if most == 1:
        return [n - 1]
    return sorted({round(place * (n - 1) / (most - 1)) for place in range(most)})
