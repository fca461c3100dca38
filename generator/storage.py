"""Tables in one block of bytes, and blocks in a folder or in storage that several machines share.

The bytes hold plain numbers and texts, no code: a cache that somebody else has written can be wrong
but cannot do anything.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from generator.matching import stack

DIGEST = 16
"""Bytes in front that stand for all others, so that a block that was damaged is noticed."""

Frames = Mapping[str, pd.DataFrame]

_TEXT, _CATEGORY, _OBJECT = "text", "category", "object"


def pack(frames: Frames, meta: Mapping[str, Any]) -> bytes:
    """Put tables and what is told of them (JSON values) into bytes; same tables, same bytes.

    Columns are numbers, truth values, days, texts or categories of texts.
    """
    blocks: list[memoryview] = []
    told = {name: _described(frame, blocks) for name, frame in frames.items()}
    head = json.dumps({"meta": meta, "frames": told}, ensure_ascii=False).encode()
    content: list[bytes | memoryview] = [len(head).to_bytes(8, "little"), head, *blocks]
    digest = blake2b(digest_size=DIGEST)
    for part in content:
        digest.update(part)
    return b"".join([digest.digest(), *content])


def unpack(content: bytes) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Give the tables and what is told of them.

    Raises:
        ValueError: These are not such bytes, or not all of them.
    """
    places, meta = _places(content)
    return {name: _frame([block]) for name, block in places.items()}, meta


def unpack_stacked(
    contents: Sequence[bytes], but: Collection[str] = ()
) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    """Give the tables of several such bytes, each put below its namesakes as `stack` does.

    It takes the time of a few tables, however many there are. Those named in ``but`` are left out.

    Raises:
        ValueError: These are not such bytes, or not all of them.
        KeyError: Some hold a table that others do not.
    """
    found = [_places(content) for content in contents]
    names = [name for name in found[0][0] if name not in but]
    frames = {name: _stacked([places[name] for places, _ in found]) for name in names}
    return frames, [meta for _, meta in found]


@dataclass(frozen=True, slots=True)
class _Block:
    """A table in bytes."""

    content: bytes
    place: int
    """Where its columns begin."""
    rows: int
    columns: Sequence[Mapping[str, Any]]

    @property
    def shape(self) -> list[tuple[str, ...]]:
        """Say what its columns are; those of categories may have another width."""
        return [
            (column["name"], kind, "" if kind else column["dtype"])
            for column in self.columns
            for kind in [column["kind"]]
        ]

    def cells(self) -> Iterator[tuple[np.ndarray, Mapping[str, Any]]]:
        """Give the numbers of each column, and what they stand for."""
        place = self.place
        for column in self.columns:
            stored = np.frombuffer(self.content, column["stored"], column["n"], place)
            place += stored.nbytes
            yield _widened(stored, np.dtype(column["dtype"]), self.rows), column


def _places(content: bytes) -> tuple[dict[str, _Block], dict[str, Any]]:
    """Find the tables, and read what is told of them."""
    place, head = _head(content)
    found = {}
    for name, described in head["frames"].items():
        columns, rows = described["columns"], described["rows"]
        found[name] = _Block(content, place, rows, columns)
        place += sum(np.dtype(told["stored"]).itemsize * told["n"] for told in columns)
    return found, head["meta"]


def _stacked(blocks: Sequence[_Block]) -> pd.DataFrame:
    if any(block.shape != blocks[0].shape for block in blocks):
        return stack([_frame([block]) for block in blocks])
    return _frame(blocks)


def _frame(blocks: Sequence[_Block]) -> pd.DataFrame:
    """Make one table of blocks of the same shape."""
    columns = {
        parts[0][1]["name"]: _read(parts)
        for parts in zip(*(block.cells() for block in blocks), strict=True)
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(sum(block.rows for block in blocks)))


def told_of(content: bytes) -> dict[str, Any]:
    """Give what is told of the tables, without reading them; see `unpack`."""
    return dict(_head(content)[1]["meta"])


def _head(content: bytes) -> tuple[int, dict[str, Any]]:
    """Give the place where the columns begin, and what stands before."""
    view = memoryview(content)
    if blake2b(view[DIGEST:], digest_size=DIGEST).digest() != content[:DIGEST]:
        raise ValueError("not what was put there")
    begin = DIGEST + 8
    end = begin + int.from_bytes(content[DIGEST:begin], "little")
    return end, json.loads(content[begin:end])


