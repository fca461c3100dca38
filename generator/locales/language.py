"""Numbers, days, periods and values written for a reader of one language."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from babel.dates import format_date
from numpy.typing import NDArray

from generator.locales import mark, translations
from generator.locales.words import QUALIFIER, label
from generator.model import Measure, Qualifier
from generator.periods import parse_period

SEPARATOR = {"zh": "\u202f", "en": ","}
"""Between groups of three digits: a narrow space that does not break, or a comma."""

NOTHING = "—"
"""Stands where there is no number."""

MOST_DECIMALS = 9
"""Values are compared at nine decimals, so no more are ever needed to tell them apart."""

_SIGNS = {
    Qualifier.AT_LEAST: "≥",
    Qualifier.MORE_THAN: ">",
    Qualifier.AT_MOST: "≤",
    Qualifier.LESS_THAN: "<",
}
_IN_WORDS = frozenset(
    (Measure.MILESTONE, Measure.GRADE, Measure.SHARE_MET, Measure.YES_NO, Measure.RANK)
)
"""Measures whose values may be written as words."""
_DAY = {"zh": "y年M月d日", "en": "d MMMM y"}
_MONTH = {"zh": "y年M月", "en": "MMMM y"}
_HALVES = (mark("the first half of %(year)s"), mark("the second half of %(year)s"))
_QUARTERS = (
    mark("the first quarter of %(year)s"),
    mark("the second quarter of %(year)s"),
    mark("the third quarter of %(year)s"),
    mark("the fourth quarter of %(year)s"),
)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What one must know of an indicator to write its values."""

    measure: str
    unit_of_measure: str
    decimals: int | None = None
    """None: as many as the value has, two at most."""
    steps: tuple[str, ...] = ()
    """Names of the steps of a milestone or grade, lowest first."""

    @property
    def is_plain(self) -> bool:
        """Whether values are always written as numbers, never in words."""
        return self.measure not in _IN_WORDS


def rounded(value: float, decimals: int) -> float:
    """Round half away from zero, as people do, not to the even digit."""
    if not math.isfinite(value):
        return value
    scaled = abs(value) * 10**decimals
    return math.copysign(math.floor(scaled + 0.5 + 1e-9) / 10**decimals, value)


