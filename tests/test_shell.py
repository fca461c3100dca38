"""The finished pages in the theme: same bytes anywhere, nothing from elsewhere, one step."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path, PurePosixPath

import html5lib
import pandas as pd
import pytest
import yaml

from generator import charts, shell
from generator.folders import recover, take_place, write_tree
from generator.locales import translations
from generator.pipeline.site import build_site
from generator.press import kinds_of
from generator.problems import BuildError
from generator.settings import read_settings
from tests.press.oracle import differences

AS_OF = dt.date(2018, 10, 12)
PAGE = """---
title: "{title}"
description: "截至2018年10月的进度"
facts: ["数据截至2018年10月12日"]
---

# 进度 {{: #top }}

<p>岚江县清溪镇卫生院有3项目标。</p>
"""
PAGES = {"index", "reporting", "actions", "data", "snapshots", "method", "glossary", "units/u1"}
NAMES = {
    "counties": pd.DataFrame({"name": ["岚江县"], "short_name": ["岚江"]}),
    "units": pd.DataFrame(
        {
            "name": ["清溪镇", "清溪镇卫生院"],
            "short_name": ["清溪", ""],
            "aliases": ["", "溪卫|清溪 分院"],
            "kind": ["township", "township_hospital"],
        }
    ),
}


def lay_out(site: Path, root: Path, extra: str = "") -> None:
    """Write the reports of a tiny site in both languages, and its configuration file."""
    site.mkdir(parents=True)
    (site / "mkdocs.yml").write_bytes((root / "mkdocs.yml").read_bytes())
    assets = shell.asset_files([root / "templates"])
    for locale in ("zh", "en"):
        pages = {
            PurePosixPath(f"{page}.md"): PAGE.format(title=f"&lt;{page}&gt;") for page in PAGES
        }
        pages[PurePosixPath("units/u1.md")] += extra
        specs = {PurePosixPath("assets/chart-specs.js"): charts.specs_script(locale)}
        write_tree(assets | pages | specs, site / "reports/public" / locale, AS_OF)
    for name, files in shell.shell_files([root / "templates"], ("zh", "en"), "zh", NAMES).items():
        write_tree(files, site / "reports/public" / name, AS_OF)


def build(site: Path) -> Path:
    """Build the tiny site as the pipeline does."""
    settings = read_settings(site / "mkdocs.yml", locales=("zh", "en"))
    build_site(settings, AS_OF)
    return settings.site_dir


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Give bytes and time of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Build the tiny site once for all that only look at it."""
    site = tmp_path_factory.mktemp("shell") / "site of one"
    lay_out(site, root)
    build(site)
    return site


def test_tree_is_made_to_hold_exactly_the_files(tmp_path: Path) -> None:
    """What changed is written, what is no longer wanted goes, the rest is left alone."""
    first = {PurePosixPath("a.md"): "一", PurePosixPath("old/b.md"): b"2"}
    write_tree(first, tmp_path, AS_OF)
    changed = write_tree({PurePosixPath("a.md"): "一", PurePosixPath("c.md"): "3"}, tmp_path, AS_OF)

    assert changed == [PurePosixPath("c.md"), PurePosixPath("old/b.md")]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md", "c.md"]
    assert (tmp_path / "a.md").stat().st_mtime == dt.datetime(
        2018, 10, 12, tzinfo=dt.UTC
    ).timestamp()


