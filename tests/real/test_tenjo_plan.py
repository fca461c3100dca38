"""Tenjo's 331 goals: our completion beside the municipality's own percentages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from generator.model import Evaluation

from . import tenjo_differences as why
from . import tenjo_plan
from .sites import Checked, by_target, check_folder, statuses

pytestmark = pytest.mark.real

END_OF_2024, NEWEST = "2025-01-15", "2025-10-15"


@pytest.fixture(scope="module")
def goals(real_data: Path) -> list[tenjo_plan.Goal]:
    """Read the workbook."""
    return tenjo_plan.read_goals(real_data)


@pytest.fixture(scope="module")
def checked(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Write, read and check the tables."""
    folder = tmp_path_factory.mktemp("tenjo")
    tenjo_plan.write_site(real_data, folder)
    return check_folder(folder)


@pytest.fixture(scope="module")
def at_year_end(checked: Checked) -> Evaluation:
    """Judge when the reports of 2024 were in."""
    return checked.on(END_OF_2024)


@pytest.fixture(scope="module")
def newest(checked: Checked) -> Evaluation:
    """Judge when the reports of the third quarter of 2025 were in."""
    return checked.on(NEWEST)


@pytest.fixture(scope="module")
def comparisons(
    goals: list[tenjo_plan.Goal], at_year_end: Evaluation, newest: Evaluation
) -> list[why.Comparison]:
    """Set each percentage of the municipality beside our completion."""
    before, now = by_target(at_year_end.assessments), by_target(newest.assessments)
    return [
        why.compare(goal, column, completion(goal, column, before, now))
        for column in why.COLUMNS
        for goal in goals
    ]


def completion(
    goal: tenjo_plan.Goal, column: str, before: pd.DataFrame, now: pd.DataFrame
) -> float | None:
    """Take our figure from the assessments: of a year's plan, or of the four years.

    Execution of 2025 of the four years is what came on top of the end of 2024. What is kept gives
    the year that is over and no sum of years.
    """
    key = goal.indicator_id
    if column in why.YEAR_OF:
        year, judged = why.YEAR_OF[column], before if why.YEAR_OF[column] == 2024 else now
        of_year = f"{key}-{year}"
        return float(judged.at[of_year, "attainment"]) if of_year in judged.index else None
    if goal.is_kept:
        value = float(now.at[key, "value"]) / 100
        return None if pd.isna(value) or column != "AA" else value
    first, whole = float(before.at[key, "attainment"]), float(now.at[key, "attainment"])
    if goal.is_level:
        return whole if column == "AA" else None
    return {"AA": first, "AB": whole - first, "AE": whole}[column]


def test_tables_have_no_errors(checked: Checked) -> None:
    """331 goals give 331 targets of four years, 259 of the year 2024 and 293 of 2025."""
    targets = checked.tables["targets"]

    assert checked.errors == []
    assert Counter(targets["plan_id"]) == {"pdm": 331, "action-2024": 259, "action-2025": 293}


def test_trend_decides_the_mode(checked: Checked, goals: list[tenjo_plan.Goal]) -> None:
    """213 goals of trend I add up (two of them to a level), 118 of trend M are kept."""
    four_years = checked.tables["targets"].query("plan_id == 'pdm'")

    assert Counter(four_years["mode"]) == {"reach": 213, "keep": 118}
    assert [goal.code for goal in goals if goal.is_level] == [237, 316]


def test_verdicts_of_each_plan(at_year_end: Evaluation, newest: Evaluation) -> None:
    """Counts by status: the action plan of 2024 when it closed, the others on the newest day."""
    over = at_year_end.assessments.query("plan_id == 'action-2024'")
    running = newest.assessments.groupby("plan_id")

    assert statuses(over) == {"achieved": 158, "behind": 1, "missed": 100}
    assert statuses(running.get_group("action-2025")) == {
        "achieved": 51,
        "behind": 47,
        "on_schedule": 194,
        "slightly_behind": 1,
    }
    assert statuses(running.get_group("pdm")) == {
        "achieved": 26,
        "behind": 103,
        "in_progress": 3,
        "not_started": 4,
        "on_schedule": 166,
        "slightly_behind": 29,
    }


def test_no_difference_is_ours_or_unexplained(comparisons: list[why.Comparison]) -> None:
    """Seven percentages of 331 goals: the same, their error, or a rule; nothing else."""
    kinds = Counter(comparison.kind for comparison in comparisons)

    assert kinds == {why.SAME: 1312, why.ERROR: 552, why.RULE: 453}
    assert kinds.total() == 7 * 331


CAUSES = {
    "AT": {
        (why.RULE, why.NOTHING_PLANNED): 72,
        (why.SAME, ""): 235,
        (why.ERROR, why.AMOUNTS_ADDED): 3,
        (why.ERROR, why.PLAN_AVERAGED_ONLY): 7,
        (why.ERROR, why.DIVIDED_BY_LAST_QUARTER): 14,
    },
    "AV": {
        (why.RULE, why.NOTHING_PLANNED): 72,
        (why.SAME, ""): 252,
        (why.ERROR, why.PLAN_AVERAGED_ONLY): 7,
    },
    "BI": {
        (why.RULE, why.NOTHING_PLANNED): 37,
        (why.RULE, why.QUARTERS_AVERAGED): 17,
        (why.RULE, why.OPEN_QUARTER_COUNTED): 5,
        (why.SAME, ""): 267,
        (why.ERROR, why.DIVIDED_BY_NOTHING): 1,
        (why.ERROR, why.PLAN_AVERAGED_ONLY): 3,
        (why.ERROR, why.LAST_QUARTER_SHOWN): 1,
    },
    "BK": {
        (why.RULE, why.NOTHING_PLANNED): 38,
        (why.RULE, why.QUARTERS_AVERAGED): 18,
        (why.RULE, why.OPEN_QUARTER_COUNTED): 5,
        (why.SAME, ""): 267,
        (why.ERROR, why.PLAN_AVERAGED_ONLY): 3,
    },
    "AA": {
        (why.RULE, why.NOTHING_PLANNED): 7,
        (why.RULE, why.PLAN_OF_THE_YEAR): 18,
        (why.RULE, why.FROM_THE_BASE): 2,
        (why.SAME, ""): 207,
        (why.ERROR, why.PER_CENT_AS_FRACTIONS): 1,
        (why.ERROR, why.PARTS_AVERAGED): 24,
        (why.ERROR, why.ADDS_UP_BUT_ONE_YEAR): 47,
        (why.ERROR, why.KEPT_BUT_ADDED): 25,
    },
    "AB": {
        (why.RULE, why.YEAR_NOT_OVER): 81,
        (why.SAME, ""): 64,
        (why.ERROR, why.DIVIDED_TWICE): 186,
    },
    "AE": {
        (why.RULE, why.YEARS_NOT_ADDED): 81,
        (why.SAME, ""): 20,
        (why.ERROR, why.WEIGHTED_TWICE): 230,
    },
}
"""How many of the 331 goals each cause makes differ, by the municipality's column."""


@pytest.mark.parametrize("column", why.COLUMNS)
def test_causes_of_the_differences(comparisons: list[why.Comparison], column: str) -> None:
    """Every difference of a column has a cause that gives the municipality's figure exactly."""
    of_column = [comparison for comparison in comparisons if comparison.column == column]

    assert Counter((found.kind, found.cause) for found in of_column) == CAUSES[column]
