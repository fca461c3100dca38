"""All that pages draw on, made once; and what every page says about its data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.locales import mark
from generator.locales.language import Language
from generator.model import Evaluation
from generator.pages.facts import Entity, Facts, prepare
from generator.pages.histories import Histories, lay_out
from generator.pages.reports import last_deadlines, next_period
from generator.pages.rows import Row, rows
from generator.pages.tallies import Tallies, Tally, all_tallies, tally, total
from generator.pages.totals import CORRECTED_MONTHS, Totals, totals_of
from generator.pages.verdicts import Verdicts, all_verdicts
from generator.periods import Cadence, months_before
from generator.schema.page import Frame, Link
from generator.schema.results import MOST_IN_ONE_FILE
from generator.settings import Settings


@dataclass(frozen=True)
class Book:
    """Lookups, verdicts and headlines of one evaluation in one language."""

    facts: Facts
    verdicts: Verdicts
    tallies: Tallies
    judged: Mapping[tuple[str, str], Row]
    """The assessment whose target a chart of an indicator and entity shows."""
    deadlines: Mapping[str, Mapping[str, dt.date]]
    """The last deadline of the targets on each indicator, by county."""
    own: tuple[Entity, ...]
    """The counties whose pages are made from this book; of the others it knows their totals."""

    @property
    def language(self) -> Language:
        """The readers' language."""
        return self.facts.language

    @cached_property
    def histories(self) -> Histories:
        """The courses of all indicators and entities."""
        return lay_out(self.facts, self.judged)

    @cached_property
    def since(self) -> dt.date:
        """The day from which corrections are counted: a month before the day shown."""
        return months_before(self.facts.as_of, CORRECTED_MONTHS)

    @cached_property
    def before(self) -> Mapping[tuple[str, str], str]:
        """The status that each target and entity had on that day."""
        then = rows(self.facts.evaluation.before)
        return {(row.target_id, row.entity_id): row.status for row in then}

    @cached_property
    def firm(self) -> Tally:
        """The headline of the whole, must and should."""
        return self._whole("must_should")

    @cached_property
    def strive(self) -> Tally:
        """The headline of the whole, strive."""
        return self._whole("strive")

    def _whole(self, name: str) -> Tally:
        parts = [tally(self.tallies, county.id, name, self.facts) for county in self.facts.counties]
        return total(parts, name, self.language)

    @cached_property
    def _next_due_of(self) -> Mapping[str, dt.date]:
        found: dict[str, dt.date] = {}
        for county_id, deadlines in self.deadlines.items():
            days = [
                due
                for indicator_id, last in deadlines.items()
                for due in [self._due(indicator_id, last)]
                if due is not None
            ]
            if days:
                found[county_id] = min(days)
        return found

    def _due(self, indicator_id: str, last: dt.date) -> dt.date | None:
        row = self.facts.indicators[indicator_id].row
        cadence = Cadence(row.cadence)
        if not cadence.is_regular:
            return None
        start, due, _ = next_period(cadence, int(row.due_days or 0), self.facts.as_of)
        return due if start <= last else None

    def members(self, county_id: str) -> tuple[str, ...]:
        """List a county and its units."""
        return (county_id, *(unit.id for unit in self.facts.units.get(county_id, ())))

    def corrected(self, entity_ids: Iterable[str]) -> int:
        """Count the figures of entities that were corrected since `since`."""
        return sum(
            row.replaced_on > self.since
            for entity_id in entity_ids
            for row in self.facts.revisions.get(entity_id, ())
        )

    def reported(self, county_id: str, *names: str) -> dict[str, int]:
        """Add up columns of the reports of a county, or of all where none is named."""
        lines = self.facts.totals.reports
        if county_id:
            lines = lines[lines["county_id"] == county_id]
        return {name: int(lines[name].sum()) for name in names}

    @cached_property
    def is_large(self) -> bool:
        """Whether there is too much for tables of all counties in one file."""
        return self.reported("", "n_observations")["n_observations"] > MOST_IN_ONE_FILE

    def _facts(self, due: dt.date | None, n_corrected: int) -> tuple[str, ...]:
        language, settings = self.language, self.facts.settings
        day = language.day(self.facts.as_of)
        found = [language(mark("Data up to %(day)s, published as of that day."), day=day)]
        if due:
            found.append(language(mark("Next reports due on %(day)s."), day=language.day(due)))
        words = {"day": language.day(self.since), "n": language.number(n_corrected)}
        found.append(language(mark("Figures corrected since %(day)s: %(n)s."), **words))
        if settings.contact:
            found.append(language(mark("Questions to: %(office)s."), office=settings.contact))
        if settings.demonstration:
            found.append(language(mark("Names and figures are invented.")))
        return tuple(found)

    def _changes(self, county_id: str) -> Link:
        """Lead to what changed since the last snapshot, of all or of one county."""
        since = self.facts.evaluation.since
        if since is None:
            return Link("")
        words = self.language(mark("Changes since %(snapshot)s"), snapshot=since.name)
        return Link(words, f"changes/{county_id}.html" if county_id else "changes.html")

    def frame(
        self,
        *trail: Link,
        county_id: str = "",
        entity_ids: Iterable[str] | None = None,
        due: dt.date | None = None,
        home: bool = False,
    ) -> Frame:
        """Say what every page says.

        Args:
            trail: The pages above this one, after the home page.
            county_id: The county it speaks of; empty for all.
            entity_ids: Whose corrections are counted; the county's or everyone's by default.
            due: The next day a report is due, where the page knows better than its county.
            home: Whether it is the home page itself.
        """
        facts, language = self.facts, self.language
        days = self._next_due_of
        due = due or (days.get(county_id) if county_id else min(days.values(), default=None))
        page = f"reporting/{county_id}.html" if county_id else "reporting.html"
        if entity_ids is not None:
            n_corrected = self.corrected(entity_ids)
        else:
            n_corrected = sum(self.reported(county_id, "n_corrected").values())
        return Frame(
            site=facts.settings.title,
            as_of=language.day(facts.as_of),
            next_due=language.day(due) if due else "",
            corrected_since=language.day(self.since),
            n_corrected=n_corrected,
            facts=self._facts(due, n_corrected),
            corrections=Link(language(mark("list of corrections")), f"{page}#corrections"),
            internal=facts.settings.edition != "public",
            changes=self._changes(county_id),
            correction=facts.settings.correction,
            trail=() if home else (Link(language(mark("Home")), "index.html"), *trail),
        )


