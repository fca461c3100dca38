"""The method page: the rules that decide, the arithmetic, and what the words mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.words import QUALIFIER, REASON, label
from generator.model import Qualifier
from generator.pages.book import Book
from generator.pages.reports import StateWord, state_words
from generator.pages.verdicts import StatusWord, status_words
from generator.schema.method import (
    COMPARED_DECIMALS,
    CONFIDENCE,
    FEWEST_JUDGED,
    LONE_REPORT_DAYS,
    METHOD_VERSION,
    SILENT_REPORTS,
)
from generator.schema.page import Frame, Page, about

RULES = (
    mark(
        "A target that stays reached once it is reached (a count, a step, a grade, something"
        " done) and is reached: by the deadline it is achieved, afterwards achieved late."
    ),
    mark("Before the first day of the window it is not started."),
    mark(
        "What cannot be judged whatever is reported (no baseline, no figure of a year earlier, an"
        " unknown requirement, two possible readings, a zero denominator, a figure that is not"
        " exact enough) cannot be judged yet; the reason is given."
    ),
    mark(
        "A recurring duty: a due occurrence missing is behind (missed after the deadline); none"
        " missing but one late is slightly behind (achieved late after the deadline); otherwise on"
        " schedule (achieved after the deadline)."
    ),
    mark(
        "A limit that is exceeded is missed; so is a year-on-year target whose finished year"
        " failed."
    ),
    mark(
        "Without any value in the window: in progress until the first report is due, not reported"
        " afterwards. After the deadline rule 8 takes over, so that silence is never better than a"
        " bad figure."
    ),
    mark(
        "After the deadline, with the last report known: a target that must hold in every period"
        " is missed if one failed, not reported if one is missing, else achieved; a limit that"
        " was kept is achieved; any other is achieved if it holds in the period of the deadline,"
        " achieved late if it holds only in a later one, else missed."
    ),
    mark(
        "After the deadline, with the last report missing: not reported, and missed from the next"
        " due day on."
    ),
    mark(
        "Before the deadline, with %(silent)s due reports in a row missing: not reported. After one"
        " the last verdict stands and is marked as overdue."
    ),
    mark(
        "Before the deadline, a limit: on schedule while no more of it is used than of the time,"
        " slightly behind otherwise. A limit that is not exceeded is never red."
    ),
    mark(
        "Before the deadline, with an expected progress: on schedule when the target is reached or"
        " the progress is as expected; slightly behind when it lags by no more than %(tolerance)s"
        " percentage points; else behind. A schedule of steps has no tolerance."
    ),
    mark(
        "Before the deadline, a state (a level, a place, a grade to be kept): on schedule when it"
        " holds now, slightly behind if it must hold in every period and an earlier one failed;"
        " when it does not hold, behind if it must hold in every period, else in progress."
    ),
    mark("Everything else is in progress."),
)
"""The thirteen rules, in order; the first that fits decides."""

ARITHMETIC = (
    (
        mark("Expected share"),
        mark(
            "The reporting periods that ended by the end of the reported period, divided by all"
            " periods of the window; in days where the window does not begin and end with a"
            " period. A schedule of the plan replaces it. It is read at the reported period, so a"
            " late report alone never turns a target red."
        ),
    ),
    (
        mark("Attainment"),
        mark(
            "Value ÷ target for counts and sums; (value − baseline) ÷ (target − baseline) for a"
            " level with a baseline. Whether a target holds is decided by its condition, on"
            " unrounded values compared at %(decimals)s decimals, never by attainment."
        ),
    ),
    (
        mark("Ahead or behind"),
        mark("Attainment − expected share, in percentage points."),
    ),
    (
        mark("Needed per month"),
        mark("(Target − value) ÷ months left from now to the deadline, rounded up."),
    ),
    (
        mark("Projection"),
        mark("Value ÷ expected share: where the pace so far would lead by the deadline."),
    ),
    (
        mark("Adding up"),
        mark(
            "A ratio of several units is the sum of numerators ÷ the sum of denominators, never the"
            " mean of percentages. A figure that is both reported and computed is judged on the"
            " computed one when all units are in, else on the reported one."
        ),
    ),
    (
        mark("Missing units"),
        mark(
            "Where reports are missing, the smallest and largest possible values are judged too; if"
            " they lead to another verdict, it is marked provisional and says what it could be."
        ),
    ),
    (
        mark("Small numbers"),
        mark(
            "A rate with known counts carries a %(confidence)s%% interval (Wilson for proportions,"
            " Byar for rates). When it holds the target, chance alone could explain the"
            " difference; the status does not change."
        ),
    ),
    (
        mark("Headline"),
        mark(
            "Share of targets achieved, and share achieved or on schedule, of all but those not"
            " started and those that cannot be judged; weighted where the plan gives weights. What"
            " the plan says must or should be and what it strives for are counted apart."
        ),
    ),
    (
        mark("Place"),
        mark(
            "By the share achieved or on schedule among units of the same kind in a county, or"
            " among counties; equal shares share a place, and with fewer than %(fewest)s judged"
            " targets there is none."
        ),
    ),
)
"""How the figures beside a verdict are made."""

DECISIONS = (
    mark(
        "A target for several named units, or for each unit of a kind, gives one verdict a unit and"
        " one for the county: that all of them met theirs. The county's counts once."
    ),
    mark(
        "A report is owed by the units of the kinds that the indicator names and by units with a"
        " target of their own on it, while they exist. “Not applicable” frees a unit of"
        " that period; “not reported” is not a report; “none” and a dash are."
    ),
    mark(
        "A report is late when it was first received after its due day, and missing when nothing"
        " came by the day shown."
    ),
    mark(
        "The day shown is the newest day on which a report was received; one that lies more than"
        " %(lone)s days after all others, and after its own period, does not move it."
    ),
    mark(
        "A requirement of the level above becomes the target as soon as it is known: at least that"
        " value when higher is better, at most when lower is."
    ),
    mark(
        "A range without an upper limit is met above its upper end too, except for a state that the"
        " plan wants inside the range."
    ),
    mark(
        "The duty to report is itself judged: done in time when everything owed for the period came"
        " by its due day."
    ),
    mark(
        "What is reported once or when there is something to report is due by its deadline; its"
        " report is due the indicator's number of days later."
    ),
    mark(
        "An occurrence of a recurring duty is done when its period reports at least one; its day"
        " is the day it was done, or else the day of its first report."
    ),
    mark(
        "A share of units counts those that met theirs among those whose verdict can be read;"
        " missing ones are missing, not zero."
    ),
    mark(
        "A percentage that is to change by a number, without saying whether percent or percentage"
        " points are meant, can be read in two ways and is asked about."
    ),
    mark(
        "A unit answers for its own targets and for those of its county that it leads; a county"
        " for its own, for those of single units, and once for a target that binds several."
    ),
    mark(
        "Where a target that binds each unit counts towards a share of units, that share speaks for"
        " the county; there is no second verdict that asks for all of them."
    ),
    mark(
        "After its deadline a count goes on until the next target on the same indicator begins, a"
        " running total no longer than its calendar year; what is reached then is achieved late."
    ),
    mark(
        "The points of a schedule are joined by straight lines over the days, from nothing on the"
        " day before the window to all of it on the deadline."
    ),
    mark(
        "A sum that is compared with the year before begins anew each year, and needs every month"
        " of the year before."
    ),
    mark(
        "A figure that the office sent back is as if it had never come; an older one stands, or"
        " none. A later verification lifts this."
    ),
    mark(
        "A unit with nobody to count (0 of 0) has reported: it adds nothing and is not missing."
        " What a unit did before it closed stays in the county's total of that year."
    ),
    mark(
        "The public pages are judged on verified and final figures only, as the settings say. A"
        " report whose figure is being verified has come, in time or late by its own day; its"
        " period decides nothing: the verdict stands at the newest figure that is shown, and a"
        " window whose last figure is being verified counts as open. A recurring duty is judged on"
        " the days its reports came. In a county's total such units count as those that are"
        " missing do, without being called so."
    ),
    mark(
        "Nothing of a period is public before its release day. Until then no report of it counts"
        " as come, late or missing; how headlines moved is told as it could be told on each day."
    ),
    mark(
        "Nothing is overwritten: a correction is a new row, the older figure stays listed, and any"
        " past day can be rebuilt as it was known then."
    ),
)
"""What the domain leaves open and this site decides."""


@dataclass(frozen=True, slots=True)
class Item:
    """A word and what it means."""

    name: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class MethodContext:
    """The variables of method.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    version: str = about("version of the method")
    tolerance: str = about("percentage points that still count as slightly behind")
    statuses: tuple[StatusWord, ...] = about("the verdicts with icon, word and meaning")
    rules: tuple[str, ...] = about("the rules in order; the first that fits decides")
    arithmetic: tuple[Item, ...] = about("how the figures beside a verdict are made")
    decisions: tuple[str, ...] = about("what this site decides where plans leave it open")
    reasons: tuple[str, ...] = about("why a target cannot be judged")
    states: tuple[StateWord, ...] = about("what can become of a report")
    qualifiers: tuple[str, ...] = about("words that stand in place of a number and stay different")


