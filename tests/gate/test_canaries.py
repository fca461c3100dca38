"""Nothing of what the public may not see is in any file, and what is put there is found."""

from __future__ import annotations

import gzip
import html
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from generator import pipeline
from generator.cli import cli
from generator.problems import Code, GateError
from generator.resources import resource
from tests.changing import rows_of
from tests.gate.conftest import Planted
from tests.gate.planting import all_texts

pytestmark = pytest.mark.slow

Leak = Callable[[Path, str], None]


def test_two_hundred_are_planted(planted: Planted) -> None:
    """They are many, each is another, and the site has files of every kind to hide in."""
    names = [path.suffix for path in planted.settings.site_dir.rglob("*")]

    assert len(planted.canaries) >= 200
    assert len(set(planted.canaries)) == len(planted.canaries)
    assert {".html", ".json", ".js", ".csv", ".xlsx", ".svg"} <= set(names)
    assert "雀鸣" not in resource("templates").joinpath("home.md.j2").read_text("utf-8")


def test_none_survives(planted: Planted) -> None:
    """No canary is in any file of either language, nor in its name, nor packed in it."""
    found = {
        (name, canary)
        for name, text in all_texts(planted.settings.site_dir)
        for canary in planted.canaries
        if canary in text
    }

    assert found == set()


def test_the_internal_edition_knows_them(planted: Planted) -> None:
    """They stand in what the site is made from: the data were read, and are not public."""
    rows = rows_of(planted.settings.data_dir / "targets.csv")

    assert sum(row["note"].startswith("雀鸣") for row in rows) > 20


def append(name: str, form: Callable[[str], str] = str) -> Leak:
    """Put a text at the end of a file, in some form."""

    def leak(site: Path, text: str) -> None:
        path = site / name
        path.write_bytes(path.read_bytes() + f"\n{form(text)}\n".encode())

    return leak


def in_gz(site: Path, text: str) -> None:
    """Put a text into a compressed page."""
    (site / "index.html.gz").write_bytes(gzip.compress(f"<p>{text}</p>".encode(), mtime=0))


def in_part(part: str) -> Leak:
    """Put a text into a part of a workbook."""

    def leak(site: Path, text: str) -> None:
        path = site / "data/behind.xlsx"
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
            for name, content in parts.items():
                more = f"<!--{text}-->".encode() if name == part else b""
                book.writestr(name, content + more)
        path.write_bytes(packed.getvalue())

    return leak


def in_name(site: Path, text: str) -> None:
    """Name a file after a text."""
    (site / "data" / f"{text}.csv").write_text("a\n", "utf-8")


def in_sitemap(site: Path, text: str) -> None:
    """Put a text into an address of a sitemap."""
    place = f"<urlset><url><loc>https://example.org/{quote(text)}.html</loc></url></urlset>"
    (site / "sitemap.xml").write_text(place, "utf-8")


def in_search(site: Path, text: str) -> None:
    """Put a text into the search index, its words apart as the theme's cutting leaves them."""
    path = site / "search/search_index.json"
    entry = json.dumps("\u200b".join([text[:3], text[3:]]))
    path.write_bytes(path.read_bytes() + entry.encode())


LEAKS: dict[str, Leak] = {
    "page": append("index.html", lambda text: f"<p>{text}</p>"),
    "page in English": append("en/index.html", lambda text: f"<!-- {text} -->"),
    "page in entities": append("method.html", lambda text: "".join(f"&#{ord(c)};" for c in text)),
    "alt text": append("glossary.html", lambda text: f'<img alt="{text}">'),
    "address in a page": append("data.html", lambda text: f'<a href="{quote(text)}"></a>'),
    "chart data": append("actions.html", lambda text: f"<div data-xs-chart='{text}'></div>"),
    "table of rows": append("data/targets.csv"),
    "JSON": append("data/assessments.json", json.dumps),
    "script": append("assets/glossary.js", lambda text: f"/* {text} */"),
    "drawing": append("assets/favicon.svg", lambda text: f"<title>{text}</title>"),
    "directory": append("assets/directory/units.js", json.dumps),
    "worksheet": in_part("xl/sharedStrings.xml"),
    "properties of a workbook": in_part("docProps/core.xml"),
    "compressed page": in_gz,
    "name of a file": in_name,
    "sitemap": in_sitemap,
    "search index": in_search,
}


@pytest.mark.parametrize("kind", LEAKS)
def test_leak_is_found(planted: Planted, tmp_path: Path, kind: str) -> None:
    """Of each kind of file the gate names the one with a leak, and only that."""
    site = tmp_path / "site"
    shutil.copytree(planted.settings.site_dir, site)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    LEAKS[kind](site, planted.canaries[-3])
    changed = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and before.get(path) != path.read_bytes()
    }

    with pytest.raises(GateError) as caught:
        pipeline.pass_gate(planted.built.whole, planted.settings, pipeline.How(), site)

    assert {found.where.file for found in caught.value.problems} == changed
    assert {found.code for found in caught.value.problems} == {Code.SECRET_PUBLISHED}
    if kind != "name of a file":
        assert planted.canaries[-3] not in str(caught.value)


def test_each_canary_would_be_found(planted: Planted, tmp_path: Path) -> None:
    """Whatever is planted is told, but for properties of workbooks, which are never read."""
    lines = "".join(f"<p>{html.escape(text)}</p>\n" for text in planted.canaries)
    (tmp_path / "index.html").write_text(lines, "utf-8")

    with pytest.raises(GateError) as caught:
        pipeline.pass_gate(planted.built.whole, planted.settings, pipeline.How(), tmp_path)

    rows = {found.where.row for found in caught.value.problems}
    unread = {planted.canaries[row - 1] for row in {*range(1, len(planted.canaries))} - rows}
    assert len(unread) == 3, unread


def test_published_site_stays(planted: Planted) -> None:
    """A site's own template that tells a secret stops the build; the site is as it was."""
    settings = planted.settings
    before = {path: path.read_bytes() for path in settings.site_dir.rglob("*") if path.is_file()}
    own = settings.templates_dir / "home.md.j2"
    packaged = resource("templates").joinpath("home.md.j2").read_text("utf-8")
    own.write_text(f"{packaged}\n<p>{planted.canaries[-1]}</p>\n", "utf-8")
    try:
        arguments = ["build", "-f", str(settings.config_file), "--locale", "en", "--jobs", "1"]
        said = CliRunner().invoke(cli, arguments, prog_name="xushi", catch_exceptions=False)
    finally:
        own.unlink()

    assert said.exit_code == 1
    assert "en/index.html:" in said.stderr
    assert "[secret-published]" in said.stderr
    after = {path: path.read_bytes() for path in settings.site_dir.rglob("*") if path.is_file()}
    assert after == before
