"""The demonstration site in a real browser, from a server and from a folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.kinds import KINDS, specimen
from tests.browser.layout import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MUTE_FRAMES = """() => [...document.querySelectorAll("article *")].filter(node =>
  ["auto", "scroll"].includes(getComputedStyle(node).overflowX)
  && node.scrollWidth > node.clientWidth + 1 && node.checkVisibility()
  && !(node.tabIndex === 0 && node.role === "region" && node.ariaLabel)
).map(node => node.outerHTML.slice(0, 99))"""


def test_every_kind_of_page_is_looked_at(site: Path) -> None:
    """A page of a new kind stands in the list of kinds."""
    known = {page for kind in KINDS for root in ("", "en/") for page in site.glob(root + kind)}
    others = {page for page in site.rglob("*.html") if page.name != "404.html"} - known

    assert sorted(others) == []


@pytest.mark.parametrize("kind", KINDS)
def test_page_stands_alone_on_a_narrow_screen(watched, site: Path, kind: str) -> None:
    """It asks for nothing outside its folder, draws its charts, and is no wider than 320 px."""
    watched.page.set_viewport_size({"width": 320, "height": 700})
    page = watched.open(specimen(site, kind))
    watched.draw_all()

    assert watched.outside == []
    assert watched.complaints == []
    assert page.locator("[data-xs-state=failed]").count() == 0
    assert faults(page) == []
    assert page.evaluate(MUTE_FRAMES) == []


def test_all_statuses_stand_side_by_side(watched) -> None:
    """On a phone the counts of all ten are seen without moving the table."""
    watched.page.set_viewport_size({"width": 360, "height": 700})
    heads = watched.open("index.html").locator(".xs-heat thead th[class^=xs-tone--]")

    right = [box["x"] + box["width"] for box in (head.bounding_box() for head in heads.all())]
    assert len(right) == 10
    assert max(right) <= 344


def test_english_on_a_narrow_screen(browser, server: str, site: Path) -> None:
    """Longer words fit in as well; tables that move can be moved by key."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    found = []
    for path in [specimen(site, f"en/{kind}") for kind in KINDS]:
        page.goto(server + path)
        found += [f"{path}: {fault}" for fault in [*faults(page), *page.evaluate(MUTE_FRAMES)]]
    context.close()

    assert found == []


@pytest.mark.parametrize("words", ["清溪", "岚江县", "高血压"])
def test_search_finds_chinese_words(watched, words: str) -> None:
    """The search knows places and indicators by a part of their name, from a folder too."""
    page = watched.open("index.html")
    page.locator("[data-md-component=search-query]").focus()
    page.keyboard.insert_text(words)
    page.keyboard.press("Shift")
    found = page.locator(".md-search-result__item")
    expect(found.first).to_contain_text(words, timeout=20_000)

    assert watched.complaints == []


def test_without_scripts_every_fact_is_there(browser, server: str, site: Path) -> None:
    """Sentences and tables of charts stand in the page itself."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + specimen(site, "units/*.html"))
    figure = page.locator("figure.xs-chart").first
    figure.locator("summary").click()

    expect(figure.locator("table tbody tr").first).to_be_visible()
    context.close()


def test_tables_can_be_searched_and_filtered(watched, site: Path) -> None:
    """Typing hides the other rows at once, and so does choosing a status."""
    page = watched.open(specimen(site, "counties/*.html"))
    table = page.locator("table.xs-table--verdicts").first
    rows = table.locator("tbody tr:not(.xs-section)")
    everything = rows.count()
    box = page.locator(".xs-find").first
    box.locator("select").first.select_option(index=1)
    chosen = rows.locator("visible=true").count()
    box.locator("input").fill("没有这样的目标")

    assert 0 < chosen < everything
    assert rows.locator("visible=true").count() == 0


def test_table_is_sorted_by_its_header(watched, site: Path) -> None:
    """A click orders the rows, a second one turns the order round; the header says so."""
    page = watched.open(specimen(site, "counties/*.html"))
    table = page.locator("table[data-xs-sort]").first
    header = table.locator("thead th").last
    numbers = "cells => cells.map(cell => parseFloat(cell.textContent) || 0)"
    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    header.locator("button").click()

    assert header.get_attribute("aria-sort") == "descending"
    values = table.locator("tbody tr td:last-child").evaluate_all(numbers)
    assert values == sorted(values, reverse=True)


def test_language_switch_leads_to_the_same_page(watched, site: Path) -> None:
    """From a unit's page to the same unit in English and back."""
    unit = specimen(site, "units/*.html")
    page = watched.open(unit)
    page.locator("a.xs-language").click()

    assert page.url.endswith(f"en/{unit}")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("a.xs-language").click()
    assert page.url.endswith(f"/{unit}")
    assert not re.search(r"/en/", page.url)
