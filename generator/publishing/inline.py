"""What stands inline in pages: a strict Content-Security-Policy names it by its hash."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

_ATTRIBUTES = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)"""
_ELEMENT = re.compile(rb"<(script|style)\b" + _ATTRIBUTES + rb">(.*?)</\1\s*>", re.DOTALL | re.I)
_SOURCE = re.compile(rb"(?:^|\s)src\s*=", re.I)
_TYPE = re.compile(rb"""(?:^|\s)type\s*=\s*["']?([^"'\s>]+)""", re.I)
_RUNS = {b"", b"module", b"text/javascript", b"application/javascript"}
_SUSPECT = re.compile(rb"""\s(?:style|on[a-z]+)\s*=""", re.I)
_TAG = re.compile(rb"<[a-z]" + _ATTRIBUTES + rb">", re.I)
_QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")


@dataclass(frozen=True, slots=True)
class Inline:
    """What pages hold inline, each once."""

    scripts: frozenset[str] = frozenset()
    """Hashes of scripts that run, as a policy writes them: ``sha256-…``."""
    styles: frozenset[str] = frozenset()
    """Hashes of style elements."""
    attributes: frozenset[str] = frozenset()
    """Pages with a ``style`` or ``onclick`` attribute, which a strict policy passes over."""

    def __or__(self, other: Inline) -> Inline:
        if self.scripts >= other.scripts and not (other.styles or other.attributes):
            return self  # as most pages
        return Inline(
            self.scripts | other.scripts,
            self.styles | other.styles,
            self.attributes | other.attributes,
        )

    def text(self) -> str:
        """Write the hashes, one a line."""
        named = [*((hash, "script") for hash in self.scripts)]
        named += [(hash, "style") for hash in self.styles]
        return "".join(f"{kind} {hash}\n" for hash, kind in sorted(named))


def read_inline(text: str) -> Inline:
    """Read what `Inline.text` wrote; lines that are no hash are passed over."""
    found = re.findall(r"^(script|style) (sha256-[A-Za-z0-9+/]{43}=)$", text, re.MULTILINE)
    return Inline(*(frozenset(_of(kind, found)) for kind in ("script", "style")))


def _of(kind: str, found: Iterable[tuple[str, str]]) -> list[str]:
    return [hash for other, hash in found if other == kind]


def inline_of(page: bytes, path: str) -> Inline:
    """Find what stands inline in a page, whose path is named where a policy cannot allow it."""
    scripts, styles = set(), set()
    for element, attributes, text in _ELEMENT.findall(page):
        if element.lower() == b"style":
            styles.add(_hash(text))
        elif _SOURCE.search(attributes) is None and _runs(attributes):
            scripts.add(_hash(text))
    odd = {path} if _has_attributes(page) else set()
    return Inline(frozenset(scripts), frozenset(styles), frozenset(odd))


def _runs(attributes: bytes) -> bool:
    """Say whether a script is one, and not data for one."""
    found = _TYPE.search(attributes)
    return (found[1].lower() if found else b"") in _RUNS


@lru_cache(maxsize=256)
def _hash(text: bytes) -> str:
    """Hash a text as browsers do, which read every end of line as one sign."""
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return f"sha256-{b64encode(sha256(text).digest()).decode()}"


def _has_attributes(page: bytes) -> bool:
    """Say whether a tag has an attribute that is a style or a script."""
    if _SUSPECT.search(page) is None:
        return False
    bare = _ELEMENT.sub(b"", page)
    return any(_SUSPECT.search(_QUOTED.sub(b"", tag[0])) for tag in _TAG.finditer(bare))
