"""The site with canaries, built once."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from generator import pipeline
from generator.pipeline import BuildResult
from generator.settings import Settings, read_settings
from tests.gate.planting import write_planted_site


@dataclass(frozen=True)
class Planted:
    """A built public edition, and what must not be in it."""

    settings: Settings
    built: BuildResult
    canaries: list[str]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Build the planted site in both languages."""
    folder = tmp_path_factory.mktemp("planted") / "site"
    canaries = write_planted_site(folder)
    settings = read_settings(folder / "mkdocs.yml", locales=("zh", "en"))
    return Planted(settings, pipeline.build(settings), canaries)
