"""The annotated plan, the explanations of words, and paper, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = "plans/jc-2017.html"


def test_full_text_marks_every_promise(watched) -> None:
    """Each marked promise has its light, and its words lead to the verdict beside them."""
    page = watched.open(PLAN)
    marked = page.locator(".xs-mark")

    assert marked.count() > 40
    assert page.locator("#unmarked").count() == 0
    marked.first.click()
    expect(page.locator(".xs-note:target")).to_be_in_viewport()
    assert watched.complaints == []


def test_verdict_and_clause_link_both_ways(watched) -> None:
    """From a verdict in the county to its clause, and from there to indicator and lead unit."""
    page = watched.open("counties/jichuan.html")
    page.locator("a.xs-clause[href$='#t-jc-2017-030']").first.click()
    clause = page.locator("[id='t-jc-2017-030'], :has(> [id='t-jc-2017-030'])").first

    expect(clause).to_be_in_viewport()
    note = page.locator("[id='v-jc-2017-030']")
    for folder in ("units", "indicators"):
        assert note.locator(f"a[href*='/{folder}/']").count() > 0


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_word_is_explained_by_key_and_pointer(watched, colours: str) -> None:
    """Focus and pointer show it, it can be pointed at, and Esc takes it away."""
    watched.page.emulate_media(color_scheme=colours)
    page = watched.open("counties/jichuan.html")
    word, tip = page.locator("a.xs-term").first, page.locator("#xs-term-tip")
    page.keyboard.press("Tab")
    word.focus()
    expect(tip).to_be_visible()
    assert word.get_attribute("aria-describedby") == "xs-term-tip"
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert word.get_attribute("aria-describedby") is None
    word.evaluate("node => node.blur()")

    word.hover()
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.mouse.move(5, 890)
    expect(tip).to_be_hidden()
    assert watched.complaints == []


def test_first_tap_explains_and_second_follows(browser, address: str) -> None:
    """On a screen that is touched the explanation comes first, the glossary after it."""
    context = browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}counties/jichuan.html")
    word = page.locator("a.xs-term").first
    word.tap()
    tip = page.locator("#xs-term-tip")
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    word.tap()

    page.wait_for_url(re.compile(r"glossary\.html#g-"))
    context.close()


def test_word_leads_to_the_glossary_without_scripts(browser, server: str) -> None:
    """The explanation is a link, so nobody is left without it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}counties/jichuan.html")
    page.locator("a.xs-term").first.click()

    expect(page.locator("dl.xs-glossary > div:target")).to_be_in_viewport()
    context.close()


TRAILS = {
    "counties/jichuan.html": ["首页", "霁川县"],
    "units/jc-cdc.html": ["首页", "霁川县", "霁川县疾病预防控制中心"],
    PLAN: ["首页", "霁川县", "霁川县2017—2019年创建卫生强县工作计划"],
    "glossary.html": ["首页", "词语解释"],
}


@pytest.mark.parametrize(("path", "trail"), TRAILS.items())
def test_breadcrumb_ends_at_the_page(watched, path: str, trail: list[str]) -> None:
    """Every page says where it stands; the last one is the page itself and no link."""
    crumbs = watched.open(path).locator("nav.xs-crumbs")

    assert crumbs.get_attribute("aria-label") == "当前位置"
    assert crumbs.locator("ol > li").all_inner_texts() == trail
    assert crumbs.locator("li[aria-current=page]").all_inner_texts() == trail[-1:]
    assert crumbs.locator("li[aria-current=page] a").count() == 0


@pytest.mark.parametrize("path", [PLAN, "counties/jichuan.html", "units/lj-hospital.html"])
def test_paper(watched, path: str, tmp_path: Path) -> None:
    """On paper: A4, no menus, light, folded parts open, table heads on every page, the source."""
    page = watched.open(path)
    page.emulate_media(media="print", color_scheme="dark")
    styles = "(node, name) => getComputedStyle(node)[name]"

    for chrome in (".md-header", "nav.xs-crumbs", ".md-sidebar--secondary"):
        assert page.locator(chrome).first.is_hidden()
    assert page.locator("body").evaluate(styles, "backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".xs-table thead").first.evaluate(styles, "display") == "table-header-group"
    assert page.locator(".xs-table tbody tr").first.evaluate(styles, "breakInside") == "avoid"
    folded = page.locator("details.xs-details:not(.xs-screen) > :not(summary)")
    assert all(part.bounding_box() for part in folded.all())
    assert "数据截至" in (page.locator("html").get_attribute("data-xs-source") or "")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    boxes = set(
        re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", (tmp_path / "page.pdf").read_bytes())
    )
    assert boxes in ({(b"594", b"841")}, {(b"595", b"842")}, {(b"595", b"841")})
