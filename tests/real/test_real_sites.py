"""The four real inputs build through the commands that any site is built with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser

from generator.cli import cli
from generator.settings import read_settings
from tests.browser.kinds import KINDS, specimen
from tests.browser.layout import faults
from tests.browser.test_axe import EVERYTHING, RUN, look
from tests.press.oracle import differences_from_mkdocs

from . import canada_cif, nhs_ae, seed_pairs, tenjo_plan
from .sites import lay_out

pytestmark = [pytest.mark.real, pytest.mark.slow]

Build = Callable[[Callable[[Path, Path], None], str], Path]


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def build(real_data: Path, seeds: Path, tmp_path: Path) -> Build:
    """Write a site's tables, check them and build the site of a day; give the published folder."""

    def build_on(write_site: Callable[[Path, Path], None], day: str) -> Path:
        source = seeds if write_site is seed_pairs.write_site else real_data
        site = tmp_path / "site"
        write_site(source, lay_out(site, "Real input"))
        config = str(site / "mkdocs.yml")

        checked = run("check", "-f", config)
        built = run("build", "-f", config, "--as-of", day, "--quiet")

        assert checked.exit_code == 0, checked.output
        assert built.exit_code == 0, built.output
        return site / "site" / "public"

    return build_on


def stems(folder: Path) -> set[str]:
    """Name the pages of a folder."""
    return {page.stem for page in folder.glob("*.html")}


def flaws(browser: Browser, published: Path, kinds: list[str]) -> list[str]:
    """Look at a page of each kind on a phone and on a desk; name what is wrong with it."""
    found = []
    page = browser.new_context(reduced_motion="reduce").new_page()
    for path in [specimen(published, kind) for kind in kinds if [*published.glob(kind)]]:
        look(page, (published / path).as_uri(), width=320)
        rules = {"rules": {**EVERYTHING, "color-contrast": {"enabled": False}}}
        found += [f"{path}: {flaw}" for flaw in page.evaluate(RUN, rules) + faults(page)]
        page.set_viewport_size({"width": 1440, "height": 900})
        found += [f"{path}: {flaw}" for flaw in faults(page)]
    page.context.close()
    return found


@pytest.mark.long
def test_hospitals_have_a_page_each(
    build: Build, real_data: Path, browser: Browser, tmp_path: Path
) -> None:
    """274 organisations, closed ones too, have 274 pages; none is heavy or hard to read.

    What the press made of them is what MkDocs makes of the same reports.
    """
    published = build(nhs_ae.write_site, "2019-04-14")

    assert stems(published / "units") == nhs_ae.read_months(real_data).keys()
    assert len(stems(published / "units")) == 274
    assert max(page.stat().st_size for page in published.rglob("*.html")) < 600_000
    assert flaws(browser, published, KINDS) == []
    settings = read_settings(published.parents[1] / "mkdocs.yml")
    assert differences_from_mkdocs(settings, dt.date(2019, 4, 14), tmp_path) == []


def test_tenjo_has_its_three_plans(build: Build) -> None:
    """The development plan and two action plans with 883 targets become three plan pages."""
    published = build(tenjo_plan.write_site, "2025-10-15")

    assert stems(published / "plans") == {"pdm", "action-2024", "action-2025"}


def test_canada_has_its_plan(build: Build) -> None:
    """136 components become one plan page and as many pages of indicators."""
    published = build(canada_cif.write_site, "2027-01-31")

    assert stems(published / "plans") == {"cif"}
    assert len(stems(published / "indicators")) == 136


def test_half_year_report_of_2006_has_its_county(build: Build) -> None:
    """On the day of the half-year report the county has a page, with a page for its plan."""
    published = build(seed_pairs.write_site, "2006-07-05")

    assert "essay-7" in stems(published / "counties")
    assert "essay-7" in stems(published / "plans")
