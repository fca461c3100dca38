"""The settings of one run: `mkdocs.yml` first, the command line over it, checked once."""

from __future__ import annotations

import datetime as dt
import os
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import yaml
from mkdocs.utils.yaml import get_yaml_loader
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from yaml.reader import ReaderError

from generator.problems import Code, ConfigError, Location, Problem, problem
from generator.schema import TABLES
from generator.snapshot_names import FOLDER

Locale = Literal["zh", "en"]
Edition = Literal["public", "internal"]
Program = Literal["mkdocs", "properdocs"]
SmallNumbers = Literal["withhold", "round"]
FigureStatus = Literal["provisional", "verified", "final"]

# MkDocs' own loader, so that `!ENV` means the same here as there, but made from the safe one: a
# `!!python/name:` of an extension is passed over, never imported.
_SafeLoader: Any = get_yaml_loader(yaml.SafeLoader)


class Source(BaseModel):
    """A query whose rows `xushi fetch` keeps in the data folder."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    url: str = Field(min_length=1)
    """The database, with ``${NAME}`` in place of a password."""
    query: str = Field(pattern=r"(?is)^\s*(?:select|with|values|table|from)\b")
    """One statement that reads."""
    file: str = Field(default="", pattern=r"^(?:[\w.-]*\w(?:/[\w.=-]*\w)*\.(?:csv|parquet))?$")
    """Where the rows are kept, below the data folder; empty for the file of the table's name."""


class Settings(BaseModel):
    """Everything a run may depend on besides the data and the templates."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    root: Path
    """The folder of `mkdocs.yml`; all other paths start there."""
    title: str = Field(min_length=1, pattern=r"^[^<>]*$")
    """`site_name` of `mkdocs.yml`; the theme would take `<` for HTML."""

    site_url: str = Field(default="", pattern=r"^(https?://[^\s<>\"']+)?$")
    """`site_url` of `mkdocs.yml`: where the site is published; empty for a folder."""
    directory_urls: bool = False
    """`use_directory_urls` of `mkdocs.yml`, which its `offline` plugin turns off: whether a page
    is the index of a folder of its own. Only a server shows such a site well."""
    demonstration: bool = False
    """Whether every page says that names and figures are invented."""
    default_locale: Locale = "zh"
    """The language at the root of the site; another one goes below `/en/`."""
    edition: Edition = "public"
    """Who the pages are for."""
    tolerance: float = Field(default=5.0, ge=0, le=100, allow_inf_nan=False)
    """Percentage points behind schedule that still count as slightly behind."""
    small_numbers: SmallNumbers = "withhold"
    """How the public edition protects persons: small numbers are withheld, with what would give
    them away, or all reports of persons are rounded to multiples of five."""
    small_below: int = Field(default=5, ge=3, le=20)
    """Least number of persons that the public edition shows, besides none."""
    public_statuses: tuple[FigureStatus, ...] = Field(default=("verified", "final"), min_length=1)
    """How settled a figure must be for the public edition; without a status it is provisional."""
    release_days: int = Field(default=0, ge=0, le=3660)
    """Days after the end of a period from which anything of it may be public."""
    course_months: int = Field(default=12, ge=0, le=60)
    """How many months back the course of a headline goes."""
    contact: str = ""
    """The office that answers questions, as it stands on every page."""
    hotlines: tuple[str, ...] = Field(default=(), strict=False)
    """Telephone numbers and e-mail addresses of offices, which the public edition may show."""
    forbidden_words: tuple[str, ...] = Field(default=(), strict=False)
    """Words that must not stand anywhere in the public edition."""
    builder: Program = "mkdocs"
    """The program that puts the pages into the theme: MkDocs, or the fork that is kept up."""

    sources: Mapping[str, Source] | None = None
    """Databases that hold tables, by table."""

    as_of: dt.date | None = None
    """The day whose knowledge is shown; None means the newest report in the data."""
    on: dt.date | None = None
    """The day of publication, which release days are held against; None means ``as_of``."""
    locales: tuple[Locale, ...] = ()
    """The languages to build."""
    out: Path | None = None
    """Where the site goes in place of `site/<edition>`."""
    snapshot: str = ""
    """Name of the snapshot that is being made, such as ``2018Q3``; empty for a site that lives."""
    correction: str = ""
    """Why a snapshot corrects an earlier one, as every page of it says; empty otherwise."""

    @field_validator("public_statuses", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        """Take a list of the file; the order and repetitions mean nothing."""
        is_plain = isinstance(given, list) and all(isinstance(word, str) for word in given)
        return tuple(sorted(set(given))) if is_plain else given

    @field_validator("out")
    @classmethod
    def _anchored(cls, given: Path | None) -> Path | None:
        """Name the folder from the top: ``.`` has no name beside which another one could be."""
        return given and Path(os.path.abspath(given))  # noqa: PTH100 - absolute() keeps `..`

    @property
    def config_file(self) -> Path:
        """The one configuration file."""
        return self.root / "mkdocs.yml"

    @property
    def data_dir(self) -> Path:
        """The tables."""
        return self.root / "data"

    @property
    def templates_dir(self) -> Path:
        """The site's own templates, which win over the packaged ones; may be absent."""
        return self.root / "templates"

    @property
    def reports_dir(self) -> Path:
        """The rendered pages of this edition, one folder a language."""
        return self.root / "reports" / self.edition

    @property
    def cache_dir(self) -> Path:
        """What only speeds up the next build; safe to delete."""
        return self.root / ".xushi"

    @property
    def snapshots_dir(self) -> Path:
        """Periods that were frozen, and the list of them."""
        return self.root / FOLDER

    @property
    def earlier_dir(self) -> Path:
        """Among the inputs of a snapshot: what earlier ones told, a folder each."""
        return self.root / "earlier"

    @property
    def site_dir(self) -> Path:
        """The published site of this edition."""
        return self.out or self.root / "site" / self.edition


