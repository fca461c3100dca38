"""Pages of the demonstration data: nothing that a small site would not show goes wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pandas as pd
import pytest

from generator import pipeline
from generator.audience import for_edition, withheld_rows
from generator.model import Evaluation
from generator.pages import CONTEXTS, open_book, pages_of
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from tests.pages import sample
from tests.pages.test_pages import to_html

pytestmark = pytest.mark.slow

HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
CLAUSE = re.compile("[\u2e80-\u9fff\uff00-\uffef、]")


@pytest.fixture(scope="module")
def judged(root: Path) -> Evaluation:
    """Judge the demonstration data."""
    checked = pipeline.check(sample.settings(root=root))
    return pipeline.evaluate_tables(checked.tables, None, 5.0)


def without_chinese(frame: pd.DataFrame) -> pd.DataFrame:
    """Put other letters in the place of Chinese characters."""
    plain = {}
    for name, values in frame.items():
        if not pd.api.types.is_numeric_dtype(values) and values.dtype.kind != "M":
            letters, sign = (CLAUSE, "1.") if name == "clause" else (HAN, "x")
            values = values.astype(object).map(
                lambda cell, letters=letters, sign=sign: (
                    letters.sub(sign, cell) if isinstance(cell, str) else cell
                )
            )
        plain[name] = values
    return pd.DataFrame(plain)


def translated(judged: Evaluation) -> Evaluation:
    """Give the evaluation of the same site in a country that writes no Chinese."""
    frames = ("values", "revisions", "reports", "assessments", "headlines")
    return replace(
        judged,
        tables={name: without_chinese(frame) for name, frame in judged.tables.items()},
        superseded={name: without_chinese(frame) for name, frame in judged.superseded.items()},
        **{name: without_chinese(getattr(judged, name)) for name in frames},
    )


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_english_pages_hold_no_chinese_of_ours(judged: Evaluation, edition: str) -> None:
    """Whatever Chinese an English page shows comes from the data."""
    env = page_environment([resource("templates")], "en")
    shown = translated(for_edition(judged, edition))
    withheld = None if edition == "public" else withheld_rows(shown.tables)
    book = open_book(shown, sample.settings(edition=edition), "en")

    found = {page.path: HAN.findall(render(page, env)) for page in pages_of(book, withheld)}

    assert {str(path): signs for path, signs in found.items() if signs} == {}


def test_chinese_pages_hold_no_english_of_ours(judged: Evaluation) -> None:
    """No text of a Chinese page is left untranslated: no two English words follow each other."""
    env = page_environment([resource("templates")], "zh")
    words = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")
    settings = sample.settings(title="站", contact="科", edition="internal")

    for page in pages_of(open_book(judged, settings, "zh"), withheld_rows(judged.tables)):
        if str(page.path) not in ("data.md", "withheld.md"):  # name columns by their codes
            text = re.sub("<script.*?</script>|<[^>]*>", "", render(page, env).split("---\n", 2)[2])
            assert words.findall(text) == [], page.path


def test_pages_are_well_formed(judged: Evaluation) -> None:
    """Every tenth page of the demonstration, all types among them, has no parse error."""
    env = page_environment([resource("templates")], "zh")
    book = open_book(judged, sample.settings(edition="internal"), "zh")
    pages = list(pages_of(book, withheld_rows(judged.tables)))

    firsts = {page.template: page for page in reversed(pages)}
    chosen = [
        *firsts.values(),
        *pages[::10],
        *(page for page in pages if len(page.path.parts) == 1),
    ]
    needs_a_snapshot = {"changes.md.j2"}
    assert {page.template for page in chosen} == set(CONTEXTS) - needs_a_snapshot
    for page in chosen:
        parser = html5lib.HTMLParser()
        parser.parseFragment(to_html(render(page, env)))
        assert parser.errors == [], page.path


def test_a_way_is_drawn_as_straight_as_it_is_meant(judged: Evaluation, root: Path) -> None:
    """Rounding bends no expected course: none ever falls where the target grows from nothing."""
    shown = for_edition(judged, "public")
    book = open_book(shown, sample.settings(root=root), "zh")
    unit = next(page for page in pages_of(book) if page.path.stem == "lj-hospital")
    parts = {part.indicator.id: part.points for part in unit.context.parts}

    words = [point.expected for point in parts["expert-studios"]]

    assert words[:6] == ["0.08个", "0.17个", "0.25个", "0.33个", "0.42个", "0.5个"]


def test_interval_is_that_of_its_own_value(judged: Evaluation) -> None:
    """What chance could do stands beside the value it was worked out from, not another month's."""
    book = open_book(judged, sample.settings(), "en")
    wrong, n = [], 0
    for page in pages_of(book):
        for line in getattr(page.context, "lines", ()):
            if getattr(line, "interval", ""):
                n += 1
                low, high = (re.search(r"[\d.]+", end) for end in line.interval.split(" to "))
                if not float(low[0]) - 0.05 <= line.number <= float(high[0]) + 0.05:
                    wrong.append((page.path, line.entity.text, line.value, line.interval))

    assert n > 100
    assert wrong == []
