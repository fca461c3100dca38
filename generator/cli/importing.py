"""`xushi import` and `xushi fetch`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from generator import importing, sources
from generator.cli.face import (
    Command,
    Day,
    config_option,
    example,
    message_option,
    show,
    translation,
)
from generator.importing import Found, Tally
from generator.locales import Translate, mark
from generator.problems import Code, ConfigError, Location, Problem, errors, problem
from generator.schema import TABLES
from generator.settings import Settings, read_settings

LEFT_OUT = mark("Left out:")
LEFT_OUT_ONE = mark("%(why)s: %(count)d")
FIRST_ROWS = mark("The first of %(rows)d rows:")
WRITTEN = mark("%(path)s: %(rows)d rows.")
TRIED = mark("Nothing was written.")
OWN_ERRORS = mark(
    "The data folder has %(errors)d errors of its own, so that not all checks could run: "
    "xushi check names them."
)
SHOWN_ROWS = 5
LONGEST = 60
"""Characters of a text that was left out."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_force = click.option("--force", is_flag=True, help="Replace a file that is there. 覆盖已有文件。")
_dry_run = click.option(
    "--dry-run", is_flag=True, help="Show the first rows and write nothing. 只看结果，不写文件。"
)


@click.command(
    "import",
    cls=Command,
    short_help="Take over a table made by others. 导入别人的表。",
    epilog=example("xushi import health.toml 2018-09.xlsx --received 2018-10-05 --dry-run"),
)
@click.argument("mapping", type=_FILE, metavar="MAPPING.toml")
@click.argument("file", type=_FILE, metavar="FILE")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows go, .csv or .parquet, by default into the table's folder. 写到哪里。",
)
@click.option("--received", type=Day(), help="Day of receipt of the figures. 收到日期。")
@_dry_run
@_force
@config_option
@message_option
def import_table(
    mapping: Path,
    file: Path,
    out: Path | None,
    received: dt.date | None,
    dry_run: bool,
    force: bool,
    config_file: Path,
    locale: str | None,
) -> None:
    """Take over a table made by others, as a mapping file says.

    按对照文件导入别人的表（.csv、.xlsx、.xls、.et）。

    What is taken over is checked with the tables of the site, and written only if nothing is wrong
    with it; what was left out is listed.
    """
    options = {"format": "text", "locale": locale}
    translate = translation(options)
    settings = read_settings(config_file)
    rules = importing.read_rules(mapping)
    reading = sources.read_site(settings.data_dir)
    got = importing.import_file(rules, file, reading.tables, received)
    for line in _left_out(got.skipped, translate):
        click.echo(line)
    if errors(got.problems):
        show(got.problems, options)
        click.get_current_context().exit(1)
    path = out or importing.default_place(reading, settings.data_dir, rules.table, file.stem)
    _finish(settings, reading, [(got.found, path)], got.problems, options, dry_run, force)


@click.command(
    "fetch",
    cls=Command,
    short_help="Take over tables from databases. 从数据库取数。",
    epilog=example("xushi fetch observations --force"),
)
@click.argument(
    "tables", nargs=-1, metavar="[TABLE]...", type=click.Choice([table.name for table in TABLES])
)
@_dry_run
@_force
@config_option
@message_option
def fetch_tables(
    tables: tuple[str, ...], dry_run: bool, force: bool, config_file: Path, locale: str | None
) -> None:
    """Take over tables from the databases that the settings name under “sources”.

    从设置中 sources 列出的数据库取数，存入数据文件夹；生成站点时不连数据库。

    What is taken over is checked with the tables of the site, and all is kept or nothing. Passwords
    come from the environment or from PGPASSFILE.
    """
    options = {"format": "text", "locale": locale}
    settings = read_settings(config_file)
    _check_asked(settings, tables)
    fetched = importing.fetch(settings, tables)
    reading = sources.read_site(settings.data_dir)
    notes = [found for one in fetched for found in one.problems]
    parts = [(one.found, one.path) for one in fetched]
    _finish(settings, reading, parts, notes, options, dry_run, force)


def _check_asked(settings: Settings, tables: Sequence[str]) -> None:
    """Name what is asked for and stands nowhere in the settings."""
    known = settings.sources or {}
    absent = [name for name in tables if name not in known] or ([] if known else ["…"])
    if absent:
        file = settings.config_file.name
        allowed = "observations: {url: …, query: …}"
        raise ConfigError(
            problem(
                Code.BAD_SETTING,
                Location(file, column=f"extra.xushi.sources.{name}"),
                text="",
                allowed=allowed,
            )
            for name in absent
        )


def _finish(
    settings: Settings,
    reading: sources.Reading,
    parts: Sequence[tuple[Found, Path]],
    told: Sequence[Problem],
    options: dict[str, str | None],
    dry_run: bool,
    force: bool,
) -> None:
    """Show what would be written, or write it, and say what a person should look at."""
    translate = translation(options)
    work = importing.examine if dry_run else importing.admit
    problems, own_errors = work(reading, parts, settings.data_dir, force=force)
    for found, path in parts:
        for line in _first_rows(found, translate) if dry_run else ():
            click.echo(line)
        if not dry_run:
            click.echo(translate(WRITTEN) % {"path": path, "rows": len(found.rows)})
    if dry_run:
        click.echo(translate(TRIED))
    if own_errors:
        click.echo(translate(OWN_ERRORS) % {"errors": own_errors})
    problems = [*told, *problems]
    if problems:
        show(problems, options)
    if errors(problems):
        click.get_current_context().exit(1)


def _left_out(skipped: Mapping[str, Tally], translate: Translate) -> Iterator[str]:
    """List what was left out by its reason: how often, and the first places."""
    if skipped:
        yield translate(LEFT_OUT)
    for why, tally in skipped.items():
        yield "  " + translate(LEFT_OUT_ONE) % {"why": translate(why), "count": tally.count}
        for one in tally.first:
            text = one.text if len(one.text) <= LONGEST else f"{one.text[: LONGEST - 1]}…"
            yield f"    {one.where}" + (f" “{text}”" if text else "")
        if tally.count > len(tally.first):
            yield "    …"


def _first_rows(found: Found, translate: Translate) -> Iterator[str]:
    yield translate(FIRST_ROWS) % {"rows": len(found.rows)}
    yield "  " + ",".join(found.names)
    for cells in found.cells()[:SHOWN_ROWS]:
        yield "  " + ",".join(cells)
