"""Search a finished public edition for what it must not hold, before it takes its place.

Each shard has left in storage what of its inputs is secret and which of its figures are withheld
(`generator.pipeline.judging`). Shards are taken by handfuls, so that memory stays that of some of
them: the files of a handful's counties are searched for its secrets, the files of the whole for
those of every handful. A site whose secrets fill no handful, as nearly all do, is searched once.

A file whose content was searched for just the same before is not searched again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from generator import gate, storage
from generator.audience import PUBLIC
from generator.cluster import Processes
from generator.folders import files_in
from generator.gate.packaged import packaged_words
from generator.locales import mark
from generator.matching import stack
from generator.pipeline.how import How
from generator.pipeline.judging import LostError, code_key, key_of
from generator.pipeline.ledger import Ledger
from generator.pipeline.reports import Reports
from generator.pipeline.whole import Whole
from generator.problems import GateError
from generator.settings import Settings

SEARCHING = mark("Searching the site for what the public may not see")
LEDGER = "gate"
HANDFUL = 8 * 2**20
"""Bytes of secrets that are looked for at once; a scanner takes some twenty times as much."""
AT_A_TIME = 64
"""Files of one piece of work."""
WHOLE = "whole"
"""In storage: what the pages of the whole show."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some files to search."""

    folder: str
    files: tuple[str, ...]
    known: Mapping[str, str]
    """Digests of files that were clean when they were searched for the same."""
    place: str
    names: tuple[str, ...]
    """Shards whose secrets are looked for."""
    key: str
    """Stands for all that is looked for."""
    forbidden: gate.Forbidden


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it."""

    digests: dict[str, str]
    """SHA-256 of each file, by path."""
    findings: list[gate.Finding]


def pass_gate(
    whole: Whole, settings: Settings, how: How, folder: Path, made: Reports | None = None
) -> dict[str, str]:
    """Search every file of a finished folder, the next site or its tables, in the public edition.

    Args:
        whole: What the edition shows.
        settings: Of the site.
        how: How the run is done; the files are on this machine, and so is the work.
        folder: What is to be searched.
        made: Which files are of which shard; without it all are searched for everything.

    Returns:
        SHA-256 of the files, by path; with ``made`` they are remembered as those of the site.

    Raises:
        GateError: secret-published and others, one a finding.
        LostError: A block of storage is not there any more.
    """
    if settings.edition != PUBLIC:
        return {}
    how.say(SEARCHING)
    place = how.place(settings)
    forbidden = gate.Forbidden(
        words=tuple(settings.forbidden_words),
        allowed=(settings.contact, *settings.hotlines),
    )
    key = _key(whole, settings, place, forbidden)
    ledger = _ledger(settings)
    last = ledger.read()
    known = last.get("files", {}) if last.get("key") == key and not how.full else {}
    names = sorted(str(path) for path in files_in(folder))
    tasks = [
        Task(str(folder), files, _of(known, files), place, shards, key, forbidden)
        for shards, own in _handfuls(whole, place, names, made)
        for files in _portions(own)
    ]
    found, digests = list[gate.Finding](), dict[str, str]()
    for done, searched in enumerate(Processes(how.jobs)(search, tasks), start=1):
        found += searched.findings
        digests |= searched.digests
        how.step(done, len(tasks))
    if found:
        raise GateError(gate.problems_of(found))
    if made is not None:
        ledger.write({"key": key, "files": digests})
    return digests


def searched_files(settings: Settings) -> dict[str, str]:
    """Give the SHA-256 of the files of the site that came through the gate, by path."""
    found: dict[str, str] = _ledger(settings).read().get("files", {})
    return found


def _ledger(settings: Settings) -> Ledger:
    """Give the record of one site: of each folder that sites go to there is another."""
    place = sha256(str(settings.site_dir.resolve()).encode()).hexdigest()[:16]
    return Ledger(settings.cache_dir, f"{LEDGER}-{place}")


def search(task: Task) -> Searched:
    """Search some files; what is known to be clean is only told."""
    digests, findings = dict[str, str](), list[gate.Finding]()
    for name in task.files:
        content = Path(task.folder, name).read_bytes()
        digests[name] = sha256(content).hexdigest()
        if task.known.get(name) != digests[name]:
            scanner = _scanner(task.place, task.names, task.key, task.forbidden)
            findings += scanner.findings(name, content)
    return Searched(digests, findings)


@lru_cache(maxsize=1)
def _scanner(
    place: str, names: tuple[str, ...], key: str, forbidden: gate.Forbidden
) -> gate.Scanner:
    """Get ready to search for the secrets of some shards; made once in each process."""
    blocks = [storage.unpack(_block(place, name))[0] for name in names]
    shown = [*(block["public"] for block in blocks)]
    shown.append(storage.unpack(_block(place, WHOLE))[0]["public"])
    public = pd.concat(shown, ignore_index=True)["text"].drop_duplicates()
    secrets = pd.concat([block["secrets"] for block in blocks], ignore_index=True)
    left = gate.left_of(secrets.drop_duplicates("text"), [*public])
    return gate.Scanner(left, stack([block["withheld"] for block in blocks]), forbidden)


def _key(whole: Whole, settings: Settings, place: str, forbidden: gate.Forbidden) -> str:
    """Stand for all that is looked for; the public texts of the whole go into storage."""
    texts = gate.public_texts(whole.evaluation)
    texts += [settings.title, settings.contact, *settings.hotlines]
    public = storage.pack({"public": pd.DataFrame({"text": texts}, dtype=str)}, {})
    storage.put(place, f"gate/{WHOLE}", public)
    digests = [_block(place, name)[: storage.DIGEST] for name in (*whole.names, WHOLE)]
    words = sha256(packaged_words().encode()).hexdigest()
    return key_of(code_key(), words, repr(forbidden), *digests)


def _block(place: str, name: str) -> bytes:
    content = storage.get(place, f"gate/{name}")
    if content is None:
        raise LostError(name)
    return content


def _handfuls(
    whole: Whole, place: str, files: Sequence[str], made: Reports | None
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Give shards by handfuls, each with the files to search for their secrets."""
    groups, size = [list[str]()], 0
    for name in whole.names:
        more = len(_block(place, name))
        if groups[-1] and size + more > HANDFUL:
            groups.append([])
            size = 0
        groups[-1].append(name)
        size += more
    if len(groups) == 1:
        yield tuple(whole.names), list(files)
        return
    owners = _owners(made) if made else {}
    for group in groups:
        own = [file for file in files if owners.get(_bare(file), group[0]) in group]
        yield tuple(group), own


def _owners(made: Reports) -> dict[str, str]:
    """Say which shard each file of its pages and downloads is of, whatever its language."""
    return {
        _bare(path): name
        for name, shard in made.shards.items()
        for keys in shard["keys"].values()
        for path in keys
    }


def _bare(path: str) -> str:
    """Give what a page has in common in all languages, in reports/ and on either kind of site."""
    bare = path.removeprefix("en/").removeprefix("zh/").removesuffix("/index.html")
    return bare.removesuffix(".md").removesuffix(".html")


def _portions(files: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(files[i : i + AT_A_TIME]) for i in range(0, len(files), AT_A_TIME))


def _of(known: Mapping[str, str], files: Iterable[str]) -> dict[str, str]:
    return {name: known[name] for name in files if name in known}
