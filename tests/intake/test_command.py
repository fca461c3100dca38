"""The monthly loop as a clerk types it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import cli
from tests.intake.conftest import Desk
from tests.intake.made import changed, fill


def xushi(desk: Desk, *arguments: str | Path, answer: str | None = None) -> Result:
    """Use the command on the site of a desk, in English."""
    return xushi_at(desk.settings.root, *arguments, answer=answer)


def xushi_at(root: Path, *arguments: str | Path, answer: str | None = None) -> Result:
    """Use the command on a site, in English."""
    config = "--config-file", str(root / "mkdocs.yml"), "--locale", "en"
    return CliRunner().invoke(
        cli,
        [*map(str, arguments), *config],
        input=answer,
        prog_name="xushi",
        catch_exceptions=False,
    )


@pytest.mark.slow
def test_forms_collect_undo_backup_restore(desk: Desk, tmp_path: Path) -> None:
    """Forms go out, two come back, one of them wrong; the intake is taken back."""
    made = xushi(desk, "forms", tmp_path / "forms", "--period", "2018-09")
    assert made.output == f"3 forms with 24 figures to fill in: {tmp_path / 'forms'}\n"
    form = next((tmp_path / "forms").glob("u1_*"))
    fill(form, desk.inbox / "a.xlsx")
    fill(desk.forms["u2"], desk.inbox / "b.xlsx", changed(toilets={"value": "91户"}))
    collect = "collect", desk.inbox, "--received", "2018-10-05"

    asked = xushi(desk, *collect, answer="n\n")
    assert asked.output.endswith("as received on 2018-10-05? [y/N]: n\nNothing was taken.\n")
    assert not list(desk.data.glob("observations/intake-*"))

    found = xushi(desk, *collect, "--yes")
    assert found.exit_code == 1
    assert "a.xlsx is taken: 8 new figures, 0 known already." in found.output
    assert "b.xlsx is not taken: 1 to mend." in found.output
    assert "intake-0001-2018-10-05: 8 entries taken." in found.output
    assert "b.xlsx[填报]:8:L: " in found.output
    assert "[wrong-unit]" in found.output
    assert (tmp_path / "outbox/b.退回.xlsx").exists()

    (desk.inbox / "b.xlsx").unlink()
    again = xushi(desk, *collect, "--yes")
    assert again.exit_code == 0
    assert again.output == (
        "a.xlsx was taken before (intake-0001-2018-10-05); nothing is changed.\n"
        "Nothing new was taken.\n"
    )
    saved = xushi(desk, "backup", tmp_path / "one.zip")
    assert saved.exit_code == 0
    undone = xushi(desk, "undo", "--yes")
    assert undone.output == (
        "intake-0001-2018-10-05 was taken back: 8 entries. The ledger keeps it.\n"
    )
    refused = xushi(desk, "restore", tmp_path / "one.zip", answer="n\n")
    assert refused.exit_code == 1
    assert not list(desk.data.glob("observations/intake-*"))
    back = xushi(desk, "restore", tmp_path / "one.zip", "--yes")
    assert back.exit_code == 0
    assert list(desk.data.glob("observations/intake-*"))
    shutil.rmtree(desk.data)
    lost = xushi(desk, "restore", tmp_path / "one.zip")
    assert (lost.exit_code, lost.output.count("\n")) == (0, 1)
    assert list(desk.data.glob("observations/intake-*"))


def test_period_of_nobody(desk: Desk, tmp_path: Path) -> None:
    """A period that nobody owes, or that is none, is said."""
    nobody = xushi(desk, "forms", tmp_path / "forms", "--period", "2031-09")
    none = xushi(desk, "forms", tmp_path / "forms", "--period", "September")

    assert (nobody.exit_code, none.exit_code) == (2, 2)
    assert "nobody owes a figure for 2031-09" in nobody.output
