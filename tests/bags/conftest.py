"""A small sealed site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bags.made import write_bag


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Seal a small site."""
    return write_bag(tmp_path)
