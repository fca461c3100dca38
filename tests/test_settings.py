"""The settings: read from mkdocs.yml, overlaid by flags, wrong ones named with their row."""

import datetime as dt
from pathlib import Path

import pytest

from generator.locales import translations
from generator.problems import ConfigError
from generator.settings import FILE_KEYS, Settings, read_settings

WHOLE = """\
site_name: 某县进度
extra:
  xushi:
    demonstration: true
    default_locale: en
    edition: public
    tolerance: 3
    contact: 规划科
    builder: properdocs
"""


def write(folder: Path, text: str) -> Path:
    """Write a configuration file."""
    path = folder / "mkdocs.yml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path, locale: str = "en") -> str:
    """Read settings that are wrong and give what a person is told."""
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    translate = translations(locale).gettext
    return "\n".join(problem.lines(translate) for problem in caught.value.problems)


def test_whole_file(tmp_path: Path) -> None:
    """Every setting of the file is read; paths start at the file's folder."""
    settings = read_settings(write(tmp_path, WHOLE))

    assert settings == Settings(
        root=tmp_path,
        title="某县进度",
        demonstration=True,
        default_locale="en",
        edition="public",
        tolerance=3.0,
        contact="规划科",
        builder="properdocs",
        directory_urls=True,
        locales=("en",),
    )
    assert settings.reports_dir == tmp_path / "reports" / "public"
    assert settings.site_dir == tmp_path / "site" / "public"


def test_defaults(tmp_path: Path) -> None:
    """A file with a name only is enough; nothing is invented unless the file says so."""
    settings = read_settings(write(tmp_path, "site_name: A\n"))

    assert settings == Settings(root=tmp_path, title="A", directory_urls=True, locales=("zh",))
    assert (settings.demonstration, settings.tolerance, settings.edition) == (False, 5.0, "public")


def test_flags_win(tmp_path: Path) -> None:
    """A flag that was given wins over the file; one that was not leaves it alone."""
    settings = read_settings(
        write(tmp_path, WHOLE),
        as_of=dt.date(2018, 8, 31),
        locales=("zh", "en"),
        out=tmp_path / "elsewhere",
        edition=None,
    )

    assert settings.as_of == dt.date(2018, 8, 31)
    assert settings.locales == ("zh", "en")
    assert settings.site_dir == tmp_path / "elsewhere"
    assert settings.edition == "public"


@pytest.mark.parametrize("text", ["verified", "[checked]", "[]", "[verified, 5]", "{verified: 1}"])
def test_public_statuses(tmp_path: Path, text: str) -> None:
    """The statuses are a list of words that observations know; their order means nothing."""
    written = WHOLE + "    public_statuses: {}\n"
    listed = read_settings(write(tmp_path, written.format("[verified, final, verified]")))
    told = complaint(write(tmp_path, written.format(text)))

    assert listed.public_statuses == ("final", "verified")
    assert "extra.xushi.public_statuses" in told
    assert "[provisional, verified, final]" in told


def test_frozen(tmp_path: Path) -> None:
    """Nothing changes a setting after it was read."""
    settings = read_settings(write(tmp_path, WHOLE))

    with pytest.raises(ValueError, match="frozen"):
        settings.tolerance = 9.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    tolerence: 3\n",
            "mkdocs.yml:4:extra.xushi.tolerence: there is no setting “tolerence” "
            "[unknown-setting]\n    did you mean “tolerance”?",
            id="a slip of the pen",
        ),
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    colour: red\n",
            "mkdocs.yml:4:extra.xushi.colour: there is no setting “colour” [unknown-setting]\n"
            "    use one of: demonstration, default_locale, edition, tolerance, small_numbers, "
            "small_below, public_statuses, release_days, course_months, contact, hotlines, "
            "forbidden_words, builder, sources",
            id="nothing like it",
        ),
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    tolerance: 5%\n    demonstration: 1\n",
            "mkdocs.yml:4:extra.xushi.tolerance: “5%” does not fit this setting [bad-setting]\n"
            "    write: 0–100\n"
            "mkdocs.yml:5:extra.xushi.demonstration: “1” does not fit this setting "
            "[bad-setting]\n    write: true, false",
            id="two at once",
        ),
        pytest.param(
            "site_name: A\nextra: {xushi: {tolerance: -1, root: /}}\n",
            "mkdocs.yml:2:extra.xushi.root: there is no setting “root” [unknown-setting]\n"
            "    use one of: demonstration, default_locale, edition, tolerance, small_numbers, "
            "small_below, public_statuses, release_days, course_months, contact, hotlines, "
            "forbidden_words, builder, sources\n"
            "mkdocs.yml:2:extra.xushi.tolerance: “-1” does not fit this setting [bad-setting]\n"
            "    write: 0–100",
            id="out of range, and a name that only the program may set",
        ),
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    builder: zensical\n",
            "mkdocs.yml:4:extra.xushi.builder: “zensical” does not fit this setting "
            "[bad-setting]\n    write: mkdocs, properdocs",
            id="a program that cannot build it",
        ),
        pytest.param(
            "extra:\n  xushi:\n    contact: B\n",
            "mkdocs.yml:site_name: “” does not fit this setting [bad-setting]\n"
            "    write: site_name: … (≠ < >)",
            id="no name",
        ),
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    contact: a: b\n",
            "mkdocs.yml:4: the configuration file cannot be read: "
            "mapping values are not allowed here [broken-settings]\n"
            "    mend this line: indent with spaces, and put a text with a colon in quotes",
            id="no YAML",
        ),
        pytest.param(
            "site_name: A\nextra:\n  xushi:\n    contact: !!python/object/apply:os.getcwd []\n",
            "mkdocs.yml:4: the configuration file cannot be read: could not determine a "
            "constructor for the tag 'tag:yaml.org,2002:python/object/… "
            "[broken-settings]\n"
            "    mend this line: indent with spaces, and put a text with a colon in quotes",
            id="code in the file is refused",
        ),
    ],
)
def test_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    """Everything wrong is said at once, with its row and what to write instead."""
    assert complaint(write(tmp_path, text)) == told


