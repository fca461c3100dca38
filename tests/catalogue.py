"""Bring generator/locales/zh.po up to date with the texts of code and templates.

``python -m tests.catalogue`` adds texts that are new (without a translation) and drops those that
are gone; a test fails while a text has no translation.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "generator" / "locales" / "zh.po"

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "mark": None,
    "say": None,
    "translate": None,
    "plural": (1, 2),
}
"""Functions whose first text (or first two, singular and plural) is for readers."""

SOURCES = (
    ("generator", [("**.py", "python")], {}),
    (
        "templates",
        [("**.j2", "jinja2")],
        {"**.j2": {"trimmed": "true", "silent": "false"}},
    ),
)

HEADER = """# The words of pages and commands in Chinese; `make messages` adds what is new.
"""

Text = str | tuple[str, ...]


def texts() -> Iterator[Text]:
    """Find every text that is for readers: one string, or singular and plural."""
    for folder, methods, options in SOURCES:
        found = extract_from_dir(
            ROOT / folder, method_map=methods, options_map=options, keywords=KEYWORDS
        )
        for _, _, message, _, _ in found:
            if message:
                yield message


def read_catalogue() -> Catalog:
    """Read the Chinese catalogue."""
    with PO.open("rb") as source:
        return read_po(source, locale="zh")


def updated(known: Catalog) -> str:
    """Write a catalogue of all texts with the translations that are known."""
    made = Catalog(locale="zh", charset="utf-8", header_comment=HEADER.strip(), fuzzy=False)
    for text in sorted(set(texts()), key=lambda text: (_first(text), str(text))):
        old: Message | None = known.get(text)
        made.add(text, old.string if old is not None else "")
    content = io.BytesIO()
    write_po(content, made, width=96, sort_output=False, no_location=True)
    header, _, entries = content.getvalue().decode().partition("\n\n")
    header = re.sub(r'\n"(?:POT|PO|Last|Language-Team|Report|Project|Generated)[^\n]*', "", header)
    return f"{header}\n\n{entries}"


def _first(text: Text) -> str:
    return text if isinstance(text, str) else text[0]


if __name__ == "__main__":
    PO.write_text(updated(read_catalogue()), encoding="utf-8", newline="\n")
