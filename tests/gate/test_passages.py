"""A withheld figure is found where its entity, indicator and period are named, else not."""

from __future__ import annotations

import io
import json

import pytest
import xlsxwriter

from generator.gate.figures import Withheld
from generator.gate.passages import Passages
from generator.gate.scanning import Forbidden, Scanner
from generator.gate.unfolding import unfold
from generator.locales import LOCALES, translations
from tests.gate.made import NOTHING, WITHHELD

FLAT = '"indicator_id": "checks", "entity_id": "u1", "period": "2018-02"'
LINK = '<a href="../../units/u1.html">清溪院</a>'
RANKING = '[["7 清溪镇卫生院",15,"15人"]]'
ROW = "<table><tr><td>2018年3月</td><td>3人</td></tr></table>"
ENTRY = '{"location":"units/u1.html","text":"'
LONG_TABLE = "2018年2月 未提供 3人 " + "别的指标 " * 80
HEAD = "indicator_id,entity_id,period,value,n_expected\n"
PAGE = '<h3 id="i-checks">宫颈癌检查人数</h3>'
TOLD = {
    "data/values.csv": HEAD + "checks,u1,2018-02,3.0,0\n",
    "data/values.json": f'[{{{FLAT}, "value": 3}}]',
    "index.html": "<p>清溪镇卫生院2018年2月的宫颈癌检查人数为3人。</p>",
    "plans/p.html": "<li>清溪院：宫颈癌检查人数15人</li>",
    "units/u1.html": f"{PAGE}<table><tr><td>2018年2月</td><td>3人</td></tr></table>",
    "en/units/u1.html": f"{PAGE}<table><tr><td>February 2018</td><td>3</td></tr></table>",
    "indicators/checks/c1.html": f"<tr><th>{LINK}</th><td>15</td></tr>",
    "indicators/checks/c1/index.html": f"<div data-xs-chart='{RANKING}'>",
    "counties/c1.html": '<p title="岚江县婴儿死亡率2018Q1：2.68"></p>',
    "search/search_index.js": '{"text":"岚江县婴儿死亡率2.679‰"}',
    "search/search_index.json": f'{ENTRY}{LONG_TABLE} 宫颈癌检查人数 3人 2018年2月"}}',
    "drawing.svg": "<text>岚江县 2018年第一季度 婴儿死亡率 2.679‰</text>",
}
QUIET = {
    "data/values.csv": HEAD
    + "checks,u1,2018-02,,3\nchecks,u1,2018-03,3,0\nchecks,u2,2018-02,3,0\n",
    "data/received.csv": HEAD + "checks,u1,2018-01,3,0,2018-02-03\n",
    "data/values.json": f'[{{{FLAT}, "n_met": 3}}]',
    "index.html": "<p>清溪镇卫生院2018年3月的宫颈癌检查人数：3月未报。</p>",
    "plans/p.html": "<li>清溪院：宫颈癌检查人数列第15名</li><li>3</li>",
    "units/u1.html": f"{PAGE}{ROW}<h3>别的</h3><p>2018年2月 3人</p>",
    "units/u2.html": f"{PAGE}<table><tr><td>2018年2月</td><td>3人</td></tr></table>",
    "indicators/checks/c1.html": '<tr><td data-label="名次">15</td><th>清溪院</th></tr>',
    "drawing.svg": "<text>3</text><text>2018年2月</text>",
    "en/units/u1.html": f"{PAGE}<table><tr><td>February 2018</td><td>3 versions</td></tr></table>",
    "search/search_index.json": f'{ENTRY}{LONG_TABLE} 宫颈癌检查人数 未报"}}',
}
COUNTED: dict[str, dict[str, tuple[str, str]]] = {
    "below": {"zh": ("&lt;{n}人", "7人"), "en": ("<{n}", "≥{n}")},
    "wide": {"zh": ("＜{n}", "={n}"), "en": ("\\u003c{n}", "{n}")},
    "months": {"zh": ("余下{n}个月", "{n}个月"), "en": ("{n} months are left", "{n} months")},
    "month": {"zh": ("余下{n}个月", "余下{n}"), "en": ("{n} month is left", "{n} are left")},
    "reported": {
        "zh": ("{n}个单位中{n}个已报", "{n}个已报"),
        "en": ("{n} of {n} units reported", "{n} reported"),
    },
    "verified": {
        "zh": ("{n}个单位中{n}个的数据已核实", "{n}个的数据"),
        "en": ("figures of {n} of {n} units are verified", "figures of {n}"),
    },
    "met": {
        "zh": ("{n}个单位中{n}个达标", "达标{n}个"),
        "en": ("{n} of {n} meet theirs", "{n} meet theirs"),
    },
    "judged": {
        "zh": ("{n}个单位中{n}个可判定，其中{n}个达标", "其中{n}个达标"),
        "en": ("of {n}, {n} can be judged, {n} meet theirs", "{n} can be judged"),
    },
    "beside": {
        "zh": ("共{n}个：从甲（8）到乙（9）。", "共{n}个。"),
        "en": ("{n} side by side: from a (8) to b (9).", "{n} side"),
    },
    "others": {
        "zh": ("其他{n}个县的中位数", "中位数{n}个"),
        "en": ("middle of {n} other counties", "middle of {n}"),
    },
    "other": {"zh": ("其他{n}个县的中位数", "其他{n}"), "en": ("{n} other county", "{n} other")},
}
"""Fixed words of pages that count something, and others with the same number that do not."""
MESSAGES = (
    ("%(n)s month is left", "%(n)s months are left", "余下%(n)s个月"),
    ("%(n)s of %(total)s units reported", "", "%(total)s个单位中%(n)s个已报"),
    ("%(done)s of %(total)s units reported", "", "%(total)s个单位中%(done)s个已报"),
    (
        "figures of %(n)s of %(total)s units are verified",
        "",
        "%(total)s个单位中%(n)s个的数据已核实",
    ),
    (
        "%(met)s of %(all)s meet theirs (%(value)s)",
        "",
        "%(all)s个单位中%(met)s个达标（%(value)s）",
    ),
    (
        "of %(all)s, %(known)s can be judged, %(met)s meet theirs (%(value)s)",
        "",
        "%(all)s个单位中%(known)s个可判定，其中%(met)s个达标（%(value)s）",
    ),
    (
        "%(n)s side by side: from %(best)s (%(value)s) to %(worst)s (%(last)s).",
        "",
        "共%(n)s个：从%(best)s（%(value)s）到%(worst)s（%(last)s）。",
    ),
    ("%(n)s other county", "middle of %(n)s other counties", "其他%(n)s个县的中位数"),
)