FILE_KEYS = (
    "demonstration",
    "default_locale",
    "edition",
    "tolerance",
    "small_numbers",
    "small_below",
    "public_statuses",
    "release_days",
    "course_months",
    "contact",
    "hotlines",
    "forbidden_words",
    "builder",
    "sources",
)
"""What stands under `extra.xushi` in `mkdocs.yml`."""

_TOP = {"title": "site_name", "site_url": "site_url", "directory_urls": "use_directory_urls"}
"""MkDocs' own keys that are settings here too."""

_ALLOWED: Mapping[str, str] = {
    "title": "site_name: … (≠ < >)",
    "site_url": "https://…/",
    "directory_urls": "true, false",
    "demonstration": "true, false",
    "default_locale": "zh, en",
    "edition": "public, internal",
    "tolerance": "0–100",
    "small_numbers": "withhold, round",
    "small_below": "3–20",
    "public_statuses": "[provisional, verified, final]",
    "release_days": "0–3660",
    "course_months": "0–60",
    "contact": '"…"',
    "hotlines": '["0571-12345678", "office@example.org"]',
    "forbidden_words": '["…"]',
    "builder": "mkdocs, properdocs",
    "sources": "observations: {url: …, query: …}",
    "sources.url": "postgresql://user:${NAME}@host/database, sqlite:///…, duckdb:///…",
    "sources.query": "SELECT …",
    "sources.file": "observations/his.csv, observations/his.parquet",
}
_TABLES = tuple(table.name for table in TABLES)


def read_settings(config_file: Path, **flags: Any) -> Settings:
    """Read `mkdocs.yml` and lay the given flags over it; a flag that is None was not given.

    Raises:
        ConfigError: no-settings, broken-settings, unknown-setting, bad-setting.
    """
    rows, values = _file_values(config_file)
    given = {name: value for name, value in flags.items() if value is not None}
    unknown = values.keys() - {*FILE_KEYS, *_TOP}
    problems = [_unknown(config_file.name, name, rows[name]) for name in sorted(unknown)]
    known = {name: value for name, value in values.items() if name not in unknown}
    problems += _unknown_tables(config_file.name, known.get("sources"), rows)
    try:
        settings = Settings(root=config_file.absolute().parent, **{**known, **given})
    except ValidationError as error:
        problems += _bad(config_file.name, error, rows)
        raise ConfigError(problems) from None
    if problems:
        raise ConfigError(problems)
    return settings.model_copy(update={"locales": settings.locales or (settings.default_locale,)})


def _file_values(config_file: Path) -> tuple[dict[str, int], dict[str, Any]]:
    """Give the row and the value of each setting in the file."""
    name = config_file.name
    try:
        text = config_file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError([problem(Code.NO_SETTINGS, Location(name))]) from None
    except UnicodeDecodeError:
        raise ConfigError([_broken(name, 0, "≠ UTF-8")]) from None
    rows = {"title": 0}
    values: dict[str, Any] = {"title": "", "directory_urls": True}
    try:
        loader = _SafeLoader(text)
        top = _entries(loader.get_single_node())
        for setting, key, node in _settings_in(top, name):
            rows |= _rows_below(setting, key, node)
            values[setting] = loader.construct_object(node, deep=True)
        if values["directory_urls"] is True and "offline" in _plugins(top):
            values["directory_urls"] = False
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ConfigError([_broken(name, row, error.problem or "")]) from None
    except ReaderError as error:
        row = text.count("\n", 0, error.position) + 1
        raise ConfigError([_broken(name, row, f"U+{error.character:04X}")]) from None
    except RecursionError:
        raise ConfigError([_broken(name, 0, "[[[[…")]) from None
    except yaml.YAMLError as error:
        raise ConfigError([_broken(name, 0, str(error).splitlines()[0])]) from None
    return rows, values


