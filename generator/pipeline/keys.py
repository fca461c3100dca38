"""Keys: short texts that stand for rows and settings, the same for the same ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from generator.matching import LINEAGE
from generator.model import Tables
from generator.schema import TABLES


@cache
def code_key() -> str:
    """Stand for this program: another version of it makes everything anew."""
    folder = Path(__file__).parents[1]
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.po")])
    return key_of(pd.__version__, *(path.read_bytes() for path in files))


def key_of(*parts: object) -> str:
    """Make a key of texts and bytes."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(part if isinstance(part, bytes) else str(part).encode())
        found.update(b"\0")
    return found.hexdigest()


def row_hashes(frame: pd.DataFrame) -> NDArray[np.uint64]:
    """Give a number for each row, the same for the same cells."""
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def rows_key(hashes: Mapping[str, NDArray[np.uint64]], places: Mapping[str, Any]) -> bytes:
    """Stand for some rows of each table and where they stood, by the numbers of all rows."""
    found = blake2b(digest_size=16)
    for name, numbers in hashes.items():
        own = numbers[places[name]] if name in places else numbers
        found.update(name.encode() + own.tobytes())
    return found.digest()


class PastRows:
    """Keys of what was known of some tables on past days, wherever it stood."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._hashes = {
            name: row_hashes(frame.drop(columns=LINEAGE)) for name, frame in tables.items()
        }

    def key(self, day: dt.date) -> bytes:
        """Stand for the rows that were known on a day."""
        found = blake2b(digest_size=16)
        for table in TABLES:
            known_from = self._tables[table.name][table.known_from]
            known = known_from.isna() | (known_from <= pd.Timestamp(day))
            found.update(self._hashes[table.name][known.to_numpy()].tobytes() + b"/")
        return found.digest()
