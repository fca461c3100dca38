"""What a sender gets back whose file was not taken: the form with the faults marked, and a text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from generator.forms import TITLE_ENTRY, Entry, Form, Line, form_workbook
from generator.forms.layout import CONFIRMED, EXTRA, FILLED, RETURNED_FOR
from generator.intake.deciding import Sent, faults_of
from generator.intake.returned import Returned, ReturnedLine
from generator.intake.tables import table_with
from generator.locales import Translate, mark
from generator.problems import Code, Problem, Severity

RETURNED = mark("returned")
HEAD = mark("%(file)s was not taken: nothing of it was entered. To mend:")
CONFIRM = mark(
    "What is right although it looks wrong: choose “%(word)s” beside it and say why it is right."
)
CONFIRM_ROWS = mark(
    "What is right although it looks wrong: say why it is right in a column “%(word)s”."
)
SEND = mark("Mend the marked cells of %(reply)s and send it back.")
SEND_ROWS = mark("Mend the rows of %(reply)s that say something under %(column)s and send it back.")
COPY = mark("%(reply)s holds what you had filled in: copy it into the form of your unit.")
SEND_ANEW = mark("Mend the file and send it again.")
_LONGEST_NAME = 60
"""Characters; a disk takes 255 bytes of a name, and three or four make one Chinese character."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken, and why."""

    file: str
    path: Path
    problems: list[Problem]
    sent: Sent | None = None

    @property
    def is_table(self) -> bool:
        """Whether it came as a table and not as a form."""
        return self.path.suffix.lower() == ".csv"

    @property
    def has_doubts(self) -> bool:
        """Whether something in it only has to be confirmed, which nothing but figures can be."""
        entries = self.sent.entries if self.sent else ()
        return any(entry.doubts and not entry.is_confirmed for entry in entries)

    @property
    def is_of_nobody(self) -> bool:
        """Whether it came as the form of a unit that is none; no mending makes it another's."""
        return any(wrong.code is Code.UNKNOWN_SENDER for wrong in self.problems)


def reply_names(files: Iterable[str], translate: Translate) -> dict[str, str]:
    """Name the reply to each file, without its ending: no two alike, none too long for a disk."""
    found: dict[str, str] = {}
    given: set[str] = set()
    for file in files:
        path = PurePosixPath(file)
        ending = path.suffix.lower().removeprefix(".")
        kept = "" if ending in ("xlsx", "") else f".{ending}"
        name = f"{'_'.join(path.with_suffix('').parts)}{kept}"
        if len(name) > _LONGEST_NAME or name.casefold() in given:
            name = f"{name[:_LONGEST_NAME]}_{sha256(file.encode()).hexdigest()[:8]}"
        given.add(name.casefold())
        found[file] = f"{name}.{translate(RETURNED)}"
    return found


def write_reply(
    refused: Refused, place: Path, translate: Translate, reply: bytes | None
) -> list[Path]:
    """Write the text, and what can be mended and sent back where there is such; give their paths.

    Args:
        refused: The file, and what is wrong with it.
        place: Of the reply, without an ending.
        translate: Into the language of the sender.
        reply: The form or table that goes back.
    """
    found = sorted(refused.problems)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = [translate(HEAD) % {"file": PurePosixPath(refused.file).name}, ""]
    lines += [wrong.lines(translate) for wrong in found]
    if refused.has_doubts:
        confirm, word = (CONFIRM_ROWS, EXTRA[1]) if refused.is_table else (CONFIRM, CONFIRMED)
        lines += ["", translate(confirm) % {"word": word}]
    paths = [place.with_name(f"{place.name}.txt")]
    if reply is not None:
        ending = ".csv" if refused.is_table else ".xlsx"
        paths.append(place.with_name(f"{place.name}{ending}"))
        paths[1].write_bytes(reply)
        send = SEND_ROWS if refused.is_table else COPY if refused.is_of_nobody else SEND
        lines += ["", translate(send) % {"reply": paths[1].name, "column": RETURNED_FOR}]
    elif not any(wrong.code is Code.OFFICE_TABLE for wrong in found):
        lines += ["", translate(SEND_ANEW)]
    # With a byte order mark and the line ends of the editors that will open it.
    text = "\r\n".join(line for block in lines for line in block.split("\n")) + "\r\n"
    paths[0].write_bytes(("\ufeff" + text).encode())
    return paths