Entries = dict[str, tuple[yaml.Node, yaml.Node]]


def _entries(node: yaml.Node | None) -> Entries:
    """Give the key and value nodes of a mapping by the key's text; empty if it is none."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): (key, value) for key, value in node.value}


def _plugins(top: Entries) -> set[str]:
    """Name the plugins, which stand in a list or a mapping."""
    node = top["plugins"][1] if "plugins" in top else None
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    listed = {str(item.value) for item in items if isinstance(item, yaml.ScalarNode)}
    return listed.union(_entries(node), *(_entries(item) for item in items))


def _settings_in(top: Entries, file: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Yield name, key and value of what `_TOP` names and of all that stands in ``extra.xushi``."""
    for name, written in _TOP.items():
        if written in top and (name == "title" or top[written][1].value):
            yield name, *top[written]
    extra = _entries(top["extra"][1]) if "extra" in top else {}
    _check_section(extra, file)
    if "xushi" in extra:
        for name, (key, value) in _entries(extra["xushi"][1]).items():
            yield name, key, value


def _check_section(extra: Entries, file: str) -> None:
    """Refuse a section of settings that would be passed over: misspelt, or no list of settings."""
    if "xushi" not in extra:
        for name in get_close_matches("xushi", extra, n=1):
            where = Location(file, row=extra[name][0].start_mark.line + 1, column=f"extra.{name}")
            words = {"text": name, "allowed": "xushi"}
            raise ConfigError([problem(Code.UNKNOWN_SETTING, where, "xushi", **words)])
        return
    key, section = extra["xushi"]
    if not isinstance(section, yaml.MappingNode) and section.value:
        where = Location(file, row=key.start_mark.line + 1, column="extra.xushi")
        text = section.value if isinstance(section, yaml.ScalarNode) else "[…]"
        words = {"text": text, "allowed": "tolerance: 5"}
        raise ConfigError([problem(Code.BAD_SETTING, where, **words)])


def _broken(file: str, row: int, detail: str) -> Problem:
    return problem(Code.BROKEN_SETTINGS, Location(file, row=row), detail=detail)


def _rows_below(name: str, key: yaml.Node, node: yaml.Node) -> dict[str, int]:
    """Give the row of a setting, and of each that stands in it, by names such as ``a.b``."""
    rows = {name: key.start_mark.line + 1}
    for inner, (inner_key, value) in _entries(node).items():
        rows |= _rows_below(f"{name}.{inner}", inner_key, value)
    return rows


def _unknown(file: str, name: str, row: int, allowed: Sequence[str] = FILE_KEYS) -> Problem:
    close = get_close_matches(name.rpartition(".")[2], allowed, n=1)
    return problem(
        Code.UNKNOWN_SETTING,
        Location(file, row=row, column=f"extra.xushi.{name}"),
        close[0] if close else "",
        text=name.rpartition(".")[2],
        allowed=", ".join(allowed),
    )


def _unknown_tables(file: str, sources: object, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Name sources of what is no table."""
    for name in sources if isinstance(sources, dict) else ():
        if name not in _TABLES:
            path = f"sources.{name}"
            yield _unknown(file, path, rows.get(path, 0), _TABLES)


def _bad(file: str, error: ValidationError, rows: Mapping[str, int]) -> Iterator[Problem]:
    """Say pydantic's findings in our words, without its English and its addresses."""
    for finding in error.errors(include_url=False, include_context=False):
        name, *inner = (str(part) for part in finding["loc"])
        path = ".".join((name, *inner))
        row = rows.get(path, rows.get(path.rpartition(".")[0], 0))
        if finding["type"] == "extra_forbidden":
            yield _unknown(file, path, row, tuple(Source.model_fields))
            continue
        yield problem(
            Code.BAD_SETTING,
            Location(file, row=row, column=_TOP.get(name, f"extra.xushi.{path}")),
            text="" if finding["type"] == "missing" else _as_written(finding["input"]),
            allowed=_ALLOWED.get(".".join((name, *inner[1:])), ""),
        )


def _as_written(value: object) -> str:
    """Spell a value the way YAML does."""
    text = value if isinstance(value, str) else reprlib.repr(value)
    return {"True": "true", "False": "false", "None": ""}.get(text, text)
