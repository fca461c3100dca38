"""One cause is one problem; what waits, waits; what is history stays."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.check import check_site
from generator.model import TextTable
from generator.problems import Problem

SITE = {
    "counties": """
        county_id | name | code_system | code
        lan       | 岚江县 | fictional | 990121
    """,
    "units": """
        unit_id | county_id | name       | kind          | parent_id | township_id | decided_on | valid_to | successor_id
        qingxi  | lan       | 清溪镇     | township      |           |             |            |          |
        bureau  | lan       | 岚江县卫计局 | bureau      |           |             |            |          |
        chc     | lan       | 清溪卫生院 | health_centre | bureau    | qingxi      |            |          |
        old     | lan       | 望禾卫生院 | health_centre | bureau    |             |            |          |
        old     | lan       | 望禾卫生院 | health_centre | bureau    |             | 2018-06-20 | 2018-06-30 | chc
    """,
    "indicators": """
        indicator_id | name     | measure    | unit_of_measure | cadence | aggregation | minimum | maximum | scale | part_of
        rate         | 管理率   | level      | %               | month   | ratio       | 0       | 100     |       |
        grade        | 医院等级 | grade      |                 | quarter |             |         |         | 二级，乙等 / 三级乙等 / 三级甲等 |
        done         | 通过评审 | yes_no     |                 | once    |             |         |         |       |
        works        | 工程进度 | milestone  | %               | month   |             |         |         |       |
        place        | 全市名次 | rank       | 名              | quarter |             | 1       | 20      |       |
        visits       | 体检人次 | cumulative | 万人次          | month   | sum         |         |         |       |
        whole        | 两癌检查 | cumulative | 人              | month   | sum         |         |         |       |
        half         | 宫颈癌   | cumulative | 人              | month   | sum         |         |         |       | whole
        other        | 乳腺癌   | cumulative | 人              | month   | sum         |         |         |       | whole
    """,
    "plans": """
        plan_id | county_id | title    | period_start | period_end | decided_on
        p       | lan       | 年度计划 | 2018-01-01   | 2018-12-31 | 2018-01-10
    """,
    "stages": """
        plan_id | stage_id | name | start      | end        | decided_on
        p       | s1       | 启动 | 2018-01-01 | 2018-03-31 | 2018-01-10
    """,
    "targets": """
        target_id | plan_id | stage_id | clause | title | indicator_id | scope | op       | value | value_high | change_in | baseline | decided_on
        t1        | p       | s1       | 一     | 甲    | rate         | county | at_least | 95%  |            |           |          | 2018-01-10
        t2        | p       |          | 二     | 乙    | grade        | county | reach    | 三级乙等 |        |           |          | 2018-01-10
    """,
    "schedules": """
        target_id | period  | expected_share | decided_on
        t1        | 2018-06 | 50%            | 2018-01-10
    """,
    "observations": """
        indicator_id | entity_id | period  | value | numerator | denominator | reported_on | intake
        rate         | chc       | 2018-04 | 80%   | 80        | 100         | 2018-05-03  |
        rate         | chc       | 2018-05 | 81%   | 81        | 100         | 2018-06-03  |
        grade        | chc       | 2018Q1  | 三级乙等 |        |             | 2018-04-03  |
    """,
    "reviews": """
        indicator_id | entity_id | period  | reported_on | decision | reason | decided_on
    """,
    "comparators": """
        indicator_id | kind        | entity_id | period | value | decided_on
        rate         | requirement | lan       | 2018   | 90%   | 2018-01-10
    """,
    "actions": """
        action_id | target_id | entity_id | owner_id | title | opened_on  | due_on     | closed_on | decided_on
        a1        | t1        | chc       | bureau   | 整改  | 2018-06-10 | 2018-07-10 |           | 2018-06-10
    """,
}  # fmt: skip
"""A site small enough to see, with nothing wrong."""


def table(name: str, text: str) -> TextTable:
    """Make a text table from lines with cells between bars; ``/`` joins the steps of a scale."""
    header, *rows = (
        [cell.strip().replace(" / ", "|") for cell in line.split("|")]
        for line in text.strip().splitlines()
    )
    index = pd.RangeIndex(2, len(rows) + 2, name="row")
    frame = pd.DataFrame(rows, index=index, columns=pd.Index(header), dtype=str)
    return TextTable(name, f"{name}.csv", "", frame)


def site(**added: str) -> list[TextTable]:
    """Give the site with lines added to some tables, or with tables replaced (``=`` before)."""
    texts = dict(SITE)
    for name, text in added.items():
        texts[name] = text[1:] if text.startswith("=") else f"{texts[name].rstrip()}\n{text}"
    return [table(name, text) for name, text in texts.items()]


def said(tables: list[TextTable]) -> list[str]:
    """Give place and code of all problems."""
    return [f"{found.where} {found.code}" for found in check_site(tables)[1]]


def only(tables: list[TextTable]) -> Problem:
    """Give the one problem there is."""
    (found,) = check_site(tables)[1]
    return found


def observed(text: str) -> list[str]:
    """Give what is said of one more observation, in row 5."""
    return said(site(observations=text))


def test_nothing_wrong():
    """A right site has no problem at all."""
    assert said(site()) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rate | chc | 2018-03 | ８５．０％ | | | 2018-04-03 |", ""),
        ("rate | chc | 2018年3月 | 85 | | | 2018年4月3日 |", ""),
        ("rate | chc | 2018-03 | ≥95 | | | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | 约95% | | | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | — | | | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | 未报 | | | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | | 80 | 90 | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | | 80 | | 2018-04-03 |", "value blank-value"),
        ("rate | chc | 2018-03 | 八成 | | | 2018-04-03 |", "value not-a-figure"),
        ("rate | chc | 2018-03 | 95² | | | 2018-04-03 |", "value wrong-unit"),
        ("rate | chc | 2018-03 | 95‰ | | | 2018-04-03 |", "value wrong-unit"),
        ("rate | chc | 2018-03 | 950 | | | 2018-04-03 |", "value out-of-range"),
        ("rate | chc | 2018-03 | 88.8% | 8 | 9 | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | 88.9% | 8 | 9 | 2018-04-03 |", ""),
        ("rate | chc | 2018-03 | 89.9% | 8 | 9 | 2018-04-03 |", "value ratio-contradicted"),
        ("rate | chc | 2018-03 | | 9 | 8 | 2018-04-03 |", "numerator numerator-too-large"),
        ("rate | chc | 2018-03 | 5 | -1 | -8 | 2018-04-03 |", "denominator below-zero"),
        ("rate | chc | 2018Q1 | 85 | | | 2018-04-03 |", "period period-misfit"),
        ("rate | chc | 2018-03 | 85 | | | 2018-03-30 |", "reported_on reported-early"),
        ("rate | chc | 2018-03 | 85 | | | 2018-03-31 |", ""),
        ("grade | chc | 2018Q2 | 三级 乙等 | | | 2018-07-03 |", ""),
        ("grade | chc | 2018Q2 | 三乙 | | | 2018-07-03 |", "value not-a-step"),
        ("grade | chc | 2018Q2 | 2 | | | 2018-07-03 |", "value not-a-step"),
        ("done | chc | 2018-03-05 | 已完成 | | | 2018-04-03 |", ""),
        ("done | chc | 2018-03-05 | 差不多 | | | 2018-04-03 |", "value not-allowed"),
        ("works | chc | 2018-03 | 70% | | | 2018-04-03 |", ""),
        ("place | lan | 2018Q1 | 第四名 | | | 2018-04-03 |", ""),
        ("place | lan | 2018Q1 | 4名 | | | 2018-04-03 |", ""),
        ("place | lan | 2018Q1 | 第三十名 | | | 2018-04-03 |", "value out-of-range"),
        ("visits | chc | 2018-03 | 3万人次 | | | 2018-04-03 |", ""),
        ("visits | chc | 2018-03 | 3万 | | | 2018-04-03 |", "value wrong-unit"),
        ("whole | chc | 2018-03 | 1.2万 | | | 2018-04-03 |", ""),
        ("whole | chc | 2018-03 | 1.2万人 | | | 2018-04-03 |", ""),
        ("whole | chc | 2018-03 | 3000座 | | | 2018-04-03 |", "value wrong-unit"),
        ("whole | old | 2018-06 | 1 | | | 2018-07-03 |", ""),
        ("whole | old | 2018-07 | 1 | | | 2018-08-01 |", "entity_id outside-validity"),
        ("whole | chc | 2018-13 | 1 | | | 2018-08-01 |", "period not-a-period"),
        ("whole | chc | 2018-03 | 1 | | | | ", "reported_on missing-value"),
        ("whole | 清溪卫生院 | 2018-03 | 六 | | | 2018-04-03 |", "entity_id unknown-id value not-a-figure"),
        ("nothing | chc | 2018-03 | 六 | | | 2018-04-03 |", "indicator_id unknown-id"),
    ],
)  # fmt: skip
def test_observation(text, problem):
    """A value is understood in the unit of its indicator, or named with its column."""
    columns, codes = problem.split()[::2], problem.split()[1::2]

    assert observed(text) == [
        f"observations.csv:5:{column} {code}" for column, code in zip(columns, codes, strict=True)
    ]


@pytest.mark.parametrize(
    ("later", "problems"),
    [
        pytest.param("rate | chc | 2018-05 | 82% | | | 2018-06-03 |", ["two-values"], id="two"),
        pytest.param(
            "rate | chc | 2018-05 | ８１ | 81 | 100 | 2018/6/3 |", ["same-value"], id="one"
        ),
        pytest.param("rate | chc | 2018年5月 | 82% | | | 2018-06-03 | 2", [], id="numbered"),
        pytest.param("rate | chc | 2018-05 | 82% | | | 2018-06-04 |", [], id="a day later"),
    ],
)
def test_reports_of_one_day(later, problems):
    """Two values of one period on one day need an order; two spellings of one value are one."""
    assert observed(later) == [f"observations.csv:5:value {code}" for code in problems]


def test_what_was_corrected_is_history():
    """A value that a later one replaced is not asked about again."""
    wrong = "rate | chc | 2018-03 | 950 | | | 2018-04-03 |\n"

    assert observed(wrong + "rate | chc | 2018-03 | 95 | | | 2018-04-09 |") == []


def test_what_was_sent_back_is_history():
    """A rejected value is not asked about again."""
    tables = site(
        observations="rate | chc | 2018-03 | 950 | | | 2018-04-03 |",
        reviews="rate | chc | 2018-03 | 2018-04-03 | rejected | 太高 | 2018-04-05",
    )

    assert said(tables) == []


@pytest.mark.parametrize(("sum_", "problems"), [("30", []), ("31", ["whole"]), ("约31", [])])
def test_parts_and_whole(sum_, problems):
    """Parts add up to the whole, where all of them are exact."""
    text = "\n".join(
        f"{name} | chc | 2018-03 | {value} | | | 2018-04-03 |"
        for name, value in (("half", "10"), ("other", "20"), ("whole", sum_))
    )

    assert observed(text) == ["observations.csv:7:value parts-differ" for _ in problems]


def test_missing_part_is_no_difference():
    """A whole is not compared with some of its parts."""
    text = "half | chc | 2018-03 | 10 | | | 2018-04-03 |\nwhole | chc | 2018-03 | 31 | | | 2018-04-03 |"

    assert observed(text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("t3 | p | | 三 | 丙 | rate | county | at_least | 95%以上 | | | | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | rate | county | at_most | 95%以上 | | | | 2018-01-10", "value not-exact"),
        ("t3 | p | | 三 | 丙 | rate | county | at_least | 约95% | | | | 2018-01-10", "value not-exact"),
        ("t3 | p | | 三 | 丙 | rate | county | at_least | 未报 | | | | 2018-01-10", "value not-a-number"),
        ("t3 | p | | 三 | 丙 | rate | county | at_least | | | | | 2018-01-10", "value target-without-value"),
        ("t3 | p | | 三 | 丙 | done | county | reach | | | | | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | rate | county | external | | | | | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | rate | county | between | 80 | | | | 2018-01-10", "value_high no-upper-end"),
        ("t3 | p | | 三 | 丙 | rate | county | between | 80 | 70 | | | 2018-01-10", "value_high crossed"),
        ("t3 | p | | 三 | 丙 | rate | county | at_least | 950 | | | | 2018-01-10", "value out-of-range"),
        ("t3 | p | | 三 | 丙 | rate | county | increase_by | 3% | | | 80 | 2018-01-10", "change_in ambiguous-target"),
        ("t3 | p | | 三 | 丙 | rate | county | increase_by | 3% | | points | 80 | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | rate | county | increase_by | 3个百分点 | | points | 80 | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | whole | county | increase_by | 10% | | percent | 80 | 2018-01-10", ""),
        ("t3 | p | | 三 | 丙 | whole | county | increase_by | 10% | | | 80 | 2018-01-10", "value wrong-unit"),
        ("t3 | q | | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "plan_id unknown-id"),
        ("t3 | p | s9 | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "stage_id unknown-id"),
        ("t3 | p | | | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "clause missing-value"),
        ("t1 | p | | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "target_id duplicate-row"),
        ("t1 | p | | 三 | 丙 | rate | county | at_least | 96 | | | | 2018-05-10", ""),
        ("T1 | p | | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "target_id ids-alike"),
        ("con | p | | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "target_id unsafe-id"),
        ("a/b | p | | 三 | 丙 | rate | county | at_least | 95 | | | | 2018-01-10", "target_id unsafe-id"),
    ],
)  # fmt: skip
def test_target(text, problem):
    """A target is complete, within its range and said in one way only."""
    column, _, code = problem.partition(" ")

    assert said(site(targets=text)) == ([f"targets.csv:4:{column} {code}"] if problem else [])


@pytest.mark.parametrize(
    ("added", "problem", "suggestion"),
    [
        ({"units": "new | lann | 新院 | health_centre"}, "units.csv:7:county_id unknown-id", "lan"),
        ({"units": "new | 岚江县 | 新院 | health_centre"}, "units.csv:7:county_id unknown-id", "lan"),
        ({"units": "new | LAN | 新院 | health_centre"}, "units.csv:7:county_id unknown-id", "lan"),
        ({"units": "new | lan | 新院 | 乡镇卫生院"}, "units.csv:7:kind not-allowed", "health_centre"),
        ({"units": "new | lan | 新院 | healthcentre"}, "units.csv:7:kind not-allowed", "health_centre"),
        ({"observations": "rate | chc | 2018-03-01 | 85 | | | 2018-04-03 |"}, "observations.csv:5:period period-misfit", "2018-03"),
        ({"observations": "rate | chc | 2018-03 | 85 | | | 43193 |"}, "observations.csv:5:reported_on not-a-date", "2018-04-03"),
        ({"observations": "grade | chc | 2018Q2 | 三级乙 | | | 2018-07-03 |"}, "observations.csv:5:value not-a-step", "三级乙等"),
        ({"actions": "a2 | t1 | chc | 岚江县卫计局 | 甲 | 2018-06-10 | 2018-07-10 | | 2018-06-10"}, "actions.csv:3:owner_id unknown-id", "bureau"),
    ],
)  # fmt: skip
def test_suggestions(added, problem, suggestion):
    """What was probably meant is said: an id for a name, a month for its first day."""
    added = {name: text + " | " * (name == "units") * 5 for name, text in added.items()}

    found = only(site(**added))

    assert f"{found.where} {found.code}" == problem
    assert found.suggestion == suggestion


def test_references_wait_for_the_table():
    """With a table missing, what refers to it is one problem, not one for each row."""
    tables = [found for found in site() if found.name != "units"]

    assert said(tables) == ["units.csv missing-table"]


def test_references_wait_for_the_column():
    """With the heading of the ids wrong, only the heading is named."""
    text = SITE["units"].replace("unit_id", "unitid", 1)

    found = only(site(units=f"={text}"))

    assert (str(found.where), found.code, found.suggestion) == (
        "units.csv:1:unitid",
        "unknown-column",
        "unit_id",
    )


def test_references_wait_for_a_table_that_cannot_be_read():
    """What refers to a file that cannot be opened is not named as well."""
    broken = TextTable("units", "units.xlsx", "", pd.DataFrame(), 0)

    assert said([broken, *(found for found in site() if found.name != "units")]) == []


def test_cells_wait_for_their_indicator():
    """A wrong measure of an indicator is one problem, whatever its values were."""
    text = SITE["indicators"].replace("| grade      |", "| grades     |")

    assert said(site(indicators=f"={text}")) == ["indicators.csv:3:measure not-allowed"]


def test_two_headings_of_one_column():
    """The cells of a column that is there twice are not looked at."""
    text = SITE["plans"].replace("title ", "name ").replace("plan_id", "plan_id", 1)

    assert said(site(plans=f"={text}")) == ["plans.csv:1:name unknown-column"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("| 100     |", "| 10      |", "2:maximum many-disagree", id="maximum"),
        pytest.param(
            "| month   | ratio", "| quarter | ratio", "2:cadence many-disagree", id="cadence"
        ),
        pytest.param(
            "level      | %", "level      | ‰", "2:unit_of_measure many-disagree", id="unit"
        ),
        pytest.param("level      | %", "yes_no     | %", "2:measure many-disagree", id="measure"),
        pytest.param("二级，乙等 / 三级乙等 / 三级甲等", "", "3:scale no-scale", id="scale"),
    ],
)
def test_wrong_indicator_is_named_once(old, new, problem):
    """When the values of an indicator do not fit it, it is the indicator that is wrong."""
    text = SITE["indicators"].replace(old, new, 1)

    assert said(site(indicators=f"={text}")) == [f"indicators.csv:{problem}"]


def test_wrong_end_of_a_unit_is_named_once():
    """When none of a unit's reports is in its time, its last day is wrong."""
    text = (
        SITE["units"]
        + "chc | lan | 清溪卫生院 | health_centre | bureau | qingxi | 2018-01-01 | 2008-12-31 |"
    )
    tables = site(units=f"={text}")

    assert said(tables) == ["units.csv:7:valid_to many-disagree"]


