"""The text of one cell is read as a number, a share or a word. Nothing is guessed.

What is not understood gives ``None``, and the caller names it as a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from generator.model import Qualifier

_ENDS = "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x2010))) + "\u202f\u205f\u2060\u3000\ufeff"
_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {ord("−"): "-"}
_SPACE = re.compile(f"[{_ENDS}]")

_PREFIXES = {
    Qualifier.AT_LEAST: ("≥", ">=", "≧", "⩾", "不少于", "不低于", "不小于", "至少"),
    Qualifier.AT_MOST: ("≤", "<=", "≦", "⩽", "不超过", "不高于", "不多于", "不大于", "至多"),
    Qualifier.MORE_THAN: (">", "超过", "大于", "多于", "高于", "逾"),
    Qualifier.LESS_THAN: ("<", "不足", "不到", "不满", "低于", "小于", "少于"),
    Qualifier.ABOUT: ("约为", "大约", "约", "将近", "接近", "近", "≈", "~"),
}
_SUFFIXES = {
    Qualifier.AT_LEAST: ("及以上", "以上"),
    Qualifier.AT_MOST: ("及以下", "以下", "以内"),
    Qualifier.ABOUT: ("左右", "上下"),
}
_NO_NUMBER = {
    Qualifier.NOT_REPORTED: ("未报", "未报送", "未上报", "缺报", "漏报", "not reported"),
    Qualifier.NOT_APPLICABLE: ("不适用", "不涉及", "n/a", "not applicable"),
    Qualifier.NONE: ("无", "没有", "none"),
    Qualifier.DASH: ("—", "——", "–", "-", "--", "/", "―"),
    Qualifier.NO_CHANGE: ("无变化", "没有变化", "未变化", "no change"),
    Qualifier.BLANK: ("",),
}
_YES = ("yes", "y", "true", "是", "1", "已完成", "完成", "已达标", "达标", "已建成", "√", "✓", "✔")
_NO = ("no", "n", "false", "否", "0", "未完成", "未达标", "未建成", "×", "✗", "✘")

_WORDS = {word: qualifier for qualifier, words in _NO_NUMBER.items() for word in words}
_PREFIX_OF = {word: qualifier for qualifier, words in _PREFIXES.items() for word in words}
_SUFFIX_OF = {word: qualifier for qualifier, words in _SUFFIXES.items() for word in words}
_ANSWERS = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)


def _any_of(words: dict[str, Qualifier]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_DIGITS = r"[+-]?(?:[0-9]{1,3}(?:(?P<mark>[, ])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = re.compile(_DIGITS)
_FIGURE = re.compile(
    rf"(?P<prefix>{_any_of(_PREFIX_OF)})? *(?P<number>{_DIGITS}) *(?P<more>[多余])?"
    rf"(?P<scale>[万亿])?(?P<more2>[多余])? *(?P<unit>/10万|[^0-9 ,.+\-<>|]{{0,12}}?)"
    rf"(?P<suffix>{_any_of(_SUFFIX_OF)})?"
)
_PLACE = re.compile(
    r"(?:并列)?第 *(?:(?P<digits>[0-9]{1,4})|(?P<words>[一二三四五六七八九十百零两]+))[名位]?"
)
_SCALES = {None: 1, "万": 10**4, "亿": 10**8}
_ORDINAL = "第"

ERROR_SIGNS = frozenset(
    {
        "#N/A",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#NOT-COMPUTED!",
    }
)
"""What a spreadsheet shows in place of a formula's result."""
_ROUNDED = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell says: a number as written, how exact it is, and what stands behind it."""

    number: Decimal | None
    """``None`` where the qualifier says that there is no number."""
    qualifier: Qualifier = Qualifier.EXACT
    scale: str = ""
    """万, 亿 or nothing."""
    unit: str = ""
    """What follows the number: ``%``, ``座``; ``第`` for a place such as 第四名."""

    def value(self) -> float:
        """The number with its 万 or 亿; NaN where there is none."""
        if self.number is None:
            return float("nan")
        return float(self.number * _SCALES[self.scale or None])


def trim(text: str) -> str:
    """Take the spaces of any kind from both ends of a text; the rest stays as written."""
    return text.strip(f"{_ENDS} \t\r\n")


def narrow(text: str) -> str:
    """Write full-width letters, digits and signs, and all kinds of spaces, in their plain form."""
    return _SPACE.sub(" ", text.translate(_WIDE)).strip()


def is_rounded(text: str) -> bool:
    """Whether this is how a spreadsheet shows a long number (``1.23457E+17``)."""
    return _ROUNDED.fullmatch(text) is not None


def read_figure(text: str) -> Figure | None:
    """Read a number with its qualifier and unit, or a word that says why there is none."""
    text = narrow(text)
    word = _WORDS.get(text.casefold())
    if word is not None:
        return Figure(None, word)
    place = _PLACE.fullmatch(text)
    if place:
        ordinal = int(place["digits"]) if place["digits"] else _chinese_number(place["words"])
        return Figure(Decimal(ordinal), unit=_ORDINAL) if ordinal else None
    match = _FIGURE.fullmatch(text)
    if match is None or (match["more"] and match["more2"]):
        return None
    said = [_PREFIX_OF[match["prefix"]]] if match["prefix"] else []
    said += [Qualifier.MORE_THAN] if match["more"] or match["more2"] else []
    said += [_SUFFIX_OF[match["suffix"]]] if match["suffix"] else []
    number = _decimal(match["number"])
    if len(said) > 1 or number is None:
        return None
    qualifier = said[0] if said else Qualifier.EXACT
    return Figure(number, qualifier, match["scale"] or "", match["unit"].strip())


def read_number(text: str) -> float | None:
    """Read an exact number without unit; thousands separators, 万 and 亿 are understood."""
    if text.isascii() and text.isdigit() and len(text) <= 15:  # most are; no need to look closer
        return float(text)
    figure = read_figure(text)
    if figure is None or figure.number is None or figure.unit or figure.qualifier:
        return None
    return figure.value()


def read_share(text: str) -> float | None:
    """Read ``20%`` or ``0.2`` as 0.2; nothing outside 0–1 is a share."""
    figure = read_figure(text)
    if figure is None or figure.number is None or figure.qualifier or figure.scale:
        return None
    if figure.unit not in ("", "%"):
        return None
    share = figure.number / 100 if figure.unit else figure.number
    return float(share) if 0 <= share <= 1 else None


def read_yes_no(text: str) -> bool | None:
    """Read 是, yes, 已完成, √ and their opposites."""
    return _ANSWERS.get(narrow(text).casefold())


def number_text(number: float) -> str:
    """Write a number in digits, without exponent and without trailing zeros."""
    text = format(Decimal(repr(float(number))), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _decimal(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.replace(",", "").replace(" ", ""))
    return number if isfinite(float(number) * 10**8) else None


_CHINESE_DIGITS = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    **{c: i for i, c in enumerate("三四五六七八九", 3)},
}
_CHINESE_UNITS = {"十": 10, "百": 100}


def _chinese_number(text: str) -> int | None:
    """Read 一 to 九百九十九."""
    total, digit = 0, None
    for character in text:
        if character in _CHINESE_UNITS:
            total += (1 if digit is None else digit) * _CHINESE_UNITS[character]
            digit = None
        elif digit:
            return None
        else:
            digit = _CHINESE_DIGITS[character]
    total += digit or 0
    return total or None
