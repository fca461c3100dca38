"""Codes of counties and units agree with the national standards they name."""

from __future__ import annotations

import datetime as dt

import numpy as np
from stdnum.cn import uscc

from generator.check.rows import Rows, Site
from generator.check.versions import in_force_last
from generator.problems import Code
from generator.schema import gb2260


def check_codes(site: Site, newest: dt.date | None = None) -> None:
    """Check GB/T 2260 for counties and GB 32100 for units; other systems are not looked at.

    Args:
        newest: Day of the newest report, where the observations are not at hand.
    """
    counties, units = site["counties"], site["units"]
    today = np.datetime64(newest, "s") if newest else _newest_day(site["observations"])
    _check_gb2260(counties, today)
    is_checked = (units.typed["code_system"] == "gb32100") & ~units.is_blank("code")
    is_wrong = ~units.text["code"].map(uscc.is_valid, bool)
    units.report(
        is_checked & is_wrong & units.is_sound("code", "code_system"),
        "code",
        Code.WRONG_CHECK_DIGIT,
    )


def _newest_day(observations: Rows) -> np.datetime64:
    days = observations.typed["reported_on"][observations.sound["reported_on"]]
    days = days[~np.isnat(days)]
    return days.max() if len(days) else gb2260.LAST_DAY


def _check_gb2260(counties: Rows, today: np.datetime64) -> None:
    """Ask whether a code was held when the row became known and when it was last in force."""
    decided, closed = counties.typed["decided_on"], counties.typed["valid_to"]
    last = np.where(np.isnat(closed), today, closed)
    last = np.where(in_force_last(counties), last, decided)
    usable = (counties.typed["code_system"] == "gb2260") & ~counties.is_blank("code")
    usable &= counties.is_sound("code", "code_system", "decided_on", "valid_to")
    failed: dict[int, np.datetime64] = {}
    for i in map(int, np.flatnonzero(usable)):
        for day in (decided[i], last[i]):
            is_asked = i not in failed and not np.isnat(day)
            if is_asked and not gb2260.is_held(counties.text["code"][i], day):
                failed[i] = day
    counties.report(
        list(failed),
        "code",
        Code.CODE_NOT_HELD,
        lambda i: " / ".join(gb2260.successors(counties.text["code"][i], failed[i])),
        day=lambda i: str(failed[i].astype("datetime64[D]")),
        held=lambda i: gb2260.held_text(counties.text["code"][i]),
    )
