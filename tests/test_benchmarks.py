"""The benchmarks are no tests, but they still run: what they watch is where they look for it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import benchmarks
from benchmarks import evaluate

pytestmark = pytest.mark.slow

MODULES = sorted(path.stem for path in Path(benchmarks.__path__[0]).glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_can_be_started(name: str) -> None:
    """What each imports is there, and it says in its first lines how it is run."""
    module = import_module(f"benchmarks.{name}")

    assert f"python -m benchmarks.{name}" in (module.__doc__ or "") or not hasattr(module, "main")


def test_stages_are_watched_where_they_are_called() -> None:
    """Each stage takes time that is seen."""
    seconds = evaluate.run_once(5)

    assert all(seconds[stage] > 0 for stage in evaluate.STAGES)
