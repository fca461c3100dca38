"""What the gate looks for in a site: the secrets of its shards, by handfuls.

Each shard has left in storage what of its inputs is secret and which of its figures are withheld
(`generator.pipeline.judging`). Shards are taken by handfuls, so that memory stays that of some of
them. What a handful comes to is kept in the cache of the site under its key, so that the next
search can tell what is new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from generator import gate, storage
from generator.matching import stack
from generator.pipeline.keeping import LostError, read_block
from generator.pipeline.keys import code_key, key_of, row_hashes
from generator.pipeline.whole import Whole
from generator.settings import Settings

HANDFUL = 8 * 2**20
"""Bytes of secrets that are looked for at once; a scanner takes some twenty times as much."""
WHOLE = "whole"
"""In storage: what the pages of the whole show."""


@dataclass(frozen=True, slots=True)
class Handful:
    """Some shards whose secrets are looked for together."""

    place: str
    """The storage of shards."""
    kept_in: str
    """The folder where what is looked for is kept, which is one of this machine."""
    site: str
    """Stands for the folder that the site goes to."""
    names: tuple[str, ...]
    """Of its shards in storage."""
    key: str
    """Stands for all of its secrets."""

    def block(self, key: str) -> str:
        """Name the block in which what was looked for by a key is kept."""
        return f"{_blocks(self.site)}{key}"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    secrets: pd.DataFrame
    """From `generator.gate.left_of`."""
    withheld: pd.DataFrame
    """From `generator.gate.withheld_figures`."""

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(len(self.secrets) or len(self.withheld))


def keep_public(whole: Whole, settings: Settings, place: str) -> None:
    """Put into storage what the pages of the whole show."""
    texts = gate.public_texts(whole.evaluation)
    texts += [settings.title, settings.contact, *settings.hotlines]
    public = storage.pack({"public": pd.DataFrame({"text": texts}, dtype=str)}, {})
    storage.put(place, f"gate/{WHOLE}", public)


def handfuls_of(names: Collection[str], place: str, kept_in: Path, site: str) -> Iterator[Handful]:
    """Divide shards into handfuls.

    Raises:
        LostError: A block of storage is not there any more.
    """
    groups, size = [dict[str, bytes]()], 0
    for name in names:
        content = _block(place, name)
        if groups[-1] and size + len(content) > HANDFUL:
            groups.append({})
            size = 0
        groups[-1][name] = content[: storage.DIGEST]
        size += len(content)
    public = _block(place, WHOLE)[: storage.DIGEST]
    for group in groups:
        key = key_of(code_key(), public, *group, *group.values())
        yield Handful(place, str(kept_in), site, tuple(group), key)


def seek(handful: Handful, before: str) -> Sought | None:
    """Get ready what is looked for, and give what of it is new.

    Args:
        handful: Of now.
        before: Key of the same shards when the site was searched last.

    Returns:
        What was not looked for then; None where that is not known.
    """
    then = _kept(handful, before)
    now = sought_of(handful)
    if then is None:
        return None
    is_old = now.secrets["text"].isin(then.secrets["text"])
    was_withheld = pd.Series(row_hashes(now.withheld)).isin(row_hashes(then.withheld))
    return Sought(now.secrets[~is_old], now.withheld[~was_withheld.to_numpy(dtype=bool)])


def sought_of(handful: Handful) -> Sought:
    """Give what is looked for, from the cache if it is there.

    Raises:
        LostError: A block of storage is not there any more, or damaged.
    """
    kept = _kept(handful, handful.key)
    if kept is not None:
        return kept
    blocks = [_frames(handful.place, name) for name in handful.names]
    shown = [block["public"] for block in (*blocks, _frames(handful.place, WHOLE))]
    public = pd.concat(shown, ignore_index=True)["text"].drop_duplicates()
    secrets = pd.concat([block["secrets"] for block in blocks], ignore_index=True)
    left = gate.left_of(secrets.drop_duplicates("text"), [*public])
    found = Sought(left, stack([block["withheld"] for block in blocks]))
    packed = storage.pack({"secrets": found.secrets, "withheld": found.withheld}, {})
    storage.put(handful.kept_in, handful.block(handful.key), packed)
    return found


def clear(handfuls: Collection[Handful]) -> None:
    """Remove what was kept of earlier searches of the same site."""
    wanted = {one.block(one.key) for one in handfuls}
    for one in handfuls:
        for path in Path(one.kept_in).glob(f"{_blocks(one.site)}*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)


def _blocks(site: str) -> str:
    return f"sought-{site}-"


def _kept(handful: Handful, key: str) -> Sought | None:
    stored = read_block(handful.kept_in, handful.block(key)) if key else None
    return Sought(stored[0]["secrets"], stored[0]["withheld"]) if stored else None


def _frames(place: str, name: str) -> dict[str, pd.DataFrame]:
    stored = read_block(place, f"gate/{name}")
    if stored is None:
        raise LostError(name)
    return stored[0]


def _block(place: str, name: str) -> bytes:
    content = storage.get(place, f"gate/{name}")
    if content is None:
        raise LostError(name)
    return content
