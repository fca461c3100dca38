"""Rendering: front matter that cannot break out, addresses, which template wins."""

from __future__ import annotations

import html
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import html5lib
import markdown
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment

from generator.problems import RenderError
from generator.render import _front_matter, environment, heading, render, said
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
    tmp_path.mkdir(exist_ok=True)
    for name, text in templates.items():
        (tmp_path / f"{name}.md.j2").write_text(text, encoding="utf-8")
    return tmp_path


def test_text_from_data_stays_on_its_line(tmp_path: Path) -> None:
    """A line of a text from the data cannot become a heading of the page."""
    env = environment([folder(tmp_path, a="# A\n\n<p>{{ name }}</p>")], "en")

    assert render(page("a.md.j2", name="one\n\n# two {: #x }"), env).endswith(
        "<p>one  # two {: #x }</p>\n"
    )


def test_titles_are_escaped(tmp_path: Path) -> None:
    """The theme's search shows titles as the HTML they are: none may hold markup."""
    env = environment([folder(tmp_path, a="x")], "en")
    named = replace(page("a.md.j2"), title='<img src=x onerror="alert(1)"> & co')

    meta = yaml.safe_load(render(named, env).split("---\n", 2)[1])
    assert meta["title"] == '&lt;img src=x onerror="alert(1)"&gt; &amp; co'


@given(st.text())
@example("\u2028\x85\x7f\ufeff\ufffe\U0001f600 # : \t'\"\\")
def test_front_matter_is_yaml_and_json(title: str) -> None:
    """MkDocs and the press read the same words in it, whatever they are made of."""
    made = page("a.md.j2", title=title, description=title)
    lines = _front_matter(made)
    told = {key: json.loads(value) for key, value in (x.split(": ", 1) for x in lines.splitlines())}

    assert yaml.safe_load(lines) == told
    assert html.unescape(told["title"]) == html.unescape(html.escape(title))


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

    with pytest.raises(RenderError):
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


@pytest.mark.parametrize(
    ("text", "row", "detail"),
    [
        pytest.param("x\n{% if %}", 2, "Expected an expression", id="wrong grammar"),
        pytest.param("x\n\n{{ nothing }}", 3, "'nothing' is undefined", id="nothing of that name"),
        pytest.param("{{ name | nope }}", 1, "No filter named 'nope'", id="no such filter"),
        pytest.param("x\n{% include 'b.j2' %}", 2, "'b.j2' not found", id="no such template"),
        pytest.param("{{ 1 / 0 }}", 1, "division by zero", id="arithmetic"),
        pytest.param("{{ name + 1 }}", 1, "can only concatenate", id="text and number"),
        pytest.param("{% include 'a.md.j2' %}", 1, "maximum recursion depth", id="within itself"),
    ],
)
def test_a_wrong_template_is_named(tmp_path: Path, text: str, row: int, detail: str) -> None:
    """A site's own template that cannot be used is a problem with its row, not a traceback."""
    packaged = tmp_path / "packaged"
    packaged.mkdir()
    env = environment([folder(tmp_path, a=text), packaged], "en")

    with pytest.raises(RenderError) as caught:
        render(page("a.md.j2"), env)

    (found,) = caught.value.problems
    assert str(found.where) == f"templates/a.md.j2:{row}"
    assert dict(found.words)["detail"].startswith(detail)


def test_a_template_that_is_no_utf8(tmp_path: Path) -> None:
    """A template saved in another encoding is named."""
    (tmp_path / "a.md.j2").write_bytes("县".encode("gbk"))

    with pytest.raises(RenderError) as caught:
        render(page("a.md.j2"), environment([tmp_path, tmp_path / "packaged"], "en"))

    assert str(caught.value.problems[0].where) == "templates/a.md.j2"


def test_our_own_mistake_stays_a_bug(tmp_path: Path) -> None:
    """An error of the packaged templates that is none of the site's keeps its traceback."""
    env = environment([tmp_path / "own", folder(tmp_path, a="{{ 1 / 0 }}")], "en")

    with pytest.raises(ZeroDivisionError):
        render(page("a.md.j2"), env)


def test_compiled_templates_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process compiles what has changed only, and nothing that was damaged is run."""
    templates, kept = folder(tmp_path / "own", a="{{ name }} 1"), tmp_path / "kept"
    compiled: list[str | None] = []
    really = Environment.compile

    def noting(self: Environment, *args: Any, **more: Any) -> Any:
        compiled.append(more.get("name", args[1] if len(args) > 1 else None))
        return really(self, *args, **more)

    monkeypatch.setattr(Environment, "compile", noting)

    def rendered(key: str = "program") -> str:
        sys.modules[environment.__module__]._compiled.cache_clear()  # as in another process
        env = environment([templates], "en", compiled=kept, key=key)
        return render(page("a.md.j2", name="N"), env).rpartition("\n\n")[2]

    assert [rendered(), rendered()] == ["N 1\n"] * 2
    assert len(compiled) == 1
    folder(templates, a="{{ name }} 2")
    assert [rendered(), rendered()] == ["N 2\n"] * 2
    assert len(compiled) == 2
    [stored] = (path for path in kept.rglob("*") if path.is_file())
    content = stored.read_bytes()
    for damaged in (b"", content[:40], content[:-1], content[:-9] + bytes(9)):
        stored.write_bytes(damaged)
        assert rendered() == "N 2\n"
    assert len(compiled) == 6
    assert rendered("another program") == "N 2\n"
    assert len(compiled) == 7
