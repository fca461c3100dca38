"""A returned form, whoever saved it: its key is found, then the cells that the unit filled."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from generator.forms.layout import FILLED, FORM_KEY, LINE_KEY, NEEDED, ROLE_KEY, TITLE_SIGN, VERSION
from generator.intake.guards import MOST_COLUMNS, MOST_ROWS, refusal
from generator.problems import Code, Location, Problem, column_letter, problem
from generator.sources import xls_scan
from generator.sources.excel import sheet_texts
from generator.sources.failing import BrokenError, LockedError, TooLargeError, whole_workbook
from generator.sources.package_scan import OddCells, odd_cells

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One row of a returned form."""

    row: int
    """As a person counts."""
    entity_id: str
    indicator_id: str
    period: str
    texts: Mapping[str, str]
    """What stands in the cells that a unit fills, by role; without those that are empty."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """What the form said in the cells that were locked, by role."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One form that came back, or one table that was sent."""

    file: str
    path: Path
    entity_id: str
    period: str
    version: str
    sheet: str
    lines: tuple[ReturnedLine, ...]
    letters: Mapping[str, str]
    """The column of each role."""
    problems: list[Problem] = field(default_factory=list)
    table: str = "observations"
    title: str = ""
    """Whose form it is by the line that people read; empty where it is gone."""

    def where(self, row: int, role: str = "") -> Location:
        """Give the place of a cell as a person finds it."""
        return Location(self.file, self.sheet, row, self.letters.get(role, role))


def read_form(path: Path, file: str) -> Returned | list[Problem]:
    """Read one workbook; what is wrong with the file as a whole is given instead."""
    refused = refusal(path, file)
    if refused:
        return [refused]
    try:
        with whole_workbook():
            forms = _forms(path, file)
    except LockedError:
        return [problem(Code.LOCKED_FILE, Location(file))]
    except TooLargeError as error:
        return [problem(Code.FORM_TOO_LARGE, Location(file), **error.words)]
    except BrokenError:
        return [problem(Code.UNREADABLE_FILE, Location(file), format=path.suffix[1:].upper())]
    return _one(forms, file)


def _forms(path: Path, file: str) -> list[Returned]:
    """Read every sheet that has the key of a form, also hidden ones."""
    forms = []
    content = path.read_bytes()
    is_old = content.startswith(xls_scan.SIGNATURE)
    shown = xls_scan.declared(content).shown if is_old else {}
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for number, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            old = OddCells(shown.get(number, {}), {})
            odd = old if is_old else odd_cells(path, sheet.name)
            found = workbook.get_sheet_by_name(sheet.name)
            if found.total_height > MOST_ROWS or found.total_width > MOST_COLUMNS:
                area = f"{found.total_height} × {found.total_width}"
                raise TooLargeError(area, f"{MOST_ROWS} × {MOST_COLUMNS}")
            cells = sheet_texts(found.to_python(skip_empty_area=False), odd)
            form = _form(cells, file, path, sheet.name)
            if form is not None:
                forms.append(form)
    return forms


def _form(cells: Cells, file: str, path: Path, sheet: str) -> Returned | None:
    place = next(
        (
            (row, column, match)
            for row, line in enumerate(cells)
            for column, text in enumerate(line)
            if text.startswith("xushi-form|") and (match := FORM_KEY.fullmatch(text.strip()))
        ),
        None,
    )
    if place is None:
        return None
    top, left, key = place
    roles = {
        match[1]: column
        for column, text in enumerate(cells[top])
        if (match := ROLE_KEY.fullmatch(text.strip()))
    }
    filled = {role: roles[role] for role in FILLED if role in roles}
    letters = {role: column_letter(column) for role, column in roles.items()}
    found = Returned(file, path, key[2], key[3], key[1], sheet, (), letters)
    where = Location(file, sheet, top + 1)
    if int(key[1]) > VERSION:
        found.problems.append(problem(Code.FORM_NEWER, where, version=key[1], own=VERSION))
        return found
    if any(role not in filled for role in NEEDED):
        found.problems.append(problem(Code.NO_FORM, where))
        return found
    lines, problems = _lines(cells, top, left, roles, found)
    title = _title(cells[top + 1 : _heading_row(cells, top, left)])
    return Returned(
        file, path, key[2], key[3], key[1], sheet, lines, letters, problems, title=title
    )


def _lines(
    cells: Cells, top: int, left: int, roles: Mapping[str, int], form: Returned
) -> tuple[tuple[ReturnedLine, ...], list[Problem]]:
    """Read the rows that have a key; figures in a row without one belong to nothing."""
    lines: dict[tuple[str, str], ReturnedLine] = {}
    problems = []
    headings = _heading_row(cells, top, left)
    for row, line in enumerate(cells[top + 1 :], start=top + 2):
        every = {role: line[at].strip() for role, at in roles.items() if line[at].strip()}
        texts = {role: every.pop(role) for role in FILLED if role in every}
        key = LINE_KEY.fullmatch(line[left].strip())
        if key is None:
            if texts and row > headings:
                words = {"text": next(iter(texts.values()))}
                where = form.where(row, next(iter(texts)))
                problems.append(problem(Code.ROW_WITHOUT_KEY, where, **words))
            continue
        found = ReturnedLine(row, form.entity_id, key[1], key[2], texts, every)
        first = lines.setdefault((key[1], key[2]), found)
        if first is not found and first.texts != found.texts:
            words = {"other": str(first.row)}
            problems.append(problem(Code.ROW_TWICE, form.where(row, "value"), **words))
    return tuple(lines.values()), problems


def _title(cells: Cells) -> str:
    """Give the name above the headings, which stands before the period."""
    texts = (text for line in cells for text in line if TITLE_SIGN in text)
    return next(texts, "").split(TITLE_SIGN)[0].strip()


def _heading_row(cells: Cells, top: int, left: int) -> int:
    """Give the row above the first line, as a person counts; what stands there are headings."""
    for row, line in enumerate(cells[top + 1 :], start=top + 2):
        if LINE_KEY.fullmatch(line[left].strip()):
            return row - 1
    return len(cells)


def _one(forms: Sequence[Returned], file: str) -> Returned | list[Problem]:
    """Choose the form of a file: a copied sheet counts only where nothing else is filled in."""
    if not forms:
        return [problem(Code.NO_FORM, Location(file))]
    contents = {_content(form) for form in forms if any(line.texts for line in form.lines)}
    if len(contents) > 1:
        words = {"sheets": "、".join(form.sheet for form in forms)}
        return [problem(Code.FORM_COPIES, Location(file), **words)]
    return next(
        (form for form in forms if any(line.texts for line in form.lines)),
        forms[0],
    )


def _content(form: Returned) -> Any:
    lines = ((x.indicator_id, x.period, tuple(sorted(x.texts.items()))) for x in form.lines)
    return form.entity_id, form.period, tuple(sorted(lines))
