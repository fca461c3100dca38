"""The arithmetic beside a verdict, where the hand-worked cases do not reach."""

from __future__ import annotations

import pytest

from tests.evaluate.county import county, evaluate, target

LEVEL = {"measure": "level", "reported_by": "county"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("baseline", "value", "expected", "attained"),
    [
        pytest.param("130", "125", 127.5, 0.5, id="down to the upper end"),
        pytest.param("90", "94", 92.5, 0.4, id="up to the lower end"),
    ],
)
def test_way_into_a_range(baseline, value, expected, attained):
    """A level outside 100–120 has its way to the nearer end, a quarter of which is run by March."""
    between = target("t", op="between", value="100", value_high="120", baseline=baseline)
    rows = county(LEVEL, f"c 2018-03 {value} 2018-04-03", targets=[between])

    row = evaluate(rows, "2018-04-20").assessments.iloc[0]

    assert row["status"] == "on_schedule"
    assert [row["expected_value"], row["attainment"]] == pytest.approx([expected, attained])


@pytest.mark.slow
def test_a_duty_read_from_reports_owes_none_of_its_own():
    """Whoever sent everything in time has no report overdue, and no note that says so."""
    duty = target(
        "d", indicator_id="duty", scope="each", scope_kinds="health_centre", op="reach", value=""
    )
    rows = county(
        {"measure": "level"},
        "u1 2018-01 70 2018-02-02\nu2 2018-01 70 2018-02-03\n"
        "u1 2018-02 70 2018-03-02\nu2 2018-02 70 2018-03-03\n",
        targets=[target("t"), duty],
    )
    rows["indicators"] = [
        *rows["indicators"],
        {
            "indicator_id": "duty",
            "name": "按月报送",
            "measure": "recurring",
            "cadence": "month",
            "reported_by": "",
            "derived": "reporting",
        },
    ]

    found = evaluate(rows, "2018-03-20").assessments
    own = found[(found["target_id"] == "d") & (found["entity_id"] == "u1")].iloc[0]

    assert [own["status"], own["n_due"], own["n_late"]] == ["on_schedule", 2, 0]
    assert not own["overdue"]
