"""Passages of a file that tell a withheld figure; see `generator.gate.figures`."""

from __future__ import annotations

import codecs
import csv
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from generator.gate.figures import Withheld
from generator.gate.needles import Needles
from generator.locales import LOCALES
from generator.locales.language import period as period_in_words

Found = tuple[Withheld, int]
"""A figure that is told, and the place where the passage begins."""

_ROW = re.compile(rb"<(?:tr|li|p|h[1-6]|figcaption|text|title|desc|div|meta|script|dt|dd|option)\b")
_HEADING = re.compile(rb'<h[1-6] id="i-([A-Za-z0-9._-]+)"')
_ABOUT = re.compile(r"(?:^|/)(units|counties|indicators)/([^/]+?)(?:/([^/]+?))?(?:/index)?\.html$")
_TAG = re.compile(r"<[^<>]*>")
_DAY = re.compile(
    r"\d{4}-\d\d(?:-\d\d)?|\d{4}(?:Q[1-4]|H[12])"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?|第?[一二三四1-4]季度|[上下]半年|度)?|\d{1,2}月(?:\d{1,2}日)?"
    r"|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) \d{4}|the (?:first|second|third|fourth) (?:quarter|half) of \d{4}|the year \d{4}"
)
_NO_COUNT = re.compile(
    rf"{_DAY.pattern}|第\s*\d+\s*[名位]|(?:[Pp]lace|[Rr]ank) \d+|\d+\s*(?:个单位|units?\b)"
    r"|报过\s*\d+\s*次|\d+ versions?\b"
    r"|^\s*\d+ (?=\D)",
    re.MULTILINE,
)
"""Digits of periods and days, places among others, numbers of units and of reports."""
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:\d{1,3}(?:[,\u202f\u00a0]\d{3})+|\d+)(?:\.\d+)?(?![0-9A-Za-z_]|[.,-]\d)"
)
_NO_FIGURES = ("rule", "n_expected", "n_reported", "n_met", "n_children", "months_left", "clause")
"""Columns and keys of downloads whose numbers count no persons."""
_NO_FIGURE = re.compile(rf'"(?:{"|".join(_NO_FIGURES)})"\s*:\s*[\d.]+')
_SAID = re.compile(r"""(?:data-xs-value|alt|title|aria-label|content|data-label)="([^"]*)\"""")
_CHART = re.compile(rb"data-xs-chart='([^']*)'")
_RANK = re.compile(r'<td data-label="(?:名次|Place|Rank)"[^>]*>\d+</td>')
LONG = 300
"""Bytes of an object from which its texts are read sentence by sentence."""
NEAR = 120
"""Bytes before the name of an indicator, and half of those behind it, that may tell its figure."""
_SENTENCE = re.compile(r"[。；]|\. |</?(?:p|li|tr|td|th|h[1-6]|dd|dt)>|\\n")


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
        else:
            places = sorted(place for _, place in self._indicators.places_in(content))
            parts = _objects if ending in ("json", "js") else _lines
            yield from self._in_rows(parts(content, places))

    def found_in_rows(self, rows: Iterable[Sequence[str]]) -> Iterator[Found]:
        """Look through the rows of a worksheet; the place is the number of the row."""
        yield from self._in_rows((number, row) for number, row in enumerate(rows, start=1))

    def _in_rows(
        self, rows: Iterable[tuple[int, Sequence[str]]], about: str = ""
    ) -> Iterator[Found]:
        """Look through rows and objects; a page may be about an indicator."""
        for place, cells in rows:
            text = "\n".join(cells)
            content = text.encode()
            named = self._indicators.named_in(content) | ({about} & self._indicators.ids)
            entities = self._entities.named_in(content) if named else set()
            yield from ((one, place) for one in self._told(text, named, entities))

    def _in_page(self, name: str, content: bytes) -> Iterator[Found]:
        about_indicator, about_entity = _about(name)
        own = about_entity in self._entities.ids or about_indicator in self._indicators.ids
        places = sorted(place for _, place in self._indicators.places_in(content))
        if not own and not places:
            return
        heading = ""
        starts = [0, *(found.start() for found in _ROW.finditer(content)), len(content)]
        for start, end in pairwise(starts):
            if content.startswith(b"<h", start):
                found = _HEADING.match(content, start)
                heading = found[1].decode() if found else ""
            is_named = bisect_left(places, start) < bisect_left(places, end)
            context = {about_indicator, heading} & self._indicators.ids
            if not (is_named or context):
                continue
            passage = content[start:end]
            for chart in _CHART.finditer(passage):
                rows = (_LEADING.sub('"', row) for row in _INNERMOST.findall(chart[1].decode()))
                told = self._in_rows(
                    ((start + chart.start(), [row]) for row in rows), about_indicator
                )
                yield from told
            own_indicators = self._indicators.named_in(passage) if is_named else set()
            own_entities = self._entities.named_in(passage)
            entities = own_entities or ({about_entity} & self._entities.ids)
            indicators = own_indicators or context
            if any((one, of) in self._of for one in indicators for of in entities):
                telling = self._told(
                    _said(passage),
                    indicators,
                    entities,
                    names_some=bool(own_indicators or own_entities),
                    of_page=True,
                )
                yield from ((one, start) for one in telling)

    def _told(
        self,
        text: str,
        indicators: set[str],
        entities: set[str],
        *,
        names_some: bool = True,
        of_page: bool = False,
    ) -> Iterator[Withheld]:
        known = [
            one
            for indicator in sorted(indicators)
            for entity in sorted(entities)
            for one in self._of.get((indicator, entity), ())
        ]
        if not known:
            return
        has_day = _DAY.search(text) is not None
        bare = text
        for name in {name for one in known for name in (one.indicator, *one.entities)}:
            bare = bare.replace(name, "…")  # a name may hold a number too
        numbers = [_number(word) for word in _FIGURE.findall(_NO_COUNT.sub(" ", bare))]
        for one in known:
            is_meant = _named_as(one.period).search(text) is not None
            is_meant |= not has_day and names_some and one.is_newest
            if not one.period:  # such as a share of units; what tells it on a page names no day
                is_meant = not (of_page and has_day)
            if is_meant and any(_is(number, one.value) for number in numbers):
                yield one


