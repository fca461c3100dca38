"""Sites of many unit pages to time: as reports/, as a Hugo site, and as nothing but bytes."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from generator import press, shell

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


def read_shell(builder: shell.Builder) -> press.Press:
    """Open the shell of a site."""
    kinds = press.kinds_of(builder.docs_dir, shell.nav_pages(builder.config_file))
    return press.open_press(shell.build_shell(builder, kinds))


def write_only(folder: Path, sizes: Sequence[int]) -> None:
    """Write files of these sizes, and do nothing else."""
    folder.mkdir(parents=True)
    content = memoryview(os.urandom(max(sizes)))
    for number, size in enumerate(sizes):
        with open(f"{folder}/u{number:05}.html", "wb", buffering=0) as file:  # noqa: PTH123
            file.write(content[:size])


def hugo(builder: shell.Builder, folder: Path) -> Path:
    """Write the same pages as a Hugo site: bodies as content, the shell as its template."""
    shutil.rmtree(folder, ignore_errors=True)
    made = read_shell(builder)
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
            content = made.layouts[kind].content(source)
            path.write_bytes(f"{head}\n".encode() + content)
    return folder
