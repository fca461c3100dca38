"""Any byte of a bag that is another one is found."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bags import verify
from generator.locales import LOCALES, translations
from tests.bags.made import write_bag


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """Seal a small site once; every test puts back what it changed."""
    with tempfile.TemporaryDirectory() as folder:
        yield write_bag(Path(folder))


@pytest.mark.slow
@given(chance=st.data())
def test_any_flipped_byte_is_found(kept: Path, chance: st.DataObject) -> None:
    """Any byte of any file, made any other: at least its own file is named, or what it lists."""
    files = sorted(path for path in kept.rglob("*") if path.is_file() and path.stat().st_size)
    path = chance.draw(st.sampled_from(files))
    before = path.read_bytes()
    place = chance.draw(st.integers(0, len(before) - 1))
    other = chance.draw(st.integers(1, 255)) ^ before[place]
    try:
        path.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
        problems = verify(kept)
    finally:
        path.write_bytes(before)

    assert problems
    assert all(
        found.lines(translations(locale).gettext) for found in problems for locale in LOCALES
    )
    assert verify(kept) == []


@pytest.mark.slow
@given(chance=st.data())
def test_any_spoiled_text_is_found(kept: Path, chance: st.DataObject) -> None:
    """Bytes put in, cut out or doubled anywhere in the texts beside the payload."""
    path = chance.draw(st.sampled_from(sorted(kept.glob("*.txt"))))
    before = path.read_bytes()
    begin, end = sorted(
        (chance.draw(st.integers(0, len(before))), chance.draw(st.integers(0, len(before))))
    )
    after = before[:begin] + chance.draw(st.binary(max_size=30)) + before[end:]
    try:
        path.write_bytes(after)
        problems = verify(kept)
    finally:
        path.write_bytes(before)

    assert bool(problems) == (after != before)


@pytest.mark.slow
def test_each_byte_of_the_tag_manifest(kept: Path) -> None:
    """No checksum stands for this list, so capitals, tabs and other line ends are found too."""
    path = kept / "tagmanifest-sha256.txt"
    before = path.read_bytes()
    try:
        for place, byte in enumerate(before):
            for other in {byte ^ 0x20, ord("\t"), ord("\r"), ord("*"), 0, 255} - {byte}:
                path.write_bytes(before[:place] + bytes([other]) + before[place + 1 :])
                assert verify(kept), (place, other)
    finally:
        path.write_bytes(before)
