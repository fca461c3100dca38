"""What a sender gets back whose file was not taken: the form with the faults marked, and a text."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from generator.forms import Entry, Form, form_workbook
from generator.forms.layout import CONFIRMED, FILLED
from generator.intake.deciding import Sent, faults_of
from generator.locales import Translate, mark
from generator.problems import Problem, Severity

RETURNED = mark("returned")
HEAD = mark("%(file)s was not taken: nothing of it was entered. To mend:")
CONFIRM = mark(
    "What is right although it looks wrong: choose “%(word)s” beside it and say why it is right."
)
SEND = mark("Mend the marked cells of %(reply)s and send it back.")
SEND_ANEW = mark("Mend the file and send it again.")
_LONGEST_NAME = 60
"""Characters; a disk takes 255 bytes of a name, and three or four make one Chinese character."""


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
    file: str,
    problems: Iterable[Problem],
    place: Path,
    translate: Translate,
    workbook: bytes | None,
) -> list[Path]:
    """Write the text, and the form where one can be made; give their paths.

    Args:
        place: Of the reply, without an ending.
    """
    found = sorted(problems)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = [translate(HEAD) % {"file": PurePosixPath(file).name}, ""]
    lines += [wrong.lines(translate) for wrong in found]
    if any(wrong.severity is Severity.WARNING for wrong in found):
        lines += ["", translate(CONFIRM) % {"word": CONFIRMED}]
    paths = [place.with_name(f"{place.name}.txt")]
    if workbook is not None:
        paths.append(place.with_name(f"{place.name}.xlsx"))
        paths[1].write_bytes(workbook)
        lines += ["", translate(SEND) % {"reply": paths[1].name}]
    else:
        lines += ["", translate(SEND_ANEW)]
    # With a byte order mark and the line ends of the editors that will open it.
    text = "\r\n".join(line for block in lines for line in block.split("\n")) + "\r\n"
    paths[0].write_bytes(("\ufeff" + text).encode())
    return paths


def reply_form(sent: Sent, form: Form, day: dt.date, translate: Translate) -> bytes:
    """Write the sender's form anew: all that was filled in, with what is wrong marked."""
    filled: dict[tuple[str, str, str], Entry] = {}
    asked = {(line.indicator_id, line.period) for line in form.lines}
    entries = {(e.line.indicator_id, e.line.period): e for e in sent.entries}
    for line in sent.form.lines:
        key = line.indicator_id, line.period
        if key not in asked:
            continue
        entry = entries.get(key)
        remarks = _remarks(entry.form.letters, faults_of(entry)) if entry else {}
        for role in FILLED:
            text, said = line.texts.get(role, ""), remarks.get(role, [])
            if text or said:
                remark = "\n".join("\n".join(wrong.describe(translate)) for wrong in said)
                is_doubt = all(wrong.severity is Severity.WARNING for wrong in said)
                filled[(*key, role)] = Entry(text, remark, is_doubt)
    return form_workbook(form, day, translate, filled)


def _remarks(letters: Mapping[str, str], faults: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Put what is wrong to the roles of the cells that it lies in."""
    roles = {letter: role for role, letter in letters.items()}
    found: dict[str, list[Problem]] = defaultdict(list)
    for wrong in faults:
        role = roles.get(wrong.where.column, wrong.where.column)
        found[role if role in FILLED else "value"].append(wrong)
    return found
