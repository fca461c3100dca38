"""The internal edition: what is to be decided, what the public does not see; none of it public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from generator.audience import for_edition, withheld_rows
from generator.model import Evaluation
from generator.pages import open_book, pages_of, pages_of_counties
from generator.pages.findings import contradictions, jumps
from generator.pipeline import check, evaluate_tables, page_environment
from generator.pipeline.protecting import small_numbers
from generator.render import render
from generator.resources import resource
from generator.settings import read_settings
from tests.pages import sample
from tests.pages.tables import typed_tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demonstration(root: Path) -> Evaluation:
    """Judge the demonstration."""
    return evaluate_tables(check(read_settings(root / "mkdocs.yml")).tables, None, 5)


INDICATORS = [
    {"indicator_id": "visits", "name": "Visits", "measure": "flow", "decimals": 0},
    {"indicator_id": "built", "name": "Built", "measure": "cumulative", "decimals": 0},
    {"indicator_id": "grade", "name": "Grade", "measure": "grade", "scale": "c|b|a"},
]


def figures(indicator_id: str, numbers: Sequence[float], **more: Any) -> pd.DataFrame:
    """Write one figure a month from January 2018 on, as `generator.rollup` gives them."""
    months = pd.period_range("2018-01", periods=len(numbers), freq="M")
    frame = pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "entity_id": "u1",
            "period": months.astype(str),
            "period_start": months.start_time,
            "period_end": months.end_time.normalize(),
            "value": np.array(numbers, dtype=float),
            "reported_value": np.nan,
            "computed_value": np.nan,
        }
    )
    return frame.assign(**more)


def known(values: pd.DataFrame, reviews: Sequence[dict[str, Any]] = ()) -> Evaluation:
    """Put figures where findings look for them."""
    return replace(
        sample.evaluation(),
        values=values,
        tables=typed_tables(indicators=INDICATORS, reviews=reviews),
    )


@pytest.mark.parametrize(
    ("indicator_id", "numbers", "is_jump"),
    [
        ("visits", [100, 104, 98, 101, 99, 103, 970], True),
        ("visits", [100, 104, 98, 101, 99, 103, 106], False),
        ("visits", [100, 104, 98, 101, 99, 970], False),
        ("visits", [100, 400, 100, 100, 101, 99, 390], False),
        ("built", [10, 21, 30, 41, 50, 61, 70], False),
        ("built", [10, 21, 30, 41, 50, 61, 610], True),
        ("grade", [1, 1, 1, 1, 2, 1, 3], False),
    ],
)
def test_jumps(indicator_id: str, numbers: list[float], is_jump: bool) -> None:
    """The newest figure is far from what went before, in its own terms, with enough before it."""
    found = jumps(known(figures(indicator_id, numbers)))

    assert found["period"].tolist() == ([f"2018-{len(numbers):02}"] if is_jump else [])


def test_settled_jump_is_not_asked_about_again() -> None:
    """What the office verified or the unit explained is out of the queue."""
    values = figures("visits", [100, 104, 98, 101, 99, 103, 970])
    review = {"indicator_id": "visits", "entity_id": "u1", "period": "2018-07"}

    assert len(jumps(known(values, [{**review, "decision": "rejected"}]))) == 1
    for decision in ("verified", "explained"):
        assert jumps(known(values, [{**review, "decision": decision}])).empty


def test_contradictions() -> None:
    """Two sources differ by more than the figures' own decimals can do; the newest come first."""
    values = figures("visits", [1, 2, 3])
    values["reported_value"], values["computed_value"] = [10.0, 20.0, 30.0], [10.4, 22.0, 31.0]

    found = contradictions(known(values))

    assert found[["period", "difference"]].to_numpy().tolist() == [["2018-03", -1], ["2018-02", -2]]


def test_pages_are_of_the_internal_edition_only(demonstration: Evaluation, root: Path) -> None:
    """The public edition has neither the pages nor a link to them; the internal one has both."""
    internal = open_book(demonstration, sample.settings(root=root, edition="internal"), "en")
    shown = for_edition(demonstration, "public")
    public = open_book(shown, sample.settings(root=root), "en")

    names = {str(page.path) for page in pages_of(internal, withheld_rows(demonstration.tables))}
    own = {name for name in names if name.startswith(("review", "withheld", "meeting"))}

    assert {"review.md", "withheld.md", "review/lanjiang.md", "meeting/lanjiang.md"} <= own
    assert not own & {str(page.path) for page in pages_of(public)}


def test_pages_say_what_they_are(demonstration: Evaluation, root: Path) -> None:
    """Each internal page says that it is not for the public; figures name files and rows."""
    book = open_book(demonstration, sample.settings(root=root, edition="internal"), "en")
    pages = {str(page.path): page for page in pages_of(book, withheld_rows(demonstration.tables))}

    chosen = [
        page
        for name, page in pages.items()
        if name.startswith(("index", "review", "meeting", "with", "units/lj-hospital"))
    ]
    env = page_environment([resource("templates")], "en")
    texts = [render(page, env) for page in chosen]

    assert all("not for the public" in text for text in texts)
    assert any("observations/2018-" in text for text in texts)
    assert {row.rule for row in pages["withheld.md"].context.withheld}


def test_meeting_pack(demonstration: Evaluation, root: Path) -> None:
    """It holds each red once, under who leads it, and each missing report and overdue action."""
    book = open_book(demonstration, sample.settings(root=root, edition="internal"), "en")
    pages = {str(page.path): page for page in pages_of(book, withheld_rows(demonstration.tables))}
    pack, queue = pages["meeting/lanjiang.md"].context, pages["review/lanjiang.md"].context.queue

    under = [(part, item) for part in pack.answering for item in part.verdicts]
    reds = {
        (item.id, item.entity_id) for item in book.verdicts.by_county["lanjiang"] if item.is_red
    }
    assert sorted((item.id, item.entity_id) for _, item in under) == sorted(reds)
    assert all(part.units == (item.leads or (item.entity,)) for part, item in under)
    assert sum(len(part.reports) for part in pack.silent) == len(queue.missing) == pack.n_missing
    assert pack.overdue == queue.overdue
    text = render(pages["meeting/lanjiang.md"], page_environment([resource("templates")], "en"))
    assert text.count('class="xs-room"') == len(reds) + len(pack.silent) + len(pack.overdue) + len(
        pack.questions
    )


def test_small_numbers_are_listed_by_county(demonstration: Evaluation, root: Path) -> None:
    """Each figure of persons that the public does not see stands on its county's page, by rule."""
    book = open_book(demonstration, sample.settings(root=root, edition="internal"), "en")
    found = small_numbers(demonstration, 5)

    pages = [
        page for page in pages_of_counties(book, withheld=found) if page.path.parts[0] == "withheld"
    ]

    assert len(pages) == len(book.own)
    assert sum(page.context.n for page in pages) == len(found) > 20
    assert {row.rule for page in pages for row in page.context.withheld} == {
        "fewer persons than may be shown",
        "would give a small number away",
    }


def test_withheld_rows_are_those_that_go(demonstration: Evaluation) -> None:
    """The list names exactly the rows that the public edition is made without."""
    shown = for_edition(demonstration, "public")
    listed = withheld_rows(demonstration.tables)["table"].value_counts().to_dict()
    gone = {name: n for name, n in shown.withheld.items() if name != "observations"}

    assert listed == gone
    assert set(withheld_rows(demonstration.tables)["rule"]) - {""}
    assert "" not in set(withheld_rows(demonstration.tables)["rule"])
