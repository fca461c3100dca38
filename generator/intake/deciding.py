"""Which files are taken: each as a whole or not at all, judged together with what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.check.cells import number_text
from generator.intake.entries import FIGURES, Entry, Nature, entries_of, natures, refuse_two_answers
from generator.intake.known import Known
from generator.intake.past import add_doubts
from generator.intake.returned import Returned
from generator.intake.senders import names_of, of_another
from generator.intake.sent_rows import SentRow
from generator.matching import FIGURE_KEY
from generator.model import Qualifier, Tables, TextTable
from generator.problems import Code, DataError, Location, Problem, errors, problem
from generator.schema import TABLE_OF

COLUMNS = TABLE_OF["observations"].names
REVIEWS = TABLE_OF["reviews"].names
SENT = "received/"
"""Before the names of sent files while they are checked beside the tables of the site."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that came: what it says, and what is wrong with it."""

    form: Returned
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[SentRow] = field(default_factory=list)
    """Instead of figures, the rows of another table."""

    @property
    def faults(self) -> list[Problem]:
        """What keeps the file from being taken."""
        of_rows = (wrong for row in self.rows for wrong in row.problems)
        of_entries = (wrong for entry in self.entries for wrong in faults_of(entry))
        return sorted({*self.problems, *of_entries, *of_rows})

    @property
    def fresh(self) -> list[Entry]:
        """Which figures were not known."""
        return [entry for entry in self.entries if not entry.is_same]

    @property
    def new_rows(self) -> list[SentRow]:
        """Which rows of another table were not known."""
        return [row for row in self.rows if not row.is_same]

    @property
    def n_new(self) -> int:
        """How much it says that was not known."""
        return len(self.fresh) + len(self.new_rows)

    @property
    def n_known(self) -> int:
        """How much it says that was known."""
        return len(self.entries) + len(self.rows) - self.n_new


def faults_of(entry: Entry) -> list[Problem]:
    """Give what is wrong with one line: mistakes, and doubts that were not confirmed."""
    return [*entry.problems, *(() if entry.is_confirmed else entry.doubts)]


def decide(forms: Iterable[Returned], known: Known, received: dt.date, number: int) -> list[Sent]:
    """Read the lines of all files and name everything that is wrong with each.

    Args:
        received: The day of receipt, ``reported_on`` of all figures.
        number: Of the intake.

    Raises:
        DataError: The tables do not bear it, for a reason that lies in none of the files.
    """
    keys = set(known.newest[FIGURE_KEY].itertuples(index=False, name=None))
    nature = natures(known.tables)
    names = names_of(known.tables)
    every = [_sent(form, keys, nature, known, names) for form in forms]
    refuse_two_answers(entry for sent in every for entry in sent.entries)
    tables = _without_mistakes(every, known, received, number)
    _compare(every, tables, known, received)
    _confirmed_alone(every)
    return every


def _sent(
    form: Returned,
    keys: set[tuple[str, str, str]],
    nature: Mapping[str, Nature],
    known: Known,
    names: Mapping[str, Set[str]],
) -> Sent:
    problems = list(form.problems)
    if form.version != "csv" and form.entity_id not in known.names:
        where = Location(form.file, form.sheet)
        return Sent(form, [], [*problems, problem(Code.UNKNOWN_SENDER, where, text=form.entity_id)])
    other = of_another(form, names)
    if other:
        return Sent(form, [], [*problems, other])
    return Sent(form, list(entries_of(form, keys, nature)), problems)


def _without_mistakes(
    every: Sequence[Sent], known: Known, received: dt.date, number: int
) -> Tables:
    """Check what was sent beside the tables of the site, until what is left is right."""
    while True:
        left = {
            sent.form.file: [e for e in sent.entries if not e.problems and not e.is_same]
            for sent in every
        }
        incoming = [
            figures_table(sent.form, left[sent.form.file], received, number)
            for sent in every
            if left[sent.form.file]
        ]
        tables, problems = known.check(incoming)
        found = errors(problems)
        if not found:
            return tables
        put_to(found, left)


def put_to(found: Sequence[Problem], left: Mapping[str, Sequence[Entry]]) -> None:
    """Give each problem to the line that it lies in.

    Raises:
        DataError: One lies elsewhere: in what the figures are checked against.
    """
    lines = {
        (f"{SENT}{file}", entry.line.row): entry for file, own in left.items() for entry in own
    }
    elsewhere = []
    for wrong in found:
        entry = lines.get((wrong.where.file, wrong.where.row))
        if entry is None:
            elsewhere.append(wrong)
            continue
        entry.problems.append(_in_the_form(wrong, entry))
    if elsewhere:
        raise DataError(elsewhere)


def _in_the_form(wrong: Problem, entry: Entry) -> Problem:
    """Give a problem of an observation its place in the file that was sent."""
    role = wrong.where.column if wrong.where.column in entry.form.letters else "value"
    words, texts = dict(wrong.words), entry.line.texts
    if role == "value" and role not in texts and "numerator" in texts and "text" in words:
        # The sender left the ratio to us: what was written is its two parts.
        role = "numerator"
        parts = texts["numerator"], texts.get("denominator", "—")
        words["text"] = f"{' ÷ '.join(parts)} = {words['text']}"
    where = entry.form.where(entry.line.row, role)
    return problem(wrong.code, where, wrong.suggestion, **words)


