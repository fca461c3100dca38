"""The entries of the theme's search index: those of before, and a process that makes the others."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generator.shell.builder import Builder, not_built
from generator.shell.searching import PROGRAM, Searching, StoppedError

MADE_BY = ("jieba", "mkdocs-material", "backrefs")
"""Whose versions the entries depend on."""

Entries = list[dict[str, str]]

_UNSEARCHED = re.compile(
    r'(<p class="[\w-]+" data-search-exclude="1">)'
    r'((?:[^<>]|<(?:strong|a href="[^"<>]*")>|</(?:strong|a)>)*)(?=</p>)'
)
"""A paragraph, such as the line of dates, of which the search does not read the text."""

_TAG = re.compile(r"</?[a-z]+")


class Index:
    """Makes the entries of pages, beside whatever else is done meanwhile.

    Entries of pages that are as they were come from the cache. The process that makes the others
    takes some time to begin; it is started at once where nothing is remembered.
    """

    def __init__(
        self, words: Path, cache: Path, builder: Builder, searching: Searching | None = None
    ) -> None:
        """``words`` is the dictionary of names, ``cache`` a file that may be deleted.

        A process that is given goes on afterwards, for others to use.
        """
        self._words = words
        self._cache = cache
        self._builder = builder
        self._made_by = _made_by(words)
        self._known = _read(cache, self._made_by)
        self._keys: dict[str, str] = {}
        self._asked: list[str] = []
        self._is_own = searching is None
        self._searching = searching or Searching(builder.cache_dir)
        if not self._known:
            self._searching.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process where nobody waits for it any more, or it waits for more pages."""
        if self._is_own or error or self._asked:
            self._searching.close()

    def ask(self, pages: Iterable[Mapping[str, str]]) -> None:
        """Ask for the entries of more pages, which give url, title and content (HTML)."""
        for page in pages:
            text = json.dumps(page, ensure_ascii=False)
            seen = _as_searched(page["content"])
            told = json.dumps([page["url"], page["title"], seen], ensure_ascii=False)
            key = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
            self._keys[page["url"]] = key
            if key not in self._known:
                self._known[key] = []
                if not self._asked:
                    self._searching.send(json.dumps(str(self._words)))
                self._asked.append(key)
                self._searching.send(text)

    def take(self, url: str, key: str) -> bool:
        """Take the entries that a page had before; say whether they are still known."""
        if not self._known.get(key):
            return False
        self._keys[url] = key
        return True

    @property
    def keys(self) -> Mapping[str, str]:
        """What stands for the entries of each page, by its url."""
        return self._keys

    def result(self, urls: Iterable[str] | None = None) -> Entries:
        """Wait for the entries of all pages; give them in the order in which they were asked for.

        Args:
            urls: Another order, of these and maybe others.

        Raises:
            BuildError: site-not-built, where the theme's search stops.
        """
        asked, self._asked = self._asked, []
        if asked:
            try:
                made = self._searching.answer()
            except StoppedError as error:
                raise not_built(self._builder, [str(error)]) from None
            self._known |= zip(asked, json.loads(made), strict=True)
        keys = [self._keys[url] for url in urls or self._keys if url in self._keys]
        used = {key: self._known[key] for key in keys}
        if asked or len(used) < len(self._known):
            _write(self._cache, self._made_by, used)
        return [entry for key in keys for entry in used[key]]


def _as_searched(content: str) -> str:
    """Leave out text that the theme's search does not read: no entry depends on it."""
    return _UNSEARCHED.sub(lambda found: found[1] + "".join(_TAG.findall(found[2])), content)


def _made_by(words: Path) -> str:
    """Hash all that entries are made with, but for the pages."""
    told = json.dumps([version(name) for name in MADE_BY]).encode()
    key = hashlib.blake2b(told + PROGRAM.read_bytes(), digest_size=16)
    if words.is_file():
        key.update(words.read_bytes())
    return key.hexdigest()


def _read(cache: Path, made_by: str) -> dict[str, Entries]:
    """Read the entries of before by the hash of their page; none where others made them."""
    try:
        remembered: dict[str, Any] = json.loads(cache.read_text(encoding="utf-8"))
        return dict(remembered["pages"]) if remembered["made_by"] == made_by else {}
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not ours
        return {}


def _write(cache: Path, made_by: str, pages: Mapping[str, Entries]) -> None:
    """Remember entries; nobody meets half a file."""
    unfinished = cache.with_name(f".{cache.name}.part")
    text = json.dumps({"made_by": made_by, "pages": pages}, ensure_ascii=False)
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(cache)
