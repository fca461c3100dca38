"""Rendering: front matter that cannot break out, addresses, which template wins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import html5lib
import jinja2
import markdown
import pytest
import yaml

from generator.render import environment, heading, render, said
from generator.schema.page import Frame, Link, Page

FRAME = Frame(
    site="Site",
    as_of="1 May 2018",
    next_due="",
    corrected_since="1 April 2018",
    n_corrected=0,
    facts=("Data up to: 1 May 2018", "---", "# no"),
    corrections=Link("list"),
    internal=False,
)


@dataclass(frozen=True)
class Context:
    """The variables of the templates below."""

    frame: Frame
    name: str


def page(template: str, path: str = "units/u1.md", name: str = "A & <b>", **more: object) -> Page:
    """Make a page of one template."""
    given = {"title": "T: 'x' \"y\"\n---", "description": "d", **more}
    return Page(path=PurePosixPath(path), template=template, context=Context(FRAME, name), **given)


def folder(tmp_path: Path, **templates: str) -> Path:
    """Write templates into a folder."""
    for name, text in templates.items():
        (tmp_path / f"{name}.md.j2").write_text(text, encoding="utf-8")
    return tmp_path


def test_data_are_escaped(tmp_path: Path) -> None:
    """Text from data cannot become markup."""
    env = environment([folder(tmp_path, a="<p>{{ name }}</p>")], "en")

    assert render(page("a.md.j2"), env).endswith("<p>A &amp; &lt;b&gt;</p>\n")


def test_front_matter_holds_any_title(tmp_path: Path) -> None:
    """Quotes, line ends and dashes in a title stay in the title."""
    env = environment([folder(tmp_path, a="x")], "en")

    _, meta, body = render(page("a.md.j2", in_search=False), env).split("---\n", 2)
    assert yaml.safe_load(meta) == {
        "title": "T: 'x' \"y\"\n---",
        "description": "d",
        "facts": ["Data up to: 1 May 2018", "---", "# no"],
        "search": {"exclude": True},
    }
    assert body == "\nx\n"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("index.md", "units/u.html#t-1"),
        ("units/u1.md", "../units/u.html#t-1"),
        ("indicators/i/c.md", "../../units/u.html#t-1"),
    ],
)
def test_addresses_start_at_the_root(tmp_path: Path, path: str, address: str) -> None:
    """An address written from the root of the site works from any folder."""
    env = environment([folder(tmp_path, a='<a href="~/units/u.html#t-1">{{ name }}</a>')], "en")

    text = render(page("a.md.j2", path, name='href="~/x'), env)
    assert f'<a href="{address}">href=&#34;~/x</a>' in text


def test_unknown_variable_is_an_error(tmp_path: Path) -> None:
    """A template that asks for more than its page offers does not pass in silence."""
    env = environment([folder(tmp_path, a="{{ nobody }}")], "en")

    with pytest.raises(jinja2.UndefinedError):
        render(page("a.md.j2"), env)


def test_template_of_the_site_wins(tmp_path: Path) -> None:
    """A site's own template takes the place of the packaged one of its name."""
    (tmp_path / "own").mkdir()
    (tmp_path / "packaged").mkdir()
    own = folder(tmp_path / "own", a="own")
    packaged = folder(tmp_path / "packaged", a="packaged", b="packaged")
    env = environment([own, packaged], "en")

    assert render(page("a.md.j2"), env).endswith("own\n")
    assert render(page("b.md.j2"), env).endswith("packaged\n")


@pytest.mark.parametrize(
    "name", ["*a* _b_ `c`", "[x](y) <b>", "# 1. a", "{: #x } {# y #}", "a | b \\ c ~ d", "&amp; !"]
)
def test_heading_shows_every_sign(name: str) -> None:
    """A name in a heading is shown as it is written."""
    html = markdown.markdown(f"# {heading(name)} {{: #own }}", extensions=["attr_list", "toc"])

    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert html.startswith('<h1 id="own">')
    assert "".join(tree.itertext()) == name


def test_chinese_words_are_marked_on_english_pages() -> None:
    """Those who listen to an English page hear Chinese names in Chinese."""
    assert said("清溪 <x>") == '<span lang="zh">清溪 &lt;x&gt;</span>'
    assert said("Clinic 3") == "Clinic 3"
