"""Indicators: what is measured, and how."""

from __future__ import annotations

from generator.model import Aggregation, Measure
from generator.periods import Cadence
from generator.schema.definition import Table, Type
from generator.schema.tables.columns import KIND_WORDS, PUBLIC, column, decided_on

INDICATORS = Table(
    "indicators",
    "指标",
    "一行一个指标：量什么、怎么量、怎么汇总、多久报一次。",
    "One row an indicator: what is measured, how, how it adds up and how often it is reported.",
    ("indicator_id",),
    "decided_on",
    (
        column(
            "indicator_id",
            Type.ID,
            "指标编号",
            "指标的编号，用作网页地址。",
            "Id of the indicator, used in page addresses.",
            required=True,
        ),
        column("name", Type.TEXT, "指标名称", "名称。", "Name.", required=True),
        column(
            "aliases", Type.WORDS, "别名", "其他叫法，用 | 分开。", "Other names, joined by `|`."
        ),
        column(
            "group", Type.TEXT, "领域", "页面上归入哪一组。", "Heading under which pages list it."
        ),
        column(
            "measure",
            Type.CHOICE,
            "度量类型",
            "数值是什么：水平、累计、当期量、里程碑、等级、名次、是否、周期性工作、达标比例、评分。",
            "What a value is.",
            required=True,
            choices=tuple(Measure),
        ),
        column(
            "unit_of_measure",
            Type.TEXT,
            "计量单位",
            "如 %、‰、/10万、个、座。",
            "Such as %, ‰, per 100,000, pieces.",
        ),
        column(
            "direction",
            Type.CHOICE,
            "好的方向",
            "up 越高越好，down 越低越好。",
            "Whether higher (`up`) or lower (`down`) is better; `up` when empty.",
            choices=("up", "down"),
        ),
        column(
            "cadence",
            Type.CHOICE,
            "报告周期",
            "多久报一次。",
            "How often it is reported.",
            required=True,
            choices=tuple(Cadence),
        ),
        column(
            "due_days",
            Type.INTEGER,
            "报送期限",
            "报告期结束后几天内报送；5 即次月5日前。",
            "Days after the end of the period by which the report is due; 5 means by the 5th of the next month.",
            unit_of_measure="days",
        ),
        column(
            "release_days",
            Type.INTEGER,
            "公布期限",
            "报告期结束多少天之后才可以公开；留空则用 mkdocs.yml 的 release_days。",
            "Days after the end of the period from which anything of it may be public; empty means the site's own `release_days`.",
            unit_of_measure="days",
        ),
        column(
            "reported_by",
            Type.CHOICES,
            "填报单位类别",
            "由哪些类别的单位填报，用 | 分开；county 为县本级；留空则以实际填报者为准。",
            "Kinds of units that report it, joined by `|`; `county` is the county office itself; empty means whoever does.",
            choices=("county", *KIND_WORDS),
        ),
        column(
            "aggregation",
            Type.CHOICE,
            "汇总方式",
            "下级数值怎样汇总；留空为不汇总。",
            "How values of units add up; empty means they do not.",
            choices=tuple(Aggregation),
        ),
        column(
            "per",
            Type.NUMBER,
            "基数",
            "比率乘以多少：% 为 100，‰ 为 1000，/10万 为 100000。",
            "Factor of a ratio: 100 for %, 1000 for ‰, 100000 for per 100,000.",
        ),
        column(
            "year_to_date",
            Type.YES_NO,
            "是否年内累计率",
            "比率是否按年初至今计算；上限即为全年的额度。",
            "Whether a rate counts from the start of the year, so that a ceiling on it is a budget.",
        ),
        column("numerator_name", Type.TEXT, "分子", "分子的含义。", "Meaning of the numerator."),
        column(
            "denominator_name", Type.TEXT, "分母", "分母的含义。", "Meaning of the denominator."
        ),
        column(
            "minimum",
            Type.NUMBER,
            "合理下限",
            "一个单位的数值不会低于此。",
            "No value of one entity is below this.",
        ),
        column(
            "maximum",
            Type.NUMBER,
            "合理上限",
            "一个单位的数值不会高于此；比例为 100 时分子不得大于分母。",
            "No value of one entity is above this; a ratio whose maximum equals `per` is a proportion, with numerator ≤ denominator.",
        ),
        column(
            "limit",
            Type.NUMBER,
            "自然极限",
            "仅用于 cagr 方法：数值的自然极限。",
            "Natural limit of the value; used by method `cagr` only.",
        ),
        column(
            "scale",
            Type.WORDS,
            "步骤或等级",
            "里程碑的步骤或等级，由低到高，用 | 分开；里程碑留空则为完成百分比。",
            "Steps of a milestone or grades, lowest first, joined by `|`; a milestone without steps is a percentage of completion.",
        ),
        column(
            "decimals",
            Type.INTEGER,
            "小数位",
            "页面上显示几位小数。",
            "Decimal places shown on pages.",
        ),
        column(
            "counts",
            Type.CHOICE,
            "计数对象",
            "persons 表示数的是人，小数字须保护。",
            "`persons` when it counts people, so that small numbers are protected.",
            choices=("persons",),
        ),
        column(
            "part_of",
            Type.ID,
            "所属合计",
            "它是哪个指标的一部分；各部分之和应等于合计。",
            "Indicator of which it is a part; the parts add up to the whole.",
            refers_to=("indicators.indicator_id",),
        ),
        column(
            "derived",
            Type.CHOICE,
            "推算方式",
            "reporting：报送义务，由各报告的收到日期判定，不另填报。",
            "`reporting`: the duty to report, judged from the days on which reports came in; nothing is reported for it.",
            choices=("reporting",),
        ),
        column("definition", Type.TEXT, "定义", "定义与口径。", "Definition."),
        column("source", Type.TEXT, "数据来源", "数据从哪里来。", "Where the data come from."),
        PUBLIC,
        decided_on(False),
    ),
)
