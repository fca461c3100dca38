"""Many texts looked for at once in bytes, each in all the ways in which a page may write it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


class Needles:
    """Texts by number; one of Latin letters at an end stands there for a whole word only."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: list[bytes] = []
        self._numbers: list[int] = []
        for number, text in enumerate(texts):
            for form in _forms(text):
                self._texts.append(form.encode())
                self._numbers.append(number)
        self._are_words = [text[0] in _WORD or text[-1] in _WORD for text in self._texts]
        self._automaton = BytesAhoCorasick(self._texts) if self._texts else None

    def found_in(self, content: bytes) -> Iterator[tuple[int, int]]:
        """Give the number of each text that is there, and where it begins."""
        if self._automaton is None:
            return
        # Overlapping: one text must not hide another that begins inside it.
        for place, start, end in self._automaton.find_matches_as_indexes(content, overlapping=True):
            if not self._are_words[place] or _is_whole(content, start, end):
                yield self._numbers[place], start


def _forms(text: str) -> set[str]:
    """Write a text plainly, as HTML writes it (both ways), and as JSON does."""
    entities = html.escape(text)
    return {
        text,
        entities,
        entities.replace("&quot;", "&#34;").replace("&#x27;", "&#39;"),
        json.dumps(text, ensure_ascii=False)[1:-1],
    } - {""}


def _is_whole(content: bytes, start: int, end: int) -> bool:
    inner = content[start] in _WORD and start > 0 and content[start - 1] in _WORD
    return not (inner or (content[end - 1] in _WORD and content[end : end + 1] in _WORDS))


_WORDS = frozenset(bytes([sign]) for sign in _WORD)
