"""Make the search index of pages exactly as the theme's search would; a process of its own.

    python -m generator.shell.index WORDS <pages.json >entries.json

jieba keeps its dictionary, and so the names of one site, in the process.
"""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

import jieba
from material.plugins.search.plugin import SearchIndex


def main(words: str) -> None:
    """Read pages (url, title, content as HTML) as JSON, write the entries of their sections."""
    jieba.setLogLevel(60)
    jieba.load_userdict(words)
    index = SearchIndex()
    for page in json.load(sys.stdin):
        index.add_entry_from_context(SimpleNamespace(**page, meta={"title": page["title"]}, toc=()))
    json.dump(index.entries, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
