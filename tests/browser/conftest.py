"""The demonstration site, built once, and a real browser to open it in."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator import pipeline
from generator.settings import read_settings


@pytest.fixture(scope="session")
def site(once: Callable[[str, Callable[[Path], object]], Path], root: Path) -> Path:
    """Build the demonstration site in both languages, once for all processes."""

    def build(folder: Path) -> None:
        shutil.copy(root / "mkdocs.yml", folder)
        shutil.copytree(root / "data", folder / "data")
        pipeline.build(read_settings(folder / "mkdocs.yml", locales=("zh", "en")))

    return once("demonstration", build) / "site/public"


class _Silent(http.server.SimpleHTTPRequestHandler):
    """Serve a folder and say nothing."""

    def log_message(self, *words: object) -> None:
        """Keep the log of requests out of the tests' output."""


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """Serve the site on this machine; give the address of its root."""
    serving = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Silent, directory=str(site))
    )
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_address[1]}/"
    serving.shutdown()
    serving.server_close()


@pytest.fixture(params=["server", "folder"])
def address(request: pytest.FixtureRequest, site: Path) -> str:
    """Give the root of the site, once as a server's and once as a folder's."""
    if request.param == "server":
        return str(request.getfixturevalue("server"))
    return f"{site.as_uri()}/"


class Watched:
    """A page in the browser, with what it asked for and complained of."""

    def __init__(self, page: Page, root: str) -> None:
        self.page = page
        self.root = root
        self.complaints: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._asked(request.url))

    def _console(self, message: object) -> None:
        if getattr(message, "type") in ("error", "warning"):  # noqa: B009
            self.complaints.append(getattr(message, "text"))  # noqa: B009

    def _asked(self, url: str) -> None:
        if not url.startswith((self.root, "data:", "blob:", "about:")):
            self.outside.append(url)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.root + path)
        return self.page

    def draw_all(self) -> int:
        """Bring every chart into view, wait for its drawing, and say how many there are."""
        drawings = self.page.locator("[data-xs-chart]")
        for number in range(drawings.count()):
            drawings.nth(number).scroll_into_view_if_needed()
            self.page.wait_for_function(
                "node => ['done', 'failed'].includes(node.dataset.xsState)",
                arg=drawings.nth(number).element_handle(),
            )
        return drawings.count()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Open a fresh page and watch it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Watched(context.new_page(), address)
    context.close()
