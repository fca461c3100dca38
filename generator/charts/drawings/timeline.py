"""Draw the stages of a plan with their dated steps, and the day of the data."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from generator.charts.drawings.canvas import (
    Bar,
    Drawing,
    Path,
    Words,
    grouped,
    percent,
    plain,
    rows_of,
    said,
    shortened,
    spread,
)
from generator.charts.timeline import WORST_FIRST
from generator.locales.words import ICON
from generator.model import Status
from generator.schema.charts import Cell, Chart

LANE, TOP, FOOT = 42, 26, 26

Row = Mapping[str, Cell]


def draw_timeline(chart: Chart, locale: str) -> Drawing:
    """Draw a bar for each stage, icons for its steps, and a line at the day of the data."""
    rows = rows_of(chart)
    first = min(_day(row["start"]) for row in rows)
    last = max(_day(row["end"]) + 1 for row in rows)

    def x(day: int) -> float:
        return (day - first) / (last - first) * 100

    as_of = said(chart, "as_of")
    bars, texts = [], list(_months(first, last, chart.height - 8))
    lanes = list(dict.fromkeys(str(row["lane"]) for row in rows))
    for place, lane in enumerate(lanes):
        middle = TOP + LANE // 2 + place * LANE + 4
        texts.append(Words("xs-n", "-6", str(middle + 4), shortened(lane, 9)))
        for row in (row for row in rows if row["lane"] == lane and row["kind"] == "stage"):
            start, end = x(_day(row["start"])), x(_day(row["end"]) + 1)
            look = f"xs-stage--{_state(row, as_of)}"
            bars.append(Bar(look, percent(start), str(middle - 8), percent(end - start)))
            side = "xs-small xs-end" if start > 70 else "xs-small"
            at = end if start > 70 else start
            texts.append(Words(side, percent(at), str(middle - 12), str(row["label"])))
        for day, status, n in _steps([row for row in rows if row["lane"] == lane]):
            icon = f"{ICON.get(status, '●')}{n if n > 1 else ''}"
            look = f"xs-i xs-tone--{status}" if status else "xs-i"
            texts.append(Words(look, percent(x(day)), str(middle + 5), icon))
    paths = []
    if as_of:
        now = x(_day(as_of))
        foot = chart.height - FOOT
        paths.append(Path("xs-a", f"M{plain(now)} 16V{foot}"))
        side = "" if now < 20 else " xs-end" if now > 80 else " xs-mid"
        texts.append(Words(f"xs-a{side}", percent(now), "12", said(chart, "as_of_label")))
    return Drawing(
        kind=chart.type.value,
        height=chart.height,
        bars=tuple(bars),
        paths=tuple(paths),
        groups=grouped(texts),
    )


def _day(text: Cell) -> int:
    return dt.date.fromisoformat(str(text)).toordinal()


def _state(row: Row, as_of: str) -> str:
    if as_of and str(row["start"]) > as_of:
        return "before"
    return "now" if as_of and str(row["end"]) >= as_of else "over"


def _steps(rows: Sequence[Row]) -> list[tuple[int, str, int]]:
    """Give for each day with steps the worst status, and how many steps there are."""
    by_day: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "step":
            by_day[_day(row["start"])].append(str(row["status"]))
    order = {str(status): rank for rank, status in enumerate(WORST_FIRST)}
    return [
        (day, min(found, key=lambda status: order.get(status, len(Status))), len(found))
        for day, found in sorted(by_day.items())
    ]


def _months(first: int, last: int, y: int) -> list[Words]:
    """Name the first days of some months between two days."""
    day, found = dt.date.fromordinal(first), []
    month = dt.date(day.year, day.month, 1)
    while month.toordinal() <= last:
        if month.toordinal() >= first:
            found.append(month)
        month = dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return [
        Words(
            "xs-x",
            percent((found[place].toordinal() - first) / (last - first) * 100),
            str(y),
            f"{found[place]:%Y-%m}",
        )
        for place in spread(len(found), 4)
    ]
