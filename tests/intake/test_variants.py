"""A form is understood whatever people and office programs did to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.changing import rows_of
from tests.intake.conftest import Desk
from tests.intake.made import codes, made_forms, take, write_site
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
    rows = rows_of(desk.data / "observations" / f"{found.name}.csv")
    return {row["indicator_id"]: row["value"] for row in rows}


def plain(values: dict[str, str]) -> dict[str, str]:
    """Give figures without what may stand around a number."""
    return {
        n: v.replace(",", "").removesuffix("人次").removesuffix(" 万元").removesuffix("%")
        for n, v in values.items()
    }


@pytest.fixture(scope="module")
def in_one_intake(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Let each unit of a county do one thing to its form; give the figures read, by that thing."""
    folder = tmp_path_factory.mktemp("variants")
    settings = write_site(folder / "site", len(PLAIN))
    forms = made_forms(settings, folder / "forms")
    names = {}
    for (unit, form), variant in zip(forms.items(), PLAIN, strict=True):
        place = folder / "inbox" / variant.__name__
        place.mkdir(parents=True)
        variant(form, place)
        names[unit] = variant.__name__
    offered, found = take(settings, folder / "inbox", folder / "outbox")
    assert codes(offered) == {}
    read: dict[str, dict[str, str]] = {name: {} for name in names.values()}
    for row in rows_of(settings.data_dir / "observations" / f"{found.name}.csv"):
        read[names[row["entity_id"]]][row["indicator_id"]] = row["value"]
    return read


@pytest.mark.parametrize("variant", PLAIN, ids=lambda variant: variant.__name__)
def test_variant(in_one_intake, variant: Callable[[Path, Path], Path]) -> None:
    """The same figures are read, whatever the file looks like."""
    assert plain(in_one_intake[variant.__name__]) == READ


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


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_table_in_any_usual_encoding(desk: Desk, encoding: str) -> None:
    """A sent table is taken too, with the day of receipt that the office gives it."""
    (desk.inbox / "导出.csv").write_bytes(TABLE.encode(encoding))

    assert taken(desk)["managed"] == "75.167"
    found = rows_of(next((desk.data / "observations").glob("intake-*.csv")))
    assert {row["reported_on"] for row in found} == {"2018-10-05"}
    assert found[0]["note"] == "备注：门诊楼已迁"
