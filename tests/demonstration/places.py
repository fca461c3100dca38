"""The three invented counties and their units."""

from __future__ import annotations

from dataclasses import dataclass

from tests.demonstration import texts
from tests.demonstration.book import Book


@dataclass(frozen=True)
class Place:
    """A township with the health centre that serves it."""

    county_id: str
    township_id: str
    centre_id: str
    people: int
    quality: float
    """How well the centre works, from -2 (poor) to 2 (very good)."""
    late: float = 0.03
    """Share of its reports that come late."""
    missing: float = 0.004
    """Share of its reports that never come."""
    closed_after: str = ""
    """Last month in which it exists."""


def add_places(book: Book) -> None:
    """Add the counties and all units."""
    for row in _COUNTIES.strip().splitlines():
        county_id, name, short, code, prefecture = row.split()
        book.add(
            "counties",
            county_id=county_id,
            name=name,
            short_name=short,
            code=code,
            code_system="fictional",
            prefecture=prefecture,
            province="东临省",
        )
    county = ""
    for line in texts.lines("units"):
        if line.startswith("county "):
            county = line.split()[1]
        else:
            _add_unit(book, county, line.split())
    _add_changes(book)


def _add_unit(book: Book, county_id: str, words: list[str]) -> None:
    kind, unit_id, name, *more = words
    links = texts.cells(" ".join(more))
    book.add(
        "units",
        unit_id=unit_id,
        county_id=county_id,
        name=name,
        short_name=links.get("short", ""),
        aliases=links.get("also", ""),
        kind=kind,
        parent_id=links.get("parent", ""),
        township_id=links.get("in", ""),
        code=links.get("code", ""),
        code_system="fictional" if "code" in links else "",
        valid_from=links.get("from", ""),
    )


def _add_changes(book: Book) -> None:
    """Add the merger of a township and its health centre, and a change of name."""
    merged = {"valid_to": "2018-06-30", "decided_on": "2018-06-22"}
    units = {str(row["unit_id"]): row for row in book.rows["units"]}
    book.add("units", **units["lj-wanghe"] | merged | {"successor_id": "lj-boyu"})
    book.add("units", **units["lj-wanghe-hc"] | merged | {"successor_id": "lj-boyu-chc"})
    book.add(
        "units",
        **units["dc-redcross"]
        | {"name": "稻川市红枫医院", "aliases": "稻川市红枫联合医院", "decided_on": "2018-03-15"},
    )


_COUNTIES = """
lanjiang  岚江县 岚江 990121 霞州市
daochuan  稻川市 稻川 990181 霞州市
jichuan   霁川县 霁川 990222 砚州市
"""

PLACES = (
    Place("lanjiang", "lj-qingxi", "lj-qingxi-hc", 42_300, 0.9),
    Place("lanjiang", "lj-xingdu", "lj-xingdu-chc", 61_200, 1.2),
    Place("lanjiang", "lj-luting", "lj-luting-chc", 55_400, 0.4),
    Place("lanjiang", "lj-liling", "lj-liling-chc", 48_900, -0.3),
    Place("lanjiang", "lj-luqiao", "lj-luqiao-hc", 31_700, 0.1),
    Place("lanjiang", "lj-diwan", "lj-diwan-hc", 28_500, 0.6),
    Place("lanjiang", "lj-shayu", "lj-shayu-hc", 19_800, -1.6, late=0.35, missing=0.03),
    Place("lanjiang", "lj-wanghe", "lj-wanghe-hc", 12_600, -0.8, closed_after="2018-06"),
    Place("lanjiang", "lj-boyu", "lj-boyu-chc", 52_100, 0.2),
    Place("lanjiang", "lj-lancheng", "lj-lancheng-csc", 88_600, -0.5),
    Place("lanjiang", "lj-dongli", "lj-dongli-csc", 74_300, 0.5),
    Place("daochuan", "dc-lingtang", "dc-lingtang-csc", 92_400, 0.7),
    Place("daochuan", "dc-hedang", "dc-hedang-csc", 81_000, 0.1),
    Place("daochuan", "dc-sangpu", "dc-sangpu-chc", 58_700, 0.8),
    Place("daochuan", "dc-weiqiao", "dc-weiqiao-hc", 44_100, -0.2),
    Place("daochuan", "dc-lianjing", "dc-lianjing-hc", 37_600, 0.3),
    Place("daochuan", "dc-yuyan", "dc-yuyan-hc", 33_900, 1.1),
    Place("daochuan", "dc-shijing", "dc-shijing-hc", 26_200, -1.3, late=0.3, missing=0.02),
    Place("daochuan", "dc-tangting", "dc-tangting-hc", 29_800, -0.4),
    Place("jichuan", "jc-jiyang", "jc-jiyang-chc", 64_500, 0.8),
    Place("jichuan", "jc-songpi", "jc-songpi-chc", 38_200, 1.0),
    Place("jichuan", "jc-zhuyin", "jc-zhuyin-hc", 27_400, 0.6),
    Place("jichuan", "jc-yunxiu", "jc-yunxiu-hc", 24_800, 0.2),
    Place("jichuan", "jc-yanyan", "jc-yanyan-hc", 18_300, -0.4),
    Place("jichuan", "jc-pinggao", "jc-pinggao-hc", 21_900, 0.0),
    Place("jichuan", "jc-chalong", "jc-chalong-hc", 11_200, -0.7),
    Place("jichuan", "jc-ximiao", "jc-ximiao-hc", 8_600, -1.5, late=0.3, missing=0.03),
)