def test_id_that_is_misspelt_where_it_is_given():
    """An id that is used everywhere but given nowhere is wrong where it is given."""
    text = SITE["units"].replace("bureau  |", "bureaux |", 1)

    found = only(site(units=f"={text}"))

    assert found.lines(str) == (
        "units.csv:3:unit_id: “bureaux” is used nowhere, but “bureau”, first in units.csv:4, "
        "4 times [misspelt-id]\n"
        "    did you mean “bureau”?"
    )


def test_row_that_is_missing():
    """An id that is used often and given nowhere is one missing row."""
    text = "".join(
        f"rate | gone | 2017-{month:02d} | 81 | | | 2018-04-03 |\n" for month in range(1, 8)
    )

    found = only(site(observations=text))

    assert (str(found.where), str(found.code)) == ("units.csv:unit_id", "missing-row")
    assert found.lines(str).splitlines()[0] == (
        "units.csv:unit_id: “gone” has no row, but is used 7 times, "
        "first in observations.csv:5 [missing-row]"
    )


def test_circle_of_townships():
    """A circle is named once, with its path."""
    text = SITE["units"].replace(
        "bureau  | lan       | 岚江县卫计局 | bureau      |  ",
        "bureau | lan | 卫计局 | bureau | chc",
    )

    found = only(site(units=f"={text}"))

    assert (str(found.where), str(found.code)) == ("units.csv:3:parent_id", "circle")
    assert dict(found.words)["path"] == "bureau → chc → bureau"


