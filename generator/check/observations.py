"""Reported values agree with their indicator, their period, their unit and each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from generator.check.causes import blame
from generator.check.cells import number_text
from generator.check.figures import figure_text
from generator.check.rows import Mask, Positions, Rows, Site
from generator.check.versions import Versions
from generator.matching import FIGURE_KEY
from generator.model import Aggregation, Qualifier
from generator.periods import (
    Cadence,
    Period,
    doubtful_day,
    fits,
    ordinal,
    parse_period,
    period_name,
)
from generator.problems import Code
from generator.schema.method import LONE_REPORT_DAYS


def check_observations(site: Site) -> None:
    """Check single observations, then those of one key, then parts against wholes."""
    rows = site["observations"]
    indicator_of = Versions(site["indicators"]).find(rows, "indicator_id")
    _check_derived(site, rows, indicator_of)
    _check_periods(site, rows, indicator_of)
    _check_days(rows)
    _check_blank(rows)
    order, keys = _in_order(rows)
    _check_same_day(rows, order, keys)
    # What a correction has replaced, or a review sent back, is history and stays as it was.
    is_newest = _newest(order, keys) & ~_rejected(site, rows)
    _check_range(site, rows, indicator_of, is_newest)
    _check_ratio(site, rows, indicator_of, is_newest)
    _check_parts(site, rows, indicator_of, is_newest)


def _check_derived(site: Site, rows: Rows, indicator_of: Positions) -> None:
    derived = site["indicators"].at("derived", indicator_of)
    rows.report(
        (derived == "reporting") & rows.sound["indicator_id"],
        "indicator_id",
        Code.DERIVED_REPORTED,
    )


def _check_periods(site: Site, rows: Rows, indicator_of: Positions) -> None:
    """Name periods that are not one whole period of the indicator's cadence."""
    cadences = site["indicators"].at("cadence", indicator_of)
    cadence_codes, known = pd.factorize(cadences)
    names = rows.text["period"]
    pairs = np.unique(cadence_codes * len(names.distinct) + names.codes)
    is_misfit = np.zeros(len(rows), dtype=bool)
    meant: dict[tuple[int, int], str] = {}
    checked = rows.is_sound("period", "indicator_id") & ~rows.is_blank("period")
    first_of = np.zeros(len(names.distinct), dtype=np.intp)
    first_of[names.codes[::-1]] = np.arange(len(rows))[::-1]
    for code, name in (divmod(int(pair), len(names.distinct)) for pair in pairs):
        period = _period(rows, first_of[name])
        if period is None or known[code] not in set(Cadence):
            continue
        if not fits(period, Cadence(known[code])):
            is_misfit |= (cadence_codes == code) & (names.codes == name)
            meant[int(code), int(name)] = _whole(period, Cadence(known[code]))
    indicator_names = site["indicators"].at("name", indicator_of)
    is_own = blame(rows, is_misfit & checked, checked, site["indicators"], indicator_of, "cadence")
    rows.hold_back(is_misfit, "period")
    rows.report(
        is_own,
        "period",
        Code.PERIOD_MISFIT,
        lambda i: meant[int(cadence_codes[i]), int(names.codes[i])],
        indicator=lambda i: str(indicator_names[i]),
        cadence=lambda i: str(cadences[i]),
    )


def _period(rows: Rows, position: int) -> Period | None:
    name = str(rows.typed["period"][position])
    return parse_period(name) if name else None


def _whole(period: Period, cadence: Cadence) -> str:
    """Name the period of a cadence that a wrong one stands for, if it lies in one."""
    number = ordinal([period.start, period.end], cadence)
    return period_name(int(number[0]), cadence) if number[0] == number[1] else ""


def _check_days(rows: Rows) -> None:
    """Name reports that came too early, or speak of later days, or are far after all others."""
    end, reported = rows.typed["period_end"], rows.typed["reported_on"]
    is_early = (reported < end) & rows.is_sound("period", "reported_on")
    rows.report(
        is_early, "reported_on", Code.REPORTED_EARLY, end=lambda i: str(end[i].astype("M8[D]"))
    )
    is_later = (rows.typed["reached_on"] > reported) & rows.is_sound("reached_on", "reported_on")
    rows.report(
        is_later,
        "reached_on",
        Code.REACHED_LATER,
        reported=lambda i: str(reported[i].astype("M8[D]")),
    )
    sound = rows.is_sound("reported_on", "period")
    doubted = doubtful_day(reported[sound], end[sound], LONE_REPORT_DAYS)
    if doubted is not None:
        last = np.flatnonzero((reported == doubted) & sound)
        rows.report(last[:1], "reported_on", Code.FAR_DATE, days=LONE_REPORT_DAYS)


