"""`data/README.md` says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.problems import Code
from generator.schema import TABLES
from generator.schema.dictionary import dictionary_text

README = Path(__file__).parents[2] / "data" / "README.md"


def test_readme_is_current(request):
    """The file is what the code makes; --update-golden rewrites it."""
    made = dictionary_text()
    if request.config.getoption("--update-golden"):
        README.write_text(made, encoding="utf-8", newline="\n")

    assert README.read_text(encoding="utf-8") == made, "run pytest tests/schema --update-golden"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_explained(table):
    """Each column has a row of its own, in the table's section."""
    section = dictionary_text().partition(f"\n## {table.name} · ")[2].partition("\n## ")[0]

    assert [f"| `{table.name}.{name}` |" in section for name in table.names] == [True] * len(
        table.names
    )


@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_explained(code):
    """Each problem code has a row with its severity, meaning and fix."""
    assert f"\n| `{code}` | " in dictionary_text()


def test_table_cells_stay_apart():
    """A vertical bar within a text does not begin a new cell."""
    rows = [line for line in dictionary_text().splitlines() if line.startswith("| `units.")]

    assert {row.replace("\\|", "").count("|") for row in rows} == {6}
