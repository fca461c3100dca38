"""Lay out a new site in a folder of its own: `xushi init`."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

from generator.resources import resource
from generator.schema import TABLES, Table

IGNORED = """.xushi/
reports/*
!reports/README.md
site/*
!site/README.md
"""

NOTES = ("data/README.md", "reports/README.md", "site/README.md")


def write_starter(folder: Path, *, demonstration: bool) -> None:
    """Write a site that builds as it stands: the demonstration, or empty tables to fill.

    The page templates stay in the program, so that an update reaches the site; the theme's few
    overrides are copied, because MkDocs on its own must find them.

    Raises:
        FileExistsError: The folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(resource("templates/theme"), folder / "templates" / "theme")
    if demonstration:
        shutil.copytree(resource("data"), folder / "data")
    else:
        _write_empty_tables(folder / "data")
    for name in NOTES:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(resource(name), folder / name)
    _write(folder / ".gitignore", IGNORED)
    configuration = resource("mkdocs.yml").read_text(encoding="utf-8")
    _write(folder / "mkdocs.yml", configuration if demonstration else real_site(configuration))


def real_site(configuration: str) -> str:
    """Turn the demonstration's configuration into that of a site whose names are real."""
    return re.sub(r"(?m)^(\s+demonstration:) true$", r"\1 false", configuration)


def _write_empty_tables(folder: Path) -> None:
    folder.mkdir()
    for table in TABLES:
        # With a byte order mark, for spreadsheets that take a plain file for GBK.
        _write(folder / f"{table.name}.csv", "\ufeff" + header(table))


def header(table: Table) -> str:
    """Give the first line of an empty table."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(table.names)
    return line.getvalue()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
