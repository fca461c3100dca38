"""`xushi diff` writes values as the pages do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from generator.cli.differing import _as_json, _lines, _worded
from generator.differences.comparing import FIGURES
from generator.locales.language import Language
from generator.model import Exchange, Measure
from generator.snapshots.comparing import Compared

DAYS = (dt.date(2018, 7, 1), dt.date(2018, 10, 1))
INDICATORS = pd.DataFrame(
    {
        "indicator_id": ["tower", "specialties", "staff"],
        "measure": [Measure.MILESTONE, Measure.LEVEL, Measure.FLOW],
        "unit_of_measure": ["%", "个", "%"],
        "decimals": [np.nan, np.nan, 1],
        "scale": ["立项|开工|封顶|验收", "", ""],
    }
)


def differing(**cells: Any) -> Compared:
    """Compare two states of one verdict on one figure."""
    texts = dict.fromkeys(("amended", "steps", "commitment", "period", "period_before"), "")
    row = {
        **texts,
        "target_id": "T1",
        "title": "目标",
        "entity_id": "qx",
        "entity": "清溪镇",
        "measure": "",
        "unit_of_measure": "",
        "is_each_summary": False,
        "counts_in_county": True,
        "status_before": "behind",
        "status": "achieved",
        "changed": True,
        "read_off": False,
        "reasons": Exchange.NEW_PERIOD.value,
        **{f"{name}{end}": np.nan for name in FIGURES for end in ("", "_before")},
        **cells,
    }
    return Compared(("2018Q2", "now"), DAYS, "internal", pd.DataFrame([row]), INDICATORS)


@pytest.mark.parametrize(
    ("cells", "before", "now"),
    [
        ({"indicator_id": "tower", "value_before": 3.0, "value": 4.0}, "封顶", "验收"),
        (
            {
                "indicator_id": "specialties",
                "value_before": 50.0,
                "value": 100.0,
                "is_each_summary": True,
            },
            "50%",
            "100%",
        ),
        ({"indicator_id": "specialties", "value_before": 1.0, "value": 2.0}, "1个", "2个"),
        ({"indicator_id": "staff", "value_before": 5.0, "value": 6.25}, "5.0%", "6.3%"),
        ({"indicator_id": "gone", "value": 2.0}, "", "2个"),
    ],
)
def test_words_of_values(cells: dict[str, Any], before: str, now: str) -> None:
    """Steps by their names, shares of units in percent, others with unit and decimals."""
    own = INDICATORS.set_index("indicator_id").to_dict("index").get(cells["indicator_id"], {})
    measure = own.get("measure", Measure.LEVEL)
    found = differing(measure=measure, unit_of_measure=own.get("unit_of_measure", "个"), **cells)
    language = Language("zh")
    listed = _worded(found.differences, found, language)

    (told,) = _as_json(found, listed)["differences"]
    assert (told["value_text_before"], told["value_text"]) == (before, now)
    assert f"      {before or '—'} → {now}" in list(_lines(found, listed, language))
