"""Layers point down: stages never know about each other, only `pipeline` composes them."""

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator"

LAYERS = {
    "words": {
        "problems",
        "model",
        "periods",
        "snapshot_names",
        "matching",
        "folders",
        "successors",
        "archives",
        "storage",
        "plantext",
        "formulas",
        "locales",
        "resources",
        "turns",
    },
    "contracts": {"schema", "settings", "intervals", "unusual"},
    "stages": {
        "sources",
        "check",
        "latest",
        "released",
        "shards",
        "reporting",
        "duties",
        "rollup",
        "evaluate",
        "differences",
        "audience",
        "suppression",
        "charts",
        "pages",
        "render",
        "search",
        "downloads",
        "shell",
        "press",
        "gate",
    },
    "outside": {
        "starter",
        "forms",
        "packing",
        "importing",
        "bags",
        "cluster",
        "progress",
        "serving",
        "watching",
    },
    "composition": {"pipeline"},
    "releases": {"snapshots", "intake", "publishing"},
    "face": {"cli"},
    "command": {"__main__"},
}
"""Top-level modules and packages of `generator`, lowest first, as CONTRIBUTING.md lists them."""

INSIDE = {"words", "contracts"}
"""Layers whose members may import each other; a test says that they make no circle."""


def parts() -> list[str]:
    """Name every top-level module and package of the program."""
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return sorted((modules | packages) - {"__init__"})


def files_of(part: str) -> list[Path]:
    """List the Python files of a module or package."""
    folder = PACKAGE / part
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]


@cache
def imports_and_calls(path: Path) -> tuple[list[str], set[str]]:
    """Name all that a file imports, anywhere in its text, as `module.name`, and all it calls."""
    found, calls = [], set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports by a relative name"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.Call):
            calls.add(ast.unparse(node.func))
    return found, calls


def dotted_imports(path: Path) -> list[str]:
    """Name all that a file imports."""
    return imports_and_calls(path)[0]


def imports(part: str) -> set[str]:
    """Name the other parts of the program that a part imports."""
    dotted = [name for path in files_of(part) for name in dotted_imports(path)]
    ours = {name.split(".")[1] for name in dotted if name.startswith("generator.")}
    return (ours & set(parts())) - {part}


def layer_of(part: str) -> str:
    """Find the layer of a part; a part without one fails here, by name."""
    return next(layer for layer, members in LAYERS.items() if part in members)


@pytest.mark.parametrize("part", parts())
def test_imports_point_down(part: str) -> None:
    """A part imports lower layers only; words and contracts may share their own layer."""
    layer = layer_of(part)
    order = list(LAYERS)
    below = set().union(*(LAYERS[name] for name in order[: order.index(layer)]))
    allowed = below | (LAYERS[layer] if layer in INSIDE else set())

    assert imports(part) <= allowed


def test_layers_name_what_exists() -> None:
    """The table of layers lists no part that has gone."""
    assert set().union(*LAYERS.values()) == set(parts())


def test_no_circle() -> None:
    """Parts that share a layer can still be read in some order."""
    left = {part: imports(part) for part in parts()}
    while left:
        free = {part for part, needed in left.items() if not needed & left.keys()}
        assert free, f"these import each other in a circle: {sorted(left)}"
        left = {part: needed for part, needed in left.items() if part not in free}


@pytest.mark.parametrize("part", sorted({*parts()} - {"cli", "__main__"}))
def test_only_the_face_prints_and_exits(part: str) -> None:
    """No part but `cli`, and what loads it, prints or ends the process."""
    for path in files_of(part):
        _, calls = imports_and_calls(path)
        assert not calls & {"print", "exit", "sys.exit", "os._exit", "click.echo"}, path


CLOCKS = {"today", "now", "utcnow", "getmtime"}
"""Last names of calls that read the clock."""


@pytest.mark.parametrize("part", parts())
def test_no_clock_and_no_chance(part: str) -> None:
    """The same inputs give the same bytes: no clock is read and nothing is drawn by lot."""
    for path in files_of(part):
        found, calls = imports_and_calls(path)
        imported = {name.split(".")[0] for name in found}

        # What a run tells of its progress goes to a person, never into a page.
        clock = set() if part == "progress" else {"time"}
        # When something was received stands in the ledger; the face asks, nobody below it.
        read = CLOCKS - {"now"} if path.name == "collecting.py" and part == "cli" else CLOCKS
        assert not imported & ({"random", "secrets", "uuid"} | clock), path
        assert not {call.rpartition(".")[2] for call in calls} & read, path


IMPORTED_AS = {
    "ahocorasick-rs": "ahocorasick_rs",
    "python-calamine": "python_calamine",
    "python-stdnum": "stdnum",
    "pyyaml": "yaml",
    "mkdocs-material": "material",
}
"""Packages whose import has another name."""


def test_every_import_is_asked_for() -> None:
    """What the program imports is in `pyproject.toml`, not only brought along by something."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    every = [*project["project"]["dependencies"], *(asked for extra in extras for asked in extra)]
    packages = [re.split("[<>=]", asked)[0] for asked in every]
    asked_for = {IMPORTED_AS.get(package, package) for package in packages}

    imported = {
        name.split(".")[0]
        for part in parts()
        for path in files_of(part)
        for name in dotted_imports(path)
    }

    assert imported - set(sys.stdlib_module_names) - {"generator"} <= asked_for
