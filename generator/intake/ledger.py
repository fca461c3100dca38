"""The ledger: what was taken, when, from which file and cell; nothing in it is ever changed.

``received/files/`` keeps every file that was taken, by its SHA-256. ``received/intake-0001-…/``
keeps one intake: ``record.json``, ``evidence.csv`` and the rows that it added, one file a table:
``reviews.csv`` there is ``reviews/intake-0001-….csv`` of the site, and
``observations/county_id=320722.csv`` is ``observations/county_id=320722/intake-0001-….csv``.
An intake is certain from the moment its folder has its name; the rows count, all in one step, when
``done`` lies in it. What was cut off in between is ended by the next run, and what was cut off
before is as if it had never begun.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from generator.forms.layout import SENT_TABLES
from generator.formulas import safe_text
from generator.problems import Code, IntakeError, Location, problem
from generator.schema.intakes import DONE, FOLDER, NAME, UNDOING

FILES = "files"
RECORD = "record.json"
UNDONE = "undone.json"
EVIDENCE = "evidence"
_PENDING = ".pending"

EVIDENCE_COLUMNS = (
    "table",
    "row",
    "indicator_id",
    "entity_id",
    "period",
    "column",
    "file",
    "sha256",
    "sheet",
    "cell",
    "sender",
    "form_version",
    "received_on",
    "taken_at",
    "text",
    "read",
)
"""What the evidence says of each cell; ``row`` is that of the intake's file with the rows of the
table (and county), 0 where they were known already."""
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?[%‰]?[\u4e00-\u9fff]*")
"""Also with a unit behind it, as senders write it; such words are no formula."""

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake of the ledger."""

    folder: Path
    number: int
    day: str
    record: Mapping[str, Any]
    is_undone: bool

    @property
    def name(self) -> str:
        """Its name, also that of the files with its rows."""
        return self.folder.name


def intakes(data_dir: Path) -> list[Intake]:
    """List the intakes of a site, in their order.

    Raises:
        IntakeError: ledger-changed, where the record of one was edited.
    """
    found = []
    for folder in (data_dir / FOLDER).glob("intake-*"):
        match = NAME.fullmatch(folder.name)
        if match and (folder / RECORD).is_file():
            record = _record(folder)
            is_undone = (folder / UNDONE).exists()
            found.append(Intake(folder, int(match[1]), match[2], record, is_undone))
    return sorted(found, key=lambda intake: intake.number)


def _record(folder: Path) -> Mapping[str, Any]:
    path = folder / RECORD
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict) and {"files", "rows"} <= found.keys():
            return found
    except ValueError:
        pass
    where = Location(f"{FOLDER}/{folder.name}/{RECORD}")
    raise IntakeError([problem(Code.LEDGER_CHANGED, where, name=folder.name)])


def taken_files(data_dir: Path) -> dict[str, str]:
    """Give the intake that took each file, by the file's SHA-256; not those taken back."""
    return {
        file["sha256"]: intake.name
        for intake in intakes(data_dir)
        if not intake.is_undone
        for file in intake.record["files"]
    }


def next_number(data_dir: Path) -> int:
    """Number the next intake; a number that was taken back is not given again."""
    return max((intake.number for intake in intakes(data_dir)), default=0) + 1


def commit(
    data_dir: Path,
    name: str,
    record: Mapping[str, Any],
    tables: Mapping[str, tuple[Sequence[str], Rows]],
    originals: Mapping[str, Path],
) -> None:
    """Write one intake, so that it counts as a whole or not at all.

    Args:
        name: Of the intake.
        record: What ``record.json`` is to hold, beside the checksums of the tables.
        tables: Columns and rows of ``evidence`` and, by the folder below the data folder that they
            go to, of each table: ``reviews``, ``observations/county_id=320722``.
        originals: The files that were taken, by their SHA-256.
    """
    received = data_dir / FOLDER
    for digest, path in sorted(originals.items()):
        place = received / FILES / f"{digest}{path.suffix.lower()}"
        if not place.exists():
            put(place, path.read_bytes(), sync_folder=False)
    if originals:
        sync(received / FILES)
    pending = received / _PENDING
    shutil.rmtree(pending, ignore_errors=True)
    pending.mkdir(parents=True)
    sums = {}
    for table, (columns, rows) in tables.items():
        content = table_text(columns, rows).encode()
        put(pending / f"{table}.csv", content)
        sums[table] = sha256(content).hexdigest()
    put(pending / RECORD, as_json({**record, "name": name, "sums": sums}))
    sync(pending)
    pending.rename(received / name)
    sync(received)
    _finish(data_dir, received / name)


def _finish(data_dir: Path, folder: Path) -> None:
    """Put the rows of an intake in their places; with the last step they count."""
    for own, place in _places(data_dir, folder):
        put(place, own.read_bytes())
    put(folder / DONE, b"")


def _places(data_dir: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Give the tables of an intake that have rows, with the place that each has in the site."""
    for own in sorted(folder.rglob("*.csv")):
        table = own.relative_to(folder).with_suffix("")
        if table.parts[0] in SENT_TABLES and own.read_bytes().count(b"\n") > 1:
            yield own, data_dir / table / f"{folder.name}.csv"


def recover(data_dir: Path) -> None:
    """End what was cut off after it was certain, and remove what was cut off before."""
    received = data_dir / FOLDER
    shutil.rmtree(received / _PENDING, ignore_errors=True)
    for folder in sorted(path for path in received.glob("*") if NAME.fullmatch(path.name)):
        if (folder / UNDOING).exists():
            _take_back(data_dir, folder)
        elif not (folder / DONE).exists():
            _finish(data_dir, folder)
    parts = [received / FILES, *(data_dir / table for table in SENT_TABLES)]
    for part in [path for place in parts for path in place.rglob(".*.part")]:
        part.unlink()


def undo(data_dir: Path, intake: Intake, note: Mapping[str, str]) -> None:
    """Take an intake back as a whole; its folder stays and says so.

    Args:
        note: When it was taken back.
    """
    put(intake.folder / UNDOING, as_json(note))
    _take_back(data_dir, intake.folder)


def _take_back(data_dir: Path, folder: Path) -> None:
    for _, place in _places(data_dir, folder):
        place.unlink(missing_ok=True)
    put(folder / DONE, b"")
    (folder / UNDOING).rename(folder / UNDONE)


def changed_tables(data_dir: Path, intake: Intake) -> list[Path]:
    """List the files of an intake that are not as they were written."""
    return [
        place
        for own, place in _places(data_dir, intake.folder)
        if not place.exists() or place.read_bytes() != own.read_bytes()
    ]


def table_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write a table as CSV that a spreadsheet shows as it is; nothing in it is a formula."""
    text = io.StringIO()
    text.write("\ufeff")  # for spreadsheets that take a plain file for GBK
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_cell(row[column]) for column in columns])
    return text.getvalue()


def safe_cell(text: str) -> str:
    """Let a number be one, also below zero; of all else no spreadsheet makes a formula."""
    return text if _NUMBER.fullmatch(text) else safe_text(text)


def as_json(value: Mapping[str, Any]) -> bytes:
    """Write a record."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def put(path: Path, content: bytes, *, sync_folder: bool = True) -> None:
    """Write a file in one step: whoever looks sees all of it or nothing, also after a power cut.

    Args:
        sync_folder: Whether its name is written down at once, or the caller sees to that.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    if sync_folder:
        sync(path.parent)


def sync(folder: Path) -> None:
    """Let the system write down the names in a folder, where it can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
