"""What each unit is asked for: its own indicators, with what is known of them already."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator.forms.layout import TITLE_SIGN
from generator.locales import mark
from generator.locales.language import NOTHING, Language
from generator.matching import ENTITY_KEY, FIGURE_KEY
from generator.model import Evaluation, Measure, Op
from generator.pages.expectations import Expectations, expected_words
from generator.pages.facts import Entity, Facts, Indicator, prepare
from generator.pages.promises import condition
from generator.pages.rows import Row, group, rows
from generator.pages.totals import totals_of
from generator.periods import (
    Cadence,
    Period,
    first_day,
    last_day,
    months_before,
    ordinal,
    period_name,
)
from generator.reporting import validity
from generator.settings import Settings

BY_DAY = mark("%(condition)s by %(day)s")
OF_COUNTY = mark("the county: %(target)s")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure that a unit is asked for."""

    indicator_id: str
    period: str
    name: str
    definition: str
    unit_of_measure: str
    period_words: str
    before: str
    """The figure of the period before, in words; a dash where there is none."""
    year_ago: str
    target: str
    expected: str
    """What the schedule wants by the end of the period."""
    known: str
    """The figure of this period that was reported already; empty where none was."""
    choices: tuple[str, ...] = ()
    """The only answers; empty where a number is asked for."""
    least: float | None = None
    most: float | None = None
    is_ratio: bool = False
    """Whether numerator and denominator are asked for."""
    is_proportion: bool = False
    """Whether the numerator is at most the denominator."""
    takes_day: bool = False
    """Whether the day on which it was reached is asked for."""
    due_on: dt.date | None = None
    """Where it is not that of the form."""


@dataclass(frozen=True, slots=True)
class Form:
    """What one unit, or the office of a county, is asked for in a period."""

    entity_id: str
    name: str
    county: str
    """Name of its county."""
    period: str
    title: str
    due_on: dt.date | None
    """The day by which most of its figures are due, of several the first; None where it asks for
    none."""
    lines: tuple[Line, ...]
    n_known: int = 0
    """Lines whose figure was reported already."""


def forms_of(evaluation: Evaluation, settings: Settings, period: Period) -> list[Form]:
    """Give the form of each entity that owes a figure of a period.

    Besides what is owed for a target, an entity is asked for what it reported up to just before.
    A figure belongs to the period in which its own period ends: that of a quarter to its
    last month, those of weeks to the month of their Sundays. Indicators that are
    reported once or irregularly are owed by no calendar and stand in no form.

    Rows:
        Ordered by county and entity; lines in the order of the table of indicators.
    """
    language = Language(settings.default_locale)
    facts = prepare(evaluation, totals_of(evaluation), settings, settings.default_locale)
    ends = evaluation.reports["period_end"].to_numpy()
    is_asked = (ends >= np.datetime64(period.start)) & (ends <= np.datetime64(period.end))
    owed = evaluation.reports[is_asked].astype(dict.fromkeys(FIGURE_KEY, str))
    going_on = _going_on(evaluation, owed, period)
    order = {name: place for place, name in enumerate(facts.indicators)}
    asked = sorted(
        [*rows(owed[_OF_A_DUTY]), *rows(going_on)],
        key=lambda row: (row.entity_id, order[row.indicator_id], row.period_end),
    )
    lines = _Lines(evaluation, facts, language)
    forms = [
        _form(facts.entities[entity_id], facts, period, owes, lines)
        for entity_id, owes in group(asked, lambda row: row.entity_id).items()
    ]
    return sorted(forms, key=lambda form: (form.county, form.entity_id))


_OF_A_DUTY = [*FIGURE_KEY, "period_start", "period_end", "due_on"]


def _going_on(evaluation: Evaluation, owed: pd.DataFrame, period: Period) -> pd.DataFrame:
    """List what was reported for the period before, although no target asks for it."""
    values = evaluation.values[evaluation.values["origin"] == "reported"]
    newest = values.sort_values("period_end", kind="stable").drop_duplicates(
        ENTITY_KEY, keep="last"
    )
    nature = evaluation.tables["indicators"][["indicator_id", "cadence", "due_days"]]
    exist = validity(evaluation.tables)[["entity_id", "valid_to"]]
    newest = (
        newest[[*ENTITY_KEY, "period_end"]]
        .astype(dict.fromkeys(ENTITY_KEY, str))
        .merge(nature, how="inner", on="indicator_id", validate="m:1")
        .merge(exist, how="inner", on="entity_id", validate="m:1")
    )
    is_asked = pd.MultiIndex.from_frame(newest[ENTITY_KEY]).isin(
        pd.MultiIndex.from_frame(owed[ENTITY_KEY])
    )
    regular = newest["cadence"].isin([cadence for cadence in Cadence if cadence.is_regular])
    found = []
    for row in rows(newest[~is_asked & regular.to_numpy(dtype=bool)]):
        cadence = Cadence(row.cadence)
        number = int(ordinal(row.period_end, cadence)) + 1
        start, end = _span(number, cadence)
        while period.start <= end <= min(period.end, row.valid_to):
            due_on = end + dt.timedelta(days=int(row.due_days))
            name = period_name(number, cadence)
            found.append((row.indicator_id, row.entity_id, name, start, end, due_on))
            number += 1
            start, end = _span(number, cadence)
    return pd.DataFrame(found, columns=_OF_A_DUTY)


def _span(number: int, cadence: Cadence) -> tuple[dt.date, dt.date]:
    start, end = (day(number, cadence).astype(object).item() for day in (first_day, last_day))
    return start, end