def reply_table(refused: Refused, translate: Translate) -> bytes | None:
    """Write the sender's table anew, with one more column: what is wrong in each row.

    A table that is wrong as a whole does not go back.
    """
    if not any(wrong.where.row for wrong in refused.problems):
        return None
    said: dict[int, list[str]] = defaultdict(list)
    for wrong in sorted(refused.problems):
        message = " — ".join(wrong.describe(translate))
        column = wrong.where.column
        said[wrong.where.row].append(f"{column}: {message}" if column else message)
    return table_with(refused.path, refused.file, {row: "\n".join(s) for row, s in said.items()})


def reply_form(sent: Sent, form: Form | None, day: dt.date, translate: Translate) -> bytes:
    """Write the sender's form anew: all that was filled in, with what is wrong marked.

    Rows that are not asked for any more stand below the others, as far as they were filled in.

    Args:
        sent: The form that came.
        form: What the sender is asked for; None where nobody is.
        day: Of the reply.
        translate: Into the language of the sender.
    """
    asked = {(line.indicator_id, line.period) for line in form.lines} if form else set()
    more = [line for line in sent.form.lines if line.texts and _key(line) not in asked]
    form = form or _as_it_came(sent.form)
    form = replace(form, lines=(*form.lines, *map(_line, more)))
    entries = {_key(entry.line): entry for entry in sent.entries}
    filled: dict[tuple[str, str, str], Entry] = {}
    for line in sent.form.lines:
        entry = entries.get(_key(line))
        remarks = _remarks(entry.form.letters, faults_of(entry)) if entry else {}
        for role in FILLED:
            text, said = line.texts.get(role, ""), remarks.get(role, [])
            if text or said:
                filled[(*_key(line), role)] = _entry(text, said, translate)
    of_sender = [wrong for wrong in sent.problems if wrong.code is Code.UNKNOWN_SENDER]
    if of_sender:
        filled[TITLE_ENTRY] = _entry(sent.form.title or form.title, of_sender, translate)
    return form_workbook(form, day, translate, filled)


def _key(line: ReturnedLine) -> tuple[str, str]:
    return line.indicator_id, line.period


def _entry(text: str, said: Sequence[Problem], translate: Translate) -> Entry:
    remark = "\n".join("\n".join(wrong.describe(translate)) for wrong in said)
    return Entry(text, remark, all(wrong.severity is Severity.WARNING for wrong in said))


def _as_it_came(form: Returned) -> Form:
    """Make a form without rows for a sender who is asked for nothing."""
    title = form.title or form.entity_id
    return Form(form.entity_id, title, "", form.period, title, None, ())


def _line(line: ReturnedLine) -> Line:
    """Write a row that is not asked for any more as the sender saw it."""
    return Line(
        indicator_id=line.indicator_id,
        period=line.period,
        name=line.shown.get("indicator", line.indicator_id),
        definition=line.shown.get("definition", ""),
        unit_of_measure=line.shown.get("unit_of_measure", ""),
        period_words=line.shown.get("period", line.period),
        before=line.shown.get("before", ""),
        year_ago=line.shown.get("year_ago", ""),
        target=line.shown.get("target", ""),
        expected=line.shown.get("expected", ""),
        known=line.shown.get("known", ""),
        is_ratio=bool({"numerator", "denominator"} & line.texts.keys()),
        takes_day="reached_on" in line.texts,
    )


def _remarks(letters: Mapping[str, str], faults: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Put what is wrong to the roles of the cells that it lies in."""
    roles = {letter: role for role, letter in letters.items()}
    found: dict[str, list[Problem]] = defaultdict(list)
    for wrong in faults:
        role = roles.get(wrong.where.column, wrong.where.column)
        found[role if role in FILLED else "value"].append(wrong)
    return found