@pytest.mark.parametrize(
    ("code", "decided", "problem"),
    [
        pytest.param("330106", "2018-01-01", "", id="in use"),
        pytest.param("330103", "2018-01-01", "", id="in use on the day"),
        pytest.param("330104", "2022-01-01", "330102 / 330114", id="gone, two successors"),
        pytest.param("990121", "2018-01-01", "none", id="never held"),
        pytest.param("330114", "2018-01-01", "none", id="not yet held"),
    ],
)
def test_county_codes(code, decided, problem):
    """A code of GB/T 2260 is held on the day, or its successors are named."""
    text = f"""=
        county_id | name | code_system | code | decided_on
        lan       | 甲县 | gb2260      | {code} | {decided}
    """
    problems = check_site(site(counties=text))[1]

    assert [str(found.code) for found in problems] == (["code-not-held"] if problem else [])
    assert [found.suggestion or "none" for found in problems] == ([problem] if problem else [])


def test_typed_tables():
    """Tables are typed as the other parts of the program expect them."""
    tables, _ = check_site(site(observations="rate | chc | 2018年3月 | ＞９５% | | | 2018/4/3 |"))

    newest = tables["observations"].iloc[-1]
    assert newest[["period", "value", "value_qualifier", "value_text", "file", "row"]].tolist() == [
        "2018-03",
        95.0,
        ">",
        "＞９５%",
        "observations.csv",
        5,
    ]
    assert newest["period_end"] == pd.Timestamp("2018-03-31")
    assert (
        tables["observations"].dtypes[["entity_id", "period", "value_text"]].tolist()
        == ["category"] * 3
    )
    assert str(tables["observations"].dtypes["reported_on"]) == "datetime64[s]"
    assert tables["targets"]["value"].tolist() == [95.0, 2.0]
    assert tables["targets"]["commitment"].tolist() == ["should", "should"]
    assert tables["targets"]["weight"].tolist() == [1.0, 1.0]
    assert tables["schedules"]["expected_share"].tolist() == [0.5]
    assert tables["indicators"]["per"].tolist()[:2] == [100.0, 1.0]
    assert tables["indicators"]["scale"].tolist()[1] == "二级，乙等|三级乙等|三级甲等"
    assert tables["indicators"]["public"].tolist()[0] is False


