"""Forms and tables that units send, and the ledger that keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.FORM_TOO_LARGE: Kind(
        ERROR,
        mark("the file is too large for a report: %(size)s, at most %(most)s"),
        mark("copy the figures into a fresh form, no formatted empty rows, and send that"),
    ),
    Code.TABLE_TOO_LONG: Kind(
        ERROR,
        mark("the table is too long: %(size)s, at most %(most)s"),
        mark("send it in parts of at most %(most)s each"),
    ),
    Code.NO_FORM: Kind(
        ERROR,
        mark("the file is no form of this site, and no table that units send"),
        mark(
            "fill in the form that was handed out, which may be renamed but not rebuilt; save a "
            "table as CSV"
        ),
    ),
    Code.FORM_NEWER: Kind(
        ERROR,
        mark("the form is of version %(version)s, this program knows %(own)s"),
        mark("bring the program up to date, or hand out a fresh form"),
    ),
    Code.FORM_COPIES: Kind(
        ERROR,
        mark("the sheets %(sheets)s are copies of the form with different entries"),
        mark("leave the one sheet that counts and delete the others"),
    ),
    Code.UNKNOWN_SENDER: Kind(
        ERROR,
        mark("the form is that of “%(text)s”, which is no unit of this site"),
        mark("fill in a fresh form of the unit that reports"),
    ),
    Code.OTHER_SENDER: Kind(
        ERROR,
        mark("the form was handed out to “%(own)s”, its title says “%(text)s”"),
        mark("fill in the form of the unit that reports, and leave its title as it is"),
    ),
    Code.ROW_WITHOUT_KEY: Kind(
        ERROR,
        mark("“%(text)s” stands in a row that was inserted and asks for nothing"),
        mark(
            "put the figure into the row of its indicator, and remarks into the column of comments"
        ),
    ),
    Code.ROW_TWICE: Kind(
        ERROR,
        mark("this row was copied from row %(other)s and says something else"),
        mark("delete one of the two rows"),
    ),
    Code.ROW_OF_NOTHING: Kind(
        ERROR,
        mark("“%(text)s” stands in the row of “%(name)s”, which is no indicator of this site now"),
        mark("delete what stands in the row; if the figure is that of another row, put it there"),
    ),
    Code.OFFICE_TABLE: Kind(
        ERROR,
        mark("this is the table %(title)s (%(table)s), which the office keeps itself"),
        mark("send tables of these kinds only: %(tables)s; tell the office what else has changed"),
    ),
    Code.OFFICE_DECIDES: Kind(
        ERROR,
        mark("“%(text)s” is for the office to decide; a unit explains its figures"),
        mark("write “explained” and the explanation, or delete the row"),
    ),
    Code.AGREED_OTHERWISE: Kind(
        ERROR,
        mark("“%(text)s” is not what was agreed for this action: “%(was)s”"),
        mark("put back what was agreed; a change of it is for the office to decide"),
    ),
    Code.NO_EVIDENCE: Kind(
        ERROR,
        mark("the action is closed on “%(text)s”, without evidence"),
        mark("say in the column “evidence” what shows that it is done"),
    ),
    Code.STANDS_ALREADY: Kind(
        ERROR,
        mark("“%(was)s” was entered for it on %(day)s, and now “%(text)s”"),
        mark("tell the office, or leave what was entered"),
    ),
    Code.BLANK_ENTRY: Kind(
        ERROR,
        mark("neither a figure nor a reason why there is none"),
        mark("fill in the figure, 0 if it is none, or choose the reason"),
    ),
    Code.REASON_AND_FIGURE: Kind(
        ERROR,
        mark("there is a figure, and “%(text)s” as the reason why there is none"),
        mark("delete one of the two"),
    ),
    Code.NOT_A_REASON: Kind(
        ERROR,
        mark("“%(text)s” is none of the reasons %(choices)s"),
        mark("choose one from the list, and put the rest into the comments"),
    ),
    Code.TWO_ANSWERS: Kind(
        ERROR,
        mark("%(other)s gives another figure for the same: “%(value)s”"),
        mark("send one of the two files only"),
    ),
    Code.TWO_STATEMENTS: Kind(
        ERROR,
        mark("%(other)s says something else for the same: “%(value)s”"),
        mark("send one of the two files only"),
    ),
    Code.NO_CORRECTION_REASON: Kind(
        ERROR,
        mark("“%(was)s” was reported before, and now “%(now)s”, without a reason"),
        mark("say why it is corrected, or put the earlier figure back"),
    ),
    Code.KNOWN_LATER: Kind(
        ERROR,
        mark("“%(was)s” was received for it on %(day)s, after this day of receipt"),
        mark("collect the file with the day on which it was really received"),
    ),
    Code.NO_CONFIRMATION_REASON: Kind(
        ERROR,
        mark("the figure is marked as checked, without a reason"),
        mark("say why it is right, or correct it"),
    ),
    Code.FAR_FROM_PAST: Kind(
        WARNING,
        mark("“%(text)s” is far from your own earlier figures, %(low)s to %(high)s"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.SAME_AGAIN: Kind(
        WARNING,
        mark("“%(text)s” is the figure of %(times)s periods in a row"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.TOTAL_FELL: Kind(
        WARNING,
        mark("“%(text)s” is less than “%(before)s” before, though it adds up over the year"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.OTHER_UNIT_LIKELY: Kind(
        WARNING,
        mark("“%(text)s” has the digits of “%(before)s” before, as in another unit of measure"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.SAME_NUMBER: Kind(
        WARNING,
        mark("“%(text)s” stands here in %(unit)s and in %(second)s at “%(other)s”"),
        mark("correct it, or confirm it and say why it is right"),
    ),
    Code.OTHER_INTAKE: Kind(
        ERROR,
        mark("somebody else is collecting, undoing or restoring at this moment"),
        mark("wait until they are done and run the command again"),
    ),
    Code.NO_INTAKE: Kind(
        ERROR,
        mark("there is no intake that could be taken back"),
        mark("look into data/received/ for what was taken and taken back"),
    ),
    Code.LEDGER_CHANGED: Kind(
        ERROR,
        mark("the file is not as intake %(name)s wrote it"),
        mark("bring the file back from a backup; corrections are new rows of a later report"),
    ),
    Code.BACKUP_DAMAGED: Kind(
        ERROR,
        mark("the backup is not whole (%(detail)s); nothing was restored"),
        mark("take another copy of it"),
    ),
}