def test_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """The two change places, and nothing of either is left beside them."""
    for name in ("new", "published"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name)

    take_place(tmp_path / "new", tmp_path / "published")

    assert (tmp_path / "published/index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["published"]


def test_a_build_cut_off_between_two_renames_is_mended(tmp_path: Path) -> None:
    """Where folders cannot change places at once, the parked one comes back."""
    (tmp_path / ".public.old").mkdir()
    (tmp_path / ".public.old/index.html").write_text("published")

    recover(tmp_path / "public")

    assert (tmp_path / "public/index.html").read_text() == "published"


def test_names_stay_whole_in_the_search(root: Path) -> None:
    """Places and short names are in the dictionary; a name with a space cannot be."""
    files = shell.shell_files([root / "templates"], ("zh",), "zh", NAMES)

    assert files["search"][PurePosixPath("words.txt")].decode().split() == [
        *("岚江", "100000", "岚江县", "100000", "清溪", "100000"),
        *("清溪镇", "100000", "溪卫", "100000"),
    ]


def test_own_template_wins(tmp_path: Path, root: Path) -> None:
    """A site's own file takes the place of the packaged one of the same name."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/xushi.css").write_bytes(b"own")
    (tmp_path / "assets/__pycache__").mkdir()
    (tmp_path / "assets/__pycache__/make.cpython-311.pyc").write_bytes(b"compiled")

    files = shell.asset_files([tmp_path, root / "templates"])

    assert files[PurePosixPath("assets/xushi.css")] == b"own"
    assert PurePosixPath("assets/charts.js") in files
    assert not [path for path in files if path.suffix in (".py", ".pyc", ".md")]


def test_colours_of_other_languages_follow_the_configuration(root: Path) -> None:
    """`palette` repeats mkdocs.yml in other words, so it must repeat all of it."""
    ours = shell.palette(str)
    written = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))["theme"]["palette"]

    for one, other in zip(ours, written, strict=True):
        one["toggle"] = {**one["toggle"], "name": other["toggle"]["name"]}  # type: ignore[dict-item]
        assert one == other


@pytest.mark.slow
def test_vendored_script_is_that_of_the_locked_version(root: Path) -> None:
    """vega.js is what vl-convert gives, wrapped, so that its licence and version are known."""
    vl_convert = pytest.importorskip("vl_convert")
    vendored = (root / "templates/assets/vendor/vega.js").read_text(encoding="utf-8")

    assert vendored == f"(()=>{{{vl_convert.javascript_bundle()}\n}})();\n"


@pytest.mark.slow
def test_same_bytes_elsewhere(
    built: Path, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder, time zone, language of the machine and hash seed change nothing."""
    for name, value in {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    lay_out(tmp_path / "another", root)

    assert contents(build(tmp_path / "another")) == contents(built / "site/public")


@pytest.mark.slow
def test_mkdocs_alone_gives_the_same_pages(built: Path, tmp_path: Path) -> None:
    """`mkdocs build --strict` on the finished reports is the contract."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir"]
    surroundings = {**os.environ, "TMPDIR": str(tmp_path), "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([*command, tmp_path / "out"], cwd=built, env=surroundings, check=True)

    ours = tmp_path / "ours"
    shutil.copytree(built / "site/public", ours, ignore=shutil.ignore_patterns("en"))

    assert differences(ours, tmp_path / "out") == []


@pytest.mark.slow
def test_refused_build_leaves_the_published_site(tmp_path: Path, root: Path) -> None:
    """A page that links to nothing is named, and what is published stays as it was."""
    lay_out(tmp_path / "site", root, extra="\n[gone](../gone.md)\n")
    published = tmp_path / "site/site/public"
    published.mkdir(parents=True)
    (published / "index.html").write_text("as it was")

    with pytest.raises(BuildError) as caught:
        build(tmp_path / "site")

    assert [dict(problem.words)["detail"] for problem in caught.value.problems] == [
        "Doc file 'units/u1.md' contains a link '../gone.md', "
        "but the target 'gone.md' is not found among documentation files."
    ]
    assert (published / "index.html").read_text() == "as it was"
    assert [path.name for path in published.parent.iterdir()] == ["public"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (
            "en",
            "mkdocs.yml:extra.xushi.builder: ProperDocs is to build the site, but is not installed "
            "[no-builder]\n    install it beside xushi (pip install properdocs), or set “builder” "
            "to mkdocs",
        ),
        (
            "zh",
            "mkdocs.yml:extra.xushi.builder: 设定由 ProperDocs 生成站点，但没有安装它 "
            "[no-builder]\n    请在 xushi 旁安装它（pip install properdocs），"
            "或把“builder”设为 mkdocs",
        ),
    ],
)
def test_builder_that_is_not_installed(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, locale: str, told: str
) -> None:
    """It is said how to get it, and what is published stays as it was."""

    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("generator.shell.builder.version", version)
    site = tmp_path / "site"
    lay_out(site, root)
    text = (site / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("builder: mkdocs", "builder: properdocs")
    (site / "mkdocs.yml").write_text(text, encoding="utf-8")
    published = site / "site/public"
    published.mkdir(parents=True)
    (published / "index.html").write_text("as it was")

    with pytest.raises(BuildError) as caught:
        build(site)

    translate = translations(locale).gettext
    assert [found.lines(translate) for found in caught.value.problems] == [told]
    assert (published / "index.html").read_text() == "as it was"


@pytest.mark.slow
def test_shell_belongs_to_the_program_that_made_it(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another builder or another version of it makes the shell anew; the same one does not."""
    lay_out(tmp_path / "site", root)
    settings = read_settings(tmp_path / "site/mkdocs.yml")
    builder = shell.Builder(
        settings.config_file, settings.reports_dir / "zh", "", "", AS_OF, settings.cache_dir
    )
    kinds = kinds_of(builder.docs_dir, shell.nav_pages(builder.config_file))
    versions = {"mkdocs": "1.6.1", "properdocs": "1.6.1"}
    monkeypatch.setattr("generator.shell.builder.version", versions.__getitem__)
    made = [shell.build_shell(builder, kinds).digest for _ in range(2)]
    made.append(shell.build_shell(replace(builder, program="properdocs"), kinds).digest)
    versions["properdocs"] = "1.6.2"
    made.append(shell.build_shell(replace(builder, program="properdocs"), kinds).digest)

    assert made[0] == made[1]
    assert len(set(made)) == 3


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    """No page, style or link of the built site names an address outside its folder."""
    outside = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//""")
    texts = [*built.glob("site/**/*.html"), *built.glob("site/**/*.css")]

    assert len(texts) > len(PAGES)
    assert not [path.name for path in texts if outside.search(path.read_text(encoding="utf-8"))]


@pytest.mark.slow
def test_theme_is_mended(built: Path) -> None:
    """Pages are valid HTML, the search has a name, titles are escaped, no style stands inline."""
    page = (built / "site/public/units/u1.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(page)

    assert 'role="dialog" aria-label="查找"' in page
    assert 'autocomplete="off">' not in page
    assert "<title>&lt;units/u1&gt; - 霞州市卫生计生目标进度</title>" in page
    assert not re.search(r"\sstyle=|<style", page)
    assert "演示站点" in page


@pytest.mark.slow
def test_languages_link_to_the_same_page(built: Path) -> None:
    """Each page links to itself in the other language, by a path that works from a folder."""
    chinese = (built / "site/public/units/u1.html").read_text(encoding="utf-8")
    english = (built / "site/public/en/units/u1.html").read_text(encoding="utf-8")

    assert 'href="../en/units/u1.html" hreflang="en" lang="en">English</a>' in chinese
    assert 'href="../../units/u1.html" hreflang="zh" lang="zh">中文</a>' in english
    assert 'placeholder="Search"' in english


@pytest.mark.slow
def test_shared_links_say_what_they_lead_to(tmp_path: Path, root: Path) -> None:
    """Title, description, language and, where the site says where it stands, the address."""
    site, address = tmp_path / "site", "https://plans.example/"
    lay_out(site, root)
    configuration = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(f"site_url: {address}\n{configuration}", encoding="utf-8")
    build(site)

    for locale, place, other in (("zh_CN", "", "en_GB"), ("en_GB", "en/", "zh_CN")):
        page = (site / "site/public" / place / "units/u1.html").read_text(encoding="utf-8")
        graph = dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)">', page))
        assert graph == {
            "type": "website",
            "site_name": "霞州市卫生计生目标进度",
            "title": "&lt;units/u1&gt;",
            "description": "截至2018年10月的进度",
            "locale": locale,
            "locale:alternate": other,
            "url": f"{address}{place}units/u1.html",
        }
        assert f'<link rel="canonical" href="{address}{place}units/u1.html">' in page
        assert 'data-xs-source="霞州市卫生计生目标进度 · &lt;units/u1&gt; · 数据截至' in page


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """A second build of the same site is refused while the first is running, and not after it."""
    turn = shell.own_turn(tmp_path / ".xushi")
    with turn, pytest.raises(BuildError) as caught, shell.own_turn(tmp_path / ".xushi"):
        pass

    assert [str(found.code) for found in caught.value.problems] == ["other-build"]
    with shell.own_turn(tmp_path / ".xushi"):
        pass
