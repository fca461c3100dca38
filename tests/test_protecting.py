"""The public edition shows no small number of persons, and no verdict that stands on one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from generator import gate
from generator.latest import newest_report_day
from generator.matching import ENTITY_KEY, FIGURE_KEY
from generator.model import Evaluation
from generator.pipeline import check, evaluate_tables
from generator.pipeline.judging import judging_of, shown
from generator.pipeline.protecting import decide, past_verdicts, protected
from generator.settings import read_settings
from generator.suppression import withhold
from generator.suppression.blanks import OWN_FIGURE, Then, rows_to_blank
from generator.suppression.figures import (
    JUDGED,
    family_of_persons,
    judged_figures,
    person_figures,
)

pytestmark = pytest.mark.slow

FIGURES = ("value", "numerator", "denominator", "reported_value", "computed_value")
BELOW = 5


@pytest.fixture(scope="module")
def whole(root: Path) -> Evaluation:
    """Judge the demonstration."""
    return evaluate_tables(check(read_settings(root / "mkdocs.yml")).tables, None, 5)


def small(frame: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that show a number of persons from 1 to 4."""
    persons = indicators.loc[indicators["counts"] == "persons", "indicator_id"]
    numbers = frame[[name for name in FIGURES if name in frame]].to_numpy(dtype=float)
    is_small = ((numbers > 0) & (numbers < BELOW)).any(axis=1)
    counts = frame[[name for name in ("numerator", "denominator") if name in frame]]
    of_rate = counts.apply(lambda cells: cells.between(1, BELOW - 1)).any(axis=1)
    is_rate = counts.notna().any(axis=1)
    return frame[frame["indicator_id"].isin(persons) & np.where(is_rate, of_rate, is_small)]


def test_small_numbers_are_gone(whole: Evaluation) -> None:
    """What shows 1 to 4 persons before shows none after, and the row says why."""
    indicators = whole.tables["indicators"]
    found = protected(whole, BELOW)
    shown = set(indicators.loc[indicators["public"], "indicator_id"])

    assert len(small(whole.values, indicators)) > 0
    for frame in (found.values, found.tables["observations"], found.revisions):
        assert not shown & set(small(frame, indicators)["indicator_id"])
    gone = whole.values[(whole.values["value"].notna() & found.values["value"].isna()).to_numpy()]
    said = found.values.loc[gone.index, "qualifier"]
    wanted = small(whole.values, indicators)
    assert set(wanted.index[wanted["indicator_id"].isin(shown)]) < set(gone.index)
    assert set(said) <= {"small", "withheld"}


def test_no_verdict_stands_on_what_is_withheld(whole: Evaluation) -> None:
    """A verdict whose figure is not shown is not shown either."""
    found = protected(whole, BELOW)
    hidden = found.values[found.values["qualifier"].isin(["small", "withheld"])]
    places = pd.MultiIndex.from_frame(hidden[FIGURE_KEY].astype(str))

    for name in ("period", "prior_period"):
        told = found.assessments[["indicator_id", "entity_id", name]].astype(str)
        assert not pd.MultiIndex.from_frame(told).isin(places).any()
    assert len(found.assessments) < len(whole.assessments)


def test_the_threshold_decides(whole: Evaluation) -> None:
    """A higher threshold withholds more, and what is small says below which number it is."""
    lower, higher = protected(whole, 3), protected(whole, 12)

    n_lower, n_higher = (int(one.values["value"].isna().sum()) for one in (lower, higher))
    texts = set(higher.values.loc[higher.values["qualifier"] == "small", "value_text"])

    assert n_lower < n_higher
    assert texts <= {"<12"}


