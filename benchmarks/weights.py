"""Weigh the pages of a built site, and time their first view on a slow phone.

    python -m benchmarks.weights [site/public]

A real chromium opens the largest page of each kind over a served copy with gzip, as a phone on
360 px. Prints a line a page with its limit beside each figure: bytes of HTML before compression;
bytes transferred until the page rests without being scrolled, the search index among them; seconds
to the largest contentful paint on a processor four times slower, at 1.6 Mbit/s and 150 ms away
(median of three); and the greatest shift of the layout, at first and with its charts drawn. Sizes
hold from machine to machine; seconds do not.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
KINDS = {
    "home": "index.html",
    "county": "counties/*.html",
    "unit": "units/*.html",
    "indicator": "indicators/*/*.html",
    "plan": "plans/*.html",
}
RUNS = 3
MOST_INDICATORS = 12
LIMITS = {"html": 60_000, "first view": 250_000, "LCP": 1.8, "CLS": 0.02}
"""Bytes, bytes, seconds, and a share; that of the HTML is for units' pages."""

SLOW_NET = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOW_PROCESSOR = 4
TEXTS = (".html", ".css", ".js", ".json", ".svg", ".xml", ".csv")

WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.lcp = e.startTime; }))
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.cls += e.value; }))
  .observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one page weighs and how fast it shows."""

    html: int
    """Bytes before compression."""
    first_view: int
    """Bytes transferred until the unscrolled page rests, with headers."""
    lcp: float
    """Seconds to the largest contentful paint."""
    cls: float
    """How far the layout moved, from the first view to the foot of the page."""


class Serving(http.server.ThreadingHTTPServer):
    """A server that remembers what it sent."""

    daemon_threads = True

    def __init__(self, site: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(Zipping, directory=str(site)))
        self.sent: dict[str, int] = {}
        """Bytes by path, with the heads of the answers."""

    @property
    def address(self) -> str:
        """The root of the site."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Zipping(http.server.SimpleHTTPRequestHandler):
    """Serve a folder, texts with gzip, as servers of public sites do."""

    protocol_version = "HTTP/1.1"
    server: Serving

    def log_message(self, *words: object) -> None:
        """Say nothing of each request."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the head of an answer and give its body."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        body = path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in TEXTS:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        head = sum(map(len, self._headers_buffer))  # type: ignore[attr-defined]
        self.server.sent[self.path] = len(body) + head
        self.end_headers()
        return BytesIO(body)


@contextmanager
def served(site: Path) -> Iterator[Serving]:
    """Serve a site on this machine."""
    server = Serving(site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def largest(site: Path, pattern: str) -> Path:
    """Find the largest page of a kind."""
    return max(sorted(site.glob(pattern)), key=lambda path: path.stat().st_size)


def n_indicators(page: Path) -> int:
    """Count the indicators of a unit's page: with a course, or of a target that it leads."""
    text = page.read_text(encoding="utf-8")
    _, _, led = text.partition('<h2 id="leading"')
    return text.count('<h3 id="i-') + led.partition("<h2")[0].count("<tr>") - ("</h2>" in led)


def weigh(browser: Browser, server: Serving, site: Path, page_file: Path, *, slow: bool) -> Weight:
    """Open a page once, as one who has never been here; if not slow, also scroll to its charts."""
    server.sent.clear()
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    if slow:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_NET)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    page.add_init_script(WATCH)
    page.goto(server.address + page_file.relative_to(site).as_posix(), wait_until="networkidle")
    page.wait_for_timeout(500)
    first_view, lcp = sum(server.sent.values()), float(page.evaluate("seen.lcp")) / 1000
    if not slow:
        _scroll(page)
    shift = float(page.evaluate("seen.cls"))
    context.close()
    return Weight(page_file.stat().st_size, first_view, lcp, shift)


def _scroll(page: Page) -> None:
    """Go down the page, so that charts draw themselves, and wait for them."""
    for drawing in page.locator("[data-xs-chart]").all()[:4]:
        drawing.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def main() -> None:
    """Print a line a page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", type=Path, nargs="?", default=Path("site/public"))
    site = parser.parse_args().site
    limits = [f"{LIMITS['html'] // 1000} kB", f"{LIMITS['first view'] // 1000} kB"]
    limits += [f"{LIMITS['LCP']} s", str(LIMITS["CLS"])]
    print(f"{'page':34}{'HTML':>12}{'first view':>12}{'LCP':>10}{'CLS':>9}")
    print(f"{'limit':34}{'units ' + limits[0]:>12}{limits[1]:>12}{limits[2]:>10}{limits[3]:>9}")
    with served(site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or CHROMIUM, args=["--no-sandbox"]
        )
        for kind, pattern in KINDS.items():
            page = largest(site, pattern)
            name = page.relative_to(site).as_posix()
            runs = [
                weigh(browser, server, site, page, slow=slow) for slow in [False] + [True] * RUNS
            ]
            print(line(kind, name, page, runs))
        browser.close()


def line(kind: str, name: str, page: Path, runs: list[Weight]) -> str:
    """Write down what several runs over one page found."""
    one = runs[0]
    lcp = statistics.median(run.lcp for run in runs[1:])
    shift = max(run.cls for run in runs)
    over = [
        name
        for name, value in (("first view", one.first_view), ("LCP", lcp), ("CLS", shift))
        if value > LIMITS[name]
    ]
    if kind == "unit" and n_indicators(page) <= MOST_INDICATORS and one.html > LIMITS["html"]:
        over.append("html")
    note = f"  over the limit: {', '.join(over)}" if over else ""
    sizes = f"{one.html / 1000:>9.1f} kB{one.first_view / 1000:>9.1f} kB"
    return f"{name:34}{sizes}{lcp:>8.2f} s{shift:>9.3f}{note}"


if __name__ == "__main__":
    main()
