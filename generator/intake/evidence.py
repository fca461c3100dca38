"""Where each cell came from: file, sheet and cell, the text as it stood and what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.intake.entries import FIGURES, Entry
from generator.intake.ledger import EVIDENCE_COLUMNS
from generator.intake.returned import Returned, ReturnedLine
from generator.intake.sent_rows import SentRow

Folder = Callable[[str, str], str]
"""Gives the folder of the rows of a table and an entity."""
_KEY = ("indicator_id", "entity_id", "period")


def evidence_of(
    taken: Iterable[Entry | SentRow],
    folder: Folder,
    digests: Mapping[str, str],
    received: str,
    taken_at: str,
) -> list[dict[str, str]]:
    """Write one row for each cell that became one of a table, in the order of their rows.

    Args:
        taken: What was taken, in the order of the rows; then what was known already.
        folder: Tells which rows stand in one file.
        digests: The SHA-256 of each file.
        received: The day of receipt.
        taken_at: When this is.
    """
    found = []
    rows: Counter[str] = Counter()
    for one in taken:
        form, line = one.form, one.line
        place = folder(form.table, line.entity_id)
        rows[place] += not one.is_same
        common = dict.fromkeys(EVIDENCE_COLUMNS, "")
        common |= {
            "table": form.table,
            "row": "0" if one.is_same else str(1 + rows[place]),  # after the heading
            **dict(zip(_KEY, _key(one), strict=True)),
            "file": form.file,
            "sha256": digests[form.file],
            "sheet": form.sheet,
            "sender": form.entity_id or line.entity_id,
            "form_version": form.version,
            "received_on": received,
            "taken_at": taken_at,
        }
        cells = _of_figure(one) if isinstance(one, Entry) else _of_row(one)
        found += [{**common, **cell} for cell in cells]
    return found


def _key(one: Entry | SentRow) -> tuple[str, str, str]:
    line = one.line
    return one.key if isinstance(one, Entry) else (line.indicator_id, line.entity_id, line.period)


def _of_figure(entry: Entry) -> Iterator[dict[str, str]]:
    for column in (*FIGURES, "reached_on", "note"):
        read = entry.cells.get(column, "")
        if read:
            texts = entry.line.texts
            roles = [role for role in _roles(column, texts) if role in entry.form.letters]
            text = " ÷ ".join(texts[role] for role in roles)
            yield {
                "column": column,
                **_place(entry.form, entry.line, roles),
                "text": text,
                "read": read,
            }


def _of_row(row: SentRow) -> Iterator[dict[str, str]]:
    for column, text in row.line.texts.items():
        if column in row.cells:
            place = _place(row.form, row.line, [column])
            yield {"column": column, **place, "text": text, "read": row.cells[column]}


def _place(form: Returned, line: ReturnedLine, roles: Iterable[str]) -> dict[str, str]:
    return {"cell": " ".join(f"{form.letters[role]}{line.row}" for role in roles)}


def _roles(column: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Name the cells that a column was read from."""
    if column == "note":
        return tuple(role for role in ("reason", "correction", "comment") if role in texts)
    if column != "value" or "value" in texts:
        return (column,)
    return ("reason",) if "reason" in texts else ("numerator", "denominator")
