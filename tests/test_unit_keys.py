"""The key of a unit's page changes with whatever the page shows, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from generator.model import Evaluation
from generator.pages import totals_of
from generator.pipeline.shard_pages import unit_keys
from tests.pages import sample


@pytest.fixture(scope="module")
def part() -> Evaluation:
    """Judge the small site."""
    found = sample.evaluation()
    return replace(found, before=found.assessments[["target_id", "entity_id", "status"]])


def keys(part: Evaluation) -> dict[str, str]:
    """Give the keys, all else being equal."""
    course = part.headlines.assign(as_of=pd.Timestamp(part.as_of))
    return unit_keys(replace(part, course=course), totals_of(part), "")


def whose(part: Evaluation, **changed: pd.DataFrame) -> set[str]:
    """Name the units whose key a change makes another one."""
    before, after = keys(part), keys(replace(part, **changed))
    return {unit_id for unit_id in before if before[unit_id] != after[unit_id]}


@pytest.mark.slow
@pytest.mark.parametrize("column", ["lead_ids", "support_ids"])
def test_verdict_that_a_unit_leads_or_supports(part: Evaluation, column: str) -> None:
    """Another value of a county's target is on the pages of those who lead or support it."""
    judged = part.assessments
    units = list(part.tables["units"]["unit_id"])
    place = judged.index == judged.index[~judged["entity_id"].isin(units)][0]
    judged = judged.assign(lead_ids="", support_ids="")
    judged[column] = judged[column].mask(place, f"{units[0]}|{units[1]}")

    changed = judged.assign(value=judged["value"].mask(place, 123.25))
    tables = {**part.tables, "actions": part.tables["actions"].iloc[:0]}  # they tell of it, too
    base = replace(part, assessments=judged, tables=tables)
    assert whose(base, assessments=changed) == set(units[:2])


@pytest.mark.slow
def test_value_of_one_unit(part: Evaluation) -> None:
    """A unit's own value is on its own page only."""
    values = part.values
    units = set(part.tables["units"]["unit_id"])
    row = values.index[values["entity_id"].astype(str).isin(units)][0]
    value = values["value"].mask(values.index == row, 123.25)

    assert whose(part, values=values.assign(value=value)) == {str(values.loc[row, "entity_id"])}