class _Named:
    """Things with ids and names."""

    def __init__(self, names: dict[str, tuple[str, ...]]) -> None:
        self.ids = set(names)
        pairs = [(one, word) for one, words in names.items() for word in (one, *words) if word]
        self._owners = [one for one, _ in pairs]
        self._needles = Needles(word for _, word in pairs)

    def places_in(self, content: bytes) -> Iterator[tuple[str, int]]:
        for number, place in self._needles.found_in(content):
            yield self._owners[number], place

    def named_in(self, content: bytes) -> set[str]:
        return {one for one, _ in self.places_in(content)}


def _about(name: str) -> tuple[str, str]:
    """Say which indicator and which entity a page is about, by its address."""
    found = _ABOUT.search(name)
    if found is None:
        return "", ""
    kind, first, second = found.groups()
    return (first, second or "") if kind == "indicators" else ("", first)


@lru_cache(maxsize=4096)
def _named_as(period: str) -> re.Pattern[str]:
    """Find a period by its name or as pages write it, and not in a day that lies within it."""
    forms = (period, *(period_in_words(period, locale) for locale in LOCALES))
    names = "|".join(
        f"{'' if form[0].isdigit() else '(?<![0-9] )'}{re.escape(form)}"
        for form in dict.fromkeys(forms)
        if form
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


def _lines(content: bytes, places: Iterable[int]) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the lines of CSV, or of a text, in which some places lie."""
    head = _cells(content[: max(content.find(b"\n"), 0)].removeprefix(codecs.BOM_UTF8))
    last = -1
    for place in places:
        if place > last:
            start, end = content.rfind(b"\n", 0, place) + 1, content.find(b"\n", place)
            last = end if end >= 0 else len(content)
            cells = _cells(content[start:last])
            columns = [*head, *[""] * (len(cells) - len(head))]
            pairs = zip(cells, columns, strict=False)
            yield start, [cell for cell, name in pairs if name not in _NO_FIGURES]


def _cells(line: bytes) -> list[str]:
    text = line.decode("utf-8", "replace").rstrip("\r")
    try:
        return next(csv.reader([text]), [])
    except csv.Error:  # no CSV
        return [text]


def _objects(content: bytes, places: Sequence[int]) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the innermost objects and lists of JSON in which some places lie, also of scripts."""
    last = -1
    for place in places:
        if place <= last:
            continue
        start = max(content.rfind(b"[", 0, place), content.rfind(b"{", 0, place), 0)
        ends = [end for end in (content.find(b"]", place), content.find(b"}", place)) if end >= 0]
        last = min(ends, default=len(content))
        text = _plain(content[start:last])
        if last - start <= LONG or _FLAT.search(text):
            yield start, [text]
            continue
        parts = _SENTENCE.split(text)
        yield from ((start, [part]) for part in parts if len(part) <= LONG)
        if any(len(part) > LONG for part in parts):
            # A table without a full stop: what stands around each name, and whose page it is of.
            head = _plain(content[start : start + LONG].partition(b'"text"')[0])
            for near in (at for at in places if start <= at <= last):
                around = content[max(start, near - NEAR) : min(last, near + 2 * NEAR)]
                yield start, [head, _plain(around)]


def _plain(content: bytes) -> str:
    text = _NO_FIGURE.sub("", content.decode("utf-8", "replace"))
    return _LEADING.sub('"', text)


_FLAT = re.compile(r'"(?:indicator_id|entity_id)"')
_LEADING = re.compile(r'"\d+ (?=\D)')
_INNERMOST = re.compile(r"[\[{][^\[\]{}]*[\]}]")
