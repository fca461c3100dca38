"""An open page follows what is changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.served import serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAIT = 90_000
"""Milliseconds that a rebuild may take where tests run side by side."""


def test_an_open_page_follows(browser: Browser, tmp_path: Path) -> None:
    """The new figure comes by itself; what is wrong stands on the page until it is mended."""
    with serve(tmp_path / "demo") as served:
        context = browser.new_context()
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{served.address}units/lj-qingxi-hc.html")
        page.evaluate("window.isBefore = true")
        figure = "two-cancer,lj-qingxi-hc,2018-09,"

        served.change(f"{figure}197,", f"{figure}十,")
        expect(page.locator("pre[role=alert]")).to_contain_text("2018-10.csv", timeout=WAIT)
        assert page.evaluate("window.isBefore")

        served.change(f"{figure}十,", f"{figure}198,")
        page.wait_for_function("!window.isBefore", timeout=WAIT)
        expect(page.locator("pre[role=alert]")).to_have_count(0)
        assert complaints == []
        context.close()
