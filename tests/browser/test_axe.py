"""axe-core finds nothing to mend on any kind of page, of any severity, bright or dark.

Colours are what takes the time. So they are looked at on a wide screen, in the bright scheme on the
largest page of a kind and in the dark one on the smallest; the narrow screen has the same colours.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import KINDS, smallest, specimen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ENGLISH = ["en/index.html", "en/indicators/*/*.html"]
COLOURS = ["color-contrast", "link-in-text-block"]
EVERYTHING = {"target-size": {"enabled": True}}
"""The default rules, best practice among them, and the one of WCAG 2.2 that is off by default."""

RUN = """rules => axe.run(document, {resultTypes: ["violations"], ...rules}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))
)"""

Found = list[str]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give one page to look at all kinds in."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def look(page: Page, address: str, scheme: str = "light", width: int = 1280) -> Page:
    """Open a page with all that it folds away."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.evaluate(AXE)
    return page


@pytest.mark.parametrize("kind", [*KINDS, *ENGLISH, "404.html"])
def test_bright_and_wide(page: Page, server: str, site: Path, kind: str) -> None:
    """All rules on a wide screen."""
    found: Found = look(page, server + specimen(site, kind)).evaluate(RUN, {"rules": EVERYTHING})

    assert found == []


@pytest.mark.parametrize("kind", [*KINDS, "404.html"])
def test_dark(page: Page, server: str, site: Path, kind: str) -> None:
    """The colours of the dark scheme."""
    look(page, server + smallest(site, kind), "dark")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    found: Found = page.evaluate(RUN, {"runOnly": COLOURS})

    assert found == []


@pytest.mark.parametrize("kind", KINDS)
def test_narrow(page: Page, server: str, site: Path, kind: str) -> None:
    """All other rules on a phone, where tables become cards."""
    without = {rule: {"enabled": False} for rule in COLOURS}
    look(page, server + specimen(site, kind), width=360)
    found: Found = page.evaluate(RUN, {"rules": {**EVERYTHING, **without}})

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("opened", ["__drawer", "__search"])
def test_drawer_and_search_on_a_phone(page: Page, server: str, opened: str, scheme: str) -> None:
    """What lies over the page on a phone is as good as the page."""
    look(page, f"{server}method.html", scheme, width=360)
    page.locator(f"#{opened}").evaluate("box => box.click()")
    if opened == "__search":
        page.locator("[data-md-component=search-query]").fill("高血压")
        page.keyboard.press("Shift")
        page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(400)
    found: Found = page.evaluate(RUN, {"rules": EVERYTHING})

    assert found == []


def test_axe_finds_what_is_wrong(page: Page, server: str) -> None:
    """A picture without words and faint text are named, so that silence means something."""
    look(page, f"{server}method.html")
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML('beforeend', "
        "'<img src=\"assets/favicon.svg\"><p><font color=#eee>faint</font></p>')"
    )
    found: Found = page.evaluate(RUN, {"rules": EVERYTHING})

    assert [line.split(":")[0] for line in found] == ["color-contrast", "image-alt"]
