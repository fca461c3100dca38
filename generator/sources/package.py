"""`datapackage.json`: which files hold which table, when names alone do not tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from generator.problems import Code, Location, Problem, problem

DESCRIPTOR = "datapackage.json"
_LONGEST_NAME = 256  # bytes; no system has files with longer names


@dataclass(frozen=True, slots=True)
class Resource:
    """The files of one table, as the descriptor lists them."""

    table: str
    paths: tuple[str, ...]
    """Below the data folder, with ``/``."""
    sheet: str = ""


def read_resources(data_dir: Path) -> tuple[list[Resource], list[Problem]]:
    """Read what the descriptor lists, if there is one; every file must be there."""
    path = data_dir / DESCRIPTOR
    if not path.is_file():
        return [], []
    try:
        listed = json.loads(path.read_bytes().decode("utf-8-sig"))["resources"]
        resources = [_resource(entry) for entry in listed]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], [problem(Code.BAD_DESCRIPTOR, Location(DESCRIPTOR))]
    absent = [
        problem(Code.MISSING_FILE, Location(DESCRIPTOR), file=name)
        for resource in resources
        for name in resource.paths
        if not is_inside(data_dir, name)
    ]
    return resources, absent


def _resource(entry: Mapping[str, Any]) -> Resource:
    paths = entry["path"]
    names = [paths] if isinstance(paths, str) else list(paths)
    if not isinstance(entry["name"], str) or not all(isinstance(name, str) for name in names):
        raise TypeError("a resource has a name and paths")
    dialect = entry.get("dialect")
    sheet = dialect.get("sheetName", "") if isinstance(dialect, dict) else ""
    return Resource(entry["name"], tuple(dict.fromkeys(names)), str(sheet))


def is_inside(data_dir: Path, name: str) -> bool:
    """Whether a name is a file of the data folder; nothing above it and no address is opened."""
    parts = PurePosixPath(name).parts
    is_local = bool(parts) and ".." not in parts and not PurePosixPath(name).is_absolute()
    is_local &= all(len(part.encode("utf-8", "surrogatepass")) < _LONGEST_NAME for part in parts)
    return is_local and "\\" not in name and ":" not in name and (data_dir / name).is_file()
