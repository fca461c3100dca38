"""The directory of the search box: who is in it, how names are read, which file holds what."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import pytest

from generator import search
from generator.audience import for_edition
from generator.model import Evaluation
from generator.search import shards
from generator.search.entries import KIND_ORDER, Entry, plain
from generator.search.readings import readings_of
from tests.pages import sample

FOLDERS = {"counties": "county_id", "units": "unit_id", "indicators": "indicator_id"}


def unit(name: str, unit_id: str = "u", **more: Any) -> Entry:
    """Make a unit."""
    return Entry(
        **{"id": unit_id, "name": name, "short_name": "", "others": (), "code": "", **more}
    )


def data_of(files: dict[PurePosixPath, str], name: str) -> Any:
    """Read what a file of the directory hands over."""
    script = files[search.FOLDER / f"{name}.js"]
    assert script.startswith(f'xushiDirectory("{name}",')
    return json.loads(script.removeprefix(f'xushiDirectory("{name}",').removesuffix(");\n"))


def pages_of(judged: Evaluation) -> set[PurePosixPath]:
    """Give a page to everything that has an id."""
    tables = judged.tables
    return {
        PurePosixPath(folder) / f"{entry}.md"
        for folder, column in FOLDERS.items()
        for entry in tables[folder][column]
    }


@pytest.fixture(scope="module")
def judged() -> Evaluation:
    """Judge the small site, as the public may see it."""
    return for_edition(sample.evaluation(), "public")


@pytest.mark.parametrize(
    ("character", "syllables"),
    [
        pytest.param("清", ("qing",), id="one reading"),
        pytest.param("溪", ("xi",), id="a reading that nobody types is left out"),
        pytest.param("重", ("zhong", "chong"), id="two common readings"),
        pytest.param("乐", ("le", "yue", "lao"), id="with that of a place"),
        pytest.param("单", ("dan", "shan"), id="a county's reading"),
        pytest.param("曾", ("ceng", "zeng"), id="a surname"),
        pytest.param("绿", ("lv", "lu"), id="ü is typed v or u"),
    ],
)
def test_readings(character: str, syllables: tuple[str, ...]) -> None:
    """A character has the readings that people type, the usual one first."""
    assert readings_of(character) == {character: syllables}


def test_letters_and_digits_are_not_read() -> None:
    """What is no Chinese character stands for itself."""
    assert readings_of("HIV 65、") == {}


@pytest.mark.parametrize(
    ("text", "folded"),
    [("“两癌” 检查", "两癌检查"), ("９９ＬＪ１１", "99lj11"), ("lj-qingxi-hc", "ljqingxihc")],
)
def test_plain(text: str, folded: str) -> None:
    """Width, case, spaces and signs do not matter."""
    assert plain(text) == folded


def test_units_are_found_by_what_follows_the_county_too() -> None:
    """岚江县人民医院 may be begun as it is, without 岚江县, and as its short name."""
    hospital = unit("岚江县人民医院", "lj-h", short_name="县医院", code="99LJ01", town="岚江县")
    readings = readings_of("".join(hospital.names))

    assert shards.beginnings(hospital, readings) == {"ljxrmyy", "rmyy", "xyy", "99lj01", "ljh"}


def test_every_reading_and_every_word_begins_a_name() -> None:
    """A name with two readings, and one of several words, are in every place they are sought."""
    readings = readings_of("重阳")

    assert shards.beginnings(unit("重阳"), readings) == {"zy", "cy", "u"}
    assert shards.beginnings(unit("Alpha Second Centre"), {}) == {
        *("alphasec", "secondce", "centre", "u")
    }


def test_every_name_of_a_unit_begins_it() -> None:
    """The full one, the short one, and each alias or former name."""
    found = unit("稻川市第一人民医院", short_name="市一院", others=("第一医院", "老县医院"))

    assert found.names == ("稻川市第一人民医院", "市一院", "第一医院", "老县医院")
    begun = shards.beginnings(found, readings_of("".join(found.names)))
    assert begun == {"dcsdyrmy", "syy", "dyyy", "lxyy", "u"}


def test_few_units_are_one_file() -> None:
    """What is small is loaded whole, so that any part of a name is found; nothing is no file."""
    units = [unit("清溪镇", "a"), unit("杏渡镇", "b")]

    assert shards.split(units, {}, whole=2) == {"": units}
    assert shards.split([], {}) == {}


def test_many_units_are_cut_by_how_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small neighbours share a file, a large letter is cut by the next one, namesakes stay one."""
    monkeypatch.setattr(shards, "PART", 2)
    names = ["安", "波", "清", "清溪", "清溪镇", "清波", "杏", *["禾"] * 3]
    units = [unit(name, f"z{number}") for number, name in enumerate(names)]

    found = shards.split(units, readings_of("".join(names)), whole=0)

    by_name = {letters: part for letters, part in found.items() if not letters.startswith("z")}
    assert {letters: [one.name for one in part] for letters, part in by_name.items()} == {
        "a": ["安", "波"],
        "h": ["禾", "禾", "禾"],
        "q": ["清", "清波"],
        "qx": ["清溪", "清溪镇"],
        "x": ["杏"],
    }


