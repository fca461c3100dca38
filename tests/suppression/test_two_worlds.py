"""Two sites that differ only in what is withheld are the same to the public, verdicts and all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from generator.model import Tables
from generator.pipeline import How, protecting
from generator.pipeline.judging import judging_of
from generator.pipeline.keeping import recall
from generator.pipeline.whole import judge_all, past_days
from generator.settings import Settings
from tests.pages.tables import typed_tables

pytestmark = pytest.mark.slow

Row = Mapping[str, Any]
START = dt.date(2018, 1, 1)
JUNE = dt.date(2018, 6, 9)
INDICATOR = {
    **{"indicator_id": "t", "name": "体检人数", "cadence": "month", "due_days": 5, "public": True},
    **{"counts": "persons", "reported_by": "health_centre", "decimals": 0, "measure": "level"},
    **{"unit_of_measure": "人", "aggregation": "sum", "direction": "down"},
}


def site(
    observations: Sequence[Row],
    *targets: Row,
    units: str = "abc",
    indicators: Sequence[Row] = ({},),
    plan: tuple[dt.date, dt.date] = (START, dt.date(2018, 12, 31)),
    **more: Sequence[Row],
) -> Tables:
    """Make the tables of one invented county."""
    county = {"county_id": "c1", "name": "甲县", "short_name": "甲县"}
    health_centre = {"county_id": "c1", "kind": "health_centre"}
    first, last = plan
    promise = {"plan_id": "p1", "indicator_id": "t", "public": True, "decided_on": first}
    return typed_tables(
        counties=[county],
        units=[
            {"unit_id": one, "name": f"{one}院", "short_name": f"{one}院", **health_centre}
            for one in units
        ],
        indicators=[{**INDICATOR, **one} for one in indicators],
        plans=[
            {**county, "plan_id": "p1", "title": "规划", "period_start": first, "period_end": last}
        ],
        targets=[{**promise, "clause": "1", "title": one["target_id"], **one} for one in targets],
        observations=[{"status": "final", **one} for one in observations],
        **more,
    )


def report(entity_id: str, period: str, value: float | None, on: str = "", **more: Any) -> Row:
    """Make a report, by default of the 4th of the month after."""
    year, month = int(period[:4]), int(period[5:7])
    day = dt.date(year + month // 12, month % 12 + 1, 4)
    reported_on = dt.date.fromisoformat(on) if on else day
    row = {"entity_id": entity_id, "period": period, "value": value, "reported_on": reported_on}
    return {"indicator_id": "t", **row, **more}


def months(values: Callable[[str, int], float], units: str = "abc", n: int = 5) -> list[Row]:
    """Make the reports of some months of 2018."""
    return [report(u, f"2018-{m:02}", values(u, m)) for m in range(1, n + 1) for u in units]


def in_march(a: float, b: float) -> Callable[[str, int], float]:
    """Give what units count: a and b have these in March."""
    usual = {"a": 30, "b": 40, "c": 1000}
    return lambda unit, month: {"a": a, "b": b}.get(unit, 1000) if month == 3 else usual[unit]


def of_units(ids: str) -> Row:
    """Give the scope of a target of some units."""
    return {"scope": "units", "scope_ids": ids}


def parent_of_a_hidden_target(a: float, b: float) -> Tables:
    """Judge a public share of targets that are not public."""
    share = {
        **{"indicator_id": "s", "measure": "share_met", "aggregation": "share_met"},
        **{"counts": "", "unit_of_measure": "%", "reported_by": ""},
    }
    return site(
        months(in_march(a, b)),
        {"target_id": "g", "op": "at_most", "value": 2, **of_units("a"), "counts_towards": "h"}
        | {"public": False},
        {"target_id": "h", "indicator_id": "s", "op": "at_least", "value": 100, "scope": "county"},
        indicators=[{}, share],
    )


def indicator_that_was_public(a: float, b: float) -> Tables:
    """Take an indicator from the public after some months."""
    since = {"public": False, "decided_on": dt.date(2018, 5, 20)}
    county = [
        {"target_id": f"county {op}", "op": op, "value": 24, "scope": "county"}
        for op in ("at_most", "at_least")
    ]
    unit = [
        {"target_id": f"unit {op}", "op": op, "value": 23, **of_units("b")}
        for op in ("at_most", "at_least")
    ]
    return site(
        months(in_march(a, b), "ab"),
        *county,
        *unit,
        units="ab",
        indicators=[{}, since],
    )


def late_report_that_changes_nothing(a: float, b: float) -> Tables:
    """Let a late running total be, or not be, what was carried for it."""
    of_a, of_b = {1: 0, 2: 0, 4: 30, 5: 50}, {1: 10, 2: 20, 4: 60, 5: 90}
    rows = [
        row
        for m in range(1, 6)
        for row in (
            report("a", f"2018-{m:02}", of_a.get(m, a)),
            report("b", f"2018-{m:02}", of_b.get(m, b), "2018-05-20" if m == 3 else ""),
            report("c", f"2018-{m:02}", 1000 * m),
        )
    ]
    goal = {"target_id": "g", "op": "at_least", "value": 15000, "scope": "county"}
    return site(rows, goal, indicators=[{"measure": "cumulative", "direction": "up"}])


def corrected_after_the_day(a: float, b: float) -> Tables:
    """Correct an earlier month to nothing after a past day."""
    rows = [report("a", f"2018-{m:02}", 0) for m in range(1, 6)]
    rows += [report("a", "2018-02", a, "2018-03-01"), report("a", "2018-02", 0, "2018-04-20")]
    rows += [report(u, f"2018-{m:02}", 100 * m) for u in "bc" for m in range(1, 6)]
    rows = [row for row in rows if not (row["value"] == 0 and row["reported_on"].month == 3)]
    goal = {"target_id": "g", "op": "at_least", "value": 3, **of_units("a")}
    return site(rows, goal, indicators=[{"measure": "cumulative", "direction": "up"}])


def small_year_before(a: float, b: float) -> Tables:
    """Compare with a small figure of the year before that stands among the comparators."""
    given = {"indicator_id": "t", "entity_id": "a", "kind": "past", "name": "去年"}
    return site(
        months(lambda unit, month: 10.0 * month + len(unit), "ab"),
        {"target_id": "g", "op": "yoy_down", **of_units("a")},
        units="ab",
        comparators=[{**given, "period": "2017-05", "value": a, "public": True}],
    )


def all_taken_back(a: float, b: float) -> Tables:
    """Take back all figures that there are."""
    gone = {"value_qualifier": "not_reported", "value_text": "未报"}
    rows = [report(u, "2018-03", value) for u, value in (("a", a), ("b", b))]
    rows += [report(u, "2018-03", None, "2018-05-20", **gone) for u in "ab"]
    return site(rows, {"target_id": "g", "op": "at_most", "value": 2, **of_units("a")}, units="ab")


def sum_of_the_year_before(a: float, b: float) -> Tables:
    """Compare running sums of a plan that does not begin with the year."""
    own = {(2017, 12): a, (2017, 11): b}
    days = [(2017, m) for m in range(4, 13)] + [(2018, m) for m in range(1, 13)]
    days += [(2019, 1), (2019, 2)]
    return site(
        [report("a", f"{y}-{m:02}", own.get((y, m), 200 + m)) for y, m in days],
        {"target_id": "g", "op": "yoy_down", **of_units("a")},
        units="a",
        indicators=[{"measure": "flow", "aggregation": "none"}],
        plan=(dt.date(2018, 4, 1), dt.date(2019, 3, 31)),
    )


def behind_the_deadline(a: float, b: float) -> Tables:
    """Reach a goal, or not, in a month behind the deadline."""
    usual = {"a": 30, "b": 40, "c": 1000}
    rows = months(lambda u, m: {"a": a, "b": b}.get(u, 1000) if m == 7 else usual[u], n=8)
    goal = {"target_id": "g", "op": "at_most", "value": 2, "deadline": dt.date(2018, 6, 30)}
    return site(rows, {**goal, **of_units("a")})


def ceiling_of_the_year_so_far(a: float, b: float) -> Tables:
    """Break a ceiling early in the year, or not, and fall below it again."""
    below = {"a": [10, 200, 300, 400, 500], "b": [300 * m for m in range(1, 6)]}
    above = {"a": [a, 8, 12, 16, 20], "b": [b, 40, 60, 80, 100]}
    rows = [
        report(u, f"2018-{m + 1:02}", 100 * n / d, numerator=n, denominator=d)
        for u in "ab"
        for m, (n, d) in enumerate(zip(above[u], below[u], strict=True))
    ]
    rate = {"aggregation": "ratio", "per": 100, "unit_of_measure": "%", "decimals": 1}
    return site(
        rows,
        {"target_id": "g", "op": "at_most", "value": 25, **of_units("a")},
        units="ab",
        indicators=[{**rate, "year_to_date": True}],
    )


WORLDS = {
    parent_of_a_hidden_target: ((1, 23), (3, 21), JUNE),
    indicator_that_was_public: ((1, 23), (3, 21), JUNE),
    late_report_that_changes_nothing: ((1, 23), (4, 20), JUNE),
    corrected_after_the_day: ((1, 0), (4, 0), JUNE),
    small_year_before: ((2, 0), (4, 0), JUNE),
    all_taken_back: ((1, 23), (3, 21), JUNE),
    sum_of_the_year_before: ((2, 211), (4, 209), dt.date(2019, 3, 9)),
    behind_the_deadline: ((1, 23), (3, 21), dt.date(2018, 9, 9)),
    ceiling_of_the_year_so_far: ((1, 22), (3, 20), JUNE),
}


def told(tables: Tables, day: dt.date, folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Judge a site for the public, months before and all; give what its pages are made from."""
    settings = Settings(root=folder, title="站", locales=("zh",), default_locale="zh")
    how = How()
    place = how.place(settings)
    judge_all(tables, {}, judging_of(settings, day, past_days(START, day, 8)), place, how)
    found, _ = recall(place, "c1")
    for name in ("values", "revisions", "assessments", "headlines", "course", "before"):
        yield name, getattr(found, name)
    yield from found.tables.items()


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_nothing_tells(
    world: Callable[[float, float], Tables], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever knows all that is shown cannot tell the withheld figures of one from the other's."""
    one, other, day = WORLDS[world]
    choices, real = list[pd.DataFrame](), protecting.withhold

    def chosen(*given: Any, **named: Any) -> pd.DataFrame:
        choices.append(real(*given, **named))
        return choices[-1]

    monkeypatch.setattr(protecting, "withhold", chosen)
    first = dict(told(world(*one), day, tmp_path / "one"))
    # The choice itself may depend on what is withheld; see `generator.suppression`.
    monkeypatch.setattr(protecting, "withhold", lambda *_, **__: choices.pop(0))
    second = dict(told(world(*other), day, tmp_path / "other"))

    assert len(first["units"])
    for name, frame in first.items():
        pd.testing.assert_frame_equal(
            frame.astype(str), second[name].astype(str), obj=f"{name} of {world.__name__}"
        )
