"""Mistakes planted in a copy of the demonstration data are each named, and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.check import check_site
from generator.problems import Problem
from generator.schema import TABLES
from generator.sources import read_site
from tests.check.planting import DATA, FORMATS, Book, Place, Spot, found_by, write_book


def given(text: str) -> bool:
    """Take any cell that is not empty."""
    return text != ""


def month(text: str) -> bool:
    """Take any month of 2018."""
    return len(text) == 7 and text.startswith("2018-")


def report(book: Book, **wanted: object) -> Spot:
    """Find a monthly rate with its numerator that no later report has replaced."""
    wanted = {"numerator": given, "value": given, "period": "2018-05", **wanted}
    return book.find("observations", indicator_id="elderly-managed", **wanted)


def above(book: Book, file: str, text: str) -> Place:
    """Put a title above the header of a file."""
    rows = book.files[file]
    rows.insert(0, [text] + [""] * (len(rows[0]) - 1))
    book.touched.add(file)
    return Place(file, 1)


def heading(book: Book, file: str, old: str, new: str, at: str = "") -> Place:
    """Write another heading over a column; the problem is expected at the new one."""
    header = book.files[file][0]
    header[header.index(old)] = new
    book.touched.add(file)
    return Place(file, 1, at or new)


def without(book: Book, file: str, column: str) -> Place:
    """Take a whole column away."""
    position = book.files[file][0].index(column)
    for row in book.files[file]:
        del row[position]
    book.touched.add(file)
    return Place(file, 1, column)


def fed_by_itself(book: Book) -> Place:
    """Let two units be part of each other; the circle is named at the first of them."""
    first, second = book.find("units", kind="bureau"), book.find("units", kind="cdc")
    second.put("parent_id", first["unit_id"])
    return first.put("parent_id", second["unit_id"])


def sum_of_parts(book: Book) -> Place:
    """Report a whole whose parts do not add up to it."""
    part = book.find("observations", indicator_id="cervical-checks", period="2018-10")
    file, unit = part.file, part["entity_id"]
    other = book.find(
        "observations", indicator_id="breast-checks", period="2018-10", entity_id=unit
    )
    wrong = str(int(part["value"]) + int(other["value"]) + 1)
    found = book.find("observations", indicator_id="two-cancer", period="2018-10", entity_id=unit)
    assert found.file == file
    return found.put("value", wrong)


def closed_unit(book: Book) -> Place:
    """Let a unit that was merged in June report for October."""
    gone = book.find("units", valid_to=given)["unit_id"]
    model = book.find("observations", period="2018-10", indicator_id="elderly-managed")
    return model.double(entity_id=gone).at("entity_id")


MISTAKES: list[tuple[str, str, Callable[[Book], Place]]] = [
    # counties
    ("county code outside GB/T 2260", "code-not-held",
     lambda b: b.find("counties").put("code_system", "gb2260") and b.find("counties").at("code")),
    ("county without a name", "missing-value", lambda b: b.find("counties").put("name", "")),
    ("county id with a space", "unsafe-id",
     lambda b: b.find("counties", county_id="jichuan").put("county_id", "ji chuan")),
    ("county listed twice", "duplicate-row",
     lambda b: b.find("counties", county_id="jichuan").double().at("county_id")),
    ("unknown successor of a county", "unknown-id",
     lambda b: b.find("counties").put("successor_id", "langjiang")),
    # units
    ("misspelt county of a unit", "unknown-id",
     lambda b: b.find("units", kind="cdc").put("county_id", "lanjaing")),
    ("name in place of an id", "unknown-id",
     lambda b: b.find("units", kind="health_centre").put("parent_id", "岚江县卫生和计划生育局")),
    ("kind in Chinese", "not-allowed",
     lambda b: b.find("units", kind="village_clinic").put("kind", "村卫生室")),
    ("two units part of each other", "circle", fed_by_itself),
    ("unit in a place that is no township", "not-a-township",
     lambda b: b.find("units", kind="health_centre").put("township_id", "lj-bureau")),
    ("wrong digit in a credit code", "wrong-check-digit",
     lambda b: b.find("units", kind="cdc").put("code_system", "gb32100")
     and b.find("units", kind="cdc").put("code", "12330000470009251B")),
    ("unit closed before it was founded", "ends-before-start",
     lambda b: b.find("units", kind="blood_station").put("valid_from", "2018-09-01")
     and b.find("units", kind="blood_station").put("valid_to", "2018-01-31")),
    ("unit with the id of a county", "id-in-both",
     lambda b: b.add("units", unit_id="lanjiang", county_id="lanjiang", name="县政府",
                     kind="department").at("unit_id")),
    ("id misspelt where it is given", "misspelt-id",
     lambda b: b.find("units", unit_id="lj-qingxi-hc").put("unit_id", "lj-qingix-hc")),
    ("last day in the wrong year", "many-disagree",
     lambda b: b.find("units", unit_id="lj-qingxi-hc").put("valid_to", "2008-12-31")),
    # indicators
    ("column that is missing", "missing-column", lambda b: without(b, "indicators", "cadence")),
    ("misspelt heading", "unknown-column",
     lambda b: heading(b, "indicators", "measure", "mesure")),
    ("word for a number of days", "not-a-number",
     lambda b: b.find("indicators", cadence="month").put("due_days", "五天")),
    ("half a day", "not-whole",
     lambda b: b.find("indicators", cadence="month").put("due_days", "4.5")),
    ("range too narrow", "many-disagree",
     lambda b: b.find("indicators", indicator_id="elderly-managed").put("maximum", "1")),
    ("wrong cadence", "many-disagree",
     lambda b: b.find("indicators", indicator_id="elderly-managed").put("cadence", "quarter")),
    ("wrong measure", "many-disagree",
     lambda b: b.find("indicators", indicator_id="research-rank").put("measure", "yes_no")
     and b.find("indicators", indicator_id="research-rank").at("measure")),
    ("grades without a scale", "no-scale",
     lambda b: b.find("indicators", measure="grade").put("scale", "")),
    ("range upside down", "crossed",
     lambda b: b.find("indicators", measure="rank", maximum=given).put("minimum", "30")
     and b.find("indicators", measure="rank", maximum=given).at("maximum")),
    # plans
    ("plan without a period", "plan-without-period",
     lambda b: b.find("plans", plan_id="jc-2017").put("period_end", "")),
    ("title above the header", "title-rows", lambda b: above(b, "plans", "岚江县计划一览表")),
    ("two columns of one name", "duplicate-column",
     lambda b: heading(b, "plans", "issuer", "title")),
    # stages
    ("stage beyond the plan", "outside-plan",
     lambda b: b.find("stages", stage_id="4").put("end", "2019-04-30")),
    ("no day of the calendar", "not-a-date",
     lambda b: b.find("stages", stage_id="2").put("start", "2018-02-30")),
    # targets
    ("deadline beyond the plan", "outside-plan",
     lambda b: b.find("targets", plan_id="lj-2018", deadline="2018-12-31").put(
         "deadline", "2019-12-31")),
    ("950 for a percentage", "out-of-range",
     lambda b: b.find("targets", indicator_id="records-rate", op="at_least").put("value", "950")),
    ("no upper end", "no-upper-end",
     lambda b: b.find("targets", op="between").put("value_high", "")),
    ("no value", "target-without-value",
     lambda b: b.find("targets", op="at_least", scope="county").put("value", "")),
    ("units without ids", "scope-incomplete",
     lambda b: b.find("targets", scope="units").put("scope_ids", "")),
    ("ids beside the county", "scope-contradicted",
     lambda b: b.find("targets", scope="county", plan_id="lj-2018").put("scope_ids", "lj-bureau")),
    ("3 % or 3 points", "ambiguous-target",
     lambda b: b.find("targets", change_in="points").put("change_in", "")),
    ("stage of another plan", "other-plan",
     lambda b: b.find("targets", plan_id="lj-2018").put("stage_id", "1")),
    ("unit of another county", "other-county",
     lambda b: b.find("targets", scope="units", plan_id="lj-2018").put("scope_ids", "dc-first")),
    ("grade that is none", "not-a-step",
     lambda b: b.find("targets", indicator_id="hospital-grade").put("value", "三级特等")),
    ("several ids with the wrong comma", "unknown-id",
     lambda b: b.find("targets", lead_ids="lj-sec-medical").put(
         "lead_ids", "lj-sec-medical、lj-bureau")),
    # schedules
    ("more than all", "not-a-share",
     lambda b: b.find("schedules", expected_share="45%").put("expected_share", "145%")),
    ("schedule that goes back", "schedule-falls",
     lambda b: b.find("schedules", expected_share="45%").put("expected_share", "5%")),
    # observations
    ("misspelt unit", "unknown-id", lambda b: report(b).put("entity_id", "lj-qingix-hc")),
    ("value beyond the range", "out-of-range", lambda b: report(b).put("value", "950")),
    ("no number", "not-a-figure", lambda b: report(b).put("value", "九成多")),
    ("wrong unit of measure", "wrong-unit", lambda b: report(b).put("value", "9.5‰")),
    ("part above the whole", "numerator-too-large",
     lambda b: report(b).put("numerator", "99999999")),
    ("value against its own fraction", "ratio-contradicted",
     lambda b: report(b).put("value", "1.1")),
    ("quarter for a month", "period-misfit", lambda b: report(b).put("period", "2018Q2")),
    ("reported before the month ended", "reported-early",
     lambda b: report(b).put("reported_on", "2018-05-20")),
    ("two values on one day", "two-values",
     lambda b: report(b).double(value="1", numerator="", denominator="").at("value")),
    ("the same value twice", "same-value", lambda b: report(b).double().at("value")),
    ("no value at all", "blank-value",
     lambda b: b.find("observations", value=given, numerator="", period="2018-06").put(
         "value", "")),
    ("a day in the wrong year", "far-date",
     lambda b: b.find("observations", period="2018-10").put(
         "reported_on", "2081-11-05")),
    ("report of a closed unit", "outside-validity", closed_unit),
    ("error of a formula", "formula-error", lambda b: report(b).put("value", "#DIV/0!")),
    ("digits lost", "digits-lost", lambda b: report(b).put("denominator", "1.23457E+17")),
    ("reached after it was reported", "reached-later",
     lambda b: b.find("observations", reached_on=given).put("reached_on", "2018-12-24")),
    ("parts and whole", "parts-differ", sum_of_parts),
    ("footnote below the table", "stray-text",
     lambda b: b.add("observations/2018-06", indicator_id="注：本表为快报数").at("indicator_id")),
    ("report of a derived duty", "derived-reported",
     lambda b: b.add("observations/2018-06", indicator_id="report-duty", entity_id="jichuan",
                     period="2018-05", value="1", reported_on="2018-06-03").at("indicator_id")),
    ("cell under no heading", "extra-cells",
     lambda b: ([row.append("") for row in b.files["observations/2018-06"]]
     and b.files["observations/2018-06"][4].__setitem__(-1, "已核"))
     or b.touched.add("observations/2018-06") or Place("observations/2018-06", 5)),
    # reviews
    ("decision that is none", "not-allowed",
     lambda b: b.find("reviews", decision="explained").put("decision", "说明")),
    ("review of no report", "nothing-reported",
     lambda b: b.find("reviews", decision="verified").put("reported_on", "2018-08-17")
     and b.find("reviews", decision="verified").at("period")),
    # comparators
    ("requirement of about 62", "not-exact",
     lambda b: b.find("comparators", kind="requirement").put("value", "约62")),
    ("no such period", "not-a-period",
     lambda b: b.find("comparators", kind="requirement").put("period", "2018年13月")),
    # actions
    ("closed before it was opened", "closed-before-opened",
     lambda b: b.find("actions", closed_on=given).put("closed_on", "2017-01-01")),
    ("unknown target", "unknown-id",
     lambda b: b.find("actions").put("target_id", "lj-2018-O14")),
]  # fmt: skip
"""Name, code, and what plants the mistake and says where it must be found."""


@pytest.fixture(scope="session")
def book() -> Book:
    """Read the demonstration data once; of the reports, half a year is enough and quicker."""
    whole = Book.read(DATA)
    older = [name for name in whole.files if "observations/" < name < "observations/2018-05"]
    return Book({name: rows for name, rows in whole.files.items() if name not in older})


EVERY_FORM = [pytest.param(form, marks=pytest.mark.slow) for form in FORMATS]
# A mistake is the same one in another encoding of the same text.
EACH_KIND_OF_FILE = [
    pytest.param(form, marks=[pytest.mark.slow, *([pytest.mark.long] if form == "gb18030" else [])])
    for form in FORMATS
]


@pytest.fixture(scope="session", params=EVERY_FORM)
def sound(request, book, tmp_path_factory) -> tuple[str, Path, list[tuple[object, str]]]:
    """Write the data as they are in one format, and note what is said of them."""
    folder = tmp_path_factory.mktemp(request.param)
    write_book(book, folder, request.param)
    return request.param, folder, found_by(problems_of(folder))


def problems_of(folder: Path) -> list[Problem]:
    """Read and check a site."""
    reading = read_site(folder)
    return [*reading.problems, *check_site(reading.tables)[1]]


@pytest.mark.parametrize("sound", EACH_KIND_OF_FILE, indirect=True)
@pytest.mark.parametrize(("code", "plant"), [pytest.param(*m[1:], id=m[0]) for m in MISTAKES])
def test_mistake_is_named(book, sound, tmp_path, code, plant):
    """A planted mistake is named with its row, its column and its code, and nothing else is."""
    form, folder, before = sound
    wrong = book.copy()
    place = plant(wrong)
    site = tmp_path / "data"
    shutil.copytree(folder, site, copy_function=lambda a, b: Path(b).hardlink_to(a))
    for name in wrong.touched:
        for path in site.glob(f"{name}.*"):
            path.unlink()
    write_book(wrong, site, form, wrong.touched)

    problems = problems_of(site)

    said = found_by(problems)
    new = [found for found in said if found not in before]
    assert new == [(place.location(form), code)], "\n".join(p.lines(str) for p in problems)


def test_mistakes_are_of_many_kinds(book):
    """The mistakes cover every table and at least twenty codes."""
    tables = {plant(book.copy()).file.split("/")[0] for _, _, plant in MISTAKES}

    assert tables == {table.name for table in TABLES}
    assert len({code for _, code, _ in MISTAKES}) >= 20


def test_demonstration_has_no_error(sound):
    """The data themselves are read the same in every format, with warnings at most."""
    _, _, before = sound

    assert {code for _, code in before} <= {"ambiguous-target", "nothing-reported"}
