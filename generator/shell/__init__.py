"""Put the finished pages into the theme: run MkDocs, then let the new site take its place.

Only this package knows MkDocs.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from generator.folders import set_times
from generator.locales import Translate, translations
from generator.model import Tables
from generator.schema.specimen import Kind, Shell
from generator.shell.builder import Builder, program_version, run_builder
from generator.shell.entries import Index
from generator.shell.searching import Searching
from generator.shell.specimens import nav_pages, read_shell, specimen_key, write_specimens
from generator.shell.turn import own_turn

__all__ = [
    "Builder",
    "Searching",
    "asset_files",
    "build_plain",
    "build_shell",
    "nav_pages",
    "open_index",
    "own_turn",
    "palette",
    "search_words",
    "shell_files",
    "theme_files",
]

LANGUAGES = {"zh": "中文", "en": "English"}
"""Names of the languages, each in itself."""

LOCALES = {"zh": "zh_CN", "en": "en_GB"}
"""The same as others who share links name them (Open Graph)."""

THEME, WORDS = "theme", PurePosixPath("search/words.txt")
"""Below the reports of an edition, beside the folders of its languages."""


def shell_files(
    templates: Sequence[Path],
    locales: Sequence[str],
    default_locale: str,
    tables: Tables,
    *,
    versions: bool = False,
) -> dict[str, dict[PurePosixPath, bytes]]:
    """Gather what MkDocs needs beside the pages of an edition, by folder.

    ``templates`` are folders, of which a file of an earlier one wins; ``locales`` are the
    languages that are built, ``default_locale`` is the one at the root of the site; ``versions``
    says whether there is a list for the theme's version selector.
    """
    words = search_words(_names(tables)).encode()
    return {
        THEME: theme_files(templates, locales, default_locale, versions=versions),
        WORDS.parent.name: {PurePosixPath(WORDS.name): words},
    }


def theme_files(
    templates: Sequence[Path],
    locales: Sequence[str],
    default_locale: str,
    *,
    versions: bool = False,
) -> dict[PurePosixPath, bytes]:
    """Gather our changes to the theme, and what of the site they ask for; see `shell_files`."""
    built = [
        {
            "lang": code,
            "name": LANGUAGES[code],
            "locale": LOCALES[code],
            "root": "" if code == default_locale else f"{code}/",
        }
        for code in locales
    ]
    partial = f"{{% set languages = {json.dumps(built, ensure_ascii=False)} %}}\n"
    partial += f"{{% set versions = {str(versions).lower()} %}}\n"
    return {
        **_overlaid([folder / "theme" for folder in templates]),
        PurePosixPath("partials/xs-built.html"): partial.encode(),
    }


def asset_files(templates: Sequence[Path]) -> dict[PurePosixPath, bytes]:
    """Gather what pages need beside them, below the ``assets`` folder of each language."""
    return {
        PurePosixPath("assets") / path: content
        for path, content in _overlaid([folder / "assets" for folder in templates]).items()
        if path.suffix not in (".md", ".py", ".pyc")
    }


def _overlaid(folders: Iterable[Path]) -> dict[PurePosixPath, bytes]:
    """Read the files of several folders; where two have the same path, the first folder's."""
    files: dict[PurePosixPath, bytes] = {}
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            files.setdefault(PurePosixPath(path.relative_to(folder).as_posix()), path.read_bytes())
    return files


def search_words(names: Iterable[str]) -> str:
    """Write the dictionary that keeps names whole in the search, one a line, sorted.

    A name with spaces in it cannot be written and need not be: spaces part words anyway.
    """
    whole = {name for name in names if len(name) > 1 and not re.search(r"\s", name)}
    return "".join(f"{name} 100000\n" for name in sorted(whole))


def _names(tables: Tables) -> Iterator[str]:
    """Give the names of places and the short names of organisations, which people look for."""
    for table in ("counties", "units"):
        rows = tables[table]
        yield from rows["short_name"]
        if "aliases" in rows:
            yield from (alias for cell in rows["aliases"] for alias in cell.split("|"))
    yield from tables["counties"]["name"]
    yield from tables["units"].loc[tables["units"]["kind"] == "township", "name"]