def figures_table(
    form: Returned, entries: Sequence[Entry], received: dt.date, number: int
) -> TextTable:
    """Give the figures of one file as they are checked beside the tables of the site."""
    rows = [observation(entry, received, number) for entry in entries]
    index = pd.Index([entry.line.row for entry in entries], name="row")
    frame = pd.DataFrame(rows, columns=list(COLUMNS), index=index, dtype=str)
    return TextTable("observations", f"{SENT}{form.file}", form.sheet, frame)


def observation(entry: Entry, received: dt.date, number: int) -> dict[str, str]:
    """Write the row of observations that an entry becomes."""
    indicator, entity, period = entry.key
    return {
        **dict.fromkeys(COLUMNS, ""),
        "indicator_id": indicator,
        "entity_id": entity,
        "period": period,
        **{name: entry.cells.get(name, "") for name in (*FIGURES, "reached_on", "note")},
        "reported_on": received.isoformat(),
        "intake": str(number),
        "status": "provisional",
    }


def _compare(every: Sequence[Sent], tables: Tables, known: Known, received: dt.date) -> None:
    """Find what is known already, what is corrected, and what is unlike the sender's past."""
    observations = tables["observations"]
    is_sent = observations["file"].str.startswith(SENT).to_numpy(dtype=bool)
    entries = {
        (f"{SENT}{sent.form.file}", entry.line.row): entry
        for sent in every
        for entry in sent.entries
    }
    own = observations[is_sent].astype(dict.fromkeys([*FIGURE_KEY, "file"], str))
    numbered = [entries[key] for key in zip(own["file"], own["row"], strict=True)]
    own = own.assign(number=np.arange(len(own)))
    beside = own.merge(
        known.newest,
        how="left",
        on=FIGURE_KEY,
        suffixes=("", "_known"),
        validate="m:1",
        indicator=True,
    )
    is_there = (beside["_merge"] == "both").to_numpy()
    equal = {name: _are_equal(beside[name], beside[f"{name}_known"]) for name in FIGURES}
    # A ratio is its two parts, however it was rounded.
    parts = equal["numerator"] & equal["denominator"]
    is_ratio = beside[["numerator", "denominator"]].notna().all(axis=1).to_numpy()
    is_same = is_there & parts & (equal["value"] | is_ratio)
    is_same &= (beside["value_qualifier"] == beside["value_qualifier_known"]).to_numpy()
    later = is_there & (beside["reported_on_known"] > pd.Timestamp(received)).to_numpy()
    for place in np.flatnonzero(is_there).tolist():
        entry = numbered[place]
        entry.is_same = entry.is_same or bool(is_same[place])
        if is_same[place]:
            continue
        was = _was(beside, place)
        if later[place]:
            day = beside["reported_on_known"].iloc[place].date()
            entry.report(Code.KNOWN_LATER, "value", was=was, day=str(day))
        elif not entry.line.texts.get("correction"):
            entry.report(Code.NO_CORRECTION_REASON, "correction", was=was, now=_now(entry))
    fresh = own[~is_same & own["value"].notna().to_numpy()]
    fresh = fresh[(fresh["value_qualifier"] == Qualifier.EXACT.value).to_numpy()]
    columns = ["indicator_id", "entity_id", "period_start", "period_end", "value"]
    history = known.latest[(known.latest["value_qualifier"] == Qualifier.EXACT.value)]
    history = history[columns].astype({"indicator_id": str, "entity_id": str})
    add_doubts(dict(enumerate(numbered)), fresh[["number", *columns]], history, known.tables)


def _was(beside: pd.DataFrame, place: int) -> str:
    value = beside["value_known"].iloc[place]
    text = str(beside["value_text_known"].iloc[place])
    return text or ("—" if np.isnan(value) else number_text(value))


def _now(entry: Entry) -> str:
    return entry.cells.get("value", "") or "—"


def _are_equal(one: pd.Series, other: pd.Series) -> NDArray[np.bool_]:
    first, second = one.to_numpy(dtype=np.float64), other.to_numpy(dtype=np.float64)
    equal: NDArray[np.bool_] = np.abs(first - second) < 1e-9
    equal |= np.isnan(first) & np.isnan(second)
    return equal


def _confirmed_alone(every: Sequence[Sent]) -> None:
    """Ask for the reason where a doubtful figure was marked as checked without one."""
    for entry in (entry for sent in every for entry in sent.entries):
        texts = entry.line.texts
        if entry.doubts and "confirmed" in texts and not texts.get("confirmation"):
            entry.report(Code.NO_CONFIRMATION_REASON, "confirmation")


def reviews_of(
    entries: Iterable[Entry], known: Known, received: dt.date
) -> list[tuple[Entry, dict[str, str]]]:
    """Write a row of reviews for each figure that its sender confirmed, in the sender's words."""
    found, seen = [], set(known.reviewed)
    day = received.isoformat()
    for entry in entries:
        key = (*entry.key, day, day)
        if not entry.doubts or key in seen:
            continue
        seen.add(key)
        row = dict.fromkeys(REVIEWS, "")
        row |= dict(zip(FIGURE_KEY, entry.key, strict=True))
        row |= {"reported_on": day, "decision": "explained", "decided_on": day}
        row |= {"office": known.names.get(entry.key[1], "")}
        row |= {"reason": entry.line.texts["confirmation"]}
        found.append((entry, row))
    return found