def all_rounded(values: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """Round many values, none of them missing or infinite, as `rounded` rounds each."""
    scaled = np.abs(values) * 10**decimals
    found: NDArray[np.float64] = np.copysign(np.floor(scaled + 0.5 + 1e-9) / 10**decimals, values)
    return found


def decimals_that_agree(value: float, decimals: int, agrees: Callable[[float], bool]) -> int:
    """Find how many decimals keep the rounded value from contradicting a verdict.

    Args:
        agrees: Says of a value whether it would lead to the verdict that is shown.
    """
    while decimals < MOST_DECIMALS and not agrees(rounded(value, decimals)):
        decimals += 1
    return decimals


def apart(value: float, other: float, yardstick: Yardstick) -> Yardstick:
    """Give a value so many decimals that, rounded, it stays above or below another one."""
    usual = own_decimals(value) if yardstick.decimals is None else yardstick.decimals
    beside = rounded(other, own_decimals(other) if yardstick.decimals is None else usual)

    def agrees(number: float) -> bool:
        return (number > beside) == (value > other) and (number < beside) == (value < other)

    wanted = decimals_that_agree(value, usual, agrees)
    return yardstick if wanted == usual else replace(yardstick, decimals=wanted)


def own_decimals(value: float) -> int:
    """Count the decimals that a value has, two at most."""
    shown = rounded(value, 2)
    if not math.isfinite(shown) or shown.is_integer():
        return 0
    return 1 if rounded(value, 1) == shown else 2


@lru_cache(maxsize=1 << 14)
def number(value: float | None, locale: str, decimals: int | None = None) -> str:
    """Write a number with its thousands apart; a missing one is a dash."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    decimals = own_decimals(value) if decimals is None else decimals
    shown = rounded(value, decimals)
    text = f"{abs(shown):,.{decimals}f}".replace(",", SEPARATOR[locale])
    return f"−{text}" if shown < 0 else text


@cache
def _translated(message: str, locale: str) -> str:
    return translations(locale).gettext(message)


@cache
def day(value: dt.date, locale: str) -> str:
    """Write a day in words."""
    return str(format_date(value, _DAY[locale], locale=locale))


@cache
def month(value: dt.date, locale: str) -> str:
    """Write a month in words."""
    return str(format_date(value, _MONTH[locale], locale=locale))


@cache
def period(name: str, locale: str) -> str:
    """Write a reporting period in words; a name of no known form is shown as it is."""
    translate = translations(locale).gettext
    try:
        span = parse_period(name)
    except ValueError:
        return name
    if "/" in name:
        words = {"start": day(span.start, locale), "end": day(span.end, locale)}
        return translate(mark("%(start)s to %(end)s")) % words
    if len(name) == 4:
        return translate(mark("the year %(year)s")) % {"year": name}
    if "H" in name:
        return translate(_HALVES[int(name[-1]) - 1]) % {"year": name[:4]}
    if "Q" in name:
        return translate(_QUARTERS[int(name[-1]) - 1]) % {"year": name[:4]}
    return day(span.end, locale) if len(name) == 10 else month(span.start, locale)


@dataclass(frozen=True, slots=True)
class Language:
    """One reader's language: translates messages and writes numbers, days and values."""

    locale: str

    def __call__(self, message: str, **words: object) -> str:
        """Translate a message and put its words in; an empty message stays empty."""
        text = _translated(message, self.locale) if message else ""
        return text % words if words else text

    def plural(self, one: str, many: str, n: int, **words: object) -> str:
        """Translate a message that counts something."""
        return translations(self.locale).ngettext(one, many, n) % {"n": self.number(n), **words}

    def number(self, value: float | None, decimals: int | None = None) -> str:
        """Write a number with its thousands apart; a missing one is a dash."""
        return number(value, self.locale, decimals)

    def percent(self, share: float | None, decimals: int | None = None) -> str:
        """Write a share (0–1) as a percentage, with one decimal where it needs one."""
        if share is None or not math.isfinite(share):
            return NOTHING
        if decimals is None:
            decimals = min(own_decimals(share * 100), 1)
        return f"{number(share * 100, self.locale, decimals)}%"

    def points(self, gap: float | None, decimals: int | None = None) -> str:
        """Write a difference of shares (0–1) in percentage points, without its sign."""
        if gap is None or math.isnan(gap):
            return NOTHING
        decimals = min(own_decimals(abs(gap) * 100), 1) if decimals is None else decimals
        text = number(abs(gap) * 100, self.locale, decimals)
        return self(mark("%(number)s points"), number=text)

    def day(self, value: dt.date | None) -> str:
        """Write a day in words."""
        return NOTHING if value is None else day(value, self.locale)

    def month(self, value: dt.date) -> str:
        """Write a month in words."""
        return month(value, self.locale)

    def period(self, name: str) -> str:
        """Write a reporting period in words."""
        return period(name, self.locale) if name else NOTHING

    def listing(self, words: Sequence[str]) -> str:
        """Join words into a list."""
        return ("、" if self.locale == "zh" else ", ").join(words)

    def amount(self, text: str, unit_of_measure: str) -> str:
        """Put the unit of measure behind a number that is written already."""
        if not unit_of_measure or text == NOTHING:
            return text
        close = self.locale == "zh" or unit_of_measure[0] in "%‰"
        return f"{text}{unit_of_measure}" if close else f"{text}\u00a0{unit_of_measure}"

    def value(
        self,
        value: float | None,
        yardstick: Yardstick,
        *,
        qualifier: str = "",
    ) -> str:
        """Write a value of an indicator with its unit of measure and its qualifier."""
        if qualifier in QUALIFIER:
            return label(QUALIFIER, qualifier, self)
        if value is None or math.isnan(value):
            return NOTHING
        text = self._bare(value, yardstick)
        if qualifier == Qualifier.ABOUT:
            return self(mark("about %(value)s"), value=text)
        return f"{_SIGNS[Qualifier(qualifier)]}{text}" if qualifier else text

    def values(self, values: NDArray[np.float64], yardstick: Yardstick) -> list[str]:
        """Write many values, none of them missing or infinite, as `value` writes each."""
        decimals = yardstick.decimals
        if decimals is None or not yardstick.is_plain:
            known = {value: self.value(value, yardstick) for value in set(values.tolist())}
            return [known[value] for value in values.tolist()]
        numbers, form = all_rounded(values, decimals).tolist(), f",.{decimals}f"
        after = self.amount("", yardstick.unit_of_measure)
        signs = ["−" if value < 0 else "" for value in numbers]
        texts = [f"{sign}{abs(value):{form}}" for sign, value in zip(signs, numbers, strict=True)]
        joined = "\n".join(texts).replace(",", SEPARATOR[self.locale])
        return [text + after for text in joined.split("\n")] if numbers else []

    def needed(self, value: float, yardstick: Yardstick) -> str:
        """Write an amount that is needed, rounded up: a little more suffices, less does not."""
        decimals = 2 if yardstick.decimals is None else yardstick.decimals
        amount = math.ceil(round(value * 10**decimals, 6)) / 10**decimals
        text = self.number(amount, yardstick.decimals)
        if yardstick.unit_of_measure == "%":
            return self(mark("%(number)s points"), number=text)
        return self.amount(text, yardstick.unit_of_measure)

    def _bare(self, value: float, yardstick: Yardstick) -> str:
        words = self._words(value, yardstick) if yardstick.measure in _IN_WORDS else None
        if words is not None:
            return words
        text = number(value, self.locale, yardstick.decimals)
        return self.amount(text, yardstick.unit_of_measure)

    def _words(self, value: float, yardstick: Yardstick) -> str | None:
        """Write a value that is more, or other, than a number; None where it is one."""
        match yardstick.measure:
            case Measure.MILESTONE | Measure.GRADE if yardstick.steps:
                step = round(value)
                if 1 <= step <= len(yardstick.steps):
                    return yardstick.steps[step - 1]
                return self(mark("before the first step"))
            case Measure.MILESTONE | Measure.SHARE_MET if not yardstick.unit_of_measure:
                return self.amount(self.number(value, yardstick.decimals), "%")
            case Measure.YES_NO:
                return self(mark("done")) if value >= 1 else self(mark("not done"))
            case Measure.RANK if value == round(value):
                return self(mark("place %(number)s"), number=self.number(value, 0))
        return None
