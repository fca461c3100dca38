"""Charts in a real browser: drawn on paper and without scripts, read by keyboard, saved."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, expect

from benchmarks import weights

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLOUR = "getComputedStyle(document.querySelector('.mark-line path')).stroke"
HEIGHT = "document.querySelector('article').offsetHeight"


def largest(site: Path, pattern: str) -> str:
    """Give the path of the largest page of a kind."""
    return weights.largest(site, pattern).relative_to(site).as_posix()


def first_trend(watched, site: Path) -> Locator:  # type: ignore[no-untyped-def]
    """Open a unit's page, draw its charts, and give the figure of the first course."""
    page = watched.open(largest(site, "units/*.html"))
    assert watched.draw_all() > 0
    figure: Locator = page.locator("figure.xs-chart:has(.mark-line)").first
    figure.scroll_into_view_if_needed()
    return figure


def test_chart_shows_marks_and_has_one_sentence(watched, site: Path) -> None:
    """What is drawn anew has its marks, and says one sentence to those who listen."""
    figure = first_trend(watched, site)
    canvas = figure.locator(".xs-chart__canvas")

    assert canvas.locator("svg path").count() > 5
    assert canvas.locator("svg[aria-hidden=true]").count() == 1
    assert canvas.locator("[aria-label], [aria-roledescription]").count() == 0
    says = watched.page.locator(f"#{canvas.get_attribute('aria-labelledby')}")
    expect(says).not_to_be_empty()
    assert watched.complaints == []


def test_chart_follows_the_page_into_the_dark(watched, site: Path) -> None:
    """The same drawing takes the colours of the dark scheme, with no new drawing."""
    page = first_trend(watched, site).page
    light = page.evaluate(COLOUR)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")

    assert page.evaluate(COLOUR) != light


def test_charts_do_not_move_the_text(watched, site: Path) -> None:
    """What is drawn anew takes the place of the drawing, so the page stays as high."""
    page = watched.open(largest(site, "units/*.html"))
    before = page.evaluate(HEIGHT)
    watched.draw_all()

    assert abs(page.evaluate(HEIGHT) - before) <= 2


def test_chart_is_drawn_as_its_table_says(watched, site: Path) -> None:
    """Each value of the table has its dot, and its words are the tooltip's."""
    figure = first_trend(watched, site)
    drawn = figure.evaluate(
        """figure => [...new Set([...figure.querySelectorAll('.mark-symbol path')]
        .map(mark => mark.__data__.datum.text))]"""
    )
    rows = figure.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )

    periods = [row[0] for row in rows]
    assert drawn
    assert all(re.split("：|: ", text)[0] in periods for text in drawn)


def test_values_are_read_with_the_arrow_keys(watched, site: Path) -> None:
    """The focused chart tells how, then its values one by one, from the first to the last."""
    figure = first_trend(watched, site)
    figure.locator(".xs-chart__canvas").focus()
    spoken = figure.locator("output")
    rows = figure.locator("tbody tr")
    expect(spoken).to_contain_text("方向键")
    watched.page.keyboard.press("ArrowRight")
    expect(spoken).to_contain_text(rows.first.locator("th").text_content() or "")
    expect(spoken).to_be_visible()
    assert figure.locator(".xs-at").count() == 1
    watched.page.keyboard.press("End")

    expect(spoken).to_contain_text(rows.last.locator("th").text_content() or "")


def test_chart_is_saved_as_svg(watched, site: Path) -> None:
    """The file stands alone: with its title and sentence, its own colours, named after its page."""
    figure = first_trend(watched, site)
    with watched.page.expect_download() as waiting:
        figure.get_by_role("button", name="SVG").click()
    saved = waiting.value
    text = Path(saved.path()).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)  # noqa: S314 - our own picture

    assert saved.suggested_filename == (
        f"{Path(watched.page.url).stem}-{figure.get_attribute('id')}.svg"
    )
    assert root.find("{*}title").text  # type: ignore[union-attr]
    assert root.find("{*}desc").text == figure.locator(".xs-chart__says").inner_text()  # type: ignore[union-attr]
    assert "var(" not in text
    assert "class=" not in text
    assert "script" not in text


