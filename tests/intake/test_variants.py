"""A form is understood whatever people and office programs did to it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.conftest import Desk
from tests.intake.made import codes, take
from tests.intake.variants import BY_OFFICE, PLAIN, SOFFICE

READ = {
    "visits": "1012",
    "visits-child": "302",
    "visits-adult": "710",
    "toilets": "91",
    "managed": "75.167",
    "income": "35.27",
    "building": "封顶",
    "opened": "否",
}


def taken(desk: Desk) -> dict[str, str]:
    """Collect the inbox and give what became of the figures."""
    offered, found = take(desk.settings, desk.inbox, desk.outbox)
    assert codes(offered) == {}
    path = desk.data / "observations" / f"{found.name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["indicator_id"]: row["value"] for row in csv.DictReader(file)}


def plain(values: dict[str, str]) -> dict[str, str]:
    """Give figures without what may stand around a number."""
    return {
        n: v.replace(",", "").removesuffix("人次").removesuffix(" 万元").removesuffix("%")
        for n, v in values.items()
    }


@pytest.mark.parametrize("variant", PLAIN, ids=lambda variant: variant.__name__)
def test_variant(desk: Desk, variant: Callable[[Path, Path], Path]) -> None:
    """The same figures are read, whatever the file looks like."""
    variant(desk.forms["u1"], desk.inbox)

    assert plain(taken(desk)) == READ


@pytest.mark.slow
@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("variant", BY_OFFICE, ids=lambda variant: variant.__name__)
def test_saved_by_an_office_program(desk: Desk, variant: Callable[[Path, Path], Path]) -> None:
    """Other programs and older formats keep what the key of a form is made of."""
    variant(desk.forms["u1"], desk.inbox)

    assert plain(taken(desk)) == READ


TABLE = """indicator_id,entity_id,period,value,numerator,denominator,reported_on,note,更正原因
visits,u1,2018-09,1012,,,2018-01-01,门诊楼已迁,
visits-child,u1,2018-09,302,,,,,
visits-adult,u1,2018-09,710,,,,,
managed,u2,2018-09,,451,600,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_table_in_any_usual_encoding(desk: Desk, encoding: str) -> None:
    """A sent table is taken too, with the day of receipt that the office gives it."""
    (desk.inbox / "导出.csv").write_bytes(TABLE.encode(encoding))

    assert taken(desk)["managed"] == "75.167"
    path = next((desk.data / "observations").glob("intake-*.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert {row["reported_on"] for row in found} == {"2018-10-05"}
    assert found[0]["note"] == "备注：门诊楼已迁"
