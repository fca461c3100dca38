"""The published site behind the real nginx, with the strict policy that came with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator import pipeline
from generator.settings import read_settings
from tests.browser.kinds import KINDS, specimen
from tests.publishing.made import bring
from tests.publishing.nginx import nginx
from tests.publishing.test_nginx import configure

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTEN = """
window.xsViolations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.xsViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="module")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Publish the demonstration and serve it with its own configuration."""
    folder = tmp_path_factory.mktemp("published")
    bring(site, folder / "target")
    configure(folder / "target", site)
    with nginx(folder / "target", folder / "nginx") as address:
        yield address


class Strict:
    """A page that notes what the policy forbade and what else went wrong."""

    def __init__(self, page: Page, root: str) -> None:
        self.page, self.root = page, root
        self.complaints: list[str] = []
        page.add_init_script(LISTEN)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda asked: self.complaints.append(f"failed: {asked.url}"))
        page.on("console", lambda said: self._note(said.type in ("error", "warning"), said.text))
        page.on("response", lambda came: self._note(came.status >= 400, came.url))

    def _note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Open a page and bring all of its charts into view."""
        self.page.goto(self.root + path)
        drawings = self.page.locator("[data-xs-chart]")
        for number in range(drawings.count()):
            drawings.nth(number).scroll_into_view_if_needed()
            self.page.wait_for_function(
                "node => ['done', 'failed'].includes(node.dataset.xsState)",
                arg=drawings.nth(number).element_handle(),
            )
        self.page.wait_for_load_state("networkidle")
        return self.page

    def violations(self) -> list[str]:
        """List what the policy forbade on the page that is open."""
        found: list[str] = self.page.evaluate("window.xsViolations")
        return found


@pytest.fixture
def strict(browser: Browser, published: str) -> Iterator[Strict]:
    """Open a fresh page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Strict(context.new_page(), published)
    context.close()


@pytest.mark.parametrize("kind", [*KINDS, "en/index.html", "en/units/*.html"])
def test_policy_forbids_nothing_that_is_there(strict: Strict, site: Path, kind: str) -> None:
    """Every kind of page is shown whole: no violation, nothing lost, all charts drawn."""
    page = strict.open(specimen(site, kind))

    assert strict.violations() == []
    assert strict.complaints == []
    assert page.locator("[data-xs-state=failed]").count() == 0


@pytest.fixture(scope="module")
def inside(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Build, publish and serve the internal edition; give the site and its address."""
    folder = tmp_path_factory.mktemp("inside")
    shutil.copy(root / "mkdocs.yml", folder)
    shutil.copytree(root / "data", folder / "data")
    settings = read_settings(folder / "mkdocs.yml", edition="internal", locales=("zh",))
    site = pipeline.build(settings).site_dir
    bring(site, folder / "target", "internal")
    configure(folder / "target", site, "internal")
    (folder / "target/passwords").write_text("name:{PLAIN}geheim\n")
    with nginx(folder / "target", folder / "nginx") as address:
        yield site, address


@pytest.mark.parametrize("kind", ["index.html", "review.html", "review/*.html", "withheld.html"])
def test_policy_of_the_internal_edition(
    browser: Browser, inside: tuple[Path, str], kind: str
) -> None:
    """Its own pages are shown whole to those who know name and password."""
    site, address = inside
    context = browser.new_context(http_credentials={"username": "name", "password": "geheim"})
    strict = Strict(context.new_page(), address)
    page = strict.open(specimen(site, kind))

    assert page.locator(".xs-internal").count() == 1
    assert strict.violations() == []
    assert strict.complaints == []
    context.close()


def test_policy_is_in_force(strict: Strict) -> None:
    """What is slipped in is not run, so the tests above would have noticed."""
    page = strict.open("index.html")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.xsSlipped = 1";
          document.body.append(script);
          document.body.setAttribute("style", "color: red");
        }"""
    )
    page.wait_for_function("window.xsViolations.length === 2")

    assert page.evaluate("window.xsSlipped") is None
    assert page.evaluate("document.body.style.color") == ""


def test_search_finds(strict: Strict) -> None:
    """The theme's search works in its worker, and so does the directory of units."""
    page = strict.open("index.html")
    page.locator(".md-search__input").click()
    page.keyboard.insert_text("清溪")
    page.keyboard.press("Shift")

    found = page.locator("a[href*='units/']:visible").filter(has_text="清溪镇卫生院")
    expect(found.first).to_be_visible()
    page.locator(".md-search__input").fill("")
    page.keyboard.insert_text("序时")
    page.keyboard.press("Shift")
    expect(page.locator(".md-search-result__item a:visible").first).to_be_visible()
    assert strict.violations() == []
    assert strict.complaints == []


def test_tables_sort(strict: Strict, site: Path) -> None:
    """A table is sorted by the button in its head."""
    page = strict.open(specimen(site, "counties/*.html"))
    button = page.locator("th button").first
    button.click()

    expect(page.locator("th[aria-sort]").first).to_be_visible()
    assert strict.violations() == []


@pytest.mark.parametrize("form", ["SVG", "PNG"])
def test_charts_are_saved(strict: Strict, site: Path, server: str, form: str) -> None:
    """A saved chart is the same file, to the byte, as without any policy."""
    unit = specimen(site, "units/*.html")
    strict.open(unit)
    saved = save(strict.page, form)
    forbidden = strict.violations()
    strict.root = server
    strict.open(unit)

    assert len(saved) > 1000
    assert saved == save(strict.page, form)
    assert forbidden == []


def save(page: Page, form: str) -> bytes:
    """Save the first chart with a line; give the file."""
    figure = page.locator("figure.xs-chart:has(.mark-line)").first
    with page.expect_download() as waiting:
        figure.get_by_role("button", name=form).click()
    return Path(waiting.value.path()).read_bytes()


def test_what_is_lost_is_said_in_the_site(strict: Strict) -> None:
    """The page for what is not there has its styles, in the language of its place."""
    for path, words in (("units/nowhere.html", "没有这个页面"), ("en/x/y/z.html", "no such page")):
        page = strict.page
        page.goto(strict.root + path)

        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(words, re.I))
        assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == (
            "sticky"
        )
        assert strict.violations() == []
