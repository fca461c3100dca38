"""The list of snapshots in a folder, in order, and what the theme's version selector reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from generator.bags import tags
from generator.bags.names import printable
from generator.locales import LOCALES, mark
from generator.locales.language import Language
from generator.problems import BagError, Code, Location, problem
from generator.snapshot_names import ARCHIVE, FOLDER, SIGNATURE, Snapshot, SnapshotName, parse_name

LIVE = mark("Live site")
CORRECTION = mark("%(period)s, correction %(number)s")

LATEST = "latest"
"""The alias that the selector takes for the newest one; others get a banner that says so."""


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
    octets, _, files = fields.get(tags.OXUM, "").partition(".")
    archive, signature = (place.with_name(place.name + ending) for ending in (ARCHIVE, SIGNATURE))
    return Snapshot(
        name=name,
        place=place,
        fixity=fixity,
        title=title,
        as_of=as_of,
        reason=reason,
        is_newest=is_newest,
        opens=_first_page(place),
        octets=int(octets) if octets.isdecimal() else 0,
        files=int(files) if files.isdecimal() else 0,
        archive_octets=archive.stat().st_size if archive.is_file() else 0,
        is_signed=signature.is_file(),
    )


def _first_page(place: Path) -> str:
    """Give the page of a bag to begin with; empty where there is none."""
    sites = [f"{tags.PAYLOAD}site/", *(f"{tags.PAYLOAD}site/{locale}/" for locale in LOCALES)]
    pages = [f"{site}index.html" for site in (*sites, tags.PAYLOAD)]
    return next((page for page in pages if (place / page).is_file()), "")


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


def site_versions(snapshots: Sequence[Snapshot], locales: Sequence[str]) -> str:
    """Write the `versions.json` of a live site, for the root of a host or of a release.

    The selector looks for it one folder above the site, and a browser stays at the root there.
    The site itself comes first; then its public snapshots, where a release has them. Where pages
    of several languages read the same list, snapshots go by their bare names.
    """
    public = [one for one in snapshots if one.opens and not one.name.is_internal]
    languages = [Language(locale) for locale in locales]
    live = {
        "version": ".",
        "title": " / ".join(dict.fromkeys(language(LIVE) for language in languages)),
        "aliases": [LATEST],
    }
    frozen = [
        {
            "version": f"{FOLDER}/{one.name}/{one.opens.removesuffix('/index.html')}",
            "title": str(one.name) if languages[1:] else _title(one.name, languages[0]),
            "aliases": [],
        }
        for one in sorted(public, key=lambda snapshot: snapshot.name, reverse=True)
    ]
    return json.dumps([live, *frozen], ensure_ascii=False, indent=2) + "\n"


def _title(name: SnapshotName, language: Language) -> str:
    period = language.period(str(name.period))
    if name.revision == 1:
        return period
    return language(CORRECTION, period=period, number=name.revision - 1)
