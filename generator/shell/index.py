"""Make the search index of pages exactly as the theme's search would; a process of its own.

    python -P index.py STORE

It reads, a line each: a JSON text, the path of the dictionary of a site's names; pages (url, title,
content as HTML) as JSON objects; and an empty line, upon which it writes the entries of each page,
as JSON on one line. Then it begins anew, until there is no more. jieba keeps its dictionary, and so
the names of one site, in the process. Nothing of our own is imported: that alone would take longer
than most work that comes here.
"""

from __future__ import annotations

import json
import sys
from hashlib import blake2b
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from types import SimpleNamespace

import jieba
from material.plugins.search.plugin import SearchIndex

Lines = SimpleQueue[str | None]


class Lexicon:
    """jieba's dictionary, of which only what can occur in the texts at hand is read.

    jieba looks up pieces of a text only, each of which begins with a character of that text; so
    words that begin with others are never missed. How often a word occurs is weighed against the
    sum over all words, which is kept beside them.
    """

    def __init__(self, store: Path) -> None:
        """``store`` is a file that is made where it is not there, and may be deleted."""
        self._of_character, self._total = _stored(store) or _made(store)
        self._known: set[str] = set()
        self._get_dag = jieba.dt.get_DAG
        jieba.dt.get_DAG = self._dag
        jieba.dt.initialized = True

    def begin(self, words: str) -> None:
        """Take the names of another site.

        Raises:
            OSError: There is no such file.
        """
        jieba.dt.FREQ, jieba.dt.total = {}, self._total
        self._known.clear()
        jieba.load_userdict(words)

    def _dag(self, sentence: str) -> dict[int, list[int]]:
        """Find the words in a sentence: the first that jieba does with one."""
        for character in set(sentence) - self._known:
            self._read(character)
        found: dict[int, list[int]] = self._get_dag(sentence)
        return found

    def _read(self, character: str) -> None:
        """Read the words that begin with a character; of a site's own names their weight stays."""
        self._known.add(character)
        words = jieba.dt.FREQ
        parts = self._of_character.get(character, "").split(" ")
        for word, often in zip(parts[::2], parts[1::2], strict=False):
            if not words.get(word):
                words[word] = int(often)


def _made(store: Path) -> tuple[dict[str, str], int]:
    """Let jieba read its dictionary; put its words beside each other by their first character."""
    jieba.initialize()
    by_character: dict[str, list[str]] = {}
    for word, often in jieba.dt.FREQ.items():
        by_character.setdefault(word[0], []).append(f"{word} {often}")
    lines = [str(jieba.dt.total), *map(" ".join, by_character.values())]
    content = "\n".join(lines).encode()
    unfinished = store.with_name(f".{store.name}.part")
    unfinished.write_bytes(_sealed(content) + content)
    unfinished.replace(store)
    return _parsed(content)


def _stored(store: Path) -> tuple[dict[str, str], int] | None:
    """Read the words by their first character; None where they are not there, or damaged."""
    try:
        content = store.read_bytes()
    except OSError:
        return None
    seal = _sealed(b"")
    return (
        _parsed(content[len(seal) :]) if content.startswith(_sealed(content[len(seal) :])) else None
    )


def _sealed(content: bytes) -> bytes:
    """Stand for the words and for the version of jieba that they are from."""
    return blake2b(jieba.__version__.encode() + content, digest_size=16).digest()


def _parsed(content: bytes) -> tuple[dict[str, str], int]:
    total, *lines = content.decode().split("\n")
    return {line[0]: line for line in lines}, int(total)


def main(store: str) -> None:
    """Make the entries of pages, batch after batch."""
    lines: Lines = SimpleQueue()
    # Whoever sends pages shall not wait until the dictionary is read.
    Thread(target=_receive, args=(lines,), daemon=True).start()
    jieba.setLogLevel(60)
    lexicon = Lexicon(Path(store))
    while words := lines.get():
        lexicon.begin(json.loads(words))
        made = []
        while line := lines.get():
            page = json.loads(line)
            index = SearchIndex()
            page = SimpleNamespace(**page, meta={"title": page["title"]}, toc=())
            index.add_entry_from_context(page)
            made.append(index.entries)
        json.dump(made, sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


def _receive(lines: Lines) -> None:
    """Take what comes, until there is no more."""
    for line in sys.stdin:
        lines.put(line.rstrip("\n"))
    lines.put(None)


if __name__ == "__main__":
    main(sys.argv[1])
