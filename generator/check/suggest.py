"""What was probably meant: the nearest of the texts that would have been right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

MOST = 300
"""Texts of one column for which a suggestion is looked for; the search is slow."""


def closest(text: str, allowed: Iterable[str], names: Mapping[str, str] | None = None) -> str:
    """Give the allowed text that a wrong one stands for, or an empty string.

    Args:
        names: What people write in place of an allowed text, such as a unit's name for its id.
    """
    allowed = list(dict.fromkeys(allowed))
    names = names or {}
    if text in names:
        return names[text]
    folded = {word.casefold(): word for word in allowed}
    if text.casefold() in folded:
        return folded[text.casefold()]
    close = get_close_matches(text, allowed, n=1)
    if close:
        return close[0]
    near_names = get_close_matches(text, list(names), n=1, cutoff=0.75)
    return names[near_names[0]] if near_names else ""
