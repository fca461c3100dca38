"""Each file is judged, and what is left is checked together, as it is to be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from generator.intake.deciding import REVIEWS, SENT, Sent, decide, figures_table, reviews_of
from generator.intake.known import Known
from generator.intake.returned import Returned
from generator.intake.sent_rows import in_force, judge_rows, rows_table, sent_rows
from generator.model import TextTable
from generator.problems import Code, DataError, Problem, errors, problem
from generator.schema.partitions import TABLE

_CONFIRMED = "confirmed/"
"""Before the names of files whose senders confirmed what looked wrong; the rows are ours."""

_BARRED = (Code.NOTHING_REPORTED,)
"""What is only pointed out in the tables of a site, but not let in."""


def settle(
    forms: Iterable[Returned], known: Known, received: dt.date, number: int
) -> tuple[list[Sent], list[Sent]]:
    """Give the files that are taken, and those that are not.

    Args:
        forms: All files that could be read.
        known: What is known.
        received: The day of receipt.
        number: Of the intake.

    Raises:
        DataError: The tables do not bear it, for a reason that lies in none of the files.
    """
    standing = in_force(known, received)
    left = _judged(forms, known, received, number)
    refused: list[Sent] = []
    while left:
        judge_rows((row for sent in left for row in sent.rows), standing)
        wrong = [sent for sent in left if sent.faults]
        if not wrong:
            _check(left, known, received, number)
            wrong = [sent for sent in left if sent.faults]
        if not wrong:
            break
        refused += wrong
        left = [sent for sent in left if not sent.faults]
        if _counts_in(wrong, left):
            left = _judged([sent.form for sent in left], known, received, number)
    return left, refused


def _judged(forms: Iterable[Returned], known: Known, received: dt.date, number: int) -> list[Sent]:
    every = list(forms)
    figures = decide([form for form in every if form.table == TABLE], known, received, number)
    tables = [form for form in every if form.table != TABLE]
    sheets = [Sent(t, [], list(t.problems), sent_rows(t, known, received)) for t in tables]
    return sorted([*figures, *sheets], key=lambda sent: sent.form.file)


def _counts_in(refused: Iterable[Sent], left: Iterable[Sent]) -> bool:
    """Tell whether a figure of a file that is left counts in a refused one: it would be lost."""
    gone = {sent.form.file for sent in refused}
    entries = (entry for sent in left for entry in sent.entries)
    return any(entry.twin is not None and entry.twin.form.file in gone for entry in entries)


def _check(left: Sequence[Sent], known: Known, received: dt.date, number: int) -> None:
    """Check all files beside the tables of the site, and give each what is wrong in it.

    Raises:
        DataError: Something is wrong elsewhere.
    """
    incoming: list[TextTable] = []
    for sent in left:
        place = f"{SENT}{sent.form.file}"
        if sent.fresh:
            incoming.append(figures_table(sent.form, sent.fresh, received, number))
            incoming += _confirmed(sent, known, received)
        if sent.new_rows:
            incoming.append(rows_table(sent.rows, place))
    _, problems = known.check(incoming)
    owners = {f"{start}{s.form.file}": s for s in left for start in (SENT, _CONFIRMED)}
    orphans = [p for p in problems if p.code in _BARRED and p.where.file in owners]
    found = [*errors(problems), *orphans]
    elsewhere = [wrong for wrong in found if wrong.where.file not in owners]
    if elsewhere:
        raise DataError(elsewhere)
    for wrong in found:
        sent = owners[wrong.where.file]
        sent.problems.append(_in_the_file(wrong, sent.form))


def _confirmed(sent: Sent, known: Known, received: dt.date) -> list[TextTable]:
    found = reviews_of(sent.fresh, known, received)
    if not found:
        return []
    index = pd.Index([entry.line.row for entry, _ in found], name="row")
    frame = pd.DataFrame([row for _, row in found], index, list(REVIEWS), dtype=str)
    return [TextTable("reviews", f"{_CONFIRMED}{sent.form.file}", sent.form.sheet, frame)]


def _in_the_file(wrong: Problem, form: Returned) -> Problem:
    """Give a problem its place in the file that was sent."""
    column = wrong.where.column
    if form.table == "observations" and column not in form.letters:
        column = "confirmation" if wrong.where.file.startswith(_CONFIRMED) else "value"
    where = form.where(wrong.where.row, column)
    return problem(wrong.code, where, wrong.suggestion, **dict(wrong.words))


def rows_of(
    accepted: Iterable[Sent], known: Known, received: dt.date
) -> Mapping[str, list[dict[str, str]]]:
    """Give the rows of the other tables that an intake adds, by table.

    Rows that were sent come first: the evidence numbers them.
    """
    every = list(accepted)
    found: dict[str, list[dict[str, str]]] = {}
    for row in (row for sent in every for row in sent.new_rows):
        found.setdefault(row.table.name, []).append(row.cells)
    fresh = (entry for sent in every for entry in sent.fresh)
    found.setdefault("reviews", []).extend(row for _, row in reviews_of(fresh, known, received))
    return found
