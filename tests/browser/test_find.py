"""The directory in the search box: every unit by any of its names, with the keyboard, offline."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import axe_playwright_python
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from pypinyin import lazy_pinyin

from generator.search import shards
from generator.search.entries import Entry
from generator.search.readings import readings_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HITS = ".xs-directory__link"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

ASK = """
async (queries) => {
  const box = document.querySelector("[data-md-component=search-query]");
  const status = document.querySelector(".xs-directory__count");
  const found = {};
  for (const query of queries) {
    for (const value of ["", query]) {
      box.value = value;
      box.dispatchEvent(new Event("input"));
      do await new Promise((resolve) => setTimeout(resolve));
      while (!value !== !status.textContent);
    }
    found[query] = [...document.querySelectorAll(".xs-directory__link")].map((link) => link.href);
  }
  return found;
}
"""
"""Type each query and give the addresses of all hits, best first."""


def box(page: Page) -> Any:
    """Give the search box."""
    return page.locator("[data-md-component=search-query]")


def ask(watched: Any, queries: set[str]) -> dict[str, list[str]]:
    """Type each query; give the pages of the hits, below the root of the site."""
    box(watched.page).focus()
    watched.page.wait_for_selector(".xs-directory", state="attached")
    found = watched.page.evaluate(ASK, sorted(queries))
    return {
        query: [address.removeprefix(watched.root) for address in addresses]
        for query, addresses in found.items()
    }


def read(root: Path, table: str) -> pd.DataFrame:
    """Read a table of the demonstration; of several rows of one thing, the newest."""
    rows = pd.read_csv(root / "data" / f"{table}.csv", dtype=str, keep_default_na=False)
    return rows.drop_duplicates(rows.columns[0], keep="last")


def initials(name: str) -> str:
    """Give the first letters of the syllables of a name, as a reader would type them."""
    return "".join(syllable[0] for syllable in lazy_pinyin(name)).lower()


def names_of(root: Path) -> dict[str, set[str]]:
    """Give the ids of units, counties and indicators by each name, short name and initials."""
    found = defaultdict(set)
    for table in ("units", "counties", "indicators"):
        rows = read(root, table)
        for _, row in rows.iterrows():
            for name in {row["name"], row.get("short_name", "")} - {""}:
                found[name].add(row.iloc[0])
                found[initials(name)].add(row.iloc[0])
    return found


@pytest.mark.parametrize("path", ["index.html", "en/units/dc-eye.html"])
def test_every_unit_is_the_first_hit_by_each_of_its_names(watched, root: Path, path: str) -> None:
    """Full name, short name, initials of both; true namesakes share the first places."""
    units, names = read(root, "units"), names_of(root)
    assert len(units) == 126
    watched.open(path)
    found = ask(watched, set(names))
    start = path.removesuffix("index.html").removesuffix("units/dc-eye.html")

    late = []
    for _, row in units.iterrows():
        for name in {row["name"], row["short_name"]} - {""}:
            for query in (name, initials(name)):
                first = found[query][: len(names[query])]
                if f"{start}units/{row['unit_id']}.html" not in first:
                    late.append((query, row["unit_id"], found[query][:3]))
    assert late == []
    assert watched.complaints == watched.outside == []


FIRST = {
    "qx": "units/lj-qingxi-hc.html",  # initials of the place
    "清溪": "units/lj-qingxi-hc.html",
    "清溪镇": "units/lj-qingxi.html",  # the whole name of the town itself
    "qingxizhenwei": "units/lj-qingxi-hc.html",  # pinyin, half typed
    "qing'xi'zhen": "units/lj-qingxi.html",  # as an input method writes it
    "清xz": "units/lj-qingxi.html",
    "QXZ": "units/lj-qingxi.html",
    "ｑｘｚ": "units/lj-qingxi.html",
    "99LJ11": "units/lj-qingxi-hc.html",  # code
    "９９ｌｊ１１": "units/lj-qingxi-hc.html",
    "lj-qingxi-hc": "units/lj-qingxi-hc.html",  # id
    "县人院": "units/lj-hospital.html",  # alias
    "稻川市红枫联合医院": "units/dc-redcross.html",  # former name
    "眼科医院": "units/dc-eye.html",  # without the county's name
    "岚江 中医院": "units/lj-tcm.html",  # county and unit
    "岚江": "counties/lanjiang.html",
    "lj": "counties/lanjiang.html",
    "990222": "counties/jichuan.html",
    "孕产妇死亡率": "indicators/maternal-mortality.html",
    "ycfswl": "indicators/maternal-mortality.html",
    "两癌检查人数": "indicators/two-cancer.html",  # without its quotes
    "两癌筛查": "indicators/two-cancer.html",  # alias
    "gxygll": "indicators/hypertension-managed.html",  # an alias's initials
}


def test_first_hit(watched) -> None:
    """People type names in many ways."""
    watched.open("index.html")
    found = ask(watched, set(FIRST))

    assert {query: found[query][0] for query in FIRST} == FIRST


def test_namesakes_stand_together_with_their_counties(watched) -> None:
    """Two hospitals of one short name are both in sight, each with its county."""
    page = watched.open("index.html")
    box(page).fill("xrmyy")

    expect(page.locator(HITS)).to_have_count(2)
    expect(page.locator(HITS).first).to_contain_text("岚江县人民医院")
    expect(page.locator(HITS).first).to_contain_text("县级医院 · 岚江县")
    expect(page.locator(HITS).last).to_contain_text("县级医院 · 霁川县")
    expect(page.locator(f"{HITS} mark").first).to_have_text("县人民医院")
    expect(page.locator(".xs-directory__count")).to_have_text("县、单位和指标：2个")


def test_nothing_is_loaded_before_it_is_needed(watched) -> None:
    """The directory costs nothing until the box is used, and is emptied with it."""
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    page = watched.open("index.html")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/directory/" in url]
    box(page).focus()
    expect(page.locator(".xs-directory")).to_be_attached()
    box(page).fill("qx")
    expect(page.locator(HITS).first).to_be_visible()
    names = [url.rsplit("/", 1)[1] for url in asked if "/directory/" in url]
    assert names == ["start.js", "units.js"]

    box(page).fill("")
    expect(page.locator(HITS)).to_have_count(0)
    expect(page.locator(".xs-directory__count")).to_be_empty()


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_keyboard(watched, key: str) -> None:
    """A key opens the box, arrows go through the hits, Enter opens the first."""
    page = watched.open("index.html")
    page.keyboard.press(key)
    expect(box(page)).to_be_focused()
    page.keyboard.type("qx")
    expect(page.locator(HITS).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(HITS).first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(HITS).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/units/lj-qingxi-hc.html")
    assert watched.outside == []


def test_texts_are_found_below(watched) -> None:
    """The theme's own results stand below, and are the first where the directory has none."""
    page = watched.open("index.html")
    box(page).focus()
    page.keyboard.insert_text("高血压")
    page.keyboard.press("Shift")
    text = page.locator(".md-search-result__item").first
    expect(text).to_be_visible(timeout=20_000)
    expect(page.locator(HITS).first).to_contain_text("高血压患者规范管理率")
    assert page.locator(HITS).first.bounding_box()["y"] < text.bounding_box()["y"]

    page.locator(HITS).last.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__link").first).to_be_focused()


