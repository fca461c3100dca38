"""The pressed site is the site that MkDocs makes of the same reports/, page by page."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import material
import pytest
import yaml

from generator import pipeline, shell
from generator.model import Evaluation
from generator.pipeline import site
from generator.pipeline.how import How
from generator.pipeline.site import build_site
from generator.settings import Settings, read_settings
from tests import written
from tests.pages import sample
from tests.press.oracle import IGNORED, differences, differences_from_mkdocs

pytestmark = pytest.mark.slow

AS_OF = dt.date(2018, 10, 12)
FEATURES = {
    "navigation": (
        *("instant", "instant.prefetch", "instant.preview", "instant.progress", "tracking", "tabs"),
        *("tabs.sticky", "sections", "expand", "path", "prune", "indexes", "top", "footer"),
    ),
    "toc": ("follow", "integrate"),
    "header": ("autohide",),
    "search": ("suggest", "highlight", "share"),
    "content": (
        *("action.edit", "action.view", "tooltips", "footnote.tooltips", "tabs.link", "lazy"),
        *("code.annotate", "code.copy", "code.select"),
    ),
    "announce": ("dismiss",),
}
ALL = [f"{part}.{name}" for part, names in FEATURES.items() for name in names]

SECTIONS = [
    {"Whole": ["index.md", "counties/c1.md"]},
    {"Reports": ["reporting.md", {"Deeper": ["actions.md", {"Unit": "units/u1.md"}, "data.md"]}]},
    {"Method & <words>": "method.md"},
    "glossary.md",
    {"Elsewhere": "https://code.example/plans"},
]
"""A navigation with all that Material's features treat apart: sections in sections, one of them
with an index, pages at each depth, pages under another title, and a link that leads elsewhere."""

Change = Callable[[dict[str, Any]], object]

OVERRIDE = """{% extends "base.html" %}
{% block content %}{% if page %}<p>{{ page.title }} {{ page.url }} {{ page.toc | length }}</p>
{{ super() }}{% endif %}{% endblock %}
{% block footer %}{% if page %}<ol>{% for fact in page.meta.facts %}
<li><b>{{ fact | e }}</b></li>
{% endfor %}</ol>{% endif %}{% endblock %}
"""


def all_features(config: dict[str, Any]) -> None:
    """Turn on all that Material offers, with what some of it needs."""
    config["theme"].update(features=ALL)
    config.update(
        nav=SECTIONS,
        site_url="https://plans.example/progress/",
        repo_url="https://code.example/plans",
        edit_uri="edit/main/",
    )


def folders(config: dict[str, Any]) -> None:
    """Make each page the index of a folder."""
    config.update(use_directory_urls=True, site_url="https://plans.example/")
    config["plugins"].pop("offline")


def properdocs(config: dict[str, Any]) -> None:
    """Let the fork of MkDocs build the site."""
    config["extra"]["xushi"].update(builder="properdocs")


VARIANTS: dict[str, Change] = {
    "shipped": lambda config: None,
    "all-features": all_features,
    "all-features-in-folders": lambda config: (all_features(config), folders(config)),
    "no-features": lambda config: config["theme"].update(features=[]),
    "no-features-in-sections": lambda config: (
        config["theme"].update(features=[]),
        config.update(nav=SECTIONS),
    ),
    "contents-in-the-navigation": lambda config: config["theme"].update(features=["toc.integrate"]),
    "parts-only": lambda config: config["markdown_extensions"].update(toc={"toc_depth": 2}),
    "all-headings": lambda config: config["markdown_extensions"].update(
        toc={"toc_depth": 6, "permalink": "#", "baselevel": 1}
    ),
    "no-contents": lambda config: config["markdown_extensions"].update(toc={"toc_depth": 1}),
    "no-search": lambda config: config.update(plugins=[]),
    "own-theme": lambda config: None,
    "folders": folders,
    "properdocs": properdocs,
    "properdocs-own-theme": properdocs,
    "properdocs-all-features": lambda config: (properdocs(config), all_features(config)),
}


ALWAYS = ("shipped", "all-features", "no-features", "own-theme", "folders", "properdocs")
"""Variants that `make test` tries; `make test-long` tries all."""


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """Judge the small site, which has all kinds of pages and names that bite."""
    return sample.evaluation()


def lay_out(root: Path, folder: Path, evaluation: Evaluation, variant: str) -> Settings:
    """Write the configuration file of a variant, and its reports."""
    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    VARIANTS[variant](config)
    file = folder / "mkdocs.yml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    settings = read_settings(file)
    written.write(evaluation, settings)
    if variant.endswith("own-theme"):
        (settings.reports_dir / "theme/main.html").write_text(OVERRIDE)
    return settings


@pytest.mark.parametrize(
    "variant",
    [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.long) for name in VARIANTS],
)
def test_pressed_site_is_the_plain_one(
    root: Path, evaluation: Evaluation, tmp_path: Path, variant: str
) -> None:
    """Head, texts, links, ids, contents, tables, search index and site map are MkDocs' own."""
    settings = lay_out(root, tmp_path, evaluation, variant)
    said: list[str] = []
    build_site(settings, AS_OF, How(say=said.append))

    assert said == []
    assert differences_from_mkdocs(settings, AS_OF, tmp_path) == []


