"""Reasons for a change of verdict, in the order in which inputs are exchanged."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a verdict is another one; `generator.differences` defines each."""

    NEW_PERIOD = "new_period"
    TIME_PASSED = "time_passed"
    REVISED = "revised"
    LATE_ARRIVAL = "late_arrival"
    AMENDED = "amended"
    RULE_CHANGED = "rule_changed"
    WITHHELD = "withheld"


PLACE = {reason.value: place for place, reason in enumerate(Reason)}
