"""Who owes which report on a day, for those who ask for it: letters and tables, no site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from generator.downloads import table_csv, workbook
from generator.duties import open_duties
from generator.latest import known_on, latest_observations
from generator.locales import mark, translations
from generator.locales.language import Language
from generator.locales.words import DUTY, label
from generator.model import Tables
from generator.pages.reminders import EntityDuties, Named, OwedReport, entity_duties, reminder
from generator.pages.rows import rows
from generator.pipeline.parts import PartedSite, own_tables
from generator.reporting import next_reports, owed_reports
from generator.schema.results import DUE_REPORTS, DUE_UNITS
from generator.settings import Settings

LINE = mark("%(period)s: %(names)s")
SUMMARY = "summary"
"""Name of the files that list all units."""


@dataclass(frozen=True, slots=True)
class Dues:
    """What each county and unit owes on a day."""

    named: Named
    entities: tuple[EntityDuties, ...]
    """The worst first; those that never owe anything are left out."""

    @property
    def as_of(self) -> dt.date:
        """The day."""
        return self.named.as_of

    def letters(self) -> Iterator[tuple[EntityDuties, str]]:
        """Give the letter to each entity that owes something now."""
        for one in self.entities:
            text = reminder(one, self.named)
            if text:
                yield one, text

    def files(self) -> dict[str, bytes]:
        """Write a letter a file, and the summary for spreadsheets, by file name.

        Letters have the mark and the line ends that every editor on Windows knows.
        """
        units, reports = self.units(), self.reports()
        translate = translations(self.named.language.locale).gettext
        sheets = [(DUE_UNITS, units), (DUE_REPORTS, reports)]
        return {
            **{
                f"{one.entity_id}.txt": text.replace("\n", "\r\n").encode("utf-8-sig")
                for one, text in self.letters()
            },
            f"{SUMMARY}.csv": table_csv(units),
            f"{SUMMARY}.xlsx": workbook(sheets, self.as_of, translate),
        }

    def units(self) -> pd.DataFrame:
        """Give one row an entity, the worst first; columns as `DUE_UNITS` says."""
        lines = [self._unit(one) for one in self.entities]
        return _typed(pd.DataFrame(lines, columns=list(DUE_UNITS.names)))

    def _unit(self, one: EntityDuties) -> tuple[object, ...]:
        overdue = self.days_overdue(one.missing[0]) if one.missing else None
        return (
            *(one.county, one.entity_id, one.name),
            *(len(one.missing), one.missing_since, overdue, self._listed(one.missing)),
            *(len(one.due), self._listed(one.due), one.next_due_on, one.n_next, len(one.late)),
        )

    def _listed(self, reports: Collection[OwedReport]) -> str:
        """Name reports, those of one period together."""
        language = self.named.language
        by_period: dict[str, list[str]] = {}
        for report in reports:
            by_period.setdefault(report.period, []).append(report.indicator)
        return "\n".join(
            language(LINE, period=language.period(period), names=language.listing(names))
            for period, names in by_period.items()
        )

    def reports(self) -> pd.DataFrame:
        """Give one row a report; columns as `DUE_REPORTS` says."""
        language = self.named.language
        lines = [
            (
                *(one.county, one.entity_id, one.name),
                *(report.indicator_id, report.indicator, report.period, report.due_on),
                *(label(DUTY, duty, language), self.days_overdue(report), report.received_on),
            )
            for one in self.entities
            for duty, listed in one.by_duty().items()
            for report in listed
        ]
        return _typed(pd.DataFrame(lines, columns=list(DUE_REPORTS.names)))

    def days_overdue(self, report: OwedReport) -> int | None:
        """Count the days from the due day to the one it came on, or to this day; None if not."""
        days = ((report.received_on or self.as_of) - report.due_on).days
        return days if days > 0 else None


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give days and counts their types, also where a column is empty."""
    kinds = {field.name: field.type for field in (*DUE_UNITS.fields, *DUE_REPORTS.fields)}
    dtypes = {"date": "datetime64[s]", "integer": "float64"}
    return frame.astype(
        {name: dtypes[kind] for name, kind in kinds.items() if name in frame and kind in dtypes}
    )


def dues_on(
    tables: Tables,
    parted: PartedSite | None,
    as_of: dt.date,
    settings: Settings,
    only: Collection[str] = (),
) -> Dues:
    """Find what each entity owes on a day, a shard after another; nothing is judged or written.

    Args:
        tables: Typed, all versions of their rows.
        parted: Where the observations are, if not among the tables.
        as_of: The day.
        settings: Whose first locale is that of the letters.
        only: Counties and units to speak of; empty for all.

    Raises:
        DataError: Observations that were only read here have errors.
    """
    entities: dict[str, tuple[str, str, str]] = {}
    indicators: dict[str, str] = {}
    frames = []
    for own in own_tables(tables, parted, only):
        known, _ = known_on(own, as_of)
        latest, _ = latest_observations(known, as_of)
        reports = owed_reports(known, latest, as_of)
        found = open_duties(known, reports, next_reports(known, latest, as_of), as_of)
        entities |= _names(known)
        indicators |= {row.indicator_id: row.name for row in rows(known["indicators"])}
        frames.append(found)
    wanted = {
        entity_id: names
        for entity_id, names in entities.items()
        if not only or {entity_id, names[1]} & {*only}
    }
    language = Language(settings.locales[0])
    named = Named(as_of, language, settings.contact, wanted, indicators)
    every = [row for frame in frames for row in rows(frame) if row.entity_id in wanted]
    return Dues(named, tuple(entity_duties(every, named)))


def _names(known: Tables) -> dict[str, tuple[str, str, str]]:
    counties = {row.county_id: row.name for row in rows(known["counties"])}
    found = {county_id: (name, county_id, name) for county_id, name in counties.items()}
    for row in rows(known["units"]):
        found[row.unit_id] = (row.name, row.county_id, counties.get(row.county_id, ""))
    return found
