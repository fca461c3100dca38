"""Values that are no text are written as a person would write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from generator.sources.package_scan import Shown

_EXACT_BELOW = 1e15  # a spreadsheet keeps 15 digits of a number
_EPOCH = dt.datetime(1899, 12, 30)


def cell_text(value: Any, shown: Shown | None = None) -> str:
    """Write one value as a person would who sees it in a spreadsheet."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number_text(float(value), shown)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date) and shown is Shown.MONTH:
        return f"{value:%Y-%m}"
    return str(value)


def _number_text(value: float, shown: Shown | None) -> str:
    if shown in (Shown.MONTH, Shown.DAY) and 1 <= value < 2958466:  # up to the year 9999
        return cell_text(_EPOCH + dt.timedelta(days=value), shown)
    if abs(value) >= _EXACT_BELOW:
        return f"{value:.5E}"
    exact = Decimal(f"{value:.15g}")
    if shown is Shown.PERCENT:
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
