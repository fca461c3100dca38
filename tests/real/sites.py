"""Take a folder of tables through the stages that any site goes through."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from generator import pipeline
from generator.check import check_site
from generator.model import Evaluation, Tables
from generator.problems import Problem, Severity
from generator.sources import read_site
from generator.starter import write_starter

TOLERANCE = 5.0


@dataclass(frozen=True)
class Checked:
    """What reading and checking gave."""

    tables: Tables
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """Problems that would stop the build."""
        return [found for found in self.problems if found.severity is Severity.ERROR]

    @property
    def codes(self) -> Counter[str]:
        """How many problems there are of each kind."""
        return Counter(str(found.code) for found in self.problems)

    def on(self, day: str) -> Evaluation:
        """Judge what was known on a day."""
        return pipeline.evaluate_tables(self.tables, dt.date.fromisoformat(day), TOLERANCE)


def check_folder(folder: Path) -> Checked:
    """Read and check the tables of a folder."""
    reading = read_site(folder)
    tables, problems = check_site(reading.tables)
    return Checked(tables, [*reading.problems, *problems])


def lay_out(folder: Path, title: str) -> Path:
    """Make an empty site and give its data folder."""
    write_starter(folder, demonstration=False)
    config = folder / "mkdocs.yml"
    lines = config.read_text(encoding="utf-8").splitlines()
    named = [f"site_name: {title}" if line.startswith("site_name:") else line for line in lines]
    config.write_text("\n".join(named) + "\n", encoding="utf-8")
    return folder / "data"


def by_target(assessments: pd.DataFrame) -> pd.DataFrame:
    """Index the assessments of targets that have one each."""
    indexed = assessments.set_index("target_id")
    assert indexed.index.is_unique
    return indexed


def statuses(assessments: pd.DataFrame) -> dict[str, int]:
    """Count the assessments by status."""
    return dict(sorted(Counter(str(status) for status in assessments["status"]).items()))
