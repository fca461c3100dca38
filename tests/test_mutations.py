"""Breaking a rule makes a test fail: each mutation is done to a copy of the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parent.parent
COPIED = (
    *("generator", "tests", "templates", "data", "benchmarks", "pyproject.toml", "mkdocs.yml"),
    *("reports/README.md", "site/README.md"),
)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_mutation_has_its_place(mutation: Mutation) -> None:
    """What a mutation changes stands in the program, once."""
    text = (ROOT / "generator" / mutation.file).read_text(encoding="utf-8")

    assert text.count(mutation.old) == 1


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_mutation_is_caught(mutation: Mutation, tmp_path: Path) -> None:
    """The test that a mutation names fails under it, and runs at all."""
    for name in COPIED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    changed = tmp_path / "generator" / mutation.file
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", mutation.caught_by],
        cwd=tmp_path,
        env={**os.environ, "XUSHI_REAL_DATA": str(real_data())},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 failed" in done.stdout, done.stdout
    assert "error" not in done.stdout.splitlines()[-1]


def real_data() -> Path:
    """Find the data of other publishers from the copy, which lies elsewhere."""
    return Path(os.environ.get("XUSHI_REAL_DATA", ROOT.parent / "shared" / "datasets")).absolute()
