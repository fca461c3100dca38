"""Small sites to publish, whose pages and styles tell the release that they are of."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner, Result

from generator.cli import cli
from generator.pipeline.gating import _ledger
from generator.publishing import Published, Target, open_target, publish, read_contents
from generator.publishing.target import EDITION
from generator.settings import Settings

DAY = 1_541_721_600
"""2018-11-09, the date of all files of a site."""
ENGLISH = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_GB.UTF-8"}
SCRIPT = "<script>var a=1</script>"


def write_site(folder: Path, mark: str, *, files: dict[str, str] | None = None) -> Path:
    """Write a site in which a page, its style and its list hold the same mark."""
    texts = {
        "index.html": f"<!doctype html>{SCRIPT}<p>page {mark}</p>\n" + "<p>filling</p>" * 99,
        "units/qx.html": "<p>清溪镇卫生院</p>\n",
        "assets/site.css": f"/* {mark} */\n",
        "assets/main.0123abcd.min.css": "p{}\n",
        "data/units.csv": f"unit_id,mark\nqx,{mark}\n",
        "data/README.md": "# 说明\n",
        "404.html": "<h1>lost</h1>\n",
        **(files or {}),
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
        os.utime(folder / path, (DAY, DAY))
    if folder.parent.name == "site":
        search(folder)
    return folder


def search(folder: Path) -> None:
    """Say that a site came through the gate, as a build does."""
    root = folder.parents[1]
    settings = Settings(root=root, title="目标", edition=folder.name)
    found = {path: sha256(content).hexdigest() for path, content in files_of(folder).items()}
    _ledger(settings).write({"key": "", "files": found})


def bring(
    site: Path, folder: Path, edition: str = "public", snapshots: Path | None = None
) -> Published:
    """Publish a site to a folder, with the snapshots that lie beside the site."""
    with open_target(folder, edition, site) as target:
        contents = read_contents(site, snapshots or site.parent / "snapshots", edition, nothing)
        return publish(target, contents, lambda phase: None, nothing)


def nothing(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def seen(folder: Path) -> Target:
    """Look at a folder of releases."""
    assert (folder / EDITION).is_file()
    return Target(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    """Give the content of every file of a folder, but for the lock; of a link where it leads."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path).encode()  # noqa: PTH115
        if path.is_symlink()
        else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or (path.is_file() and path.name != ".lock")
    }


def xushi(*arguments: str | Path) -> Result:
    """Use the command as from a terminal in English."""
    return CliRunner(env=ENGLISH).invoke(
        cli, [str(argument) for argument in arguments], prog_name="xushi", catch_exceptions=False
    )
