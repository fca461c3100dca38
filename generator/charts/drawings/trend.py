"""Draw a value against its schedule and target, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from generator.charts.drawings.canvas import (
    Axis,
    Drawing,
    Path,
    Words,
    axis,
    columns_of,
    known,
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

PHONE = 24
"""Ems that the words below a drawing may take together."""

LINE = 14
"""Pixels that a line of words takes."""

Point = tuple[int, float | None]
"""A place along the periods, and the value there."""


def draw_trend(chart: Chart, locale: str) -> Drawing:
    """Draw lines for the value, its schedule and its target, each with its word at its end."""
    one = _Trend(chart)
    looks = (
        ("xs-g", "".join(one.across(tick) for tick in one.scale.ticks)),
        ("xs-b", "".join(one.bands())),
        ("xs-t", "".join(one.levels("goal", "goal_high"))),
        ("xs-s", "".join(one.levels("stretch"))),
        ("xs-e", one.line([point for point in one.points("expected") if point[1] is not None])),
        ("xs-v", one.line(one.points("value"))),
        ("xs-d", "".join(f"M{x} {one.y(value)}h0" for x, value in one.known("value"))),
    )
    return Drawing(
        kind="steps" if one.steps else "",
        height=chart.height,
        width=one.width,
        paths=tuple(Path(look, d) for look, d in looks if d),
        words=(
            *one.values_of_axis(locale),
            *one.periods(),
            *one.names_of_levels(),
            *one.silences(),
            *one.names_of_lines(),
        ),
    )


class _Trend:
    """The rows of one chart with their places."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.columns = columns_of(chart)
        self.drawn = {name: _numbers(self.columns[name]) for name in DRAWN}
        steps = chart.params.get("steps")
        self.steps = steps if isinstance(steps, tuple) else ()
        self.xs = [2 * place + 1 for place in range(len(chart.rows))]
        self.width = 2 * len(chart.rows)
        self.scale = _steps(self.steps) if self.steps else _scale(chart, self.drawn)
        self.bottom = chart.height - FOOT

    def y(self, value: float) -> int:
        return round(self.bottom - self.scale.share(value) * (self.bottom - TOP))

    def x(self, place: int) -> str:
        return percent(place / self.width * 100)

    def across(self, value: float) -> str:
        return f"M0 {self.y(value)}H{self.width}"

    def points(self, name: str) -> list[Point]:
        return list(zip(self.xs, self.drawn[name], strict=True))

    def known(self, name: str) -> list[tuple[int, float]]:
        return [(x, value) for x, value in self.points(name) if value is not None]

    def line(self, points: Sequence[Point]) -> str:
        """Join what follows each other; a period without a value is a gap."""
        runs = [
            [f"{x} {self.y(value)}" for x, value in run if value is not None]
            for is_known, run in groupby(points, lambda point: point[1] is not None)
            if is_known
        ]
        return "".join(f"M{run[0]}L{' '.join(run[1:])}" for run in runs if len(run) > 1)

    def bands(self) -> Iterator[str]:
        for (x, low), (_, high) in zip(self.points("low"), self.points("high"), strict=True):
            if low is not None and high is not None:
                yield f"M{x} {self.y(low)}V{self.y(high)}"

    def levels(self, *names: str) -> Iterator[str]:
        for level in known(param(self.chart, name) for name in names):
            yield self.across(level)

    def values_of_axis(self, locale: str) -> Iterator[Words]:
        for tick in self.scale.ticks:
            text = written(tick, locale)
            if self.steps:
                text = shortened(dict(enumerate(self.steps, 1)).get(int(tick), ""), 6)
            yield Words("xs-y", "-6", str(self.y(tick) + 4), text)

    def periods(self) -> Iterator[Words]:
        """Name some periods: as many as fit on a phone."""
        names = list(map(str, self.columns["period"]))
        most = int(PHONE / max(width(name) + 1 for name in names))
        for place in spread(len(names), min(max(most, 1), 4)):
            yield Words("xs-x", self.x(self.xs[place]), str(self.chart.height - 8), names[place])

    def names_of_levels(self) -> Iterator[Words]:
        taken: list[int] = []
        for look, name in (("xs-t", "goal"), ("xs-s", "stretch")):
            level, text = param(self.chart, name), said(self.chart, f"{name}_label")
            if level is not None and text:
                above = self.y(level) - 5
                free = all(abs(above - other) >= LINE for other in taken)
                taken.append(above)
                yield Words(look, "0", str(above if free else self.y(level) + LINE), text)

    def silences(self) -> Iterator[Words]:
        missing = [
            x for x, is_silent in zip(self.xs, self.columns["missing"], strict=True) if is_silent
        ]
        if missing:
            places = " ".join(self.x(x) for x in missing)
            yield Words("xs-m", places, str(self.bottom - 3), "✖" * len(missing))
            word = said(self.chart, "missing_label")
            yield Words("xs-m", self.x(missing[-1]), str(self.bottom - LINE - 4), word)

    def names_of_lines(self) -> Iterator[Words]:
        """Name each line at its end, on the side where the other line is not."""
        value, expected = self.known("value"), self.known("expected")
        beside = dict(expected)
        is_above = not value or value[-1][1] >= beside.get(value[-1][0], value[-1][1])
        for look, name, points, above in (
            ("xs-v", "value_label", value, is_above),
            ("xs-e", "expected_label", expected, not is_above),
        ):
            if points and (text := said(self.chart, name)):
                yield self._at_end(look, points[-1], text, above)

    def _at_end(self, look: str, point: tuple[int, float], text: str, above: bool) -> Words:
        x, value = point
        y = self.y(value) + (-9 if above else LINE + 4)
        if y > self.bottom - 2:
            y = self.y(value) - 9
        is_late = 2 * x >= self.width
        edge = x / self.width * 100 + (min(50 / len(self.xs), 4) if is_late else 0)
        return Words(f"{look} xs-end" if is_late else look, percent(edge), str(y), text)


def _steps(steps: Sequence[str]) -> Axis:
    return Axis(tuple(float(n) for n in range(1, max(len(steps), 2) + 1)))


def _numbers(cells: Sequence[Cell]) -> list[float | None]:
    return [float(cell) if isinstance(cell, (float, int)) else None for cell in cells]


def _scale(chart: Chart, columns: Mapping[str, Sequence[float | None]]) -> Axis:
    drawn = [cell for name in DRAWN for cell in columns[name] if cell is not None]
    levels = known(param(chart, name) for name in ("goal", "goal_high", "stretch"))
    zero, goal = bool(param(chart, "zero")), param(chart, "goal")
    whole = zero and (goal is None or goal.is_integer())
    return axis([*drawn, *levels] or [0.0, 1.0], zero=zero, whole=whole)
