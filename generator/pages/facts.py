"""What is known, ready to be looked up: each table is gone through once, not once a page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from generator.intervals import chance_interval
from generator.locales import mark
from generator.locales.language import Language, Yardstick
from generator.locales.words import DECISION, label
from generator.matching import ENTITY_KEY
from generator.model import Evaluation, Qualifier, ReportState
from generator.pages.rows import Row, Shelf, group, ids, positions, rows, shelve
from generator.pages.totals import Totals
from generator.schema import KIND_WORDS
from generator.schema.page import Link
from generator.settings import Settings

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS = {"十": 10, "百": 100}

_OF_A_VALUE = ("period", "period_start", "period_end", "value")
"""What comparisons look for among all values; `histories` lays out the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A county, a township or another unit."""

    id: str
    name: str
    short_name: str
    """The short name, or the full one where there is none."""
    kind: str
    """``county`` or a kind of unit."""
    kind_word: str
    county_id: str
    county: str
    """Name of its county."""
    code: str
    region: tuple[str, str]
    """Province and prefecture of its county."""
    parent_id: str
    township_id: str
    valid_to: dt.date | None
    successor_id: str

    @property
    def is_county(self) -> bool:
        """Whether it is a county."""
        return self.kind == "county"

    @property
    def link(self) -> Link:
        """Its page, under its full name."""
        folder = "counties" if self.is_county else "units"
        return Link(self.name, f"{folder}/{self.id}.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured, and how its values are written."""

    id: str
    row: Row
    """Its row in the table of indicators."""
    yardstick: Yardstick

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row.name)

    @property
    def link(self) -> Link:
        """Its page for the whole."""
        return Link(self.name, f"indicators/{self.id}.html")

    def county_link(self, county_id: str) -> Link:
        """Give its page for one county, where the units stand side by side."""
        return Link(self.name, f"indicators/{self.id}/{county_id}.html")

    @property
    def lower_is_better(self) -> bool:
        """Whether small values are good."""
        return bool(self.row.direction == "down" or self.row.measure == "rank")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision on a figure, or a unit's own words about it, with the office's answer."""

    decision: str
    decided_on: str
    office: str
    reason: str
    answer: str
    period: str
    """In words."""
    period_end: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Lookups over one evaluation in one language; every page is made from these."""

    evaluation: Evaluation
    settings: Settings
    language: Language
    totals: Totals
    """A few numbers of each county, also of those whose rows are not here."""
    entities: Mapping[str, Entity]
    counties: tuple[Entity, ...]
    """Ordered by province, prefecture, then code or id."""
    units: Mapping[str, tuple[Entity, ...]]
    """Units of each county, in the order of their table."""
    indicators: Mapping[str, Indicator]
    plans: Mapping[str, Row]
    stages: Mapping[str, tuple[Row, ...]]
    """Stages of each plan, by their first day."""
    targets: Mapping[str, Row]
    schedules: Mapping[str, tuple[Row, ...]]
    """Points of the schedule of each target, in order of time."""
    explanations: Mapping[tuple[str, str], tuple[Explanation, ...]]
    """Reviews by indicator and entity, newest first."""
    comparators: Mapping[str, tuple[Row, ...]]
    """Values to compare with, by indicator."""
    middles: Mapping[tuple[str, str], Row]
    """The middle one of the other counties' figures, by county and indicator."""
    months: Mapping[str, tuple[str, ...]]
    """Months in which periods ended that a county or its units owe reports of, as ``2018-08``."""
    actions: tuple[Row, ...]
    revisions: Mapping[str, tuple[Row, ...]]
    """Figures that were corrected, by entity, newest first."""
    history: Shelf
    """Values of each indicator and entity, in order of time."""
    newest: Mapping[tuple[str, str], Row]
    """The newest value of each indicator and entity that is a number, with its interval."""
    waiting: Mapping[tuple[str, str], str]
    """The newest period of an indicator and entity, where its figure is being verified."""
    course: Shelf
    """Headlines of each entity and group, in order of time."""
    missing: Shelf
    """Reports of each entity that are missing, newest period first."""
    sent: Mapping[str, Mapping[str, int]]
    """How many reports of each entity have which state."""
    states: Mapping[str, Mapping[str, Mapping[str, int]]]
    """The same by the month in which periods ended."""
    owes: Mapping[str, tuple[str, ...]]
    """Indicators that an entity owes reports of."""
    indicators_of: Mapping[str, tuple[str, ...]]
    """Indicators that an entity has values of or owes reports of."""
    entities_with: Mapping[str, tuple[str, ...]]
    """Entities that have values of an indicator."""

    @property
    def as_of(self) -> dt.date:
        """The day whose knowledge is shown."""
        return self.evaluation.as_of

    def link(self, entity_id: str) -> Link:
        """Give the page of an entity; an unknown id is shown as it is."""
        found = self.entities.get(entity_id)
        return found.link if found else Link(entity_id)

    def links(self, joined: str | None) -> tuple[Link, ...]:
        """Give the pages of entities whose ids are joined by ``|``."""
        return tuple(self.link(entity_id) for entity_id in ids(joined))

    @property
    def is_traced(self) -> bool:
        """Whether pages say where figures stand."""
        return self.settings.edition != "public"

    def source(self, file: str | None, sheet: str | None, row: float | None) -> str:
        """Say where a figure stands; empty in the public edition, and where it is not known."""
        if not file or not self.is_traced:
            return ""
        place = f"{file}[{sheet}]" if sheet else file
        return f"{place}:{int(row)}" if row else place

    def county_of(self, entity_id: str) -> str:
        """Give the id of an entity's county; a county is its own."""
        found = self.entities.get(entity_id)
        return found.county_id if found else ""

    def values(self, indicator_id: str, entity_id: str) -> tuple[Row, ...]:
        """Give all values of an indicator for an entity, in order of time."""
        return self.history.of((indicator_id, entity_id))

    def latest(self, indicator_id: str, entity_id: str) -> Row | None:
        """Give the newest value of an indicator for an entity that is a number."""
        return self.newest.get((indicator_id, entity_id))


