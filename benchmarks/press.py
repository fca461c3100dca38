"""Time the press against plain MkDocs and Hugo on real unit pages.

    python -m benchmarks.press [--pages 1000 3000] [--runs 3]

Lays out sites of that many unit pages in a temporary folder, each a copy of a unit page of the
demonstration under another name, outside the navigation and the search, as unit pages are. Times,
as medians:

- plain: ``mkdocs build`` of all pages, by the same theme and settings;
- press: the shell from its cache, every page of reports/ read, set and written;
- again: the same once more, where nothing changed;
- Hugo (where it is installed: ``apt-get install hugo``): the same bodies as content in the same
  shell, its own cache warm.

The shell, which costs the same for any number of pages, is timed apart. Ratios hold from machine to
machine, seconds do not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generator import pipeline, press, shell
from generator.folders import successor, take_place
from generator.pipeline.site import press_pages
from generator.settings import read_settings

ROOT = Path(__file__).parent.parent
DAY = dt.date(2018, 11, 9)


def lay_out(reports: Path, folder: Path, n: int) -> shell.Builder:
    """Write a site of ``n`` unit pages, and the pages of its navigation."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "reports/public/zh"
    shutil.copytree(reports / "zh", docs, ignore=shutil.ignore_patterns("*.md", "data"))
    for beside in ("theme", "search"):
        shutil.copytree(reports / beside, docs.parent / beside)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for page in (reports / "zh").glob("*.md"):
        shutil.copy(page, docs)
    units = sorted((reports / "zh/units").glob("*.md"))
    (docs / "units").mkdir(exist_ok=True)
    for number in range(n):
        shutil.copy(units[number % len(units)], docs / f"units/u{number:05}.md")
    return shell.Builder(folder / "mkdocs.yml", docs, "", "", DAY, folder / ".xushi")


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """Time a piece of work."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def pressed(builder: shell.Builder, site: Path) -> None:
    """Press a site and put it in its place."""
    with successor(site) as folder:
        press_pages(builder, folder)
        take_place(folder.new, site)


def hugo(builder: shell.Builder, folder: Path) -> Path:
    """Write the same pages as a Hugo site: bodies as content, the shell as its template."""
    shutil.rmtree(folder, ignore_errors=True)
    made = press.open_press(
        shell.build_shell(
            builder, press.kinds_of(builder.docs_dir, shell.nav_pages(builder.config_file))
        )
    )
    kind = next(kind for kind in made.layouts if kind.depth == 1 and kind.has_toc)
    html = made.shell.specimens[kind]
    begin, end = html.index("<div>XsmarkBegin"), html.index("<div>XsmarkEnd</div>")
    template = f"{html[:begin]}{{{{ .Content }}}}{html[end:]}".replace(
        "XsmarkTitle", "{{ .Title }}"
    )
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "layouts/_default/single.html").write_text(template, encoding="utf-8")
    (folder / "content/units").mkdir(parents=True)
    (folder / "config.json").write_text(
        json.dumps(
            {
                "disableKinds": ["taxonomy", "term", "RSS", "home", "section", "sitemap", "404"],
                "uglyURLs": True,
                "markup": {"goldmark": {"renderer": {"unsafe": True}}},
            }
        )
    )
    for source in press.read_sources(builder.docs_dir):
        if source.path.parts[0] == "units":
            head = json.dumps({"title": source.title, "description": source.description})
            path = folder / "content" / source.path.with_suffix(".html")
            path.write_text(f"{head}\n{made.layouts[kind].content(source)}", encoding="utf-8")
    return folder


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 3000])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("data", "mkdocs.yml"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, folder / part)
        pipeline.generate(read_settings(folder / "mkdocs.yml", course_months=1))
        print(f"{'pages':>6} {'shell':>7} {'plain':>8} {'press':>8} {'again':>8} {'Hugo':>8}")
        for n in given.pages:
            builder = lay_out(folder / "reports/public", folder / "many", n)
            site = folder / "many/site"
            kinds = press.kinds_of(builder.docs_dir, shell.nav_pages(builder.config_file))
            cold = median_seconds(lambda b=builder, k=kinds: shell.build_shell(b, k), 1)

            def fresh(builder: shell.Builder = builder, site: Path = site) -> None:
                shutil.rmtree(site, ignore_errors=True)
                pressed(builder, site)

            fast = median_seconds(fresh, given.runs)
            again = median_seconds(lambda b=builder, s=site: pressed(b, s), given.runs)
            plain = median_seconds(lambda b=builder: shell.build_plain(b, folder / "many/plain"), 1)
            theirs = float("nan")
            if shutil.which("hugo"):
                there = hugo(builder, folder / "hugo")
                command = ("hugo", "--quiet", "--source", str(there), "--cleanDestinationDir")
                theirs = median_seconds(lambda c=command: subprocess.run(c, check=True), given.runs)
            print(
                f"{n:6} {cold:6.1f}s {plain:7.1f}s {fast:7.2f}s {again:7.2f}s {theirs:7.2f}s"
                f"   press: {plain / fast:.0f} × plain, {theirs / fast:.1f} × Hugo,"
                f" {n / fast:.0f} pages/s"
            )


if __name__ == "__main__":
    main()
