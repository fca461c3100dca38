"""The monthly loop where observations are kept by county."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from generator.intake import collect, ledger, offer, own_intake, undo_last
from generator.packing import pack
from generator.pipeline import check, due, reach
from generator.settings import Settings, read_settings
from generator.sources.finding import find_tables
from tests.intake.made import DAY, NOON, ZH, changed, codes, fill, take, write_site
from tests.intake.test_command import xushi_at
from tests.intake.test_ledger import killed

pytestmark = pytest.mark.slow

NAME = "intake-0001-2018-10-05.csv"
LAN, HE = (f"observations/county_id={county}/{NAME}" for county in ("lan", "he"))


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """Lay out two counties, pack them, and write the forms of September."""
    folder = tmp_path_factory.mktemp("counties")
    plain = write_site(folder / "plain").data_dir
    for name, row in (
        ("counties", "he,某市,990102,fictional"),
        ("units", "u4,he,第4卫生院,health_centre"),
        ("plans", "q,he,计划,2018-01-01,2018-12-31,2018-01-02"),
        ("targets", "q-toilets,q,一,改厕,toilets,each,health_centre,at_least,120,2018-01-02"),
        ("observations/2018", "toilets,u4,2018-08,80,,,2018-09-03,verified"),
    ):
        with (plain / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    shutil.copytree(folder / "plain", folder / "site", ignore=shutil.ignore_patterns("data"))
    pack(plain, folder / "site/data")
    out = xushi_at(folder / "site", "forms", folder / "forms", "--period", "2018-09")
    assert out.output == f"4 forms with 25 figures to fill in: {folder / 'forms'}\n"
    return folder / "site", {p.name[:2]: p for p in (folder / "forms").glob("u*.xlsx")}


@pytest.fixture
def site(laid_out: tuple[Path, dict[str, Path]], tmp_path: Path) -> Settings:
    """Give a copy of one's own, with two filled forms in the inbox, one figure confirmed."""
    shutil.copytree(laid_out[0], tmp_path / "site")
    confirmed = {"value": 150, "confirmed": "已核实", "confirmation": "验收"}
    fill(laid_out[1]["u1"], tmp_path / "inbox/a.xlsx", changed(toilets=confirmed))
    fill(laid_out[1]["u4"], tmp_path / "inbox/b.xlsx", {"toilets": {"value": 91}})
    return read_settings(tmp_path / "site/mkdocs.yml")


def own_files(data: Path) -> list[str]:
    """Name what a build reads of intakes."""
    return sorted(place.file for place in find_tables(data)[0] if "intake" in place.file)


def due_in_september(settings: Settings) -> dict[str, int]:
    """Count what each unit owes for the month and the quarter."""
    periods = ("2018-09", "2018Q3")
    return {
        one.entity_id: sum(report.period in periods for report in one.due)
        for one in due(settings).entities
        if one.entity_id.startswith("u")
    }


def test_each_county_gets_its_rows(site: Settings, tmp_path: Path) -> None:
    """Rows stand in the folders of their counties; evidence names the row in each."""
    inbox, outbox = tmp_path / "inbox", tmp_path / "outbox"
    on_the_day = read_settings(site.root / "mkdocs.yml", as_of=DAY)
    assert due_in_september(on_the_day) == {"u1": 6, "u2": 6, "u3": 6, "u4": 1}

    offered, found = take(site, inbox, outbox)

    assert codes(offered) == {}
    assert (found.name, found.rows) == (Path(NAME).stem, 9)
    assert own_files(site.data_dir) == [HE, LAN, f"reviews/{NAME}"]
    path = site.data_dir / "received" / found.name / "evidence.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        said = {(row["entity_id"], row["indicator_id"]): row["row"] for row in csv.DictReader(file)}
    assert (said["u1", "visits"], said["u4", "toilets"]) == ("2", "2")
    assert check(site).problems == []
    assert reach(site)[1] == DAY
    assert [due_in_september(on_the_day)[unit] for unit in ("u1", "u4")] == [0, 0]
    assert set(take(site, inbox, outbox)[0].repeated) == {"a.xlsx", "b.xlsx"}

    with own_intake(site):
        undo_last(site.data_dir, NOON)
    assert own_files(site.data_dir) == []
    assert [one.is_undone for one in ledger.intakes(site.data_dir)] == [True]


def test_known_figures_of_the_county(site: Settings, tmp_path: Path) -> None:
    """What is compared and answered is that of the sender's own county."""
    take(site, tmp_path / "inbox", tmp_path / "outbox")
    forms = tmp_path / "forms"
    xushi_at(site.root, "forms", forms, "--period", "2018-09")
    again = {"toilets": {"value": 92}}
    fill(next(forms.glob("u4_*")), tmp_path / "inbox/c.xlsx", again)

    offered, found = take(site, tmp_path / "inbox", tmp_path / "outbox")

    assert codes(offered) == {"c.xlsx": [("no-correction-reason", "Q5")]}
    assert [path.name for path in found.replies] == ["c.退回.txt", "c.退回.xlsx"]


def test_backup_and_restore(site: Settings, tmp_path: Path) -> None:
    """A backup holds the folders of all counties."""
    take(site, tmp_path / "inbox", tmp_path / "outbox")
    xushi_at(site.root, "backup", tmp_path / "one.zip")
    xushi_at(site.root, "undo", "--yes")

    back = xushi_at(site.root, "restore", tmp_path / "one.zip", "--yes")

    assert back.exit_code == 0
    assert own_files(site.data_dir) == [HE, LAN, f"reviews/{NAME}"]


def test_killed_at_every_moment(site: Settings, tmp_path: Path) -> None:
    """A build sees the rows of all counties or of none, whenever the intake was cut off."""
    data, kept, outbox = site.data_dir, tmp_path / "kept", tmp_path / "outbox"
    shutil.copytree(data, kept)
    offered = offer(site, tmp_path / "inbox", DAY)

    def work() -> None:
        with own_intake(site):
            collect(site, offered, outbox, NOON, ZH)

    moment, states = 1, []
    while killed(data, work, moment):
        states.append(own_files(data))
        is_certain = (data / "received" / Path(NAME).stem).exists()
        with own_intake(site):
            assert bool(own_files(data)) is is_certain
        shutil.rmtree(data)
        shutil.copytree(kept, data)
        moment += 1
    assert len(states) > 20
    assert all(state == [] for state in states)
    assert own_files(data) == [HE, LAN, f"reviews/{NAME}"]