def build_plain(builder: Builder, site_dir: Path) -> None:
    """Let MkDocs build all pages, as a person would by hand: complete, and slow.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
    """
    changes = _changes(builder.config_file, builder.locale, builder.docs_dir, builder.site_url)
    run_builder(changes | {"site_dir": str(site_dir.resolve())}, builder)
    set_times(site_dir, builder.as_of)


def build_shell(builder: Builder, kinds: Collection[Kind]) -> Shell:
    """Let MkDocs build one specimen of each kind of page, or remember what it made of them.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
    """
    changes = _changes(builder.config_file, builder.locale, builder.docs_dir, builder.site_url)
    theme = builder.docs_dir.parent / THEME
    configs = [builder.config_file.read_bytes(), builder.as_of.isoformat().encode()]
    program = f"{builder.program} {program_version(builder)}"
    key = specimen_key(kinds, changes, program, *configs, *_contents(theme))
    folder = builder.cache_dir / f"shell-{builder.name}"
    site, known = folder / "site", folder / "key"
    if known.is_file() and known.read_bytes() == _sealed(key, site):
        with suppress(KeyError):  # no page of a kind
            return read_shell(kinds, site, key)
    shutil.rmtree(folder, ignore_errors=True)
    write_specimens(kinds, folder / "docs")
    changes |= {"docs_dir": str((folder / "docs").resolve()), "site_dir": str(site.resolve())}
    # No entry of a specimen is searched, and reading a whole dictionary takes jieba a second.
    words = folder / "words.txt"
    words.write_text("的 1\n", encoding="utf-8")
    own_words = {"jieba_dict": str(words.resolve()), "jieba_dict_user": None}
    changes["plugins"] = {"search": own_words}
    run_builder(changes, builder)
    known.write_bytes(_sealed(key, site))
    return read_shell(kinds, site, key)


def _sealed(key: str, site: Path) -> bytes:
    """Stand for a shell's key and its files, of which somebody may have changed some."""
    found = blake2b(key.encode(), digest_size=16)
    for part in _contents(site):
        found.update(part + b"\0")
    return found.hexdigest().encode()


def _contents(folder: Path) -> Iterator[bytes]:
    """Give names and contents of all files of a folder, in order."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield path.relative_to(folder).as_posix().encode()
        yield path.read_bytes()


def open_index(builder: Builder, searching: Searching | None = None) -> Index:
    """Get ready to make the theme's search index of pages, with a process that is there already."""
    words = builder.docs_dir.resolve().parent / WORDS
    cache = builder.cache_dir / f"index-{builder.name}.json"
    return Index(words, cache, builder, searching)


def _changes(config_file: Path, locale: str, docs_dir: Path, site_url: str) -> dict[str, object]:
    """Say how the configuration differs from the file; ``locale`` is empty for its own language."""
    beside = docs_dir.resolve().parent
    theme: dict[str, object] = {"custom_dir": str(beside / THEME)}
    changes: dict[str, object] = {
        "INHERIT": str(config_file.resolve()),
        "docs_dir": str(docs_dir.resolve()),
        "theme": theme,
        "plugins": {"search": {"jieba_dict_user": str(beside / WORDS)}},
    }
    if locale:
        say = translations(locale).gettext
        theme |= {"language": locale, "palette": palette(say)}
        if site_url:
            changes["site_url"] = f"{site_url.rstrip('/')}/{locale}/"
        changes["markdown_extensions"] = {
            "toc": {"permalink_title": say("Address of this section")}
        }
    return changes


def palette(translate: Translate) -> list[dict[str, object]]:
    """Say what mkdocs.yml says of colours, in the words of another language."""
    modes = (
        ("", "default", "theme-light-dark", translate("Switch to light colours")),
        (": light", "default", "weather-sunny", translate("Switch to dark colours")),
        (": dark", "slate", "weather-night", translate("Follow the system's colours")),
    )
    return [
        {
            "media": f"(prefers-color-scheme{colours})",
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": f"material/{icon}", "name": name},
        }
        for colours, scheme, icon, name in modes
    ]
