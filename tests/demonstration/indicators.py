"""Reads the indicators: what is measured, how it adds up, who reports it and how often."""

from __future__ import annotations

from tests.demonstration import texts
from tests.demonstration.book import Book

REPORTERS = {
    "centres": "central_health_centre|health_centre|community_centre",
    "townships": "township",
    "hospitals": "county_hospital",
    "births": "county_hospital|mch_hospital",
    "clinics": "village_clinic",
    "nobody": "",
}
"""Words for groups of kinds; any other word is a kind itself."""
SOURCES = {
    "基本公共卫生": "基层机构月报",
    "疾病防控": "疾控机构报表",
    "妇幼健康": "妇幼报表",
    "医疗保障": "经办机构报表",
    "爱国卫生": "爱卫台账",
}


def add_indicators(book: Book) -> None:
    """Add all indicators that are not the dated step of one plan."""
    group = ""
    for line in texts.lines("indicators"):
        if line.startswith("group "):
            group = line.split()[1]
        else:
            _add(book, group, line)


def _add(book: Book, group: str, line: str) -> None:
    head, _, definition = line.partition(" : ")
    indicator_id, name, measure, unit, cadence, reporters, *more = head.split()
    cells = texts.cells(" ".join(more))
    usual: dict[str, object] = {
        "public": "yes",
        "source": SOURCES.get(group, ""),
        "decimals": 1 if measure == "level" else 0,
    }
    if unit == "%":
        usual |= {"minimum": 0, "maximum": 100}
    book.add(
        "indicators",
        indicator_id=indicator_id,
        name=name,
        group=group,
        measure=measure,
        unit_of_measure="" if unit == "-" else unit,
        cadence=cadence,
        reported_by=REPORTERS.get(reporters, reporters),
        definition=definition,
        **usual | cells,
    )
