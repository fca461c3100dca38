"""A new site: the demonstration as it is, or empty tables that only wait to be filled."""

import csv
import difflib
from pathlib import Path

import pytest

from generator.schema import TABLES
from generator.settings import read_settings
from generator.starter import real_site, write_starter


def listing(folder: Path) -> list[str]:
    """List the files of a folder."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_empty_tables(tmp_path: Path) -> None:
    """Without the demonstration there is one file a table, with the headings of the schema."""
    write_starter(tmp_path / "site", demonstration=False)

    assert listing(tmp_path / "site") == sorted(
        [
            ".gitignore",
            "mkdocs.yml",
            "templates/README.md",
            "reports/README.md",
            "site/README.md",
            "data/README.md",
            *(f"data/{table.name}.csv" for table in TABLES),
        ]
    )
    for table in TABLES:
        with (tmp_path / "site" / "data" / f"{table.name}.csv").open(encoding="utf-8-sig") as file:
            assert list(csv.reader(file)) == [list(table.names)]


def test_empty_tables_open_in_a_spreadsheet(tmp_path: Path) -> None:
    """A byte order mark tells spreadsheets that the Chinese to come is UTF-8."""
    write_starter(tmp_path / "site", demonstration=False)

    assert (tmp_path / "site/data/units.csv").read_bytes().startswith(b"\xef\xbb\xbfunit_id,")


def test_real_site_does_not_say_invented(tmp_path: Path, root: Path) -> None:
    """Of the demonstration's configuration only its name, its office and its notice change."""
    demonstration = (root / "mkdocs.yml").read_text(encoding="utf-8")

    lines = difflib.ndiff(demonstration.splitlines(), real_site(demonstration).splitlines())
    added = [line.removeprefix("+ ") for line in lines if line.startswith("+ ")]

    assert added == [
        "site_name: 卫生健康目标进度",
        "    demonstration: false",
        '    contact: ""',
    ]


def test_settings_of_a_new_site(tmp_path: Path) -> None:
    """A new site's settings are readable, and nothing in it is invented."""
    write_starter(tmp_path / "site", demonstration=False)

    settings = read_settings(tmp_path / "site" / "mkdocs.yml")

    assert (settings.demonstration, settings.contact) == (False, "")


def test_demonstration_is_the_tree_s(tmp_path: Path, root: Path) -> None:
    """With the demonstration, data and configuration are those of the program, byte for byte."""
    write_starter(tmp_path / "demo", demonstration=True)

    names = [f"data/{name}" for name in listing(root / "data")] + ["mkdocs.yml"]
    assert [name for name in listing(tmp_path / "demo") if name.startswith("data/")] == sorted(
        name for name in names if name.startswith("data/")
    )
    for name in names:
        assert (tmp_path / "demo" / name).read_bytes() == (root / name).read_bytes()


def test_a_full_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds something, or a file of that name, is not touched."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    for taken in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(FileExistsError):
            write_starter(taken, demonstration=True)

    assert listing(tmp_path) == ["notes.txt"]
