"""Where each figure came from: file, sheet and cell, the text as it stood and what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.intake.entries import FIGURES, Entry
from generator.intake.ledger import EVIDENCE_COLUMNS


def evidence_of(
    entries: Sequence[Entry], digests: Mapping[str, str], received: str, taken_at: str
) -> list[dict[str, str]]:
    """Write one row for each cell that became a figure, in the order of the observations.

    Args:
        entries: What was taken, in the order of the rows; then what was known already.
        digests: The SHA-256 of each file.
    """
    return list(_rows(entries, digests, received, taken_at))


def _rows(
    entries: Iterable[Entry], digests: Mapping[str, str], received: str, taken_at: str
) -> Iterator[dict[str, str]]:
    row = 1  # the heading
    for entry in entries:
        row += not entry.is_same
        form, line = entry.form, entry.line
        for column in (*FIGURES, "reached_on", "note"):
            read = entry.cells.get(column, "")
            if not read:
                continue
            roles = [role for role in _roles(column, line.texts) if role in form.letters]
            found = dict.fromkeys(EVIDENCE_COLUMNS, "")
            found |= {
                "row": "0" if entry.is_same else str(row),
                "indicator_id": entry.key[0],
                "entity_id": entry.key[1],
                "period": entry.key[2],
                "column": column,
                "file": form.file,
                "sha256": digests[form.file],
                "sheet": form.sheet,
                "cell": " ".join(f"{form.letters[role]}{line.row}" for role in roles),
                "sender": form.entity_id or entry.key[1],
                "form_version": form.version,
                "received_on": received,
                "taken_at": taken_at,
                "text": " ÷ ".join(line.texts[role] for role in roles),
                "read": read,
            }
            yield found


def _roles(column: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Name the cells that a column was read from."""
    if column == "note":
        return tuple(role for role in ("reason", "correction", "comment") if role in texts)
    if column != "value" or "value" in texts:
        return (column,)
    return ("reason",) if "reason" in texts else ("numerator", "denominator")
