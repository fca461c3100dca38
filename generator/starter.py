"""Lay out a new site in a folder of its own: `xushi init`."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

from generator.resources import resource
from generator.schema import TABLES, Table

NOTES = ("data/README.md", "reports/README.md", "site/README.md")
"""What the folders say of themselves, the same here and in a new site."""

TEMPLATES = """# templates/

这里的模板优先于程序自带的同名模板；留空则全部用自带的。
A template here wins over the program's own of the same name; empty means all are its own.
"""

IGNORED = """.xushi/
snapshots/.unfinished/
reports/*
!reports/README.md
site/*
!site/README.md
"""

REAL = {
    r"^site_name: .*$": "site_name: 卫生健康目标进度",
    r"^(    demonstration:) true$": r"\1 false",
    r"^(    contact:) .*$": r'\1 ""',
}
"""What a site with real names says in place of the demonstration's configuration."""


def write_starter(folder: Path, *, demonstration: bool) -> None:
    """Write a site that builds as it stands: the demonstration, or empty tables to fill.

    The templates stay in the program, so that an update of it reaches the site.

    Raises:
        FileExistsError: The folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(str(folder))
    configuration = resource("mkdocs.yml").read_text(encoding="utf-8")
    if demonstration:
        shutil.copytree(resource("data"), folder / "data")
        _write(folder / "mkdocs.yml", configuration)
    else:
        for table in TABLES:
            # With a byte order mark, for spreadsheets that take a plain file for GBK.
            _write(folder / "data" / f"{table.name}.csv", "\ufeff" + header(table))
        _write(folder / "mkdocs.yml", real_site(configuration))
    for name in NOTES:
        _write(folder / name, resource(name).read_text(encoding="utf-8"))
    _write(folder / "templates" / "README.md", TEMPLATES)
    _write(folder / ".gitignore", IGNORED)


def real_site(configuration: str) -> str:
    """Turn the demonstration's configuration into that of a site whose names are real."""
    for line, replacement in REAL.items():
        configuration = re.sub(line, replacement, configuration, flags=re.MULTILINE)
    return configuration


def header(table: Table) -> str:
    """Give the first line of an empty table."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(table.names)
    return line.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
