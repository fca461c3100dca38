"""The lines of a TOML file's keys, which its reader does not tell."""

from __future__ import annotations

import re

_SECTION = re.compile(r"\s*\[\[?\s*(.+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*\.?""")


def rows_of_keys(text: str) -> dict[str, int]:
    """Give the line, counted from 1, of each section and key by its whole name, such as ``a.b``.

    A key inside ``{…}`` or a text of many lines has none of its own.
    """
    rows: dict[str, int] = {}
    above = ""
    for row, line in enumerate(text.splitlines(), start=1):
        if section := _SECTION.fullmatch(line):
            above = _plain(section[1])
            rows.setdefault(above, row)
        elif key := _KEY.match(line):
            name = _plain(key[1])
            rows.setdefault(f"{above}.{name}" if above else name, row)
    return rows


def _plain(written: str) -> str:
    return ".".join(next(filter(None, part), "") for part in _PART.findall(written))
