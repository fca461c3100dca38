"""A small site whose units report, and forms filled in as people and programs do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from generator.forms import Form, forms_of, hand_out
from generator.intake import Collected, Offer, collect, offer, own_intake
from generator.locales import translations
from generator.periods import parse_period
from generator.pipeline import reach
from generator.pipeline.judging import evaluated
from generator.settings import Settings, read_settings
from generator.starter import write_starter

PERIOD = "2018-09"
DAY = dt.date(2018, 10, 5)
NOON = "2018-10-05T12:00:00+08:00"
ZH = translations("zh").gettext

INDICATORS = """\
indicator_id,name,measure,unit_of_measure,cadence,due_days,reported_by,aggregation,per,\
numerator_name,denominator_name,minimum,maximum,scale,decimals,part_of
visits,门诊人次,flow,人次,month,5,health_centre,sum,,,,0,100000,,0,
visits-child,儿童门诊人次,flow,人次,month,5,health_centre,sum,,,,0,,,0,visits
visits-adult,成人门诊人次,flow,人次,month,5,health_centre,sum,,,,0,,,0,visits
toilets,改厕,cumulative,座,month,5,health_centre,sum,,,,0,,,0,
managed,规范管理率,level,%,month,5,health_centre,ratio,100,规范管理人数,在管人数,0,100,,1,
income,业务收入,flow,万元,month,5,health_centre,sum,,,,0,,,2,
building,新楼建设,milestone,,month,5,health_centre,,,,,,,未开工|开工|封顶|交付,,
opened,新楼启用,yes_no,,quarter,5,health_centre,,,,,,,,,
"""
FIELDS = ("value", "numerator", "denominator")
GOOD: Mapping[str, Mapping[str, Any]] = {
    "visits": {"value": 1012},
    "visits-child": {"value": 302},
    "visits-adult": {"value": 710},
    "toilets": {"value": 91},
    "managed": {"numerator": 451, "denominator": 600},
    "income": {"value": 35.27},
    "building": {"value": "封顶"},
    "opened": {"value": "否"},
}
"""What a unit that is in order fills in for September."""


def write_site(folder: Path) -> Settings:
    """Lay out a county with three health centres that reported up to August."""
    write_starter(folder, demonstration=False)
    tables = {
        "counties": "county_id,name,code,code_system\nlan,某县,990101,fictional\n",
        "units": "unit_id,county_id,name,kind\n"
        + "".join(f"u{n},lan,第{n}卫生院,health_centre\n" for n in (1, 2, 3)),
        "indicators": INDICATORS,
        "plans": "plan_id,county_id,title,period_start,period_end,decided_on\n"
        "p,lan,计划,2018-01-01,2018-12-31,2018-01-02\n",
        "targets": "target_id,plan_id,clause,title,indicator_id,scope,scope_kinds,op,value,"
        "decided_on\n"
        + "".join(
            f"t-{name},p,一,{name},{name},each,health_centre,{op},{value},2018-01-02\n"
            for name, op, value in (
                ("visits", "at_least", 9000),
                ("toilets", "at_least", 120),
                ("managed", "at_least", 80),
                ("income", "at_least", 100),
                ("building", "reach", "交付"),
                ("opened", "reach", "是"),
            )
        ),
    }
    for name, text in tables.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "data/observations.csv").unlink()
    lines = ["indicator_id,entity_id,period,value,numerator,denominator,reported_on,status"]
    for unit in ("u1", "u2", "u3"):
        for month in range(1, 9):
            end = f"2018-{month:02d},{{}},{{}},{{}},2018-{month + 1:02d}-03,verified"
            child, adult = 300 + month % 3, 700 + 5 * (month % 2)
            for name, cells in (
                ("visits", (child + adult, "", "")),
                ("visits-child", (child, "", "")),
                ("visits-adult", (adult, "", "")),
                ("toilets", (10 * month + month % 2, "", "")),
                ("managed", ("", 420 + 3 * month, 600)),
                ("income", (f"{34 + month % 4}.{month}3", "", "")),
            ):
                lines.append(f"{name},{unit}," + end.format(*cells))
            step = "开工" if month < 6 else "封顶"
            lines.append(f"building,{unit}," + end.format(step, "", ""))
    path = folder / "data/observations/2018.csv"
    path.parent.mkdir()
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_settings(folder / "mkdocs.yml")


def made_forms(settings: Settings, folder: Path, period: str = PERIOD) -> dict[str, Path]:
    """Write the forms of a period; give each by its unit."""
    tables, _ = reach(settings)
    span = parse_period(period)
    newest = tables["observations"]["reported_on"].max().date()
    evaluation = evaluated(tables, max(span.end, newest), settings.tolerance)
    forms = forms_of(evaluation, settings, span)
    paths = hand_out(forms, folder, period, span.end, ZH).forms
    return dict(zip((form.entity_id for form in forms), paths, strict=False))


def forms_in(settings: Settings, period: str = PERIOD) -> list[Form]:
    """Give the forms of a period as values."""
    tables, _ = reach(settings)
    span = parse_period(period)
    return forms_of(evaluated(tables, span.end, settings.tolerance), settings, span)


def places(sheet: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Find the columns of a form by role and its rows by indicator, counted from 1."""
    roles = {
        str(cell.value).removeprefix("xushi:"): cell.column
        for cell in sheet[1]
        if str(cell.value).startswith("xushi:")
    }
    return roles, {indicator: row for (indicator, _), row in line_rows(sheet).items()}


def line_rows(sheet: Any) -> dict[tuple[str, str], int]:
    """Find the row of each indicator and period."""
    keys = {row[0].row: str(row[0].value).split("|") for row in sheet.iter_rows(max_col=1)}
    return {(key[1], key[2]): row for row, key in keys.items() if key[0] == "xushi-line"}


Change = Callable[[Any], None]


def fill(
    source: Path,
    target: Path,
    entries: Mapping[str, Mapping[str, Any]] = GOOD,
    change: Change | None = None,
) -> Path:
    """Fill a form in, and change the workbook besides."""
    book = openpyxl.load_workbook(source)
    sheet = book["填报"]
    roles, rows = places(sheet)
    for indicator, cells in entries.items():
        for role, value in cells.items():
            sheet.cell(rows[indicator], roles[role]).value = value
    if change:
        change(book)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def changed(**cells: Any) -> dict[str, dict[str, Any]]:
    """Give the good entries but for one indicator: ``changed(toilets={"value": 5})``."""
    found = {name: dict(entry) for name, entry in GOOD.items()}
    return {**found, **{name.replace("_", "-"): entry for name, entry in cells.items()}}


def take(
    settings: Settings, inbox: Path, outbox: Path, day: dt.date = DAY
) -> tuple[Offer, Collected]:
    """Collect an inbox as the command does."""
    with own_intake(settings):
        offered = offer(settings, inbox, day)
        return offered, collect(settings, offered, outbox, NOON, ZH)


def codes(offered: Offer) -> dict[str, list[tuple[str, str]]]:
    """Give what is wrong with each file: code and cell."""
    return {
        refused.file: [(str(p.code), f"{p.where.column}{p.where.row}") for p in refused.problems]
        for refused in offered.refused
    }
