"""Take a picture of every kind of page, at three widths, in both schemes, and on paper.

    python tests/browser/screenshots.py site/public pictures [kind …]
    python tests/browser/screenshots.py site/public tests/browser/pictures readme

The largest page of each kind is taken; a kind is one of `KINDS`. With ``readme``, only the pictures
of the README are taken anew.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
KINDS = {
    "home": "index.html",
    "county": "counties/*.html",
    "unit": "units/*.html",
    "indicator": "indicators/*.html",
    "indicator-units": "indicators/*/*.html",
    "plan": "plans/*.html",
    "plan-text": "plans/jc-2017.html",
    "glossary": "glossary.html",
    "reporting": "reporting.html",
    "reporting-county": "reporting/*.html",
    "actions": "actions.html",
    "method": "method.html",
    "data": "data.html",
}
README = {
    "home": ("index.html", "h1", 1200, "light"),
    "changes": ("counties/lanjiang.html", "#changes", 390, "light"),
    "unit": ("units/lj-qingxi-hc.html", "#indicators", 1200, "dark"),
    "plan": ("plans/jc-2017.html", "#text", 1200, "light"),
}
"""Page, what stands at the top, width and scheme of each picture of the README."""
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")
TALLEST = 6000
"""Pixels of a page that a picture shows at most."""


def main(site: Path, target: Path, chosen: list[str]) -> None:
    """Take the pictures."""
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        for (kind, pattern), width, scheme in product(KINDS.items(), WIDTHS, SCHEMES):
            found = sorted(site.glob(pattern), key=lambda path: path.stat().st_size)
            if not found or (chosen and kind not in chosen):
                continue
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
            )
            page = context.new_page()
            page.goto(found[-1].absolute().as_uri())
            draw(page)
            height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            page.screenshot(path=target / f"{kind}-{width}-{scheme}.png", full_page=True, clip=clip)
            if (width, scheme) == (WIDTHS[-1], "light"):
                page.pdf(path=target / f"{kind}.pdf", prefer_css_page_size=True)
            context.close()
        browser.close()


def take_readme(site: Path, target: Path) -> None:
    """Take the pictures of the README."""
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        for name, (path, top, width, scheme) in README.items():
            size = {"width": width, "height": 900}
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto((site / path).absolute().as_uri())
            draw(page)
            page.locator(top).first.evaluate("node => node.scrollIntoView()")
            page.wait_for_timeout(500)
            page.screenshot(path=target / f"{name}.png")
        browser.close()


def draw(page: Page) -> None:
    """Bring every chart into view and wait until it is drawn."""
    for drawing in page.locator("[data-xs-chart]").all():
        drawing.scroll_into_view_if_needed()
        page.wait_for_function(
            "node => ['done', 'failed'].includes(node.dataset.xsState)",
            arg=drawing.element_handle(),
        )
    page.evaluate("scrollTo(0, 0)")


if __name__ == "__main__":
    if sys.argv[3:] == ["readme"]:
        take_readme(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
