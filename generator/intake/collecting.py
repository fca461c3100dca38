"""One intake: the files of an inbox are read, judged and either taken or answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from generator import __version__
from generator.check import check_site
from generator.forms import Form, forms_of
from generator.intake import ledger
from generator.intake.deciding import (
    COLUMNS,
    REVIEWS,
    Sent,
    decide,
    observation,
    reviews_of,
    taken,
)
from generator.intake.evidence import evidence_of
from generator.intake.inbox import digest_of, files_of, is_worth_a_look, read_file
from generator.intake.known import Known, read_known
from generator.intake.replies import reply_form, reply_names, write_reply
from generator.intake.returned import Returned
from generator.locales import Translate
from generator.model import TextTable
from generator.periods import parse_period
from generator.pipeline.judging import evaluated
from generator.problems import Code, DataError, IntakeError, Location, Problem, errors, problem
from generator.schema.partitions import TABLE, county_of
from generator.settings import Settings
from generator.turns import turn


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken, and why."""

    file: str
    problems: list[Problem]
    sent: Sent | None = None


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
        return sum(len(sent.fresh) for sent in self.accepted)


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
        IntakeError: no-ledger-here, where observations are kept by county.
    """
    data_dir = settings.data_dir
    known = read_known(data_dir, received)
    if any(county_of(table.file) for table in known.reading.tables if table.name == TABLE):
        raise IntakeError([problem(Code.NO_LEDGER_HERE, Location(TABLE))])
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
            refused.append(Refused(file, found))
    every = decide(forms, known, received, number)
    refused += [Refused(sent.form.file, sent.faults, sent) for sent in every if sent.faults]
    accepted = _sound(list(taken(every)), known, received, number, refused)
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
    replies = answer(settings, offered, outbox, translate)
    name = ""
    if offered.rows:
        name = f"intake-{offered.number:04d}-{offered.received}"
        _commit(settings.data_dir, name, offered, taken_at)
    return Collected(name, offered.rows, replies)


def _sound(
    accepted: list[Sent], known: Known, received: dt.date, number: int, refused: list[Refused]
) -> list[Sent]:
    """Check once more what is left when the refused files are gone, with its reviews."""
    while accepted:
        fresh = [entry for sent in accepted for entry in sent.fresh]
        observations = [observation(entry, received, number) for entry in fresh]
        reviews = reviews_of(fresh, known, received, _names(known))
        owners = {entry.key: entry.form.file for entry in fresh}
        tables = [
            _text_table(TABLE, COLUMNS, observations),
            _text_table("reviews", REVIEWS, reviews),
        ]
        _, problems = check_site([*known.reading.tables, *tables], known.reading.texts)
        found = errors(problems)
        if not found:
            return accepted
        wrong: dict[str, list[Problem]] = {}
        for fault in found:
            rows = {_sent(TABLE): observations, _sent("reviews"): reviews}.get(fault.where.file)
            if rows is None:
                raise DataError(found)
            row = rows[fault.where.row]
            key = row["indicator_id"], row["entity_id"], row["period"]
            wrong.setdefault(owners[key], []).append(fault)
        for sent in [sent for sent in accepted if sent.form.file in wrong]:
            refused.append(Refused(sent.form.file, wrong[sent.form.file], sent))
            accepted.remove(sent)
    return accepted


def _sent(table: str) -> str:
    return f"received/{table}.csv"


def _text_table(table: str, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> TextTable:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=str)
    return TextTable(table, _sent(table), "", frame)


def _names(known: Known) -> dict[str, str]:
    names: dict[str, str] = {}
    for table, key in (("counties", "county_id"), ("units", "unit_id")):
        frame = known.tables[table]
        names |= dict(zip(frame[key], frame["name"], strict=True))
    return names


def _commit(data_dir: Path, name: str, offered: Offer, taken_at: str) -> None:
    fresh = [entry for sent in offered.accepted for entry in sent.fresh]
    known = [entry for sent in offered.accepted for entry in sent.entries if entry.is_same]
    day = offered.received.isoformat()
    record = {
        "number": offered.number,
        "received_on": day,
        "taken_at": taken_at,
        "program": __version__,
        "files": [
            {
                "file": sent.form.file,
                "sha256": offered.digests[sent.form.file],
                "sender": sent.form.entity_id,
                "period": sent.form.period,
                "form_version": sent.form.version,
                "rows": len(sent.fresh),
            }
            for sent in offered.accepted
        ],
    }
    observations = [observation(entry, offered.received, offered.number) for entry in fresh]
    reviews = reviews_of(fresh, offered.known, offered.received, _names(offered.known))
    evidence = evidence_of([*fresh, *known], offered.digests, day, taken_at)
    tables = {
        ledger.OBSERVATIONS: (COLUMNS, observations),
        ledger.REVIEWS: (REVIEWS, reviews),
        ledger.EVIDENCE: (ledger.EVIDENCE_COLUMNS, evidence),
    }
    originals = {offered.digests[sent.form.file]: sent.form.path for sent in offered.accepted}
    ledger.commit(data_dir, name, record, tables, originals)


def answer(settings: Settings, offered: Offer, outbox: Path, translate: Translate) -> list[Path]:
    """Write a reply to each file that is not taken."""
    names = reply_names([refused.file for refused in offered.refused], translate)
    forms: dict[str, dict[str, Form]] = {}
    replies: list[Path] = []
    for refused in offered.refused:
        workbook = None
        if refused.sent and refused.sent.entries and refused.sent.form.version != "csv":
            period = refused.sent.form.period
            if period not in forms:
                forms[period] = _forms(settings, offered, period)
            form = forms[period].get(refused.sent.form.entity_id)
            if form is not None:
                workbook = reply_form(refused.sent, form, offered.received, translate)
        replies += write_reply(
            refused.file, refused.problems, outbox / names[refused.file], translate, workbook
        )
    return replies


def _forms(settings: Settings, offered: Offer, name: str) -> dict[str, Form]:
    try:
        period = parse_period(name)
    except ValueError:
        return {}
    tables = offered.known.tables
    newest = tables[TABLE]["reported_on"].max()
    days = [period.end, offered.received]
    days += [] if newest is None or newest != newest else [newest.date()]
    evaluation = evaluated(tables, max(days), settings.tolerance)
    return {form.entity_id: form for form in forms_of(evaluation, settings, period)}
