"""Blocks of tables come back as they were, or not at all."""

from __future__ import annotations

import pandas as pd
import pytest

from generator.storage import pack, unpack

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