@pytest.mark.parametrize(("path", "content"), TOLD.items())
def test_told(path: str, content: str) -> None:
    """A row, an object, a sentence, and a row below what a page or heading is about."""
    found = list(scanner().findings(path, content.encode()))

    assert {(one.file, one.code) for one in found} == {(path, "figure-published")}


@pytest.mark.parametrize(("path", "content"), QUIET.items())
def test_not_told(path: str, content: str) -> None:
    """Another period, entity or indicator; a place; a number that counts no persons."""
    assert list(scanner().findings(path, content.encode())) == []


def test_row_of_a_worksheet() -> None:
    """Cells of one row belong together, wherever the packed file keeps their texts."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["清溪院", "宫颈癌检查人数", "2018-02", "未报"])
    sheet.write_row(1, 0, ["清溪院", "宫颈癌检查人数", "2018-02", 3])
    book.close()

    found = list(scanner().findings("data/behind.xlsx", packed.getvalue()))

    assert [(one.part, one.row, one.code) for one in found] == [("Sheet1", 2, "figure-published")]


def test_number_in_a_name() -> None:
    """A number that is part of a name is no figure; the same number beside it is."""
    withheld = Withheld("checks", "u3", "2018-02", 3.0, False, "3类检查人数", ("第3卫生院",))
    passages = Passages([withheld])

    def told(value: str) -> int:
        row = f"checks,3类检查人数,u3,第3卫生院,2018-02,{value}\n"
        return len(list(passages.found_in("data/values.csv", row.encode())))

    assert (told(""), told("3")) == (0, 1)


def test_how_sure_an_interval_is() -> None:
    """The 95 of an interval is no figure, that of a rate is."""
    passages = Passages([Withheld("rate", "u3", "2018-02", 95.0, True, "检查率", ("清溪院",))])

    def told(text: str) -> int:
        return len(list(passages.found_in("a.html", f"<p>清溪院检查率{text}</p>".encode())))

    assert told("78.4%，95%置信区间76.1%至80.5%") == 0
    assert told("78.4%, 95% interval 76.1% to 80.5%") == 0
    assert told("95%，95%置信区间94.1%至96.5%") == 1


@pytest.mark.parametrize("language", list(LOCALES))
@pytest.mark.parametrize("kind", COUNTED)
def test_what_pages_count(kind: str, language: str) -> None:
    """What a page says in fixed words is no figure; the same number said otherwise is."""
    count, figure = (form.format(n=7) for form in COUNTED[kind][language])
    held = [Withheld("rate", "u3", "2018-02", 7.0, True, "检查率", ("清溪院",))]

    def told(text: str) -> int:
        page = f"<p>清溪院检查率：{text}</p>".encode()
        row = json.dumps([f"清溪院检查率：{text}"]).encode()
        passages = Passages(held)
        return len(
            [*passages.found_in("a.html", page), *passages.found_in("a.json", unfolded(row))]
        )

    assert told(count) == 0
    assert told(f"{count} 7") == 2
    assert told(figure) == 2


def unfolded(content: bytes) -> bytes:
    """Undo escapes, as the scanner does."""
    found = unfold(content)
    return content if found is None else found.content


def test_pages_still_say_so() -> None:
    """The words are those of the translations."""
    catalogue = translations("zh")
    for one, many, zh in MESSAGES:
        said = catalogue.ngettext(one, many, 7) if many else catalogue.gettext(one)
        assert said == zh


def scanner() -> Scanner:
    """Look for withheld figures only."""
    return Scanner(NOTHING, WITHHELD, Forbidden())
