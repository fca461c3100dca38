"""The static drawing of a chart: for paper, for archives, for readers without scripts.

It says what the interactive chart says and is shown until that one takes its place. Horizontally
all is in shares of the width (0–100) and vertically in pixels, so one drawing fits a phone and a
sheet of paper while its words keep their size; the browser sets them in the reader's own font.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.charts.drawings.canvas import Drawing
from generator.charts.drawings.entities import draw_ranking, draw_status_counts, draw_strip
from generator.charts.drawings.timeline import draw_timeline
from generator.charts.drawings.trend import draw_trend
from generator.schema.charts import Chart, ChartType

__all__ = ["DRAWINGS", "Drawing", "drawing"]

DRAWINGS: Mapping[ChartType, Callable[[Chart, str], Drawing]] = {
    ChartType.TREND: draw_trend,
    ChartType.STATUS_COUNTS: draw_status_counts,
    ChartType.RANKING: draw_ranking,
    ChartType.STRIP: draw_strip,
    ChartType.TIMELINE: draw_timeline,
}


def drawing(chart: Chart, locale: str) -> Drawing:
    """Draw a chart; ``locale`` decides how numbers of its axes are written."""
    return DRAWINGS[chart.type](chart, locale)
