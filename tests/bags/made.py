"""Bags for tests: small, with Chinese names, made anew or copied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from generator.bags import BagInfo, seal
from generator.problems import Code, Problem

INFO = BagInfo(dt.date(2018, 10, 12), "某县序时进度", "某县卫生健康局")
CORRECTION = BagInfo(INFO.as_of, INFO.title, INFO.organization, reason="清溪镇8月的数字有误")
FILES = {
    "index.html": "<h1>序时进度</h1>\n",
    "units/qx.html": "<p>清溪镇卫生院</p>\n",
    "data/某县.csv": "a,b\n1,2\n",
    "assets/empty.css": "",
}


def write_payload(folder: Path) -> Path:
    """Write a small site; give its folder."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return folder


def write_bag(folder: Path, name: str = "2018Q3") -> Path:
    """Seal a small site as a snapshot in a folder; give the bag."""
    payload = write_payload(folder / "site")
    info = CORRECTION if ".r" in name else INFO
    return seal(payload, folder / "snapshots" / name, info).place


def files_of(folder: Path) -> dict[str, tuple[bytes, float]]:
    """Give the content and the date of every file of a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime)
        for path in paths
    }


def told(problems: Iterable[Problem], bag: Path) -> set[tuple[str, Code]]:
    """Reduce problems to the file in the bag and what is wrong with it."""
    return {(found.where.file.removeprefix(f"{bag}/"), found.code) for found in problems}


def by_hand(folder: Path, texts: dict[str, bytes], *, declared: bytes = b"") -> Path:
    """Write a bag as somebody else would, its tag manifest right for the texts that are given.

    Nothing of the program has a part in it.
    """
    lines = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    files = {"bagit.txt": declared or lines, **texts}
    if "manifest-sha256.txt" not in files:
        files["manifest-sha256.txt"] = _sums(files, is_payload=True)
    if "tagmanifest-sha256.txt" not in files:
        files["tagmanifest-sha256.txt"] = _sums(files, is_payload=False)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def _sums(files: dict[str, bytes], *, is_payload: bool) -> bytes:
    lines = [
        f"{sha256(content).hexdigest()} {path}\n"
        for path, content in files.items()
        if path.startswith("data/") == is_payload
    ]
    return "".join(lines).encode()


def change_page(bag: Path) -> None:
    """Change a file, its length kept."""
    (bag / "data/index.html").write_bytes(
        (bag / "data/index.html").read_bytes().replace(b"h", b"H")
    )


def lose_page(bag: Path) -> None:
    """Delete a file."""
    (bag / "data/units/qx.html").unlink()


def add_page(bag: Path) -> None:
    """Add a file to the payload."""
    (bag / "data/new.html").write_text("new")


def change_info(bag: Path) -> None:
    """Change a text beside the payload."""
    path = bag / "bag-info.txt"
    path.write_text(path.read_text("utf-8").replace("某县", "某市"), encoding="utf-8")
