"""The demonstration tables are sound, and their verdicts show everything that can happen."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from generator.check import check_site
from generator.evaluate import RULES
from generator.model import (
    Commitment,
    Evaluation,
    Measure,
    Mode,
    Op,
    Reason,
    ReportState,
    Status,
    Tables,
)
from generator.pipeline import evaluate_tables
from generator.problems import Code, Problem
from generator.sources import Reading, read_site
from tests.demonstration.site import write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reading(tmp_path_factory) -> Reading:
    """The tables as the script writes them, read back."""
    folder = tmp_path_factory.mktemp("data")
    write_site(folder)
    return read_site(folder)


@pytest.fixture(scope="module")
def checked(reading) -> tuple[Tables, list[Problem]]:
    """The typed tables, and all that was found in reading and checking them."""
    tables, problems = check_site(reading.tables)
    return tables, [*reading.problems, *problems]


@pytest.fixture(scope="module")
def evaluation(checked) -> Evaluation:
    """All verdicts on the day of the newest report."""
    return evaluate_tables(checked[0], None, 5)


def test_only_the_one_ambiguous_target_is_warned_of(checked):
    """Reading and checking find nothing but the change that the plan left ambiguous."""
    assert [problem.code for problem in checked[1]] == [Code.AMBIGUOUS_TARGET]


def test_day_is_that_of_the_newest_report(evaluation):
    """By default the site shows what was known on 9 November 2018."""
    assert evaluation.as_of == dt.date(2018, 11, 9)


@pytest.mark.parametrize("column", ["measure", "op", "mode", "status", "rule", "reason"])
def test_everything_occurs(evaluation, column):
    """Every measure, condition, mode, status and rule has a verdict that shows it."""
    wanted: dict[str, set[object]] = {
        "measure": set(Measure),
        "op": set(Op),
        "mode": set(Mode),
        "status": set(Status),
        "rule": set(range(1, len(RULES) + 1)),
        "reason": {Reason.AMBIGUOUS, Reason.EXTERNAL_UNKNOWN, Reason.NO_PRIOR_YEAR}
        | {Reason.QUALIFIED},
    }

    assert wanted[column] <= set(evaluation.assessments[column])


@pytest.mark.parametrize(
    ("commitment", "statuses"),
    [
        (Commitment.SHOULD, set(Status)),
        (
            Commitment.MUST,
            set(Status) - {Status.NO_REPORT, Status.NOT_STARTED},
        ),
        (
            Commitment.STRIVE,
            set(Status) - {Status.NO_REPORT, Status.NOT_STARTED, Status.NOT_ASSESSABLE},
        ),
    ],
)
def test_statuses_of_each_commitment(evaluation, commitment, statuses):
    """Both groups of commitment show reds, yellows and greens."""
    verdicts = evaluation.assessments
    found = set(verdicts.loc[verdicts["commitment"] == commitment, "status"])

    assert statuses <= found


def test_each_county_has_a_mixed_record(evaluation):
    """No county is all green or all red: each has at least five different verdicts."""
    verdicts = evaluation.assessments[evaluation.assessments["counts_in_county"]]

    kinds = {county: len(Counter(rows["status"])) for county, rows in verdicts.groupby("county_id")}

    assert min(kinds.values()) >= 5
    assert set(kinds) == {"lanjiang", "daochuan", "jichuan"}


def test_steps_that_were_done_owe_no_further_report(evaluation):
    """A dated step that was reported done is never marked as overdue."""
    verdicts, indicators = evaluation.assessments, evaluation.tables["indicators"]
    once = indicators.loc[indicators["cadence"] == "once", "indicator_id"]
    done = verdicts["indicator_id"].isin(once) & (verdicts["rule"] == 1)

    assert done.sum() > 15
    assert not verdicts.loc[done, "overdue"].any()


def test_reports_came_in_time_late_and_not_at_all(evaluation):
    """Most reports came in time; some late, some never, and some were not owed."""
    states = Counter(evaluation.reports["state"].astype(str))

    assert states[ReportState.IN_TIME] > 0.9 * states.total()
    assert min(states[ReportState.LATE], states[ReportState.MISSING]) > 20
    assert states[ReportState.NOT_APPLICABLE] > 0
    assert len(evaluation.revisions) > 20


@pytest.mark.parametrize("mark", ["provisional", "overdue", "chance", "closed", "is_each_summary"])
def test_marks_occur(evaluation, mark):
    """Provisional, overdue, small-number and closed verdicts occur."""
    assert evaluation.assessments[mark].any()


def test_peers_class_is_given(evaluation):
    """One target asks for the class that other publishers give."""
    classes = evaluation.assessments["cagr_class"]

    assert list(classes[classes != ""]) == ["moderate_progress"]


def test_actions_are_open_overdue_and_closed(evaluation):
    """Some actions are open, some open past their day, some closed in time or late."""
    actions = evaluation.tables["actions"]
    is_open = actions["closed_on"].isna()
    overdue = is_open & (actions["due_on"].dt.date < evaluation.as_of)

    assert (is_open & ~overdue).sum() >= 3
    assert overdue.sum() >= 3
    assert (actions["closed_on"] <= actions["due_on"]).sum() >= 3
    assert (actions["closed_on"] > actions["due_on"]).sum() >= 1
