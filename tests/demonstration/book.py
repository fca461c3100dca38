"""Collects the rows of all tables, and reads series of figures written as short words.

A series is one word a period, from a first period on::

    book.series("toilets", "lj-qingxi", "2018-01", "12 30 . 71@9 约110")

``.`` is a report that never came, ``@9`` says that it came 9 days after the period ended (3 when
nothing is said), ``96/98`` is numerator and denominator, ``是!2018-05-18`` adds the day on which
it was reached. All other words stand as the unit wrote them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict

from generator import periods
from generator.periods import Cadence, Period, parse_period

LAST_DAY = dt.date(2018, 11, 9)
"""Nothing is received after this day."""
FIRST_DAY, ENTERED_ON = dt.date(2017, 9, 1), dt.date(2017, 9, 12)
"""Figures of periods before the first day were all entered on one day."""
FINAL_UNTIL, VERIFIED_UNTIL = dt.date(2018, 6, 30), dt.date(2018, 11, 5)
"""Last day of the periods that are final, and of receipt of what the offices have verified."""
USUAL_LAG = 3

Row = dict[str, object]
_WORD = re.compile(
    r"(?P<value>[^@!/]+)(?:/(?P<denominator>[^@!/]+))?(?:@(?P<lag>\d+))?(?:!(?P<reached>[\d-]+))?"
)


class Book:
    """The rows of every table, in the order in which they were added."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._indicators: dict[str, Row] = {}

    def add(self, table: str, **cells: object) -> Row:
        """Add one row; cells that are not named stay empty."""
        self.rows[table].append(cells)
        if table == "indicators":
            self._indicators[str(cells["indicator_id"])] = cells
        return cells

    def indicator(self, indicator_id: str) -> Row:
        """Give the row of one indicator."""
        return self._indicators[indicator_id]

    def series(self, indicator_id: str, entity_id: str, first: str, words: str) -> None:
        """Add one report a period from ``first`` on, in the indicator's cadence."""
        cadence = Cadence(str(self.indicator(indicator_id)["cadence"]))
        for name, word in zip(_names(first, cadence), words.split(), strict=False):
            self.report(indicator_id, entity_id, name, word)

    def report(self, indicator_id: str, entity_id: str, period: str, word: str, **cells: object):
        """Add one report, unless it never came or has not come yet."""
        match = _WORD.fullmatch(word)
        if match is None:
            raise ValueError(f"not a figure: {word!r}")
        span = parse_period(period)
        lag = int(match["lag"]) if match["lag"] else USUAL_LAG
        received = span.end + dt.timedelta(days=lag)
        history: Row = {}
        if span.end < FIRST_DAY:
            received, history = ENTERED_ON, {"note": "历史数据补录"}
        if match["value"] == "." or received > LAST_DAY:
            return
        usual: Row = {
            "indicator_id": indicator_id,
            "entity_id": entity_id,
            "period": period,
            "reported_on": received,
            "reached_on": match["reached"] or "",
            "status": _settled(span, received),
        }
        figure = self._figure(indicator_id, match["value"], match["denominator"])
        self.add("observations", **usual | figure | history | cells)

    def _figure(self, indicator_id: str, value: str, denominator: str | None) -> Row:
        if denominator is None:
            return {"value": value}
        per = float(str(self.indicator(indicator_id).get("per") or 100))
        decimals = int(str(self.indicator(indicator_id).get("decimals") or 1)) + 1
        share = per * float(value) / float(denominator)
        return {
            "value": f"{share:.{decimals}f}",
            "numerator": value,
            "denominator": denominator,
        }


def _settled(period: Period, received: dt.date) -> str:
    if period.end <= FINAL_UNTIL:
        return "final"
    return "verified" if received <= VERIFIED_UNTIL else "provisional"


def _names(first: str, cadence: Cadence):
    """Name the periods of a cadence from the first one on, without end."""
    number = int(periods.ordinal(parse_period(first).start, cadence))
    while True:
        yield periods.period_name(number, cadence)
        number += 1
