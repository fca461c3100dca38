"""The public snapshots that go along with a release, each compared with its own checksums."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.bags import Examined, examine, tags
from generator.problems import Code, Location, Problem, PublishError, errors, problem
from generator.publishing.listing import listed
from generator.snapshot_names import ARCHIVE, FOLDER, INTERNAL, SIGNATURE, is_public_name

VERSIONS = "versions.json"
"""The list of the snapshots, beside them."""


def frozen_files(folder: Path) -> dict[str, tuple[str, str]]:
    """Give the files of the public snapshots of a folder, which need not exist.

    These are bags, their archives and signatures, and the list of them; what else lies beside them
    stays there. Every bag and archive is verified first, so that no file is given that was changed
    or added since it was sealed.

    Returns:
        By path in the release: place, and SHA-256 of the file, empty where none is known yet.

    Raises:
        PublishError: internal-in-public, and all that `xushi verify` would say of any of them.
    """
    places = sorted(folder.iterdir()) if folder.is_dir() else []
    places = [path for path in places if not path.is_symlink()]
    examined = {path: examine(path) for path in places if _is_snapshot(path)}
    faults = [fault for path, found in examined.items() for fault in _faults(path, found)]
    if faults:
        raise PublishError(faults)
    own = {path: found for path, found in examined.items() if path.is_dir() or _is_named(path)}
    files = {f"{FOLDER}/{path.name}": (os.fspath(path), "") for path in _beside(places, own)}
    for path, found in own.items():
        files |= dict(_files(path, found))
    return files


def _is_snapshot(path: Path) -> bool:
    """Say whether a folder or an archive is named as a snapshot for the public."""
    if path.is_dir():
        return is_public_name(path.name)
    return path.suffix == ARCHIVE and is_public_name(path.stem)


def _faults(path: Path, found: Examined) -> list[Problem]:
    """Say why a snapshot may not be published; of an internal one nothing else matters."""
    names = [value for label, value in found.info.items() if label.lower() == tags.NAME.lower()]
    if any(name.lower().endswith(INTERNAL) for name in names):
        return [problem(Code.INTERNAL_IN_PUBLIC, Location(str(path)))]
    return errors(found.problems)


def _is_named(path: Path) -> bool:
    """Say whether a sound archive holds the snapshot that it is named after."""
    with zipfile.ZipFile(path) as archive:
        return all(name.startswith(f"{path.stem}/") for name in archive.namelist())


def _beside(places: Iterable[Path], snapshots: Iterable[Path]) -> Iterator[Path]:
    """Give what goes with the snapshots that are published: signatures of them, and the list."""
    names = {name for path in snapshots for name in (path.name, path.name.removesuffix(ARCHIVE))}
    for path in places:
        is_signature = path.suffix == SIGNATURE and path.stem in names
        if path.is_file() and (is_signature or path.name == VERSIONS):
            yield path


def _files(snapshot: Path, found: Examined) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give the files of a snapshot, or the one that it is: path in the release, place, SHA-256.

    Raises:
        PublishError: site-changed, not-a-file, forbidden-name.
    """
    name = f"{FOLDER}/{snapshot.name}"
    if not snapshot.is_dir():
        yield name, (os.fspath(snapshot), "")
        return
    for path, place in listed(snapshot):
        digest = found.digests.get(unicodedata.normalize("NFC", path))
        if digest is None:  # it came after the bag was verified
            raise PublishError([problem(Code.SITE_CHANGED, Location(place))])
        yield f"{name}/{path}", (place, digest)
