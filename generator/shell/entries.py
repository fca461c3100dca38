"""The entries of the theme's search index: those of before, and a process that makes the others."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generator.shell.builder import Builder, not_built, surroundings

MADE_BY = ("jieba", "mkdocs-material", "backrefs")
"""Whose versions the entries depend on."""

_PROCESS = Path(__file__).with_name("index.py")

Entries = list[dict[str, str]]


class Index:
    """Makes the entries of pages, beside whatever else is done meanwhile.

    Entries of pages that are as they were come from the cache. The process that makes the others
    takes more than a second to begin; it is started at once where nothing is remembered.
    """

    def __init__(self, words: Path, cache: Path, builder: Builder) -> None:
        """``words`` is the dictionary of names, ``cache`` a file that may be deleted."""
        self._words = words
        self._cache = cache
        self._builder = builder
        self._made_by = _made_by(words)
        self._known = _read(cache, self._made_by)
        self._keys: list[str] = []
        self._asked: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        if not self._known:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process where nobody waits for it any more."""
        if self._process:
            self._process.kill()
            self._process.communicate()

    def ask(self, pages: Iterable[Mapping[str, str]]) -> None:
        """Ask for the entries of more pages, which give url, title and content (HTML)."""
        for page in pages:
            text = json.dumps(page, ensure_ascii=False)
            key = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
            self._keys.append(key)
            if key not in self._known:
                self._known[key] = []
                self._asked.append(key)
                self._send(f"{text}\n")

    def _send(self, line: str) -> None:
        sent_to = (self._process or self._start()).stdin
        if sent_to:
            with suppress(BrokenPipeError):  # it has stopped, and `result` says why
                sent_to.write(line)
                sent_to.flush()

    def result(self) -> Entries:
        """Wait for the entries of all pages that were asked for; give them in that order.

        Raises:
            BuildError: site-not-built, where the theme's search stops.
        """
        if self._asked and self._process:
            process, self._process = self._process, None
            made, said = process.communicate()
            if process.returncode:
                raise not_built(self._builder, said.strip().splitlines()[-1:])
            self._known |= zip(self._asked, json.loads(made), strict=True)
        used = {key: self._known[key] for key in self._keys}
        if self._asked or len(used) < len(self._known):
            _write(self._cache, self._made_by, used)
        return [entry for key in self._keys for entry in used[key]]

    def _start(self) -> subprocess.Popen[str]:
        command = (sys.executable, "-m", "generator.shell.index", str(self._words))
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no word of it from data
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**surroundings(self._builder), "PYTHONPATH": str(_PROCESS.parents[2])},
            text=True,
            encoding="utf-8",
        )
        return self._process


def _made_by(words: Path) -> str:
    """Hash all that entries are made with, but for the pages."""
    told = json.dumps([version(name) for name in MADE_BY]).encode()
    key = hashlib.blake2b(told + _PROCESS.read_bytes(), digest_size=16)
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
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(cache)
