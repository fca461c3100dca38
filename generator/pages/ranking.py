"""Entities side by side: who stands where by the newest value of one indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from generator.locales.language import Language
from generator.pages.book import Book
from generator.pages.facts import Entity, Indicator
from generator.pages.figures import Ranked
from generator.pages.rows import Row
from generator.pages.verdicts import Verdict, interval_words
from generator.schema.page import Link


@dataclass(frozen=True, slots=True)
class EntityLine:
    """One entity in the table of entities."""

    place: str
    """Place by value, ties sharing it; empty without a value of the common period."""
    entity: Link
    kind: str
    value: str
    number: float | None
    interval: str
    """What chance alone could make of it (95 %), where the counts are known."""
    period: str
    verdict: Verdict | None
    waiting: str
    """The newer period whose figure is being verified; empty where there is none."""


def ranking(
    indicator: Indicator, entity_ids: Sequence[str], book: Book
) -> tuple[tuple[EntityLine, ...], tuple[Ranked, ...]]:
    """Put entities in order of their value, best first; only values of one period have a place.

    That period is the newest one of most entities; those whose newest value is of another period,
    or who have none, follow without a place and are not drawn.
    """
    facts = book.facts
    latest = {name: facts.latest(indicator.id, name) for name in entity_ids}
    verdicts = {name: _verdict(indicator, name, book) for name in entity_ids}
    counts = Counter(row.period for row in latest.values() if row is not None)
    common = max(counts, key=lambda period: (counts[period], period), default="")
    sign = 1 if indicator.lower_is_better else -1
    placed = {name: row for name, row in latest.items() if row is not None and row.period == common}
    in_order = sorted(placed, key=lambda name: (sign * placed[name].value, name))
    values = [placed[name].value for name in in_order]
    others = [
        name
        for name in entity_ids
        if name not in placed
        and (latest[name] or verdicts[name] or (indicator.id, name) in facts.waiting)
    ]
    lines = {
        name: _line(
            indicator,
            facts.entities[name],
            latest[name],
            verdicts[name],
            values.index(placed[name].value) + 1 if name in placed else None,
            facts.waiting.get((indicator.id, name)),
            book.language,
        )
        for name in (*in_order, *sorted(others, key=lambda name: (latest[name] is None, name)))
    }
    ranked = (_ranked(facts.entities[name], placed[name], lines[name]) for name in in_order)
    return tuple(lines.values()), tuple(ranked)


def _verdict(indicator: Indicator, entity_id: str, book: Book) -> Verdict | None:
    verdicts = book.verdicts.by_entity.get(entity_id, ())
    return next((item for item in verdicts if item.indicator_id == indicator.id), None)


def _line(
    indicator: Indicator,
    entity: Entity,
    latest: Row | None,
    verdict: Verdict | None,
    place: int | None,
    waiting: str | None,
    language: Language,
) -> EntityLine:
    number = None if latest is None else latest.value
    qualifier = "" if latest is None else latest.qualifier or ""
    value = language.value(number, indicator.yardstick, qualifier=qualifier)
    if verdict is not None and number is not None and verdict.number == number:
        value = verdict.value  # which shows more digits where the verdict needs them
    return EntityLine(
        place="" if place is None else language.number(place, 0),
        entity=entity.link,
        kind=entity.kind_word,
        value=value,
        number=number,
        interval="" if latest is None else interval_words(latest, indicator.yardstick, language),
        period="" if latest is None else language.period(latest.period),
        verdict=verdict,
        waiting="" if waiting is None else language.period(waiting),
    )


def _ranked(entity: Entity, latest: Row, line: EntityLine) -> Ranked:
    return Ranked(
        name=entity.short_name,
        place=line.place,
        number=latest.value,
        low=latest.value_low,
        high=latest.value_high,
        value=line.value,
        verdict=line.verdict,
        period=line.period,
    )
