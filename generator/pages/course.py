"""How headlines moved over the months, and which verdicts changed since the month before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.locales import mark
from generator.model import Commitment, Status
from generator.pages.book import Book
from generator.pages.rows import group
from generator.pages.tallies import Tally, course_tallies
from generator.pages.verdicts import StatusWord, Verdict, status_words

LADDER = (
    (Status.MISSED,),
    (Status.NO_REPORT,),
    (Status.BEHIND,),
    (Status.SLIGHTLY_BEHIND,),
    (Status.ON_SCHEDULE, Status.ACHIEVED_LATE),
    (Status.ACHIEVED,),
)
"""Statuses from worst to best; the others are neither better nor worse."""

RUNG = {status.value: rung for rung, step in enumerate(LADDER) for status in step}

ENDS = {0: "worse", 1: "worse", len(LADDER) - 1: "better"}
"""What it means to come to a rung from a verdict that stands on none."""

DIRECTIONS = {
    "worse": mark("Got worse"),
    "better": mark("Got better"),
    "other": mark("Other changes"),
}
"""Kinds of changes, in the order of pages."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar that is 100 wide."""

    status: StatusWord
    n: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """The headline of one entity as it was known on one day."""

    day: str
    tally: Tally
    segments: tuple[Segment, ...]
    change: str
    """Change of the share achieved or on schedule against the point before."""
    better: bool | None
    """Whether the share rose; None where it stayed or cannot be compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict that is another one than a month before."""

    verdict: Verdict
    was: StatusWord | None
    """The verdict then; None for a target that was not known yet."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The first few changes of one kind, and how many there are."""

    key: str
    """``worse``, ``better`` or ``other``."""
    word: str
    listed: tuple[Change, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the month before: what got worse, what got better, and the rest."""

    since: str
    n: int
    parts: tuple[Changed, ...]


def course_of(entity_ids: Iterable[str], book: Book) -> tuple[CoursePoint, ...]:
    """Give the headline, must and should, of some entities together, the newest day first."""
    points: list[CoursePoint] = []
    last: float | None = None
    for day, found in course_tallies(tuple(entity_ids), "must_should", book.facts):
        if found.n:
            moved = _moved(found.share, last)
            better = None if not moved else moved > 0
            words = "" if moved is None else _change(moved, book)
            points.append(
                CoursePoint(book.language.day(day), found, _segments(found), words, better)
            )
            last = found.share
    return tuple(reversed(points))


def turns(points: tuple[CoursePoint, ...]) -> tuple[CoursePoint, ...]:
    """Leave the days on which the headline was another one than the month before, and the first."""
    older = (*points[1:], None)[: len(points)]  # of no day there is none before
    return tuple(
        point
        for point, before in zip(points, older, strict=True)
        if before is None or point.tally.counts != before.tally.counts
    )


def _moved(share: float | None, last: float | None) -> float | None:
    """Give the change in percentage points, as pages write it."""
    return None if share is None or last is None else round((share - last) * 100, 1)


def _change(moved: float, book: Book) -> str:
    if not moved:
        return book.language(mark("unchanged"))
    words = mark("up %(points)s points") if moved > 0 else mark("down %(points)s points")
    return book.language(words, points=book.language.number(abs(moved), 1))


def _segments(found: Tally) -> tuple[Segment, ...]:
    segments, start = [], 0.0
    for count in found.counts:
        width = round(100 * count.n / found.n, 2)
        if count.n:
            segments.append(Segment(count.status, count.n, round(start, 2), width))
        start += width
    return tuple(segments)


def changes(verdicts: Iterable[Verdict], book: Book, most: int) -> Changes | None:
    """List ``most`` changed verdicts of each kind; None where there were none a month before."""
    before, words = book.before, status_words(book.language)
    every = [(item, before.get((item.id, item.entity_id), "")) for item in verdicts]
    if not any(was for _, was in every):
        return None
    moved = [(item, was) for item, was in every if was != item.status.key]
    found = group(
        (Change(item, words.get(was)) for item, was in moved),
        lambda change: direction(change.was.key if change.was else "", change.verdict.status.key),
    )
    parts = tuple(
        Changed(key, book.language(word), found.get(key, ())[:most], len(found.get(key, ())))
        for key, word in DIRECTIONS.items()
    )
    return Changes(book.language.day(book.since), len(moved), parts)


def direction(was: str, now: str) -> str:
    """Say whether a verdict got better; what can't be ordered still got done, or failed."""
    then, here = RUNG.get(was), RUNG.get(now)
    if then == here or here is None:
        return "other"
    if then is None:
        return ENDS.get(here, "other")
    return "better" if here > then else "worse"


def rank(was: str, now: str, commitment: str) -> tuple[int, bool, int]:
    """Order changes of verdicts: the worst first, firm promises before what is striven for.

    What was not judged on one of both days is neither better nor worse.
    """
    kind = direction(was, now) if was and now else "other"
    place = ("worse", "other", "better").index(kind)
    return place, commitment == Commitment.STRIVE, RUNG.get(now, len(RUNG))
