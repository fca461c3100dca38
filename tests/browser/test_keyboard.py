"""Everything can be done with the keys alone, and one sees where one is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched
from tests.browser.kinds import smallest, specimen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, PHONE = 1280, 360
MOST = 400
"""More stops than any of the pages has."""

MISSED = """() => [...document.querySelectorAll(
  "a[href], button, input, select, summary, [tabindex='0']")].filter(node =>
    node.checkVisibility({ checkVisibilityCSS: true }) && node.tabIndex >= 0
    && !(node.type === "radio" && node.id !== "__palette_0") && !window.xsStops.has(node)
  ).map(node => node.outerHTML.slice(0, 99))"""

HERE = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  // A hidden radio button shows its focus on the icon behind it.
  const shown = node.matches(".md-option") ? node.nextElementSibling : node;
  const { outlineStyle, outlineWidth, opacity } = getComputedStyle(shown);
  const box = shown.getClientRects()[0] ?? new DOMRect();
  const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const down = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(across, down);
  const flaws = [];
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || opacity < 0.5)
    flaws.push("no ring");
  if (!there || !(shown.contains(there) || there.contains(shown))) flaws.push("out of sight");
  window.xsStops ??= new Map();
  if (!window.xsStops.has(node)) window.xsStops.set(node, window.xsStops.size);
  const name = `${node.tagName}.${node.className} ${node.textContent.trim()}`;
  return { flaws, stop: window.xsStops.get(node), name };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give one page, in which nothing moves slowly."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def opened(page: Page, address: str, width: int = WIDE) -> Page:
    """Open a page with the focus where a reader has it who just came."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("about:blank")
    page.goto(address)
    return page


def step(page: Page) -> dict[str, Any] | None:
    """Go one stop on; what opens there gets a moment for it, and a busy browser to scroll."""
    page.keyboard.press("Tab")
    here: dict[str, Any] | None = page.evaluate(HERE)
    if here and here["flaws"]:
        page.wait_for_timeout(400)
        page.evaluate("document.activeElement.scrollIntoView({block: 'nearest'})")
        here = page.evaluate(HERE)
    return here


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("kind", ["index.html", "units/*.html", "method.html"])
def test_tab_goes_everywhere_once(
    page: Page, server: str, site: Path, kind: str, width: int
) -> None:
    """Each stop is seen with a ring around it, none is left out, and the last one is no trap."""
    opened(page, server + smallest(site, kind), width)
    Watched(page, server).draw_all()  # charts bring stops of their own
    page.evaluate("scrollTo(0, 0)")
    flaws: list[str] = []
    stops: list[int] = []
    while here := step(page):
        stops.append(here["stop"])
        flaws += [f"{flaw}: {here['name'][:80]}" for flaw in here["flaws"]]
        assert len(stops) < MOST, here["name"]

    assert flaws == []
    assert stops == list(range(len(stops)))
    assert page.evaluate(MISSED) == []


def test_skip_link_leads_to_the_text(page: Page, server: str) -> None:
    """The first stop; from there, the next one is in the text."""
    opened(page, f"{server}index.html")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_drawer_on_a_phone(page: Page, server: str) -> None:
    """Enter opens it and goes in, Escape closes it and comes back; leaving it closes it, too."""
    opened(page, f"{server}method.html", PHONE)
    opener = page.locator(".md-header button[for=__drawer]")
    first = page.locator(".md-sidebar--primary a").first
    expect(first).to_be_hidden()
    opener.focus()
    page.keyboard.press("Enter")

    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(first).to_be_hidden()

    page.keyboard.press(" ")
    expect(first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(first).to_be_hidden()


def test_contents_on_a_phone(page: Page, server: str) -> None:
    """They lie behind an entry of the drawer, which opens them."""
    opened(page, f"{server}method.html", PHONE)
    page.locator(".md-header button[for=__drawer]").focus()
    page.keyboard.press("Enter")
    entry = page.locator(".md-sidebar--primary .md-nav--secondary a").first
    expect(entry).to_be_hidden()
    page.locator(".md-sidebar--primary button.md-nav__link[for=__toc]").focus()
    page.keyboard.press("Enter")

    expect(entry).to_be_visible()
    expect(entry).to_be_in_viewport()


def test_colours_are_chosen_by_arrow(page: Page, server: str) -> None:
    """From the system's to bright to dark and round again."""
    opened(page, f"{server}index.html")
    page.locator("#__palette_0").focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.append(page.evaluate("document.body.dataset.mdColorScheme"))
    page.evaluate("localStorage.clear()")

    assert seen == ["default", "slate", "default"]


def test_language_is_changed_by_enter(page: Page, server: str) -> None:
    """The link leads to the same page."""
    opened(page, f"{server}method.html")
    page.locator("a.xs-language").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/method.html")


def test_what_is_folded_is_opened_by_enter(page: Page, server: str, site: Path) -> None:
    """A chart's table, or a list of reports."""
    opened(page, server + specimen(site, "units/*.html"))
    fold = page.locator("article details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")

    assert fold.evaluate("fold => fold.open")


def test_table_is_filtered_and_sorted_by_key(page: Page, server: str, site: Path) -> None:
    """By typing, by choosing from a list, by Enter on a header."""
    opened(page, server + smallest(site, "counties/*.html"))
    table = page.locator("table[data-xs-sort][data-xs-find]").first
    rows = table.locator("tbody tr:visible")
    everything = rows.count()
    table.locator("thead button").first.focus()
    page.keyboard.press("Enter")
    expect(table.locator("thead th").first).to_have_attribute("aria-sort", "ascending")
    box = page.locator(".xs-find", has=page.locator("xpath=following-sibling::*[1][.//th/button]"))
    box.first.locator("input").focus()
    page.keyboard.insert_text("没有这样的单位")
    assert rows.count() == 0
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    assert rows.count() == everything
    box.first.locator("select").first.focus()
    page.keyboard.press("ArrowDown")

    assert 0 < rows.count() < everything


def test_phone_orders_by_a_list(page: Page, server: str, site: Path) -> None:
    """Where the headers are out of sight, a list orders the rows in their place."""
    opened(page, server + specimen(site, "indicators/*/*.html"), PHONE)
    table = page.locator("table[data-xs-sort]").first
    names = table.locator("tbody th")
    order = page.locator(".xs-find__order select").first
    before = names.all_inner_texts()
    expect(table.locator("thead button").first).to_have_attribute("tabindex", "-1")
    order.select_option(value="1 down")
    after = names.all_inner_texts()

    assert sorted(after) == sorted(before)
    order.select_option(value="1 up")
    assert names.all_inner_texts() == after[::-1]
