"""What each unit owes, worst first, and the letter that reminds it: dates and names, no blame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from generator.locales import mark
from generator.locales.language import Language
from generator.model import Duty
from generator.pages.rows import Row

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OwedReport:
    """One report that an entity owes, or that came late."""

    indicator_id: str
    indicator: str
    period: str
    period_end: dt.date
    due_on: dt.date
    received_on: dt.date | None
    """When it came; None while it has not."""

    @property
    def order(self) -> tuple[dt.date, dt.date, str, str]:
        """Stand for its place: what was due first, and of that the older period."""
        return self.due_on, self.period_end, self.period, self.indicator_id


@dataclass(frozen=True, slots=True)
class EntityDuties:
    """What one entity owes; each list begins with what is due first."""

    entity_id: str
    name: str
    county_id: str
    county: str
    missing: tuple[OwedReport, ...]
    due: tuple[OwedReport, ...]
    next: tuple[OwedReport, ...]
    late: tuple[OwedReport, ...]
    """What came late, in the last month."""

    def by_duty(self) -> dict[Duty, tuple[OwedReport, ...]]:
        """Give the lists by what they are."""
        return dict(zip(Duty, (self.missing, self.due, self.next, self.late), strict=True))

    @property
    def missing_since(self) -> dt.date | None:
        """The first day on which something was overdue."""
        return self.missing[0].due_on + ONE_DAY if self.missing else None

    @property
    def next_due_on(self) -> dt.date | None:
        """The next day on which something is due, today counted."""
        return min((report.due_on for report in (*self.due, *self.next)), default=None)

    @property
    def n_next(self) -> int:
        """How many reports are due on that day."""
        return sum(report.due_on == self.next_due_on for report in (*self.due, *self.next))

    @property
    def order(self) -> tuple[int, dt.date, dt.date, str, str]:
        """Stand for its place, worst first: most missing, longest overdue, due soonest."""
        since, due_on = self.missing_since or dt.date.max, self.next_due_on or dt.date.max
        return -len(self.missing), since, due_on, self.county_id, self.entity_id


@dataclass(frozen=True, slots=True)
class Named:
    """What a letter must know besides the reports."""

    as_of: dt.date
    language: Language
    contact: str
    """The office that letters send reports to; empty where the settings name none."""
    entities: Mapping[str, tuple[str, str, str]]
    """Name, id of the county and its name, by entity."""
    indicators: Mapping[str, str]
    """Names of indicators, by id."""


def entity_duties(duties: Iterable[Row], named: Named) -> list[EntityDuties]:
    """Give what each entity owes, the worst first.

    Args:
        duties: Rows as `generator.duties.open_duties` gives them.
        named: Names, and the language to write in.
    """
    found: dict[str, dict[str, list[OwedReport]]] = {}
    for row in duties:
        report = OwedReport(
            *(row.indicator_id, named.indicators.get(row.indicator_id, row.indicator_id)),
            *(row.period, row.period_end, row.due_on, row.first_reported_on),
        )
        found.setdefault(row.entity_id, {}).setdefault(row.duty, []).append(report)
    every = (_of_entity(entity_id, lists, named) for entity_id, lists in found.items())
    return sorted(every, key=lambda one: one.order)


def _of_entity(entity_id: str, lists: Mapping[str, list[OwedReport]], named: Named) -> EntityDuties:
    missing, due, upcoming, late = (
        tuple(sorted(lists.get(duty, ()), key=lambda report: report.order)) for duty in Duty
    )
    return EntityDuties(
        entity_id,
        *named.entities.get(entity_id, (entity_id, "", "")),
        missing=missing,
        due=due,
        next=upcoming,
        late=late,
    )


def reminder(duties: EntityDuties, named: Named) -> str:
    """Write the letter that reminds an entity; empty where it owes nothing yet."""
    owes = duties.missing or duties.due
    return "".join(f"{line}\n" for line in _lines(duties, named)) if owes else ""


def _lines(duties: EntityDuties, named: Named) -> Iterator[str]:
    """Say periods, days and names, and what to do; whose fault it may be is not said."""
    language = named.language
    yield language(mark("To %(name)s:"), name=duties.name)
    if duties.missing:
        yield ""
        yield language(
            mark("By %(day)s these reports had not reached us, and their due day has passed:"),
            day=language.day(named.as_of),
        )
        for words, due_on in _together(duties.missing, language):
            n_days = (named.as_of - due_on).days
            overdue = language.plural("%(n)s day overdue", "%(n)s days overdue", n_days)
            line = mark("- %(period)s, due on %(day)s (%(overdue)s): %(names)s")
            yield language(line, **words, overdue=overdue)
    if duties.due:
        yield ""
        yield language(mark("These reports have not reached us yet; their due day is near:"))
        for words, _ in _together(duties.due, language):
            yield language(mark("- %(period)s, due on %(day)s: %(names)s"), **words)
    yield ""
    yield from _closing(duties, named)


def _closing(duties: EntityDuties, named: Named) -> Iterator[str]:
    language = named.language
    if named.contact:
        yield language(mark("Please send them to: %(office)s."), office=named.contact)
    yield language(mark("What does not apply to you in a period is answered with “n/a”."))
    yield language(
        mark(
            "If you have sent a report that is listed here, please tell us when and how, and we "
            "will look for it; there is no need to send it again."
        )
    )
    if duties.next:
        day = language.day(duties.next[0].due_on)
        yield language(mark("Next reports due on %(day)s."), day=day)


def _together(
    reports: Iterable[OwedReport], language: Language
) -> Iterator[tuple[dict[str, str], dt.date]]:
    """Put reports of one period and due day into one line: its words, and the due day."""
    for (due_on, _, period), members in groupby(reports, key=lambda report: report.order[:3]):
        names = language.listing([report.indicator for report in members])
        words = {"period": language.period(period), "day": language.day(due_on), "names": names}
        yield words, due_on
