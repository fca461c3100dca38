"""The public edition is judged on settled figures, from their release day on, fairly to units."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model import Evaluation, Release
from generator.pipeline import generate
from generator.pipeline.judging import Judging, evaluated, shown
from generator.pipeline.protecting import protected
from tests.changing import rows_of, settings_of, tree, write_rows, write_small_site
from tests.evaluate.county import county, target, unit
from tests.evaluate.site import Rows, typed_tables

SETTLED = ("final", "verified")
LEVEL = {"measure": "level", "aggregation": "none", "public": "yes"}
TOTAL = {"measure": "cumulative", "aggregation": "sum", "public": "yes"}
FLOW = {**TOTAL, "measure": "flow"}
OF_U1 = [target("t", scope="units", scope_ids="u1", public="yes")]
WINDOW = {"start": "2018-01-01", "deadline": "2018-03-31"}


def figures(lines: str) -> list[dict[str, str]]:
    """Read lines of entity, period, value, status (``-`` for none) and day of receipt."""
    names = ("entity_id", "period", "value", "status", "reported_on", "reached_on")
    rows = [dict(zip(names, line.split(), strict=False)) for line in lines.splitlines()]
    return [{**row, "indicator_id": "i", "status": row["status"].strip("-")} for row in rows if row]


def public(rows: Rows, as_of: str, on: str = "", days: int = 0, statuses=SETTLED) -> Evaluation:
    """Judge a small site on a day, on what the public may see of it."""
    day = dt.date.fromisoformat(as_of)
    release = Release(tuple(statuses), days, dt.date.fromisoformat(on or as_of))
    return evaluated(typed_tables(rows), day, 5.0, release, past=True)  # nobody asks what is due


def site(
    indicator: Mapping[str, str], lines: str, targets: Iterable[Mapping[str, str]] = OF_U1, **tables
) -> Rows:
    """Lay out a county whose reports have a status."""
    return county(indicator, "", targets=targets, observations=figures(lines), **tables)


def verdict(found: Evaluation, entity_id: str = "u1") -> pd.Series:
    """Give the only verdict on an entity."""
    own = found.assessments[found.assessments["entity_id"] == entity_id]
    assert len(own) == 1
    return own.iloc[0]


def state(found: Evaluation, period: str, entity_id: str = "u1") -> str:
    """Give what became of a report."""
    own = found.reports[(found.reports["entity_id"] == entity_id).to_numpy()]
    return str(own.set_index(own["period"].astype(str)).loc[period, "state"])


def value(found: Evaluation, period: str, entity_id: str = "u1") -> pd.Series:
    """Give a rolled-up value."""
    values = found.values.astype({"entity_id": str, "period": str, "qualifier": str})
    return values.set_index(["entity_id", "period"]).loc[(entity_id, period)]


def test_newest_settled_version_counts() -> None:
    """A version that is not verified is as if it had not come, whatever came before and after."""
    found = public(
        site(
            LEVEL,
            """u1 2018-01 70 verified 2018-02-03
            u1 2018-01 71 final 2018-02-10
            u1 2018-01 99 provisional 2018-02-11""",
        ),
        "2018-02-12",
    )

    assert value(found, "2018-01")["value"] == 71
    assert list(found.tables["observations"]["value"]) == [70, 71]
    assert list(found.revisions["new_value"]) == [71]


@pytest.mark.slow
def test_verified_late_but_reported_in_time() -> None:
    """The day of the first report counts, and taking over its figure is no correction."""
    lines = """u1 2018-01 50 provisional 2018-02-03
        u1 2018-01 70 verified 2018-02-20"""
    found = public(site(LEVEL, lines), "2018-02-21")

    assert state(found, "2018-01") == "in_time"
    assert value(found, "2018-01")["value"] == 70
    assert found.revisions.empty
    assert set(found.reports["n_versions"]) <= {0, 1}


@pytest.mark.parametrize(("day", "said"), [("2018-02-05", "in_time"), ("2018-02-06", "late")])
def test_reported_and_not_verified(day: str, said: str) -> None:
    """The report has come, by its own day; there is no figure, and the verdict waits."""
    found = public(site(LEVEL, f"u1 2018-01 99 - {day}"), "2018-03-04")
    row = verdict(found)

    assert state(found, "2018-01") == said
    assert value(found, "2018-01")["qualifier"] == "pending"
    assert pd.isna(value(found, "2018-01")["value"])
    assert (row["status"], row["rule"], row["n_waiting"]) == ("in_progress", 6, 1)
    assert (row["overdue"], row["n_missing_reports"]) == (False, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statuses", "decision", "decided_on", "shows"),
    [
        (SETTLED, "verified", "2018-02-09", True),
        (SETTLED, "verified", "2018-02-11", False),  # not known yet
        (("final",), "verified", "2018-02-09", False),
        (SETTLED, "explained", "2018-02-09", False),
        (("provisional",), "explained", "2018-02-09", True),
    ],
)
def test_a_decision_verifies(statuses, decision, decided_on, shows) -> None:
    """A review verifies what its row does not, as far as verified figures may be shown."""
    review = {
        "indicator_id": "i",
        "entity_id": "u1",
        "period": "2018-01",
        "reported_on": "2018-02-03",
        "decision": decision,
        "reason": "核对",
        "decided_on": decided_on,
        "public": "yes",
    }
    rows = site(LEVEL, "u1 2018-01 70 - 2018-02-03", reviews=[review])
    found = public(rows, "2018-02-10", statuses=statuses)

    assert (value(found, "2018-01")["value"] == 70) == shows
    assert len(found.tables["reviews"]) == (shows and decided_on < "2018-02-10")


@pytest.mark.slow
def test_what_is_rejected_or_taken_back_has_not_come() -> None:
    """Neither leaves a row that would say that the report is being verified."""
    rejected = {
        "indicator_id": "i",
        "entity_id": "u1",
        "period": "2018-01",
        "decision": "rejected",
        "reason": "重报",
        "decided_on": "2018-02-09",
    }
    lines = "u1 2018-01 70 provisional 2018-02-03"
    sent_back = public(site(LEVEL, lines, reviews=[rejected]), "2018-02-10")
    taken_back = public(
        site(LEVEL, f"{lines}\nu1 2018-01 未报 provisional 2018-02-04"), "2018-02-10"
    )

    for found in (sent_back, taken_back):
        assert state(found, "2018-01") == "missing"
        assert found.tables["observations"].empty


def test_verdict_stands_at_the_newest_figure_that_is_shown() -> None:
    """The pending month decides nothing, and is not overdue."""
    lines = """u1 2018-01 70 verified 2018-02-03
        u1 2018-02 0 provisional 2018-03-03"""
    row = verdict(public(site(LEVEL, lines), "2018-03-20"))

    assert (row["period"], row["value"], row["status"]) == ("2018-01", 70, "on_schedule")
    assert not row["overdue"]


ENDS = """u1 2018-01 10 verified 2018-02-03
    u1 2018-02 20 verified 2018-03-03
    u1 2018-03 {} 2018-04-03"""


@pytest.mark.slow
@pytest.mark.parametrize("as_of", ["2018-04-10", "2018-05-20"])
@pytest.mark.parametrize("indicator", [LEVEL, TOTAL, FLOW])
def test_window_whose_last_period_is_pending_is_open(indicator, as_of) -> None:
    """It is neither missed nor silent before the office has verified its last figure."""
    targets = [{**OF_U1[0], **WINDOW}]
    waits = verdict(public(site(indicator, ENDS.format("0 provisional"), targets), as_of))
    known = verdict(public(site(indicator, ENDS.format("0 verified"), targets), as_of))

    assert (waits["closed"], waits["period"]) == (False, "2018-02")
    assert waits["status"] not in ("missed", "no_report")
    assert (known["closed"], known["status"]) == (True, "missed")


@pytest.mark.slow
def test_kept_in_every_period_but_one_is_pending() -> None:
    """A middle period that is not verified keeps the window open; one that failed decides."""
    targets = [{**OF_U1[0], **WINDOW, "mode": "keep"}]
    lines = """u1 2018-01 {} verified 2018-02-03
        u1 2018-02 0 provisional 2018-03-03
        u1 2018-03 80 verified 2018-04-03"""
    kept = verdict(public(site(LEVEL, lines.format(70), targets), "2018-04-10"))
    failed = verdict(public(site(LEVEL, lines.format(50), targets), "2018-04-10"))

    assert (kept["status"], kept["closed"]) == ("on_schedule", False)
    assert (failed["status"], failed["closed"]) == ("missed", True)


@pytest.mark.slow
def test_pending_reports_are_not_silence() -> None:
    """Two pending months are not two missing ones; a missing one before them is one."""
    lines = """u1 2018-01 70 verified 2018-02-03
        u1 2018-03 70 provisional 2018-04-03
        u1 2018-04 70 provisional 2018-05-03"""
    row = verdict(public(site(LEVEL, lines), "2018-05-10"))

    assert (row["status"], row["period"], row["n_missing_reports"]) == ("on_schedule", "2018-01", 1)


def test_amounts_add_up_to_the_first_that_is_pending() -> None:
    """A sum without the pending month would be too small, so it ends before it."""
    lines = """u1 2018-01 10 verified 2018-02-03
        u1 2018-02 10 provisional 2018-03-03
        u1 2018-03 10 verified 2018-04-03"""
    row = verdict(public(site(FLOW, lines), "2018-04-10"))

    assert (row["period"], row["value"], row["status"]) == ("2018-01", 10, "on_schedule")
    assert not row["provisional"]


@pytest.mark.slow
def test_recurring_duty_is_judged_on_days() -> None:
    """An occurrence that is being verified is done, and late if its report came late."""
    duty = {"measure": "recurring", "aggregation": "none", "public": "yes"}
    targets = [target("t", scope="units", scope_ids="u1", op="reach", value="", public="yes")]
    lines = """u1 2018-01 1 verified 2018-02-03
        u1 2018-02 0 provisional 2018-03-{}"""
    found = [
        verdict(public(site(duty, lines.format(day), targets), "2018-03-20"))["status"]
        for day in ("03", "09")
    ]

    assert found == ["on_schedule", "slightly_behind"]


def test_county_says_how_many_are_verified() -> None:
    """A pending unit opens the bounds and is not called missing."""
    units = [unit("u1"), unit("u2"), unit("u3")]
    lines = """u1 2018-01 40 verified 2018-02-03
        u2 2018-01 30 provisional 2018-02-03"""
    found = public(site(TOTAL, lines, [target("t")], units=units), "2018-02-10")
    row = value(found, "2018-01", "c")

    assert (row["value"], row["n_expected"], row["n_reported"], row["n_pending"]) == (40, 3, 1, 1)
    assert str(row["missing_ids"]) == "u3"
    assert row["value_high"] == float("inf")


@pytest.mark.slow
def test_county_of_which_nothing_is_verified_has_reported() -> None:
    """It has a row without a figure, and its verdict waits."""
    lines = """u1 2018-01 40 provisional 2018-02-03
        u2 2018-01 30 provisional 2018-02-03"""
    found = public(site(TOTAL, lines, [target("t")]), "2018-03-04")
    row, said = value(found, "2018-01", "c"), verdict(found, "c")

    assert (row["qualifier"], row["n_pending"], str(row["missing_ids"])) == ("pending", 2, "")
    assert pd.isna(row[["value", "value_low", "value_high", "computed_value"]].astype(float)).all()
    assert (said["status"], said["n_missing_reports"]) == ("in_progress", 0)


@pytest.mark.parametrize(
    ("on", "own", "is_out"),
    [
        ("2018-02-19", "", False),
        ("2018-02-20", "", True),
        ("2018-02-14", "15", False),
        ("2018-02-15", "15", True),
        ("2018-01-31", "0", True),
    ],
)
def test_release_day(on: str, own: str, is_out: bool) -> None:
    """Of a period nothing is known to the public on the day before, everything on the day."""
    indicator = {**LEVEL, "release_days": own}
    rows = site(indicator, "u1 2018-01 70 final 2018-02-03")
    found = public(rows, "2018-03-04", on=on, days=20)
    row = verdict(found)

    assert len(found.values) == len(found.tables["observations"]) == is_out
    assert (state(found, "2018-01"), state(found, "2018-01", "u2")) == (
        ("in_time", "missing") if is_out else ("not_due", "not_due")
    )
    assert (row["status"], row["n_due"]) == (("on_schedule", 1) if is_out else ("in_progress", 0))


@pytest.mark.slow
def test_last_period_before_its_release_day() -> None:
    """A window whose last period may not be shown yet is open, though nothing came for it."""
    targets = [{**OF_U1[0], **WINDOW}]
    lines = ENDS.format("0 verified")
    early = verdict(public(site(LEVEL, lines, targets), "2018-05-20", on="2018-04-09", days=10))
    there = verdict(public(site(LEVEL, lines, targets), "2018-05-20", on="2018-04-10", days=10))

    assert (early["status"], early["closed"], early["overdue"]) == ("in_progress", False, False)
    assert (there["status"], there["closed"]) == ("missed", True)


@pytest.mark.slow
def test_irregular_reports_have_release_days_too() -> None:
    """What is reported once is not missing before its deadline's release day."""
    once = {**LEVEL, "cadence": "once", "measure": "yes_no", "due_days": "3"}
    targets = [{**OF_U1[0], **WINDOW, "op": "reach", "value": ""}]
    lines = "u1 2018-03-20 是 final 2018-03-22"
    found = [
        verdict(public(site(once, text, targets), "2018-04-20", on="2018-04-05", days=days))
        for text, days in ((lines, 16), (lines, 17), ("", 5), ("", 6))
    ]

    assert [row["status"] for row in found] == ["achieved", "in_progress", "missed", "in_progress"]


