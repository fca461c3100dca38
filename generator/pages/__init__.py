"""Pages: what each shows, from one evaluation; the words are composed here, rendered later."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Evaluation
from generator.pages.actions import ActionsContext, action_lines, actions_pages
from generator.pages.book import open_book
from generator.pages.county import CountyContext, county_pages
from generator.pages.data import DataContext, data_pages
from generator.pages.home import HomeContext, home_pages
from generator.pages.indicator import IndicatorContext, indicator_pages
from generator.pages.method import MethodContext, method_pages
from generator.pages.plan import PlanContext, plan_pages
from generator.pages.reporting import ReportingContext, reporting_pages
from generator.pages.unit import UnitContext, unit_pages
from generator.schema.page import Page
from generator.settings import Settings

__all__ = ["CONTEXTS", "Page", "all_pages"]

CONTEXTS = {
    "home.md.j2": HomeContext,
    "county.md.j2": CountyContext,
    "unit.md.j2": UnitContext,
    "indicator.md.j2": IndicatorContext,
    "plan.md.j2": PlanContext,
    "reporting.md.j2": ReportingContext,
    "actions.md.j2": ActionsContext,
    "method.md.j2": MethodContext,
    "data.md.j2": DataContext,
}
"""The class that names a template's variables, by template."""


def all_pages(evaluation: Evaluation, settings: Settings, locale: str) -> Iterator[Page]:
    """Make every page of a site in one language.

    Args:
        evaluation: What the edition may show; whatever is in it may be shown.
        locale: One of `generator.locales.LOCALES`.
    """
    book = open_book(evaluation, settings, locale)
    lines = action_lines(book)
    yield from home_pages(book, lines)
    yield from county_pages(book, lines)
    yield from unit_pages(book, lines)
    yield from indicator_pages(book)
    yield from plan_pages(book)
    yield from reporting_pages(book)
    yield from actions_pages(book, lines)
    yield from method_pages(book)
    yield from data_pages(book)