def _form(
    entity: Entity, facts: Facts, period: Period, owes: tuple[Row, ...], lines: _Lines
) -> Form:
    days = Counter(sorted(row.due_on for row in owes))
    due_on = days.most_common(1)[0][0]  # of equal numbers the first
    found = tuple(lines.line(row, due_on) for row in owes)
    return Form(
        entity_id=entity.id,
        name=entity.name,
        county=facts.entities[entity.county_id].name,
        period=period.name,
        title=TITLE_SIGN.join((entity.name, facts.language.period(period.name))),
        due_on=due_on,
        lines=found,
        n_known=sum(bool(line.known) for line in found),
    )


class _Lines:
    """Makes the lines of all forms from one evaluation."""

    def __init__(self, evaluation: Evaluation, facts: Facts, language: Language) -> None:
        self._facts, self._language = facts, language
        self._expected = Expectations(facts)
        values = evaluation.values.astype(dict.fromkeys(FIGURE_KEY, str))
        values = values[values["origin"] == "reported"]
        self._values = group(rows(values), lambda row: (row.indicator_id, row.entity_id))
        self._judged = group(
            rows(evaluation.assessments[~evaluation.assessments["is_each_summary"]]),
            lambda row: (row.indicator_id, row.entity_id),
        )

    def line(self, owed: Row, due_on: dt.date) -> Line:
        """Make the line of one report that is owed in a form with a due day of its own."""
        indicator = self._facts.indicators[owed.indicator_id]
        row, key = indicator.row, (owed.indicator_id, owed.entity_id)
        judged = self._judge(key, owed.period_end)
        of_county = None if judged else self._judge(self._of_county(key), owed.period_end)
        choices = _choices(indicator, self._language)
        is_ratio = bool(row.numerator_name or row.denominator_name)
        return Line(
            indicator_id=owed.indicator_id,
            period=owed.period,
            name=row.name,
            definition=_definition(row),
            unit_of_measure=row.unit_of_measure or ("%" if _is_percentage(indicator) else ""),
            period_words=self._language.period(owed.period),
            before=self._before(key, owed, indicator),
            year_ago=self._at(key, months_before(owed.period_end, 12), owed, indicator),
            target=self._target(judged or of_county, indicator, of_county is not None),
            expected=self._expectation(judged or of_county, owed, indicator),
            known=self._at(key, owed.period_end, owed, indicator).replace(NOTHING, ""),
            choices=choices,
            least=row.minimum,
            most=row.maximum,
            is_ratio=is_ratio and not choices,
            is_proportion=row.maximum is not None and row.maximum == row.per,
            takes_day=row.measure in (Measure.MILESTONE, Measure.YES_NO, Measure.GRADE),
            due_on=owed.due_on if owed.due_on != due_on else None,
        )

    def _of_county(self, key: tuple[str, str]) -> tuple[str, str]:
        return key[0], self._facts.entities[key[1]].county_id

    def _judge(self, key: tuple[str, str], end: dt.date) -> Row | None:
        """Choose the target whose window holds the period, the one that ends first."""
        found = [
            row
            for row in self._judged.get(key, ())
            if row.window_start <= end and row.deadline >= end
        ]
        return min(found, key=lambda row: (row.deadline, row.target_id), default=None)

    def _before(self, key: tuple[str, str], owed: Row, indicator: Indicator) -> str:
        earlier = [row for row in self._values.get(key, ()) if row.period_end < owed.period_start]
        newest = max(earlier, key=lambda row: row.period_end, default=None)
        near = owed.period_start - dt.timedelta(days=1)
        if newest is None or newest.period_end < near:
            return NOTHING
        return self._written(newest, indicator)

    def _at(self, key: tuple[str, str], end: dt.date, owed: Row, indicator: Indicator) -> str:
        length = owed.period_end - owed.period_start
        for row in self._values.get(key, ()):
            is_near = abs((row.period_end - end).days) <= 3
            if is_near and abs(row.period_end - row.period_start - length).days <= 3:
                return self._written(row, indicator)
        return NOTHING

    def _written(self, row: Row, indicator: Indicator) -> str:
        return self._language.value(row.value, indicator.yardstick, qualifier=row.qualifier or "")

    def _target(self, judged: Row | None, indicator: Indicator, of_county: bool) -> str:
        """Say what is asked for; of the county where the unit itself has no target."""
        if judged is None:
            return ""
        target = self._facts.targets[judged.target_id]
        words = condition(target, indicator, self._language)
        text = self._language(BY_DAY, condition=words, day=str(judged.deadline))
        return self._language(OF_COUNTY, target=text) if of_county else text

    def _expectation(self, judged: Row | None, owed: Row, indicator: Indicator) -> str:
        if judged is None:
            return ""
        is_counted = judged.measure in (Measure.CUMULATIVE, Measure.FLOW)
        if is_counted and judged.entity_id == judged.county_id != owed.entity_id:
            return ""  # what all units are to reach together
        if judged.expected_value is None and is_counted and judged.op in _FLOORS:
            judged = judged._replace(expected_value=0.0)  # nothing was reported yet
        expected = self._expected.of(judged)(owed.period_end)
        if expected is None:
            return ""
        return expected_words(expected, None, judged, indicator, self._language)


_FLOORS = (Op.AT_LEAST, Op.ABOVE, Op.BETWEEN)


def _is_percentage(indicator: Indicator) -> bool:
    return indicator.row.measure == Measure.MILESTONE and not indicator.yardstick.steps


def _choices(indicator: Indicator, language: Language) -> tuple[str, ...]:
    if indicator.row.measure == Measure.YES_NO:
        return ("是", "否")
    return tuple(indicator.yardstick.steps)


def _definition(row: Row) -> str:
    parts = [row.definition or ""]
    if row.numerator_name or row.denominator_name:
        parts.append(f"{row.numerator_name or NOTHING} ÷ {row.denominator_name or NOTHING}")
    return "\n".join(part for part in parts if part)
