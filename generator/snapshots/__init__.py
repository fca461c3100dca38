"""Snapshots: a period frozen as two bags, and made again from the internal one."""

from generator.snapshots.rebuilding import Rebuilt, rebuild
from generator.snapshots.taking import Leftover, Order, Taken, recover, take_snapshot

__all__ = ["Leftover", "Order", "Rebuilt", "Taken", "rebuild", "recover", "take_snapshot"]
