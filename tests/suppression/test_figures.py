"""Figures of persons of an evaluation, and every sum that a reader can make of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from generator.latest import newest_report_day
from generator.model import Evaluation
from generator.pipeline import evaluate_tables
from generator.suppression import withhold
from generator.suppression.blanks import columns_to_blank, rows_to_blank
from generator.suppression.earlier import with_snapshots
from generator.suppression.figures import Figures, person_figures
from generator.suppression.published import Published
from tests.demonstration.site import make_book
from tests.evaluate.county import county, evaluate, reports, target, unit
from tests.evaluate.site import typed_tables
from tests.suppression.attack import Attack

pytestmark = pytest.mark.slow

PERSONS = {"counts": "persons", "public": "yes"}
FLOW = {**PERSONS, "measure": "flow", "aggregation": "sum"}
TOTAL = {**PERSONS, "measure": "cumulative", "aggregation": "sum"}
RATE = {
    **PERSONS,
    "measure": "level",
    "aggregation": "ratio",
    "unit_of_measure": "%",
    "per": "100",
    "minimum": "0",
    "maximum": "100",
}
IN_TOWNSHIP = [
    unit("tw", kind="township"),
    unit("u1", township_id="tw"),
    unit("u2", township_id="tw"),
    unit("u3"),
]


def judged(
    indicator: Mapping[str, str], reported: str, as_of: str = "2018-06-30", **tables: object
) -> Evaluation:
    """Judge a county whose reports are lines such as ``u1 01 5`` for January 2018."""
    lines = [line.split() for line in reported.splitlines()]
    dated = [
        f"{who} 2018-{month} {value} 2018-{int(month) + 1:02}-03" for who, month, value in lines
    ]
    return evaluate(county(indicator, "\n".join(dated), **tables), as_of)


def sums_of(figures: Figures) -> list[str]:
    """Write sums with their figures, each named by entity, month and kind if it is no value."""
    value = figures.cells.set_index("cell_id")["value"]

    def short(name: str) -> str:
        indicator, entity, period, kind = name.split("|")
        words = [] if indicator == "i" else [indicator]
        words += [entity, period[5:] or period]
        return " ".join(words if kind == "value" else [*words, kind.split(":")[0]])

    found = []
    for _, rows in figures.sums.groupby("sum_id"):
        total = rows["total_id"].iloc[0]
        parts = " + ".join(f"{short(part)}: {value[part]:.0f}" for part in sorted(rows["part_id"]))
        found.append(f"{short(total)}: {value[total]:.0f} = {parts}")
    return sorted(found)


def test_amounts_add_up_over_units_and_months():
    """A flow: county by month, running totals of each."""
    figures = person_figures(judged(FLOW, "u1 01 3\nu2 01 9\nu1 02 7"))

    assert sums_of(figures) == [
        "c 01 running: 12 = c 01: 12",
        "c 01: 12 = u1 01: 3 + u2 01: 9",
        "c 02 running: 19 = c 01 running: 12 + c 02: 7",
        "c 02: 7 = u1 02: 7",
        "u1 01 running: 3 = u1 01: 3",
        "u1 02 running: 10 = u1 01 running: 3 + u1 02: 7",
        "u2 01 running: 9 = u2 01: 9",
    ]


def test_running_totals_carry_what_units_had_and_differ_by_a_figure():
    """A cumulative one: a silent unit's last figure stands in the total; rises are computed."""
    reported = "u1 01 13\nu2 01 9\nu1 02 17\nu3 02 8"
    figures = person_figures(judged(TOTAL, reported, units=IN_TOWNSHIP))

    assert sums_of(figures) == [
        "c 01: 22 = tw 01: 22",
        "c 02: 34 = c 01: 22 + c 02 rise: 12",
        "c 02: 34 = tw 02: 26 + u3 02: 8",
        "tw 01: 22 = u1 01: 13 + u2 01: 9",
        "tw 02: 26 = tw 01: 22 + tw 02 rise: 4",
        "tw 02: 26 = u1 02: 17 + u2 01: 9",
        "u1 02: 17 = u1 01: 13 + u1 02 rise: 4",
    ]
    cells = figures.cells.set_index("cell_id")
    assert not cells.loc["i|u1|2018-02|rise", "shown"]


def test_a_rate_gives_its_numerator():
    """Numerators and denominators add up each by itself; a bare rate is counted back."""
    figures = person_figures(judged(RATE, "u1 01 3/120\nu2 01 90/200"))

    assert sums_of(figures) == [
        "c 01 denominator: 320 = u1 01 denominator: 120 + u2 01 denominator: 200",
        "c 01 numerator: 93 = u1 01 numerator: 3 + u2 01 numerator: 90",
    ]


@pytest.mark.parametrize(
    ("reported", "rises"),
    [
        ("u1 01 30/120\nu1 02 33/250\nu1 03 52/380", [3, 19]),
        ("u1 01 30/120\nu1 02 33/120\nu1 03 52/121", []),
        ("u1 01 30/120\nu1 02 33/110\nu1 03 52/130", []),
    ],
)
def test_counts_of_a_rate_that_add_up_over_the_year_are_told_apart(reported, rises):
    """Where both counts run from January on, anyone can take one month's from the next one's."""
    figures = person_figures(judged(RATE, reported))

    cells = figures.cells[figures.cells["cell_id"].str.startswith("i|u1|")]
    counts = cells[cells["cell_id"].str.contains("numerator|rise", regex=False)]
    listed = withhold(figures.cells, figures.sums).set_index("cell_id")

    assert counts["value"].tolist() == rises
    assert ("i|u1|2018-02|numerator|rise" in listed.index) == bool(rises)


