"""What earlier snapshots told their readers: read from the internal bags that lie beside them.

A snapshot that is made, or made again, takes it from its own inputs instead, where it was copied:
whatever lies in the folder of snapshots by then, the same bytes come of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from generator.bags import snapshots_of
from generator.bags.tags import MANIFEST, PAYLOAD, read_manifest
from generator.model import Tables
from generator.problems import BagError, Code, Location, Problem, problem
from generator.settings import Settings
from generator.snapshot_names import INTERNAL
from generator.suppression.figures import PERSONS
from generator.suppression.published import FIGURES, FORM, SUMS, Published, read

FOLDER = "published"
"""Below the payload of an internal bag: a folder a county, and what they are."""
ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Told:
    """What one snapshot published of figures of persons."""

    name: str
    """Of the public bag, such as ``2018Q3``."""
    as_of: str
    place: str
    """Its folder."""
    digests: Mapping[str, str]
    """SHA-256 of its files, such as ``330101/sums.csv``."""
    sent: Mapping[str, bytes] = field(default_factory=dict)
    """Their contents, where a worker does not see the disk they are on."""

    @property
    def key(self) -> str:
        """Stand for all that it tells."""
        return f"{self.name} {sorted(self.digests.items())}"

    def of(self, county_ids: Collection[str], *, send: bool = False) -> Told:
        """Keep the files of some counties, with their contents if they are to be sent."""
        own = {
            path: digest
            for path, digest in self.digests.items()
            if path.partition("/")[0] in county_ids
        }
        sent = {path: Path(self.place, path).read_bytes() for path in own} if send else {}
        return replace(self, digests=own, sent=sent)

    def read(self) -> Published:
        """Read the figures; the files were looked at already."""
        counties = sorted({path.partition("/")[0] for path in self.digests})
        files = [
            {name: self._content(f"{county}/{name}") for name in (FIGURES, SUMS)}
            for county in counties
        ]
        return read(self.name, files)

    def _content(self, path: str) -> bytes:
        return self.sent[path] if self.sent else Path(self.place, path).read_bytes()


def open_earlier(settings: Settings, tables: Tables) -> tuple[Told, ...]:
    """Find what all public snapshots told, the one of the oldest day first.

    A site that counts no persons has nothing to protect, and asks nobody.

    Raises:
        BagError: no-internal-bag, nothing-told, changed-file: one problem a snapshot or file.
    """
    if not (tables["indicators"]["counts"] == PERSONS).any():
        return ()
    found, problems = [], list[Problem]()
    for name, place, digests in _places(settings, problems):
        about = _about(place, name, problems)
        if about is not None and digests is not None:
            problems += _damaged(place, digests)
            found.append(Told(name, about["as_of"], str(place), digests))
    if problems:
        raise BagError(problems)
    return tuple(sorted(found, key=lambda told: (told.as_of, told.name)))


def _places(
    settings: Settings, problems: list[Problem]
) -> Iterator[tuple[str, Path, dict[str, str] | None]]:
    """Give name, folder and checksums of what each snapshot told."""
    if settings.snapshot:
        folder = settings.earlier_dir
        for place in sorted(folder.iterdir()) if folder.is_dir() else ():
            files = sorted(path for path in place.rglob("*") if path.is_file())
            yield (
                place.name,
                place,
                {
                    path.relative_to(place).as_posix(): sha256(path.read_bytes()).hexdigest()
                    for path in files
                },
            )
        return
    for snapshot in snapshots_of(settings.snapshots_dir):
        if snapshot.name.is_internal:
            continue
        name, bag = str(snapshot.name), snapshot.place.with_name(f"{snapshot.name}{INTERNAL}")
        if not (bag / MANIFEST).is_file():
            where = Location(str(snapshot.place))
            problems.append(problem(Code.NO_INTERNAL_BAG, where, bag=bag.name, name=name))
            continue
        listed = read_manifest((bag / MANIFEST).read_bytes(), Location(str(bag / MANIFEST)), "1.0")
        problems += listed.problems
        begin = f"{PAYLOAD}{FOLDER}/"
        yield (
            name,
            bag / PAYLOAD / FOLDER,
            {
                path.removeprefix(begin): digest
                for path, digest in listed.sums.items()
                if path.startswith(begin)
            },
        )


def _about(place: Path, name: str, problems: list[Problem]) -> dict[str, str] | None:
    """Read what is said of the files of a snapshot; only one form of them is known."""
    try:
        about = json.loads((place / ABOUT).read_bytes())
        form, day = about["form"], about["as_of"]
    except (OSError, ValueError, KeyError, TypeError):
        form, day = "", ""
    if form == FORM:
        return {"as_of": str(day)}
    words = {"text": form, "known": FORM, "name": name}
    problems.append(problem(Code.NOTHING_TOLD, Location(str(place)), **words))
    return None


def _damaged(place: Path, digests: Mapping[str, str]) -> Iterator[Problem]:
    """Name the files that are not as they were sealed."""
    for path, digest in sorted(digests.items()):
        file = place / path
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest:
            yield problem(Code.CHANGED_FILE, Location(str(file)))


def about_text(as_of: str) -> bytes:
    """Write what is said of the files of a snapshot."""
    return (json.dumps({"form": FORM, "as_of": as_of}, indent=1) + "\n").encode()