def test_with_an_error_there_are_no_tables():
    """Nothing is computed from tables with an error in them."""
    tables, problems = check_site(site(observations="rate | chc | 2018-03 | 六 | | | 2018-04-03 |"))

    assert (tables, len(problems)) == ({}, 1)


def test_empty_tables_are_typed_too():
    """Tables without rows, or without a file, have all their columns."""
    tables, problems = check_site([])

    assert problems == []
    assert len(tables["reviews"]) == 0
    assert str(tables["reviews"].dtypes["decided_on"]) == "datetime64[s]"
    assert tables["observations"]["value"].dtype == float
    assert "value_qualifier" in tables["targets"]


def test_checking_changes_nothing():
    """The text tables are as they were."""
    tables = site()
    before = [found.frame.copy() for found in tables]

    check_site(tables)

    assert all(found.frame.equals(b) for found, b in zip(tables, before, strict=True))


def test_value_is_read_by_the_indicator_of_its_day():
    """A scale that changes later does not change what an older report meant."""
    text = SITE["indicators"].replace("| part_of", "| part_of | decided_on")
    lines = [
        line + " |" if line.strip() and "decided_on" not in line else line
        for line in text.splitlines()
    ]
    later = (
        "grade | 医院等级 | grade | | quarter | | | | 未定级 / 三级乙等 / 三级甲等 | | 2018-09-01"
    )
    tables = site(
        indicators="=" + "\n".join(lines).rstrip() + "\n" + later,
        observations="grade | chc | 2018Q3 | 三级甲等 | | | 2018-09-30 |\ngrade | chc | 2018Q2 | 二级，乙等 | | | 2018-08-01 |\ngrade | chc | 2018Q3 | 未定级 | | | 2018-10-04 |",
    )

    typed, problems = check_site(tables)

    assert problems == []
    assert typed["observations"].query("indicator_id == 'grade'")["value"].tolist() == [
        2.0,
        3.0,
        1.0,
        1.0,
    ]


