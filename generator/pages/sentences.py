"""The sentence of a verdict: its figures in plain words that a unit head would accept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.locales import mark
from generator.locales.language import Language, Yardstick, apart
from generator.locales.words import STATUS, label
from generator.model import Measure, Op, Reason, Status

COUNTED = (Measure.CUMULATIVE, Measure.FLOW)

SETTLED = (Status.ACHIEVED, Status.ACHIEVED_LATE, Status.NO_REPORT)
"""Verdicts to which it adds nothing that the latest report is overdue."""

SAY_SO = (4, 8)
"""Rules whose sentences say themselves what is missing."""

SENTENCES: Mapping[str, str] = {
    "1.achieved": mark("%(head)s: the target (%(condition)s by %(deadline)s) is met."),
    "1.achieved_late": mark(
        "%(head)s: the target (%(condition)s) is met, but after its deadline, %(deadline)s."
    ),
    "2.not_started": mark("It begins on %(start)s; on %(as_of)s it had not begun."),
    "4.none.on_schedule": mark("Nothing has fallen due yet; the first is due by %(first_due)s."),
    "4.on_schedule": mark("%(due)s due so far, all done in time."),
    "4.achieved": mark("%(due)s due up to %(deadline)s, all done in time."),
    "4.slightly_behind": mark("%(due)s due so far, all done, %(late)s of them late."),
    "4.achieved_late": mark("%(due)s due up to %(deadline)s, all done, %(late)s of them late."),
    "4.behind": mark("%(due)s due so far, %(missing)s not done, %(late)s done late."),
    "4.missed": mark("%(due)s due up to %(deadline)s, %(missing)s not done, %(late)s done late."),
    "5.missed": mark("%(head)s; not more than %(goal)s was allowed up to %(deadline)s: exceeded."),
    "5.yoy.missed": mark("%(head)s, %(prior)s a year earlier; asked for: %(condition)s. Failed."),
    "6.in_progress": mark("The first report is due by %(first_due)s; asked for: %(condition)s."),
    "6.waiting.in_progress": mark(
        "What was reported is being verified; asked for: %(condition)s by %(deadline)s."
    ),
    "6.early.in_progress": mark(
        "The first figures are not published yet; asked for: %(condition)s by %(deadline)s."
    ),
    "6.no_report": mark("%(due)s due by %(as_of)s, none with a figure; asked for: %(condition)s."),
    "7.achieved": mark(
        "%(head)s: at its deadline, %(deadline)s, the target (%(condition)s) is met."
    ),
    "7.achieved_late": mark(
        "%(head)s: the target (%(condition)s) is met, but only after its deadline, %(deadline)s."
    ),
    "7.missed": mark(
        "%(head)s: at its deadline, %(deadline)s, the target (%(condition)s) was not met."
    ),
    "7.budget.achieved": mark(
        "%(head)s; not more than %(goal)s was allowed up to %(deadline)s: kept."
    ),
    "7.keep.achieved": mark(
        "Up to %(deadline)s every period met the target (%(condition)s); %(head)s."
    ),
    "7.keep.missed": mark(
        "Up to %(deadline)s the target (%(condition)s) was not met in %(failed)s; %(head)s."
    ),
    "7.keep.no_report": mark(
        "Up to %(deadline)s %(lacking)s had no figure; asked for: %(condition)s; %(head)s."
    ),
    "8.no_report": mark(
        "The last report, due by %(final_due)s, is missing; asked for: %(condition)s; %(head)s."
    ),
    "8.missed": mark(
        "The last report, due by %(final_due)s, never came; asked for: %(condition)s; %(head)s."
    ),
    "9.no_report": mark(
        "The last two reports that were due are missing; %(head)s; asked for: %(condition)s."
    ),
    "10.none.on_schedule": mark("%(head)s; none is allowed up to %(deadline)s: kept so far."),
    "10.on_schedule": mark(
        "%(head)s, %(used)s of the %(goal)s allowed up to %(deadline)s; "
        "%(expected)s of the time has run."
    ),
    "10.slightly_behind": mark(
        "%(head)s, %(used)s of the %(goal)s allowed up to %(deadline)s, "
        "but only %(expected)s of the time has run; it is not exceeded."
    ),
    "11.on_schedule": mark("%(head)s, %(expected_value)s, %(gap)s%(need)s."),
    "11.slightly_behind": mark("%(head)s, %(expected_value)s, %(gap)s%(need)s."),
    "11.behind": mark("%(head)s, %(expected_value)s, %(gap)s%(need)s."),
    "12.on_schedule": mark("%(head)s: it meets what is asked for (%(condition)s) at present."),
    "12.slightly_behind": mark(
        "%(head)s: it meets what is asked for (%(condition)s) again, "
        "after %(failed)s in which it did not."
    ),
    "12.behind": mark(
        "%(head)s: it does not meet what is asked for in every period (%(condition)s)."
    ),
    "12.in_progress": mark(
        "%(head)s: not yet what is asked for (%(condition)s by %(deadline)s)%(distance)s."
    ),
    "12.yoy.on_schedule": mark("%(head)s, %(prior)s a year earlier: %(condition)s, as asked for."),
    "12.yoy.slightly_behind": mark(
        "%(head)s, %(prior)s a year earlier: %(condition)s again, "
        "after %(failed)s in which it was not."
    ),
    "12.yoy.behind": mark("%(head)s, %(prior)s a year earlier; asked for: %(condition)s."),
    "12.yoy.in_progress": mark("%(head)s, %(prior)s a year earlier; asked for: %(condition)s."),
    "13.in_progress": mark("%(head)s; asked for: %(condition)s by %(deadline)s."),
}
"""By rule, nature where it matters, and status."""

REASONS: Mapping[str, str] = {
    Reason.NO_BASELINE: mark(
        "%(condition)s is asked for, but the plan gives no baseline; %(head)s."
    ),
    Reason.NO_PRIOR_YEAR: mark(
        "%(condition)s is asked for, but there is no figure of a year earlier; %(head)s."
    ),
    Reason.EXTERNAL_UNKNOWN: mark(
        "The plan refers to a requirement of the level above that has not been given; %(head)s."
    ),
    Reason.AMBIGUOUS: mark(
        "The plan's words (%(condition)s) can be read in two ways and are being asked about; "
        "%(head)s."
    ),
    Reason.ZERO_DENOMINATOR: mark(
        "In %(last_period)s there was nobody to count (the denominator is 0); "
        "asked for: %(condition)s."
    ),
    Reason.QUALIFIED: mark(
        "%(head)s; this wording does not tell whether the target (%(condition)s) is met."
    ),
}


def sentence(row: Any, condition: str, yardstick: Yardstick, language: Language, as_of: Any) -> str:
    """Say in words why a verdict is what it is, with its own figures.

    Args:
        row: One assessment, as `generator.evaluate.assess` describes its columns; None for what
            is missing.
        condition: What the target asks for, in words.
        yardstick: How values of the target are written.
        as_of: The day whose knowledge is judged.
    """
    rule, nature, status = row.sentence.split(".")
    if (rule == "4" and not row.n_due) or (rule == "10" and not row.goal):
        nature = "none"
    if rule == "6" and row.n_waiting:
        nature = "waiting"
    elif rule == "6" and not row.n_due and row.first_due_on < as_of:
        nature = "early"
    if row.reason:
        message = REASONS[row.reason]
    else:
        message = SENTENCES.get(f"{rule}.{nature}.{status}") or SENTENCES[f"{rule}.{status}"]
    words = _Words(row, condition, yardstick, language, as_of)
    return "".join([language(message) % words, *_remarks(row, language)])


_OF_CHILDREN = {
    (False, False): mark("%(met)s of %(all)s meet theirs (%(value)s)"),
    (False, True): mark("of %(all)s, %(known)s can be judged, %(met)s meet theirs (%(value)s)"),
    (True, False): mark("%(met)s of %(all)s items are met (%(value)s)"),
    (True, True): mark("of %(all)s items, %(known)s can be judged, %(met)s are met (%(value)s)"),
}
"""What children say, by whether they are items of a score and whether some are unknown."""


class _Words(Mapping[str, str]):
    """The words of one sentence; each is composed when the sentence asks for it."""

    def __init__(
        self, row: Any, condition: str, yardstick: Yardstick, language: Language, as_of: Any
    ) -> None:
        self.row, self.yardstick, self.language = row, yardstick, language
        say = language.day
        self.makers: dict[str, Callable[[], str]] = {
            "condition": lambda: condition,
            "as_of": lambda: say(as_of),
            "start": lambda: say(row.window_start),
            "deadline": lambda: say(row.deadline),
            "first_due": lambda: say(row.first_due_on),
            "final_due": lambda: say(row.due_on),
            "last_period": lambda: language.period(row.period),
            "head": self._head,
            "goal": lambda: language.value(
                row.goal if row.goal_high is None else row.goal_high, yardstick
            ),
            "prior": lambda: language.value(row.prior_value, yardstick),
            "used": lambda: language.percent(row.used_share),
            "expected": lambda: language.percent(row.expected_share),
            "expected_value": self._expected_value,
            "gap": self._gap,
            "need": self._need,
            "distance": self._distance,
            "due": lambda: self._times(row.n_due),
            "missing": lambda: language.number(row.n_missing_reports, 0),
            "late": lambda: language.number(row.n_late, 0),
            "failed": lambda: self._periods(row.n_failed),
            "lacking": lambda: self._periods(row.n_lacking),
        }

    def __getitem__(self, name: str) -> str:
        return self.makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)

    def _head(self) -> str:
        row, language = self.row, self.language
        if row.n_children:
            return language(
                _OF_CHILDREN[row.measure == Measure.SCORE, row.n_reported < row.n_children],
                met=language.number(row.n_met, 0),
                known=language.number(row.n_reported, 0),
                all=language.number(row.n_children, 0),
                value=language.value(row.value, self.yardstick),
            )
        if not row.period:
            return language(mark("no figure so far"))
        counted = row.measure in COUNTED
        message = (
            mark("%(value)s by the end of %(period)s") if counted else mark("%(period)s: %(value)s")
        )
        value = language.value(row.value, self.yardstick, qualifier=row.qualifier or "")
        return language(message, period=language.period(row.period), value=value)

    def _expected_value(self) -> str:
        row, yardstick = self.row, self.yardstick
        if row.value is not None:
            yardstick = apart(row.expected_value, row.value, yardstick)
        value = self.language.value(row.expected_value, yardstick)
        if row.measure in COUNTED:
            return self.language(mark("%(value)s were expected by then"), value=value)
        if self._is_to_fall():
            return self.language(mark("down to %(value)s was expected by then"), value=value)
        return self.language(mark("%(value)s was expected by then"), value=value)

    def _is_to_fall(self) -> bool:
        return self.row.op in (Op.AT_MOST, Op.BELOW, Op.DECREASE_BY)

    def _gap(self) -> str:
        gap = self.row.pace_gap
        if gap is None:
            return self.language(mark("met already"))
        points = self.language.points(gap)
        if round(gap, 9) == 0:
            return self.language(mark("just on schedule"))
        message = (
            mark("%(points)s ahead of schedule") if gap > 0 else mark("%(points)s behind schedule")
        )
        return self.language(message, points=points)

    def _need(self) -> str:
        row, language = self.row, self.language
        if row.needed_per_month is None:
            return ""
        value = language.needed(abs(row.needed_per_month), self.yardstick)
        months = language.plural(
            "%(n)s month is left", "%(n)s months are left", int(row.months_left)
        )
        message = mark("; %(months)s, %(value)s a month needed on average")
        if self._is_to_fall():
            message = mark("; %(months)s, %(value)s less each month needed on average")
        elif row.measure not in COUNTED:
            message = mark("; %(months)s, %(value)s more each month needed on average")
        return language(message, months=months, value=value)

    def _distance(self) -> str:
        row = self.row
        if (
            row.goal is None
            or row.value is None
            or row.measure not in (Measure.LEVEL, Measure.SCORE)
        ):
            return ""
        far = abs(row.goal - row.value)
        return self.language(
            mark("; %(value)s to go"), value=self.language.needed(far, self.yardstick)
        )

    def _times(self, n: float) -> str:
        return self.language.plural("%(n)s time", "%(n)s times", int(n or 0))

    def _periods(self, n: float) -> str:
        return self.language.plural("%(n)s period", "%(n)s periods", int(n or 0))


def _remarks(row: Any, language: Language) -> Iterator[str]:
    """Say what else a fair reader must know."""
    if row.overdue and row.status not in SETTLED and row.rule not in SAY_SO:
        yield language(mark(" The latest report is overdue."))
    if row.provisional:
        others = [status for status in row.could_be.split("|") if status != row.status]
        could_be = [label(STATUS, status, language) for status in others]
        message = mark(" Provisional: with what is still missing it could also be: %(statuses)s.")
        if row.n_pending:
            message = mark(
                " Provisional: some figures are being verified; with all of them it could also be:"
                " %(statuses)s."
            )
        yield language(message, statuses=language.listing(could_be))
    if row.chance and row.op not in (Op.YOY_UP, Op.YOY_DOWN):
        yield language(mark(" The numbers are small: chance alone could explain the difference."))
