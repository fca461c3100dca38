"""What a reader of a county asks, answered in two clicks from the home page.

Which promises of this county are behind, by how much, who leads them, what is needed per month,
and where does the plan say so? The first click opens the county, the second the clause.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from generator.model import Evaluation, Status
from generator.settings import read_settings
from tests import written

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEEDS = range(3)


@pytest.fixture(scope="module")
def shown(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """What the public edition shows."""
    return written.judged(read_settings(root / "mkdocs.yml"), str(tmp_path_factory.mktemp("place")))


@pytest.mark.parametrize("seed", SEEDS)
def test_reader_finds_who_is_behind_and_why(watched, shown: Evaluation, seed: int) -> None:
    """A target that is behind, chosen at random: each answer stands where the reader gets to."""
    found = shown.assessments
    behind = found[found["counts_in_county"] & (found["status"] == Status.BEHIND)]
    row = behind.sample(1, random_state=seed).iloc[0]
    counties = shown.tables["counties"].set_index("county_id")["name"]
    targets = shown.tables["targets"].set_index("target_id")
    names = shown.tables["units"].set_index("unit_id")["name"]
    county, target = counties[row["county_id"]], targets.loc[row["target_id"]]

    page = watched.open("index.html")
    page.get_by_role("table").get_by_role("link", name=county, exact=True).click()
    promise = page.locator(f"tr#t-{row['target_id']}, tr[id^='t-{row['target_id']}-']").first

    expect(promise).to_contain_text(target["title"])
    expect(promise).to_contain_text("滞后")
    for lead in [name for name in row["lead_ids"].split("|") if name]:
        expect(promise.get_by_role("link", name=names[lead], exact=True).last).to_be_visible()
    if row["pace_gap"] == row["pace_gap"]:
        expect(promise).to_contain_text("欠序时")
        expect(promise).to_contain_text(f"{-100 * row['pace_gap']:.1f}".removesuffix(".0"))
    if row["needed_per_month"] == row["needed_per_month"]:
        expect(promise).to_contain_text("每月需")

    promise.get_by_role("link", name=f"条款{target['clause']}").click()
    clause = page.locator(f"#t-{row['target_id']}")

    assert page.url.endswith(f"plans/{row['plan_id']}.html#t-{row['target_id']}")
    expect(clause).to_be_in_viewport()
    expect(clause).to_contain_text(target["title"])
    expect(clause).to_contain_text("滞后")
