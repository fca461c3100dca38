"""Names of 120 characters with no place to break hold the layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator import pipeline
from generator.settings import read_settings
from tests.browser import long_names
from tests.browser.kinds import KINDS, specimen
from tests.browser.layout import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 768, 1440)


@pytest.fixture(scope="module")
def long_site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site of long names."""
    config = long_names.write_site(root / "data", tmp_path_factory.mktemp("long"))
    return pipeline.build(read_settings(config)).site_dir


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give one page to look at all kinds in."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_layout_holds(page: Page, long_site: Path, kind: str) -> None:
    """Nothing is wider than the screen and no text covers another, on a phone and on a desk."""
    page.goto((long_site / specimen(long_site, kind)).as_uri())
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {fault}" for fault in faults(page)]

    assert found == []


def test_faults_are_found(page: Page, long_site: Path) -> None:
    """What sticks out and what covers other text is named, so that silence means something."""
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto((long_site / "method.html").as_uri())
    page.evaluate("""() => document.querySelector("article").insertAdjacentHTML("beforeend",
      `<p id="one" style="position: absolute; top: 40em">one</p>
       <p id="two" style="position: absolute; top: 40em">two</p>
       <p style="width: 1em; overflow-wrap: anywhere">column</p>
       <p style="width: 30em">${"word ".repeat(30)}</p>`)""")

    found = " ".join(faults(page))

    assert "the page is" in found
    assert 'stands on end: P.null "column"' in found
    assert "sticks out: P.null" in found
    assert 'P.null "one" upon P.null "two"' in found
