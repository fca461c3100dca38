"""Figures are read in the unit of measure of their indicator, or as a step of its scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.check.causes import blame
from generator.check.cells import Figure, narrow, number_text, read_figure, read_yes_no
from generator.check.columns import IN_INDICATOR_UNIT, parts
from generator.check.rows import Mask, Positions, Rows, Site
from generator.check.suggest import closest
from generator.check.versions import Versions
from generator.model import Measure, Op, Qualifier
from generator.problems import Code
from generator.schema import Type

_PLAIN = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,12})?)(%?)")
_CHANGES = (Op.INCREASE_BY, Op.DECREASE_BY, Op.YOY_UP, Op.YOY_DOWN)
_POINTS = ("个百分点", "百分点")
_AS_CONDITION = {
    Qualifier.AT_LEAST: Op.AT_LEAST,
    Qualifier.MORE_THAN: Op.ABOVE,
    Qualifier.AT_MOST: Op.AT_MOST,
    Qualifier.LESS_THAN: Op.BELOW,
}
_PER_UNITS = {100.0: "%", 1000.0: "‰", 100000.0: "/10万"}


@dataclass(frozen=True, slots=True)
class Ruler:
    """What a figure of one indicator is read against."""

    name: str
    unit: str
    """Unit of measure without spaces; ``%`` for a percentage of completion."""
    measure: str
    steps: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether a plain number is a value of it."""
        return not self.steps and self.measure != Measure.YES_NO


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a figure was not understood."""

    code: Code
    words: dict[str, str]
    suggestion: str = ""


def _ruler(indicators: Rows, position: int) -> Ruler:
    measure = str(indicators.typed["measure"][position])
    unit = narrow(indicators.text["unit_of_measure"][position]).replace(" ", "")
    unit = unit.removeprefix("1") if unit.startswith("1/") else unit
    is_stepped = measure in (Measure.MILESTONE, Measure.GRADE)
    steps = tuple(parts(indicators.text["scale"][position])) if is_stepped else ()
    if not unit and measure in (Measure.MILESTONE, Measure.SHARE_MET):
        unit = "%"
    if not unit:
        unit = _PER_UNITS.get(float(indicators.typed["per"][position]), "")
    return Ruler(indicators.text["name"][position], unit, measure, steps)


def check_figures(site: Site) -> None:
    """Read the columns whose figures are in the unit of the row's indicator.

    Columns:
        Each becomes a number; columns of type figure also get ``<name>_qualifier``.
    """
    indicators = site["indicators"]
    is_bare = (indicators.typed["measure"] == Measure.GRADE) & indicators.is_blank("scale")
    indicators.report(is_bare & indicators.is_sound("measure", "scale"), "scale", Code.NO_SCALE)
    read_figures(site, ("observations", *IN_INDICATOR_UNIT))


def read_figures(site: Site, tables: Iterable[str]) -> None:
    """Read the figures of some tables; the indicators are known to be right."""
    indicators = site["indicators"]
    rulers = [_ruler(indicators, position) for position in range(len(indicators))]
    versions = Versions(indicators)
    for table in tables:
        rows = site[table]
        if table == "indicators":
            ruler_of: Positions = np.arange(len(rows), dtype=np.intp)
        else:
            ruler_of = versions.find(rows, "indicator_id")
        is_clear = np.append(indicators.is_sound("measure", "unit_of_measure", "scale"), False)
        ruler_of = np.where(is_clear[ruler_of], ruler_of, -1)
        for name in IN_INDICATOR_UNIT[table]:
            if name not in rows.typed:
                wrong = _read_column(rows, name, rulers, ruler_of)
                _report(rows, name, wrong, indicators, ruler_of)


def _read_column(
    rows: Rows, name: str, rulers: Sequence[Ruler], ruler_of: Positions
) -> dict[int, Wrong]:
    """Read each pair of ruler and text once; plain numbers, which are most, all at a time."""
    text = rows.text[name]
    manners = _manners(rows) if name == "value" else [("", "")]
    manner_of = _manner_of(rows, manners)
    values, is_plain = _plain_values(rows, name, rulers, ruler_of)
    words = np.array([str(Qualifier.BLANK), str(Qualifier.EXACT)], dtype=object)
    qualifiers = words[is_plain.astype(np.intp)]
    is_left = rows.sound[name] & ~is_plain & ~rows.is_blank(name)
    rows.hold_back(is_left & (ruler_of < 0), name)
    read: dict[tuple[int, int, int], tuple[float, Qualifier] | Wrong] = {}
    wrong: dict[int, Wrong] = {}
    for position in np.flatnonzero(is_left & (ruler_of >= 0)).tolist():
        key = int(ruler_of[position]), int(text.codes[position]), int(manner_of[position])
        if key not in read:
            read[key] = _read(str(text.distinct[key[1]]), rulers[key[0]], rows, manners[key[2]])
        found = read[key]
        if isinstance(found, Wrong):
            wrong[position] = found
        else:
            values[position], qualifiers[position] = found
    rows.typed[name] = values
    if rows.table[name].type is Type.FIGURE:
        rows.typed[f"{name}_qualifier"] = qualifiers
    return wrong


_BLAMED = {Code.WRONG_UNIT: "unit_of_measure", Code.NOT_A_STEP: "scale"}
"""What is wrong with an indicator when most of its values fail in the same way."""


def _report(
    rows: Rows, name: str, wrong: Mapping[int, Wrong], indicators: Rows, ruler_of: Positions
) -> None:
    """Name what was not understood, or the indicator if that is most of its values."""
    checked = rows.sound[name] & ~rows.is_blank(name)
    is_own = np.zeros(len(rows), dtype=bool)
    for column in ("unit_of_measure", "scale", "measure"):
        positions = [p for p, why in wrong.items() if _BLAMED.get(why.code, "measure") == column]
        is_wrong = np.zeros(len(rows), dtype=bool)
        is_wrong[positions] = True
        if rows.table.name == "observations":
            is_own |= blame(rows, is_wrong, checked, indicators, ruler_of, column)
        else:
            is_own |= is_wrong
        rows.hold_back(is_wrong, name)
    for position in np.flatnonzero(is_own).tolist():
        why = wrong[position]
        suggestions = {position: why.suggestion}
        rows.report([position], name, why.code, suggestions.__getitem__, **why.words)


def _plain_values(
    rows: Rows, name: str, rulers: Sequence[Ruler], ruler_of: Positions
) -> tuple[NDArray[np.float64], Mask]:
    """Give the numbers that are digits alone, or digits and ``%`` where that is the unit."""
    text = rows.text[name]
    matches = [_PLAIN.fullmatch(cell) for cell in text.distinct]
    numbers = np.array([float(match[1]) if match else np.nan for match in matches])
    has_sign = np.array([bool(match and match[2]) for match in matches], dtype=bool)
    is_limit = rows.table.name == "indicators"
    takes_numbers = np.array([*(ruler.is_number or is_limit for ruler in rulers), False])
    takes_sign = np.array([*(ruler.unit == "%" for ruler in rulers), False])
    is_plain = ~np.isnan(numbers)[text.codes] & takes_numbers[ruler_of]
    is_plain &= ~has_sign[text.codes] | takes_sign[ruler_of]
    return np.where(is_plain, numbers[text.codes], np.nan), is_plain


def _manners(rows: Rows) -> list[tuple[str, str]]:
    """List the pairs of condition and change that targets of this table have."""
    if rows.table.name != "targets":
        return [("", "")]
    pairs = zip(rows.typed["op"], rows.typed["change_in"], strict=True)
    return sorted({(str(op), str(change)) for op, change in pairs}) or [("", "")]


def _manner_of(rows: Rows, manners: Sequence[tuple[str, str]]) -> Positions:
    if rows.table.name != "targets" or manners == [("", "")]:
        return np.zeros(len(rows), dtype=np.intp)
    pairs = zip(rows.typed["op"], rows.typed["change_in"], strict=True)
    return np.array([manners.index((str(op), str(change))) for op, change in pairs], dtype=np.intp)


def _read(
    text: str, ruler: Ruler, rows: Rows, manner: tuple[str, str]
) -> tuple[float, Qualifier] | Wrong:
    """Read one text, first by what every indicator takes, then by the measure."""
    figure = read_figure(text)
    is_report = rows.table.name == "observations"
    if figure is not None and figure.number is None:
        return (float("nan"), figure.qualifier) if is_report else Wrong(Code.NOT_A_NUMBER, {})
    op, change = manner
    if op in _CHANGES:
        return _read_change(text, figure, ruler, change)
    if ruler.steps:
        return _read_step(text, ruler)
    answer = read_yes_no(text)
    if ruler.measure in (Measure.YES_NO, Measure.RECURRING) and answer is not None:
        is_count = figure is not None and ruler.measure == Measure.RECURRING
        if not is_count:
            return float(answer), Qualifier.EXACT
    if ruler.measure == Measure.YES_NO:
        return Wrong(
            Code.NOT_ALLOWED, {"choices": "是, 否, 未报, 不适用" if is_report else "是, 否"}
        )
    if figure is None:
        return Wrong(Code.NOT_A_FIGURE if is_report else Code.NOT_A_NUMBER, {})
    found = _in_unit(figure, ruler)
    if isinstance(found, Wrong) or is_report or not figure.qualifier:
        return found
    if op and _AS_CONDITION.get(figure.qualifier) == op:
        return found[0], Qualifier.EXACT  # the condition says it already
    return Wrong(Code.NOT_EXACT, {})


def _not_a_number() -> Wrong:
    return Wrong(Code.NOT_A_NUMBER, {})


def _read_step(text: str, ruler: Ruler) -> tuple[float, Qualifier] | Wrong:
    keys = [_step_key(step) for step in ruler.steps]
    if _step_key(text) in keys:
        return float(keys.index(_step_key(text)) + 1), Qualifier.EXACT
    words = {"indicator": ruler.name, "choices": ", ".join(ruler.steps)}
    return Wrong(Code.NOT_A_STEP, words, closest(text, ruler.steps))


def _step_key(text: str) -> str:
    return narrow(text).replace(" ", "").casefold()


def _read_change(
    text: str, figure: Figure | None, ruler: Ruler, change: str
) -> tuple[float, Qualifier] | Wrong:
    """Read an amount of change: in percent of the baseline, or in the indicator's own unit."""
    if figure is None:
        return _not_a_number()
    if figure.qualifier not in (Qualifier.EXACT, Qualifier.AT_LEAST):
        return Wrong(Code.NOT_EXACT, {})
    unit = figure.unit.replace(" ", "")
    expected = "%" if change == "percent" else ruler.unit
    if change != "percent" and ruler.unit == "%" and unit in _POINTS:
        unit = ""
    if ruler.steps and not unit:
        return figure.value(), Qualifier.EXACT
    exact = Figure(figure.number, scale=figure.scale, unit=unit)
    return _in_unit(exact, Ruler(ruler.name, expected, ""))


def _in_unit(figure: Figure, ruler: Ruler) -> tuple[float, Qualifier] | Wrong:
    """Accept a number without a unit or in the indicator's own; 3万元 is 3 in 万元."""
    unit = figure.unit.replace(" ", "")
    whole_unit = figure.scale + unit
    if figure.scale and whole_unit == ruler.unit:
        return float(figure.number or 0), figure.qualifier
    is_doubled = figure.scale and ruler.unit[:1] in ("万", "亿")
    is_place = ruler.measure == Measure.RANK and unit in ("第", "名", "位")
    if is_place or (unit in ("", ruler.unit) and not is_doubled):
        return figure.value(), figure.qualifier
    words = {"unit": whole_unit, "indicator": ruler.name, "expected": ruler.unit or "—"}
    return Wrong(Code.WRONG_UNIT, words)


def figure_text(value: float) -> str:
    """Write a figure for a message."""
    return "—" if np.isnan(value) else number_text(value)
