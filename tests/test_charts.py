"""Charts say what they must: target, schedule, gaps and words, whatever their look."""

import copy
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest
import vl_convert

from generator import charts
from generator.charts.drawings.canvas import axis, shortened
from generator.model import Status
from generator.pipeline import page_environment
from generator.schema.charts import (
    FIELDS,
    PARAMS,
    Cell,
    Chart,
    ChartTable,
    ChartType,
    Param,
    TableColumn,
    by_field,
    read_number,
)

TABLE = ChartTable(columns=("报告期", "实绩"), cells=(["2018年7月"], ["</script>"]))
TREND = (
    ("2018年7月", 1610, 1900, None, None, 0, "七月"),
    ("2018年8月", None, 2000, None, None, 1, "八月未报"),
    ("2018年9月", 1740, 2100, 1700, 1800, 0, "九月"),
)
GOALS = {
    "goal": 3000,
    "goal_label": "目标 3000座",
    "value_label": "实绩 1740座",
    "expected_label": "序时",
}
RANKED = (
    ("1 清溪镇卫生院", 97.5, None, None, "achieved", "已完成", "97.5", "t"),
    ("2 石桥镇卫生院", 91.25, 90, 93, "behind", "滞后", "91.25", "t"),
    ("柳湾镇卫生院", None, None, None, "no_report", "未报送", "未报送", "t"),
)


def chart(type: ChartType, rows: tuple[tuple[Cell, ...], ...], **params: Param) -> Chart:
    """Make a chart of which only the rows and parameters matter."""
    return Chart(
        chart_id="c-1",
        type=type,
        title="改厕 · 清溪镇",
        description="截至9月完成1 740座。",
        unit_of_measure="座",
        columns=by_field(type, rows),
        params=params,
        table=TABLE,
    )


specs = functools.cache(charts.specs)


def filled(one: Chart, locale: str = "en") -> dict[str, Any]:
    """Put the rows into the compiled chart as templates/assets/charts.js does."""
    payload = json.loads(json.dumps(one.payload))
    spec = copy.deepcopy(specs(locale)[payload["type"]])
    for param in spec["params"]:
        param["value"] = payload["params"].get(param["name"], param.get("value"))
    rows = [dict(zip(FIELDS[one.type], row, strict=True)) for row in payload["rows"]]
    return spec | {
        "datasets": spec.get("datasets", {}) | {"rows": rows},
        "height": one.height,
    }


def drawn(one: Chart) -> str:
    """Draw it without a browser."""
    return vl_convert.vegalite_to_svg(filled(one) | {"width": 600})


def words(svg: str) -> list[str]:
    """Give the texts of a drawing."""
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_trend_names_target_schedule_value_and_gap() -> None:
    """Each line has its word at its end, the newest value among them, and the gap has its own."""
    said = words(drawn(chart(ChartType.TREND, TREND, **GOALS, missing_label="未报")))

    assert {"目标 3000座", "实绩 1740座", "序时", "未报"} <= set(said)
    periods = ["2018年7月", "2018年8月", "2018年9月"]
    assert [word for word in said if word.startswith("2018")] == periods


def test_trend_lines_differ_without_colour() -> None:
    """Schedule and target are dashed, each in its own way; the values are not."""
    dashes = set(
        re.findall(r'stroke-dasharray="([^"]+)"', drawn(chart(ChartType.TREND, TREND, **GOALS)))
    )

    assert {"3,3", "10,4"} <= dashes


def test_trend_breaks_where_a_value_is_missing() -> None:
    """No line is drawn across a period without a value."""
    rows = (*TREND, ("2018-10", 1800, 2200, None, None, 0, "十月"))
    line = re.search(
        r'mark-line[^>]*><path[^>]*d="([^"]*)"[^>]*stroke="var\(--xs-chart-value\)"',
        drawn(chart(ChartType.TREND, rows, **GOALS)),
    )

    assert line is not None
    assert line[1].count("M") == 2


def test_trend_without_any_value_still_shows_the_target() -> None:
    """Before the first report there is a target all the same."""
    rows = tuple((name, None, None, None, None, 0, "") for name, *_ in TREND)

    assert "目标 3000座" in words(drawn(chart(ChartType.TREND, rows, **GOALS)))


def test_steps_have_their_names_on_the_axis() -> None:
    """A milestone is drawn with the words of its steps, not with their numbers."""
    rows = (("2018-07", 1, None, None, None, 0, ""), ("2018-08", 3, None, None, None, 0, ""))
    steps = ("开工", "主体封顶", "竣工验收")
    labelled = chart(ChartType.TREND, rows, steps=steps, goal=3, goal_label="目标 竣工验收")
    said = words(drawn(labelled))

    assert {"开工", "主体封顶", "竣工验收", "目标 竣工验收"} <= set(said)


