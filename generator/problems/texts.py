"""What people see of a cell: its column, and characters that no text has."""

from __future__ import annotations

import re

NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffd-\uffff]"
)
"""Characters that no text has: controls, turns of direction, and what stands for lost ones."""


def column_letter(position: int) -> str:
    """Write the number of a column, counted from 0, as a spreadsheet does."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
