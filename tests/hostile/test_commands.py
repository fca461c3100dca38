"""Whatever comes, a command tells it in words, in bounded time and memory; data stay."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile import files
from tests.hostile.fuzzing import state
from tests.hostile.running import MOST_MEMORY, run
from tests.importing.test_bad_files import MAPPING
from tests.intake.made import write_site

pytestmark = [pytest.mark.slow]

FUZZ_SECONDS = float(os.environ.get("XUSHI_FUZZ_SECONDS", "60"))
FUZZ_LONG_SECONDS = float(os.environ.get("XUSHI_FUZZ_LONG_SECONDS", "600"))
MOST_SECONDS = 240
"""By the clock, of a machine that has other work."""


def at_random(seconds: float) -> None:
    """Spoil files at random in a process of its own, whose memory is measured."""
    ran = run("-m", "tests.hostile.fuzzing", str(seconds), seconds=seconds + MOST_SECONDS)

    assert ran.code == 0, ran.said
    assert int(ran.said.split()[-2]) > 20
    assert ran.memory < MOST_MEMORY


def test_spoiled_files() -> None:
    """Files spoiled at random are told in words, through readers and commands, for a minute."""
    at_random(FUZZ_SECONDS)


@pytest.mark.long
def test_spoiled_files_for_long() -> None:
    """The same for ten minutes."""
    at_random(FUZZ_LONG_SECONDS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a small site."""
    folder = tmp_path_factory.mktemp("hostile") / "site"
    write_site(folder)
    return folder


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "one long text for all cells": (files.one_long_text, "too-large"),
    "long texts that a cell may have": (files.long_texts, "too-large"),
    "millions of empty texts": (files.many_texts, "too-large"),
    "half a million sheets": (files.many_sheets, "too-large"),
    "nothing, unpacked": (files.spaces, "too-large"),
    "empty cells, unpacked": (files.empty_cells, "too-large"),
    "cells that do not say where they are": (files.no_references, "too-large"),
    "rows that alone say where they are": (files.rows_only_numbered, "too-large"),
    "far corners in other quotes": (files.other_quotes, "unreadable-file"),
    "sheets never closed": (files.open_tags(files.WORKBOOK, b"<sheet "), ""),
    "styles never closed": (files.open_tags(files.STYLES, b"<cellXfs>"), ""),
    "links never closed": (files.open_tags(files.RELATIONS, b"<Relationship "), ""),
    "cells never closed": (files.open_tags(files.SHEET, b'<c r="A1" '), "unreadable-file"),
    "as many cells as are read": (files.most_cells, ""),
    "merged areas without end": (files.merges, "too-large"),
    "one cell of many places": (
        files.open_tags(files.SHEET, b' r="A1"', b"<"),
        "",
    ),
}


@pytest.mark.parametrize("command", ["collect", "import", "check", "build"])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if "texts" in name or "quotes" in name else pytest.mark.long)
        for name in HOSTILE
    ],
)
def test_hostile_workbook(site: Path, tmp_path: Path, name: str, command: str) -> None:
    """A small file that would fill the memory is refused; in the data folder it is named."""
    if command == "build" and "quotes" not in name and "long texts" not in name:
        pytest.skip("what check reads, build reads in the same way")
    make, code = HOSTILE[name]
    shutil.copytree(site, tmp_path / "site")
    data, inbox = tmp_path / "site/data", tmp_path / "inbox"
    inbox.mkdir()
    mapping = tmp_path / "a.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    place = data / "observations/zz.xlsx" if command in ("check", "build") else inbox / "form.xlsx"
    make(place)
    before = state(data)
    arguments = {
        "collect": ("collect", inbox, "--received", "2018-10-05", "--yes"),
        "import": ("import", mapping, place, "--received", "2018-10-05"),
        "check": ("check",),
        "build": ("build", "--jobs", "1"),
    }[command]

    ran = run(
        *arguments, "-f", tmp_path / "site/mkdocs.yml", "--locale", "zh", seconds=MOST_SECONDS
    )

    assert ran.code == 1, ran.said
    assert "Traceback" not in ran.said
    assert code in ran.said
    assert place.name in ran.said
    assert ran.memory < MOST_MEMORY
    assert state(data) == before