def test_in_chinese(tmp_path: Path) -> None:
    """The same in Chinese, with no English left but names and values."""
    path = write(tmp_path, "site_name: A\nextra:\n  xushi:\n    tolerence: 3\n")

    assert complaint(path, "zh") == (
        "mkdocs.yml:4:extra.xushi.tolerence: 没有设置项“tolerence” [unknown-setting]\n"
        "    是否想写“tolerance”？"
    )


def test_no_file(tmp_path: Path) -> None:
    """Outside a site, the way into one is told."""
    assert complaint(tmp_path / "mkdocs.yml") == (
        "mkdocs.yml: there is no such configuration file [no-settings]\n"
        "    go to the folder of a site, or lay one out with xushi init"
    )


def test_mkdocs_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags of MkDocs do no harm: `!ENV` is read, a Python name elsewhere is passed over."""
    monkeypatch.setenv("OFFICE", "规划科")
    path = write(
        tmp_path,
        "site_name: A\n"
        "markdown_extensions:\n"
        "  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "extra:\n  xushi:\n    contact: !ENV OFFICE\n",
    )

    assert read_settings(path).contact == "规划科"


def test_own_configuration(root: Path) -> None:
    """The tree's own configuration names every setting."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")

    assert read_settings(root / "mkdocs.yml").demonstration
    assert all(f"    {key}:" in text for key in FILE_KEYS)


@pytest.mark.parametrize(
    ("section", "told"),
    [
        pytest.param(
            "xuhsi:\n    tolerance: 3",
            "mkdocs.yml:3:extra.xuhsi: there is no setting “xuhsi” [unknown-setting]\n"
            "    did you mean “xushi”?",
            id="misspelt",
        ),
        pytest.param(
            "xushi: yes",
            "mkdocs.yml:3:extra.xushi: “yes” does not fit this setting [bad-setting]\n"
            "    write: tolerance: 5",
            id="a word",
        ),
        pytest.param(
            "xushi: [tolerance]",
            "mkdocs.yml:3:extra.xushi: “[…]” does not fit this setting [bad-setting]\n"
            "    write: tolerance: 5",
            id="a list",
        ),
    ],
)
def test_a_section_that_would_be_passed_over(tmp_path: Path, section: str, told: str) -> None:
    """A site of the demonstration never loses its warning to a slip of the keyboard."""
    assert complaint(write(tmp_path, f"site_name: A\nextra:\n  {section}\n")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("site_name: A\nx: \0\n", "mkdocs.yml:2: ", id="a character that is no text"),
        pytest.param(
            *("site_name: " + "[" * 20_000, "mkdocs.yml: "),
            marks=pytest.mark.slow,
            id="nested without end",
        ),
    ],
)
def test_what_no_reader_can_read(tmp_path: Path, text: str, told: str) -> None:
    """A file that stops the reader of YAML itself is named like any other."""
    said = complaint(write(tmp_path, text))

    assert said.startswith(f"{told}the configuration file cannot be read: ")


def test_a_title_that_is_markup(tmp_path: Path) -> None:
    """The theme writes the title as it is, so it can hold no tag."""
    path = write(tmp_path, 'site_name: "县<script>"\n')

    assert complaint(path).startswith("mkdocs.yml:1:site_name: “县<script>” does not fit")


def test_a_value_that_unfolds_without_end(tmp_path: Path) -> None:
    """A value made of copies of copies is named in a few characters."""
    copies = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    text = f"site_name: A\na0: &a0 [x]\n{copies}extra:\n  xushi:\n    contact: *a8\n"

    assert complaint(write(tmp_path, text)).startswith("mkdocs.yml:13:extra.xushi.contact: “[[[")


@pytest.mark.parametrize(
    ("text", "directory_urls"),
    [
        ("use_directory_urls: false\n", False),
        ("use_directory_urls: true\n", True),
        ("plugins: [search]\n", True),
        ("plugins: [search, offline]\n", False),
        ("plugins:\n  offline: {}\nuse_directory_urls: true\n", False),
        ("plugins:\n  - search:\n      lang: zh\n  - offline:\n      enabled: true\n", False),
    ],
)
def test_addresses_of_pages(tmp_path: Path, text: str, directory_urls: bool) -> None:
    """As MkDocs decides it, with the plugin for sites in a folder having the last word."""
    settings = read_settings(write(tmp_path, f"site_name: A\n{text}"))

    assert settings.directory_urls is directory_urls
