"""Draw how many targets have each status, and entities beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.charts.drawings.canvas import (
    ROW,
    Axis,
    Bar,
    Drawing,
    Path,
    Words,
    axis,
    fewer,
    grouped,
    known,
    param,
    percent,
    plain,
    rows_of,
    said,
    shortened,
    written,
)
from generator.locales.words import ICON
from generator.schema.charts import Chart

NAME = 9.0
"""Ems that the names beside a drawing may take."""

LABEL = 82
"""Pixels that the labels on the other side may take."""

TOP, FOOT = 24, 26
"""Pixels for the word of the target above, and for the values of the axis below."""


def draw_status_counts(chart: Chart, locale: str) -> Drawing:
    """Draw a bar for each status, what is only striven for lighter and with its own number."""
    rows = rows_of(chart)
    words = list(dict.fromkeys(str(row["word"]) for row in rows))
    totals = {word: sum(known(row["n"] for row in rows if row["word"] == word)) for word in words}
    scale = 84 / max(totals.values())
    bars, texts = [], []
    for place, word in enumerate(words):
        middle, start, striven = 8 + ROW // 2 + place * ROW, 0.0, 0.0
        for row in (row for row in rows if row["word"] == word):
            n = float(row["n"] or 0)
            is_strive = row["group"] == "strive"
            striven += n if is_strive else 0
            look = f"xs-tone--{row['status']}" + (" xs-o" if is_strive else "")
            width = percent(n * scale)
            bars.append(Bar(look, percent(start * scale), str(middle - 8), width))
            start += n
        label = written(start, locale)
        if striven:
            label += f" ({said(chart, 'strive_label')} {written(striven, locale)})"
        texts.append(Words("xs-n", "-6", str(middle + 4), shortened(word, NAME)))
        texts.append(Words("xs-c", percent(start * scale + 1), str(middle + 4), label))
    return Drawing(
        kind=chart.type.value, height=chart.height, bars=tuple(bars), groups=grouped(texts)
    )


def draw_ranking(chart: Chart, locale: str) -> Drawing:
    """Draw a line for each entity: from the target to its value, with the icon of its status."""
    rows = rows_of(chart)
    scale = _along(chart, ("value", "low", "high"))
    goal = param(chart, "goal")
    paths, texts = [*_grid(chart, scale)], [*_frame(chart, scale, locale)]
    for place, row in enumerate(rows):
        middle = TOP + ROW // 2 + place * ROW
        texts.append(Words("xs-n", "-6", str(middle + 4), shortened(str(row["name"]), NAME)))
        texts.append(Words("xs-l", "100%", str(middle + 4), str(row["label"]), LABEL))
        low, high = known([row["low"]]), known([row["high"]])
        if low and high:
            ends = (scale.share(low[0]) * 100, scale.share(high[0]) * 100)
            paths.append(Path("xs-w", f"M{plain(ends[0])} {middle}H{plain(ends[1])}"))
        for value in known([row["value"]]):
            x = scale.share(value) * 100
            look = f"xs-tone--{row['status']}" if row["status"] else "xs-none"
            if goal is not None:
                start = scale.share(goal) * 100
                paths.append(Path(f"xs-r {look}", f"M{plain(start)} {middle}H{plain(x)}"))
            icon = ICON.get(str(row["status"]), "●")
            texts.append(Words(f"xs-i {look}", percent(x), str(middle + 5), icon))
    return Drawing(
        kind=chart.type.value, height=chart.height, paths=tuple(paths), groups=grouped(texts)
    )


def draw_strip(chart: Chart, locale: str) -> Drawing:
    """Draw a dot for each entity, on a line of its own for each status."""
    rows = rows_of(chart)
    scale = _along(chart, ("value",))
    words = list(dict.fromkeys((str(row["status"]), str(row["word"])) for row in rows))
    room = (chart.height - TOP - FOOT) / len(words)
    paths, texts = [*_grid(chart, scale)], [*_frame(chart, scale, locale)]
    for place, (status, word) in enumerate(words):
        middle = TOP + (place + 0.5) * room
        dots = {
            (plain(scale.share(value) * 100), plain(middle + _apart(row["level"], room)))
            for row in rows
            if row["status"] == status
            for value in known([row["value"]])
        }
        look = f"xs-d xs-tone--{status}" if status else "xs-d"
        paths.append(Path(look, "".join(f"M{x} {y}h0" for x, y in sorted(dots))))
        n = sum(row["status"] == status for row in rows)
        name = f"{ICON.get(status, '●')} {shortened(word, NAME - 3)} {n}"
        texts.append(Words("xs-n", "-6", plain(middle + 4), name))
    return Drawing(
        kind=chart.type.value, height=chart.height, paths=tuple(paths), groups=grouped(texts)
    )


def _apart(level: object, room: float) -> float:
    """Move dots of the same value a little apart, within the line of their status."""
    steps = max(int(room // 6), 1)
    return ((int(str(level)) if str(level).isdigit() else 0) % steps - (steps - 1) / 2) * 4


def _along(chart: Chart, names: Sequence[str]) -> Axis:
    values = known(row[name] for row in rows_of(chart) for name in names)
    levels = known(param(chart, name) for name in ("goal", "goal_high"))
    return axis([*values, *levels] or [0.0, 1.0], zero=bool(param(chart, "zero")))


def _grid(chart: Chart, scale: Axis) -> Iterator[Path]:
    foot = chart.height - FOOT
    lines = "".join(f"M{plain(scale.share(tick) * 100)} {TOP}V{foot}" for tick in scale.ticks)
    yield Path("xs-g", lines)
    goals = known(param(chart, name) for name in ("goal", "goal_high"))
    if goals:
        d = "".join(f"M{plain(scale.share(goal) * 100)} {TOP - 6}V{foot}" for goal in goals)
        yield Path("xs-t", d)


def _frame(chart: Chart, scale: Axis, locale: str) -> Iterator[Words]:
    for tick in fewer(scale.ticks, 4):
        x = percent(scale.share(tick) * 100)
        yield Words("xs-x", x, str(chart.height - 8), written(tick, locale))
    goal = param(chart, "goal")
    if goal is not None:
        share = scale.share(goal)
        side = "" if share < 0.3 else " xs-end" if share > 0.7 else " xs-mid"
        yield Words(f"xs-t{side}", percent(share * 100), "12", said(chart, "goal_label"))
