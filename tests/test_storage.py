"""Blocks of tables come back as they were, or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.matching import stack
from generator.storage import pack, unpack, unpack_stacked

FRAME = pd.DataFrame(
    {
        "text": pd.Series(["甲", "", "乙"], dtype=str),
        "number": [1.5, float("nan"), -2.0],
        "day": pd.to_datetime(["2018-08-31", None, "2018-09-30"]).astype("datetime64[s]"),
        "flag": [True, False, True],
        "category": pd.Categorical(["b", "a", "b"]),
    }
)


def test_tables_come_back() -> None:
    """Cells, types and what is told of them are those that were put in."""
    frames, meta = unpack(pack({"one": FRAME, "none": FRAME.iloc[:0]}, {"key": "钥"}))

    pd.testing.assert_frame_equal(frames["one"], FRAME)
    pd.testing.assert_frame_equal(frames["none"], FRAME.iloc[:0])
    assert meta == {"key": "钥"}


@pytest.mark.parametrize("place", [0, 20, -1])
def test_damaged_bytes_are_noticed(place: int) -> None:
    """One other byte, wherever it is, and the block is none."""
    content = bytearray(pack({"one": FRAME}, {}))
    content[place] ^= 1

    with pytest.raises(ValueError, match="not what was put there"):
        unpack(bytes(content))


OTHER = FRAME.assign(category=pd.Categorical(["c", None, "b"]), text=["丙", None, "甲"])
ODD = FRAME.assign(number=[1, 2, 3])


@pytest.mark.parametrize(
    "parts",
    [
        [FRAME],
        [FRAME, OTHER],
        [OTHER, FRAME.iloc[:0], FRAME],
        [FRAME.iloc[:0], FRAME.iloc[:0]],
        [FRAME, ODD],
    ],
)
def test_tables_come_back_stacked(parts: list[pd.DataFrame]) -> None:
    """Blocks that are read together give what blocks that were read one by one give."""
    blocks = [pack({"one": part, "other": part}, {"n": n}) for n, part in enumerate(parts)]

    frames, metas = unpack_stacked(blocks, but=("other",))

    one_by_one = stack([unpack(block)[0]["one"] for block in blocks])
    assert list(frames) == ["one"]
    pd.testing.assert_frame_equal(frames["one"], one_by_one)
    assert [meta["n"] for meta in metas] == list(range(len(parts)))
