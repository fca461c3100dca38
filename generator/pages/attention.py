"""What needs attention: reds, silence, verdicts that may flip, actions that are overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import Status
from generator.pages.actions import ActionLine
from generator.pages.verdicts import REDS, Verdict


@dataclass(frozen=True, slots=True)
class Attention:
    """The first few of each kind, and how many there are."""

    reds: tuple[Verdict, ...]
    n_reds: int
    silent: tuple[Verdict, ...]
    n_silent: int
    provisional: tuple[Verdict, ...]
    n_provisional: int
    overdue: tuple[ActionLine, ...]
    n_overdue: int


def attention(verdicts: Iterable[Verdict], actions: Sequence[ActionLine], most: int) -> Attention:
    """Pick what needs attention, worst first, ``most`` of each kind."""
    every = tuple(verdicts)
    reds = sorted((item for item in every if item.is_red), key=worst_first)
    silent = [item for item in every if item.status.key == Status.NO_REPORT or _owes(item)]
    provisional = [item for item in every if item.provisional]
    overdue = [item for item in actions if item.state == "overdue"]
    return Attention(
        tuple(reds[:most]),
        len(reds),
        tuple(silent[:most]),
        len(silent),
        tuple(provisional[:most]),
        len(provisional),
        tuple(overdue[:most]),
        len(overdue),
    )


def _owes(item: Verdict) -> bool:
    """Say whether the latest report is missing of something that is not done yet."""
    return item.overdue and item.status.key not in (Status.ACHIEVED, Status.ACHIEVED_LATE)


def worst_first(item: Verdict) -> tuple[bool, int, float]:
    """Order reds: firm promises first, missed before behind, then the largest gap."""
    gap = 0.0 if item.gap_share is None else item.gap_share
    return item.strives, REDS.index(Status(item.status.key)), gap
