"""Pages of the small site: what is there, what is safe, what links where."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import PurePosixPath

import html5lib
import jinja2.meta
import markdown
import pytest

from generator.model import Evaluation
from generator.pages import CONTEXTS, Book, Page, open_book, pages_of
from generator.pipeline import page_environment
from generator.render import render
from generator.resources import resource
from generator.schema.results import download_paths
from tests.pages import sample

Rendered = Callable[[str], dict[str, str]]
HAN = re.compile("[\u2e80-\u9fff]")
SAYING = {"_", "_trans", "gettext", "ngettext"}
"""What a template may use on every page to speak the reader's language."""

EVERY_PAGE = (
    "index.md",
    "counties/c1.md",
    "counties/c2.md",
    "units/u1.md",
    "units/u2.md",
    "units/u3.md",
    "units/u4.md",
    "units/b1.md",
    "units/u5.md",
    "plans/p1.md",
    "plans/p2.md",
    "reporting.md",
    "reporting/c1.md",
    "actions.md",
    "actions/c2.md",
    "method.md",
    "data.md",
    "indicators/rate.md",
    "indicators/rate/c1.md",
)


def to_html(text: str) -> str:
    """Turn a page into HTML as MkDocs does."""
    body = text.split("---\n", 2)[2]
    return markdown.markdown(body, extensions=["attr_list", "toc", "tables", "fenced_code"])


class Addresses(HTMLParser):
    """Collect the links and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an address or an anchor."""
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if found.get("id"):
            self.anchors.append(str(found["id"]))


def test_every_page_type_is_there(pages: dict[str, Page]) -> None:
    """Counties, units, indicators, plans and the pages of the whole have their addresses."""
    assert set(EVERY_PAGE) <= set(pages)


@pytest.mark.parametrize(("template", "context"), CONTEXTS.items())
def test_template_and_context_agree(template: str, context: type) -> None:
    """A template uses everything its page offers, and nothing else."""
    env = page_environment([resource("templates")], "en")
    source = (resource("templates") / template).read_text(encoding="utf-8")

    used = jinja2.meta.find_undeclared_variables(env.parse(source)) - SAYING

    fields = dataclasses.fields(context)
    assert used == {field.name for field in fields}
    assert all(field.metadata["about"] for field in fields)
    assert source.startswith(f"{{# Context: {context.__name__} in ")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_links_and_anchors_resolve(rendered: Rendered, locale: str) -> None:
    """Every address of a page leads to a page, an anchor on it, or a download."""
    html = {path.replace(".md", ".html"): to_html(text) for path, text in rendered(locale).items()}
    found = {path: Addresses(text) for path, text in html.items()}
    files = {path for county in ("", "c1", "c2") for path in download_paths(county)}
    broken = []
    for path, addresses in found.items():
        assert len(addresses.anchors) == len(set(addresses.anchors)), path
        for link in addresses.links:
            target, _, anchor = link.partition("#")
            at = _resolved(path, target)
            known = found.get(at)
            if at not in files and (known is None or (anchor and anchor not in known.anchors)):
                broken.append((path, link))

    assert broken == []


def _resolved(path: str, link: str) -> str:
    parts: list[str] = (
        list(PurePosixPath(path).parts[:-1]) if link else list(PurePosixPath(path).parts)
    )
    for part in PurePosixPath(link).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_html_is_well_formed(rendered: Rendered, locale: str) -> None:
    """Every page is HTML without a parse error."""
    for path, text in rendered(locale).items():
        parser = html5lib.HTMLParser()
        parser.parseFragment(to_html(text))
        assert parser.errors == [], path


@pytest.mark.slow
@pytest.mark.parametrize("path", ["units/u1.md", "counties/c1.md", "indicators/rate/c1.md"])
def test_names_that_bite_stay_text(rendered: Rendered, path: str) -> None:
    """Markup, template code and attribute lists in a name are shown, never obeyed."""
    html = to_html(rendered("en")[path])

    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    texts = ["".join(element.itertext()) for element in tree.iter()]
    assert any(sample.NASTY in text for text in texts)
    assert "<b>bold</b>" not in html
    assert 'id="x"' not in html


def test_heading_is_the_name(rendered: Rendered) -> None:
    """The heading of a unit's page is its name, sign by sign."""
    tree = html5lib.parseFragment(
        to_html(rendered("en")["units/u1.md"]), namespaceHTMLElements=False
    )

    assert "".join(tree.find("h1").itertext()) == sample.NASTY


def test_english_pages_hold_no_chinese(rendered: Rendered) -> None:
    """With data without Chinese, no Chinese character is on an English page."""
    assert {
        path: HAN.findall(text) for path, text in rendered("en").items() if HAN.search(text)
    } == {}


def test_every_verdict_has_its_sentence(book: Book, rendered: Rendered) -> None:
    """The sentence of a verdict stands at its clause, and on the page of its unit."""
    verdict = next(item for item in book.verdicts.every if item.entity_id == "u2")

    assert verdict.sentence in rendered("en")["units/u2.md"]
    assert verdict.sentence in rendered("en")["plans/p1.md"]