@pytest.mark.parametrize(
    ("name", "character"),
    [
        pytest.param("医\0院", "U+0000", id="nothing"),
        pytest.param("医\x1b[31m院", "U+001B", id="colours of a terminal"),
        pytest.param("医院\u202e者冒", "U+202E", id="a turn of direction"),
        pytest.param("医\ufffd院", "U+FFFD", id="a lost character"),
    ],
)
def test_characters_that_no_text_has(name, character):
    """What cannot be seen, or misleads the eye, never reaches a page."""
    found = only(site(units=f"new | lan | {name} | health_centre | | | | |"))

    assert (str(found.where), found.code) == ("units.csv:7:name", "not-text")
    assert dict(found.words)["character"] == character


@pytest.mark.parametrize(
    ("start", "deadline", "said_of"),
    [
        pytest.param("2019-01-01", "", ["start no-day-left"], id="starts after the plan"),
        pytest.param("", "2017-12-31", ["deadline no-day-left"], id="due before the plan"),
        pytest.param(
            "2019-01-01",
            "2019-03-31",
            ["deadline outside-plan", "start outside-plan"],
            id="after the plan, and it says so",
        ),
    ],
)
def test_no_day_left(start, deadline, said_of):
    """A day that the plan's own other end makes impossible is an error, not a doubt."""
    added = f"""
        target_id | plan_id | clause | title | indicator_id | scope | op | value | start | deadline | decided_on
        t1 | p | 一 | 甲 | rate | county | at_least | 95% | {start} | {deadline} | 2018-01-10
    """

    found = said(site(targets="=" + added))

    assert found == [f"targets.csv:2:{said}" for said in said_of]


