"""Put the finished pages into the theme: run MkDocs, then let the new site take its place.

Only this module knows MkDocs. It runs as a process of its own, exactly as a person would run it
by hand, because jieba, logging and the theme's plugins keep state in the process that a second
site, edition or language must not meet.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from generator.locales import Translate, translations
from generator.model import Tables
from generator.problems import BuildError, Code, Location, problem
from generator.shell.folders import epoch, recover, set_times, take_place, write_tree
from generator.shell.turn import own_turn

__all__ = [
    "asset_files",
    "build_site",
    "own_turn",
    "palette",
    "recover",
    "search_words",
    "shell_files",
    "take_place",
    "theme_files",
    "write_tree",
]

LANGUAGES = {"zh": "中文", "en": "English"}
"""Names of the languages, each in itself."""

LOCALES = {"zh": "zh_CN", "en": "en_GB"}
"""The same as others who share links name them (Open Graph)."""

THEME, WORDS = "theme", PurePosixPath("search/words.txt")
"""Below the reports of an edition, beside the folders of its languages."""

_FINDING = re.compile(r"^(?:WARNING|ERROR|CRITICAL)\s*-?\s*(?P<text>\S.*)$", re.MULTILINE)


def shell_files(
    templates: Sequence[Path], locales: Sequence[str], default_locale: str, tables: Tables
) -> dict[str, dict[PurePosixPath, bytes]]:
    """Gather what MkDocs needs beside the pages of an edition, by folder.

    ``templates`` are folders, of which a file of an earlier one wins; ``locales`` are the
    languages that are built, ``default_locale`` is the one at the root of the site.
    """
    words = search_words(_names(tables)).encode()
    return {
        THEME: theme_files(templates, locales, default_locale),
        WORDS.parent.name: {PurePosixPath(WORDS.name): words},
    }


def theme_files(
    templates: Sequence[Path], locales: Sequence[str], default_locale: str
) -> dict[PurePosixPath, bytes]:
    """Gather our changes to the theme, and the list of languages that the pages link to."""
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


def build_site(
    config_file: Path,
    docs: Mapping[str, Path],
    site_dir: Path,
    *,
    as_of: dt.date,
    cache_dir: Path,
    default_locale: str = "zh",
    site_url: str = "",
) -> None:
    """Build one edition in its languages, and put it in the place of the published one.

    The new site is built beside the old one and changes places with it in one step, so an
    interrupted build leaves what is published as it was.

    ``docs`` gives the folder of pages of each language. The default language, which mkdocs.yml
    itself speaks, stands at the root of the site, another in a folder of its name; without the
    default language, only the folders of these others are replaced. The folders of `shell_files`
    lie beside those of the languages. What is in ``cache_dir`` only speeds up the next build.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    whole = default_locale in docs
    recover(site_dir)
    new = site_dir.with_name(f".{site_dir.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    for locale in sorted(docs, key=lambda locale: locale != default_locale):
        own = locale == default_locale
        changes = _changes(config_file, "" if own else locale, docs[locale], site_url)
        changes["site_dir"] = str((new if own else new / locale).resolve())
        derived = cache_dir / f"mkdocs-{locale}.json"
        derived.write_text(json.dumps(changes), encoding="utf-8")
        try:
            _run_mkdocs(derived, config_file.parent, as_of, cache_dir)
        except BuildError:  # half a site only takes room, of which there may be none
            shutil.rmtree(new, ignore_errors=True)
            raise
    set_times(new, as_of)
    if whole:
        take_place(new, site_dir)
        return
    site_dir.mkdir(parents=True, exist_ok=True)
    for locale in docs:
        take_place(new / locale, site_dir / locale)
    shutil.rmtree(new)


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


def _run_mkdocs(config_file: Path, root: Path, as_of: dt.date, cache_dir: Path) -> None:
    """Run ``mkdocs build`` as by hand, with no clock, and with jieba's cache in our own folder."""
    surroundings = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch(as_of)),
        "NO_MKDOCS_2_WARNING": "1",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": str(cache_dir.resolve()),
        "LC_ALL": "C.UTF-8",
    }
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file")
    done = subprocess.run(  # noqa: S603 - our own interpreter, no word of it from data
        [*command, str(config_file.resolve())],
        cwd=root,
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        output = done.stderr + done.stdout
        findings = [match["text"] for match in _FINDING.finditer(output)]
        findings = findings or output.strip().splitlines()[-1:]
        raise BuildError(
            problem(Code.SITE_NOT_BUILT, Location("mkdocs.yml"), detail=finding)
            for finding in findings
        )