def prepare(evaluation: Evaluation, totals: Totals, settings: Settings, locale: str) -> Facts:
    """Arrange an evaluation for the pages of one language."""
    language = Language(locale)
    tables = evaluation.tables
    counties = _counties(evaluation, language)
    units = _units(evaluation, language, counties)
    values = evaluation.values.sort_values(
        ["indicator_id", "entity_id", "period_end", "period_start"], kind="stable"
    )
    reports = evaluation.reports.sort_values(
        ["entity_id", "period_end", "indicator_id"], ascending=[True, False, True], kind="stable"
    )
    revisions = evaluation.revisions.sort_values(
        ["replaced_on", "indicator_id", "entity_id", "period"],
        ascending=[False, True, True, True],
        kind="stable",
    )
    history = shelve(values, "indicator_id", "entity_id", names=_OF_A_VALUE)
    owed = positions(reports, "indicator_id", "entity_id")
    pairs = {*history.places, *owed}
    return Facts(
        evaluation=evaluation,
        settings=settings,
        language=language,
        totals=totals,
        middles={(row.county_id, row.indicator_id): row for row in rows(totals.middles)},
        months=_months(reports, units),
        entities={entity.id: entity for entity in (*counties, *units)},
        counties=tuple(counties),
        units=group(units, lambda unit: unit.county_id),
        indicators={row.indicator_id: indicator_of(row) for row in rows(tables["indicators"])},
        plans={row.plan_id: row for row in rows(tables["plans"].sort_values("plan_id"))},
        stages=group(rows(tables["stages"].sort_values(["start", "stage_id"])), _plan_of),
        targets={row.target_id: row for row in _in_plan_order(rows(tables["targets"]))},
        schedules=group(
            rows(tables["schedules"].sort_values(["target_id", "period_end"])),
            lambda row: row.target_id,
        ),
        explanations=_explanations(evaluation, language),
        comparators=group(
            rows(tables["comparators"].sort_values(["indicator_id", "kind", "name", "period_end"])),
            lambda row: row.indicator_id,
        ),
        actions=tuple(rows(tables["actions"].sort_values(["due_on", "action_id"]))),
        revisions=group(rows(revisions), lambda row: row.entity_id),
        history=history,
        newest=_newest_values(values, tables["indicators"]),
        waiting=_waiting(values),
        course=shelve(evaluation.course, "entity_id", "group"),
        missing=shelve(reports[reports["state"] == ReportState.MISSING], "entity_id"),
        sent=_states(reports),
        states=_states_by_month(reports),
        owes=_second_by_first((entity, indicator) for indicator, entity in owed),
        indicators_of=_second_by_first((entity, indicator) for indicator, entity in pairs),
        entities_with=_second_by_first(history.places),
    )


def _in_plan_order(targets: Iterable[Row]) -> list[Row]:
    """Put targets in the order of their clauses; an amended one stays at its clause."""
    return sorted(targets, key=lambda row: (row.plan_id, clause_order(row.clause)))


def clause_order(clause: str) -> tuple[int, ...]:
    """Read the numbers of a clause, Chinese ones too, so that 十、2 comes after 九、10."""
    parts = re.findall(r"\d+|[〇零一二三四五六七八九十百]+", clause)
    return tuple(int(part) if part.isdecimal() else _chinese_number(part) for part in parts)