def test_targets_without_the_column_of_values():
    """A column that most rows need and no file has is named once, not once a row."""
    targets = """
        target_id | plan_id | clause | title | indicator_id | scope  | op       | decided_on
        t1        | p       | 一     | 甲    | rate         | county | at_least | 2018-01-10
        t2        | p       | 二     | 乙    | rate         | county | at_most  | 2018-01-10
    """

    assert said(site(targets="=" + targets)) == ["targets.csv:1:value missing-column"]


def test_a_wrong_per_is_named_once():
    """Ratios that none of an indicator's figures keep are the indicator's doing."""
    lines = SITE["indicators"].strip().splitlines()
    header, *rows = (line.replace("cadence |", "cadence | per |", 1) for line in lines)
    rows = [
        row.replace("| month", "| month | 1000", 1)
        .replace("| quarter", "| quarter | ", 1)
        .replace("| once", "| once |", 1)
        for row in rows
    ]

    found = said(site(indicators="=" + "\n".join([header, *rows])))

    assert found == ["indicators.csv:2:per many-disagree"]


def test_parts_in_a_circle_are_not_added_up():
    """Wholes that are parts of themselves have one problem, however many figures there are."""
    circle = (
        SITE["indicators"].replace("| whole\n", "| other\n", 1).replace("| whole\n", "| half\n")
    )
    figures = """
        half  | chc | 2018-03 | 6 | | | 2018-04-03 |
        other | chc | 2018-03 | 4 | | | 2018-04-03 |
    """.strip()

    found = said(site(indicators="=" + circle, observations=figures))

    assert found == ["indicators.csv:9:part_of circle"]


@pytest.mark.parametrize("cell", ["400000", "-1", "2.5"])
def test_whole_numbers_within_reason(cell):
    """A due day after more than ten years is no due day."""
    indicators = f"""
        indicator_id | name   | measure | unit_of_measure | cadence | due_days
        rate         | 管理率 | level   | %               | month   | {cell}
        grade        | 医院等级 | level |                 | month   | 5
    """
    found = [p for p in said(site(indicators="=" + indicators)) if p.endswith("not-whole")]

    assert found == ["indicators.csv:2:due_days not-whole"]
