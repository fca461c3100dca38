"""Which figures are withheld, with which rule and mark, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.suppression import withhold
from tests.suppression.worlds import world

pytestmark = pytest.mark.slow


def table(figures: dict[str, int], **columns: object) -> pd.DataFrame:
    """Write figures of persons down."""
    rows = {"cell_id": list(figures), "value": list(figures.values()), "is_persons": True}
    return pd.DataFrame({**rows, **columns})


def adding(*sums: str) -> pd.DataFrame:
    """Read sums such as ``c = a + b``."""
    rows = []
    for line in sums:
        total, _, parts = line.partition(" = ")
        rows += [(line, total, part) for part in parts.split(" + ")]
    return pd.DataFrame(rows, columns=["sum_id", "total_id", "part_id"])


def decided(cells: pd.DataFrame, sums: pd.DataFrame, **options: object) -> dict[str, str]:
    """Give rule and mark of each figure listed."""
    listed = withhold(cells, sums, **options)
    return dict(
        zip(listed["cell_id"], (listed["rule"] + " " + listed["mark"]).str.strip(), strict=True)
    )


def test_another_unit_goes_with_a_small_one_and_the_total_stays():
    """The smallest sibling is cheapest: b goes, and the total and the larger sibling are shown."""
    cells = table({"a": 3, "b": 9, "c": 80, "all": 92})

    assert decided(cells, adding("all = a + b + c")) == {
        "a": "primary below",
        "b": "secondary withheld",
    }


def test_zero_is_shown():
    """Nobody is recognised in none, and zeros do not hide a figure; the total must go."""
    cells = table({"a": 3, "b": 0, "c": 0, "all": 3})

    assert decided(cells, adding("all = a + b + c")) == {
        "a": "primary below",
        "all": "primary below",
    }


def test_two_small_units_hide_each_other():
    """2 and 3 make 5: each can be 1 to 4, nothing else need go."""
    cells = table({"a": 2, "b": 3, "c": 80, "all": 85})

    assert decided(cells, adding("all = a + b + c")) == {
        "a": "primary below",
        "b": "primary below",
    }


def test_a_mark_says_less_where_it_would_give_small_figures_away():
    """Three units below 5 make at least 3: a total that may be 1 forbids saying so of all."""
    cells = table({"a": 1, "b": 1, "c": 1, "all": 3})

    found = decided(cells, adding("all = a + b + c"))

    assert set(found) == {"a", "b", "c", "all"}
    assert list(found.values()).count("primary below") <= 2


def test_running_totals_go_with_the_month():
    """Both units' month, and what it adds up to or is added to, whichever costs less."""
    cells = table({"a": 3, "b": 9, "c": 12, "A": 43, "B": 69, "C": 112, "A0": 40, "B0": 60})
    cells = pd.concat([cells, table({"C0": 100})], ignore_index=True)
    sums = adding("c = a + b", "A = A0 + a", "B = B0 + b", "C = C0 + c")

    assert {*decided(cells, sums)} == {"a", "b", "A0", "B0"}
    cells = cells.assign(cost=[9, 9, 9, 5, 5, 9, 9, 9, 9])
    assert {*decided(cells, sums)} == {"a", "b", "A", "B"}


def test_a_difference_is_a_figure():
    """Two running totals that differ by 2 tell of 2 persons, although neither is small."""
    cells = pd.concat(
        [table({"jan": 40, "feb": 42, "mar": 60}), table({"rise2": 2, "rise3": 18}, shown=False)],
        ignore_index=True,
    ).assign(shown=lambda frame: frame["shown"].isna())

    found = withhold(cells, adding("feb = jan + rise2", "mar = feb + rise3"))

    assert found[["cell_id", "rule"]].to_numpy().tolist() == [
        ["jan", "secondary"],
        ["rise2", "primary"],
    ]


