"""The words of the closed lists, marked for the catalogue: one place for every label."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import Translate, mark
from generator.model import (
    Aggregation,
    Commitment,
    Exchange,
    Measure,
    Mode,
    Op,
    Qualifier,
    Reason,
    ReportState,
    Status,
)
from generator.periods import Cadence

STATUS: Mapping[str, str] = {
    Status.ACHIEVED: mark("Achieved"),
    Status.ACHIEVED_LATE: mark("Achieved late"),
    Status.ON_SCHEDULE: mark("On schedule"),
    Status.SLIGHTLY_BEHIND: mark("Slightly behind"),
    Status.BEHIND: mark("Behind"),
    Status.MISSED: mark("Missed"),
    Status.IN_PROGRESS: mark("In progress"),
    Status.NOT_STARTED: mark("Not started"),
    Status.NO_REPORT: mark("Not reported"),
    Status.NOT_ASSESSABLE: mark("Cannot be judged yet"),
}

STATUS_ABOUT: Mapping[str, str] = {
    Status.ACHIEVED: mark("Done by the deadline, or held in every period of the window."),
    Status.ACHIEVED_LATE: mark("Done, but after the deadline; it stays marked as late."),
    Status.ON_SCHEDULE: mark("At or above the expected progress, or the condition holds now."),
    Status.SLIGHTLY_BEHIND: mark("Below the expected progress, within the tolerance."),
    Status.BEHIND: mark("Below the expected progress by more than the tolerance."),
    Status.MISSED: mark("Not done by the deadline, or a limit was exceeded."),
    Status.IN_PROGRESS: mark("Under way; no expected progress to compare with yet."),
    Status.NOT_STARTED: mark("The window of the target has not begun."),
    Status.NO_REPORT: mark("A report was due and did not come."),
    Status.NOT_ASSESSABLE: mark("Something is missing to judge it; the reason is given."),
}

ICON: Mapping[str, str] = {
    Status.ACHIEVED: "✔",
    Status.ACHIEVED_LATE: "◑",
    Status.ON_SCHEDULE: "●",
    Status.SLIGHTLY_BEHIND: "▲",
    Status.BEHIND: "▼",
    Status.MISSED: "✖",
    Status.IN_PROGRESS: "▷",
    Status.NOT_STARTED: "○",
    Status.NO_REPORT: "∅",
    Status.NOT_ASSESSABLE: "?",
}

MEASURE: Mapping[str, str] = {
    Measure.LEVEL: mark("level"),
    Measure.CUMULATIVE: mark("running total"),
    Measure.FLOW: mark("amount of each period"),
    Measure.MILESTONE: mark("milestone"),
    Measure.GRADE: mark("grade"),
    Measure.RANK: mark("place"),
    Measure.YES_NO: mark("done or not"),
    Measure.RECURRING: mark("recurring duty"),
    Measure.SHARE_MET: mark("share that met theirs"),
    Measure.SCORE: mark("points"),
}

MODE: Mapping[str, str] = {
    Mode.REACH: mark("by the deadline"),
    Mode.KEEP: mark("in every period"),
}

COMMITMENT: Mapping[str, str] = {
    Commitment.MUST: mark("must"),
    Commitment.SHOULD: mark("should"),
    Commitment.STRIVE: mark("strive"),
}

GROUP: Mapping[str, str] = {
    "must_should": mark("Must and should"),
    "strive": mark("Strive"),
    "all": mark("All targets"),
}

AGGREGATION: Mapping[str, str] = {
    Aggregation.SUM: mark("the units' values are added up"),
    Aggregation.RATIO: mark("numerators and denominators are added up, then divided"),
    Aggregation.MAX: mark("the largest value of the units counts"),
    Aggregation.MIN: mark("the smallest value of the units counts"),
    Aggregation.LAST: mark("the newest value of the units counts"),
    Aggregation.SHARE_MET: mark("the share of units that met theirs"),
    Aggregation.NONE: mark("not added up; each entity reports its own"),
}

CADENCE: Mapping[str, str] = {
    Cadence.DAY: mark("every day"),
    Cadence.WEEK: mark("every week"),
    Cadence.TEN_DAYS: mark("every ten days"),
    Cadence.MONTH: mark("every month"),
    Cadence.TWO_MONTHS: mark("every two months"),
    Cadence.QUARTER: mark("every quarter"),
    Cadence.HALF_YEAR: mark("every half-year"),
    Cadence.YEAR: mark("every year"),
    Cadence.ONCE: mark("once"),
    Cadence.IRREGULAR: mark("when there is something to report"),
}

REASON: Mapping[str, str] = {
    Reason.NO_BASELINE: mark("no baseline"),
    Reason.NO_PRIOR_YEAR: mark("no figure of a year earlier"),
    Reason.EXTERNAL_UNKNOWN: mark("the requirement of the level above is not known"),
    Reason.AMBIGUOUS: mark("the target can be read in two ways"),
    Reason.ZERO_DENOMINATOR: mark("the denominator is zero"),
    Reason.QUALIFIED: mark("the reported value is not exact enough to decide"),
}

QUALIFIER: Mapping[str, str] = {
    Qualifier.NOT_REPORTED: mark("not reported"),
    Qualifier.NOT_APPLICABLE: mark("not applicable"),
    Qualifier.NONE: mark("none"),
    Qualifier.DASH: "—",
    Qualifier.NO_CHANGE: mark("no change"),
    Qualifier.BLANK: mark("left blank"),
    Qualifier.SMALL: mark("few persons"),
    Qualifier.WITHHELD: mark("withheld to protect persons"),
    Qualifier.PENDING: mark("reported, being verified"),
}

REPORT_STATE: Mapping[str, str] = {
    ReportState.IN_TIME: mark("in time"),
    ReportState.LATE: mark("late"),
    ReportState.MISSING: mark("missing"),
    ReportState.NOT_DUE: mark("not due yet"),
    ReportState.NOT_APPLICABLE: mark("not applicable"),
}

REPORT_ICON: Mapping[str, str] = {
    ReportState.IN_TIME: "●",
    ReportState.LATE: "◑",
    ReportState.MISSING: "✖",
    ReportState.NOT_DUE: "○",
    ReportState.NOT_APPLICABLE: "–",
}

DECISION: Mapping[str, str] = {
    "verified": mark("verified"),
    "rejected": mark("rejected"),
    "explained": mark("explanation of the unit"),
}

OBSERVATION_STATUS: Mapping[str, str] = {
    "": mark("as reported"),
    "provisional": mark("first report"),
    "verified": mark("verified"),
    "final": mark("final"),
}

DIRECTION: Mapping[str, str] = {
    "up": mark("higher is better"),
    "down": mark("lower is better"),
}

COMPARATOR: Mapping[str, str] = {
    "requirement": mark("requirement of the level above"),
    "level_above": mark("the level above"),
    "peer": mark("peers"),
    "past": mark("own past"),
}

CAGR: Mapping[str, str] = {
    "target_achieved": mark("achieved"),
    "substantial_progress": mark("substantial progress"),
    "moderate_progress": mark("moderate progress"),
    "limited_progress": mark("limited progress"),
    "deterioration": mark("getting worse"),
}

CONDITION: Mapping[str, str] = {
    Op.AT_LEAST: mark("at least %(value)s"),
    Op.ABOVE: mark("above %(value)s"),
    Op.AT_MOST: mark("at most %(value)s"),
    Op.BELOW: mark("below %(value)s"),
    Op.BETWEEN: mark("between %(value)s and %(high)s"),
    Op.REACH: mark("to reach %(value)s"),
    Op.INCREASE_BY: mark("%(amount)s above the baseline"),
    Op.DECREASE_BY: mark("%(amount)s below the baseline"),
    Op.YOY_UP: mark("more than a year earlier"),
    Op.YOY_DOWN: mark("less than a year earlier"),
    Op.EXTERNAL: mark("as the level above requires"),
}


def label(words: Mapping[str, str], key: str, translate: Translate) -> str:
    """Translate the label of one word of a closed list; a word without one is shown as it is.

    The empty string is never looked up in a catalogue: gettext keeps its header there.
    """
    text = words.get(key, key)
    return translate(text) if text else ""


EXCHANGE: Mapping[str, str] = {
    Exchange.NEW_PERIOD: mark("new period"),
    Exchange.TIME_PASSED: mark("time passed"),
    Exchange.REVISED: mark("revised figure"),
    Exchange.LATE_ARRIVAL: mark("late arrival"),
    Exchange.AMENDED: mark("target amended"),
    Exchange.RULE_CHANGED: mark("rule changed"),
    Exchange.WITHHELD: mark("withheld now or before"),
}

EXCHANGE_ABOUT: Mapping[str, str] = {
    Exchange.NEW_PERIOD: mark("a figure of a newer period came in"),
    Exchange.TIME_PASSED: mark(
        "the figure is the same, but a report fell due, or a window opened or closed"
    ),
    Exchange.REVISED: mark("a figure that was known was corrected, taken back or rejected"),
    Exchange.LATE_ARRIVAL: mark("a report came that had been due before"),
    Exchange.AMENDED: mark(
        "the target, its schedule, standard or indicator, or a unit is another than before"
    ),
    Exchange.RULE_CHANGED: mark("the program or a setting judges the same figures otherwise"),
    Exchange.WITHHELD: mark("the public does not see the verdict of one of both days"),
}

AMENDED: Mapping[str, str] = {
    "new": mark("new"),
    "gone": mark("gone"),
    "targets": mark("the target"),
    "schedules": mark("its schedule"),
    "plans": mark("its plan"),
    "stages": mark("a stage"),
    "indicators": mark("its indicator"),
    "comparators": mark("a standard"),
    "units": mark("the unit"),
    "counties": mark("the county"),
}
"""Tables whose rows were amended, as they are named beside a verdict."""
