"""The thirteen rules against cases that were worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.evaluate.cases import read_cases, site
from tests.evaluate.site import assess_typed, typed_tables

FIGURES = ("attainment", "expected_share", "pace_gap", "needed_per_month", "projection")
CASES = read_cases()


@pytest.fixture(scope="session")
def judged() -> pd.DataFrame:
    """All cases judged, each on its own day."""
    tables = typed_tables(site(CASES))
    days = {day: assess_typed(tables, day) for day in sorted({case["as_of"] for case in CASES})}
    return pd.DataFrame(
        [
            days[case["as_of"]].loc[(f"t{number:04d}", f"u{number:04d}")]
            for number, case in enumerate(CASES)
        ]
    )


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["case_id"] for case in CASES])
def test_verdict(judged, number):
    """Status, rule and figures are those worked out by hand."""
    case, row = CASES[number], judged.iloc[number]

    found = {"status": str(row["status"]), "rule": str(row["rule"])}
    found |= {"reason": str(row["reason"])} if case["reason"] else {}
    found |= {"period": row["period"]} if case["period"] else {}
    found |= {
        name: "yes" if row[name] else "no" for name in ("overdue", "provisional") if case[name]
    }
    found |= {"could_be": row["could_be"]} if case["could_be"] else {}
    assert found == {name: case[name] for name in found}
    for name in FIGURES:
        if case[name]:
            assert row[name] == pytest.approx(float(case[name]), abs=2e-6), name
