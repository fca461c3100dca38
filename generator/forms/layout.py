"""Where things stand in a form, and the hidden words by which a returned one is recognised.

The first row and the first column are hidden. The first cell names the form; beside it stands
what each column holds; below it, what each row asks for. So neither the name of the file or of
the sheet counts, nor rows and columns that somebody inserted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.locales import mark

VERSION = 1
"""Of the layout; a form of a later one is refused, of an earlier one read by the words in it."""

FORM_KEY = re.compile(r"xushi-form\|([0-9]{1,4})\|([^|]+)\|([^|]+)")
"""Version, entity, period of the form."""
ROLE_KEY = re.compile(r"xushi:([a-z_]+)")
LINE_KEY = re.compile(r"xushi-line\|([^|]+)\|([^|]+)")
"""Indicator, period of the row."""

TITLE_SIGN = " · "
"""Between the name of the unit and the period, in the line above the headings."""
SHEET = "填报"
LISTS = "清单"
CONFIRMED = "已核实"
"""What a unit chooses beside a figure that is right although it looks wrong."""

SENT_TABLES = {
    "observations": ("reported_on", "intake", "status"),
    "reviews": ("office", "answer", "public", "decided_on"),
    "actions": ("public", "decided_on"),
}
"""Tables that units send, each with the columns that the office fills."""
EXTRA = ("更正原因", "核实说明")
"""Columns that sent observations have besides: why one is corrected, why an odd one is right."""
RETURNED_FOR = "退回原因"
"""The column of a table that goes back: what is to be mended in the row."""

REASONS = {"未开展": "无", "不适用": "不适用", "暂无法取得": "未报"}
"""Why there is no figure, and how the table of observations writes it."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of a form holds."""

    name: str
    heading: str
    """In English, marked for the catalogue."""
    width: int
    is_filled: bool = False
    """Whether the unit fills it in."""


ROLES = (
    Role("number", mark("No."), 5),
    Role("indicator", mark("Indicator"), 26),
    Role("definition", mark("Definition"), 34),
    Role("unit_of_measure", mark("Unit of measure"), 8),
    Role("period", mark("Reporting period"), 14),
    Role("before", mark("Period before"), 11),
    Role("year_ago", mark("A year ago"), 11),
    Role("target", mark("Target"), 18),
    Role("expected", mark("Expected by then"), 11),
    Role("known", mark("Reported already"), 11),
    Role("value", mark("Figure of this period"), 13, True),
    Role("numerator", mark("Numerator"), 12, True),
    Role("denominator", mark("Denominator"), 12, True),
    Role("reason", mark("Why there is none"), 13, True),
    Role("reached_on", mark("Reached on"), 12, True),
    Role("correction", mark("Why it is corrected"), 20, True),
    Role("confirmed", mark("Checked"), 9, True),
    Role("confirmation", mark("Why it is right"), 20, True),
    Role("comment", mark("Comments"), 24, True),
)
"""The columns of a form after the hidden first one, in order."""

FILLED = tuple(role.name for role in ROLES if role.is_filled)
TITLE_ROLE = "title"
"""Not a column but the line above the headings, where something is wrong with it."""
NEEDED = ("value",)
"""Roles without which a sheet is no form."""


def form_key(entity_id: str, period: str) -> str:
    """Name a form, in its first cell."""
    return f"xushi-form|{VERSION}|{entity_id}|{period}"


def line_key(indicator_id: str, period: str) -> str:
    """Name what a row asks for, in its hidden first cell."""
    return f"xushi-line|{indicator_id}|{period}"
