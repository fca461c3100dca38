"""274 English hospital organisations against the four-hour standard, month by month."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from generator.model import Evaluation

from . import nhs_ae
from .sites import Checked, by_target, check_folder

pytestmark = pytest.mark.real

CLOSED, OPEN = "2019-04-14", "2018-12-14"
"""The day the last month's reports came in, and one in the middle of the last winter."""


@pytest.fixture(scope="module")
def months(real_data: Path) -> nhs_ae.Months:
    """Add up the source in plain Python."""
    return nhs_ae.read_months(real_data)


@pytest.fixture(scope="module")
def checked(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Write, read and check the tables."""
    folder = tmp_path_factory.mktemp("nhs")
    nhs_ae.write_site(real_data, folder)
    return check_folder(folder)


@pytest.fixture(scope="module")
def closed(checked: Checked) -> Evaluation:
    """Judge the whole three years."""
    return checked.on(CLOSED)


def test_tables_have_no_errors(checked: Checked) -> None:
    """274 organisations and their monthly reports pass the check."""
    assert checked.problems == []
    assert len(checked.tables["units"]) == 274
    assert (checked.tables["units"]["name"] == checked.tables["units"]["unit_id"]).all()
    assert len(checked.tables["observations"]) == 8298


def test_lives_of_the_organisations(checked: Checked, months: nhs_ae.Months) -> None:
    """Of 84 that lack months 38 opened and 48 closed on the way, 7 did both; 5 only have gaps."""
    units = checked.tables["units"].set_index("unit_id")
    lacking = [code for code, own in months.items() if len(own) < 36]
    late, early = units["valid_from"].notna(), units["valid_to"].notna()

    assert len(lacking) == 84
    assert (late.sum(), early.sum(), (late & early).sum()) == (38, 48, 7)
    assert (~late & ~early)[lacking].sum() == 5


def test_england_is_the_ratio_of_sums(closed: Evaluation, months: nhs_ae.Months) -> None:
    """Each month's figure is Σ seen in time ÷ Σ attendances, never a mean of percentages."""
    sums: dict[str, list[int]] = {}
    for own in months.values():
        for month, (attendances, breaches) in own.items():
            whole = sums.setdefault(month, [0, 0])
            whole[0] += attendances
            whole[1] += breaches
    expected = {month: 100 * (1 - late / all_) for month, (all_, late) in sums.items()}

    values = closed.values[closed.values["entity_id"] == nhs_ae.ENGLAND]
    ours = dict(zip(values["period"].astype(str), values["value"], strict=True))

    assert ours == pytest.approx(expected, rel=1e-12)
    assert {month: round(ours[month], 6) for month in ("2016-04", "2016-08", "2019-02")} == {
        "2016-04": 90.035127,
        "2016-08": 90.97631,
        "2019-02": 84.22525,
    }


def plain_verdict(own: dict[str, tuple[int, int]], until: str, *, is_closed: bool) -> str:
    """Judge one organisation without the program: keep at least 95 % in every month."""
    reported = {month: pair for month, pair in own.items() if month <= until}
    met = {month: 20 * late <= all_ for month, (all_, late) in reported.items()}
    first, last = min(own), max(own)
    every = [str(month) for month in pd.period_range(first, until, freq="M")]
    if is_closed:
        if not all(met.values()):
            return "missed"
        return "achieved" if all(month in met for month in every) else "no_report"
    if not reported:
        return "in_progress"
    if len(every) > 1 and not {*every[-2:]} & reported.keys() and last >= until:
        return "no_report"
    newest = max(reported)
    if not met[newest]:
        return "behind"
    return "on_schedule" if all(met.values()) else "slightly_behind"


@pytest.mark.parametrize(
    ("day", "until", "counts"),
    [
        pytest.param(
            CLOSED, "2019-03", {"missed": 141, "achieved": 80, "no_report": 5}, id="closed"
        ),
        pytest.param(
            OPEN,
            "2018-11",
            {"behind": 123, "on_schedule": 88, "slightly_behind": 16},
            id="open",
        ),
    ],
)
def test_every_organisation_is_judged_as_by_hand(
    checked: Checked, months: nhs_ae.Months, day: str, until: str, counts: dict[str, int]
) -> None:
    """Verdicts of those that exist on the day are those of a plain loop over the source."""
    each = checked.on(day).assessments.query(
        "target_id == @nhs_ae.UNITS_TARGET and not is_each_summary"
    )
    ours = dict(zip(each["entity_id"], each["status"].astype(str), strict=True))

    by_hand = {code: plain_verdict(months[code], until, is_closed=day == CLOSED) for code in ours}

    assert ours == by_hand
    assert Counter(ours.values()) == counts


@pytest.mark.parametrize(
    ("day", "status", "value", "n_met", "n_children"),
    [
        pytest.param(CLOSED, "missed", 86.604277, 80, 226, id="closed"),
        pytest.param(OPEN, "behind", 87.604467, 104, 227, id="open"),
    ],
)
def test_england_as_a_whole(
    checked: Checked, day: str, status: str, value: float, n_met: int, n_children: int
) -> None:
    """The country is judged on its own ratio, and on how many of its organisations keep theirs."""
    own = by_target(checked.on(day).assessments.query("entity_id == @nhs_ae.ENGLAND"))

    assert list(own["status"].astype(str)) == [status, status]
    assert round(own.at[nhs_ae.WHOLE_TARGET, "value"], 6) == value
    assert tuple(own.loc[nhs_ae.UNITS_TARGET, ["n_met", "n_children"]]) == (n_met, n_children)
