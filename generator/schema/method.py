"""Constants of the method, which the method page states and the evaluation uses."""

from __future__ import annotations

FEWEST_JUDGED = 5
"""An entity with fewer judged targets has no place among its peers."""

COMPARED_DECIMALS = 9
"""Values are compared with their targets at so many decimals, unrounded otherwise."""

CONFIDENCE = 95
"""Percent of confidence of the intervals of small numbers."""

SILENT_REPORTS = 2
"""So many due reports missing in a row turn an open target into one that is not reported."""

METHOD_VERSION = 1
"""Grows when a rule changes so that published verdicts could move."""

ROUNDED_TO = 5
"""What reports of persons are rounded to multiples of, where a site rounds them."""

LONE_REPORT_DAYS = 60
"""A day of receipt this long after all others is asked about before it moves the day shown."""