def open_book(
    evaluation: Evaluation, settings: Settings, locale: str, totals: Totals | None = None
) -> Book:
    """Make everything pages draw on.

    Args:
        evaluation: Of all counties, or of some.
        settings: Of the site.
        locale: One of `generator.locales.LOCALES`.
        totals: Of all counties, where the evaluation is of some.
    """
    totals = totals or totals_of(evaluation)
    facts = prepare(evaluation, totals, settings, locale)
    own = set(totals.reports["county_id"])
    return Book(
        own=tuple(county for county in facts.counties if county.id in own),
        facts=facts,
        verdicts=all_verdicts(facts),
        tallies=all_tallies(facts),
        judged=_judged(evaluation),
        deadlines=last_deadlines(facts),
    )


def _judged(evaluation: Evaluation) -> dict[tuple[str, str], Row]:
    """Choose the target that a chart shows: one with a goal, and of these the one still open."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows(evaluation.assessments):
        if row.is_each_summary:
            continue  # its goal is a share of units, not a value of the indicator
        key = (row.indicator_id, row.entity_id)
        if key not in found or _shows_more(row) > _shows_more(found[key]):
            found[key] = row
    return found


def _shows_more(row: Row) -> tuple[bool, bool]:
    return row.goal is not None, not row.closed
