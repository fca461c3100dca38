"""Verify a bag with nothing else at hand: everything that is wrong at once, each with its file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.bags import tags
from generator.bags.holding import CHUNK, Holding, open_bag
from generator.bags.tags import PAYLOAD, Sums
from generator.problems import Code, Problem, problem

KINDS = ("sha256", "sha512")
"""The checksums that RFC 8493 asks every program to know."""
_LIST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_OXUM = re.compile(r"([0-9]+)\.([0-9]+)")


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of a bag."""

    problems: tuple[Problem, ...]
    """All that is wrong; empty where the bag is as it was sealed."""
    fixity: str = ""
    """SHA-256 of the tag manifest; empty where there is none."""
    files: int = 0
    octets: int = 0
    """Files of the payload, and their bytes."""
    info: Mapping[str, str] = field(default_factory=dict)
    """The fields of bag-info.txt."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file, by its path in the bag, in the composed form of Unicode (NFC)."""


def verify(path: Path) -> list[Problem]:
    """List what was changed, lost or added in a bag, a folder or a zip archive; see `examine`."""
    return list(examine(path).problems)


def fixity_of(path: Path) -> str:
    """Give the fixity value of a bag, without verifying it; empty where there is none."""
    with open_bag(path) as holding:
        return _fixity(holding)


def examine(path: Path) -> Examined:
    """Verify a bag and give what is told of it; nothing outside it is read, nothing written.

    The payload and the texts beside it, the lists of checksums themselves, the number of files and
    bytes. An archive is not unpacked. All problems are found at once.
    """
    with open_bag(path) as holding:
        if tags.DECLARATION not in holding.sizes:
            return Examined(tuple(sorted(holding.problems)))
        declared = tags.read_declaration(
            holding.text(tags.DECLARATION), holding.where(tags.DECLARATION)
        )
        holding.problems += declared.problems
        lists = dict(_lists(holding, declared.version))
        info = _info(holding)
        holding.problems += [*_compared(holding, lists), *_checked_form(holding, lists, info)]
        holding.problems += _checked_oxum(holding, info)
        payload = [size for name, size in holding.sizes.items() if name.startswith(PAYLOAD)]
        found = tuple(sorted(set(holding.problems)))
        return Examined(found, _fixity(holding), len(payload), sum(payload), info, holding.digests)


def verify_part(path: Path, *begins: str) -> list[Problem]:
    """List what was changed, lost or added among the files whose paths begin in a given way."""
    with open_bag(path) as holding:
        lists = dict(_lists(holding, "1.0"))
        holding.sizes = {name: n for name, n in holding.sizes.items() if name.startswith(begins)}
        for read in lists.values():
            read.sums = {name: sum_ for name, sum_ in read.sums.items() if name.startswith(begins)}
        holding.problems += _compared(holding, lists)
        return sorted(set(holding.problems))


def _fixity(holding: Holding) -> str:
    if tags.TAG_MANIFEST not in holding.sizes:
        return ""
    return hashlib.sha256(holding.text(tags.TAG_MANIFEST)).hexdigest()


def _lists(holding: Holding, version: str) -> Iterator[tuple[str, Sums]]:
    """Read the lists of checksums, by their names; one of each sort must be there."""
    names = [name for name in sorted(holding.sizes) if _LIST.fullmatch(name)]
    for name in names:
        kind = name.partition("-")[2].removesuffix(".txt")
        if kind not in KINDS:
            holding.problems.append(problem(Code.UNKNOWN_CHECKSUMS, holding.where(name), text=kind))
            continue
        read = tags.read_manifest(holding.text(name), holding.where(name), version)
        holding.problems += read.problems
        yield name, read
    for name in (tags.MANIFEST, tags.TAG_MANIFEST):
        begin = name.partition("-")[0]
        if not any(known in names for known in (f"{begin}-{kind}.txt" for kind in KINDS)):
            holding.problems.append(problem(Code.NO_CHECKSUMS, holding.where(name)))


