"""Where a site may go: never over what is somebody's, nor where the other edition is served."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import pipeline
from generator.cli import cli
from generator.problems import Code, ConfigError
from generator.settings import read_settings
from generator.starter import write_starter

PAGES = {
    "public": "<html>",
    "internal": '<html><p class="xs-internal" role="note">',
}


def build(site: Path, *arguments: str | Path, locale: str = "en") -> Result:
    """Use the command as from a terminal."""
    given = ("build", "-f", site / "mkdocs.yml", "--as-of", "2018-01-01", *arguments)
    return CliRunner(env={"LC_ALL": locale}).invoke(
        cli, [str(argument) for argument in given], prog_name="xushi", catch_exceptions=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Lay out a site whose tables are empty; give its folder."""
    root = tmp_path.resolve() / "county"
    write_starter(root, demonstration=False)
    (root / "snapshots").mkdir()
    return root


def lay_site(folder: Path, edition: str = "public") -> Path:
    """Write the least by which an earlier site is known."""
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "xushi.css").touch()
    (folder / "index.html").write_text(PAGES[edition], encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    """Give everything that is below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("out", "named"),
    [
        ("data", "data"),
        ("data/plans/new", "data"),
        ("templates", "templates"),
        ("templates/new", "templates"),
        ("reports", "reports"),
        ("snapshots", "snapshots"),
        ("snapshots/new", "snapshots"),
        (".xushi/new", ".xushi"),
        (".", "mkdocs.yml"),
        ("..", "mkdocs.yml"),
        ("site/../data", "data"),
    ],
)
def test_what_the_site_needs(
    site: Path, monkeypatch: pytest.MonkeyPatch, out: str, named: str
) -> None:
    """Nothing that the site is made from is replaced by it, nor anything laid into that."""
    monkeypatch.chdir(site)
    before = tree(site.parent)

    shown = build(site, "--out", out)

    assert shown.stderr == (
        "To mend:\n"
        f"{(site / out).resolve()}: a build replaces all of this folder, and it would damage"
        f" {named}, which the site needs [not-for-a-site]\n"
        "    with --out name a new or an empty folder, or an earlier site of the edition"
        " “public”; without --out the site goes to site/public\n"
        "1 to mend, 0 to look at.\n"
    )
    assert shown.exit_code == 1
    assert tree(site.parent) == before


def test_through_a_link(site: Path, tmp_path: Path) -> None:
    """A link to the tables is the tables, and tables that are a link are where it leads."""
    (tmp_path / "www").symlink_to(site / "data")
    (site / "templates").rename(tmp_path / "shared")
    (site / "templates").symlink_to(tmp_path / "shared")

    assert codes(site, out=tmp_path / "www") == [Code.NOT_FOR_A_SITE]
    assert codes(site, out=tmp_path / "shared" / "new") == [Code.NOT_FOR_A_SITE]


def test_folder_of_somebody(site: Path, tmp_path: Path) -> None:
    """A folder with a file of somebody is left alone, and the file is named in either language."""
    folder = tmp_path.resolve() / "桌面"
    folder.mkdir()
    (folder / "名单.xlsx").write_bytes(b"private")

    english, chinese = (build(site, "--out", folder, locale=locale) for locale in ("en", "zh"))

    assert english.stderr.splitlines()[1] == (
        f"{folder}: a build replaces all of this folder, and it holds “名单.xlsx”,"
        " which is of no earlier site [not-for-a-site]"
    )
    assert chinese.stderr.splitlines()[1:3] == [
        f"{folder}: 生成站点会替换整个文件夹，而其中的“名单.xlsx”不属于以前生成的站点"
        " [not-for-a-site]",
        "    请用 --out 指定新的或空的文件夹，或以前生成的“public”版站点；"
        "不写 --out 时，站点放在 site/public",
    ]
    assert (english.exit_code, chinese.exit_code) == (1, 1)
    assert tree(folder) == {"名单.xlsx": b"private"}


@pytest.mark.parametrize(
    ("edition", "out"),
    [
        ("internal", "site/public"),
        ("internal", "site/public/staff"),
        ("public", "site/internal"),
        ("public", "site"),
    ],
)
def test_place_of_the_other_edition(site: Path, edition: str, out: str) -> None:
    """No edition goes where the other one is served, even before that is built."""
    other = "public" if edition == "internal" else "internal"

    shown = build(site, "--edition", edition, "--out", site / out)

    assert shown.stderr.splitlines()[1] == (
        f"{site / out}: a build replaces all of this folder, and the site of the other edition"
        f" has its place in site/{other} [not-for-a-site]"
    )
    assert shown.exit_code == 1


@pytest.mark.parametrize(("edition", "other"), [("public", "internal"), ("internal", "public")])
def test_earlier_site_of_the_other_edition(
    site: Path, tmp_path: Path, edition: str, other: str
) -> None:
    """A folder that holds a site of the other edition stays that one's, wherever it is."""
    own, others = lay_site(tmp_path / "own", edition), lay_site(tmp_path / "others", other)

    assert codes(site, edition=edition, out=own) == []
    assert codes(site, edition=edition, out=others) == [Code.NOT_FOR_A_SITE]


def codes(site: Path, **flags: object) -> list[Code]:
    """Say what is wrong with the place of a site."""
    try:
        pipeline.check_place(read_settings(site / "mkdocs.yml", **flags))
    except ConfigError as error:
        return [problem.code for problem in error.problems]
    return []


def test_places_for_a_site(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new folder, an empty one, and one of an earlier site in whatever languages will do."""
    (tmp_path / "empty").mkdir()
    lay_site(tmp_path / "english" / "en")
    (site / "site" / "public").mkdir()
    (site / "site" / "public" / "CNAME").touch()
    monkeypatch.chdir(site)

    assert codes(site) == codes(site, edition="internal") == []
    for out in ("../new/www", "../empty", "../english", "site/public", "site/trial"):
        assert codes(site, out=Path(out)) == [], out


def test_half_of_what_a_site_is_known_by(site: Path, tmp_path: Path) -> None:
    """A page alone is no site of this program, and a language's folder lends nothing to others."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.html").touch()
    lay_site(tmp_path / "mixed" / "en")
    (tmp_path / "mixed" / "letters").mkdir()
    (tmp_path / "file").touch()

    for out in ("pages", "mixed", "file"):
        assert codes(site, out=tmp_path / out) == [Code.NOT_FOR_A_SITE], out


@pytest.mark.slow
def test_built_again_elsewhere(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was built elsewhere is known again, in one language or all, and by its edition."""
    (tmp_path / "www").mkdir()
    monkeypatch.chdir(tmp_path / "www")

    english = build(site, "--out", ".", "--locale", "en")
    monkeypatch.chdir(site)
    both = build(site, "--out", "../www", "--locale", "all")
    internal = build(site, "--out", "../own", "--edition", "internal")

    assert [shown.exit_code for shown in (english, both, internal)] == [0, 0, 0]
    assert (tmp_path / "www" / "index.html").is_file()
    assert codes(site, out=tmp_path / "www") == []
    assert codes(site, out=tmp_path / "www", edition="internal") == [Code.NOT_FOR_A_SITE]
    assert codes(site, out=tmp_path / "own") == [Code.NOT_FOR_A_SITE]
    assert codes(site, out=tmp_path / "own", edition="internal") == []
