"""One intake: the files of an inbox are read, judged and either taken or answered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from generator import __version__
from generator.intake import ledger
from generator.intake.answering import answer
from generator.intake.deciding import COLUMNS, Sent, observation
from generator.intake.entries import Entry
from generator.intake.evidence import evidence_of
from generator.intake.inbox import digest_of, files_of, is_worth_a_look, read_file
from generator.intake.known import Known, read_known
from generator.intake.replies import Refused
from generator.intake.returned import Returned
from generator.intake.sent_rows import SentRow
from generator.intake.settling import rows_of, settle
from generator.locales import Translate
from generator.problems import Code, IntakeError, Location, problem
from generator.schema import TABLES
from generator.schema.partitions import TABLE
from generator.settings import Settings
from generator.turns import turn


@dataclass(frozen=True, slots=True)
class Offer:
    """What an inbox holds, before anything is written."""

    known: Known
    number: int
    received: dt.date
    accepted: list[Sent]
    refused: list[Refused]
    repeated: dict[str, str]
    """Files that were taken before, with the intake that took them."""
    copies: dict[str, str] = field(default_factory=dict)
    """Files that are in the inbox twice, with the one that counts."""
    passed_over: list[str] = field(default_factory=list)
    """Files that cannot hold a report: pictures, letters."""
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows would be added."""
        return sum(sent.n_new for sent in self.accepted)


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of an inbox."""

    name: str
    """Of the intake; empty where nothing new was taken."""
    rows: int
    replies: list[Path]


@contextmanager
def own_intake(settings: Settings) -> Iterator[None]:
    """Keep others out who would write the ledger too, and mend what was cut off before.

    What is held stands outside of the data folder, which a restoration exchanges.

    Raises:
        IntakeError: other-intake, while one is running.
    """
    taken = IntakeError([problem(Code.OTHER_INTAKE, Location(settings.data_dir.name))])
    with turn(settings.cache_dir / "collecting", taken):
        ledger.recover(settings.data_dir)
        yield


def offer(settings: Settings, inbox: Path, received: dt.date) -> Offer:
    """Read and judge all files of an inbox; nothing is written.

    Raises:
        DataError: The tables of the site are not in order.
    """
    data_dir = settings.data_dir
    number = ledger.next_number(data_dir)
    before = ledger.taken_files(data_dir)
    repeated: dict[str, str] = {}
    digests: dict[str, str] = {}
    refused: list[Refused] = []
    forms: list[Returned] = []
    seen: dict[str, str] = {}
    copies: dict[str, str] = {}
    passed_over: list[str] = []
    for path in files_of(inbox):
        file = path.relative_to(inbox).as_posix()
        if not is_worth_a_look(path):
            passed_over.append(file)
            continue
        digest = digest_of(path)
        if digest in before:
            repeated[file] = before[digest]
            continue
        if digest in seen:
            copies[file] = seen[digest]
            continue
        seen[digest] = file
        digests[file] = digest
        found = read_file(path, file)
        if isinstance(found, Returned):
            forms.append(found)
        else:
            refused.append(Refused(file, path, found))
    senders = {line.entity_id for form in forms for line in form.lines}
    known = read_known(data_dir, received, senders)
    accepted, wrong = settle(forms, known, received, number)
    refused += [Refused(s.form.file, s.form.path, s.faults, s) for s in wrong]
    refused.sort(key=lambda one: one.file)
    return Offer(
        known=known,
        number=number,
        received=received,
        accepted=accepted,
        refused=refused,
        repeated=repeated,
        copies=copies,
        passed_over=passed_over,
        digests=digests,
    )


def collect(
    settings: Settings,
    offered: Offer,
    outbox: Path,
    taken_at: str,
    translate: Translate,
) -> Collected:
    """Answer what is not in order and take what is.

    The answers come first: where they cannot be written nothing is taken either.

    Args:
        offered: From `offer`, in the same turn (`own_intake`).
        outbox: Where replies go.
        taken_at: When this is, for the evidence.
        translate: Into the language of the senders.
    """
    day = offered.received
    replies = answer(offered.refused, offered.known, settings, day, outbox, translate)
    name = ""
    if offered.rows:
        name = f"intake-{offered.number:04d}-{offered.received}"
        _commit(settings.data_dir, name, offered, taken_at)
    return Collected(name, offered.rows, replies)


def _commit(data_dir: Path, name: str, offered: Offer, taken_at: str) -> None:
    every, known, day = offered.accepted, offered.known, offered.received
    record = {
        "number": offered.number,
        "received_on": day.isoformat(),
        "taken_at": taken_at,
        "program": __version__,
        "rows": offered.rows,
        "files": [
            {
                "file": sent.form.file,
                "sha256": offered.digests[sent.form.file],
                "sender": sent.form.entity_id,
                "period": sent.form.period,
                "table": sent.form.table,
                "form_version": sent.form.version,
                "rows": sent.n_new,
            }
            for sent in every
        ],
    }
    said: list[Entry | SentRow] = []
    for sent in every:
        said += [*sent.entries, *sent.rows]
    said.sort(key=lambda one: one.is_same)
    evidence = evidence_of(said, known.folder, offered.digests, day.isoformat(), taken_at)
    tables = {**_tables(offered), ledger.EVIDENCE: (ledger.EVIDENCE_COLUMNS, evidence)}
    originals = {offered.digests[sent.form.file]: sent.form.path for sent in every}
    ledger.commit(data_dir, name, record, tables, originals)


def _tables(offered: Offer) -> Mapping[str, tuple[tuple[str, ...], list[dict[str, str]]]]:
    """Give the columns and the new rows of each folder."""
    every, known, day = offered.accepted, offered.known, offered.received
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for entry in (entry for sent in every for entry in sent.fresh):
        folder = known.folder(TABLE, entry.line.entity_id)
        rows[folder].append(observation(entry, day, offered.number))
    names = {table.name: table.names for table in TABLES}
    found = {folder: (COLUMNS, own) for folder, own in sorted(rows.items())}
    others = rows_of(every, known, day)
    return found | {table: (names[table], own) for table, own in others.items() if own}
