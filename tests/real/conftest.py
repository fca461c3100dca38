"""Where the data of other publishers lie, and one built site of each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data(root: Path) -> Path:
    """Give the folder named by XUSHI_REAL_DATA; skip without it, but fail where CI runs."""
    folder = Path(os.environ.get("XUSHI_REAL_DATA") or root.parent / "shared" / "datasets")
    if not folder.is_dir():
        message = f"no data of other publishers in {folder}; name their folder in XUSHI_REAL_DATA"
        if os.environ.get("CI"):
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def seeds(real_data: Path) -> Path:
    """Give the folder of the hand-annotated plans beside the data."""
    return real_data.parent / "seeds"
