"""Make the search index of pages exactly as the theme's search would; a process of its own.

    python -m generator.shell.index WORDS <pages.jsonl >entries.json

jieba keeps its dictionary, and so the names of one site, in the process.
"""

from __future__ import annotations

import json
import sys
from queue import SimpleQueue
from threading import Thread
from types import SimpleNamespace

import jieba
from material.plugins.search.plugin import SearchIndex

Lines = SimpleQueue[str | None]


def main(words: str) -> None:
    """Read pages (url, title, content as HTML) as JSON, one a line; write the entries of each."""
    lines: Lines = SimpleQueue()
    # Whoever sends pages shall not wait until the dictionary is read.
    Thread(target=_read, args=(lines,), daemon=True).start()
    jieba.setLogLevel(60)
    jieba.load_userdict(words)
    made = []
    while line := lines.get():
        page = json.loads(line)
        index = SearchIndex()
        index.add_entry_from_context(SimpleNamespace(**page, meta={"title": page["title"]}, toc=()))
        made.append(index.entries)
    json.dump(made, sys.stdout)


def _read(lines: Lines) -> None:
    """Take what comes, until there is no more."""
    for line in sys.stdin:
        lines.put(line)
    lines.put(None)


if __name__ == "__main__":
    main(sys.argv[1])
