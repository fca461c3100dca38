"""What the browser is given of the charts is what Altair makes of their functions, and no more."""

import json
from collections.abc import Callable
from typing import Any

import altair
import pytest

from generator import charts
from generator.charts.entities import ranking_chart, status_counts_chart, strip_chart
from generator.charts.timeline import timeline_chart
from generator.charts.trend import trend_chart
from generator.locales import translations
from generator.schema.charts import FIELDS, ChartType

pytestmark = pytest.mark.slow

MADE_BY: dict[str, Callable[..., Any]] = {
    "trend": trend_chart,
    "status_counts": status_counts_chart,
    "ranking": ranking_chart,
    "strip": strip_chart,
    "timeline": timeline_chart,
}


def given(locale: str) -> dict[str, Any]:
    """Read ``assets/chart-specs.js`` as the browser does."""
    script = charts.specs_script(locale)
    content: dict[str, Any] = json.loads(
        script.removeprefix("window.xushiCharts=").removesuffix(";\n")
    )
    return content


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", MADE_BY)
def test_spec_is_what_altair_makes(locale: str, name: str) -> None:
    """Each specification is Altair's own of that chart type, and Altair reads it back the same."""
    made = MADE_BY[name](translations(locale).gettext)
    spec = given(locale)["specs"][name]

    assert isinstance(made, altair.TopLevelMixin)
    assert spec == json.loads(made.to_json())
    assert altair.Chart.from_dict(spec).to_dict() == spec


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_key_is_accounted_for(locale: str) -> None:
    """Beside the specifications: the fields of each type, formats of numbers, and words."""
    content = given(locale)
    say = translations(locale).gettext

    assert set(content) == {"fields", "formats", "specs", "words"}
    assert set(content["specs"]) == set(MADE_BY) == {type.value for type in ChartType}
    assert content["fields"] == {type.value: list(fields) for type, fields in FIELDS.items()}
    assert content["words"] == {name: say(text) for name, text in charts.WORDS.items()}
    assert content["formats"] == {
        "number": {
            "decimal": ".",
            "thousands": {"zh": "\u202f", "en": ","}[locale],
            "grouping": [3],
            "currency": ["¥", ""],
        }
    }
