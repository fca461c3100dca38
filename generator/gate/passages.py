"""Passages of a file that tell a withheld figure; see `generator.gate.figures`."""

from __future__ import annotations

import csv
import io
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
    r"|^\s*\d+ (?=\D)",
    re.MULTILINE,
)
"""Digits of periods and days, places among others, numbers of units."""
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
        elif self._indicators.any_in(content):
            if ending == "csv":
                yield from self._in_rows(_lines(content))
            elif ending in ("json", "js"):
                yield from self._in_rows(_objects(content))
            else:
                yield from self._in_rows(_plain_lines(content))

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
                rows = ((start + chart.start(), row) for _, row in _objects(chart[1]))
                yield from self._in_rows(rows, about_indicator)
            own_indicators = self._indicators.named_in(passage) if is_named else set()
            own_entities = self._entities.named_in(passage)
            entities = own_entities or ({about_entity} & self._entities.ids)
            if entities:
                told = self._told(
                    _said(passage),
                    own_indicators or context,
                    entities,
                    names_some=bool(own_indicators or own_entities),
                )
                yield from ((one, start) for one in told)

    def _told(
        self, text: str, indicators: set[str], entities: set[str], *, names_some: bool = True
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
        numbers = [_number(word) for word in _FIGURE.findall(_NO_COUNT.sub(" ", text))]
        for one in known:
            is_meant = any(form in text for form in _written(one.period))
            is_meant |= not has_day and names_some and one.is_newest
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

    def any_in(self, content: bytes) -> bool:
        return next(self.places_in(content), None) is not None


def _about(name: str) -> tuple[str, str]:
    """Say which indicator and which entity a page is about, by its address."""
    found = _ABOUT.search(name)
    if found is None:
        return "", ""
    kind, first, second = found.groups()
    return (first, second or "") if kind == "indicators" else ("", first)


@lru_cache(maxsize=4096)
def _written(period: str) -> tuple[str, ...]:
    return (period, *(period_in_words(period, locale) for locale in LOCALES))


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


def _lines(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = content.decode("utf-8", "replace")
    place, head = 0, list[str]()
    for line in io.StringIO(text, newline="\n"):
        cells = next(csv.reader([line]), [])
        head = head or cells
        columns = [*head, *[""] * (len(cells) - len(head))]
        yield place, [c for c, name in zip(cells, columns, strict=False) if name not in _NO_FIGURES]
        place += len(line.encode())


def _plain_lines(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    place = 0
    for line in content.split(b"\n"):
        yield place, [line.decode("utf-8", "replace")]
        place += len(line) + 1


def _objects(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the innermost objects and lists of JSON, also where a script holds them."""
    for found in _INNERMOST.finditer(content):
        text = _NO_FIGURE.sub("", found[0].decode("utf-8", "replace"))
        text = _LEADING.sub('"', text)
        if len(found[0]) > LONG and not _FLAT.search(text):
            yield from ((found.start(), [part]) for part in _SENTENCE.split(text))
        else:
            yield found.start(), [text]


_FLAT = re.compile(r'"(?:indicator_id|entity_id)"')
_LEADING = re.compile(r'"\d+ (?=\D)')
_INNERMOST = re.compile(rb"[\[{][^\[\]{}]*[\]}]")