def _check_blank(rows: Rows) -> None:
    has_ratio = ~rows.is_blank("numerator") & ~rows.is_blank("denominator")
    is_blank = rows.is_blank("value") & ~has_ratio & rows.is_sound("value", "numerator")
    is_blank &= rows.sound["denominator"]
    rows.report(is_blank, "value", Code.BLANK_VALUE)


def _key_codes(rows: Rows, names: Sequence[str]) -> np.ndarray:
    """Number the distinct combinations of some columns."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for name in names:
        column = pd.factorize(rows.typed[name])[0] if name == "period" else rows.text[name].codes
        codes = codes * (int(column.max(initial=0)) + 1) + column
    return codes


def _in_order(rows: Rows) -> tuple[Positions, np.ndarray]:
    """Sort by key, day and order of receipt; give the order and the key of each row."""
    keys = _key_codes(rows, FIGURE_KEY)
    intake = np.nan_to_num(rows.typed["intake"], nan=-1.0)
    days = rows.typed["reported_on"].astype(np.int64)
    return np.lexsort((np.arange(len(rows)), intake, days, keys)), keys


def _check_same_day(rows: Rows, order: Positions, keys: np.ndarray) -> None:
    """Name two reports of one key on one day whose order of receipt is not told."""
    usable = rows.is_sound(*FIGURE_KEY, "reported_on", "intake")
    order = order[usable[order]]
    intake = np.nan_to_num(rows.typed["intake"], nan=-1.0)
    days = rows.typed["reported_on"]
    before, after = order[:-1], order[1:]
    is_same = (keys[before] == keys[after]) & (days[before] == days[after])
    is_same &= intake[before] == intake[after]
    if not is_same.any():
        return
    first_of = dict(zip(after[is_same].tolist(), before[is_same].tolist(), strict=True))
    other = {i: _said(rows, i) != _said(rows, first) for i, first in first_of.items()}
    for code, differs in ((Code.TWO_VALUES, True), (Code.SAME_VALUE, False)):
        rows.report(
            sorted(i for i in first_of if other[i] is differs),
            "value",
            code,
            other=lambda i: rows.row_name(first_of[i]),
            value=lambda i: rows.text["value"][first_of[i]],
        )


def _said(rows: Rows, position: int) -> tuple[str, ...]:
    """Give what a report says, so that two ways of writing one number are the same."""
    names = ("value", "value_qualifier", "numerator", "denominator")
    return tuple(str(rows.typed[name][position]) for name in names)


def _newest(order: Positions, keys: np.ndarray) -> Mask:
    is_newest = np.ones(len(order), dtype=bool)
    is_newest[order[:-1]] = keys[order[:-1]] != keys[order[1:]]
    return is_newest


def _rejected(site: Site, rows: Rows) -> Mask:
    """Say for every observation whether a review sent it back."""
    reviews = site["reviews"]
    sent_back = [
        tuple(str(reviews.typed[name][i]) for name in (*FIGURE_KEY, "reported_on"))
        for i in np.flatnonzero(reviews.typed["decision"] == "rejected")
    ]
    is_rejected = np.zeros(len(rows), dtype=bool)
    for indicator, entity, period, day in sent_back:
        is_meant = rows.text["indicator_id"].isin([indicator])
        is_meant &= rows.text["entity_id"].isin([entity]) & (rows.typed["period"] == period)
        is_rejected |= is_meant & ((day == "NaT") | (rows.typed["reported_on"].astype(str) == day))
    return is_rejected


def _check_range(site: Site, rows: Rows, indicator_of: Positions, is_newest: Mask) -> None:
    """Name values that no entity can have; a county's sum may exceed what one unit can."""
    low = site["indicators"].at("minimum", indicator_of)
    high = site["indicators"].at("maximum", indicator_of)
    is_county = rows.text["entity_id"].isin(set(site["counties"].text["county_id"].distinct))
    adds_up = site["indicators"].at("aggregation", indicator_of) == Aggregation.SUM
    high = np.where(is_county & adds_up, np.nan, high)
    value = rows.typed["value"]
    checked = is_newest & rows.sound["value"] & ~np.isnan(value)
    indicators = site["indicators"]
    is_low = blame(rows, checked & (value < low), checked, indicators, indicator_of, "minimum")
    is_high = blame(rows, checked & (value > high), checked, indicators, indicator_of, "maximum")
    rows.hold_back(checked & ((value < low) | (value > high)), "value")
    names = site["indicators"].at("name", indicator_of)
    rows.report(
        is_low | is_high,
        "value",
        Code.OUT_OF_RANGE,
        indicator=lambda i: str(names[i]),
        low=lambda i: figure_text(low[i]),
        high=lambda i: figure_text(high[i]),
    )


