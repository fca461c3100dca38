"""Try Zensical, the program of Material's authors, on the demonstration; print what it does.

    python -m benchmarks.zensical

Makes reports/ in a temporary folder, installs Zensical beside them from the package registry, and
lets it build the site twice: as it is, and without our changes to the theme, in the variant that
looks like Material. The second site is compared with MkDocs' own of the same configuration, page by
page as the tests of the press do it, and each difference is put down to the part of the page in
which it stands. benchmarks/zensical.md says what was found. No test waits for this.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from generator import pipeline
from generator.settings import read_settings
from tests.press.oracle import events

ROOT = Path(__file__).parent.parent
ZENSICAL = "zensical==0.0.73"
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "wbr", "col"}
PARTS = {
    "md-search": "header: search",
    "md-header": "header",
    "md-tabs": "tabs",
    "md-sidebar--primary": "navigation",
    "md-sidebar--secondary": "contents",
    "md-content": "text",
    "md-footer": "footer",
}


def part_of(tag: str, told: dict[str, str]) -> str:
    """Name the part of a page that an element begins, if any."""
    classes = told.get("class", "").split()
    named = next((name for mark, name in PARTS.items() if mark in classes), "")
    return named or {"head": "head", "script": "scripts"}.get(tag, "")


def places(met: list[Any]) -> list[str]:
    """Say of each thing that a browser meets in a page in which part it stands."""
    open_tags: list[tuple[str, str]] = [("", "around")]
    found = []
    for event in met:
        if isinstance(event, tuple):
            tag, told = event
            part = part_of(tag, dict(told)) or open_tags[-1][1]
            found.append(part)
            if tag not in VOID:
                open_tags.append((tag, part))
            continue
        found.append(open_tags[-1][1])
        if event.startswith("/") and any(tag == event[1:] for tag, _ in open_tags):
            while open_tags.pop()[0] != event[1:]:
                pass
    return found


def hunks(one: list[Any], other: list[Any]) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Give the differences of two pages: part, what MkDocs writes, what the other program does."""
    matcher = SequenceMatcher(None, [repr(e) for e in one], [repr(e) for e in other], False)
    where, there = places(one), places(other)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield (where[a] if a < b else there[c]), one[a:b], other[c:d]


def run(command: list[str | Path], folder: Path) -> tuple[int, str, float]:
    """Run a program; give its exit code, its last line, and the seconds of all processors."""
    began = os.times()
    surroundings = {**os.environ, "TMPDIR": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True)
    lines = (done.stdout + done.stderr).strip().splitlines() or [""]
    ended = os.times()
    seconds = ended.children_user + ended.children_system
    seconds -= began.children_user + began.children_system
    return done.returncode, lines[-1].strip(), round(seconds, 1)


def compare(plain: Path, tried: Path) -> None:
    """Print the table of differences."""
    sites = {site: {p.relative_to(site) for p in site.rglob("*.html")} for site in (plain, tried)}
    print(f"pages: {len(sites[plain])} by MkDocs, {len(sites[tried])} by Zensical")
    print("| part | pages | places | the first: MkDocs, Zensical |\n| --- | ---: | ---: | --- |")
    pages, times, first = defaultdict(set), defaultdict(int), {}
    for page in sorted(sites[plain] & sites[tried]):
        for part, ours, theirs in hunks(events(plain, str(page)), events(tried, str(page))):
            pages[part].add(page)
            times[part] += 1
            first.setdefault(part, (ours[:2], theirs[:2]))
    for part in sorted(pages):
        print(f"| {part} | {len(pages[part])} | {times[part]} | `{str(first[part])[:250]}` |")
    index = json.loads((plain / "search/search_index.json").read_text())["docs"]
    other = json.loads((tried / "search.json").read_text())["items"]
    theirs, ours = (
        {e["location"]: re.sub(r"<[^>]*>|[\s\u200b]", "", e["title"] + e["text"]) for e in entries}
        for entries in (other, index)
    )
    same = len(theirs.items() & ours.items())
    print(f"search: {len(index)} entries by MkDocs, {len(other)} by Zensical, {same} the same")


def main() -> None:
    """Try it and print what happened."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copytree(ROOT / "data", folder / "data")
        shutil.copy(ROOT / "mkdocs.yml", folder)
        pipeline.generate(read_settings(folder / "mkdocs.yml", course_months=1))
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", folder / "venv"], check=True)
        install = [*uv, "pip", "install", "--python", folder / "venv", ZENSICAL]
        subprocess.run(install, check=True)
        build = [folder / "venv/bin/zensical", "build", "--strict", "-f"]
        print("as it is:", *run([*build, "mkdocs.yml"], folder))

        config = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))
        config["theme"] |= {"variant": "classic"}
        del config["theme"]["custom_dir"], config["extra"]["alternate"]
        config["site_dir"] = "tried"
        (folder / "bare.yml").write_text(yaml.safe_dump(config, sort_keys=False))
        print("without our theme:", *run([*build, "bare.yml"], folder))
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "bare.yml"]
        print("MkDocs:", *run([*mkdocs, "-d", folder / "plain"], folder))
        compare(folder / "plain", folder / "tried")


if __name__ == "__main__":
    main()
