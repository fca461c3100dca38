"""The text of ``data/README.md``: every table, column and problem code, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.locales import Translate, translations
from generator.problems import KINDS, Code, Severity
from generator.schema.definition import Column, Table, Type
from generator.schema.tables import KIND_WORDS, TABLES

_INTRODUCTION = """\
# data/

本文件夹存放网站的各张表。\
每张表可以是 CSV（UTF-8 或 GB 18030）、`.xlsx` 的一个工作表或 Parquet，按表名命名；\
`observations` 也可以是一个放有许多文件的文件夹；数据多的站点每县一个文件夹 \
`observations/county_id=<县编号>/`，由 `xushi pack` 生成。表头用列名或中文名都可以。\
表只增不改：变更另起一行，写上新的日期，旧行保留。

This folder holds the tables of the site. A table is a CSV file (UTF-8 or GB 18030), a sheet of an \
`.xlsx` or a Parquet file of its name; `observations` may be a folder of many files, and of a \
large site one folder a county, `observations/county_id=<county_id>/`, which `xushi pack` makes. \
A header uses the column names or the Chinese titles. Rows are added, never edited: a change is a \
new row with its own day.

本文件由程序生成，请勿手改；改了表的定义之后，在源码中运行 `pytest tests/schema --update-golden`。
This file is made from the code, never by hand: after changing the tables run \
`pytest tests/schema --update-golden` in the source tree.

## 怎样写 · How to write

| 内容 · what | 写法 · how |
| --- | --- |
"""

_WAYS = (
    (
        "编号 · id",
        "字母、数字、`-`、`_`、`.`；几个编号用 `|` 分开 · "
        "letters, digits, `-`, `_`, `.`; several are joined by `|`",
    ),
    (
        "日期 · date",
        "`2018-09-30`；也认 · also `2018/9/30`, `2018.9.30`, `2018年9月30日`, `20180930`",
    ),
    (
        "报告期 · period",
        "`2018`, `2018H1`, `2018Q3`, `2018-09`, `2018-09-30`, `2018-01-01/2018-09-30`；"
        "也认 · also `2018年9月`, `2018年第三季度`, `2018年上半年`, `2018年1-9月`",
    ),
    (
        "数值 · figure",
        "`2950`, `2,950`, `２９５０`, `95%`, `9.5‰`, `1.2万`；"
        "带限定的 · qualified: `≥95`, `>95`, `约4000`, `100多`, `95%以上`, `不足100`",
    ),
    (
        "没有数 · no figure",
        "`—`, `未报`, `不适用`, `无`, `无变化`，各是各的意思；空格不是零 · "
        "each means something else; an empty cell is not a zero",
    ),
    ("名次 · place", "`4`, `第四名`"),
    ("是否 · yes or no", "`是`, `否`, `yes`, `no`, `已完成`, `未完成`"),
)
"""What is written into cells, and the ways in which it may be written."""

_TEXTS = """\
<a id="texts"></a>

## 计划全文 · Full texts of plans

计划的全文可以放进 `plans/` 文件夹，文件名是计划编号：`plans/<plan_id>.md`。\
从文件里把文字粘贴进来就行，一行一段；`#`、`##` 开头的行是标题。\
每项承诺的原文用方括号括起来，后面紧跟圆括号，写上 `targets` 表里的目标编号；\
一句话里有几项目标，编号用 `|` 分开。全角括号 `［］（）` 也认。\
计划页上这些文字会标出完成情况，并与单位、指标等页面互相链接。

The full text of a plan may be put into the folder `plans/`, named after the plan: \
`plans/<plan_id>.md`. Paste the words of the document, a paragraph a line; lines that begin with \
`#` or `##` are headings. Put the words of each promise in square brackets and, right behind them, \
the id of its row in `targets` in round ones; several ids are joined by `|`. The plan's page then \
shows these words with their verdict, linked with units and indicators.

```text
# 某县2018年卫生工作计划

## 一、主要目标

（一）年内[完成两癌检查25000人](lj-2018-022)，[规范管理率保持在95%以上](lj-2018-025|lj-2018-026)。
```

