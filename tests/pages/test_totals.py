"""The few numbers of each county that pages of the others show."""

from __future__ import annotations

from statistics import median

import numpy as np
import pandas as pd

from generator.model import Evaluation
from generator.pages import totals_of
from generator.pages.totals import Totals, join


def test_middle_is_that_of_the_other_counties() -> None:
    """Each county is left out in turn, whatever number of them has a figure, ties among them."""
    rng = np.random.default_rng(2018)
    rows = [
        (f"c{county}", f"i{n}", "2018-08", float(rng.integers(0, 6)))
        for n in range(2, 9)
        for county in range(n)
    ]
    rows += [("c0", "alone", "2018-08", 1.0), ("c1", "alone", "2018-07", 2.0)]
    latest = pd.DataFrame(rows, columns=["county_id", "indicator_id", "period", "value"])
    nothing = pd.DataFrame({"county_id": pd.Series(dtype=str)})

    found = join([Totals(nothing, nothing, latest, nothing, nothing)]).middles

    expected = {
        (county, indicator): (len(others), median(others))
        for county, indicator, period, _ in rows
        for others in [
            [row[3] for row in rows if row[1:3] == (indicator, period) and row[0] != county]
        ]
        if others
    }
    middles = zip(found["n"], found["middle"], strict=True)
    keys = zip(found["county_id"], found["indicator_id"], strict=True)
    assert dict(zip(keys, middles, strict=True)) == expected


def test_totals_count_every_report(judged: Evaluation) -> None:
    """Reports, corrections and figures of a county and its units are those of its line."""
    lines = totals_of(judged).reports

    assert lines["n_observations"].sum() == len(judged.tables["observations"])
    assert lines["n_revisions"].sum() == len(judged.revisions)
    assert lines[[*judged.reports["state"].unique()]].to_numpy().sum() == len(judged.reports)