def _described(frame: pd.DataFrame, blocks: list[memoryview]) -> dict[str, Any]:
    """Describe a table, and add the bytes of its columns to the blocks."""
    columns = []
    for name in frame.columns:
        values = frame[name]
        texts: list[str] | None = None
        kind = ""
        if isinstance(values.dtype, pd.CategoricalDtype):
            kind, cells = _CATEGORY, values.cat.codes.to_numpy()
            texts = values.cat.categories.tolist()
        elif isinstance(values.dtype, np.dtype) and values.dtype.kind != "O":
            cells = values.to_numpy()
        else:
            kind = _OBJECT if values.dtype.kind == "O" and values.dtype == object else _TEXT
            cells, distinct = pd.factorize(values.to_numpy(dtype=object), sort=False)
            cells, texts = cells.astype(np.int32), list(distinct)
        stored = _narrowed(np.ascontiguousarray(cells))
        blocks.append(stored.view(np.uint8).data)
        columns.append(
            {
                "name": name,
                "kind": kind,
                "dtype": cells.dtype.str,
                "stored": stored.dtype.str,
                "n": len(stored),
                "texts": texts,
            }
        )
    return {"rows": len(frame), "columns": columns}


def _narrowed(cells: np.ndarray) -> np.ndarray:
    """Leave one cell where all are the same bits, and the bytes that whole numbers and days need.

    What is left out need not be hashed, written and read.
    """
    bits = cells.view(f"u{cells.itemsize}")
    if len(bits) > 1 and bits[0] == bits[-1] and (bits == bits[0]).all():
        return cells[:1]
    if cells.dtype.kind not in "iM" or not len(cells):
        return cells
    numbers = cells.view(f"i{cells.itemsize}")
    least, most = int(numbers.min()), int(numbers.max())
    for width in (1, 2, 4):
        limit = 1 << (8 * width - 1)
        if width < cells.itemsize and -limit <= least and most < limit:
            return numbers.astype(f"i{width}")
    return cells


def _widened(stored: np.ndarray, dtype: np.dtype[Any], rows: int) -> np.ndarray:
    """Undo `_narrowed`."""
    cells = stored.astype(f"i{dtype.itemsize}").view(dtype) if stored.dtype != dtype else stored
    return np.repeat(cells, rows) if len(cells) < rows else cells


def _read(parts: Sequence[tuple[np.ndarray, Mapping[str, Any]]]) -> pd.Series[Any]:
    """Make a column of its parts."""
    kind = parts[0][1]["kind"]
    if kind == _CATEGORY:
        return pd.Series(_categories(parts))
    if not kind:
        return pd.Series(np.concatenate([cells for cells, _ in parts]), copy=False)
    missing: list[Any] = [None if kind == _OBJECT else np.nan]
    texts = [np.array([*told["texts"], *missing], dtype=object)[cells] for cells, told in parts]
    return pd.Series(np.concatenate(texts), dtype=object if kind == _OBJECT else str)


def _categories(
    parts: Sequence[tuple[np.ndarray, Mapping[str, Any]]],
) -> pd.Categorical[str]:
    every = [pd.Index(told["texts"], dtype=str) for _, told in parts]
    if len(parts) == 1:
        return pd.Categorical.from_codes(parts[0][0], every[0])
    union = every[0].append(every[1:]).unique().sort_values()
    codes = [
        np.append(union.get_indexer(texts), -1)[cells]
        for (cells, _), texts in zip(parts, every, strict=True)
    ]
    return pd.Categorical.from_codes(np.concatenate(codes), union)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Put files into one archive; same files, same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return content.getvalue()


def unzipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the files of an archive that `zipped` has made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def is_remote(place: str) -> bool:
    """Say whether a place is an address such as ``s3://…``, not a folder."""
    return "://" in place


def put(place: str, name: str, content: bytes) -> None:
    """Keep a block under a name; whoever reads it meets the old or the new one, never a half."""
    if is_remote(place):
        import fsspec

        with fsspec.open(f"{place.rstrip('/')}/{name}", "wb") as remote:
            remote.write(content)
        return
    path = Path(place) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def get(place: str, name: str) -> bytes | None:
    """Give a block, or None where there is none under this name."""
    try:
        if is_remote(place):
            import fsspec

            with fsspec.open(f"{place.rstrip('/')}/{name}", "rb") as remote:
                return bytes(remote.read())
        return (Path(place) / name).read_bytes()
    except FileNotFoundError:
        return None