全文对公众原样公开（计划中没有公开目标的除外），所以只放已经公开发布的文件；\
标到不公开目标的文字按普通文字显示。编码为 UTF-8 或 GB 18030，最大 512 KiB；\
可用标题、列表、表格、粗体和指向其他网站的链接，网页代码和图片不起作用。\
全文不分日期：文件修订后，仍显示这一份，修订的内容见目标。
The text is published as it stands (unless no target of the plan is public), so put in only what \
is published anyway; words marked with a target that is not public are plain words. UTF-8 or \
GB 18030, at most 512 KiB; headings, lists, tables, bold words and links to other sites work, HTML \
and pictures do not. A text has no day: after an amendment it is still shown, and what was amended \
stands at the target.
"""

_TYPES = {
    Type.ID: "编号 · id",
    Type.IDS: "编号 · ids",
    Type.TEXT: "文字 · text",
    Type.PERSON: "人名 · name of a person",
    Type.WORDS: "文字 · texts",
    Type.CHOICE: "选项 · choice",
    Type.CHOICES: "选项 · choices",
    Type.YES_NO: "是否 · yes/no",
    Type.INTEGER: "整数 · whole number",
    Type.NUMBER: "数 · number",
    Type.SHARE: "份额 · share",
    Type.FIGURE: "数值 · figure",
    Type.DATE: "日期 · date",
    Type.PERIOD: "报告期 · period",
}
_SEVERITIES = {
    Severity.ERROR: "错误 · error",
    Severity.WARNING: "提醒 · warning",
    Severity.NOTE: "说明 · note",
}
_WORD = re.compile(r"%\([a-z]+\)s")


def dictionary_text() -> str:
    """Compose the whole text."""
    chinese = translations("zh").gettext
    ways = "".join(f"| {what} | {_cell(how)} |\n" for what, how in _WAYS)
    tables = map(_table_text, TABLES)
    parts = [_INTRODUCTION + ways, *tables, _TEXTS, _kinds_text(), _codes_text(chinese)]
    return "\n".join(parts)


def _table_text(table: Table) -> str:
    known = f"`{table.known_from}`"
    key = " + ".join(f"`{name}`" for name in table.key)
    lines = [
        f"## {table.name} · {table.title_zh}",
        "",
        f"{table.zh} {table.en}",
        "",
        f"说的是同一件事的行 · rows of one thing: {key}；自何日为人所知 · known from: {known}。",
        "",
        "| 列 · column | 中文名 · title | 类型 · type | 必填 · required | 含义 · meaning |",
        "| --- | --- | --- | --- | --- |",
        *(_column_text(table, column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column_text(table: Table, column: Column) -> str:
    required = "是 · yes" if column.required else ""
    cells = (
        f"`{table.name}.{column.name}`",
        column.title_zh,
        _TYPES[column.type],
        required,
        _cell(" ".join(_meaning(column))),
    )
    return f"| {' | '.join(cells)} |"


def _meaning(column: Column) -> Iterator[str]:
    yield column.zh
    yield column.en
    if column.refers_to:
        yield "→ " + ", ".join(f"`{reference}`" for reference in column.refers_to)
    if column.choices and set(KIND_WORDS) <= set(column.choices):
        extra = [f"`{choice}`" for choice in column.choices if choice not in KIND_WORDS]
        yield " ".join(["[单位类别 · kinds of units](#kinds)", *extra])
    elif column.choices:
        yield ", ".join(f"`{choice}`" for choice in column.choices)
    if column.internal:
        yield "（不公开 · never public）"


def _kinds_text() -> str:
    rows = [f"| `{kind}` | {zh} | {en} |" for kind, (zh, en) in KIND_WORDS.items()]
    head = ["| 代码 · code | 中文 | English |", "| --- | --- | --- |"]
    return "\n".join(
        ['<a id="kinds"></a>', "", "## 单位类别 · Kinds of units", "", *head, *rows, ""]
    )


def _codes_text(chinese: Translate) -> str:
    lines = [
        "## 问题代码 · Problem codes",
        "",
        "`xushi check` 逐条列出问题；有错误就不能生成网站，提醒请人看一看。",
        "`xushi check` lists every problem; with an error no site is built, a warning is for a "
        "person to look at.",
        "",
        "| 代码 · code | 程度 · severity | 含义 · meaning | 处理 · what to do |",
        "| --- | --- | --- | --- |",
    ]
    for code in Code:
        kind = KINDS[code]
        cells = [f"`{code}`", _SEVERITIES[kind.severity]]
        cells += [f"{_plain(chinese(text))} · {_plain(text)}" for text in (kind.message, kind.fix)]
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join([*lines, ""])


def _plain(template: str) -> str:
    """Show dots where a problem puts its words."""
    return _WORD.sub("…", template).replace("%%", "%")


def _cell(text: str) -> str:
    """Keep a text within one cell of a Markdown table."""
    return text.replace("\\|", "|").replace("|", "\\|")