def test_ranking_shows_values_reasons_and_target() -> None:
    """Entities stand in the order given; one without a value says why."""
    said = words(drawn(chart(ChartType.RANKING, RANKED, goal=95, goal_label="目标 95%")))

    assert {"97.5", "91.25", "未报送", "目标 95%"} <= set(said)
    assert [word for word in said if "镇卫生院" in word] == [row[0] for row in RANKED]


def test_status_counts_keep_strive_apart() -> None:
    """The number at a bar says how many of its targets are only striven for."""
    rows = (("behind", "滞后", "firm", 3, "t"), ("behind", "滞后", "strive", 2, "t"))

    assert "5 (力争 2)" in words(drawn(chart(ChartType.STATUS_COUNTS, rows, strive_label="力争")))


def test_strip_stacks_dots() -> None:
    """Every entity is one dot, whatever its neighbours."""
    rows = tuple((90 + number % 5, number // 5, "behind", "滞后", "t") for number in range(20))
    svg = drawn(chart(ChartType.STRIP, rows, goal=95, goal_label="目标 95%"))

    assert svg.count('fill="var(--xs-behind)"') == 20


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Shanghai"])
def test_timeline_is_the_same_in_every_time_zone(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days are counted in UTC: the first of a month is its first on any machine."""
    monkeypatch.setenv("TZ", zone)
    rows = (
        ("实施阶段", "stage", "2018-01-01", "2018-10-31", "", "进行中", "t"),
        ("实施阶段", "step", "2018-06-30", "2018-06-30", "missed", "自查", "t"),
    )
    said = words(drawn(chart(ChartType.TIMELINE, rows, as_of="2018-10-12", as_of_label="截至")))

    assert {"2018-01", "2018-10", "进行中", "截至", "实施阶段"} <= set(said)


def test_worst_step_of_a_day_is_the_one_seen() -> None:
    """Several steps of one day are one mark with their number, in the colour of the worst."""
    ends = [("achieved", "甲"), ("missed", "乙"), ("on_schedule", "丙")]
    rows = (
        ("实施阶段", "stage", "2018-01-01", "2018-10-31", "", "进行中", "t"),
        *(
            ("实施阶段", "step", "2018-06-30", "2018-06-30", status, text, text)
            for status, text in ends
        ),
    )
    svg = drawn(chart(ChartType.TIMELINE, rows, as_of="2018-10-12", as_of_label="截至"))

    assert "×3" in words(svg)
    assert 'fill="var(--xs-missed)"' in svg
    assert 'fill="var(--xs-achieved)"' not in svg


@pytest.mark.slow
@pytest.mark.parametrize("type", ChartType)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_type_is_compiled(type: ChartType, locale: str) -> None:
    """A compiled chart waits for its rows, takes its parameters, and names no colour itself."""
    spec = specs(locale)[type]
    text = json.dumps(spec)

    assert spec["data"] == {"name": "rows"}
    assert {param["name"] for param in spec["params"]} == set(PARAMS[type])
    assert not re.search(r'"#[0-9a-fA-F]{3,8}"', text)
    assert vl_convert.vegalite_to_vega(spec | {"datasets": spec.get("datasets", {}) | {"rows": []}})


@pytest.mark.parametrize("type", ChartType)
def test_every_parameter_and_field_is_used(type: ChartType) -> None:
    """What pages are asked for, the chart shows; `word` is for those who read the page."""
    spec: Mapping[str, Any] = specs("en")[type]
    text = json.dumps({**spec, "params": []})
    unused = {
        name for name in (*PARAMS[type], *FIELDS[type]) if not re.search(rf"\b{name}\b", text)
    }

    assert unused <= {"word"}


def test_every_status_has_a_shape() -> None:
    """Where a mark stands alone its shape tells the status; only the two greens share one."""
    assert set(charts.SHAPES) == set(Status)
    assert len(set(charts.SHAPES.values())) == len(Status) - 1


@pytest.mark.slow
def test_specs_script_is_the_same_each_time() -> None:
    """The file of compiled charts depends on nothing but the language."""
    script = charts.specs_script("zh")

    assert script == charts.specs_script("zh")
    assert script.startswith("window.xushiCharts={")
    assert '"thousands":"\u202f"' in script


def test_wrong_rows_are_refused() -> None:
    """A row with a cell too few, or an unknown parameter, is a mistake of the page."""
    with pytest.raises(ValueError, match="a row of strip has 5 cells"):
        chart(ChartType.STRIP, ((1.0, 0),))
    with pytest.raises(ValueError, match="c-1: trend has not the columns \\['low'\\]"):
        replace(HELD, columns={name: HELD.columns[name] for name in HELD.columns if name != "low"})
    with pytest.raises(ValueError, match="c-1: columns of trend have one length"):
        replace(HELD, columns={**HELD.columns, "low": []})
    with pytest.raises(ValueError, match="c-1: strip takes no \\['colour'\\]"):
        chart(ChartType.STRIP, (), colour="red")


def test_numbers_that_json_cannot_hold_are_refused() -> None:
    """A missing value is None; NaN would break the page's data."""
    with pytest.raises(ValueError, match="c-1: nan in a row of strip"):
        chart(ChartType.STRIP, ((float("nan"), 0, "behind", "滞后", "t"),))


def env_of(root: Path) -> jinja2.Environment:
    """Make an environment that can write a chart."""
    env = page_environment([root / "templates"], "en")
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return env


def figure(root: Path, one: Chart, **how: object) -> str:
    """Write a chart as a page does."""
    module: Any = env_of(root).get_template("_charts.md.j2").module
    return str(module.chart_figure(one, **how))


def test_figure_holds_sentence_drawing_and_table(root: Path) -> None:
    """The figure is whole without scripts, and no text from data can end its data."""
    rows = (("2018-07", 1, None, None, None, 0, "</div>'"),)
    text = figure(root, chart(ChartType.TREND, rows))

    assert "截至9月完成1 740座。" in text
    assert "<tr><th>2018年7月<td>&lt;/script&gt;" in text
    assert '<svg class="xs-drawing" height="260" role="img"' in text
    assert text.count("</div>") == 1
    assert "\\u003c/div\\u003e\\u0027" in text
    assert "\n\n" not in text


def test_figure_links_to_a_table_of_the_page(root: Path) -> None:
    """Where the page has the same figures in a table, they are not written twice."""
    text = figure(root, chart(ChartType.RANKING, RANKED), table_at="all")

    assert '<a href="#all">' in text
    assert "<table" not in text


HELD = Chart(
    chart_id="c-1",
    type=ChartType.TREND,
    title="改厕 · 清溪镇",
    description="截至9月完成1 740座。",
    unit_of_measure="座",
    columns=by_field(ChartType.TREND, TREND),
    params=GOALS,
    table=ChartTable(
        columns=("报告期", "实绩", "序时", "说明"),
        cells=(
            ["2018年7月", "2018年8月", "2018年9月"],
            ["1\u202f610座", "未报", "约1\u202f740座"],
            ["1\u202f900座", "2\u202f000.0座", "2\u202f100座"],
            ["定案", "2018年9月5日到期", "初报"],
        ),
    ),
    held=("period", "value", "expected", ""),
)


def test_figures_stand_on_the_page_once(root: Path) -> None:
    """The browser reads from the table what stands there; only the rest is handed over."""
    text = figure(root, HELD)
    payload = HELD.payload

    assert "rows" not in payload
    assert payload["held"] == ["period", "value", "expected"]
    assert {name: payload[name] for name in ("low", "high", "missing")} == {
        "low": [None, None, 1700],
        "high": [None, None, 1800],
        "missing": [0, 1, 0],
    }
    assert "<td>1\u202f610座<td>1\u202f900座<td>定案" in text
    assert '<td data-xs-drawn="1740">约1\u202f740座' in text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1\u202f610座", 1610.0),
        ("1,610 toilets", 1610.0),
        ("\u22123.5%", -3.5),
        ("约5", None),
        ("", None),
        ("not reported", None),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, number: float | None) -> None:
    """A cell gives its number without the separators and the unit of measure."""
    assert read_number(text) == number


def test_cell_that_only_looks_like_a_number_is_marked() -> None:
    """A text that begins with digits but stands for no value is not drawn."""
    rows = (("2018年12月", None, None, None, None, 0, ""),)
    table = ChartTable(columns=("报告期", "实绩"), cells=(["2018年12月"], ["12月底前完成"]))
    columns = by_field(ChartType.TREND, rows)
    one = replace(HELD, columns=columns, table=table, held=("period", "value"))

    assert one.table_columns[1] == TableColumn(["12月底前完成"], [""])


def test_the_browser_writes_what_a_held_row_says(root: Path) -> None:
    """Only a chart whose rows stand in its table may leave out what they say."""
    silent = {name: cells for name, cells in HELD.columns.items() if name != "text"}

    assert figure(root, replace(HELD, columns=silent)) == figure(root, HELD)
    with pytest.raises(ValueError, match="c-1: trend has not the columns \\['text'\\]"):
        replace(HELD, columns=silent, held=())


def test_words_of_a_table_do_not_become_its_marks(root: Path) -> None:
    """A text from data that looks like the mark of what is drawn stays a text."""
    told = replace(HELD.table, cells=[*HELD.table.cells[:3], [" data-xs-drawn=1", "", ">"]])

    assert "<td> data-xs-drawn=1\n<tr>" in figure(root, replace(HELD, table=told))


def test_script_reads_the_same_numbers(root: Path) -> None:
    """The pattern of numbers is the same in the browser."""
    script = (root / "templates/assets/charts.js").read_text(encoding="utf-8")

    assert r"/^[\u2212-]?[0-9][0-9,\u202f]*([.][0-9]+)?/" in script


def paths(one: Chart) -> dict[str, str]:
    """Give the lines of a static drawing by their look."""
    return {path.look: path.d for path in charts.drawing(one, "zh").paths}


def drawn_words(one: Chart) -> list[str]:
    """Give the words of a static drawing."""
    return [words.text for words in charts.drawing(one, "zh").words]


def test_drawing_says_what_the_chart_says() -> None:
    """Target, value, schedule and gap have their words in the drawing too, and their own lines."""
    one = chart(ChartType.TREND, TREND, **GOALS, missing_label="未报")

    assert {"目标 3000座", "实绩 1740座", "序时", "未报", "✖"} <= set(drawn_words(one))
    assert {"xs-v", "xs-e", "xs-t", "xs-d", "xs-b"} >= set(paths(one)) - {"xs-g"}


def test_drawing_breaks_where_a_value_is_missing() -> None:
    """A line joins what follows each other; the schedule goes on through the gap."""
    rows = (*TREND, ("2018年10月", 1800, 2200, None, None, 0, "十月"))
    found = paths(chart(ChartType.TREND, rows, **GOALS))

    assert found["xs-v"].startswith("M5 ")
    assert found["xs-v"].count("M") == 1
    assert found["xs-d"].count("M") == 3
    assert found["xs-e"].count("M") == 1
    assert found["xs-e"].startswith("M1 ")


@pytest.mark.parametrize("type", ChartType)
def test_drawing_fits_the_room_of_the_chart(type: ChartType) -> None:
    """What the script draws takes the same room, so nothing moves."""
    rows: Mapping[ChartType, tuple[tuple[Cell, ...], ...]] = {
        ChartType.TREND: TREND,
        ChartType.STATUS_COUNTS: (("behind", "滞后", "firm", 3, "t"),),
        ChartType.RANKING: RANKED,
        ChartType.STRIP: ((90, 0, "behind", "滞后", "t"), (91, 1, "", "", "t")),
        ChartType.TIMELINE: (("实施阶段", "stage", "2018-01-01", "2018-10-31", "", "进行中", "t"),),
    }
    one = chart(type, rows[type])
    made = charts.drawing(one, "zh")

    assert made.height == one.height
    assert all(0 <= float(words.y) <= made.height for words in made.words)
    assert all(0 <= float(bar.y) <= made.height for bar in made.bars)


def test_ranking_is_drawn_with_icons_and_reasons() -> None:
    """The icon tells the status where colour does not; who did not report says so."""
    said = drawn_words(chart(ChartType.RANKING, RANKED, goal=95, goal_label="目标 95%"))

    assert {"✔", "▼", "97.5", "未报送", "目标 95%", "1 清溪镇卫生院"} <= set(said)


def test_drawn_steps_show_the_worst_of_a_day() -> None:
    """Several steps of one day are one icon with their number."""
    rows = (
        ("实施", "stage", "2018-01-01", "2018-10-31", "", "进行中", "t"),
        ("实施", "step", "2018-06-30", "2018-06-30", "achieved", "甲", "t"),
        ("实施", "step", "2018-06-30", "2018-06-30", "missed", "乙", "t"),
    )

    assert "✖2" in drawn_words(chart(ChartType.TIMELINE, rows, as_of="2018-10-12"))


@pytest.mark.parametrize(
    ("values", "how", "ticks"),
    [
        ((5.0, 302.0), {"zero": True}, (0, 100, 200, 300, 400)),
        ((0.0, 1.0), {"zero": True, "whole": True}, (0, 1)),
        ((60.0, 70.0), {}, (60, 65, 70)),
        ((90.0, 90.0), {}, (85, 90, 95)),
        ((-3.0, -1.0), {"zero": True}, (-3, -2, -1, 0)),
    ],
)
def test_axis_has_round_numbers(
    values: tuple[float, ...], how: dict[str, bool], ticks: tuple[float, ...]
) -> None:
    """About four steps hold all values, also where they are all the same."""
    assert axis(values, **how).ticks == ticks


def test_long_names_are_cut_to_their_room() -> None:
    """A Chinese character takes an em, a Latin one about half."""
    assert shortened("清溪镇卫生院", 6) == "清溪镇卫生院"
    assert shortened("清溪镇中心卫生院", 6) == "清溪镇中心…"
    assert shortened("Qingxi Town Health Centre", 6) == "Qingxi To…"