def test_parts_add_up_to_their_whole_and_leave_a_rest():
    """A part that was not reported is what the others leave of the whole."""
    rows = reports("u1 2018-01 20 2018-02-03")
    first = [{**row, "indicator_id": "one", "value": "18"} for row in rows]
    names = {"cadence": "month", "reported_by": "health_centre", **FLOW}
    indicators = [
        {**names, "indicator_id": "i", "name": "all"},
        {**names, "indicator_id": "one", "name": "one", "part_of": "i"},
        {**names, "indicator_id": "two", "name": "two", "part_of": "i"},
    ]
    site = county({}, "", indicators=indicators, observations=[*rows, *first])
    figures = person_figures(evaluate(site, "2018-06-30"))

    assert "u1 01: 20 = u1 01 rest: 2 + one u1 01: 18" in sums_of(figures)
    listed = withhold(figures.cells, figures.sums).set_index("cell_id")
    assert listed.loc["i|u1|2018-01|rest", "rule"] == "primary"
    assert {"i|u1|2018-01|value", "one|u1|2018-01|value"} & set(listed.index)


@pytest.fixture(scope="module")
def demonstration() -> Evaluation:
    """The demonstration as it is known at its newest report."""
    tables = typed_tables(make_book().rows)
    day = newest_report_day(tables["observations"])
    assert day is not None
    return evaluate_tables(tables, day, 5.0)


@pytest.mark.slow
def test_every_sum_of_the_demonstration_holds(demonstration: Evaluation):
    """What this package takes for sums are the sums that the roll-up made."""
    figures = person_figures(demonstration)
    value = figures.cells.set_index("cell_id")["value"]
    sums = figures.sums.assign(value=figures.sums["part_id"].map(value))
    added = sums.groupby("total_id")["value"]
    by_sum = sums.groupby("sum_id").agg(total=("total_id", "first"), added=("value", "sum"))

    assert added.ngroups > 1000
    assert (by_sum["total"].map(value) == by_sum["added"]).all()


@pytest.mark.slow
def test_the_demonstration_is_protected(demonstration: Evaluation):
    """Nothing is exposed, and the attack tells nothing."""
    figures = person_figures(demonstration)
    listed = withhold(figures.cells, figures.sums)

    assert set(listed["rule"]) == {"primary", "secondary"}
    small = listed.loc[listed["rule"] == "primary", "cell_id"]
    assert dict(Attack(figures.cells, figures.sums, listed).told(list(small))) == {}


def test_two_snapshots_side_by_side_tell_no_more_than_each():
    """A late unit raises the total: the total of then and the new one tie the rest together."""
    early = judged(FLOW, "u1 01 2\nu2 01 8", as_of="2018-02-20", units=_three())
    rows = "u1 2018-01 2 2018-02-03\nu2 2018-01 8 2018-02-03\nu3 2018-01 30 2018-03-03"
    late = evaluate(county(FLOW, rows, units=_three()), "2018-03-20")
    then, now = person_figures(early), person_figures(late)
    listed = withhold(then.cells, then.sums)
    assert set(listed.loc[listed["rule"] == "secondary", "cell_id"]) == {
        "i|u2|2018-01|running:2018-01-01",
        "i|u2|2018-01|value",
    }

    both, known, _ = with_snapshots(now, [Published("2018Q0", then, listed)])
    found = withhold(both.cells, both.sums, known=known)

    small = list(found.loc[found["rule"] == "primary", "cell_id"])
    assert dict(Attack(both.cells, both.sums, found, known=known).told(small)) == {}
    # u3 would be as good a partner, but 10 of then less what is shown of u2 would be u1.
    assert "i|u2|2018-01|value" in set(found["cell_id"])
    assert "i|c|2018-01|value@2018Q0" in set(both.cells["cell_id"])


def _three() -> list[dict[str, str]]:
    return [unit("u1"), unit("u2"), unit("u3")]


def test_rows_to_blank_follow_the_figures():
    """Values, reports and the verdict that stand on a withheld figure, and nothing else."""
    site = judged(
        FLOW,
        "u1 01 3\nu2 01 9\nu1 02 47\nu2 02 60",
        targets=[target("t", scope="each", scope_kinds="health_centre", value="500")],
    )
    figures = person_figures(site)
    listed = withhold(figures.cells, figures.sums)
    marked = rows_to_blank(site, figures, listed)

    def places(name: str, frame: pd.DataFrame, *columns: str) -> list[list[str]]:
        rows = frame.loc[marked[name], list(columns)].astype(str)
        return sorted(rows.to_numpy().tolist())

    values = places("values", site.values, "entity_id", "period")
    assert ["u1", "2018-01"] in values
    assert ["u2", "2018-01"] in values
    assert ["c", "2018-01"] not in values
    assert places("observations", site.tables["observations"], "entity_id", "period") == values
    blank = places("assessments", site.assessments, "target_id", "entity_id")
    running = set(listed.loc[listed["cell_id"].str.contains("2018-02.running"), "cell_id"])
    assert blank == sorted(["t", name.split("|")[1]] for name in running)
    assert places("parents", site.assessments, "target_id", "entity_id") == (
        [["t", "c"]] if blank else []
    )


def test_columns_to_blank_exist(demonstration: Evaluation):
    """Each column that is named is there, so that a renamed one is noticed."""
    tables = {
        **demonstration.tables,
        **{name: getattr(demonstration, name) for name in ("values", "revisions", "assessments")},
    }

    for name, columns in columns_to_blank().items():
        assert set(columns) <= set(tables[name].columns), name
