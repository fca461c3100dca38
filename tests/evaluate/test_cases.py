"""The thirteen rules against cases that were worked out by hand."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pytest

from generator.check import check_site
from tests.evaluate.cases import read_cases, site
from tests.evaluate.site import assess_typed, text_tables, typed_tables

FIGURES = ("attainment", "expected_share", "pace_gap", "needed_per_month", "projection")
REFUSED = {
    "rule06-early_report_of_an_unfinished_period": "reported-early",
    "cadence-other_cadence_is_not_read": "period-misfit",
}
"""Cases whose reports are refused before anything is judged, and the code that refuses them."""

WORKED = {case["case_id"]: case for case in read_cases()}
CASES = [case for name, case in WORKED.items() if name not in REFUSED]


@pytest.fixture(scope="session")
def judged() -> dict[str, dict[Hashable, Any]]:
    """The verdict of each case by its id; those of one day stand side by side in one site."""
    found = {}
    for day in sorted({case["as_of"] for case in CASES}):
        cases = [case for case in CASES if case["as_of"] == day]
        verdicts = assess_typed(typed_tables(site(cases)), day).to_dict("index")
        for number, case in enumerate(cases):
            found[case["case_id"]] = verdicts[f"t{number:04d}", f"u{number:04d}"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_verdict(judged, case):
    """Status, rule and figures are those worked out by hand."""
    row = judged[case["case_id"]]

    found = {"status": str(row["status"]), "rule": str(row["rule"])}
    found |= {"reason": str(row["reason"])} if case["reason"] else {}
    found |= {"period": row["period"]} if case["period"] else {}
    flags = ("overdue", "provisional")
    found |= {name: "yes" if row[name] else "no" for name in flags if case[name]}
    found |= {"could_be": row["could_be"]} if case["could_be"] else {}
    assert found == {name: case[name] for name in found}
    for name in FIGURES:
        if case[name]:
            assert row[name] == pytest.approx(float(case[name]), abs=2e-6), name


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_report_is_refused(name, code):
    """A report that cannot be is named before it can move a verdict."""
    _, problems = check_site(text_tables(site([WORKED[name]])))

    assert [str(found.code) for found in problems] == [code]
