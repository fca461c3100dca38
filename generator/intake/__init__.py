"""Returned forms and sent tables become observations: each file as a whole or not at all."""

from generator.intake.collecting import Collected, Offer, collect, offer, own_intake
from generator.intake.keeping import back_up, differences, last_intake, restore, undo_last

__all__ = [
    "Collected",
    "Offer",
    "back_up",
    "collect",
    "differences",
    "last_intake",
    "offer",
    "own_intake",
    "restore",
    "undo_last",
]
