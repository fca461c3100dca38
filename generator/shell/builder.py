"""Run MkDocs, or the fork of it that the settings name.

It runs as a process of its own, exactly as a person would run it by hand, because jieba, logging
and the theme's plugins keep state in the process that a second site, edition or language must not
meet.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from generator.folders import epoch
from generator.problems import BuildError, Code, Location, problem

NAMES = {"mkdocs": "MkDocs", "properdocs": "ProperDocs"}
"""The programs that can build a site: their package, which is also their module, and their name."""

_FINDING = re.compile(r"^(?:WARNING|ERROR|CRITICAL)\s*-?\s*(?P<text>\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Builder:
    """How MkDocs is run for one edition in one language."""

    config_file: Path
    docs_dir: Path
    """The pages of the language; the folders of `shell_files` lie beside it."""
    locale: str
    """Empty for the language that mkdocs.yml itself speaks."""
    site_url: str
    as_of: dt.date
    cache_dir: Path
    """What is in it only speeds up the next build."""

    program: str = "mkdocs"
    """One of `NAMES`."""

    @property
    def name(self) -> str:
        """A name for its files in the cache."""
        return self.docs_dir.name


def program_version(builder: Builder) -> str:
    """Say which version of the program is installed.

    Raises:
        BuildError: no-builder.
    """
    try:
        return version(builder.program)
    except PackageNotFoundError:
        where = Location("mkdocs.yml", column="extra.xushi.builder")
        words = {"builder": NAMES[builder.program], "package": builder.program}
        raise BuildError([problem(Code.NO_BUILDER, where, **words)]) from None


def surroundings(builder: Builder) -> dict[str, str]:
    """Give the environment of a process: no clock, and jieba's cache in our own folder."""
    return {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch(builder.as_of)),
        "NO_MKDOCS_2_WARNING": "1",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": str(builder.cache_dir.resolve()),
        "LC_ALL": "C.UTF-8",
    }


def run_builder(changes: Mapping[str, object], builder: Builder) -> None:
    """Run ``mkdocs build`` as by hand, on the configuration file and what differs from it.

    Raises:
        BuildError: site-not-built, one problem for each thing MkDocs warned of; no-builder.
    """
    program_version(builder)
    builder.cache_dir.mkdir(parents=True, exist_ok=True)
    derived = builder.cache_dir / f"mkdocs-{builder.name}.json"
    derived.write_text(json.dumps(changes), encoding="utf-8", newline="\n")
    command = (sys.executable, "-m", builder.program, "build", "--strict", "--config-file")
    done = subprocess.run(  # noqa: S603 - our own interpreter, no word of it from data
        [*command, str(derived.resolve())],
        cwd=builder.config_file.parent,
        env=surroundings(builder),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        output = done.stderr + done.stdout
        findings = [match["text"] for match in _FINDING.finditer(output)]
        raise not_built(builder, findings or output.strip().splitlines()[-1:])


def not_built(builder: Builder, findings: Iterable[str]) -> BuildError:
    """Tell what the program said, one problem a finding."""
    where, name = Location("mkdocs.yml"), NAMES[builder.program]
    return BuildError(
        problem(Code.SITE_NOT_BUILT, where, builder=name, detail=text) for text in findings
    )
