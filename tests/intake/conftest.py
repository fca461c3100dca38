"""The small site and its forms, made once and copied."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.settings import Settings, read_settings
from tests.intake.made import made_forms, write_site


@dataclass(frozen=True)
class Desk:
    """What a clerk has: the site, the forms that were handed out, an inbox and an outbox."""

    settings: Settings
    forms: dict[str, Path]
    inbox: Path
    outbox: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.settings.data_dir


@pytest.fixture(scope="session")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Path]]:
    """Lay out the site and write its forms."""
    folder = tmp_path_factory.mktemp("desk")
    return folder / "site", made_forms(write_site(folder / "site"), folder / "forms")


@pytest.fixture
def desk(handed_out: tuple[Path, dict[str, Path]], tmp_path: Path) -> Desk:
    """Give a desk of one's own."""
    site, forms = handed_out
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "inbox").mkdir()
    settings = read_settings(tmp_path / "site" / "mkdocs.yml")
    return Desk(settings, forms, tmp_path / "inbox", tmp_path / "outbox")