def test_directory_fits_a_narrow_screen(watched) -> None:
    """At 320 px nothing runs out of the box, and long lists unfold."""
    watched.page.set_viewport_size({"width": 320, "height": 600})
    page = watched.open("units/dc-eye.html")
    page.locator("header [for=__search]").first.click()
    box(page).fill("w")
    expect(page.locator(HITS).first).to_be_visible()
    more = page.locator(".xs-directory__more summary")
    before = page.locator(HITS).locator("visible=true").count()
    more.click()

    assert page.locator(HITS).locator("visible=true").count() > before
    wide = "node => node.scrollWidth - node.clientWidth"
    assert page.locator(".md-search__scrollwrap").evaluate(wide) == 0


def test_broken_directory_leaves_the_texts(browser, server: str) -> None:
    """Where the files of the directory are missing, the theme's search works as without them."""
    page = browser.new_page()
    page.route("**/directory/*", lambda route: route.abort())
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server}index.html")
    box(page).focus()
    page.keyboard.insert_text("岚江县")
    page.keyboard.press("Shift")

    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
    assert page.locator(HITS).count() == 0
    assert errors == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hits_are_without_barriers(watched, scheme: str) -> None:
    """axe-core finds nothing to mend in the open box with hits of both kinds."""
    watched.page.emulate_media(color_scheme=scheme)
    page = watched.open("index.html")
    box(page).focus()
    page.keyboard.insert_text("清溪")
    page.keyboard.press("Shift")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(500)  # the theme fades its box in
    page.evaluate(AXE)
    found = page.evaluate("axe.run('.md-search').then(found => found.violations)")

    assert found == []