def test_known_figures_are_listed_and_stay_known():
    """What an earlier snapshot published cannot hide anything: b is known, so c must go."""
    cells = table({"a": 3, "b": 9, "c": 80, "d": 4, "all": 96})
    known = pd.DataFrame({"cell_id": ["b", "d"], "value": [9, 4]})

    assert decided(cells, adding("all = a + b + c + d"), known=known) == {
        "a": "primary below",
        "c": "secondary withheld",
        "d": "already_public",
    }


def test_a_revised_figure_is_not_known():
    """An earlier snapshot showed another value."""
    cells = table({"a": 3, "b": 9, "all": 12})
    known = pd.DataFrame({"cell_id": ["b"], "value": [8]})

    assert decided(cells, adding("all = a + b"), known=known)["b"] == "secondary withheld"


def test_what_is_derivable_from_earlier_snapshots_is_exposed():
    """Total and all siblings are public: withholding comes too late, and the list says so."""
    cells = table({"a": 3, "b": 9, "all": 12})
    known = pd.DataFrame({"cell_id": ["b", "all"], "value": [9, 12]})

    assert decided(cells, adding("all = a + b"), known=known) == {"a": "exposed below"}


def test_a_mark_once_published_is_not_taken_back():
    """Readers know a and b to be below 5 for good, so it is the third that must go."""
    cells = table({"a": 2, "b": 2, "c": 30, "all": 34})
    known = pd.DataFrame({"cell_id": ["a", "b"], "value": float("nan"), "mark": "below"})

    found = decided(cells, adding("all = a + b + c"), known=known)

    assert found == {"a": "primary below", "b": "primary below", "c": "secondary withheld"}


def test_what_was_withheld_is_withheld_again():
    """Figure c costs a little more than b, but was withheld the last time."""
    cells = table({"a": 3, "b": 9, "c": 12, "all": 24})
    sums = adding("all = a + b + c")
    before = pd.DataFrame({"cell_id": ["c"]})

    assert {*decided(cells, sums)} == {"a", "b"}
    assert {*decided(cells, sums, before=before)} == {"a", "c"}


def test_infinite_cost_is_never_withheld():
    """What may not be withheld is not."""
    cells = table({"a": 3, "b": 9, "c": 12, "all": 24}, cost=[1, float("inf"), 5, 9])

    assert {*decided(cells, adding("all = a + b + c"))} == {"a", "c"}


def test_other_thresholds():
    """With a threshold of 10, 9 is small; with 3, 3 is not."""
    cells = table({"a": 9, "b": 3, "c": 40, "all": 52})
    sums = adding("all = a + b + c")

    assert decided(cells, sums, threshold=10)["a"].startswith("primary")
    assert decided(cells, sums, threshold=3) == {}


def test_the_order_of_rows_does_not_matter():
    """The same figures and sums in another order give the same list."""
    for seed in (4, 11, 32):
        cells, sums = world(seed)
        mixed = cells.sample(frac=1, random_state=seed), sums.sample(frac=1, random_state=seed)

        pd.testing.assert_frame_equal(withhold(cells, sums), withhold(*mixed))


@pytest.mark.parametrize(
    ("cells", "sums", "message"),
    [
        (table({"a": 3}), adding("b = a"), "names a figure that is not among the cells"),
        (pd.concat([table({"a": 3})] * 2), adding(), "figure 'a' comes twice"),
        (table({"a": 2.5}), adding(), "figure 'a' is 2.5, which counts nobody"),
        (table({"a": -1}), adding(), "figure 'a' is -1, which counts nobody"),
        (table({"a": 1, "b": 2}), adding("b = a + a"), "a sum names a figure twice"),
    ],
)
def test_wrong_input(cells: pd.DataFrame, sums: pd.DataFrame, message: str):
    """Errors name the figure."""
    with pytest.raises(ValueError, match=message):
        withhold(cells, sums)


def test_too_low_a_threshold():
    """Below 3 no small figure has two values."""
    with pytest.raises(ValueError, match="a threshold of 2 hides nothing: at least 3"):
        withhold(table({"a": 1}), adding(), threshold=2)
