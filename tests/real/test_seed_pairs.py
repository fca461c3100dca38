"""37 pairs of a promise and a figure, with the verdict of a person who read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from . import seed_pairs
from .sites import Checked, by_target, check_folder

pytestmark = pytest.mark.real

READ_AS = {
    "达成(半年)": {"on_schedule"},
    "达成": {"achieved", "on_schedule"},
    "进行中": {"in_progress"},
    "基本达成": {"in_progress"},
    "部分达成": {"in_progress"},
    "未达成": {"behind"},
    "不评": {"not_assessable"},
}
"""What a reader's verdict can be here; 基数 is none, it gives a baseline."""


@pytest.fixture(scope="module")
def checked(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Write, read and check the tables."""
    folder = tmp_path_factory.mktemp("seeds")
    seed_pairs.write_site(seeds, folder)
    return check_folder(folder)


@pytest.fixture(scope="module")
def verdicts(checked: Checked) -> pd.DataFrame:
    """Judge each essay on the day its report came in; one row a promise."""
    judged = []
    for number, essay in seed_pairs.ESSAYS.items():
        found = checked.on(essay.as_of).assessments
        judged.append(found[found["county_id"] == f"essay-{number}"])
    together = pd.concat(judged, ignore_index=True)
    wholes = together[together["is_each_summary"]]["target_id"]
    parts = together["target_id"].isin(wholes) & ~together["is_each_summary"]
    return by_target(together[~parts])


def test_tables_have_no_errors(checked: Checked) -> None:
    """28 promises pass the check; it asks about what the documents leave open."""
    assert checked.errors == []
    assert len(checked.tables["targets"]) == 28


def test_verdicts_are_those_of_the_reader(seeds: Path, verdicts: pd.DataFrame) -> None:
    """All 37 pairs agree with the verdict by reading."""
    pairs = [pair for pair in seed_pairs.read_pairs(seeds) if pair["verdict_by_reading"] != "基数"]

    differ = [
        (pair["target_id"], pair["verdict_by_reading"], status)
        for pair in pairs
        if (status := str(verdicts.at[pair["target_id"], "status"]))
        not in READ_AS[pair["verdict_by_reading"]]
    ]

    assert len(pairs) == 35
    assert differ == []


@pytest.mark.parametrize(
    ("target_id", "status", "rule"),
    [
        ("T0242", "in_progress", 13),
        ("T0243", "in_progress", 13),
        ("T0244", "in_progress", 12),
        ("T0245", "in_progress", 13),
        ("T0247", "in_progress", 13),
        ("T0249", "achieved", 7),
        ("T0250", "achieved", 1),
        ("T0252", "in_progress", 13),
        ("T0258", "in_progress", 13),
        ("T0259", "on_schedule", 10),
        ("T0260", "not_assessable", 3),
        ("T0261", "in_progress", 13),
        ("T0262", "in_progress", 12),
        ("T0263", "in_progress", 13),
        ("T0264", "behind", 12),
    ],
)
def test_half_year_report_of_2006(
    verdicts: pd.DataFrame, target_id: str, status: str, rule: int
) -> None:
    """Essay 7: each promise gets its status by the rule that a careful reader would name."""
    verdict = verdicts.loc[target_id]

    assert (str(verdict["status"]), int(verdict["rule"])) == (status, rule)


def test_figures_end_on_three_days(verdicts: pd.DataFrame) -> None:
    """One report's figures end on 10 April, 31 May and 30 June; each is judged at its own end."""
    ends = verdicts.loc[["T0244", "T0249", "T0259"], "period_end"].dt.strftime("%m-%d")

    assert list(ends) == ["04-10", "05-31", "06-30"]
    assert verdicts.at["T0244", "value"] == 22.8


def test_closed_promises_are_achieved_and_running_ones_on_schedule(verdicts: pd.DataFrame) -> None:
    """What the reader calls 达成 is achieved where the year is over, on schedule where it runs."""
    over = verdicts.loc[["T0152", "T0153", "T0217", "T0219", "T0249", "T0250"], "status"]
    running = verdicts.loc[["T0307", "T0308", "T0309", "T0310", "T0311"], "status"]

    assert set(over.astype(str)) == {"achieved"}
    assert set(running.astype(str)) == {"on_schedule"}


def test_base_is_no_value(checked: Checked, verdicts: pd.DataFrame) -> None:
    """基数: 43 % and 14 places are where the promise starts from, never its result."""
    targets = checked.tables["targets"].set_index("target_id")

    assert list(targets.loc[["T0009", "T0170"], "baseline"]) == [43, 14]
    assert verdicts.loc[["T0009", "T0170"], "value"].isna().all()


def test_three_per_cent_more_of_a_share_is_asked_about(verdicts: pd.DataFrame) -> None:
    """占比增加3% of 43 %: three points or three per cent of it is not guessed."""
    verdict = verdicts.loc["T0009"]

    assert (str(verdict["status"]), verdict["reason"]) == ("not_assessable", "ambiguous")
