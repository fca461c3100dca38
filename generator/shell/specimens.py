"""Let MkDocs build one specimen a kind of page, and keep what it made of them.

What MkDocs does with a page depends on the configuration, the theme and the navigation, and not on
what the page says; so it is asked once, and the press fills in what the pages say.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from html import escape
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import yaml

from generator.schema.specimen import (
    BODY,
    DESCRIPTION,
    FACTS,
    HEADINGS,
    HIDDEN,
    TITLE,
    UNTITLED,
    Kind,
    Shell,
)

MADE_BY = ("mkdocs-material", "Markdown", "Jinja2", "pymdown-extensions")
"""Whose versions the specimens depend on, besides that of the program that builds them."""


class _Loader(yaml.SafeLoader):
    """Reads what MkDocs reads, and passes over what only MkDocs understands."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def nav_pages(config_file: Path) -> frozenset[PurePosixPath]:
    """Give the pages that the navigation lists, without links that lead elsewhere.

    None where MkDocs lists all pages by itself.
    """
    config = yaml.load(config_file.read_text(encoding="utf-8-sig"), _Loader)  # noqa: S506
    if "nav" in config:
        return frozenset(PurePosixPath(path) for path in _leaves(config["nav"]) if _inside(path))
    above = config.get("INHERIT")
    return nav_pages(config_file.parent / above) if above else frozenset()


def _inside(path: str) -> bool:
    """Tell a page from an address elsewhere, as MkDocs does."""
    parts = urlsplit(path)
    return not parts.scheme and not parts.netloc


def _leaves(nav: Any) -> Iterable[str]:
    """List the texts at the ends of a tree of lists and mappings."""
    if isinstance(nav, str):
        yield nav
        return
    for item in nav.values() if isinstance(nav, Mapping) else nav or ():
        yield from _leaves(item)


def specimen_text(kind: Kind) -> str:
    """Write a page of marks; its title is a real one where the navigation shows it."""
    meta = {
        "title": escape(kind.title, quote=False) or TITLE,
        "description": DESCRIPTION,
        "facts": list(FACTS),
        "search": {"exclude": not kind.path},
    }
    headings = HEADINGS if kind.has_toc else HEADINGS[:1]
    lines = [f"{'#' * level} {text} {{: #{anchor} }}" for level, text, anchor in headings]
    begin, end = (f"<div>{mark}</div>" for mark in BODY)
    hidden = f'<div data-search-exclude="{HIDDEN}"></div>\n<h2 id="{UNTITLED}"></h2>'
    front = "".join(f"{key}: {json.dumps(value)}\n" for key, value in meta.items())
    return "\n\n".join([f"---\n{front}---", begin, *lines, hidden, end]) + "\n"


def specimen_key(
    kinds: Collection[Kind], changes: Mapping[str, object], program: str, *files: bytes
) -> str:
    """Hash all that specimens are made from; ``program`` is the builder with its version."""
    told = json.dumps(
        {
            "pages": {str(kind.place): specimen_text(kind) for kind in kinds},
            "changes": changes,
            "versions": [program, *(version(name) for name in MADE_BY)],
        },
        sort_keys=True,
    )
    key = hashlib.blake2b(told.encode(), digest_size=16)
    for content in files:
        key.update(hashlib.blake2b(content, digest_size=16).digest())
    return key.hexdigest()


def write_specimens(kinds: Collection[Kind], folder: Path) -> None:
    """Write a specimen of each kind into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for kind in kinds:
        path = folder / kind.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(specimen_text(kind), encoding="utf-8", newline="\n")


def read_shell(kinds: Collection[Kind], site: Path, digest: str) -> Shell:
    """Read what MkDocs made of the specimens.

    Raises:
        KeyError: A specimen is not there.
    """
    files = {
        PurePosixPath(path.relative_to(site).as_posix()): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
    as_folders = {kind: _as_folder(kind.place) for kind in kinds}
    directory_urls = any(as_folders[kind] in files for kind in kinds if kind.place.stem != "index")
    pages = (
        as_folders if directory_urls else {kind: kind.place.with_suffix(".html") for kind in kinds}
    )
    specimens = {kind: files.pop(page).decode("utf-8") for kind, page in pages.items()}
    return Shell(digest, specimens, files, directory_urls)


def _as_folder(path: PurePosixPath) -> PurePosixPath:
    """Say where a page goes that is the index of a folder of its own."""
    folder = path.parent if path.stem == "index" else path.with_suffix("")
    return folder / "index.html"
