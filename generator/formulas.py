"""Texts that a spreadsheet would run as a formula, and the apostrophe that keeps it from that."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins with one of these could be run by a spreadsheet."""


def safe_text(text: str) -> str:
    """Put an apostrophe in front of a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_text(text: str) -> str:
    """Take away the apostrophe that `safe_text` puts in front of a text."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
