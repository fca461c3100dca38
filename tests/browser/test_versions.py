"""Snapshots are found from the live site: by their list, and by the theme's version selector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from generator import pipeline
from generator.settings import read_settings
from generator.snapshots import Order, take_snapshot
from tests.browser.test_publish import Strict
from tests.changing import write_small_site
from tests.publishing.made import bring
from tests.publishing.nginx import nginx
from tests.publishing.test_nginx import configure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]

LIST = "snapshots.html"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Freeze a month of a small site, and build the site in both languages; give it."""
    root = write_small_site(tmp_path_factory.mktemp("frozen") / "site")
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("course_months: 12", "course_months: 1")
    config.write_text(text, encoding="utf-8")
    take_snapshot(config, Order("2018-08", archived=True), pipeline.How())
    return pipeline.build(read_settings(config, locales=("zh", "en"))).site_dir


@pytest.fixture(scope="module")
def address(live: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Publish the site with its snapshot, and serve it under its own strict policy."""
    folder = tmp_path_factory.mktemp("published")
    bring(live, folder / "target", snapshots=live.parents[1] / "snapshots")
    configure(folder / "target", live)
    with nginx(folder / "target", folder / "nginx") as found:
        yield found


@pytest.fixture
def strict(browser: Browser) -> Iterator[Strict]:
    """Open a fresh page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Strict(context.new_page(), "")
    context.close()


@pytest.mark.parametrize("page", [LIST, f"en/{LIST}"])
def test_from_a_folder(strict: Strict, live: Path, page: str) -> None:
    """Nothing asks for a list of versions, nothing complains, and the link leads there."""
    strict.root = live.as_uri() + "/"
    shown = strict.open(page)
    expect(shown.locator(".md-version")).to_have_count(0)
    shown.locator("a[data-xs-kept$='index.html']").click()

    expect(shown).to_have_url((live.parents[1] / "snapshots/2018-08/data/site/index.html").as_uri())
    expect(shown.locator(".md-version")).to_have_count(0)
    assert strict.complaints == []


@pytest.mark.parametrize("page", ["index.html", LIST, f"en/{LIST}"])
def test_from_a_server(strict: Strict, address: str, page: str) -> None:
    """The selector names the live site first and leads into the snapshot, which has none."""
    strict.root = address
    shown = strict.open(page)
    selector = shown.locator(".md-version")
    expect(selector.locator("a")).to_have_count(2)
    assert strict.violations() == []
    selector.hover()
    selector.locator("a", has_text="2018-08").click()

    expect(shown).to_have_url(f"{address}snapshots/2018-08/data/site/")
    expect(shown.locator(".md-version")).to_have_count(0)
    assert strict.violations() == []
    assert strict.complaints == []


@pytest.mark.parametrize("page", [LIST, f"en/{LIST}"])
def test_links_from_a_server(strict: Strict, address: str, page: str) -> None:
    """All links to the snapshot are answered."""
    strict.root = address
    shown = strict.open(page)
    links = [link.evaluate("link => link.href") for link in shown.locator("[data-xs-kept]").all()]

    assert links == [
        f"{address}snapshots/2018-08/data/site/index.html",
        f"{address}snapshots/2018-08.zip",
    ]
    assert [shown.request.head(link).status for link in links] == [200, 200]
