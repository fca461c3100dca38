"""Search a finished public edition for what it must not hold, before it takes its place.

What is looked for is made of what shards left in storage (`generator.pipeline.sought`): the files
of a handful's counties are searched for the secrets of this handful, the files of the whole for
those of every handful. A site whose secrets fill no handful, as nearly all do, is searched once.

A file that is as it was when it was clean is looked at again for what is new among the secrets
only, and where nothing is new, not at all: one that is published already is not even read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from generator import gate
from generator.audience import PUBLIC
from generator.cluster import Processes
from generator.folders import files_in
from generator.gate.packaged import packaged_words
from generator.locales import mark
from generator.pipeline.how import How
from generator.pipeline.keys import code_key, key_of
from generator.pipeline.ledger import Ledger
from generator.pipeline.reports import Reports
from generator.pipeline.sought import (
    Handful,
    Sought,
    clear,
    handfuls_of,
    keep_public,
    seek,
    sought_of,
)
from generator.pipeline.whole import Whole
from generator.problems import GateError
from generator.settings import Settings

SEARCHING = mark("Searching the site for what the public may not see")
LEDGER = "gate"
AT_A_TIME = 64
"""Files of one piece of work."""


@dataclass(frozen=True, slots=True)
class Task:
    """Some files to search."""

    folder: str
    files: tuple[str, ...]
    known: Mapping[str, str]
    """Digests of files that were clean when they were searched for all but what is new."""
    handful: Handful
    """Whose secrets are looked for."""
    new: Sought | None
    """What was not looked for in these then; None where no file is known."""
    forbidden: gate.Forbidden


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it."""

    digests: dict[str, str]
    """SHA-256 of each file, by path."""
    findings: list[gate.Finding]


def pass_gate(
    whole: Whole,
    settings: Settings,
    how: How,
    folder: Path,
    made: Reports | None = None,
    kept: Collection[str] = (),
) -> dict[str, str]:
    """Search every file of a finished folder, the next site or its tables, in the public edition.

    Args:
        whole: What the edition shows.
        settings: Of the site.
        how: How the run is done; the files are on this machine, and so is the work.
        folder: What is to be searched.
        made: Which files are of which shard; without it all are searched for everything.
        kept: Files that are those of the published site, as it was when it was searched last.

    Returns:
        SHA-256 of the files, by path; with ``made`` they are remembered as those of the site.

    Raises:
        GateError: secret-published and others, one a finding.
        LostError: A block of storage is not there any more.
    """
    if settings.edition != PUBLIC:
        return {}
    how.say(SEARCHING)
    forbidden = gate.Forbidden(
        words=tuple(settings.forbidden_words),
        allowed=(settings.contact, *settings.hotlines),
    )
    place, ledger = how.place(settings), _ledger(settings)
    keep_public(whole, settings, place)
    handfuls = [*handfuls_of(whole.names, place, settings.cache_dir, _site(settings))]
    words = sha256(packaged_words().encode()).hexdigest()
    key = key_of(code_key(), words, repr(forbidden), *(one.names for one in handfuls))
    record = ledger.read() if made is not None and not how.full else {}
    is_same = record.get("key") == key
    before: list[str] = record["sought"] if is_same else [""] * len(handfuls)
    clean: dict[str, str] = record["files"] if is_same else {}
    pairs = zip(handfuls, before, strict=True)
    new = dict(Processes(how.jobs)(_new, [*enumerate(pairs)]))
    names = sorted(str(path) for path in files_in(folder))
    is_nothing_new = all(one is not None and not one for one in new.values())
    digests = _of(clean, sorted(kept)) if is_nothing_new else {}
    names = [name for name in names if name not in digests]
    tasks = [
        Task(str(folder), files, _of(known, files), handful, new[number], forbidden)
        for number, (handful, own) in enumerate(_shares(handfuls, names, made))
        for known in [{} if new[number] is None else clean]
        for files in _portions(own)
    ]
    found = list[gate.Finding]()
    for done, searched in enumerate(Processes(how.jobs)(search, tasks), start=1):
        found += searched.findings
        digests |= searched.digests
        how.step(done, len(tasks))
    if found:
        raise GateError(gate.problems_of(found))
    if made is not None:
        ledger.write({"key": key, "sought": [one.key for one in handfuls], "files": digests})
        clear(handfuls)
    return digests


def searched_files(settings: Settings) -> dict[str, str]:
    """Give the SHA-256 of the files of the site that came through the gate, by path."""
    found: dict[str, str] = _ledger(settings).read().get("files", {})
    return found


def _ledger(settings: Settings) -> Ledger:
    """Give the record of one site: of each folder that sites go to there is another."""
    return Ledger(settings.cache_dir, f"{LEDGER}-{_site(settings)}")


def _site(settings: Settings) -> str:
    return sha256(str(settings.site_dir.resolve()).encode()).hexdigest()[:16]


def search(task: Task) -> Searched:
    """Search some files; of one that was clean before, only what is new decides whether it is."""
    digests, findings = dict[str, str](), list[gate.Finding]()
    new = task.new and gate.Scanner(task.new.secrets, task.new.withheld, None)
    for name in task.files:
        content = Path(task.folder, name).read_bytes()
        digests[name] = sha256(content).hexdigest()
        is_known = task.known.get(name) == digests[name]
        if not is_known or (new and any(new.findings(name, content))):
            findings += _scanner(task.handful, task.forbidden).findings(name, content)
    return Searched(digests, findings)


@lru_cache(maxsize=1)
def _scanner(handful: Handful, forbidden: gate.Forbidden) -> gate.Scanner:
    """Get ready to search for the secrets of some shards; made once in each process."""
    sought = sought_of(handful)
    return gate.Scanner(sought.secrets, sought.withheld, forbidden)


def _new(task: tuple[int, tuple[Handful, str]]) -> tuple[int, Sought | None]:
    """Give what is new of a handful, with its number."""
    number, (handful, before) = task
    return number, seek(handful, before)


def _shares(
    handfuls: Sequence[Handful], files: Sequence[str], made: Reports | None
) -> Iterator[tuple[Handful, list[str]]]:
    """Give each handful with the files to search for its secrets."""
    owners = _owners(made) if made and len(handfuls) > 1 else {}
    for one in handfuls:
        own = [file for file in files if owners.get(_bare(file), one.names[0]) in one.names]
        yield one, own


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
