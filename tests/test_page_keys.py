"""The key of a page changes with whatever its template can see."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from generator.model import Evaluation
from generator.pages import all_pages
from generator.pages.rows import rows
from generator.pipeline.page_keys import changed_pages, page_key
from generator.schema.page import Page
from tests.pages import sample


@pytest.fixture(scope="module")
def judged() -> Evaluation:
    """Judge the small site."""
    return sample.evaluation()


def pages(judged: Evaluation) -> list[Page]:
    """Make all its pages."""
    return list(all_pages(judged, sample.settings(), "zh"))


def test_same_pages_have_the_same_keys(judged: Evaluation) -> None:
    """What is made of the same tables, with objects of its own, has the same key."""
    first, second = pages(judged), pages(judged)

    assert len({page.template for page in first}) == 10
    assert [page_key(page, "b") for page in first] == [page_key(page, "b") for page in second]


def test_all_that_a_template_sees_is_in_the_key(judged: Evaluation) -> None:
    """Another value of any variable, and of what stands around the page, is another key."""
    for page in {page.template: page for page in pages(judged)}.values():
        others = [
            replace(page, context=replace(page.context, **{field.name: "another"}))
            for field in fields(page.context)
        ]
        others += [replace(page, **{name: "another"}) for name in ("title", "description")]
        others += [replace(page, template="x"), replace(page, in_search=not page.in_search)]
        keys = [page_key(page, "b"), page_key(page, "c"), *(page_key(one, "b") for one in others)]
        assert len(set(keys)) == len(keys)


def test_cells_of_rows_are_in_the_key(judged: Evaluation) -> None:
    """Rows, which have classes of their own, count by their names and cells."""
    page = pages(judged)[0]
    first, *_ = rows(judged.tables["indicators"])
    found = [
        page_key(replace(page, context=(row,)), "")
        for row in (first, first._replace(name="another"), tuple(first))
    ]

    assert len(set(found)) == 3


def test_only_changed_pages_are_given(judged: Evaluation) -> None:
    """A key that is known counts, whatever the page holds; others are made and noted."""
    made = pages(judged)[:3]
    last: dict[str, str] = {}
    assert list(changed_pages(made, "", {}, last)) == made
    other = replace(made[1], title="another")
    keys = {str(made[2].path): "of its rows"}

    assert list(changed_pages([made[0], other, made[2]], "", last, keys)) == [other, made[2]]
    assert keys[str(made[0].path)] == last[str(made[0].path)]
    assert keys[str(made[2].path)] == "of its rows"
