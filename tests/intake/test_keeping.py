"""Backups are whole, the same for the same data, and come back without losing anything."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from generator.intake import back_up, differences, restore
from generator.problems import IntakeError
from tests.intake.conftest import Desk
from tests.intake.made import fill, take
from tests.intake.test_ledger import state


@pytest.mark.slow
def test_back_up_and_restore(desk: Desk, tmp_path: Path) -> None:
    """What was there is there again, and what stood there before is kept beside it."""
    fill(desk.forms["u1"], desk.inbox / "a.xlsx")
    take(desk.settings, desk.inbox, desk.outbox)
    before = state(desk.data)
    files = back_up(desk.data, tmp_path / "one.zip")
    back_up(desk.data, tmp_path / "two.zip")
    (desk.data / "units.csv").write_text("x", encoding="utf-8")
    (desk.data / "plans.csv").unlink()
    (desk.data / "new.csv").touch()

    assert differences(desk.data, tmp_path / "one.zip") == (1, 1, 1)
    aside = restore(desk.data, tmp_path / "one.zip")

    assert files == len(before)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert state(desk.data) == before
    assert aside is not None
    assert (aside / "units.csv").read_text(encoding="utf-8") == "x"


@pytest.mark.slow
def test_backup_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    """A file of the name is left alone."""
    (tmp_path / "one.zip").touch()

    with pytest.raises(IntakeError, match="file-exists"):
        back_up(desk.data, tmp_path / "one.zip")


@pytest.mark.parametrize("name", ["../x", "/x", "data/../../x", "other/x"])
def test_backup_that_leads_elsewhere(desk: Desk, tmp_path: Path, name: str) -> None:
    """Names that lead out of the folder are refused."""
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr(name, b"")
        digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        archive.writestr("SHA256SUMS", f"{digest}  {name}\n")

    with pytest.raises(IntakeError, match="backup-damaged"):
        restore(desk.data, tmp_path / "one.zip")


def test_damaged_backup(desk: Desk, tmp_path: Path) -> None:
    """Nothing is restored from an archive that is not as it was written."""
    back_up(desk.data, tmp_path / "one.zip")
    before, whole = state(desk.data), (tmp_path / "one.zip").read_bytes()
    for place in range(40, len(whole), len(whole) // 12):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        (tmp_path / "two.zip").write_bytes(damaged)
        with suppress(IntakeError):
            restore(desk.data, tmp_path / "two.zip")
        assert state(desk.data) == before
