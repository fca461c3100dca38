"""A snapshot is made again byte for byte, or it is said why not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from generator.bags import BagInfo, fixity_of, seal
from generator.snapshots.recipe import new_recipe, other_makers, read_recipe, recipe_text
from tests.bags.made import write_bag
from tests.snapshots.conftest import Frozen
from tests.snapshots.made import DAY, write_internal, xushi


@pytest.mark.slow
@pytest.mark.parametrize("end", [pytest.param("", marks=pytest.mark.long), ".zip"])
def test_rebuilt_bytes_are_equal(frozen: Frozen, end: str) -> None:
    """Both bags come out the same from the internal one, be it a folder or an archive."""
    folder = frozen.folder

    said = xushi("rebuild", folder / f"2018Q3.internal{end}", "--locale", "en", "--jobs", "2")

    assert said.exit_code == 0, said.output
    assert said.stdout == (
        "2018Q3 was made again, and every byte of both bags is the same.\n"
        f"    2018Q3: {fixity_of(folder / '2018Q3')}\n"
        f"    2018Q3.internal: {fixity_of(folder / '2018Q3.internal')}\n"
    )


@pytest.mark.long
def test_rebuilt_otherwise_is_named(frozen: Frozen, tmp_path: Path) -> None:
    """A bag whose inputs are not those of its pages is sealed well, and still found out."""
    payload = tmp_path / "payload"
    shutil.copytree(frozen.folder / "2018Q3.internal" / "data", payload)
    config = payload / "inputs" / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("规划信息科", "办公室")
    config.write_text(text, encoding="utf-8")
    bag = seal(payload, tmp_path / "2018Q3.internal", BagInfo(DAY, "某县", opens="")).place

    said = xushi("rebuild", bag, "--locale", "en", "--jobs", "1")

    assert said.exit_code == 1
    assert said.stdout.startswith("2018Q3 was made again, and is not the same.\nTo mend:\n")
    assert "2018Q3/data/site/index.html: made again, the file has other bytes" in said.stdout
    assert "2018Q3.internal/bag-info.txt: made again, the file has other bytes" in said.stdout


def test_unknown_path(tmp_path: Path) -> None:
    """A path that is not there is a misuse."""
    assert xushi("rebuild", tmp_path / "2018Q3.internal").exit_code == 2


def test_bag_without_inputs(tmp_path: Path) -> None:
    """A public bag cannot be made again; the message names the one that can."""
    bag = write_bag(tmp_path)

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert said.stderr.startswith(
        f"To mend:\n{bag}: this bag does not hold what a snapshot is made from [no-inputs]\n"
        "    name the bag whose name ends with “.internal”, or its .zip\n"
    )


def test_spoiled_bag(tmp_path: Path) -> None:
    """A bag that is not as it was sealed is not made again."""
    recipe = recipe_text(new_recipe("2018Q3", DAY, "", ("zh",), "mkdocs"))
    bag = write_internal(tmp_path, recipe)
    (bag / "data" / "inputs" / "mkdocs.yml").write_bytes(b"site_name: y\n")

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert "mkdocs.yml: the file was changed since the bag was sealed [changed-file]" in said.stderr


def test_other_versions_are_named(tmp_path: Path) -> None:
    """Where another version of a program would make other bytes, it is named with ours."""
    here = new_recipe("2018Q3", DAY, "", ("zh",), "mkdocs")
    packages = {**here.packages, "pandas": "1.5.3", "certifi": "1"}
    other = replace(here, xushi="0.0.9", python="3.9.1", packages=packages)
    bag = write_internal(tmp_path, recipe_text(other))

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert f"it was made with pandas 1.5.3, but here is {pd.__version__}" in said.stderr
    assert "it was made with xushi 0.0.9, but here is" in said.stderr
    assert "it was made with Python 3.9, but here is" in said.stderr
    assert said.stderr.endswith("3 to mend, 0 to look at.\n")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"name": 3}', b"\xff", b'{"locales": ["zh"], "name": "x"}']
)
def test_no_recipe(tmp_path: Path, content: bytes) -> None:
    """What is no recipe is said to be none."""
    bag = write_internal(tmp_path, content)

    said = xushi("rebuild", bag, "--locale", "en")

    assert said.exit_code == 1
    assert "method.json: this bag does not hold what a snapshot is made from" in said.stderr


def test_recipe_stays_what_it_is() -> None:
    """Written and read it is the same; the running program fits itself."""
    recipe = new_recipe("2018Q3.r2", DAY, "数字有误", ("zh", "en"), "mkdocs")

    assert read_recipe(recipe_text(recipe)) == recipe
    assert other_makers(recipe, None) == []  # type: ignore[arg-type]
