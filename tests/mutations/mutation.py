"""What a wrong change of one rule is."""

from __future__ import annotations

from dataclasses import dataclass

CASES = "tests/evaluate/test_cases.py::test_verdict"


@dataclass(frozen=True)
class Mutation:
    """One wrong change of one rule."""

    name: str
    file: str
    """Below `generator/`."""
    function: str
    old: str
    """Stands in the file once."""
    new: str
    caught_by: str = CASES

    @property
    def line(self) -> str:
        """Its row in the table."""
        return f"| {self.name} | `generator/{self.file}::{self.function}` | `{self.caught_by}` |"