def test_amended_target_is_struck(rendered: Rendered) -> None:
    """The older form of a promise stays, struck, with the document that replaced it."""
    text = rendered("en")["plans/p1.md"]

    assert (
        "<del>Rebuild toilets: at least 2,500\u00a0pcs</del> "
        '<span class="xs-muted">replaced on 1 March 2018, A 2018-9</span>'
    ) in text


def test_clauses_stand_in_their_order(rendered: Rendered) -> None:
    """Clause 2.9 comes before 2.10, whatever the order of the rows."""
    text = rendered("en")["plans/p1.md"]

    places = [text.index(f'id="t-{name}"') for name in ("t3", "t4", "t2", "t1", "t5")]
    assert places == sorted(places)


def test_plan_says_that_a_deadline_is_its_last_day(rendered: Rendered) -> None:
    """A clause without a deadline says whose day it takes."""
    assert (
        'by 31 December 2018 <span class="xs-muted">(the plan\'s last day; the clause names none)'
    ).replace("'", "&#39;") in rendered("en")["plans/p1.md"].replace("plan's", "plan&#39;s")


def test_closed_unit_says_who_took_over(rendered: Rendered) -> None:
    """A merged unit keeps its page, which says so."""
    text = rendered("en")["units/u4.md"]

    assert (
        "It existed until 31 March 2018; Second centre took over. It owes no more reports." in text
    )


def test_unit_page_shows_its_explanation(rendered: Rendered) -> None:
    """The unit's words stand beside the verdict, with the office's answer, as text."""
    text = rendered("en")["units/u2.md"]

    assert "Two &lt;nurses&gt; left." in text
    assert "Seen &amp; noted." in text


def test_unit_page_says_what_is_owed_next(pages: dict[str, Page]) -> None:
    """The next reports are those of the first period whose due day lies after the day shown."""
    due = pages["units/u2.md"].context.due

    assert [(item.indicator.text, item.period, item.due_on) for item in due] == [
        ("Deaths", "September 2018", "5 October 2018"),
        ("Managed rate", "September 2018", "5 October 2018"),
        ("Toilets rebuilt", "September 2018", "5 October 2018"),
    ]


def test_comparisons_look_three_ways(pages: dict[str, Page]) -> None:
    """A county is compared with the level above and with its peers."""
    compared = pages["counties/c1.md"].context.comparisons
    rate = next(item for item in compared if item.indicator.text == "Managed rate")

    assert [(other.name, other.value, other.difference) for other in rate.above] == [
        ("The province", "96.5%", "worse by 0.4 points")
    ]
    assert [(other.name, other.value) for other in rate.peers] == [("1 other county", "96.0%")]


def test_actions_overdue_come_first(pages: dict[str, Page]) -> None:
    """An action past its day comes before one that is closed, and says how late it is."""
    lines = pages["actions/c1.md"].context.lines

    assert [(line.title, line.state, line.late) for line in lines] == [
        ("Hire a second team", "overdue", "6 days late"),
        ("Order material", "closed", ""),
    ]


def test_reporting_calendar_counts_the_worst(pages: dict[str, Page]) -> None:
    """A month's cell shows its worst report and how many there are."""
    row = next(
        row
        for row in pages["reporting/c1.md"].context.calendar.rows
        if row.entity.text == "Third centre"
    )

    assert row.cells[-1].text == "missing 1, in time 2"
    assert (row.cells[-1].n, row.cells[-1].owed) == (1, 3)


def test_missing_reports_are_listed(pages: dict[str, Page]) -> None:
    """Each with its unit, its period and the day it was due."""
    missing = pages["reporting/c1.md"].context.missing

    assert missing
    for line in missing:
        assert (line.entity.text, line.period, line.due_on) != ("", "", "")
        assert (line.state.key, line.first_reported_on) == ("missing", "—")


def test_home_lists_few_of_many(judged: Evaluation) -> None:
    """The home page stays short however many reds there are."""
    context = next(pages_of(open_book(judged, sample.settings(), "en"))).context

    assert context.attention.n_reds == 2
    assert len(context.attention.reds) == 2
    assert [region.name for region in context.regions] == ["North East", "North West"]


@pytest.mark.slow
def test_pages_leave_the_evaluation_as_it_was(judged: Evaluation) -> None:
    """Making pages changes no table, and the same evaluation gives the same bytes."""
    before = judged.assessments.copy()
    env = page_environment([resource("templates")], "zh")

    first = [render(page, env) for page in pages_of(open_book(judged, sample.settings(), "zh"))]
    second = [render(page, env) for page in pages_of(open_book(judged, sample.settings(), "zh"))]

    assert first == second
    assert judged.assessments.equals(before)


def test_every_page_says_what_day_it_shows(rendered: Rendered) -> None:
    """Every page names its day, the office to turn to, and that all is invented."""
    for path, text in rendered("en").items():
        assert '"Data up to 6 September 2018, published as of that day."' in text, path
        assert '"Questions to: Planning section."' in text, path
        assert '"Names and figures are invented."' in text, path


@pytest.mark.parametrize(
    ("path", "locale"), [("plans/p2.md", "en"), ("plans/p2.md", "zh"), ("actions/c1.md", "zh")]
)
def test_page(
    rendered: Rendered, golden: Callable[[str, str], None], path: str, locale: str
) -> None:
    """Data and templates together give exactly this page."""
    golden(f"{locale}/{path}", rendered(locale)[path])
