"""What a returned line would become: a row of observations, as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.check.cells import narrow, number_text, read_number, read_yes_no
from generator.check.suggest import closest
from generator.forms.layout import CONFIRMED, FILLED, REASONS
from generator.intake.returned import Returned, ReturnedLine
from generator.model import Tables
from generator.problems import Code, Problem, problem

_SERIAL = re.compile(r"[2-7][0-9]{4}")  # 1954 to 2119
_EPOCH = dt.date(1899, 12, 30)
FIGURES = ("value", "numerator", "denominator")


@dataclass(slots=True)
class Entry:
    """One figure that was sent, on its way to the observations."""

    form: Returned
    line: ReturnedLine
    cells: dict[str, str]
    """Columns of observations: value, numerator, denominator, reached_on, note."""
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    """What only has to be confirmed."""
    is_same: bool = False
    """Whether it says what is known already."""
    twin: Entry | None = None
    """The same figure in another file of the inbox, where it counts."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator, entity and period."""
        return self.line.indicator_id, self.line.entity_id, narrow(self.line.period)

    @property
    def is_confirmed(self) -> bool:
        """Whether the sender says that it is right, and why."""
        return bool(self.line.texts.get("confirmation")) and self.is_marked

    @property
    def is_marked(self) -> bool:
        """Whether the sender marked it as checked; a table has no such mark but the reason."""
        text = narrow(self.line.texts.get("confirmed", ""))
        return self.form.version == "csv" or text == CONFIRMED or bool(read_yes_no(text))

    def report(self, code: Code, role: str = "value", suggestion: str = "", **words: str) -> None:
        """Say what is wrong with a cell."""
        where = self.form.where(self.line.row, role)
        words = {"text": self.line.texts.get(role, ""), **words}
        self.problems.append(problem(code, where, suggestion, **words))


@dataclass(frozen=True, slots=True)
class Nature:
    """What one must know of an indicator to read a line."""

    per: float
    decimals: int
    is_proportion: bool
    """Whether the numerator is at most the denominator."""


def natures(tables: Tables) -> dict[str, Nature]:
    """Give the nature of each indicator, by the newest row of it."""
    frame = tables["indicators"]
    decimals = frame["decimals"].fillna(2).astype(int)
    return {
        str(indicator): Nature(float(per), int(places), bool(most == per))
        for indicator, per, places, most in zip(
            frame["indicator_id"], frame["per"], decimals, frame["maximum"], strict=True
        )
    }


def entries_of(
    form: Returned, known: set[tuple[str, str, str]], nature: Mapping[str, Nature]
) -> Iterator[Entry]:
    """Read the lines of a form; one that is empty and was reported already is passed over.

    Args:
        known: Indicator, entity and period of all figures that are known.
    """
    for line in form.lines:
        if form.version != "csv" and line.indicator_id not in nature:
            yield from _of_nothing(form, line)
            continue
        entry = Entry(form, line, _figures(line.texts))
        has_figure = any(entry.cells.get(name) for name in FIGURES)
        reason = line.texts.get("reason", "")
        if not has_figure and not reason and entry.key in known:
            continue
        if not has_figure and not reason:
            entry.report(Code.BLANK_ENTRY)
        elif has_figure and reason:
            entry.report(Code.REASON_AND_FIGURE, "reason")
        elif reason and narrow(reason) not in REASONS:
            entry.report(
                Code.NOT_A_REASON,
                "reason",
                closest(reason, list(REASONS)),
                choices="、".join(REASONS),
            )
        elif reason:
            entry.cells["value"] = REASONS[narrow(reason)]
        elif not entry.cells.get("value"):
            _compute(entry, nature.get(line.indicator_id))
        entry.cells["note"] = _note(line.texts)
        yield entry


def _of_nothing(form: Returned, line: ReturnedLine) -> Iterator[Entry]:
    """Name what stands in a row whose indicator is gone; an empty one asks for nothing."""
    if line.texts:
        entry = Entry(form, line, {})
        role = next(role for role in FILLED if role in line.texts)
        name = line.shown.get("indicator", line.indicator_id)
        entry.report(Code.ROW_OF_NOTHING, role, name=name)
        yield entry


def _figures(texts: Mapping[str, str]) -> dict[str, str]:
    found = {name: narrow(texts[name]) for name in (*FIGURES, "reached_on") if name in texts}
    if _SERIAL.fullmatch(day := found.get("reached_on", "")):
        found["reached_on"] = (_EPOCH + dt.timedelta(days=int(day))).isoformat()
    return found


def _compute(entry: Entry, nature: Nature | None) -> None:
    """Work a ratio out of its two parts, where the sender left it to us."""
    parts = [read_number(entry.cells.get(name, "")) for name in FIGURES[1:]]
    if nature is None or parts[0] is None or not parts[1]:
        return
    if nature.is_proportion and parts[0] > parts[1]:
        return  # which is named where it stands
    value = round(parts[0] / parts[1] * nature.per, nature.decimals + 2)
    entry.cells["value"] = number_text(value)


def _note(texts: Mapping[str, str]) -> str:
    """Put the sender's words into the remark of the row."""
    said = [
        f"{label}：{' '.join(texts[role].split())}"
        for role, label in (
            ("reason", "无数原因"),
            ("correction", "更正原因"),
            ("comment", "备注"),
        )
        if role in texts
    ]
    return "；".join(said)


def refuse_two_answers(entries: Iterable[Entry]) -> None:
    """Refuse two files that give one figure differently; where they agree the first counts."""
    first: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.key, entry)
        if other is entry:
            continue
        if _said(other) == _said(entry):
            entry.is_same, entry.twin = True, other
            continue
        for one, two in ((entry, other), (other, entry)):
            place = two.form.where(two.line.row, "value")
            words = {"other": str(place), "value": _said(two)[0] or "—"}
            one.report(Code.TWO_ANSWERS, **words)


def _said(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.cells.get(name, "") for name in FIGURES)