def test_past_days_never_tell_what_is_not_released() -> None:
    """A past month is judged on its own day, or on that of publication where that is earlier."""
    release = Release(SETTLED, 20, dt.date(2018, 3, 15))
    as_of = dt.date(2018, 6, 9)

    assert release.by(as_of, as_of).on == dt.date(2018, 3, 15)
    assert release.by(dt.date(2018, 5, 9), as_of).on == dt.date(2018, 3, 15)
    assert release.by(dt.date(2018, 2, 9), as_of).on == dt.date(2018, 2, 9)


def test_no_change_after_a_pending_figure_says_nothing() -> None:
    """无变化 repeats a figure that is not shown, so it shows none either, nor an older one."""
    lines = """u1 2018-01 70 verified 2018-02-03
        u1 2018-02 80 provisional 2018-03-03
        u1 2018-03 无变化 verified 2018-04-03"""
    found = public(site(LEVEL, lines), "2018-04-10")

    assert pd.isna(value(found, "2018-03")["value"])
    assert verdict(found)["period"] == "2018-01"


@pytest.mark.slow
def test_small_number_left_of_a_reported_total() -> None:
    """What verified units leave of a county's total is protected while another unit is pending."""
    indicator = {**TOTAL, "counts": "persons", "reported_by": "health_centre|county"}
    lines = """c 2018-01 43 verified 2018-02-03
        u1 2018-01 40 verified 2018-02-03
        u2 2018-01 3 {} 2018-02-03"""
    shown_of = {
        status: set(
            protected(public(site(indicator, lines.format(status)), "2018-02-10"), 5)
            .values.dropna(subset="value")["entity_id"]
            .astype(str)
        )
        for status in ("verified", "provisional")
    }

    assert all(not {"c", "u1"} <= entities for entities in shown_of.values())
    assert "u2" not in shown_of["provisional"]


