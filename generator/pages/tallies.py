"""Headlines: how many targets have which status, and the place among peers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from generator.locales import mark
from generator.locales.language import Language
from generator.locales.words import GROUP, label
from generator.model import Status
from generator.pages.facts import Facts, unit_kind
from generator.pages.rows import Row, group, rows
from generator.pages.verdicts import StatusWord, status_words
from generator.schema.page import Link

HEAT_STEPS = 4
"""Shades of a heat table's cells, besides the empty one."""

COUNTED = ("must_should", "strive")
"""The two groups that every headline keeps apart."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many targets have one status."""

    status: StatusWord
    n: int
    heat: int
    """Shade of the cell: 0 for none, up to `HEAT_STEPS` for nearly all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The headline of one entity and one group of commitments."""

    group: str
    word: str
    counts: tuple[Count, ...]
    """One for each status, in the order of pages, the empty ones too."""
    n: int
    judged: int
    achieved: str
    """Share achieved, of those that can be judged."""
    on_schedule: str
    """Share achieved or on schedule, of those that can be judged."""
    share: float | None
    place: str
    """Place among peers, empty where there is none."""
    rank: float | None
    peers: str
    """Who the peers are, in words."""
    says: str
    """The headline as one sentence."""

    def of(self, *statuses: str) -> int:
        """Count the targets that have one of some statuses."""
        return sum(count.n for count in self.counts if count.status.key in statuses)

    @property
    def reds(self) -> int:
        """How many are behind or missed."""
        return self.of(Status.BEHIND, Status.MISSED)

    @property
    def silent(self) -> int:
        """How many were not reported."""
        return self.of(Status.NO_REPORT)


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of a league: an entity with its headlines."""

    entity: Link
    kind: str
    firm: Tally
    """Must and should."""
    strive: Tally


Tallies = Mapping[tuple[str, str], Tally]
"""Headlines by entity and group."""


def all_tallies(facts: Facts) -> dict[tuple[str, str], Tally]:
    """Make every headline once."""
    statuses = status_words(facts.language)
    return {
        (row.entity_id, row.group): _tally(row, statuses, facts)
        for row in rows(facts.evaluation.headlines)
    }


def course_tallies(
    entity_ids: Sequence[str], name: str, facts: Facts
) -> Iterator[tuple[dt.date, Tally]]:
    """Give the headline of some entities together on each day of the course, oldest first."""
    statuses = status_words(facts.language)
    found: dict[dt.date, list[Tally]] = {}
    for entity_id in entity_ids:
        for row in facts.course.of((entity_id, name)):
            found.setdefault(row.as_of, []).append(_tally(row, statuses, facts))
    for day, parts in sorted(found.items()):
        yield day, parts[0] if len(parts) == 1 else total(parts, name, facts.language)


def tally(tallies: Tallies, entity_id: str, name: str, facts: Facts) -> Tally:
    """Look a headline up; an entity without targets has one with no counts."""
    found = tallies.get((entity_id, name))
    return found or _empty(name, facts.language)


def total(parts: list[Tally], name: str, language: Language) -> Tally:
    """Add up headlines of entities that share no target; weights are left aside."""
    statuses = status_words(language)
    counts = {key: sum(part.of(key) for part in parts) for key in statuses}
    judged = sum(part.judged for part in parts)
    done = counts[Status.ACHIEVED] + counts[Status.ACHIEVED_LATE]
    good = done + counts[Status.ON_SCHEDULE]
    return _made(
        name,
        [(statuses[key], n) for key, n in counts.items()],
        judged=judged,
        achieved=done / judged if judged else None,
        share=good / judged if judged else None,
        place="",
        rank=None,
        peers="",
        language=language,
    )


@cache
def _empty(name: str, language: Language) -> Tally:
    return total([], name, language)


def _tally(row: Row, statuses: Mapping[str, StatusWord], facts: Facts) -> Tally:
    language = facts.language
    place = ""
    if row.place is not None and row.n_peers > 1:
        place = language(
            mark("place %(place)s of %(peers)s"),
            place=language.number(row.place, 0),
            peers=language.number(row.n_peers, 0),
        )
    return _made(
        row.group,
        [(word, int(getattr(row, key))) for key, word in statuses.items()],
        judged=int(row.n_judged),
        achieved=row.share_achieved,
        share=row.share_on_schedule,
        place=place,
        rank=row.place,
        peers=_peers(row.peer_group, facts),
        language=language,
    )


def _peers(peer_group: str, facts: Facts) -> str:
    """Name the peers: all counties, or the units of one kind in a county."""
    if "/" not in peer_group:
        return facts.language(mark("all counties"))
    kind = unit_kind(peer_group.rsplit("/", 1)[1], facts.language.locale)
    return facts.language(mark("of the same kind: %(kind)s"), kind=kind)


def _made(
    name: str,
    counts: list[tuple[StatusWord, int]],
    *,
    judged: int,
    achieved: float | None,
    share: float | None,
    place: str,
    rank: float | None,
    peers: str,
    language: Language,
) -> Tally:
    n = sum(count for _, count in counts)
    return Tally(
        group=name,
        word=label(GROUP, name, language),
        counts=tuple(Count(word, count, heat(count, n)) for word, count in counts),
        n=n,
        judged=judged,
        achieved=language.percent(achieved),
        on_schedule=language.percent(share),
        share=share,
        place=place,
        rank=rank,
        peers=peers,
        says=_says({word.key: count for word, count in counts}, n, judged, share, language),
    )


def heat(count: int, n: int) -> int:
    """Give the shade of a cell that holds ``count`` of ``n`` targets."""
    return 0 if not count else min(HEAT_STEPS, 1 + math.floor(HEAT_STEPS * count / n))


def _says(
    counts: Mapping[str, int], n: int, judged: int, share: float | None, language: Language
) -> str:
    if not n:
        return language(mark("There are no targets of this kind."))
    if not judged:
        return language(mark("None of the %(n)s targets can be judged yet."), n=language.number(n))
    good = counts[Status.ACHIEVED] + counts[Status.ACHIEVED_LATE] + counts[Status.ON_SCHEDULE]
    shown = language.percent(share)
    if shown != language.percent(good / judged):
        shown = language(mark("%(share)s by the plan's weights"), share=shown)
    return language(
        mark(
            "%(good)s of %(judged)s judged targets done or on schedule (%(share)s); behind or"
            " missed: %(reds)s; not reported: %(silent)s."
        ),
        judged=language.number(judged),
        good=language.number(good),
        share=shown,
        reds=language.number(counts[Status.BEHIND] + counts[Status.MISSED]),
        silent=language.number(counts[Status.NO_REPORT]),
    )


def league(entity_ids: list[str], tallies: Tallies, facts: Facts) -> tuple[Standing, ...]:
    """Order entities by kind, the largest first, then by place; those without one follow."""
    standings = [
        Standing(
            facts.entities[entity_id].link,
            facts.entities[entity_id].kind_word,
            tally(tallies, entity_id, "must_should", facts),
            tally(tallies, entity_id, "strive", facts),
        )
        for entity_id in entity_ids
    ]
    with_targets = [item for item in standings if item.firm.n or item.strive.n]
    by_kind = group(with_targets, lambda item: item.kind)
    largest_first = sorted(by_kind.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(item for _, members in largest_first for item in sorted(members, key=_by_place))


def _by_place(item: Standing) -> tuple[float, float, str]:
    rank = math.inf if item.firm.rank is None else item.firm.rank
    share = 0.0 if item.firm.share is None else -item.firm.share
    return rank, share, item.entity.path


def by_region(facts: Facts) -> dict[tuple[str, str], tuple[str, ...]]:
    """Group counties by province and prefecture, in the order of pages."""
    found = group(facts.counties, lambda county: county.region)
    return {region: tuple(county.id for county in members) for region, members in found.items()}
