"""A small site to freeze, and what the command says of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from click.testing import CliRunner, Result

from generator.bags import BagInfo, seal
from generator.cli import cli
from tests.changing import rows_of, write_rows, write_small_site

ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}

SECRETS = ("只给内部看的备注", "不公开的目标")

DAY = dt.date(2018, 10, 5)


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env=ENGLISH).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )


def write_site(folder: Path) -> Path:
    """Write a small site with a note and a target that the public may not see; give its config."""
    write_small_site(folder)
    path = folder / "data" / "observations" / "2018-08.csv"
    figures = rows_of(path)
    for row in figures:
        row["note"] = SECRETS[0]
    write_rows(path, figures)
    path = folder / "data" / "targets.csv"
    targets = rows_of(path)
    targets[3] |= {"public": "no", "title": SECRETS[1]}
    write_rows(path, targets)
    config = folder / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("course_months: 12", "course_months: 1")
    config.write_text(text, encoding="utf-8")
    return config


def refusals(config: Path, *arguments: str) -> tuple[int, str, list[str]]:
    """Ask for a snapshot; give exit code, first problem, and what lies in the folder then."""
    said = xushi("snapshot", *arguments, "-f", config)
    lines = [line for line in said.stderr.splitlines() if line.endswith("]")]
    left = sorted(path.name for path in (config.parent / "snapshots").iterdir())
    return said.exit_code, lines[0], left


def write_internal(folder: Path, recipe: bytes) -> Path:
    """Seal an internal bag that holds a recipe and no pages."""
    for name, content in {
        "method.json": recipe,
        "requirements.lock": b"",
        "inputs/mkdocs.yml": b"site_name: x\n",
        "public/manifest-sha256.txt": b"",
        "public/tagmanifest-sha256.txt": b"",
    }.items():
        path = folder / "payload" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    info = BagInfo(DAY, "某县", opens="")
    return seal(folder / "payload", folder / "2018Q3.internal", info).place