def _info(holding: Holding) -> dict[str, str]:
    if tags.INFO not in holding.sizes:
        return {}
    fields, problems = tags.read_info(holding.text(tags.INFO), holding.where(tags.INFO))
    holding.problems += problems
    return fields


def _compared(holding: Holding, lists: Mapping[str, Sums]) -> Iterator[Problem]:
    """Compare every file with the lists that it should stand in, and the other way round."""
    for path in sorted(holding.sizes):
        should = [name for name in lists if _belongs(path, name)]
        wanted = {name: lists[name].sums.get(path) for name in should}
        for name in should:
            if wanted[name] is None:
                yield problem(Code.ADDED_FILE, holding.where(path), list=name)
        kinds = {name: _LIST.sub(r"\2", name) for name in should if wanted[name]}
        sums = _sums(holding, path, set(kinds.values())) if kinds or not should else {}
        if sums and any(sums[kind] != wanted[name] for name, kind in kinds.items()):
            yield problem(Code.CHANGED_FILE, holding.where(path))
    for name, read in lists.items():
        for path in read.sums:
            if path not in holding.sizes and not holding.is_explained(path):
                yield problem(Code.LOST_FILE, holding.where(path), list=name)


def _belongs(path: str, name: str) -> bool:
    """Say whether a list of checksums should name a file."""
    if path.startswith(PAYLOAD):
        return not name.startswith("tag")
    match = _LIST.fullmatch(path)
    is_of_tags = match is not None and match[1] is not None
    return name.startswith("tag") and not is_of_tags


def _sums(holding: Holding, path: str, kinds: set[str]) -> dict[str, str]:
    """Give the checksums of a file, read once; nothing where it cannot be read.

    SHA-256 is noted with the bag in any case.
    """
    digests = {kind: hashlib.new(kind) for kind in sorted({*kinds, "sha256"})}
    with holding.reading(path):
        with holding.read(path) as file:
            while chunk := file.read(CHUNK):
                for digest in digests.values():
                    digest.update(chunk)
        holding.digests[path] = digests["sha256"].hexdigest()
        return {kind: digest.hexdigest() for kind, digest in digests.items()}
    return {}


def _checked_oxum(holding: Holding, info: Mapping[str, str]) -> Iterator[Problem]:
    """Compare the number of bytes and files that bag-info.txt tells with what is there.

    Where a file of the payload is named already, they differ for that reason.
    """
    said, below = info.get(tags.OXUM), f"{holding.name}/{PAYLOAD}"
    is_known = any(found.where.file.startswith(below) for found in holding.problems)
    if said is None or is_known or any(path.startswith(PAYLOAD) for path in holding.odd):
        return
    sizes = [size for path, size in holding.sizes.items() if path.startswith(PAYLOAD)]
    found = f"{sum(sizes)}.{len(sizes)}"
    match = _OXUM.fullmatch(said)
    if match is None or f"{int(match[1])}.{int(match[2])}" != found:
        yield problem(Code.OTHER_OXUM, holding.where(tags.INFO), text=said, found=found)


def _checked_form(
    holding: Holding, lists: Mapping[str, Sums], info: Mapping[str, str]
) -> Iterator[Problem]:
    """See that a bag of our own has one tag manifest, written as we write it, letter by letter.

    No checksum stands for it, and BagIt lets capital letters, tabs and other line ends pass.
    """
    read = lists.get(tags.TAG_MANIFEST)
    if (
        read is None
        or info.get(tags.SOFTWARE, "").partition(" ")[0] != tags.AGENT.partition(" ")[0]
    ):
        return
    others = [path for path in holding.sizes if re.match("tagmanifest-", path)]
    for path in sorted({*others} - {tags.TAG_MANIFEST}):
        yield problem(Code.ADDED_FILE, holding.where(path), list=tags.TAG_MANIFEST)
    canonical = tags.manifest_text(read.sums).encode()
    if not read.problems and holding.text(tags.TAG_MANIFEST) != canonical:
        yield problem(Code.CHANGED_FILE, holding.where(tags.TAG_MANIFEST))
