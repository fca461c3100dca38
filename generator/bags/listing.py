"""The list of snapshots in a folder, in order, and what the theme's version selector reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.bags import tags
from generator.bags.names import printable
from generator.locales import mark
from generator.locales.language import Language
from generator.problems import BagError, Code, Location, problem
from generator.snapshot_names import SnapshotName, parse_name

CORRECTION = mark("%(period)s, correction %(number)s")

LATEST = "latest"
"""The alias that the selector takes for the newest one; others get a banner that says so."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One bag of the folder, as its own texts tell; nothing of it was verified."""

    name: SnapshotName
    place: Path
    fixity: str
    """SHA-256 of its tag manifest."""
    title: str
    as_of: str
    """A day, such as 2018-10-12."""
    reason: str
    """Why it was made, if it is a correction."""
    is_newest: bool
    """Whether no later correction of the same period, for the same readers, is there."""


def snapshots_of(folder: Path) -> list[Snapshot]:
    """List the bags of a folder that are named as snapshots, older periods and corrections first.

    Archives, signatures and folders of other names are left out.

    Raises:
        BagError: A folder has the name of a snapshot, but is no bag.
    """
    named = [(_name(path.name), path) for path in _paths(folder)]
    found = sorted((name, path) for name, path in named if name is not None and path.is_dir())
    newest = {(name.period, name.is_internal): name for name, _ in found}
    faults = [path for _, path in found if not (path / tags.TAG_MANIFEST).is_file()]
    if faults:
        raise BagError(problem(Code.NOT_A_BAG, Location(printable(str(path)))) for path in faults)
    return [
        _snapshot(name, path, is_newest=newest[name.period, name.is_internal] == name)
        for name, path in found
    ]


def _paths(folder: Path) -> list[Path]:
    """Give what lies in a folder; nothing where it was not made yet."""
    return list(folder.iterdir()) if folder.is_dir() else []


def _name(text: str) -> SnapshotName | None:
    try:
        return parse_name(text)
    except ValueError:
        return None


def _snapshot(name: SnapshotName, place: Path, *, is_newest: bool) -> Snapshot:
    info = place / tags.INFO
    content = info.read_bytes() if info.is_file() else b""
    fields, _ = tags.read_info(content, Location(printable(str(info))))
    fixity = sha256((place / tags.TAG_MANIFEST).read_bytes()).hexdigest()
    title, as_of, reason = (
        fields.get(label, "") for label in (tags.TITLE, tags.AS_OF, tags.REASON)
    )
    return Snapshot(name, place, fixity, title, as_of, reason, is_newest)


def next_correction(folder: Path, period: str, *, is_internal: bool = False) -> str:
    """Name the next correction of a period, whichever of its two bags the last one had."""
    names = [_name(path.name) for path in _paths(folder)]
    made = [name.revision for name in names if name is not None and str(name.period) == period]
    wanted = SnapshotName(parse_name(period).period, max(made, default=0) + 1, is_internal)
    return str(wanted)


def versions_text(snapshots: Sequence[Snapshot], locale: str) -> str:
    """Write `versions.json` as mike does and Material's selector reads it.

    Public ones only, the newest first. A correction stands above what it corrects; the newest
    correction of the newest period is the latest. The same snapshots give the same bytes.
    """
    public = [snapshot for snapshot in snapshots if not snapshot.name.is_internal]
    versions = [
        {
            "version": str(snapshot.name),
            "title": _title(snapshot.name, Language(locale)),
            "aliases": [] if place else [LATEST],
        }
        for place, snapshot in enumerate(
            sorted(public, key=lambda snapshot: snapshot.name, reverse=True)
        )
    ]
    return json.dumps(versions, ensure_ascii=False, indent=2) + "\n"


def _title(name: SnapshotName, language: Language) -> str:
    period = language.period(str(name.period))
    if name.revision == 1:
        return period
    return language(CORRECTION, period=period, number=name.revision - 1)
