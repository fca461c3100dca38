"""`xushi diff`: what it says of snapshots, bags and the site as it stands, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from generator.pipeline.differing import Side
from generator.problems import BagError, Code
from generator.snapshots.comparing import _Bags, _refuse_strangers
from tests.snapshots.conftest import Frozen
from tests.snapshots.made import xushi

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def config(frozen: Frozen, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the site of which a quarter was frozen; give its configuration."""
    site = tmp_path_factory.mktemp("diff") / "site"
    return Path(shutil.copytree(frozen.folder.parent, site)) / "mkdocs.yml"


def read(*arguments: str | Path) -> dict:
    """Compare as a program does."""
    said = xushi("diff", *arguments, "--format", "json")
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def test_what_is_said(config: Path) -> None:
    """Counts come first, then each verdict with both words and its reason, the worst first."""
    said = xushi("diff", "2018Q3", "now", "-f", config)
    found = read("2018Q3", "now", "-f", config)

    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0].startswith("2018Q3 (2018-10-05) → now (2018-1")
    assert lines[0].endswith("internal edition")
    assert lines[1] == f"Verdicts that changed: {found['changed']}."
    assert found["changed"] == len(found["differences"]) > 0
    assert sum(line.startswith("      why: ") for line in lines) == found["changed"]
    assert all(row["reasons"] and row["steps"] for row in found["differences"])
    kinds = [lines.index(word) for word in ("Got worse", "Got better") if word in lines]
    assert kinds == sorted(kinds)


def test_bags_by_path_say_the_same(config: Path, tmp_path: Path) -> None:
    """A folder, its archive and its name are one; in CSV there is a line a verdict."""
    snapshots = config.parent / "snapshots"
    by_name = read("2018Q3.r1", "-f", config)
    by_zip = read(snapshots / "2018Q3.internal.zip", "-f", config)
    out = tmp_path / "found.csv"
    said = xushi("diff", "2018Q3", "-f", config, "--format", "csv", "--out", out)

    assert by_name == by_zip
    assert said.stdout == f"Written to {out}.\n"
    listed = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["target_id"] for row in listed] == [
        row["target_id"] for row in by_name["differences"]
    ]


def test_public_bag_alone(config: Path) -> None:
    """Without the inputs reasons are read off, and it is said."""
    public = config.parent / "snapshots" / "2018Q3"

    found = read(public, "-f", config)
    said = xushi("diff", public, "-f", config)

    assert found["edition"] == "public"
    assert all(row["read_off"] and not row["steps"] for row in found["differences"])
    assert "only what was published is at hand" in said.stdout
    with_inputs = read("2018Q3", "-f", config, "--edition", "public")
    assert {row["target_id"] for row in with_inputs["differences"]} <= {
        row["target_id"] for row in found["differences"]
    }


def test_nothing_changed(config: Path) -> None:
    """A snapshot is no other than itself."""
    said = xushi("diff", "2018Q3", "2018Q3", "-f", config)

    assert said.exit_code == 0
    assert said.stdout.splitlines()[1:] == ["No verdict changed."]


def test_refused(config: Path, tmp_path: Path) -> None:
    """An unknown name, a wrong order, a changed bag and another site are named."""
    unknown = xushi("diff", "2018Q4", "-f", config)
    turned = xushi("diff", "now", "2018Q3", "-f", config)
    bag = tmp_path / "2018Q3.internal"
    shutil.copytree(config.parent / "snapshots" / bag.name, bag)
    targets = bag / "data" / "inputs" / "data" / "targets.csv"
    targets.write_bytes(targets.read_bytes() + b"\n")
    changed = xushi("diff", bag, "-f", config)

    assert unknown.exit_code == changed.exit_code == 1
    assert "there is no snapshot “2018Q4” [unknown-snapshot]" in unknown.stderr + unknown.stdout
    assert "2018Q3" in unknown.stderr + unknown.stdout
    assert turned.exit_code == 2
    assert "swap them" in turned.stderr
    assert "data/inputs/data/targets.csv" in changed.stderr + changed.stdout


def test_other_site() -> None:
    """A site that has no county in common is another one."""
    ours, strange = (
        Side(None, 0, pd.DataFrame({"county_id": [name]})) for name in ("lanjiang", "elsewhere")
    )
    bags = [_Bags("2018Q2", None), _Bags("2018Q3", None)]

    with pytest.raises(BagError) as error:
        _refuse_strangers([ours, strange], bags)

    assert [found.code for found in error.value.problems] == [Code.OTHER_SITE]
    _refuse_strangers([ours, ours], bags)
