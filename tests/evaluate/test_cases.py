"""The thirteen rules against cases that were worked out by hand."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
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

Judged = Callable[[dict[str, str]], dict[Hashable, Any]]
WORKED = {case["case_id"]: case for case in read_cases()}
CASES = [case for name, case in WORKED.items() if name not in REFUSED]


DAYS = Counter(case["as_of"] for case in CASES)
QUICK = DAYS.most_common(1)[0][0]
"""The day of most cases; the judging of a day takes as long for one case as for many."""


@pytest.fixture(scope="session")
def judged(once: Callable[[str, Callable[[Path], object]], Path]) -> Judged:
    """Give the verdict on a case; those of one day stand side by side in one site, judged once."""

    @cache
    def of_day(day: str) -> dict[str, dict[Hashable, Any]]:
        folder = once(f"verdicts-{day}", lambda folder: _judge(day, folder / "verdicts"))
        return pickle.loads((folder / "verdicts").read_bytes())  # noqa: S301 - our own

    return lambda case: of_day(case["as_of"])[case["case_id"]]


def _judge(day: str, path: Path) -> None:
    cases = [case for case in CASES if case["as_of"] == day]
    verdicts = assess_typed(typed_tables(site(cases)), day).to_dict("index")
    found = {
        case["case_id"]: verdicts[f"t{number:04d}", f"u{number:04d}"]
        for number, case in enumerate(cases)
    }
    path.write_bytes(pickle.dumps(found))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=[pytest.mark.slow] if case["as_of"] != QUICK else [])
        for name, case in WORKED.items()
        if name not in REFUSED
    ],
)
def test_verdict(judged: Judged, case: dict[str, str]) -> None:
    """Status, rule and figures are those worked out by hand."""
    row = judged(case)

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