def cut(site: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the directory of the demonstration as that of a large site, in many small files."""
    monkeypatch.setattr(shards, "PART", 12)
    data = {}
    for name in ("start", "units"):
        script = (site / f"assets/directory/{name}.js").read_text(encoding="utf-8")
        data[name] = json.loads(
            script.removeprefix(f'xushiDirectory("{name}",').removesuffix(");\n")
        )
    towns = [county[1] for county in data["start"]["counties"]]
    rows = {row[0]: row for row in data["units"]}
    units = []
    for row in rows.values():
        unit_id, name, place, kind, short, others, code, _ = [
            *row,
            *[0, "", "", "", 0][len(row) - 3 :],
        ]
        about: dict[str, Any] = {"place": place, "kind": kind, "code": code, "town": towns[place]}
        other_names = tuple(others.split("|")) if others else ()
        units.append(Entry(id=unit_id, name=name, short_name=short, others=other_names, **about))
    readings = readings_of("".join("".join(unit.names) for unit in units))
    parts = shards.split(units, readings, whole=0)
    data["start"]["shards"] = [[letters, len(part)] for letters, part in parts.items()]
    data["start"]["depth"] = max(map(len, parts))
    files = {shards.shard_name(first): [rows[u.id] for u in part] for first, part in parts.items()}
    return {
        name: f"xushiDirectory({json.dumps(name)},{json.dumps(content)});"
        for name, content in {"start": data["start"], **files}.items()
    }


def test_large_sites_load_what_is_asked_for(
    browser, server: str, site: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a directory of many files every unit is found by each of its names, from a few of them."""
    files, asked = cut(site, monkeypatch), []

    def answer(route: Any) -> None:
        asked.append(Path(route.request.url).stem)
        route.fulfill(body=files[asked[-1]], content_type="text/javascript; charset=utf-8")

    page = browser.new_page()
    page.route("**/directory/*", answer)
    page.goto(f"{server}index.html")
    box(page).focus()
    page.wait_for_selector(".xs-directory", state="attached")
    first = page.evaluate(ASK, ["qx"])["qx"][0]
    assert first == f"{server}units/lj-qingxi-hc.html"
    assert len(files) > 20
    assert len(asked) < 5

    units, names = read(root, "units"), names_of(root)
    queries = {name: row["unit_id"] for _, row in units.iterrows() for name in [row["name"]]}
    queries |= {initials(name): unit_id for name, unit_id in queries.items()}
    found = page.evaluate(ASK, list(queries))
    late = [
        (query, found[query][:2])
        for query, unit_id in queries.items()
        if f"{server}units/{unit_id}.html" not in found[query][: len(names[query])]
    ]
    assert late == []
    page.close()
