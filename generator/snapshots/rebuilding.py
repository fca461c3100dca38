"""Make a snapshot again from its internal bag, and compare every byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import pipeline
from generator.bags import Sealed, examine
from generator.bags.holding import CHUNK, Holding, open_bag
from generator.bags.tags import MANIFEST, PAYLOAD, TAG_MANIFEST, read_manifest
from generator.problems import BagError, Code, Location, Problem, errors, problem
from generator.snapshot_names import INTERNAL
from generator.snapshots.making import INPUTS, PUBLIC, ROOT, make_bags
from generator.snapshots.recipe import FILE, LOCK, Recipe, other_makers, read_recipe

_LISTS = (MANIFEST, TAG_MANIFEST)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of making a snapshot again."""

    name: str
    """Of the public bag."""
    public: str
    internal: str
    """Fixity values of the bags as they were sealed."""
    problems: tuple[Problem, ...]
    """One for each file that differs; empty where both bags are the same, byte for byte."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the internal bag says of a snapshot."""

    recipe: Recipe
    method: bytes
    lock: bytes
    lists: Mapping[str, tuple[bytes, bytes]]
    """Lists of checksums of both bags, by name of the bag."""


def rebuild(path: Path, how: pipeline.How) -> Rebuilt:
    """Make both bags again from the internal one, a folder or a zip archive, and compare them.

    It is verified first. Nothing is written but in a folder that is removed at the end.

    Raises:
        BagError: The bag is not as it was sealed; no-inputs; other-maker, one problem for each
            program whose version would make other bytes.
        GeneratorError: The editions cannot be built here.
    """
    examined = examine(path)
    if errors(examined.problems):
        raise BagError(examined.problems)
    with TemporaryDirectory(prefix="xushi-") as folder:
        work = Path(folder)
        with open_bag(path) as holding:
            kept = _read(holding)
            others = other_makers(kept.recipe, holding.where(PAYLOAD + FILE))
            if others:
                raise BagError(others)
            _unpack(holding, work / ROOT)
        made = make_bags(work, kept.recipe, kept.method, kept.lock, how)
        again = {bag.place.name: _lists_of(bag) for bag in (made.public, made.internal)}
    problems = tuple(
        found for name in again for found in _compared(name, kept.lists[name], again[name])
    )
    fixity = {name: sha256(lists[1]).hexdigest() for name, lists in kept.lists.items()}
    name = kept.recipe.name
    return Rebuilt(name, fixity[name], fixity[f"{name}{INTERNAL}"], problems)


def _read(holding: Holding) -> _Kept:
    """Read what the bag says of the snapshot.

    Raises:
        BagError: no-inputs.
    """
    public = [f"{PAYLOAD}{PUBLIC}/{name}" for name in _LISTS]
    needed = [PAYLOAD + FILE, PAYLOAD + LOCK, *public]
    if not all(name in holding.sizes for name in needed):
        raise BagError([problem(Code.NO_INPUTS, Location(holding.name))])
    method, lock, *listed = (holding.text(name) for name in needed)
    try:
        recipe = read_recipe(method)
    except ValueError:
        raise BagError([problem(Code.NO_INPUTS, holding.where(PAYLOAD + FILE))]) from None
    own = (holding.text(MANIFEST), holding.text(TAG_MANIFEST))
    lists = {recipe.name: (listed[0], listed[1]), f"{recipe.name}{INTERNAL}": own}
    return _Kept(recipe, method, lock, lists)


def _unpack(holding: Holding, root: Path) -> None:
    """Write the inputs into a folder; none of their paths leads out of it."""
    begin = f"{PAYLOAD}{INPUTS}/"
    for name in holding.sizes:
        if name.startswith(begin):
            target = root / name.removeprefix(begin)
            target.parent.mkdir(parents=True, exist_ok=True)
            with holding.read(name) as source, target.open("xb") as copy:
                shutil.copyfileobj(source, copy, CHUNK)


def _lists_of(bag: Sealed) -> tuple[bytes, bytes]:
    return (bag.place / MANIFEST).read_bytes(), (bag.place / TAG_MANIFEST).read_bytes()


def _compared(
    name: str, sealed: tuple[bytes, bytes], again: tuple[bytes, bytes]
) -> Iterator[Problem]:
    """Name the files of a bag that differ, by the lists of checksums."""
    before, now = _sums(sealed), _sums(again)
    for path in sorted({*before, *now}):
        where = Location(f"{name}/{path}")
        if path not in now:
            yield problem(Code.NOT_MADE_AGAIN, where)
        elif path not in before:
            yield problem(Code.MADE_IN_ADDITION, where)
        elif before[path] != now[path]:
            yield problem(Code.MADE_OTHERWISE, where)


def _sums(lists: tuple[bytes, bytes]) -> dict[str, str]:
    named = zip(_LISTS, lists, strict=True)
    read = (read_manifest(content, Location(name), "1.0") for name, content in named)
    return {path: checksum for found in read for path, checksum in found.sums.items()}