def test_indicator_that_cannot_be_protected_is_not_shown(
    whole: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a figure cannot be protected, none of its indicator and of its parts is shown."""
    figures = person_figures(whole)
    listed = withhold(figures.cells, figures.sums, threshold=BELOW)
    chosen = figures.cells.merge(listed[listed["rule"] == "primary"], on="cell_id").iloc[0]
    exposed = listed.assign(
        rule=listed["rule"].mask(listed["cell_id"] == chosen["cell_id"], "exposed")
    )
    monkeypatch.setattr("generator.pipeline.protecting.withhold", lambda *_, **__: exposed)

    found = protected(whole, BELOW)

    own = found.values[found.values["indicator_id"] == chosen["indicator_id"]]
    assert own["value"].isna().all()
    assert chosen["indicator_id"] not in set(found.assessments["indicator_id"])


def test_site_without_counts_of_persons_is_left_as_it_is(whole: Evaluation) -> None:
    """Where nothing counts persons there is nothing to withhold."""
    indicators = whole.tables["indicators"].assign(counts="")
    plain = replace(whole, tables={**whole.tables, "indicators": indicators})

    assert protected(plain, BELOW) is plain


def test_rounding_instead(root: Path) -> None:
    """Where a site rounds, the public is told of multiples of five only, and of every verdict."""
    settings = read_settings(root / "mkdocs.yml").model_copy(update={"small_numbers": "round"})
    tables = check(settings).tables
    day = newest_report_day(tables["observations"])
    assert day is not None
    judging = judging_of(settings, day, ())

    judged = judging.evaluated(tables, day)
    found, decided = shown(judged, judging)

    persons = found.tables["indicators"].query("counts == 'persons'")["indicator_id"]
    for frame in (found.values, found.tables["observations"]):
        rows = frame[frame["indicator_id"].isin(persons)]
        assert len(rows)
        assert not (rows[["numerator", "denominator"]] % 5 > 0).any(axis=None)
        counts = rows.loc[rows["indicator_id"] == "two-cancer", "value"]
        assert not (counts % 5 > 0).any()
    assert decided is None
    assert set(found.assessments["target_id"]) == set(found.tables["targets"]["target_id"])
    exact = judging.exact().evaluated(tables, day)
    looked_for = gate.withheld_figures(exact, found, set(persons))
    assert set(looked_for["indicator_id"]) <= set(persons)
    values = exact.values[exact.values["indicator_id"].astype(str) == "two-cancer"]
    odd = values.loc[values["value"] % 5 > 0, [*FIGURE_KEY, "value"]].astype(
        dict.fromkeys(FIGURE_KEY, str)
    )
    assert len(odd) > 100
    assert len(odd.merge(looked_for, how="inner", on=[*FIGURE_KEY, "value"])) == len(odd)


def test_a_rate_is_no_number_of_persons(whole: Evaluation) -> None:
    """A rate of 2.4 % of thousands stands in observations as it does in values."""
    found = protected(whole, BELOW)
    shown = found.values[np.isfinite(found.values["value"]) & found.values["numerator"].ge(BELOW)]
    reported = found.tables["observations"]
    blank = reported[reported["value_qualifier"].isin(["small", "withheld"])]
    newest = (
        whole.tables["observations"]
        .sort_values("reported_on")
        .drop_duplicates(FIGURE_KEY, keep="last")
    )

    places = pd.MultiIndex.from_frame(shown[FIGURE_KEY].astype(str))
    of_newest = blank.index.isin(newest.index)
    assert not pd.MultiIndex.from_frame(blank[of_newest][FIGURE_KEY].astype(str)).isin(places).any()


def test_replaced_figures_of_persons_are_not_told(whole: Evaluation) -> None:
    """What a figure of persons was before a correction is blank; other corrections are told."""
    found = protected(whole, BELOW)
    family = family_of_persons(whole.tables["indicators"])

    revised = whole.revisions["indicator_id"].isin(family).to_numpy()
    assert revised.any()
    assert not revised.all()
    assert found.revisions.loc[revised, "value"].isna().all()
    told = found.revisions[revised & found.revisions["new_value"].notna().to_numpy()]
    now = found.values.merge(told, how="right", on=FIGURE_KEY, validate="m:m")
    assert len(told)
    assert np.isclose(now["value_x"], now["new_value"], atol=0.005).all()  # as it was reported
    assert set(found.revisions.loc[revised, "value_qualifier"]) == {"withheld"}
    others = found.revisions.loc[~revised, "value"]
    pd.testing.assert_series_equal(others, whole.revisions.loc[~revised, "value"])
    reports = found.tables["observations"].sort_values(["reported_on", "intake"], kind="stable")
    old = reports[reports.duplicated(FIGURE_KEY, keep="last")]
    old = old[old["indicator_id"].isin(family)]
    assert len(old) >= revised.sum()
    assert old[["value", "numerator", "denominator"]].isna().all(axis=None)


def test_number_of_a_replaced_figure_may_be_a_bound(whole: Evaluation) -> None:
    """A replaced figure is looked for, unless the same entity's rows show its number elsewhere."""
    found = protected(whole, BELOW)
    there = found.values.loc[found.values["value"].notna(), FIGURE_KEY].astype(str)
    looked_for = gate.withheld_figures(whole, found)
    old = looked_for.merge(there, how="inner", on=FIGURE_KEY, validate="m:1").iloc[0]
    is_of = (found.values[ENTITY_KEY].astype(str) == old[ENTITY_KEY].astype(str)).all(axis=1)

    for number, is_looked_for in ((old["value"] + 0.004, False), (old["value"] + 0.1, True)):
        bounds = found.values["value_high"].mask(is_of, number)
        other = replace(found, values=found.values.assign(value_high=bounds))
        left = gate.withheld_figures(whole, other)
        is_old = (left[[*FIGURE_KEY, "value"]] == old[[*FIGURE_KEY, "value"]]).all(axis=1)
        assert is_old.any() == is_looked_for


def test_bounds_of_a_rate_are_figures_of_the_missing(whole: Evaluation) -> None:
    """The bounds of a county's rate divide by what missing units counted; they can be withheld."""
    figures = person_figures(whole)
    value = figures.cells.set_index("cell_id")["value"]
    possible = figures.cells[figures.cells["kind"] == "possible"]
    sums = figures.sums[figures.sums["total_id"].isin(possible["cell_id"])]
    assert len(possible)
    added = value.reindex(sums["part_id"]).groupby(sums["total_id"].to_numpy()).sum()
    assert (sums.groupby("total_id").size() > 1).all()
    assert added.eq(value.reindex(added.index)).all()

    one = possible.iloc[0]
    listed = pd.DataFrame({"cell_id": [one["cell_id"]], "rule": ["secondary"]})
    marks = rows_to_blank(whole, figures, listed)
    row = whole.values[marks["bounds"]].iloc[0]
    assert marks["bounds"].sum() == 1
    assert (row["indicator_id"], row["entity_id"]) == (one["indicator_id"], one["entity_id"])
    assert row["value_low"] < row["value_high"]


def test_of_several_corrections_the_last_is_told(whole: Evaluation) -> None:
    """What a figure of persons became is told only where it is still that."""
    decided = decide(whole, BELOW)
    assert decided is not None
    marks = rows_to_blank(whole, decided.figures, decided.listed)
    row = np.flatnonzero(marks["revisions"] & ~marks["successors"])[0]
    before = whole.revisions.iloc[[row]]
    twice = replace(whole, revisions=pd.concat([before, whole.revisions], ignore_index=True))

    told = ~rows_to_blank(twice, decided.figures, decided.listed)["successors"]
    assert not told[0]
    assert told[row + 1]


def test_figures_that_verdicts_stand_on(whole: Evaluation) -> None:
    """They are figures of persons as they stand in rows, and their running totals."""
    every = person_figures(whole).cells
    stood_on = every["kind"].isin(OWN_FIGURE) | every["kind"].str.startswith("running:")

    found = judged_figures(whole, family_of_persons(whole.tables["indicators"]))
    assert every.loc[stood_on, "kind"].str.startswith("running:").any()
    pd.testing.assert_frame_equal(found, every.loc[stood_on, JUDGED].reset_index(drop=True))
    assert judged_figures(whole, []).empty


def test_past_verdict_on_what_is_withheld_now(whole: Evaluation) -> None:
    """A verdict of a past month is told as long as what it stands on is shown and unchanged."""
    decided = decide(whole, BELOW)
    assert decided is not None
    past = protected(whole, BELOW).assessments
    tables, cells = whole.tables, decided.own.cells
    none = tables["observations"].iloc[:0]

    def left(figures: pd.DataFrame, since: pd.DataFrame) -> set[tuple[str, str]]:
        then = Then(tables["indicators"], tables["targets"], tables["units"], figures, since)
        found = past_verdicts(past, then, decided)
        return set(zip(found["target_id"], found["entity_id"].astype(str), strict=True))

    every = set(zip(past["target_id"], past["entity_id"].astype(str), strict=True))
    assert left(cells, none) == every
    row = past[past["indicator_id"].isin(cells["indicator_id"]) & past["value"].notna()].iloc[0]
    of_row = (cells[FIGURE_KEY].astype(str) == row[FIGURE_KEY].astype(str)).all(axis=1)
    verdict = (row["target_id"], str(row["entity_id"]))
    assert verdict in every - left(cells.assign(value=cells["value"] + of_row), none)

    # A report that came later tells nothing of itself by whether the verdict stays.
    end = cells.loc[of_row, "period_end"].iloc[0]
    below = tables["units"].loc[tables["units"]["county_id"] == row["entity_id"], "unit_id"]
    for days, is_told in ((0, False), (1, True)):
        late = {"indicator_id": row["indicator_id"], "entity_id": below.iloc[0]}
        since = pd.DataFrame([{**late, "period_end": end + pd.Timedelta(days=days)}])
        assert (verdict in left(cells, since)) == is_told