@pytest.mark.parametrize(
    ("letters", "name"),
    [("", "units"), ("qx", "units-qx"), ("é1", "units--e9-31"), ("5355", "units-5355")],
)
def test_names_of_files(letters: str, name: str) -> None:
    """Any letters give a name that any disk can hold, and no two the same."""
    assert shards.shard_name(letters) == name


def test_directory_holds_what_has_a_page(judged: Evaluation) -> None:
    """Counties, units and public indicators are in it, in the order of equal hits."""
    pages = pages_of(judged) - {PurePosixPath("units/u3.md"), PurePosixPath("indicators/rate.md")}
    files = search.directory_files(judged, pages, "en")
    start, units = data_of(files, "start"), data_of(files, "units")

    assert start["counties"] == [
        ["c1", "Alpha County", "North East", 0, "Alpha"],
        ["c2", "Beta County", "North West"],
    ]
    assert [row[0] for row in start["indicators"]] == ["deaths", "done", "grade", "toilets"]
    assert [row[0] for row in units] == ["u1", "u2", "u4", "u5", "b1"]
    assert start["shards"] == [["", 5]]
    kinds = [start["kinds"][row[3]] for row in units]
    assert kinds == [*["township health centre"] * 4, "bureau section"]


def test_closed_units_are_marked(judged: Evaluation) -> None:
    """A unit whose last day is over says so."""
    units = data_of(search.directory_files(judged, pages_of(judged), "zh"), "units")

    assert [row[0] for row in units if len(row) == 8 and row[7]] == ["u4"]


def test_withheld_indicator_is_not_in_the_directory(judged: Evaluation) -> None:
    """What the edition withholds cannot be found, by any of its names."""
    whole = sample.evaluation()
    table = whole.tables["indicators"]
    hidden = table.assign(public=table["indicator_id"] != "deaths")
    shown = for_edition(replace(whole, tables={**whole.tables, "indicators": hidden}), "public")
    files = search.directory_files(shown, pages_of(whole), "en")

    assert "Toilets rebuilt" in "".join(files.values())
    assert "deaths" not in "".join(files.values()).lower()


def test_former_names_are_found(judged: Evaluation) -> None:
    """A unit that was renamed is found by its old name, too."""
    units = judged.tables["units"]
    old = units[units["unit_id"] == "u5"].assign(name="Former centre")
    shown = replace(judged, superseded={**judged.superseded, "units": old})
    rows = data_of(search.directory_files(shown, pages_of(judged), "en"), "units")

    assert [row[5] for row in rows if row[0] == "u5"] == ["Former centre"]


def test_names_cannot_end_the_script(judged: Evaluation) -> None:
    """Line ends that JavaScript knows and JSON does not are written as numbers."""
    units = judged.tables["units"]
    odd = units.assign(name=units["name"].where(units["unit_id"] != "u5", "a\u2028\u2029b"))
    shown = replace(judged, tables={**judged.tables, "units": odd})
    script = search.directory_files(shown, pages_of(judged), "en")[search.FOLDER / "units.js"]

    assert "a\\u2028\\u2029b" in script


def test_order_of_kinds() -> None:
    """Who answers for the health of a place comes before the place, and that before its parts."""
    centre, town, clinic = map(KIND_ORDER.index, ("health_centre", "township", "village_clinic"))

    assert centre < town < clinic


def test_real_counties_have_readings(root: Any) -> None:
    """Every character in the name of a county of GB/T 2260 can be typed."""
    names = pd.read_csv(root / "generator/schema/gb2260.csv", dtype=str)["name"]
    characters = set("".join(names))

    assert set(readings_of("".join(characters))) == characters - {"、"}