WORDS = ["3", "70", "1200", ">95", "约40", "—", "无", "无变化", ""]
MONTHS = [f"2018-{month:02}" for month in range(1, 7)]
CELLS = st.tuples(
    st.sampled_from(["u1", "u2", "c"]),
    st.sampled_from(MONTHS),
    st.sampled_from(["provisional", "", "verified", "final"]),
    st.integers(1, 25),
)


def row_of(cell: tuple[str, str, str, int], word: str) -> dict[str, str]:
    """Write a report that came some days after its month."""
    entity_id, period, status, lag = cell
    end = (pd.Period(period) + 1).start_time + pd.Timedelta(days=lag)
    return {
        "indicator_id": "i",
        "entity_id": entity_id,
        "period": period,
        "value": word,
        "status": status,
        "reported_on": end.date().isoformat(),
    }


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(), indicator=st.sampled_from([LEVEL, TOTAL, FLOW, {**FLOW, "counts": "persons"}])
)
def test_what_may_not_be_shown_changes_nothing(data, indicator) -> None:
    """Whatever else figures that are not published were, the public edition is the same."""
    cells = data.draw(st.lists(CELLS, unique_by=lambda cell: (cell[0], cell[1], cell[3])))
    words = [data.draw(st.sampled_from(WORDS[:3])) for _ in cells]
    others = [
        word if cell[2] in SETTLED and cell[1] < "2018-05" else data.draw(st.sampled_from(WORDS))
        for cell, word in zip(cells, words, strict=True)
    ]
    targets = [target("t", public="yes"), {**OF_U1[0], "target_id": "own", **WINDOW}]
    judging = Judging(dt.date(2018, 7, 20), (), 5.0, "public", 5)
    release = Release(SETTLED, 20, dt.date(2018, 5, 25))  # of April, but not of May
    found = []
    for texts in (words, others):
        observations = [row_of(cell, word) for cell, word in zip(cells, texts, strict=True)]
        rows = county({**indicator, "reported_by": "health_centre|county"}, "", targets=targets)
        tables = typed_tables({**rows, "observations": observations})
        found.append(shown(evaluated(tables, judging.as_of, 5.0, release), judging)[0])

    one, other = found
    for name in ("values", "revisions", "reports", "assessments", "headlines"):
        pd.testing.assert_frame_equal(*(plain(getattr(each, name)) for each in (one, other)))
    for name, frame in one.tables.items():
        pd.testing.assert_frame_equal(plain(frame), plain(other.tables[name]))


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the cells of a table, without which texts its columns could hold."""
    texts = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(texts, object))


@pytest.mark.slow
def test_pages_do_not_depend_on_what_is_held_back(tmp_path: Path) -> None:
    """The files of the public edition are the same, byte for byte, with other figures behind."""
    chance = random.Random(4)  # noqa: S311 (no secret)
    one = write_small_site(tmp_path / "one")
    paths = sorted((one / "data/observations").iterdir())
    held = {path: [chance.random() < 0.2 for _ in rows_of(path)] for path in paths}
    made = []
    for name in ("one", "two"):
        for path, marks in held.items():
            rows = rows_of(path)
            for row, is_held in zip(rows, marks, strict=True):
                row["status"] = "provisional" if is_held else "verified"
                if is_held and name == "two" and row["value"][:1].isdigit():
                    row |= {"value": str(chance.randrange(99)), "numerator": "", "denominator": ""}
            write_rows(path, rows)
        generate(settings_of(one))
        made.append(tree(one))

    first, second = made
    assert [path for path in first if first[path] != second[path]] == []
    assert sum(
        "reported, being" in str(text) or "待核实".encode() in text for text in first.values()
    )
