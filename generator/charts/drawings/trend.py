"""Draw a value against its schedule and target, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, compress, groupby
from typing import cast

from generator.charts.drawings.canvas import (
    Axis,
    Drawing,
    Group,
    Path,
    Words,
    axis,
    grouped,
    param,
    percent,
    said,
    shortened,
    spread,
    width,
    written,
)
from generator.schema.charts import Cell, Chart

TOP, FOOT = 22, 30
"""Pixels above the highest mark and below the lowest, for words."""

DRAWN = ("value", "expected", "low", "high")
"""Fields that stand along the vertical axis."""

LEVELS = ("goal", "goal_high", "stretch")
"""Parameters that do."""

PHONE = 24
"""Ems that the words below a drawing may take together."""

LINE = 14
"""Pixels that a line of words takes."""

Place = str
"""In half periods from the left, and in pixels from above: two numbers of a path."""


def draw_trend(chart: Chart, locale: str) -> Drawing:
    """Draw lines for the value, its schedule and its target, each with its word at its end."""
    one = _Trend(chart)
    values = one.places("value")
    dots = [place for place in values if place]
    looks = (
        ("xs-g", _grid(one.scale, one.bottom, one.width)),
        ("xs-b", "".join(one.bands())),
        ("xs-t", one.across("goal", "goal_high")),
        ("xs-s", one.across("stretch")),
        ("xs-e", _line([place for place in one.places("expected") if place])),
        ("xs-v", "".join(map(_line, _runs(values)))),
        ("xs-d", f"M{'h0M'.join(dots)}h0" if dots else ""),
    )
    return Drawing(
        kind="steps" if one.steps else "",
        height=chart.height,
        width=one.width,
        paths=tuple([Path(look, d) for look, d in looks if d]),
        groups=(
            _values_of_axis(one.scale, one.steps, one.bottom, locale),
            _periods(tuple(one.columns["period"]), chart.height),
            *grouped(chain(one.names_of_levels(), one.silences(), one.names_of_lines())),
        ),
    )


class _Trend:
    """The rows of one chart with their places."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.columns = chart.columns
        self.drawn = {name: cells for name in DRAWN if (cells := _numbers(self.columns[name]))}
        self.levels = {name: level for name in LEVELS if (level := param(chart, name)) is not None}
        steps = chart.params.get("steps")
        self.steps = steps if isinstance(steps, tuple) else ()
        self.width = 2 * len(self.columns["period"])
        self.xs = range(1, self.width, 2)
        self.scale = _steps(self.steps) if self.steps else self._scale()
        self.bottom = chart.height - FOOT
        self.ys = {name: self._heights(cells) for name, cells in self.drawn.items()}

    def _heights(self, cells: Sequence[float | None]) -> Sequence[int | None]:
        """Place values as `y` does each; charts have so many that a call for each is too much."""
        first, span = self.scale.ticks[0], self.scale.ticks[-1] - self.scale.ticks[0]
        bottom, high = self.bottom, self.bottom - TOP
        return [
            None if cell is None else round(bottom - (cell - first) / span * high) for cell in cells
        ]

    def _scale(self) -> Axis:
        drawn = [cell for cells in self.drawn.values() for cell in cells if cell is not None]
        zero, goal = bool(param(self.chart, "zero")), self.levels.get("goal")
        whole = zero and (goal is None or goal.is_integer())
        return axis([*drawn, *self.levels.values()] or [0.0, 1.0], zero=zero, whole=whole)

    def y(self, value: float) -> int:
        return _down(self.bottom, self.scale.share(value))

    def x(self, place: int) -> str:
        return percent(place / self.width * 100)

    def across(self, *names: str) -> str:
        """Draw levels from end to end."""
        ys = [self.y(self.levels[name]) for name in names if name in self.levels]
        return "".join([f"M0 {y}H{self.width}" for y in ys])

    def places(self, name: str) -> list[Place]:
        """Give the places of values; that of none is empty."""
        places = zip(self.xs, self.ys.get(name, ()), strict=False)
        return ["" if y is None else f"{x} {y}" for x, y in places]

    def bands(self) -> Iterator[str]:
        bounds = zip(self.xs, self.ys.get("low", ()), self.ys.get("high", ()), strict=False)
        for x, low, high in bounds:
            if low is not None and high is not None:
                yield f"M{x} {low}V{high}"

    def names_of_levels(self) -> Iterator[Words]:
        taken: list[int] = []
        for look, name in (("xs-t", "goal"), ("xs-s", "stretch")):
            level = self.levels.get(name)
            if level is not None and (text := said(self.chart, f"{name}_label")):
                above = self.y(level) - 5
                free = all(abs(above - other) >= LINE for other in taken)
                taken.append(above)
                yield Words(look, "0", str(above if free else self.y(level) + LINE), text)

    def silences(self) -> Iterator[Words]:
        silent = self.columns["missing"]
        if any(silent):
            missing = list(compress(self.xs, silent))
            places = " ".join(self.x(x) for x in missing)
            yield Words("xs-m", places, str(self.bottom - 3), "✖" * len(missing))
            word = said(self.chart, "missing_label")
            yield Words("xs-m", self.x(missing[-1]), str(self.bottom - LINE - 4), word)

    def names_of_lines(self) -> Iterator[Words]:
        """Name each line at its end, on the side where the other line is not."""
        values, expected = self.drawn.get("value", ()), self.drawn.get("expected", ())
        last = _last(values)
        beside = expected[last] if last is not None and expected else None
        is_above = last is None or beside is None or (values[last] or 0) >= beside
        for look, name, cells, above in (
            ("xs-v", "value_label", values, is_above),
            ("xs-e", "expected_label", expected, not is_above),
        ):
            end = _last(cells)
            if end is not None and (text := said(self.chart, name)):
                yield self._at_end(look, self.xs[end], self.y(cells[end] or 0), text, above)

    def _at_end(self, look: str, x: int, line: int, text: str, above: bool) -> Words:
        y = line + (-9 if above else LINE + 4)
        if y > self.bottom - 2:
            y = line - 9
        is_late = 2 * x >= self.width
        edge = x / self.width * 100 + (min(50 / len(self.xs), 4) if is_late else 0)
        return Words(f"{look} xs-end" if is_late else look, percent(edge), str(y), text)


