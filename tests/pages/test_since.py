"""Pages of what changed since a snapshot: on both editions, where there is one, and only then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from generator.differences import COLUMNS, Stage, compared
from generator.model import Evaluation, Exchange, Since
from generator.pages import Page, open_book, pages_of
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from tests.pages import sample

SINCE = Since("2018Q2", dt.date(2018, 7, 5))


def changed(judged: Evaluation, edition: str = "internal", *, nothing: bool = False) -> Evaluation:
    """Give the small site, in whose snapshot some verdicts were others."""
    now = judged.assessments
    before = now.assign(status=now["status"].astype(str).mask(now["target_id"] == "t1", "missed"))
    before.loc[before["target_id"] == "t2", "status"] = "on_schedule"
    before = before[before["target_id"] != "t6"]
    path = [Stage(None, now if nothing else before), *[Stage(Exchange.REVISED, now)] * 2]
    found = compared(path).assign(title="A <b>title</b>", entity="An entity", read_off=False)
    if edition == "public":
        found = found.assign(steps="")
    return replace(judged, differences=found, since=SINCE)


def pages(judged: Evaluation, edition: str) -> dict[str, Page]:
    """Make all pages of an edition by path."""
    book = open_book(judged, sample.settings(edition=edition), "en")
    return {str(page.path): page for page in pages_of(book)}


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["public", "internal"])
def test_pages_where_there_is_a_snapshot(judged: Evaluation, edition: str) -> None:
    """There is a page of the whole and one of each county; the worst change comes first."""
    made = pages(changed(judged, edition), edition)
    found = {path for path in made if path.startswith("changes")}

    assert found == {"changes.md", "changes/c1.md", "changes/c2.md"}
    context = made["changes.md"].context
    assert context.n == len(context.listed) > 2
    kinds = [item.direction for item in context.listed]
    assert kinds == sorted(kinds, key=["worse", "other", "better"].index)
    assert [reason.word for reason in context.reasons] == ["revised figure"]
    assert [line.county.path for line in context.counties] == [
        "changes/c1.html",
        "changes/c2.html",
    ]


def test_no_page_without_a_snapshot(judged: Evaluation) -> None:
    """A site that nothing can be compared with has neither the page nor a link to it."""
    made = pages(judged, "internal")
    text = render(made["index.md"], page_environment([resource("templates")], "en"))

    assert not [path for path in made if path.startswith("changes")]
    assert "changes.html" not in text


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_words(judged: Evaluation, locale: str) -> None:
    """Both verdicts and the reason stand in words beside their colours; names are escaped."""
    book = open_book(changed(judged), sample.settings(edition="internal"), locale)
    made = {str(page.path): page for page in pages_of(book)}
    env = page_environment([resource("templates")], locale)
    home, text = (render(made[path], env) for path in ("index.md", "changes/c1.md"))

    words = {"en": ("Missed", "revised figure"), "zh": ("逾期未完成", "数据修订")}[locale]
    assert all(word in text for word in words)
    assert "A &lt;b&gt;title" in text
    assert 'href="changes.html"' in home


def test_nothing_changed_is_said(judged: Evaluation) -> None:
    """Where all verdicts are the same, the page says so."""
    made = pages(changed(judged, nothing=True), "public")
    text = render(made["changes.md"], page_environment([resource("templates")], "en"))

    assert "No verdict changed." in text
    assert made["changes.md"].context.listed == ()


def test_columns() -> None:
    """No difference at all has the columns of some."""
    empty = pd.DataFrame({"target_id": [], "entity_id": []})

    assert list(compared([Stage(None, empty), Stage(None, empty)]).columns) == list(COLUMNS)
