"""The glossary: every special word of the pages in plain words, and the same for hover texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.locales import mark
from generator.locales.language import Language
from generator.locales.words import MEASURE, STATUS, STATUS_ABOUT, label
from generator.model import Measure, Status
from generator.pages.book import Book
from generator.pages.verdicts import StatusWord, status_words
from generator.schema.method import CONFIDENCE, FEWEST_JUDGED
from generator.schema.page import Frame, Page, about

SCRIPT = PurePosixPath("assets/glossary.js")
"""Where the explanations are for the script that shows them beside a word; loaded on first use."""

PACE = {
    "expected": (
        mark("Expected progress (the schedule)"),
        mark(
            "How far a target should have come by now. If a year's task went at an even pace, two"
            " thirds of it should be done after eight of twelve months. A plan may set another"
            " pace."
        ),
    ),
    "attainment": (
        mark("Attainment"),
        mark(
            "How much of the way to the target is done: 0% at the start, 100% when it is reached."
            " Targets in different units of measure can so be compared."
        ),
    ),
    "gap": (
        mark("Ahead of, behind schedule"),
        mark(
            "Attainment minus expected progress, in percentage points. 60% done where 67% was"
            " expected is 7 points behind."
        ),
    ),
    "tolerance": (
        mark("Tolerance"),
        mark(
            "The gap that still counts as slightly behind, not behind: %(tolerance)s percentage"
            " points unless a target has its own."
        ),
    ),
    "needed": (
        mark("Needed per month"),
        mark("What has to be added each month from now on to reach the target by its deadline."),
    ),
    "projection": (
        mark("Projection"),
        mark("Where the pace so far would lead by the deadline. It is arithmetic, not a promise."),
    ),
    "deadline": (
        mark("Deadline"),
        mark("The last day on which a target can be met; without one, the plan's last day."),
    ),
}
"""How far a target should be and is: heading and explanation by key."""

STRENGTH = {
    "commitment": (
        mark("Commitment"),
        mark(
            "How strongly the plan promises: must, should, or strive. All are judged by the same"
            " rule, but striving is counted apart."
        ),
    ),
    "must": (mark("Must"), mark("The plan ensures it: it has to be met, without excuse.")),
    "should": (mark("Should"), mark("The plan asks for it in plain words: the usual case.")),
    "strive": (
        mark("Strive for"),
        mark("The plan wants to try. Missing it is shown, but not counted with the others."),
    ),
    "stretch": (
        mark("Further aim"),
        mark("A higher value beside the one that is required: at least 8%, striving for 10%."),
    ),
}

PEOPLE = {
    "plan": (
        mark("Plan"),
        mark("The published document that promises, with a period and a document number."),
    ),
    "target": (
        mark("Target"),
        mark(
            "One promise of a plan: what is to be reached, by whom and by when. Its clause is the"
            " place in the plan where it stands."
        ),
    ),
    "indicator": (
        mark("Indicator"),
        mark("What is measured to see whether a target is met, in which unit and how often."),
    ),
    "unit": (
        mark("Unit"),
        mark(
            "An organisation that answers for targets or reports figures: a hospital, a health"
            " centre, a township government, a section of the bureau."
        ),
    ),
    "lead": (
        mark("Lead unit"),
        mark("The unit that answers for a target: whom to ask first."),
    ),
    "support": (mark("Supporting unit"), mark("A unit that helps the lead unit.")),
    "place": (
        mark("Place"),
        mark(
            "By the share of targets achieved or on schedule, among units of the same kind. Equal"
            " shares share a place; with fewer than %(fewest)s judged targets there is none."
        ),
    ),
}

REPORTS = {
    "as_of": (
        mark("Data up to"),
        mark("The day whose knowledge the page shows: what came later is not in it."),
    ),
    "late": (
        mark("Late report"),
        mark("A report that came after its due day. Being late alone never turns a target red."),
    ),
    "missing": (
        mark("Missing report"),
        mark("A report whose due day has passed and that is not in."),
    ),
    "provisional": (
        mark("Provisional"),
        mark(
            "Some units have not reported. What they report could still change the verdict; the"
            " page says into what."
        ),
    ),
    "corrected": (
        mark("Correction"),
        mark("A figure that was replaced by a later one. The older one stays listed."),
    ),
    "verified": (
        mark("Verified, sent back"),
        mark(
            "What the office decided after looking at a figure. One that was sent back counts as if"
            " it had never come."
        ),
    ),
    "pending": (
        mark("Reported, being verified"),
        mark(
            "The report came, but the office has not verified its figure yet, so the public pages"
            " show none. The unit counts as having reported, and the verdict stands at the newest"
            " figure that is shown."
        ),
    ),
    "release": (
        mark("Release day"),
        mark(
            "The day from which anything of a period is published. Before it nobody's report of"
            " that period counts as come or missing."
        ),
    ),
    "chance": (
        mark("Chance, %(confidence)s%% interval"),
        mark(
            "With small numbers a few cases more or less move a rate a lot. If the interval holds"
            " the target, chance alone could explain the difference."
        ),
    ),
}

MENDING = {
    "action": (
        mark("Action"),
        mark("A shortfall that is being mended: who mends it and by which day."),
    ),
    "closed": (
        mark("Closed action"),
        mark("The shortfall is mended, and the evidence for it is in."),
    ),
    "comparison": (
        mark("Three comparisons"),
        mark(
            "With what the level above requires, with other counties, and with one's own past year."
        ),
    ),
    "growth": (
        mark("Growth rule"),
        mark(
            "Yearly growth observed against yearly growth required, as other publishers judge. It"
            " stands beside the verdict and does not change it."
        ),
    ),
}

MEASURE_ABOUT: Mapping[str, str] = {
    Measure.LEVEL: mark("A state at one time, such as a coverage of 95%."),
    Measure.CUMULATIVE: mark("Everything since the beginning of the year, added up."),
    Measure.FLOW: mark("What happened in one period alone, such as one month."),
    Measure.MILESTONE: mark("A step of a work in order: begun, roofed, accepted, in use."),
    Measure.GRADE: mark("A step of an ordered scale, such as the grade of a hospital."),
    Measure.RANK: mark("A place in a ranking; the smaller the better."),
    Measure.YES_NO: mark("One thing that is either done or not."),
    Measure.RECURRING: mark("Something to be done again and again: each month, each quarter."),
    Measure.SHARE_MET: mark("Of all units concerned, the share that met theirs."),
    Measure.SCORE: mark("Points for several items, added up."),
}

GROUPS = (
    (mark("How far it is"), "pace", PACE),
    (mark("How strongly it is promised"), "strength", STRENGTH),
    (mark("Who and what"), "people", PEOPLE),
    (mark("Reports and figures"), "figures", REPORTS),
    (mark("Mending and comparing"), "mending", MENDING),
)
"""Heading, anchor and words of each part, below the verdicts and above the kinds of values."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and what it means."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Words that belong together."""

    name: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class GlossaryContext:
    """The variables of glossary.md.j2."""

    frame: Frame = about("what every page says about its data")
    title: str = about("heading of the page")
    statuses: tuple[StatusWord, ...] = about("the verdicts with icon, word and meaning")
    groups: tuple[EntryGroup, ...] = about("the other words, in groups")


def glossary_pages(book: Book) -> Iterator[Page]:
    """Make the glossary."""
    title = book.language(mark("Words explained"))
    yield Page(
        path=PurePosixPath("glossary.md"),
        template="glossary.md.j2",
        title=title,
        description=book.language(mark("What the special words of this site mean, plainly said.")),
        context=GlossaryContext(
            frame=book.frame(),
            title=title,
            statuses=tuple(status_words(book.language).values()),
            groups=_groups(book),
        ),
    )


def glossary_script(book: Book) -> str:
    """Write the explanations of all words for the script that shows them beside a word."""
    language = book.language
    meanings = {
        status.value: [label(STATUS, status, language), label(STATUS_ABOUT, status, language)]
        for status in Status
    }
    meanings |= {
        entry.key: [entry.name, entry.meaning] for part in _groups(book) for entry in part.entries
    }
    text = json.dumps(meanings, ensure_ascii=False, separators=(",", ":"))
    return f"window.xsGlossary={text};\n"


def _groups(book: Book) -> tuple[EntryGroup, ...]:
    language = book.language
    numbers = {
        "tolerance": language.number(book.facts.settings.tolerance),
        "fewest": language.number(FEWEST_JUDGED),
        "confidence": language.number(CONFIDENCE),
    }

    def say(message: str) -> str:
        text = language(message)
        return text % numbers if "%(" in message else text

    def entry(key: str, name: str, meaning: str) -> Entry:
        return Entry(key, say(name), say(meaning))

    made = [
        EntryGroup(
            language(heading),
            anchor,
            tuple(entry(key, *words) for key, words in terms.items()),
        )
        for heading, anchor, terms in GROUPS
    ]
    kinds = tuple(_kind(measure, language) for measure in Measure)
    return (*made, EntryGroup(language(mark("Kinds of values")), "measures", kinds))


def _kind(measure: Measure, language: Language) -> Entry:
    meaning = label(MEASURE_ABOUT, measure, language)
    return Entry(f"measure-{measure.value}", label(MEASURE, measure, language), meaning)
