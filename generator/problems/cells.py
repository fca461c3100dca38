"""Cells and rows: what is written, and whether rows fit each other."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.MISSING_VALUE: Kind(
        ERROR,
        mark("the cell is empty"),
        mark("fill it in: every row needs “%(column)s” (%(title)s)"),
    ),
    Code.FORMULA_ERROR: Kind(
        ERROR,
        mark("the formula gives “%(text)s”"),
        mark("correct the formula, or type the value"),
    ),
    Code.DIGITS_LOST: Kind(
        ERROR,
        mark("“%(text)s” is what a spreadsheet leaves of a long number; its digits are lost"),
        mark("format the column as text, then type or paste the number again"),
    ),
    Code.NOT_A_NUMBER: Kind(
        ERROR,
        mark("“%(text)s” is not a number"),
        mark("write digits with one decimal point, or leave the cell empty"),
    ),
    Code.NOT_A_FIGURE: Kind(
        ERROR,
        mark("“%(text)s” is not a figure"),
        mark("write digits with one decimal point, or one of the words 未报, 不适用, 无, —"),
    ),
    Code.NOT_WHOLE: Kind(
        ERROR,
        mark("“%(text)s” is not a whole number from %(least)s to %(most)s"),
        mark("write a whole number in digits"),
    ),
    Code.BELOW_ZERO: Kind(
        ERROR,
        mark("“%(text)s” is less than zero"),
        mark("write a number of zero or more, or leave the cell empty"),
    ),
    Code.NOT_A_SHARE: Kind(
        ERROR,
        mark("“%(text)s” is not a share between 0%% and 100%%"),
        mark("write 20%% or 0.2"),
    ),
    Code.NOT_A_DATE: Kind(
        ERROR,
        mark("“%(text)s” is not a date"),
        mark("write the date as 2018-09-30"),
    ),
    Code.NOT_A_PERIOD: Kind(
        ERROR,
        mark("“%(text)s” is not a period"),
        mark("write it as 2018, 2018H1, 2018Q3, 2018-09, 2018-09-30 or 2018-01-01/2018-09-30"),
    ),
    Code.NOT_ALLOWED: Kind(
        ERROR,
        mark("“%(text)s” is not allowed here"),
        mark("use one of: %(choices)s"),
    ),
    Code.NO_SCALE: Kind(
        ERROR,
        mark("grades need a scale"),
        mark("write the grades, lowest first, joined by “|”"),
    ),
    Code.NOT_A_STEP: Kind(
        ERROR,
        mark("“%(text)s” is not on the scale of “%(indicator)s”"),
        mark("use one of: %(choices)s"),
    ),
    Code.NOT_EXACT: Kind(
        ERROR,
        mark("“%(text)s” is not one exact figure"),
        mark("write the figure alone; “op” says whether it is a floor or a ceiling"),
    ),
    Code.WRONG_UNIT: Kind(
        ERROR,
        mark("“%(text)s” is in “%(unit)s”, but “%(indicator)s” is in “%(expected)s”"),
        mark("convert the figure, or write it without a unit of measure"),
    ),
    Code.UNSAFE_ID: Kind(
        ERROR,
        mark("“%(text)s” cannot be an id, because it becomes part of a web address"),
        mark("use letters a–z, digits, “-”, “_” and “.”, at most 64, beginning with one of a–z0–9"),
    ),
    Code.IDS_ALIKE: Kind(
        ERROR,
        mark("“%(text)s” and “%(other)s” differ only in capital letters"),
        mark("write the id the same everywhere, or give one of them another id"),
    ),
    Code.ID_IN_BOTH: Kind(
        ERROR,
        mark("“%(text)s” is a county and a unit at once"),
        mark("give the unit another id"),
    ),
    Code.UNKNOWN_ID: Kind(
        ERROR,
        mark("“%(text)s” is not in the table “%(table)s”"),
        mark("correct the id, or add it to “%(table)s” first"),
    ),
    Code.MISSPELT_ID: Kind(
        ERROR,
        mark("“%(text)s” is used nowhere, but “%(other)s”, first in %(first)s, %(times)s times"),
        mark("write the id the same everywhere"),
    ),
    Code.MISSING_ROW: Kind(
        ERROR,
        mark("“%(text)s” has no row, but is used %(times)s times, first in %(first)s"),
        mark("add it to “%(table)s”, or correct the id wherever it is used"),
    ),
    Code.MANY_DISAGREE: Kind(
        ERROR,
        mark("%(times)s rows do not fit “%(text)s”; the first is %(first)s"),
        mark("correct this cell, or all of those rows"),
    ),
    Code.DUPLICATE_ROW: Kind(
        ERROR,
        mark("“%(text)s” is already in %(other)s"),
        mark("delete one of the two; if it is a change, give it its own day in “%(column)s”"),
    ),
    Code.TWO_VALUES: Kind(
        ERROR,
        mark("%(other)s reports another value (“%(value)s”) for the same period on the same day"),
        mark("delete the wrong one, or number them in “intake” in the order of receipt"),
    ),
    Code.SAME_VALUE: Kind(
        WARNING,
        mark("%(other)s reports the same value for the same period on the same day"),
        mark("delete one of the two"),
    ),
    Code.BLANK_VALUE: Kind(
        WARNING,
        mark("the value is blank, which says neither zero nor why there is none"),
        mark("write the figure, or one of the words 未报, 不适用, 无, —"),
    ),
}
