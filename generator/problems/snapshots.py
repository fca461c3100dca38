"""Snapshots: taking, comparing and making them again."""

from __future__ import annotations

from collections.abc import Mapping

from generator.locales import mark
from generator.problems.codes import Code
from generator.problems.kinds import ERROR, WARNING, Kind

KINDS: Mapping[Code, Kind] = {
    Code.SNAPSHOT_EXISTS: Kind(
        ERROR,
        mark("there is a snapshot of %(period)s already, and what was sealed is never changed"),
        mark("to correct it, say why with --reason: that makes “%(next)s”, whose pages say it too"),
    ),
    Code.NOTHING_TO_CORRECT: Kind(
        ERROR,
        mark("a reason is given, but there is no snapshot of %(period)s that could be corrected"),
        mark("leave out --reason"),
    ),
    Code.PERIOD_NOT_OVER: Kind(
        ERROR,
        mark("%(period)s ends on %(end)s, but the newest report is of %(day)s"),
        mark("wait for the reports of the period, or correct the name of the period"),
    ),
    Code.DAY_IN_PERIOD: Kind(
        ERROR,
        mark("%(period)s ends on %(end)s only, after the day to be shown, %(day)s"),
        mark("name a day with --as-of on which the period was over"),
    ),
    Code.DUE_DAY_AHEAD: Kind(
        WARNING,
        mark(
            "the last report of %(period)s is due on %(due)s, but the newest report is of %(day)s; "
            "the snapshot shows that day"
        ),
        mark("if reports are still to come, make the snapshot when they are there"),
    ),
    Code.NOT_FROM_A_FOLDER: Kind(
        ERROR,
        mark("with “use_directory_urls: true” pages cannot be opened from a folder"),
        mark("add the plugin “offline”, or write “use_directory_urls: false”"),
    ),
    Code.UNREADABLE_INPUT: Kind(
        ERROR,
        mark("it cannot be kept in a snapshot: %(detail)s"),
        mark("put the file itself in its place, and see that you may read it"),
    ),
    Code.NO_INPUTS: Kind(
        ERROR,
        mark("this bag does not hold what a snapshot is made from"),
        mark("name the bag whose name ends with “.internal”, or its .zip"),
    ),
    Code.UNKNOWN_SNAPSHOT: Kind(
        ERROR,
        mark("there is no snapshot “%(text)s”"),
        mark("name one of these, a path of a bag, or “now” for the site as it stands: %(known)s"),
    ),
    Code.OTHER_SITE: Kind(
        ERROR,
        mark("it has no county in common with “%(other)s”"),
        mark("compare snapshots of one site"),
    ),
    Code.NO_INTERNAL_BAG: Kind(
        ERROR,
        mark(
            "“%(bag)s” is not beside it, so nobody can say which small numbers of persons its "
            "readers know"
        ),
        mark(
            "put that bag back from where it is kept, unpacked; if it is lost for good, take "
            "“%(name)s” out of the folder too: what it gives away is not counted with then"
        ),
    ),
    Code.NOTHING_TOLD: Kind(
        ERROR,
        mark(
            "it does not say in a form that is known here which figures of persons %(name)s "
            "published (form “%(text)s”, known: %(known)s)"
        ),
        mark(
            "if a newer version of this program made the bag, use that version; if an older one "
            "did, keep both bags elsewhere: what they give away is not counted with then"
        ),
    ),
    Code.OTHER_MAKER: Kind(
        ERROR,
        mark("it was made with %(package)s %(needed)s, but here is %(found)s"),
        mark("install %(package)s %(needed)s in an environment of its own, and try again there"),
    ),
    Code.MADE_OTHERWISE: Kind(
        ERROR,
        mark("made again, the file has other bytes"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
    Code.NOT_MADE_AGAIN: Kind(
        ERROR,
        mark("the file is in the snapshot, but was not made again"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
    Code.MADE_IN_ADDITION: Kind(
        ERROR,
        mark("made again, there is this file too, which the snapshot does not hold"),
        mark("ask the office that sealed the snapshot what it was made with"),
    ),
}