def test_chart_is_saved_as_png(watched, site: Path) -> None:
    """The picture is twice as fine as on the screen, and not empty."""
    figure = first_trend(watched, site)
    with watched.page.expect_download() as waiting:
        figure.get_by_role("button", name="PNG").click()
    content = Path(waiting.value.path()).read_bytes()
    width, _ = struct.unpack(">II", content[16:24])
    box = figure.bounding_box()

    assert content.startswith(b"\x89PNG")
    assert box is not None
    assert width > 1.5 * box["width"] - 100
    assert len(content) > 10_000


def test_a_saved_chart_is_light_on_a_dark_page(watched, site: Path) -> None:
    """Whoever saves it wants to print it or put it into a paper."""
    page = watched.page
    page.emulate_media(color_scheme="dark")
    figure = first_trend(watched, site)
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="SVG").click()

    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    ground = re.search(r"<rect[^>]*style=\"fill:\s*([^;]+);", text)
    assert ground is not None
    assert ground[1] in ("rgb(255, 255, 255)", "hsl(0, 0%, 100%)")


def test_paper_shows_the_drawing(watched, site: Path) -> None:
    """On paper stands the drawing of the page, light, whatever the screen shows."""
    page = watched.page
    page.emulate_media(color_scheme="dark")
    figure = first_trend(watched, site)
    page.emulate_media(media="print", color_scheme="dark")

    expect(figure.locator("svg.xs-drawing")).to_be_visible()
    expect(figure.locator(".xs-chart__canvas")).to_be_hidden()
    line = figure.locator("path.xs-v").evaluate("path => getComputedStyle(path).stroke")
    assert line == "rgb(11, 79, 108)"


def test_without_scripts_every_chart_is_drawn(browser: Browser, site: Path, address: str) -> None:
    """The drawing has a name, and shows value, target and schedule each in its own dash."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + largest(site, "units/*.html"))
    figures = page.locator("figure.xs-chart")

    assert figures.count() == page.locator("svg.xs-drawing[role=img]").count() > 0
    dashes = {
        look: page.locator(f"path.{look}").first.evaluate(
            "path => getComputedStyle(path).strokeDasharray"
        )
        for look in ("xs-v", "xs-t", "xs-e")
    }
    assert len(set(dashes.values())) == 3
    context.close()


def test_bundle_waits_until_a_chart_comes_into_view(watched, site: Path) -> None:
    """A page whose charts are further down loads no chart."""
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    page = watched.open(largest(site, "counties/*.html"))
    page.wait_for_load_state("networkidle")

    assert not any("vega" in url for url in asked)
    page.locator("[data-xs-chart]").last.scroll_into_view_if_needed()
    page.wait_for_selector("[data-xs-state=done]")
    assert any("vega" in url for url in asked)


def test_who_saves_data_keeps_the_drawing(watched, site: Path) -> None:
    """Neither the bundle is loaded nor the drawing replaced; it can still be saved."""
    asked: list[str] = []
    page = watched.page
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    watched.open(largest(site, "units/*.html"))
    figure = page.locator("figure.xs-chart").first
    figure.scroll_into_view_if_needed()
    page.wait_for_selector("[data-xs-state=kept]")
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="SVG").click()

    assert "<path" in Path(waiting.value.path()).read_text(encoding="utf-8")
    expect(figure.locator("svg.xs-drawing")).to_be_visible()
    assert not any("vega" in url for url in asked)


def test_units_with_twelve_indicators_weigh_little(site: Path) -> None:
    """HTML before compression; indicators are those with a course and those of targets it leads."""
    small = [
        page
        for page in sorted(site.rglob("units/*.html"))
        if weights.n_indicators(page) <= weights.MOST_INDICATORS
    ]
    heavy = {
        page.name: page.stat().st_size
        for page in small
        if page.stat().st_size > weights.LIMITS["html"]
    }

    assert len(small) > 40
    assert heavy == {}


@pytest.mark.parametrize("kind", weights.KINDS)
def test_first_view_is_light(browser: Browser, site: Path, kind: str) -> None:
    """Bytes with gzip until the unscrolled page rests, the theme and the search index included."""
    with weights.served(site) as server:
        page = weights.largest(site, weights.KINDS[kind])
        found = weights.weigh(browser, server, site, page, slow=False)

        assert found.first_view <= weights.LIMITS["first view"]
        assert found.cls <= weights.LIMITS["CLS"]
        assert any("search_index" in path for path in server.sent)
        assert not any("woff2" in path for path in server.sent)