def method_pages(book: Book) -> Iterator[Page]:
    """Make the method page."""
    language = book.language
    numbers = {
        "silent": language.number(SILENT_REPORTS),
        "tolerance": language.number(book.facts.settings.tolerance),
        "decimals": language.number(COMPARED_DECIMALS),
        "confidence": language.number(CONFIDENCE),
        "fewest": language.number(FEWEST_JUDGED),
        "lone": language.number(LONE_REPORT_DAYS),
    }

    def say(message: str) -> str:
        return language(message) % numbers

    title = language(mark("How we judge"))
    yield Page(
        path=PurePosixPath("method.md"),
        template="method.md.j2",
        title=title,
        description=language(mark("The rules, the arithmetic and the words of this site.")),
        context=MethodContext(
            frame=book.frame(),
            title=title,
            version=language.number(METHOD_VERSION),
            tolerance=numbers["tolerance"],
            statuses=tuple(status_words(language).values()),
            rules=tuple(say(rule) for rule in RULES),
            arithmetic=tuple(Item(say(name), say(text)) for name, text in ARITHMETIC),
            decisions=tuple(say(text) for text in DECISIONS),
            reasons=tuple(label(REASON, reason, language) for reason in REASON),
            states=tuple(state_words(language).values()),
            qualifiers=tuple(
                label(QUALIFIER, word, language) for word in QUALIFIER if word != Qualifier.DASH
            ),
        ),
    )
