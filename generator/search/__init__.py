"""The directory: what the search box knows of counties, units and indicators, in small files.

The theme's own index is loaded whole, so it can hold a few pages only. The directory is loaded on
the first focus of the search box: one file of counties and indicators, and of the units what is
needed. Each file is a script that hands its data to one function of `templates/assets/find.js`,
because a page in a folder may load scripts and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from generator.locales import mark
from generator.locales.language import Language
from generator.model import Evaluation
from generator.schema.page import ending
from generator.search.entries import entries_of
from generator.search.readings import readings_of
from generator.search.shards import shard_name, split

__all__ = ["FOLDER", "directory_files"]

FOLDER = PurePosixPath("assets/directory")
"""Where the files lie, below the pages of each language."""

_WORDS = {
    "found": mark("Counties, units and indicators: %(n)s"),
    "none": mark("No county, unit or indicator is called this."),
    "more": mark("%(n)s more"),
    "first": mark("The first %(n)s are listed."),
    "type_more": mark("Type more to find units, too."),
    "closed": mark("closed"),
    "county": mark("county or district"),
    "indicator": mark("indicator"),
}


def directory_files(
    shown: Evaluation,
    pages: Collection[PurePosixPath],
    locale: str,
    *,
    directory_urls: bool = False,
) -> dict[PurePosixPath, str]:
    """Make the files of the directory.

    Args:
        shown: What the edition may show; all names in it may be found.
        pages: The pages of the site; what has none cannot be found.
        locale: One of `generator.locales.LOCALES`.
        directory_urls: Whether a page is the index of a folder of its own.
    """
    counties, units, indicators, kinds = entries_of(shown, pages, locale)
    every = (*counties, *units, *indicators)
    readings = readings_of("".join("".join(entry.names) for entry in every))
    parts = split(units, readings)
    language = Language(locale)
    start = {
        "words": {name: language(text) for name, text in _WORDS.items()},
        "kinds": kinds,
        "ending": ending(directory_urls=directory_urls),
        "usual": _by_syllable(readings, first=True),
        "others": _by_syllable(readings, first=False),
        "counties": [entry.row() for entry in counties],
        "indicators": [entry.row() for entry in indicators],
        "shards": [[letters, len(part)] for letters, part in parts.items()],
        "depth": max(map(len, parts), default=0),
    }
    files = {FOLDER / "start.js": _script("start", start)}
    for letters, part in parts.items():
        name = shard_name(letters)
        files[FOLDER / f"{name}.js"] = _script(name, [entry.row() for entry in part])
    return files


def _by_syllable(readings: dict[str, tuple[str, ...]], *, first: bool) -> dict[str, str]:
    """Turn the table of readings round: the characters that are read so, usually or else."""
    found: dict[str, str] = {}
    for character, syllables in sorted(readings.items()):
        for syllable in syllables[:1] if first else syllables[1:]:
            found[syllable] = found.get(syllable, "") + character
    return dict(sorted(found.items()))


def _script(name: str, data: Any) -> str:
    """Write a script that hands data over; JSON is JavaScript, but for two line ends."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"xushiDirectory({json.dumps(name)},{text});\n"
