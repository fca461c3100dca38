"""A mapping file says how somebody else's table becomes a table of the site: TOML, and no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from generator.importing.lines import rows_of_keys
from generator.problems import Code, DataError, Location, Problem, problem
from generator.schema import TABLE_OF, Table

LARGEST = 64 * 1024
"""Bytes of a mapping file."""
CELL = "cell"
"""The placeholder for what stands in a column that is turned into rows."""
MONTH_WORDS = "months"
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTHS = {
    name: f"{number:02}"
    for number, month in enumerate(_MONTHS, 1)
    for name in {month, month[:3], month[:4]}
}
"""English names of months, whole and short, and their numbers."""
_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}:]*[^{}:\s])(?::0?(?P<width>[1-9]))?\}|[^{}]+")
_HEADERS = 5
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Template:
    """What a cell is put together from: texts, and placeholders with the width of their number."""

    parts: tuple[tuple[str, str, int], ...]
    """Text, the placeholder behind it (or nothing), and to how many digits it is filled up."""

    @property
    def names(self) -> tuple[str, ...]:
        """The placeholders."""
        return tuple(name for _, name, _ in self.parts if name)

    def fill(self, cells: Mapping[str, str]) -> str:
        """Put the cells in; where all of them are empty, nothing is left."""
        names = self.names
        if names and not any(cells[name] for name in names):
            return ""
        filled = (
            text + (cells[name].zfill(width) if name else "") for text, name, width in self.parts
        )
        return "".join(filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A mapping file that was read and is in order; its keys are explained in README.md."""

    file: str
    table: Table
    sheets: tuple[str, ...] = ()
    header: tuple[int, ...] = ()
    columns: Mapping[str, Template] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unpivot: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drop: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fill_down: tuple[str, ...] = ()
    distinct: bool = False
    plain_numbers: bool = False
    reported_after: int | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    """The line of each key."""

    @property
    def groups(self) -> tuple[str, ...]:
        """What the expressions for headings give names to."""
        return tuple(dict.fromkeys(g for found in self.unpivot.values() for g in found.groupindex))

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that the file must have."""
        known = {*self.groups, CELL}
        used = [name for template in self.columns.values() for name in template.names]
        chosen = (*self.keep, *self.drop, *self.fill_down)
        others = [name for name in chosen if name not in self.unpivot]
        return tuple(dict.fromkeys(name for name in (*used, *others) if name not in known))

    def where(self, key: str) -> Location:
        """Give the place of a key."""
        return Location(self.file, row=self.rows.get(key, 0), column=key)


def folded(text: str) -> str:
    """Reduce a text to what counts when two are compared; case and spaces around do not."""
    return " ".join(text.split()).casefold()


def read_rules(path: Path) -> Rules:
    """Read a mapping file strictly.

    Raises:
        DataError: broken-mapping, unknown-mapping-key, bad-mapping-value; all at once.
    """
    file = path.name
    content = path.read_bytes()[: LARGEST + 1]
    try:
        if len(content) > LARGEST:
            raise ValueError(f"> {LARGEST // 1024} KiB")
        text = content.decode("utf-8-sig")
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        row = re.search(r"line (\d+)", str(error))
        where = Location(file, row=int(row[1]) if row else text.count("\n") + 1)
        detail = str(error).partition(" (at")[0]
        raise DataError([problem(Code.BROKEN_MAPPING, where, detail=detail)]) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        detail = "≠ UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:60]
        raise DataError([problem(Code.BROKEN_MAPPING, Location(file), detail=detail)]) from None
    reader = _Reader(file, rows_of_keys(text))
    rules = reader.rules(found)
    if reader.problems:
        raise DataError(reader.problems)
    return rules


class _Reader:
    """Reads one key after the other, and collects what is wrong."""

    def __init__(self, file: str, rows: Mapping[str, int]) -> None:
        self.file, self.rows = file, rows
        self.problems: list[Problem] = []

    def rules(self, found: dict[str, Any]) -> Rules:
        keys = [
            name for name in Rules.__dataclass_fields__ if name not in ("file", "rows", "sheets")
        ]
        self._known(found, (*keys, "sheet"), "")
        name = found.get("table", "observations")
        if not isinstance(name, str) or name not in TABLE_OF:
            self._bad("table", name, ", ".join(TABLE_OF))
            name = "observations"
        table = TABLE_OF[name]
        columns = self._texts(found, "columns", table.names)
        if "columns" not in found:
            self._bad("columns", "", f'[columns] {table.key[0]} = "…"')
        rules = Rules(
            file=self.file,
            table=table,
            sheets=self._list(found.get("sheet", []), "sheet"),
            header=self._header(found.get("header", [])),
            columns={key: self._template(f"columns.{key}", text) for key, text in columns.items()},
            aliases=self._lists(found, "aliases"),
            unpivot=self._patterns(self._texts(found, "unpivot", table.names)),
            words=self._words(found),
            keep=self._lists(found, "keep"),
            drop=self._lists(found, "drop"),
            fill_down=self._list(found.get("fill_down", []), "fill_down"),
            distinct=self._typed(found, "distinct", False, "true, false"),
            plain_numbers=self._typed(found, "plain_numbers", False, "true, false"),
            reported_after=self._days(found, table),
            rows=self.rows,
        )
        self._together(rules)
        return rules

    def _together(self, rules: Rules) -> None:
        """Name what is wrong between keys."""
        for key, pattern in rules.unpivot.items():
            for name in set(rules.groups) - set(pattern.groupindex):
                self._bad(f"unpivot.{key}", pattern.pattern, f"(?P<{name}>…)")
        names = {*rules.headings, *rules.groups, *rules.unpivot}
        for key in rules.words:
            if key not in names:
                self._unknown(f"words.{key}", key, sorted(names))
        for key, template in rules.columns.items():
            if CELL in template.names:
                self._bad(f"columns.{key}", "{cell}", '[unpivot] value = "…"')
            if key in rules.unpivot:
                self._bad(f"columns.{key}", key, f"columns.{key} ≠ unpivot.{key}")
        if rules.reported_after is not None and "reported_on" in rules.columns:
            self._bad("reported_after", "", "reported_after ≠ columns.reported_on")

    def _known(self, found: Mapping[str, Any], allowed: tuple[str, ...], above: str) -> None:
        for key in found:
            if key not in allowed:
                self._unknown(f"{above}{key}", key, allowed)

    def _unknown(self, path: str, key: str, allowed: Any) -> None:
        where = Location(self.file, row=self.rows.get(path, 0), column=path)
        close = get_close_matches(key, list(allowed), n=1)
        words = {"text": key, "allowed": ", ".join(allowed)}
        self.problems.append(
            problem(Code.UNKNOWN_MAPPING_KEY, where, close[0] if close else "", **words)
        )

    def _bad(self, path: str, value: object, allowed: str) -> None:
        where = Location(self.file, row=self.rows.get(path, 0), column=path)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self.problems.append(problem(Code.BAD_MAPPING_VALUE, where, text=text, allowed=allowed))

    def _typed(self, found: Mapping[str, Any], key: str, default: Any, allowed: str) -> Any:
        value = found.get(key, default)
        if type(value) is type(default):
            return value
        self._bad(key, value, allowed)
        return default

    def _section(self, found: Mapping[str, Any], key: str) -> dict[str, Any]:
        return dict(self._typed(found, key, {}, f"[{key}] … = …"))

    def _texts(
        self, found: Mapping[str, Any], key: str, allowed: tuple[str, ...]
    ) -> dict[str, str]:
        section = self._section(found, key)
        self._known(section, allowed, f"{key}.")
        for name, value in section.items():
            if not isinstance(value, str):
                self._bad(f"{key}.{name}", value, '"…"')
        return {name: str(value) for name, value in section.items() if name in allowed}

    def _list(self, value: Any, path: str) -> tuple[str, ...]:
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(text, str) for text in listed):
            return tuple(listed)
        self._bad(path, value, '["…", "…"]')
        return ()

    def _lists(self, found: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
        section = self._section(found, key)
        return {name: self._list(value, f"{key}.{name}") for name, value in section.items()}

    def _words(self, found: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
        words: dict[str, Mapping[str, str]] = {}
        for name, value in self._section(found, "words").items():
            if value == MONTH_WORDS:
                words[name] = MONTHS
            elif isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
                words[name] = {folded(text): other for text, other in value.items()}
            else:
                self._bad(f"words.{name}", value, f'"{MONTH_WORDS}", {{"…" = "…"}}')
        return words

    def _header(self, value: Any) -> tuple[int, ...]:
        rows = value if isinstance(value, list) else [value]
        is_right = all(type(row) is int and row > 0 for row in rows) and len(rows) <= _HEADERS
        if is_right and rows == sorted(set(rows)):
            return tuple(rows)
        self._bad("header", value, "3, [3, 4]")
        return ()

    def _days(self, found: Mapping[str, Any], table: Table) -> int | None:
        value = found.get("reported_after")
        is_right = type(value) is int and 0 <= value <= _MOST_DAYS and "reported_on" in table.names
        if value is None or (is_right and "period" in table.names):
            return value
        self._bad("reported_after", value, f"observations: 0–{_MOST_DAYS}")
        return None

    def _template(self, path: str, text: str) -> Template:
        """Cut a text at its placeholders."""
        parts: list[tuple[str, str, int]] = []
        if "".join(found[0] for found in _TOKEN.finditer(text)) != text:
            self._bad(path, text, "{…}, {…:03}, {{, }}")
        for found in _TOKEN.finditer(text):
            if found["name"]:
                parts.append(("", found["name"].strip(), int(found["width"] or 0)))
            else:
                parts.append((found[0].replace("{{", "{").replace("}}", "}"), "", 0))
        return Template(tuple(parts))

    def _patterns(self, texts: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
        return dict(self._compiled(texts))

    def _compiled(self, texts: Mapping[str, str]) -> Iterator[tuple[str, re.Pattern[str]]]:
        for key, text in texts.items():
            try:
                yield key, re.compile(text)
            except (re.error, RecursionError, OverflowError):
                self._bad(f"unpivot.{key}", text, "(?P<year>[0-9]{4})年")
