"""Verdicts as pages show them: words, figures and links made from rows of assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from generator.locales import mark
from generator.locales.language import (
    Language,
    Yardstick,
    decimals_that_agree,
    own_decimals,
)
from generator.locales.words import (
    CAGR,
    COMMITMENT,
    ICON,
    MODE,
    STATUS,
    STATUS_ABOUT,
    label,
)
from generator.model import Commitment, Measure, Op, Status
from generator.pages.facts import Explanation, Facts
from generator.pages.promises import agreement, condition, gap_words, needed_words
from generator.pages.rows import Row, group, rows
from generator.pages.sentences import sentence
from generator.schema.page import Link

OF_UNITS = Yardstick(Measure.SHARE_MET, "%")
"""How the share of units that met theirs is written."""

REDS = (Status.MISSED, Status.BEHIND)
"""What needs attention most, worst first."""


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status as a reader sees it: icon, word and colour."""

    key: str
    word: str
    icon: str
    light: str
    about: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Attainment against the expected share, as a bar of 100 units."""

    attained: float
    """Length of the bar, 0–100."""
    expected: float | None
    """Place of the mark, 0–100; None where nothing is expected."""
    words: str
    """The same in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One target of one entity: what was promised, what came of it, and why."""

    id: str
    """Id of the target; with ``t-`` in front the anchor on its plan's page."""
    entity_id: str
    county_id: str
    plan_id: str
    indicator_id: str
    title: str
    clause: str
    group: str
    """Heading of its indicator."""
    status: StatusWord
    sentence: str
    commitment: str
    """``must``, ``should`` or ``strive``."""
    commitment_word: str
    condition: str
    """What the target asks for, such as "at least 95%"."""
    mode: str
    stretch: str
    """The further aim, empty where there is none."""
    entity: Link
    county: Link
    indicator: Link
    """The indicator's page, of the county where the entity is a unit."""
    plan: Link
    """The clause on the plan's page."""
    leads: tuple[Link, ...]
    lead_ids: tuple[str, ...]
    supports: tuple[Link, ...]
    value: str
    """The value that was judged, with its unit of measure."""
    number: float | None
    period: str
    """Period of the value, in words."""
    reported_on: str
    attainment: str
    expected: str
    gap: str
    """How far ahead or behind, in words; empty where there is no expected share."""
    gap_share: float | None
    """Pace gap as a share; negative is behind."""
    pace: Pace | None
    needed_number: float | None
    needed: str
    """What is needed each month from now on; empty where it is not known."""
    projection: str
    deadline: str
    deadline_day: dt.date
    deadline_is_plan_end: bool
    closed: bool
    rule: int
    provisional: bool
    could_be: tuple[StatusWord, ...]
    overdue: bool
    """Whether the last report that was due is missing."""
    chance: bool
    """Whether chance alone could explain the difference."""
    interval: str
    reports: str
    """How many of how many units reported; empty when all did."""
    missing: tuple[Link, ...]
    """Units whose reports are missing."""
    n_missing_reports: int
    n_late: int
    prior: str
    """The value a year earlier; empty where it is not known."""
    cagr: str
    explanations: tuple[Explanation, ...]
    source: str
    """File, sheet and row of the value; only in the internal edition."""
    counts_in_county: bool
    is_each_summary: bool

    @property
    def anchor(self) -> str:
        """Where the target stands on its plan's page."""
        return f"t-{self.id}"

    @property
    def is_red(self) -> bool:
        """Whether it is behind or missed."""
        return self.status.key in REDS

    @property
    def strives(self) -> bool:
        """Whether it is only striven for, and so counted apart."""
        return self.commitment == Commitment.STRIVE


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All verdicts, looked up by whom and what they speak of; each in the order of the plans."""

    every: tuple[Verdict, ...]
    by_entity: Mapping[str, tuple[Verdict, ...]]
    by_county: Mapping[str, tuple[Verdict, ...]]
    """Those that count once in the county's headline."""
    by_lead: Mapping[str, tuple[Verdict, ...]]
    """Those that count in the county's headline, by the units that lead them."""
    by_support: Mapping[str, tuple[Verdict, ...]]
    by_target: Mapping[str, tuple[Verdict, ...]]
    """All of a target; the county's or the only one first."""
    by_indicator: Mapping[str, tuple[Verdict, ...]]


@cache
def status_words(language: Language) -> dict[str, StatusWord]:
    """Give each status as a reader sees it, in the order in which pages list them."""
    return {
        status.value: StatusWord(
            status.value,
            label(STATUS, status, language),
            ICON[status],
            status.light,
            label(STATUS_ABOUT, status, language),
        )
        for status in Status
    }


def all_verdicts(facts: Facts) -> Verdicts:
    """Make every verdict once; pages pick theirs."""
    statuses = status_words(facts.language)
    order = {target_id: place for place, target_id in enumerate(facts.targets)}
    made = [_verdict(row, facts, statuses) for row in rows(facts.evaluation.assessments)]
    every = tuple(sorted(made, key=lambda item: (item.plan_id, order[item.id])))
    counted = [item for item in every if item.counts_in_county]
    return Verdicts(
        every=every,
        by_entity=group(every, lambda item: item.entity_id),
        by_county=group(counted, lambda item: item.county_id),
        by_lead=_by_each(counted, lambda item: item.lead_ids),
        by_support=_by_each(
            counted, lambda item: [link.path[6:-5] for link in item.supports if link.path]
        ),
        by_target=group(
            sorted(every, key=lambda item: not item.counts_in_county), lambda item: item.id
        ),
        by_indicator=group(every, lambda item: item.indicator_id),
    )