def _check_ratio(site: Site, rows: Rows, indicator_of: Positions, is_newest: Mask) -> None:
    """Compare value, numerator and denominator."""
    numerator, denominator = rows.typed["numerator"], rows.typed["denominator"]
    per = site["indicators"].at("per", indicator_of)
    is_proportion = site["indicators"].at("maximum", indicator_of) == per
    checked = rows.is_sound("numerator", "denominator") & is_newest & (indicator_of >= 0)
    rows.report(
        checked & is_proportion & (numerator > denominator),
        "numerator",
        Code.NUMERATOR_TOO_LARGE,
        numerator=lambda i: rows.text["numerator"][i],
        denominator=lambda i: rows.text["denominator"][i],
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        computed = numerator / denominator * per
    exact = rows.typed["value_qualifier"] == Qualifier.EXACT
    checked &= rows.is_sound("value", "numerator") & exact & (denominator > 0)
    gap = np.abs(rows.typed["value"] - computed)
    step = rows.text["value"].map(_last_place, float)
    is_off = checked & (gap > step * 1.001)
    rows.report(
        blame(rows, is_off, checked & ~np.isnan(gap), site["indicators"], indicator_of, "per"),
        "value",
        Code.RATIO_CONTRADICTED,
        computed=lambda i: number_text(round(float(computed[i]), 4)),
    )


def _last_place(text: str) -> float:
    """Give the worth of the last decimal place that is written; rounding stays below it."""
    decimals = text.rstrip("%％‰ ").rpartition(".")[2] if "." in text else ""
    place = 10.0 ** -len([c for c in decimals if c.isdigit()])
    return place * 10**4 if "万" in text else place * 10**8 if "亿" in text else place


def _check_parts(site: Site, rows: Rows, indicator_of: Positions, is_newest: Mask) -> None:
    """Compare each whole with the sum of its parts, where every part is reported."""
    wholes = site["indicators"].at("part_of", indicator_of)
    indicators = site["indicators"]
    ids, owners = indicators.typed["indicator_id"], indicators.typed["part_of"]
    owners = np.where(indicators.sound["part_of"], owners, "")
    parts_of = {
        whole: sorted({str(i) for i, owner in zip(ids, owners, strict=True) if owner == whole})
        for whole in sorted(set(map(str, owners)) - {""})
    }
    usable = is_newest & rows.is_sound(*FIGURE_KEY, "value")
    usable &= rows.typed["value_qualifier"] == Qualifier.EXACT
    keys = _key_codes(rows, ("entity_id", "period"))
    id_of = rows.text["indicator_id"]
    for whole, parts in parts_of.items():
        at_whole = np.flatnonzero(usable & id_of.isin([whole]))
        at_parts = np.flatnonzero(usable & (wholes == whole))
        table = pd.DataFrame({"key": keys[at_parts], "value": rows.typed["value"][at_parts]})
        sums = table.groupby("key")["value"].agg(["sum", "count"])
        found = sums.reindex(keys[at_whole])
        step = rows.text["value"].map(_last_place, float)[at_whole] * (len(parts) + 1) / 2
        step[step >= 1] = 0.5  # counts add up exactly
        gap = np.abs(found["sum"].to_numpy() - rows.typed["value"][at_whole])
        is_wrong = (found["count"].to_numpy() == len(parts)) & (gap > step)
        total = dict(zip(at_whole.tolist(), found["sum"].tolist(), strict=True))
        rows.report(
            at_whole[is_wrong],
            "value",
            Code.PARTS_DIFFER,
            parts="、".join(parts),
            sum=_rounded(total),
        )


def _rounded(sums: Mapping[int, float]) -> Callable[[int], str]:
    return lambda i: number_text(round(sums[i], 6))
