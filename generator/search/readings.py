"""How Chinese characters are read, so that people can type names without an input method."""

from __future__ import annotations

from collections import Counter
from functools import cache

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.contrib.tone_convert import to_normal

_RARE = 0.01
"""A reading in less than this share of a character's phrases is not one that people type."""

_PLACES = {
    "乐": "lao",
    "六": "lu",
    "单": "shan",
    "召": "shao",
    "堡": "pu",
    "大": "dai",
    "洞": "tong",
    "浚": "xun",
    "渑": "mian",
    "筠": "jun",
    "莘": "shen",
    "铅": "yan",
    "阿": "e",
}
"""Readings in names of places that are rare elsewhere: 单县 is Shanxian."""


def readings_of(text: str) -> dict[str, tuple[str, ...]]:
    """Give the readings of each Chinese character of a text, the usual one first, without tones.

    ü is written v, as one types it, and also u where that is what passports write.
    Other characters, and Chinese ones that the dictionary lacks, have none.
    """
    found = {}
    for character in sorted(set(text)):
        syllables = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        known = [syllable for syllable in (syllables or [[]])[0] if _typeable(syllable)]
        if known:
            found[character] = _common(character, known)
    return found


def _typeable(syllable: str) -> bool:
    return syllable.isascii() and syllable.isalpha()


def _common(character: str, known: list[str]) -> tuple[str, ...]:
    """Keep the usual reading, and the others that people may think of."""
    seen = _phrases().get(character, Counter())
    enough = _RARE * seen.total()
    place = _PLACES.get(character)
    kept = [
        syllable
        for syllable in known
        if syllable == known[0] or seen[syllable] > enough or syllable == place
    ]
    kept += [place] if place and place not in kept else []
    passports = [f"{syllable[0]}u{syllable[2:]}" for syllable in kept if syllable[1:2] == "v"]
    return tuple(dict.fromkeys([*kept, *passports]))


@cache
def _phrases() -> dict[str, Counter[str]]:
    """Count the readings of each character in all phrases of the dictionary."""
    toned: dict[str, Counter[str]] = {}
    for phrase, syllables in PHRASES_DICT.items():
        for character, (syllable, *_) in zip(phrase, syllables, strict=False):
            toned.setdefault(character, Counter())[syllable] += 1
    found: dict[str, Counter[str]] = {}
    for character, counts in toned.items():
        plain = found.setdefault(character, Counter())
        for syllable, count in counts.items():
            plain[to_normal(syllable)] += count
    return found
