"""Every page is valid HTML; the judge is the Nu Html Checker, which browsers' makers use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

JAR = Path(sys.prefix) / "node/node_modules/vnu-jar/build/dist/vnu.jar"
"""Where ``make test`` lays the checker."""


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """Give the checker's command; skip without it, but fail where CI runs."""
    java = shutil.which("java")
    if java and JAR.is_file():
        return [java, "-Xss2m", "-jar", str(JAR), "--format", "json", "--exit-zero-always"]
    lacking = f"no HTML checker in {JAR}" if java else "no Java"
    message = f"{lacking}; make test installs it where there is a net"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def findings(checker: list[str], *paths: Path) -> list[str]:
    """Give what the checker says of files and folders: each sentence with its first place."""
    command = [*checker, "--skip-non-html", *map(str, paths)]
    checked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    said: dict[str, str] = {}
    for found in json.loads(checked.stderr)["messages"]:
        place = f"{Path(found['url']).name}:{found.get('lastLine')}: {found.get('extract', '')}"
        said.setdefault(found["message"], place)
    return [f"{sentence} {place}" for sentence, place in said.items()]


def test_every_page_is_valid(checker: list[str], site: Path) -> None:
    """No error and no warning on any page, in either language."""
    assert findings(checker, site) == []


def test_checker_finds_what_is_wrong(checker: list[str], tmp_path: Path) -> None:
    """A heading that skips a level is named, so that silence means something."""
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><head><title>t</title></head>'
        "<body><h1>one</h1><h3>three</h3></body></html>",
        encoding="utf-8",
    )

    assert findings(checker, page) == [
        "The heading “h3” (with computed level 3) follows the heading “h1” (with computed level 1),"
        " skipping 1 heading level. page.html:1: 1>one</h1><h3>three<"
    ]
