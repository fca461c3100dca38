"""The three comparisons (三比): with the level above, with peers, with one's own past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.locales import mark
from generator.locales.words import COMPARATOR, label
from generator.pages.facts import Facts, Indicator
from generator.pages.rows import Row
from generator.schema.page import Link

_ABOVE = ("requirement", "level_above")


@dataclass(frozen=True, slots=True)
class Compared:
    """One value to compare with, and what comes of it."""

    name: str
    value: str
    period: str
    difference: str
    """How much better or worse the entity's own value is, in words."""
    better: bool | None
    """None where they are equal or cannot be compared."""
    source: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An entity's value of one indicator beside those of others."""

    indicator: Link
    entity: Link
    value: str
    period: str
    above: tuple[Compared, ...]
    peers: tuple[Compared, ...]
    past: tuple[Compared, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to compare with."""
        return not (self.above or self.peers or self.past)


def comparison(indicator: Indicator, entity_id: str, facts: Facts) -> Comparison | None:
    """Compare the newest value of a county; None where it has none."""
    own = facts.latest(indicator.id, entity_id)
    if own is None:
        return None
    county_id = facts.county_of(entity_id)
    given = _newest(
        row
        for row in facts.comparators.get(indicator.id, ())
        if row.entity_id in ("", entity_id, county_id)
    )
    return Comparison(
        indicator=indicator.county_link(county_id),
        entity=facts.link(entity_id),
        value=facts.language.value(own.value, indicator.yardstick, qualifier=own.qualifier or ""),
        period=facts.language.period(own.period),
        above=tuple(_given(row, own, indicator, facts) for row in given if row.kind in _ABOVE),
        peers=(
            *_middle(own, indicator, entity_id, facts),
            *(_given(row, own, indicator, facts) for row in given if row.kind == "peer"),
        ),
        past=(
            *_year_before(own, indicator, entity_id, facts),
            *(_given(row, own, indicator, facts) for row in given if row.kind == "past"),
        ),
    )


def _newest(given: Iterable[Row]) -> list[Row]:
    """Keep the newest period of each name; the table is in order of time."""
    return list({(row.kind, row.name): row for row in given}.values())


def _given(row: Row, own: Row, indicator: Indicator, facts: Facts) -> Compared:
    name = row.name or label(COMPARATOR, row.kind, facts.language)
    return _compared(name, row.value, row.period, own, indicator, facts, row.source)


def _middle(own: Row, indicator: Indicator, entity_id: str, facts: Facts) -> tuple[Compared, ...]:
    """Compare with the middle one of the other counties, where they speak of the same period."""
    others = facts.middles.get((entity_id, indicator.id))
    if others is None:
        return ()
    name = facts.language.plural("%(n)s other county", "middle of %(n)s other counties", others.n)
    return (_compared(name, others.middle, own.period, own, indicator, facts, ""),)


def _year_before(
    own: Row, indicator: Indicator, entity_id: str, facts: Facts
) -> tuple[Compared, ...]:
    wanted = (own.period_end.year - 1, own.period_start.month, own.period_end.month)
    found = next(
        (
            row
            for row in facts.values(indicator.id, entity_id)
            if row.value is not None
            and (row.period_end.year, row.period_start.month, row.period_end.month) == wanted
            and len(row.period) == len(own.period)
        ),
        None,
    )
    if found is None:
        return ()
    name = facts.language(mark("a year earlier"))
    return (_compared(name, found.value, found.period, own, indicator, facts, ""),)


def _compared(
    name: str,
    value: float,
    period: str,
    own: Row,
    indicator: Indicator,
    facts: Facts,
    source: str,
) -> Compared:
    language = facts.language
    gap = round(own.value - value, 9)
    better = None if gap == 0 else (gap < 0) == indicator.lower_is_better
    if gap == 0:
        words = language(mark("the same"))
    else:
        message = mark("better by %(amount)s") if better else mark("worse by %(amount)s")
        words = language(message, amount=_amount(abs(gap), indicator, facts))
    return Compared(
        name,
        language.value(value, indicator.yardstick),
        language.period(period),
        words,
        better,
        source,
    )


def _amount(gap: float, indicator: Indicator, facts: Facts) -> str:
    language, unit = facts.language, indicator.yardstick.unit_of_measure
    text = language.number(gap, indicator.yardstick.decimals)
    if unit == "%":
        return language(mark("%(number)s points"), number=text)
    return language.amount(text, unit)