def test_all_features_are_those_of_the_theme() -> None:
    """A feature that the installed theme asks for, in a template or a script, is in our list."""
    theme = Path(material.__file__).parent / "templates"
    texts = [path.read_text(encoding="utf-8") for path in theme.rglob("*.html")]
    asked = {
        name for text in texts for name in re.findall(r'"([\w.]+)" (?:not )?in features', text)
    }
    words = set(re.findall(r'"([\w.]+)":', (theme / "partials/languages/en.html").read_text()))
    named = re.compile(rf'"((?:{"|".join(FEATURES)})(?:\.[a-z]+)+)"')
    for script in theme.glob("assets/javascripts/*.js"):
        asked |= set(named.findall(script.read_text(encoding="utf-8"))) - words

    assert asked == set(ALL)


def test_properdocs_differs_in_its_version_only(
    root: Path, evaluation: Evaluation, tmp_path: Path
) -> None:
    """Every file of both programs is the same, but for the tag that names what made a page."""
    settings = lay_out(root, tmp_path, evaluation, "properdocs-own-theme")
    sites = []
    for program, says in (("mkdocs", ""), ("properdocs", "ProperDocs ")):
        builder = shell.Builder(
            config_file=settings.config_file,
            docs_dir=settings.reports_dir / "zh",
            locale="",
            site_url="",
            as_of=AS_OF,
            cache_dir=tmp_path / "cache",
            program=program,
        )
        sites.append(tmp_path / program)
        shell.build_plain(builder, sites[-1])
        tag = f'<meta name="generator" content="mkdocs-{says}{version(program)}, '
        for path in sites[-1].rglob("*.html"):
            page = path.read_text(encoding="utf-8")
            assert page.count(tag) == 1
            path.write_text(page.replace(tag, ""), encoding="utf-8")

    assert differences(*sites) == []


@pytest.mark.long
def test_demonstration_is_the_plain_one(root: Path, tmp_path: Path) -> None:
    """The same holds for the demonstration in both languages."""
    shutil.copytree(root / "data", tmp_path / "data")
    shutil.copy(root / "mkdocs.yml", tmp_path)
    settings = read_settings(tmp_path / "mkdocs.yml", locales=("zh", "en"), course_months=1)
    said: list[str] = []
    shown = pipeline.build(settings, How(say=said.append))

    assert site.PLAINLY not in said
    assert differences_from_mkdocs(settings, shown.as_of, tmp_path) == []


def test_page_of_more_than_html_is_left_to_mkdocs(
    root: Path, evaluation: Evaluation, tmp_path: Path
) -> None:
    """One page with Markdown of its own: MkDocs builds them all, and it is said."""
    settings = lay_out(root, tmp_path, evaluation, "shipped")
    page = settings.reports_dir / "zh/method.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n*More* about it.\n", encoding="utf-8")
    said: list[str] = []
    build_site(settings, AS_OF, How(say=said.append))

    assert said == [site.PLAINLY]
    assert "<p><em>More</em> about it.</p>" in (settings.site_dir / "method.html").read_text()


def test_links_of_folders_lead_somewhere(
    root: Path, evaluation: Evaluation, tmp_path: Path
) -> None:
    """Where a page is the index of a folder, addresses name the folder, and it is there."""
    settings = lay_out(root, tmp_path, evaluation, "folders")
    build_site(settings, AS_OF)
    published = settings.site_dir
    lost = []
    for page in published.rglob("index.html"):
        for link in re.findall(r'\b(?:href|src)="([^"#:]+)["#]', page.read_text(encoding="utf-8")):
            target = page.parent / unquote(link)
            if not (target / "index.html" if link[-1] in "/." else target).is_file():
                lost.append((page.relative_to(published), link))

    assert lost == []


def test_few_differences_are_ignored() -> None:
    """The list of what may differ is short, and stays so."""
    assert len(IGNORED) <= 5
