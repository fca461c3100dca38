"""Compile each chart type once for each language; the browser adds the rows of a page to it.

Colours are names of the style sheet's tokens (``var(--xs-…)``), so a drawing follows the page into
dark mode and onto paper. Colour is never the only signal: lines differ in dash, marks in shape, and
each has its word beside it. Periods are names in order and days are counted in UTC, because axes of
time follow the time zone of the reader's machine.

Rows and parameters are described in `generator.schema.charts`. A parameter is a signal that the
browser sets, so a chart type that is compiled once still knows its target and its words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from altair.utils import schemapi

from generator.charts.drawings import Drawing, drawing
from generator.charts.entities import ranking_chart, status_counts_chart, strip_chart
from generator.charts.looks import SHAPES, Layered
from generator.charts.timeline import timeline_chart
from generator.charts.trend import trend_chart
from generator.locales import Translate, mark, translations
from generator.schema.charts import FIELDS, ChartType

__all__ = ["CHARTS", "SHAPES", "Drawing", "drawing", "specs", "specs_script"]

SEPARATORS = {"zh": "\u202f", "en": ","}
"""Between groups of three digits, as the pages write them."""

CHARTS: Mapping[ChartType, Callable[[Translate], Layered]] = {
    ChartType.TREND: trend_chart,
    ChartType.STATUS_COUNTS: status_counts_chart,
    ChartType.RANKING: ranking_chart,
    ChartType.STRIP: strip_chart,
    ChartType.TIMELINE: timeline_chart,
}

WORDS: Mapping[str, str] = {
    "save": mark("Save the chart as %(format)s"),
    "says": mark("%(name)s: %(value)s"),
    "keys": mark("Use the arrow keys to read the values one by one."),
}
"""What the script beside the charts says; it puts in what stands in ``%(…)s``."""


def specs(locale: str) -> dict[str, Any]:
    """Compile every chart type to Vega-Lite for one language.

    Altair would hold each part of a chart against its schema as the part is made, and the whole
    once more. That is most of the time, and finds nothing: only words differ from one site to the
    next, and the tests hold the same charts against the schema.
    """
    translate = translations(locale).gettext
    with schemapi.debug_mode(False):
        return {
            type.value: chart(translate).to_dict(validate=False) for type, chart in CHARTS.items()
        }


@cache
def specs_script(locale: str) -> str:
    """Write ``assets/chart-specs.js``: a script, because a page on disk may not fetch data."""
    formats = {
        "number": {
            "decimal": ".",
            "thousands": SEPARATORS[locale],
            "grouping": [3],
            "currency": ["¥", ""],
        }
    }
    say = translations(locale).gettext
    given = {
        "fields": {type.value: list(fields) for type, fields in FIELDS.items()},
        "formats": formats,
        "specs": specs(locale),
        "words": {name: say(text) for name, text in WORDS.items()},
    }
    content = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return f"window.xushiCharts={content};\n"
