"""A small site, and one that was frozen once for all processes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.snapshots.made import write_site, xushi


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give the configuration of a small site in a folder of its own."""
    return write_site(tmp_path / "site")


@dataclass(frozen=True)
class Frozen:
    """The folder of the snapshots of a site, in which tests only read, and what was said."""

    folder: Path
    exit_code: int
    output: str
    stdout: str


@pytest.fixture(scope="session")
def frozen(once: Callable[[str, Callable[[Path], object]], Path]) -> Frozen:
    """Freeze a quarter of a small site, signed and archived, once for all processes."""
    folder = once("frozen", _freeze)
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return Frozen(folder / "site" / "snapshots", **said)


def _freeze(folder: Path) -> None:
    key = folder / "key.pem"
    for command in (
        ["openssl", "genpkey", "-algorithm", "ED25519", "-out", key],
        ["openssl", "pkey", "-in", key, "-pubout", "-out", folder / "public.pem"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    site = write_site(folder / "site")
    said = xushi("snapshot", "2018Q3", "-f", site, "--zip", "--sign", key, "--jobs", "1")
    kept = {name: getattr(said, name) for name in ("exit_code", "output", "stdout")}
    (folder / "said.json").write_text(json.dumps(kept), encoding="utf-8")
