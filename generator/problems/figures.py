"""Figures, and the periods and days that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.OUT_OF_RANGE: Kind(
        ERROR,
        mark("“%(text)s” is outside the plausible range of “%(indicator)s”: %(low)s to %(high)s"),
        mark("correct the figure; if it is right, the office widens the range in “indicators”"),
    ),
    Code.NUMERATOR_TOO_LARGE: Kind(
        ERROR,
        mark("the numerator %(numerator)s is greater than the denominator %(denominator)s"),
        mark("correct one of the two; a part cannot be greater than the whole"),
    ),
    Code.RATIO_CONTRADICTED: Kind(
        ERROR,
        mark("the value is “%(text)s”, but numerator and denominator give %(computed)s"),
        mark("correct the value, the numerator or the denominator"),
    ),
    Code.PARTS_DIFFER: Kind(
        ERROR,
        mark("the whole is “%(text)s”, but its parts (%(parts)s) add up to %(sum)s"),
        mark("correct the whole or the part that is wrong"),
    ),
    Code.PERIOD_MISFIT: Kind(
        ERROR,
        mark("“%(text)s” is not one period of “%(indicator)s”, which is reported by %(cadence)s"),
        mark("write a whole period of the right length"),
    ),
    Code.REPORTED_EARLY: Kind(
        ERROR,
        mark("reported on %(text)s, before the period ended on %(end)s"),
        mark("correct the period or the day of receipt"),
    ),
    Code.REACHED_LATER: Kind(
        ERROR,
        mark("reached on %(text)s, after it was reported on %(reported)s"),
        mark("correct one of the two days"),
    ),
    Code.FAR_DATE: Kind(
        WARNING,
        mark(
            "“%(text)s” is more than %(days)s days after every other report "
            "and after its own period"
        ),
        mark("correct the year; if it is right, build with --as-of, for it does not move the day"),
    ),
    Code.OUTSIDE_VALIDITY: Kind(
        ERROR,
        mark("“%(text)s” did not exist in %(period)s (from %(start)s to %(end)s)"),
        mark("name the unit that existed then, or correct its dates"),
    ),
    Code.NOTHING_REPORTED: Kind(
        WARNING,
        mark("there is no report of %(period)s from “%(text)s” for this to speak of"),
        mark("correct indicator, entity, period or day"),
    ),
    Code.DERIVED_REPORTED: Kind(
        ERROR,
        mark("“%(text)s” is judged from the days on which reports come in, never reported"),
        mark("delete the row"),
    ),
}