def _by_each(
    items: Iterable[Verdict], keys: Callable[[Verdict], Iterable[str]]
) -> dict[str, tuple[Verdict, ...]]:
    pairs = [(key, item) for item in items for key in keys(item)]
    found = group(pairs, lambda pair: pair[0])
    return {key: tuple(item for _, item in members) for key, members in found.items()}


def _pace(row: Row, language: Language) -> Pace | None:
    if row.attainment is None:
        return None
    attained = min(max(row.attainment * 100, 0.0), 100.0)
    if row.expected_share is None:
        words = language(mark("%(attained)s of the way"), attained=language.percent(row.attainment))
        return Pace(round(attained, 2), None, words)
    words = language(
        mark("%(attained)s of the way, %(expected)s expected by then"),
        attained=language.percent(row.attainment),
        expected=language.percent(row.expected_share),
    )
    return Pace(round(attained, 2), round(min(max(row.expected_share, 0), 1) * 100, 2), words)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of(done: float | None, total: float | None, message: str, language: Language) -> str:
    if done is None or not total or done >= total:
        return ""
    return language(message, done=language.number(done, 0), total=language.number(total, 0))


def _finer(
    yardstick: Yardstick, value: float | None, agrees: Callable[[float], bool] | None
) -> Yardstick:
    """Show more decimals where a rounded value would contradict the verdict."""
    if value is None or agrees is None:
        return yardstick
    usual = own_decimals(value) if yardstick.decimals is None else yardstick.decimals
    wanted = decimals_that_agree(value, usual, agrees)
    return yardstick if wanted == usual else replace(yardstick, decimals=wanted)


def interval_words(row: Row, yardstick: Yardstick, language: Language) -> str:
    """Say the 95 % interval of a value or of an assessment; empty where counts are not known."""
    if row.interval_low is None or row.interval_high is None:
        return ""
    return language(
        mark("%(low)s to %(high)s"),
        low=language.value(row.interval_low, yardstick),
        high=language.value(row.interval_high, yardstick),
    )


def _verdict(row: Row, facts: Facts, statuses: Mapping[str, StatusWord]) -> Verdict:
    language = facts.language
    target, indicator = facts.targets[row.target_id], facts.indicators[row.indicator_id]
    entity = facts.entities[row.entity_id]
    reference = row.prior_value if row.op in (Op.YOY_UP, Op.YOY_DOWN) else row.goal
    agrees = agreement(row.op, reference, row.value)
    of_units = row.is_each_summary or row.measure == Measure.SHARE_MET
    yardstick = _finer(OF_UNITS if of_units else indicator.yardstick, row.value, agrees)
    asked = condition(target, indicator, language)
    if row.is_each_summary:
        asked = language(mark("each of them: %(condition)s"), condition=asked)
    lead_ids = tuple((row.lead_ids or "").split("|")) if row.lead_ids else ()
    own_page = indicator.link if entity.is_county else indicator.county_link(row.county_id)
    return Verdict(
        id=row.target_id,
        entity_id=row.entity_id,
        county_id=row.county_id,
        plan_id=row.plan_id,
        indicator_id=row.indicator_id,
        title=target.title,
        clause=target.clause,
        group=indicator.row.group,
        status=statuses[row.status],
        sentence=_capitalised(sentence(row, asked, yardstick, language, facts.as_of)),
        commitment=row.commitment,
        commitment_word=label(COMMITMENT, row.commitment, language),
        condition=asked,
        mode=label(MODE, row.mode, language),
        stretch=""
        if target.stretch is None
        else language.value(target.stretch, indicator.yardstick),
        entity=entity.link,
        county=facts.link(row.county_id),
        indicator=own_page,
        plan=Link(target.clause, f"plans/{row.plan_id}.html#t-{row.target_id}"),
        leads=facts.links(row.lead_ids),
        lead_ids=lead_ids,
        supports=facts.links(row.support_ids),
        value=language.value(row.value, yardstick, qualifier=row.qualifier or ""),
        number=row.value,
        period=language.period(row.period) if row.period else "",
        reported_on=language.day(row.reported_on) if row.reported_on else "",
        attainment=language.percent(row.attainment),
        expected=language.percent(row.expected_share),
        gap=gap_words(row.pace_gap, row.tolerance, language),
        gap_share=row.pace_gap,
        pace=_pace(row, language),
        needed_number=row.needed_per_month,
        needed=needed_words(row, yardstick, language),
        projection="" if row.projection is None else language.value(row.projection, yardstick),
        deadline=language.day(row.deadline),
        deadline_day=row.deadline,
        deadline_is_plan_end=bool(row.deadline_is_plan_end),
        closed=bool(row.closed),
        rule=int(row.rule),
        provisional=bool(row.provisional),
        could_be=tuple(statuses[key] for key in (row.could_be or "").split("|") if key),
        overdue=bool(row.overdue),
        chance=bool(row.chance),
        interval=interval_words(row, yardstick, language),
        reports=_of(
            row.n_reported,
            row.n_expected,
            mark("figures of %(done)s of %(total)s units are verified")
            if row.n_pending
            else mark("%(done)s of %(total)s units reported"),
            language,
        ),
        missing=facts.links(row.missing_ids),
        n_missing_reports=int(row.n_missing_reports or 0),
        n_late=int(row.n_late or 0),
        prior="" if row.prior_value is None else language.value(row.prior_value, yardstick),
        cagr=label(CAGR, row.cagr_class or "", language),
        explanations=tuple(
            found
            for found in facts.explanations.get((row.indicator_id, row.entity_id), ())
            if row.period_end is None or found.period_end <= row.period_end
        )[:3],
        source=facts.source(row.file, row.sheet, row.row),
        counts_in_county=bool(row.counts_in_county),
        is_each_summary=bool(row.is_each_summary),
    )
