"""`xushi snapshot` and `xushi rebuild`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from generator.bags.names import printable
from generator.bags.tags import one_line
from generator.cli.face import (
    Command,
    Day,
    config_option,
    example,
    jobs_option,
    locale_option,
    message_option,
    show,
    translation,
)
from generator.cluster import Processes
from generator.locales import LOCALES, Translate, mark
from generator.pipeline import How
from generator.problems import Severity, errors
from generator.progress import Progress
from generator.settings import read_settings
from generator.snapshot_names import SnapshotName, parse_name
from generator.snapshots.rebuilding import rebuild
from generator.snapshots.taking import UNFINISHED, Order, Taken, recover, take_snapshot

TAKEN = mark("Snapshot %(name)s shows what was known on %(day)s.")
OPENS = mark("%(bag)s: open %(page)s in a browser.")
FIXITY = mark("Fixity value (SHA-256): %(fixity)s")
BESIDE = mark("Beside it: %(path)s")
SECRET = mark("Keep %(bag)s where the public cannot read it.")
LOOK = mark("%(warnings)d to look at: xushi check names them.")
FINISHED = mark("A run that was cut off had left half of %(name)s; the other half is there now.")
CLEARED = mark("Removed %(folder)s, which a run that was cut off had left.")
SAME = mark("%(name)s was made again, and every byte of both bags is the same.")
DIFFERS = mark("%(name)s was made again, and is not the same.")
BAG_IS = mark("%(bag)s: %(fixity)s")
NO_PERIOD = mark(
    "“%(text)s” is no period to freeze; write a quarter like 2018Q3, or 2018-09, 2018H1, 2018"
)
NO_REASON = mark("say in a few words why the earlier snapshot is corrected")
FOR_GOOD = "xushi snapshot 2018Q3 --locale all --zip"


class _Period(click.ParamType[str]):
    """A month, a quarter, a half or a year."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read the name of a period, or say how one is written."""
        try:
            name = parse_name(value)
        except ValueError:
            name = None
        if name is None or name != SnapshotName(name.period):
            translate = translation(ctx.params if ctx else {})
            self.fail(translate(NO_PERIOD) % {"text": printable(str(value))}, param, ctx)
        return str(value)


@click.command(
    "snapshot",
    cls=Command,
    short_help="Freeze a period for good. 制作快照。",
    epilog=example(FOR_GOOD),
)
@click.argument("period", type=_Period())
@config_option
@click.option(
    "--as-of",
    type=Day(),
    help="Day whose knowledge is kept, by default the due day of the last report. 截至日。",
)
@click.option("--reason", help="Correct an earlier snapshot; every page says why. 更正理由。")
@locale_option
@click.option(
    "--sign",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Private key that signs both bags. 签名用的私钥文件。",
)
@click.option("--zip", "archived", is_flag=True, help="Also as .zip. 另存为 .zip。")
@jobs_option
def snapshot(
    period: str,
    config_file: Path,
    as_of: dt.date | None,
    reason: str | None,
    locale: str | None,
    key: Path | None,
    archived: bool,
    jobs: int,
) -> None:
    """Freeze a period in snapshots/, for good.

    冻结一个时期，永不改动。

    Two BagIt bags are made: one for the public, and one (.internal) with all that is needed to
    make both again. What was sealed is never overwritten; --reason makes a correction.
    """
    options = {"locale": locale}
    translate = translation(options)
    reason = one_line(reason) if reason is not None else None
    if reason == "":
        raise click.BadParameter(translate(NO_REASON), param_hint="--reason")
    for line in _recovered(config_file, translate):
        click.echo(line)
    order = Order(period, as_of, reason or "", key, archived)
    locales = LOCALES if locale == "all" else (locale,) if locale else None
    with _told(translate, jobs) as how:
        taken = take_snapshot(config_file, order, how, locales)
    if taken.problems:
        show(taken.problems, options)
    for line in _lines(taken, translate):
        click.echo(line)


@click.command(
    "rebuild",
    cls=Command,
    short_help="Make a snapshot again and compare. 重做快照并比较。",
    epilog=example("xushi rebuild snapshots/2018Q3.internal"),
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@message_option
@jobs_option
def rebuild_snapshot(path: Path, locale: str | None, jobs: int) -> None:
    """Make both bags of a snapshot again from the internal one, and compare every byte.

    由内部包重做快照的两个包，逐字节比较。

    PATH is a bag whose name ends with .internal, or its .zip. Nothing is kept. Where this
    program or a package is of another version than the one needed, it is named, and nothing is
    made. Its templates and its mkdocs.yml are run: do so only with bags of an office you trust.
    """
    options = {"format": "text", "locale": locale}
    translate = translation(options)
    with _told(translate, jobs) as how:
        found = rebuild(path, how)
    click.echo(translate(DIFFERS if found.problems else SAME) % {"name": found.name})
    for bag, fixity in ((found.name, found.public), (f"{found.name}.internal", found.internal)):
        if not found.problems:
            click.echo(f"    {translate(BAG_IS) % {'bag': bag, 'fixity': fixity}}")
    if errors(found.problems):
        show(found.problems, options)
        click.get_current_context().exit(1)


@contextmanager
def _told(translate: Translate, jobs: int) -> Iterator[How]:
    """Give the way of a run that tells its phases, and can be interrupted between them."""
    progress, ctrl_c = Progress(translate), click.get_current_context().obj

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        progress.say(phase)

    try:
        yield How(say, progress.step, Processes(jobs), jobs)
    finally:
        progress.close()


def _recovered(config_file: Path, translate: Translate) -> Iterator[str]:
    """Put in order what a run that was killed has left, and say so."""
    settings = read_settings(config_file)
    left = recover(settings)
    if left.finished:
        yield translate(FINISHED) % {"name": left.finished}
    if left.cleared:
        yield translate(CLEARED) % {"folder": settings.snapshots_dir / UNFINISHED}


def _lines(taken: Taken, translate: Translate) -> Iterator[str]:
    """Say where the bags are, how to open them, and what they are known by."""
    yield translate(TAKEN) % {"name": taken.name, "day": taken.as_of}
    for bag, page in zip(taken.bags, taken.opens, strict=True):
        yield translate(OPENS) % {"bag": bag.place.name, "page": page}
        yield f"    {translate(FIXITY) % {'fixity': bag.fixity}}"
        for path in taken.beside:
            if path.stem == bag.place.name:
                yield f"    {translate(BESIDE) % {'path': path}}"
    yield translate(SECRET) % {"bag": taken.bags[1].place.name}
    warnings = [found for found in taken.warnings if found.severity is Severity.WARNING]
    if warnings:
        yield translate(LOOK) % {"warnings": len(warnings)}
