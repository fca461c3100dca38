"""A period is frozen as two bags; the public one holds nothing internal."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import bagit
import pytest

from generator import shards
from generator.bags import check_signature, fixity_of, verify
from generator.snapshots.recipe import read_recipe
from tests.bags.made import files_of
from tests.changing import rows_of, write_rows
from tests.snapshots.conftest import Frozen
from tests.snapshots.made import DAY, SECRETS, write_site, xushi


def contents(folder: Path) -> bytes:
    """Read everything in a folder, worksheets unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name) for name in book.namelist()]
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


@pytest.mark.slow
def test_two_bags_and_what_is_said(frozen: Frozen) -> None:
    """Both bags are whole, also to the Library of Congress' tool, and told with their values."""
    folder, said = frozen.folder, frozen

    assert said.exit_code == 0, said.output
    bags = [folder / name for name in ("2018Q3", "2018Q3.internal")]
    assert [verify(bag) for bag in bags] == [[], []]
    assert [bagit.Bag(str(bag)).is_valid() for bag in bags] == [True, True]
    assert sorted(path.name for path in folder.iterdir()) == [
        *("2018Q3", "2018Q3.internal", "2018Q3.internal.sig", "2018Q3.internal.zip"),
        *("2018Q3.sig", "2018Q3.zip", "versions.json"),
    ]
    lines = ["Snapshot 2018Q3 shows what was known on 2018-10-05."]
    for bag in bags:
        lines += [
            f"{bag.name}: open {bag}/data/site/index.html in a browser.",
            f"    Fixity value (SHA-256): {fixity_of(bag)}",
            f"    Beside it: {bag}.sig",
            f"    Beside it: {bag}.zip",
        ]
        assert check_signature(bag, Path(f"{bag}.sig"), folder.parents[1] / "public.pem") == []
        assert fixity_of(Path(f"{bag}.zip")) == fixity_of(bag)
        assert (bag / "data" / "site" / "index.html").is_file()
    lines.append("Keep 2018Q3.internal where the public cannot read it.")
    assert said.stdout.splitlines()[: len(lines)] == lines


@pytest.mark.slow
def test_public_bag_holds_nothing_internal(frozen: Frozen) -> None:
    """A note and a target that are not public are in the internal bag only."""
    folder = frozen.folder
    public, internal = (contents(folder / name) for name in ("2018Q3", "2018Q3.internal"))

    for secret in SECRETS:
        assert secret.encode() in internal
        assert secret.encode() not in public


@pytest.mark.slow
def test_tables_of_the_public_bag(frozen: Frozen) -> None:
    """They are what was known on the day, and what the independent checker finds valid."""
    from frictionless import Package

    tables = frozen.folder / "2018Q3" / "data" / "tables"
    report = Package(str(tables / "datapackage.json")).validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert {resource.name for resource in report.tasks} >= {"targets", "observations"}
    figures = rows_of(tables / "observations.csv")
    assert max(row["reported_on"] for row in figures) <= "2018-10-05"
    assert {row["note"] for row in figures} == {""}


@pytest.mark.slow
def test_inputs_of_the_internal_bag(frozen: Frozen) -> None:
    """They are byte for byte those of the site, with what the program was."""
    folder = frozen.folder
    payload = folder / "2018Q3.internal" / "data"
    root = folder.parent

    for path in (payload / "inputs").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (root / path.relative_to(payload / "inputs")).read_bytes()
    kept = {path.name for path in (payload / "inputs").iterdir()}
    assert kept == {"data", "mkdocs.yml", "templates"}
    recipe = read_recipe((payload / "method.json").read_bytes())
    assert (recipe.name, recipe.day, recipe.locales) == ("2018Q3", DAY, ("zh",))
    assert "pandas" in recipe.packages
    assert b"pandas==" in (payload / "requirements.lock").read_bytes()


@pytest.mark.long
def test_later_reports_change_nothing_public(frozen: Frozen, tmp_path: Path) -> None:
    """Made later, with reports that came after the day, the public bag is the same."""
    config = write_site(tmp_path / "elsewhere" / "site")
    path = config.parent / "data" / "observations" / "2018-09.csv"
    figures = rows_of(path)
    late = {**figures[0], "reported_on": "2018-10-20", "intake": ""}
    write_rows(path, [*figures, late])

    said = xushi("snapshot", "2018Q3", "-f", config, "--as-of", DAY, "--jobs", "2")

    assert said.exit_code == 0, said.output
    made = config.parent / "snapshots"
    assert files_of(made / "2018Q3") == files_of(frozen.folder / "2018Q3")
    assert fixity_of(made / "2018Q3.internal") != fixity_of(frozen.folder / "2018Q3.internal")


@pytest.mark.slow
def test_correction(frozen: Frozen, tmp_path: Path) -> None:
    """It lies beside what it corrects, which stays, and says why: in the bag and on its pages."""
    root = tmp_path / "site"
    shutil.copytree(frozen.folder.parent, root)
    before = files_of(root / "snapshots" / "2018Q3")
    reason = "清溪镇8月的 <b>数字</b>有误"

    refused = xushi("snapshot", "2018Q3", "-f", root / "mkdocs.yml")
    said = xushi(
        "snapshot", "2018Q3", "-f", root / "mkdocs.yml", "--reason", reason.replace(" ", "\n\n")
    )

    assert refused.exit_code == 1
    assert "[snapshot-exists]" in refused.stderr
    assert said.exit_code == 0, said.output
    bags = [root / "snapshots" / name for name in ("2018Q3.r2", "2018Q3.r2.internal")]
    for bag in bags:
        assert verify(bag) == []
        for name in ("README.txt", "bag-info.txt"):
            assert reason in (bag / name).read_text(encoding="utf-8")
        page = (bag / "data" / "site" / "index.html").read_text(encoding="utf-8")
        assert "清溪镇8月的 &lt;b&gt;数字&lt;/b&gt;有误" in page
    assert files_of(root / "snapshots" / "2018Q3") == before
    versions = json.loads((root / "snapshots" / "versions.json").read_text(encoding="utf-8"))
    assert [version["version"] for version in versions] == ["2018Q3.r2", "2018Q3"]


@pytest.mark.long
def test_site_by_county_in_several_shards(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Observations that lie by county, of several shards, are several files of one table."""
    from frictionless import Package

    packed = tmp_path / "packed"
    assert xushi("pack", tmp_path / "data", "-f", config, "--quiet").exit_code == 0
    packed.mkdir()
    (tmp_path / "data").rename(packed / "data")
    shutil.copy(config, packed)
    monkeypatch.setattr(shards, "MOST_UNITS", 40)

    said = xushi(
        *("snapshot", "2018-08", "-f", packed / "mkdocs.yml", "--as-of", DAY),
        *("--locale", "en", "--jobs", "1"),
    )

    assert said.exit_code == 0, said.output
    payload = packed / "snapshots" / "2018-08" / "data"
    assert (payload / "site" / "en" / "index.html").is_file()
    files = sorted((payload / "tables" / "observations").iterdir())
    assert len(files) > 1
    assert Package(str(payload / "tables" / "datapackage.json")).validate().valid
