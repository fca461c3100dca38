"""The nouns: closed lists of words, and the values that stages hand to each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd


class Measure(StrEnum):
    """What a value of an indicator is."""

    LEVEL = "level"
    CUMULATIVE = "cumulative"
    FLOW = "flow"
    MILESTONE = "milestone"
    GRADE = "grade"
    RANK = "rank"
    YES_NO = "yes_no"
    RECURRING = "recurring"
    SHARE_MET = "share_met"
    SCORE = "score"


class Op(StrEnum):
    """The condition that a value must meet."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"
    BETWEEN = "between"
    REACH = "reach"
    INCREASE_BY = "increase_by"
    DECREASE_BY = "decrease_by"
    YOY_UP = "yoy_up"
    YOY_DOWN = "yoy_down"
    EXTERNAL = "external"


class Mode(StrEnum):
    """When the condition must hold: by the deadline, or in every period."""

    REACH = "reach"
    KEEP = "keep"


class Commitment(StrEnum):
    """How strongly the plan promises: 确保, 要求 or none, 力争."""

    MUST = "must"
    SHOULD = "should"
    STRIVE = "strive"


class Scope(StrEnum):
    """Whose target it is: the county's, that of named units (each), of each unit of a kind."""

    COUNTY = "county"
    UNITS = "units"
    EACH = "each"
    POPULATION = "population"


class Aggregation(StrEnum):
    """How the values of units add up to their township and county."""

    SUM = "sum"
    RATIO = "ratio"
    MAX = "max"
    MIN = "min"
    LAST = "last"
    SHARE_MET = "share_met"
    NONE = "none"


class Status(StrEnum):
    """The verdict on one target of one entity, in the order pages list them."""

    ACHIEVED = "achieved"
    ACHIEVED_LATE = "achieved_late"
    ON_SCHEDULE = "on_schedule"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"
    MISSED = "missed"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    NO_REPORT = "no_report"
    NOT_ASSESSABLE = "not_assessable"

    @property
    def light(self) -> str:
        """The colour that goes with the word: green, yellow, red, blue or grey."""
        return _LIGHTS[self]

    @property
    def is_judged(self) -> bool:
        """Whether the target counts in shares: all but not started and not assessable."""
        return self not in (Status.NOT_STARTED, Status.NOT_ASSESSABLE)


_LIGHTS = {
    Status.ACHIEVED: "green",
    Status.ACHIEVED_LATE: "yellow",
    Status.ON_SCHEDULE: "green",
    Status.SLIGHTLY_BEHIND: "yellow",
    Status.BEHIND: "red",
    Status.MISSED: "red",
    Status.IN_PROGRESS: "blue",
    Status.NOT_STARTED: "grey",
    Status.NO_REPORT: "grey",
    Status.NOT_ASSESSABLE: "grey",
}


class Reason(StrEnum):
    """Why a target cannot be judged whatever is reported (rule 3)."""

    NO_BASELINE = "no_baseline"
    NO_PRIOR_YEAR = "no_prior_year"
    EXTERNAL_UNKNOWN = "external_unknown"
    AMBIGUOUS = "ambiguous"
    ZERO_DENOMINATOR = "zero_denominator"
    QUALIFIED = "qualified"


class Qualifier(StrEnum):
    """What a cell says besides, or instead of, a number.

    Those from ``not_reported`` on mean that the cell holds no number; they stay different from each
    other and from an empty cell. The last three are never read from data: they stand where an
    edition shows no figure, because persons could be recognised, or it is still being verified.
    """

    EXACT = ""
    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    ABOUT = "~"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    NONE = "none"
    DASH = "dash"
    NO_CHANGE = "no_change"
    BLANK = "blank"
    SMALL = "small"
    WITHHELD = "withheld"
    PENDING = "pending"


class ReportState(StrEnum):
    """What became of one report that a unit owed."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class TextTable:
    """One table as it stands in one file: every cell text, nothing converted.

    ``frame``: one row a data row; the index (``row``) is the row number a person sees in the
    file; the columns are schema names in the file's own order, with headings that are none left
    as they are written; cells are ``str``, never missing, and a column may be categorical.
    """

    name: str
    file: str
    """Path below the data folder, with ``/``."""
    sheet: str
    """Name of the worksheet, or an empty string."""
    frame: pd.DataFrame
    header_row: int = 1
    """Row of the file that holds the column names; 0 if the table is known to be there but could
    not be read, so that what depends on it waits."""


Tables = Mapping[str, pd.DataFrame]
"""Typed tables by name. Each has, after its schema columns, ``file``, ``sheet`` and ``row``."""


class Exchange(StrEnum):
    """Why a verdict is another one than before, in the order in which inputs are exchanged.

    `generator.differences` defines each.
    """

    NEW_PERIOD = "new_period"
    TIME_PASSED = "time_passed"
    REVISED = "revised"
    LATE_ARRIVAL = "late_arrival"
    AMENDED = "amended"
    RULE_CHANGED = "rule_changed"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Since:
    """The snapshot that verdicts are compared with."""

    name: str
    """Such as ``2018Q2``."""
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Release:
    """What decides whether a figure may be public."""

    statuses: tuple[str, ...]
    """How settled it must be: words of ``observations.status``."""
    days: int
    """Days after the end of a period from which anything of it may be shown; an indicator's own
    ``release_days`` wins."""
    on: dt.date
    """The day of publication."""

    @property
    def words(self) -> str:
        """Stand for it in keys, but for the day."""
        return f"{'|'.join(sorted(self.statuses))} {self.days}"

    def by(self, day: dt.date, as_of: dt.date) -> Release:
        """Give what decided on a past day; the course never tells what is not released yet."""
        return self if day == as_of else Release(self.statuses, self.days, min(day, self.on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that is known and judged on one day; what pages are made from.

    The columns of each table are described where it is made.
    """

    as_of: dt.date
    tables: Tables
    """Rows in force on ``as_of``, by table (`generator.latest.known_on`)."""
    superseded: Tables
    """Rows that a later decision replaced, by table, with ``superseded_on``."""
    values: pd.DataFrame
    """Newest value of each indicator, entity and period (`generator.rollup`)."""
    revisions: pd.DataFrame
    """Observations that a later one replaced, with the new figure (`generator.latest`)."""
    reports: pd.DataFrame
    """What was owed and what came (`generator.reporting`)."""
    assessments: pd.DataFrame
    """One verdict for each target and entity (`generator.evaluate`)."""
    headlines: pd.DataFrame
    """Counts by status for each entity and commitment (`generator.evaluate.headline`)."""
    course: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Headlines of days a month apart, the oldest first and this day last, with ``as_of``."""
    before: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Verdicts a month earlier: target_id, entity_id, status."""
    differences: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What differs from an earlier snapshot, and why (`generator.differences.comparing`)."""
    since: Since | None = None
    """That snapshot; None where there is none to compare with."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The full texts of plans in Markdown, by plan (`generator.plantext`)."""
    withheld: Mapping[str, int] = field(default_factory=dict)
    """How many rows of each table the edition does not show."""
