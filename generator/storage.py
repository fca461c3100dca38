"""Tables in one block of bytes, and blocks in a folder or in storage that several machines share.

The bytes hold plain numbers and texts, no code: a cache that somebody else has written can be wrong
but cannot do anything.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

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
    place, head = _head(content)
    frames = {}
    for name, described in head["frames"].items():
        columns = {}
        for column in described["columns"]:
            stored = np.frombuffer(content, column["stored"], column["n"], place)
            cells = _widened(stored, np.dtype(column["dtype"]), described["rows"])
            columns[column["name"]] = _read(cells, column)
            place += stored.nbytes
        frames[name] = pd.DataFrame(columns, index=pd.RangeIndex(described["rows"]))
    return frames, head["meta"]


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


def _read(cells: np.ndarray, column: Mapping[str, Any]) -> pd.Series[Any]:
    if column["kind"] == _CATEGORY:
        categories = pd.Index(column["texts"], dtype=str)
        return pd.Series(pd.Categorical.from_codes(cells, categories))
    if not column["kind"]:
        return pd.Series(cells if cells.flags.writeable else cells.copy(), copy=False)
    missing: list[Any] = [None if column["kind"] == _OBJECT else np.nan]
    texts = np.array([*column["texts"], *missing], dtype=object)
    return pd.Series(texts[cells], dtype=object if column["kind"] == _OBJECT else str)


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