def _down(bottom: int, share: float) -> int:
    return round(bottom - share * (bottom - TOP))


def _runs(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    """Give the places of values that follow each other; a period without one is a gap."""
    if all(places):
        yield places
        return
    for is_known, run in groupby(places, bool):
        if is_known:
            yield list(run)


def _line(places: Sequence[Place]) -> str:
    """Join places by a line; one alone makes none."""
    return f"M{places[0]}L{' '.join(places[1:])}" if len(places) > 1 else ""


def _last(cells: Sequence[float | None]) -> int | None:
    """Find the last value that there is."""
    return next(
        (place for place in range(len(cells) - 1, -1, -1) if cells[place] is not None), None
    )


# Most charts of a site have one of a few axes, and all those of one cadence the same periods.
@lru_cache(maxsize=1 << 12)
def _grid(scale: Axis, bottom: int, width: int) -> str:
    ys = [_down(bottom, scale.share(tick)) for tick in scale.ticks]
    return "".join([f"M0 {y}H{width}" for y in ys])


@lru_cache(maxsize=1 << 12)
def _values_of_axis(scale: Axis, steps: tuple[str, ...], bottom: int, locale: str) -> Group:
    texts = dict(enumerate(steps, 1))
    words = (
        Words(
            "xs-y",
            "-6",
            str(_down(bottom, scale.share(tick)) + 4),
            shortened(texts.get(int(tick), ""), 6) if steps else written(tick, locale),
        )
        for tick in scale.ticks
    )
    return Group("xs-y", tuple(words))


@lru_cache(maxsize=1 << 8)
def _periods(cells: tuple[Cell, ...], height: int) -> Group:
    """Name some periods: as many as fit on a phone."""
    names = list(map(str, cells))
    most = int(PHONE / max(width(name) + 1 for name in names))
    words = (
        Words(
            "xs-x", percent((2 * place + 1) / (2 * len(names)) * 100), str(height - 8), names[place]
        )
        for place in spread(len(names), min(max(most, 1), 4))
    )
    return Group("xs-x", tuple(words))


def _steps(steps: Sequence[str]) -> Axis:
    return Axis(tuple(float(n) for n in range(1, max(len(steps), 2) + 1)))


def _numbers(cells: Sequence[Cell]) -> Sequence[float | None]:
    """Give the numbers of a column; one that has none is empty."""
    has_none = cells.count(None) == len(cells)
    return () if has_none else cast("Sequence[float | None]", cells)
