"""A plan's page with its full text: marks, notes, addresses, and nothing of what is not public."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.audience import for_edition
from generator.model import Evaluation
from generator.pages import all_pages
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from tests.pages import sample
from tests.pages.test_pages import Addresses, to_html

TEXT = """# Title
## One
We promise [many toilets](t6) and [<b>more</b>](t7).
"""


def plan_page(judged: Evaluation, text: str, edition: str = "public", plan_id: str = "p2") -> str:
    """Render the page of a plan, by default the second, which has a text."""
    shown = for_edition(replace(judged, texts={"p2": text}), edition)
    pages = {str(page.path): page for page in all_pages(shown, sample.settings(), "en")}
    env = page_environment([resource("templates")], "en")
    return to_html(render(pages[f"plans/{plan_id}.md"], env))


@pytest.fixture(scope="module")
def page(judged: Evaluation) -> str:
    """The page with all its promises marked."""
    return plan_page(judged, TEXT)


def test_promises_are_marked_in_place(page: str) -> None:
    """The words lead to the verdict, the verdict stands beside them, each address once."""
    addresses = Addresses(page)

    assert {"t-t6", "t-t7", "v-t6", "v-t7"} <= set(addresses.anchors)
    assert len(addresses.anchors) == len(set(addresses.anchors))
    assert 'href="#v-t6">many toilets</a>' in page
    assert "&lt;b&gt;more&lt;/b&gt;</a>" in page


def test_single_units_are_not_in_the_search(judged: Evaluation) -> None:
    """Hundreds of verdicts of one promise would make the theme's index too large to load."""
    page = plan_page(judged, TEXT, plan_id="p1")
    apart = '<details class="xs-details" data-search-exclude="1"><summary>'

    assert 'class="xs-each"' in page
    for before in page.split('<ul class="xs-each">')[:-1]:
        assert before.rindex("<details") == before.rindex(apart)


def test_notes_lead_to_indicator_unit_and_rule(page: str) -> None:
    """From the clause one gets to what is measured and how it is judged."""
    note = page[page.index('id="v-t6"') : page.index('id="v-t7"')]

    assert 'href="../indicators/toilets' in note
    assert 'href="../method.html#r-' in note


def test_what_the_text_leaves_unmarked_is_listed_below(judged: Evaluation) -> None:
    """No promise is lost because nobody marked it."""
    page = plan_page(judged, "Only [toilets](t6).")

    assert page.index('id="unmarked"') < page.index('id="t-t7"')


@pytest.mark.slow
def test_a_target_that_is_not_public_leaves_plain_words(judged: Evaluation) -> None:
    """Its words stay, since the plan is public; its id, its verdict and its light do not."""
    targets = judged.tables["targets"]
    hidden = targets.assign(public=targets["public"] & (targets["target_id"] != "t7"))
    page = plan_page(replace(judged, tables={**judged.tables, "targets": hidden}), TEXT)

    assert "&lt;b&gt;more&lt;/b&gt;." in page
    assert "t7" not in page


def test_text_of_a_plan_without_public_targets_is_withheld(judged: Evaluation) -> None:
    """The public edition has neither the page nor the text."""
    targets = judged.tables["targets"]
    hidden = targets.assign(public=targets["public"] & (targets["plan_id"] != "p2"))
    whole = replace(judged, tables={**judged.tables, "targets": hidden}, texts={"p2": TEXT})

    assert for_edition(whole, "public").texts == {}
    assert for_edition(whole, "internal").texts == {"p2": TEXT}


def test_deepest_heading_is_a_heading(judged: Evaluation) -> None:
    """HTML knows six levels; a seventh sign would be shown as text."""
    text = "\n".join("#" * level + f" Depth {level}" for level in range(1, 7))

    made = plan_page(judged, text)

    assert "# Depth" not in made
    assert made.count(">Depth 6") == 1