def _chinese_number(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in _TENS:
            total, digit = total + (digit or 1) * _TENS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def _months(reports: Any, units: Iterable[Entity]) -> dict[str, tuple[str, ...]]:
    """List the months in which the periods of each county's reports ended."""
    home = {unit.id: unit.county_id for unit in units}
    owed = reports[["entity_id", "period_end"]].dropna().drop_duplicates()
    ends = owed["period_end"].to_numpy().astype("datetime64[M]").astype(str)
    pairs = zip(owed["entity_id"].astype(str), ends, strict=True)
    return _second_by_first(
        {(home.get(entity_id, entity_id), str(end)) for entity_id, end in pairs}
    )


def _plan_of(row: Row) -> Any:
    return row.plan_id


def _second_by_first(pairs: Any) -> dict[str, tuple[str, ...]]:
    found = group(sorted(pairs), lambda pair: pair[0])
    return {key: tuple(second for _, second in members) for key, members in found.items()}


def _newest_values(values: pd.DataFrame, indicators: pd.DataFrame) -> dict[tuple[str, str], Row]:
    """Pick the newest number of each indicator and entity; add how far chance could move it."""
    known = values[np.isfinite(values["value"])].drop_duplicates(ENTITY_KEY, keep="last")
    of_value = indicators.set_index("indicator_id")[["per", "maximum"]].reindex(
        known["indicator_id"].astype(str)
    )
    counts = [known["numerator"], known["denominator"], of_value["per"], of_value["maximum"]]
    low, high = chance_interval(*(column.to_numpy(dtype=np.float64) for column in counts))
    found = rows(known.assign(interval_low=low, interval_high=high))
    return {(row.indicator_id, row.entity_id): row for row in found}


def _waiting(values: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Pick the newest periods whose figures are being verified."""
    if not (values["qualifier"] == Qualifier.PENDING.value).any():
        return {}
    newest = values.drop_duplicates(ENTITY_KEY, keep="last")
    newest = newest[newest["qualifier"] == Qualifier.PENDING.value]
    return {(row.indicator_id, row.entity_id): row.period for row in rows(newest)}


def _states(reports: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Count reports by entity and by state."""
    found: dict[str, dict[str, int]] = {}
    counted = reports[["entity_id", "state"]].value_counts().rename("n").reset_index()
    for row in rows(counted[counted["n"] > 0]):
        found.setdefault(row.entity_id, {})[row.state] = row.n
    return found


def _states_by_month(reports: pd.DataFrame) -> dict[str, dict[str, dict[str, int]]]:
    """Count reports by entity, by month (``2018-08``) and by state."""
    month = reports["period_end"].to_numpy().astype("datetime64[M]")
    columns = {"entity_id": reports["entity_id"], "month": month, "state": reports["state"]}
    counted = pd.DataFrame(columns).value_counts().rename("n").reset_index()
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in rows(counted[counted["n"] > 0]):
        of_entity = found.setdefault(row.entity_id, {})
        of_entity.setdefault(f"{row.month:%Y-%m}", {})[row.state] = row.n
    return found


def _counties(evaluation: Evaluation, language: Language) -> list[Entity]:
    word = language(mark("county"))
    found = [
        Entity(
            id=row.county_id,
            name=row.name,
            short_name=row.short_name or row.name,
            kind="county",
            kind_word=word,
            county_id=row.county_id,
            county=row.name,
            code=row.code,
            region=(row.province, row.prefecture),
            parent_id="",
            township_id="",
            valid_to=row.valid_to,
            successor_id=row.successor_id,
        )
        for row in rows(evaluation.tables["counties"])
    ]
    return sorted(found, key=lambda county: (county.region, county.code or county.id, county.id))


def _units(evaluation: Evaluation, language: Language, counties: list[Entity]) -> list[Entity]:
    by_id = {county.id: county for county in counties}
    return [
        Entity(
            id=row.unit_id,
            name=row.name,
            short_name=row.short_name or row.name,
            kind=row.kind,
            kind_word=unit_kind(row.kind, language.locale),
            county_id=row.county_id,
            county=by_id[row.county_id].name,
            code=row.code,
            region=by_id[row.county_id].region,
            parent_id=row.parent_id,
            township_id=row.township_id,
            valid_to=row.valid_to,
            successor_id=row.successor_id,
        )
        for row in rows(evaluation.tables["units"])
    ]


def indicator_of(row: Row) -> Indicator:
    """Take an indicator from its row, with what one must know to write its values."""
    decimals = None if row.decimals is None else int(row.decimals)
    steps = tuple(row.scale.split("|")) if row.scale else ()
    yardstick = Yardstick(row.measure, row.unit_of_measure, decimals, steps)
    return Indicator(id=row.indicator_id, row=row, yardstick=yardstick)


def _explanations(
    evaluation: Evaluation, language: Language
) -> dict[tuple[str, str], tuple[Explanation, ...]]:
    reviews = evaluation.tables["reviews"].sort_values(
        ["decided_on", "row"], ascending=False, kind="stable"
    )
    found = group(rows(reviews), lambda row: (row.indicator_id, row.entity_id))
    return {
        key: tuple(
            Explanation(
                decision=label(DECISION, row.decision, language),
                decided_on=language.day(row.decided_on),
                office=row.office,
                reason=row.reason,
                answer=row.answer,
                period=language.period(row.period),
                period_end=row.period_end,
            )
            for row in members
        )
        for key, members in found.items()
    }


def unit_kind(kind: str, locale: str) -> str:
    """Give the name of a kind of unit; an unknown kind is shown as it is written."""
    names = KIND_WORDS.get(kind)
    if names is None:
        return kind
    return names[0] if locale == "zh" else names[1]
