"""Names of files that work on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from generator.problems import Code, Location, Problem, problem

_FORBIDDEN = re.compile(r'[<>:"|?*\\/%]|[ .]$')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\..*)?", re.I)


def check_file_names(paths: Iterable[str]) -> Iterator[Problem]:
    """Find paths that some system could not hold, and those that it would take for one.

    Windows forbids some characters and names, and takes capital and small letters for the same,
    as macOS does. A percent sign is escaped in the lists of a bag, which `sha256sum` does not know.
    """
    seen: dict[str, str] = {}
    for path in sorted(paths):
        for name in path.split("/"):
            if not is_portable(name):
                yield problem(Code.FORBIDDEN_NAME, Location(printable(path)), text=name)
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield problem(Code.NAMES_ALIKE, Location(printable(path)), text=path, other=other)


def is_portable(name: str) -> bool:
    """Say whether a file or folder may have this name on Windows, macOS and Linux."""
    return (
        name.isprintable()
        and not name.startswith(" ")
        and _FORBIDDEN.search(name) is None
        and _DEVICE.fullmatch(name) is None
    )


def printable(path: str) -> str:
    """Write a path so that it can be shown: what cannot be seen is spelled out."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in path)
