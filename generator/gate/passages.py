"""Passages of a file that tell a withheld figure; see `generator.gate.figures`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from generator.gate.figures import Withheld
from generator.gate.needles import Needles
from generator.gate.rows import innermost, lines_at, objects_at
from generator.locales import LOCALES
from generator.locales.language import period as period_in_words

Found = tuple[Withheld, int]
"""A figure that is told, and the place where the passage begins."""

_PASSAGE = re.compile(
    rb"<(?:tr|li|p|h[1-6]|figcaption|text|title|desc|div|meta|script|dt|dd|option)\b"
)
_HEADING = re.compile(rb"<h[1-6]\b")
_OF_INDICATOR = re.compile(rb'<h[1-6] id="i-([A-Za-z0-9._-]+)"')
_ABOUT = re.compile(r"(?:^|/)(units|counties|indicators)/([^/]+?)(?:/([^/]+?))?(?:/index)?\.html$")
_TAG = re.compile(r"<[^<>]*>")
_DAY = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?|\d{4}(?:Q[1-4]|H[12])"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?|第?[一二三四1-4]季度|[上下]半年|度)?|\d{1,2}月(?:\d{1,2}日)?"
    r"|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) \d{4}|the (?:first|second|third|fourth) (?:quarter|half) of \d{4}|the year \d{4}"
)
_N = r"(?<![\d.,])\d[\d,\u202f\u00a0]*(?![.\d])"
_NO_COUNT = re.compile(
    rf"{_DAY.pattern}|第\s*\d+\s*[名位]|(?:[Pp]lace|[Rr]ank) \d+"
    r"|报过\s*\d+\s*次|\d+ versions?\b|95%(?=置信区间| interval)"
    rf"|(?:[<＜]|&lt;|\\u003[cC])\s*{_N}"
    rf"|余下\s*{_N}\s*个月|{_N} months? (?:is|are) left"
    rf"|{_N}\s*个单位中\s*{_N}\s*个(?:已报|的数据已核实|达标)"
    rf"|{_N}\s*个单位中\s*{_N}\s*个可判定，其中\s*{_N}\s*个达标"
    rf"|{_N} of {_N} (?:units\b|meet theirs)|of {_N}, {_N} can be judged, {_N} meet theirs"
    rf"|共\s*{_N}\s*个(?=：从)|{_N} side by side(?=: from)"
    rf"|其他\s*{_N}\s*个县的中位数|{_N} other count(?:y|ies)\b"
    r"|\d+\s*(?:个单位|units?\b)|^\s*\d+ (?=\D)",
    re.MULTILINE,
)
"""Digits of periods and days, places among others, numbers of units, of months left and of
reports, how sure an interval is, and what a small figure is below: as pages write them."""
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:\d{1,3}(?:[,\u202f\u00a0]\d{3})+|\d+)(?:\.\d+)?(?![0-9A-Za-z_]|[.,-]\d)"
)
_SAID = re.compile(r"""(?:data-xs-value|alt|title|aria-label|content|data-label)="([^"]*)\"""")
_CHART = re.compile(rb"data-xs-chart='([^']*)'")
_RANK = re.compile(r'<td data-label="(?:名次|Place|Rank)"[^>]*>\d+</td>')


class Passages:
    """Looks for some withheld figures in files."""

    def __init__(self, withheld: Iterable[Withheld]) -> None:
        self._of: dict[tuple[str, str], list[Withheld]] = defaultdict(list)
        for one in withheld:
            self._of[one.indicator_id, one.entity_id].append(one)
        every = [group[0] for group in self._of.values()]
        self._indicators = _Named({one.indicator_id: (one.indicator,) for one in every})
        self._entities = _Named({one.entity_id: one.entities for one in every})

    def found_in(self, name: str, content: bytes) -> Iterator[Found]:
        """Look through a file, or a part of one, by the form that its name says it has."""
        if not self._of:
            return
        ending = name[name.rfind(".") + 1 :].lower()
        if ending in ("html", "svg", "xml"):
            yield from self._in_page(name, content)
            return
        indicators = self._indicators.hits_in(content)
        rows_at = objects_at if ending in ("json", "js") else lines_at
        rows = list(rows_at(content, indicators.places))
        entities = self._entities.named_in_each(content[start:end] for start, end, _ in rows)
        for (start, end, parts), own in zip(rows, entities, strict=True):
            named = indicators.within(start, end)
            if not self._may_tell(content[start:end], named, own):
                continue
            for cells in parts:
                text = "\n".join(cells)
                both = (named, own) if rows_at is lines_at else self._named_in(text)
                yield from ((one, start) for one in self._told(text, *both))

    def found_in_rows(self, rows: Iterable[Sequence[str]]) -> Iterator[Found]:
        """Look through the rows of a worksheet; the place is the number of the row."""
        for number, cells in enumerate(rows, start=1):
            yield from ((one, number) for one in self._in_row(cells))

    def _may_tell(self, row: bytes, indicators: set[str], entities: set[str]) -> bool:
        """Say whether a row is worth to be taken apart."""
        known = self._known(indicators, entities)
        return bool(known and _meant(known, row.decode("utf-8", "replace"), names_some=True))

    def _in_row(self, cells: Sequence[str], about: str = "") -> list[Withheld]:
        """Look through a row or an object; a page may be about an indicator."""
        text = "\n".join(cells)
        return self._told(text, *self._named_in(text, about))

    def _named_in(self, text: str, about: str = "") -> tuple[set[str], set[str]]:
        """Say which indicators and entities a text names; a page may be about an indicator."""
        content = text.encode()
        named = {about} & self._indicators.ids
        named.update(self._indicators.hits_in(content).owners)
        return named, set(self._entities.hits_in(content).owners) if named else set()

    def _in_page(self, name: str, content: bytes) -> Iterator[Found]:
        about_indicator, about_entity = _about(name)
        own_page = {about_entity} & self._entities.ids
        indicators = self._indicators.hits_in(content)
        if not (own_page or indicators.places or about_indicator in self._indicators.ids):
            return
        passages = list(self._passages(content, indicators, about_indicator))
        pieces = [content[start:end] for start, end, _ in passages]
        entities = self._entities.named_in_each(pieces)
        for (start, end, context), piece, own in zip(passages, pieces, entities, strict=True):
            for chart in _CHART.finditer(piece):
                for row in innermost(chart[1].decode()):
                    told = self._in_row([row], about_indicator)
                    yield from ((one, start + chart.start()) for one in told)
            named = indicators.within(start, end)
            told = self._told(
                piece,
                named or context,
                own or own_page,
                names_some=bool(named or own),
                of_page=True,
            )
            yield from ((one, start) for one in told)

    def _passages(
        self, content: bytes, indicators: _Hits, about: str
    ) -> Iterator[tuple[int, int, set[str]]]:
        """Give where passages on some indicator begin and end, and what page and heading say."""
        of_page = {about} & self._indicators.ids
        headings = (found.start() for found in _HEADING.finditer(content))
        for start, end in pairwise((0, *headings, len(content))):
            found = _OF_INDICATOR.match(content, start)
            context = of_page | ({found[1].decode()} & self._indicators.ids if found else set())
            if not (context or indicators.within(start, end)):
                continue
            starts = (found.start() for found in _PASSAGE.finditer(content, start + 1, end))
            for first, last in pairwise((start, *starts, end)):
                if context or indicators.within(first, last):
                    yield first, last, context

    def _known(self, indicators: Collection[str], entities: Collection[str]) -> list[Withheld]:
        return [
            one
            for indicator in sorted(indicators)
            for entity in sorted(entities)
            for one in self._of.get((indicator, entity), ())
        ]

    def _told(
        self,
        passage: str | bytes,
        indicators: set[str],
        entities: set[str],
        *,
        names_some: bool = True,
        of_page: bool = False,
    ) -> list[Withheld]:
        known = self._known(indicators, entities)
        if not known:
            return []
        text = passage if isinstance(passage, str) else _said(passage)
        meant = _meant(known, text, names_some=names_some, of_page=of_page)
        if not meant:
            return []
        for name in {name for one in known for name in (one.indicator, *one.entities)}:
            text = text.replace(name, "…")  # a name may hold a number too
        # To take periods and places out is dear, and rarely is a number left to be looked at.
        told = _having(meant, text)
        return _having(told, _NO_COUNT.sub(" ", text)) if told else []


@dataclass(frozen=True, slots=True)
class _Hits:
    """Where things are named in a content, rising, and which."""

    places: list[int]
    owners: list[str]

    def within(self, start: int, end: int) -> set[str]:
        """Say which are named between two places."""
        return set(self.owners[bisect_left(self.places, start) : bisect_left(self.places, end)])


class _Named:
    """Things with ids and names."""

    def __init__(self, names: dict[str, tuple[str, ...]]) -> None:
        self.ids = set(names)
        pairs = [(one, word) for one, words in names.items() for word in (one, *words) if word]
        self._owners = [one for one, _ in pairs]
        self._needles = Needles(word for _, word in pairs)

    def hits_in(self, content: bytes) -> _Hits:
        hits = sorted((place, number) for number, place in self._needles.found_in(content))
        owners = [self._owners[number] for _, number in hits]
        return _Hits([place for place, _ in hits], owners)

    def named_in_each(self, pieces: Iterable[bytes]) -> list[set[str]]:
        """Say which are named in each of some pieces, searched at once as there are many."""
        pieces = list(pieces)
        starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]
        hits = self.hits_in(b"\n".join(pieces))
        return [hits.within(start, end) for start, end in pairwise(starts)]


def _meant(
    known: Sequence[Withheld], text: str, *, names_some: bool, of_page: bool = False
) -> list[Withheld]:
    """Leave the figures whose period a text names, or that it may mean as it names none."""
    named = {period for period in {one.period for one in known} if _names(text, period)}
    rest = [one for one in known if one.period not in named]
    has_day = bool(rest) and _DAY.search(text) is not None
    return [
        one
        for one in known
        if one.period in named
        # Such as a share of units; what tells it on a page names no day.
        or (not one.period and not (of_page and has_day))
        or (one.period and one.is_newest and names_some and not has_day)
    ]


def _about(name: str) -> tuple[str, str]:
    """Say which indicator and which entity a page is about, by its address."""
    found = _ABOUT.search(name)
    if found is None:
        return "", ""
    kind, first, second = found.groups()
    return (first, second or "") if kind == "indicators" else ("", first)


def _having(figures: Sequence[Withheld], text: str) -> list[Withheld]:
    """Leave the figures that stand in a text as numbers."""
    numbers = {_number(word) for word in _FIGURE.findall(text)}
    return [one for one in figures if any(_is(number, one.value) for number in numbers)]


def _names(text: str, period: str) -> bool:
    """Say whether a text names a period, and not only a day that lies within it."""
    forms = _written(period)
    return any(form in text for form in forms) and _named_as(forms).search(text) is not None


@lru_cache(maxsize=4096)
def _written(period: str) -> tuple[str, ...]:
    """Give the name of a period, and how pages write it."""
    forms = (period, *(period_in_words(period, locale) for locale in LOCALES))
    return tuple(form for form in dict.fromkeys(forms) if form)


@lru_cache(maxsize=4096)
def _named_as(forms: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(
        f"{'' if form[0].isdigit() else '(?<![0-9] )'}{re.escape(form)}" for form in forms
    )
    return re.compile(rf"(?<![0-9])(?:{names})(?!-?[0-9]|[QH][0-9]|年?[0-9]{{1,2}}[月日])")


def _number(word: str) -> tuple[float, int]:
    """Read a number as a page writes it; give it with its decimals."""
    plain = re.sub("[,\u202f\u00a0]", "", word).replace("−", "-")
    return float(plain), len(plain.partition(".")[2])


def _is(number: tuple[float, int], value: float) -> bool:
    """Say whether a number that was read is a value, maybe rounded to its decimals."""
    read, decimals = number
    return abs(read - value) < 1e-9 or (decimals > 0 and round(value, decimals) == read)


def _said(passage: bytes) -> str:
    """Give what a passage says to readers, and to scripts: its text, and some attributes."""
    text = passage.decode("utf-8", "replace")
    said = [_TAG.sub(" ", _RANK.sub("", text)), *_SAID.findall(text)]
    return "\n".join(said)
