"""Whatever is edited, each change of a verdict has its reason, and only that."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.differences import State, steps
from generator.matching import LINEAGE, VERDICT_KEY
from generator.model import Exchange
from generator.pipeline.differing import Side, differences
from generator.pipeline.judging import evaluated
from tests.differences.edits import EDITS, LATER, NEXT, World, world

pytestmark = pytest.mark.long

EXAMPLES = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def judged(state: State) -> pd.DataFrame:
    """Judge a state; where its rows stood is left out."""
    verdicts = evaluated(state.tables, state.as_of, state.tolerance).assessments
    return verdicts.drop(columns=LINEAGE)


def between(made: World) -> pd.DataFrame:
    """Compare both states for the internal edition."""
    return differences(Side(made.earlier, 5), Side(made.later, 5), "internal")


@EXAMPLES
@given(st.data())
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_one_class_is_one_reason(edit, data) -> None:
    """Edits of one class alone give only its own reason."""
    made = world()
    for _ in range(data.draw(st.integers(1, 3))):
        edit(made, lambda n: data.draw(st.integers(0, n - 1)))

    found = between(made)

    reasons = {reason for text in found["reasons"] for reason in text.split("|")}
    assert reasons <= set(EDITS[edit])


@EXAMPLES
@given(st.data())
def test_every_change_has_its_reason(data) -> None:
    """The steps of a verdict lead from the earlier one to the later one, without a gap."""
    made = world(data.draw(st.sampled_from([NEXT, LATER])))
    for edit in data.draw(st.lists(st.sampled_from(list(EDITS)), max_size=6)):
        edit(made, lambda n: data.draw(st.integers(0, n - 1)))

    found = between(made)

    before, now = (
        judged(state).set_index(VERDICT_KEY)["status"] for state in (made.earlier, made.later)
    )
    every = before.index.union(now.index)
    status = pd.DataFrame({"before": before.reindex(every), "now": now.reindex(every)}).fillna("")
    changed = status.index[status["before"] != status["now"]]
    listed = found[found["changed"]].set_index(VERDICT_KEY)
    assert set(listed.index) == set(changed)
    for row in listed.itertuples():
        moves = [step.split(":") for step in row.steps.split("|")]
        ends = [move.split(">") for _, move in moves]
        assert [row.status_before, *(to for _, to in ends)] == [
            *(come for come, _ in ends),
            row.status,
        ]
        assert {reason for reason, _ in moves} == set(row.reasons.split("|"))
        assert set(row.reasons.split("|")) <= set(Exchange)


@EXAMPLES
@given(st.data())
def test_steps_end_at_the_later_state(data) -> None:
    """When all classes are exchanged, verdicts are those of the later state, cell by cell."""
    made = world(data.draw(st.sampled_from([NEXT, LATER])))
    for edit in data.draw(st.lists(st.sampled_from(list(EDITS)), max_size=6)):
        edit(made, lambda n: data.draw(st.integers(0, n - 1)))

    way = list(steps(made.earlier, made.later))

    order = [step.reason for step in way[1:]]
    assert order == sorted(order, key=list(Exchange).index)
    pd.testing.assert_frame_equal(judged(way[-1].state), judged(made.later))
    pd.testing.assert_frame_equal(judged(way[0].state), judged(made.earlier))
