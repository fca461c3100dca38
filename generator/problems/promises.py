"""Plans, targets and the full texts that promise them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.PLAN_WITHOUT_PERIOD: Kind(
        ERROR,
        mark("the plan “%(text)s” has no period"),
        mark("fill in its first and its last day"),
    ),
    Code.ENDS_BEFORE_START: Kind(
        ERROR,
        mark("%(text)s is before %(start)s, the day in “%(column)s”"),
        mark("correct one of the two days"),
    ),
    Code.CLOSED_BEFORE_OPENED: Kind(
        ERROR,
        mark("closed on %(text)s, before it was opened on %(opened)s"),
        mark("correct one of the two days"),
    ),
    Code.OUTSIDE_PLAN: Kind(
        WARNING,
        mark("%(text)s is outside the plan “%(plan)s”: %(start)s to %(end)s"),
        mark("check the day against the document"),
    ),
    Code.NO_DAY_LEFT: Kind(
        ERROR,
        mark("“%(text)s” leaves the target no day: the plan “%(plan)s” is %(start)s to %(end)s"),
        mark("correct the day, or fill in both “start” and “deadline”"),
    ),
    Code.OTHER_PLAN: Kind(
        ERROR,
        mark("the stage “%(text)s” is not part of the plan “%(plan)s”"),
        mark("name a stage of this plan"),
    ),
    Code.OTHER_COUNTY: Kind(
        ERROR,
        mark("“%(text)s” is in the county “%(county)s”, not in “%(expected)s”"),
        mark("name a unit of the same county"),
    ),
    Code.WRONG_FOLDER: Kind(
        ERROR,
        mark(
            "“%(text)s” is of the county “%(county)s”, but stands in the folder of “%(expected)s”"
        ),
        mark("move the row into the folder county_id=%(county)s, or correct the id"),
    ),
    Code.MISNAMED_FOLDER: Kind(
        ERROR,
        mark("%(times)s rows are not of the folder's county “%(text)s”; the first is %(first)s"),
        mark("name the folder county_id=%(county)s if they are right, or move the file"),
    ),
    Code.SCOPE_INCOMPLETE: Kind(
        ERROR,
        mark("the scope is “%(scope)s”, but “%(column)s” is empty"),
        mark("fill in “%(column)s”, or choose another scope"),
    ),
    Code.SCOPE_CONTRADICTED: Kind(
        ERROR,
        mark("“%(column)s” is filled in, but the scope is “%(scope)s”"),
        mark("empty the cell, or choose the scope that goes with it"),
    ),
    Code.TARGET_WITHOUT_VALUE: Kind(
        ERROR,
        mark("the condition “%(op)s” needs a value"),
        mark("write what the plan promises"),
    ),
    Code.NO_UPPER_END: Kind(
        ERROR,
        mark("the condition “between” needs an upper end"),
        mark("fill in “value_high”, or choose “at_least”"),
    ),
    Code.CROSSED: Kind(
        ERROR,
        mark("%(text)s is less than %(low)s in “%(column)s”"),
        mark("correct one of the two; they may have changed places"),
    ),
    Code.AMBIGUOUS_TARGET: Kind(
        WARNING,
        mark("a change of %(text)s of a percentage may mean percent or percentage points"),
        mark("ask the author of the plan and fill in “change_in”; until then it is not judged"),
    ),
    Code.NOT_A_COLLECTOR: Kind(
        ERROR,
        mark("nothing counts towards “%(text)s”: it is neither a share met nor a score"),
        mark("name a target whose indicator has the measure “share_met” or “score”"),
    ),
    Code.SCHEDULE_FALLS: Kind(
        ERROR,
        mark("“%(text)s” is less than an earlier point of the schedule"),
        mark("correct the share or the period; a schedule never goes back"),
    ),
    Code.NOT_A_TOWNSHIP: Kind(
        ERROR,
        mark("“%(text)s” is not a township but “%(kind)s”"),
        mark("name a unit of kind “township”, or leave the cell empty"),
    ),
    Code.CIRCLE: Kind(
        ERROR,
        mark("following “%(column)s” leads back to the start: %(path)s"),
        mark("correct one of these rows"),
    ),
    Code.CODE_NOT_HELD: Kind(
        ERROR,
        mark("GB/T 2260 held no code “%(text)s” on %(day)s (years it was held: %(held)s)"),
        mark("correct the code, or the standard it belongs to in “code_system”"),
    ),
    Code.WRONG_CHECK_DIGIT: Kind(
        WARNING,
        mark("“%(text)s” is no valid unified social credit code (GB 32100)"),
        mark("compare it with the certificate, character by character"),
    ),
    Code.TEXT_TOO_LARGE: Kind(
        ERROR,
        mark("the text is too large: %(size)s, at most %(most)s"),
        mark("leave out annexes and tables that promise nothing"),
    ),
    Code.TEXT_WITHOUT_PLAN: Kind(
        WARNING,
        mark("there is no plan “%(text)s” in the table “plans”, so the text is shown nowhere"),
        mark("name the file after the plan's “plan_id”"),
    ),
    Code.UNKNOWN_MARK: Kind(
        ERROR,
        mark("“%(text)s” is marked in the text, but is no target of the plan “%(plan)s”"),
        mark("write [words](id) with an id of the table “targets”, or take the mark away"),
    ),
    Code.UNREAD_MARK: Kind(
        ERROR,
        mark("the target “%(text)s” is named in the text, but not by a mark"),
        mark("write [words](id): the words in square brackets, the id right behind in round ones"),
    ),
    Code.UNMARKED_TARGET: Kind(
        WARNING,
        mark("%(times)s promises are not marked in the text; the first is %(clause)s, “%(text)s”"),
        mark("write [words](%(target)s) where the text promises it"),
    ),
}
