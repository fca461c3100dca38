"""The command `xushi`: the only module that prints and sets the exit code.

Exit codes: 0 done; 1 the data or the settings need mending; 2 the command was misused;
130 interrupted.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, get_args

import click

from generator import __version__, pipeline
from generator.bags.command import verify_command
from generator.cluster import Processes, open_cluster
from generator.locales import LOCALES, Translate, mark, translations
from generator.packing import InsideError, pack
from generator.periods import YEARS
from generator.problems import GeneratorError, Problem, Severity
from generator.progress import Progress
from generator.publishing.command import Telling, publish_command
from generator.serving import Preview, free_port, open_preview
from generator.settings import Edition, Settings, read_settings
from generator.snapshots.command import Face, rebuild_command, snapshot_command
from generator.starter import write_starter
from generator.watching import watch

EDITIONS = get_args(Edition)
BEYOND_US = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT),
    *(errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG),
)
"""What the machine refuses: no right, a read-only disk, a full one, a file in a folder's place.

Not a bug, so no traceback.
"""

HEADINGS = {
    Severity.ERROR: mark("To mend:"),
    Severity.WARNING: mark("To look at:"),
    Severity.NOTE: mark("To know:"),
}
COUNTS = mark("%(errors)d to mend, %(warnings)d to look at.")
ALL_WELL = mark("Nothing to mend.")
NO_DAY = mark(
    "“%(text)s” is not a day of the years %(first)d to %(last)d; write it like 2018-08-31"
)
INTERRUPTED = mark("Interrupted; what was published before is as it was.")
BUILT = mark("%(changed)d files changed. Open %(index)s in a browser.")
LOOK = mark("%(warnings)d to look at: xushi check names them.")
LAID_OUT = mark("%(folder)s is ready. Next: cd %(folder)s && xushi build")
FILL_IN = mark("%(folder)s is ready. Next: fill in its data folder, then xushi check")
PACKED = mark("%(counties)d counties, %(rows)d observations: %(folder)s can replace %(data)s.")
INSIDE = mark("%(folder)s lies in the data folder; name a folder beside it.")
NOT_EMPTY = mark("%(folder)s holds something already; name a new or an empty folder.")

SERVING = mark("The site is at %(address)s and follows what you change; Ctrl-C ends that.")
FOLLOWED = mark("%(names)s: %(changed)d files changed in %(seconds).1f s.")
STAYS = mark("The site stays as it was until this is mended:")
ENDED = mark("Ended; the last site is in %(folder)s.")
TAKEN = mark("%(port)d is taken, or not for you to use; try --port %(other)d.")
NAMED = 3
"""How many of the files that changed are named."""


def message_locale(chosen: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Give the language of messages: the one asked for, else the machine's, else Chinese."""
    if chosen in LOCALES:
        return chosen
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    machine = next((environment[name] for name in names if environment.get(name)), "")
    return "en" if machine.lower().startswith("en") else LOCALES[0]


def translation(options: Mapping[str, Any]) -> Translate:
    """Give the translation into the language that the command's messages are in."""
    return translations(message_locale(options.get("locale"))).gettext


class Day(click.ParamType[dt.date]):
    """A day written like 2018-08-31."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Read the day, or say how one is written."""
        try:
            day = dt.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            day = dt.date.min
        if day.year not in YEARS:
            words = {"text": value, "first": YEARS[0], "last": YEARS[-1]}
            self.fail(translation({})(NO_DAY) % words, param, ctx)
        return day


class CtrlC:
    """Ctrl-C, remembered: raised inside a library's callback it can get lost there."""

    def __init__(self) -> None:
        self.came = False

    def __enter__(self) -> Self:
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:  # else somebody told us not to listen
            signal.signal(signal.SIGINT, self._hear)
        self._before = before
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, *_: object) -> None:
        self.came = True
        raise KeyboardInterrupt

    def stop_here(self) -> None:
        """Stop between two stages if it came."""
        if self.came:
            raise KeyboardInterrupt


class Command(click.Command):
    """Show expected errors as a list to work through; let bugs keep their traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; this is the one place where its errors end."""
        try:
            with CtrlC() as ctx.obj:
                return super().invoke(ctx)
        except GeneratorError as error:
            show(error.problems, ctx.params)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo("\n" + translation(ctx.params)(INTERRUPTED), err=True)
            ctx.exit(130)
        except OSError as error:
            if error.errno not in BEYOND_US:
                raise
            raise click.ClickException(f"{error.filename or ''}: {error.strerror}") from error


def show(problems: Iterable[Problem], options: Mapping[str, Any]) -> None:
    """Print all problems at once, as text or for machines.

    They are what `check` was asked for, so they go to standard output; `build` says them beside.
    """
    compose = as_json if options.get("format") == "json" else as_text
    text = compose(sorted(problems), translation(options))
    click.echo(text, err="format" not in options)


def as_text(problems: Sequence[Problem], translate: Translate) -> str:
    """Compose what a person reads: errors first, a fix under each, and how many there are."""
    lines = []
    for severity, heading in HEADINGS.items():
        found = [problem for problem in problems if problem.severity is severity]
        lines += [translate(heading)] if found else []
        lines += [problem.lines(translate) for problem in found]
    counts = count(problems)
    lines.append(translate(COUNTS) % counts if any(counts.values()) else translate(ALL_WELL))
    return "\n".join(lines)


def as_json(problems: Sequence[Problem], translate: Translate) -> str:
    """Compose what a machine reads, with the same sentences."""
    listed = [problem.as_json(translate) for problem in problems]
    return json.dumps({**count(problems), "problems": listed}, ensure_ascii=False, indent=2)


def count(problems: Iterable[Problem]) -> dict[str, int]:
    """Count errors and warnings; notes need nothing."""
    numbers = Counter(problem.severity for problem in problems)
    return {"errors": numbers[Severity.ERROR], "warnings": numbers[Severity.WARNING]}


config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="Configuration of the site. 站点的配置文件。",
)
as_of_option = click.option(
    "--as-of",
    type=Day(),
    help="Day whose knowledge is shown, by default that of the newest report. 截至日。",
)
locale_option = click.option(
    "--locale",
    type=click.Choice([*LOCALES, "all"]),
    help="Language of the pages, by default the site's own. 页面语言。",
)
edition_option = click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    help="Who the pages are for, by default as configured. 版本。",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=lambda: os.cpu_count() or 1,
    help="Processes at once, by default one a processor. 并行进程数。",
)


def example(line: str) -> str:
    """Compose the end of a command's help: a line that can be typed."""
    return f"\b\nExample 示例:\n  {line}"


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("xushi init --demo demo && cd demo && xushi build"),
)
@click.version_option(__version__, prog_name="xushi")
def cli() -> None:
    """Turn plan targets and reported figures into progress pages.

    把计划目标和上报数据变成进度页面。
    """


@cli.command(
    cls=Command,
    short_help="Name every problem in the tables. 检查数据。",
    epilog=example("xushi check --format json"),
)
@config_option
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs. 给人看或给程序读。",
)
@click.option("--locale", type=click.Choice(LOCALES), help="Language of the messages. 提示语言。")
def check(config_file: Path, format: str, locale: str | None) -> None:
    """Name every problem in the tables.

    检查数据，列出全部问题。

    Exit code 1 when something must be mended before a site can be built; things to look at
    do not count.
    """
    found = pipeline.check(read_settings(config_file))
    show([*found.problems, *found.notes], {"format": format, "locale": locale})
    if count(found.problems)["errors"]:
        click.get_current_context().exit(1)


@cli.command(
    cls=Command,
    short_help="Make the pages and the site. 生成站点。",
    epilog=example("xushi build --as-of 2018-08-31 --locale all"),
)
@config_option
@as_of_option
@locale_option
@edition_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the finished site, by default site/<edition>. 输出目录。",
)
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask cluster that does the work, such as tcp://10.0.0.1:8786, or local. 集群地址。",
)
@click.option(
    "--storage",
    default="",
    metavar="URL",
    help="Folder or fsspec address that all workers of the cluster share. 集群共享存储。",
)
@click.option("--full", is_flag=True, help="Make everything anew. 全部重新生成。")
@click.option("--quiet", is_flag=True, help="Say only what is wrong. 只报告问题。")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is told of the run, for people or programs. 进度的格式。",
)
def build(
    config_file: Path,
    as_of: dt.date | None,
    locale: str | None,
    edition: str | None,
    out: Path | None,
    jobs: int,
    cluster: str | None,
    storage: str,
    full: bool,
    quiet: bool,
    log_format: str,
) -> None:
    """Make the pages in reports/ and the site in site/.

    生成页面和站点。

    Nothing is written while the data have errors. Only what changed is made anew.
    """
    locales = LOCALES if locale == "all" else (locale,) if locale else None
    settings = read_settings(config_file, as_of=as_of, edition=edition, out=out, locales=locales)
    translate = translation({"locale": locale})

    ctrl_c: CtrlC = click.get_current_context().obj

    progress = Progress(translate, "quiet" if quiet else log_format)

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        progress.say(phase)

    how = pipeline.How(say, progress.step, jobs=jobs, storage=storage, full=full)
    with workers(cluster, jobs) as own:
        try:
            built = pipeline.build(settings, replace(how, workers=own, send=bool(storage)))
        finally:
            progress.close()
    if not quiet:
        warnings = count(built.problems)["warnings"]
        if warnings:
            click.echo(translate(LOOK) % {"warnings": warnings}, err=True)
        index = built.site_dir / "index.html"
        click.echo(translate(BUILT) % {"changed": len(built.changed), "index": index})


@contextmanager
def workers(address: str | None, jobs: int) -> Iterator[pipeline.Workers]:
    """Give those who do the work: processes of this machine, or a cluster."""
    if not address:
        yield Processes(jobs)
        return
    with open_cluster(address, jobs, pipeline.code_key) as cluster:
        yield cluster


@cli.command(
    cls=Command,
    short_help="Preview that follows your changes. 边改边看。",
    epilog=example("xushi serve --port 8001"),
)
@config_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on this machine; 0 takes any free one. 本机端口，0为任一空闲端口。",
)
@as_of_option
@locale_option
@edition_option
@jobs_option
def serve(
    config_file: Path,
    port: int,
    as_of: dt.date | None,
    locale: str | None,
    edition: str | None,
    jobs: int,
) -> None:
    """Show the site in a browser on this machine, and keep it up to date.

    在本机浏览器中预览站点，随改随新。

    Whenever data, templates or mkdocs.yml change, what depends on it is made anew, and open pages
    load again. Errors are told here and on the pages; the site stays as it was until they are
    mended.
    """
    locales = LOCALES if locale == "all" else (locale,) if locale else None
    flags = {"as_of": as_of, "edition": edition, "locales": locales}
    translate, ctrl_c = translation({"locale": locale}), click.get_current_context().obj
    settings = read_settings(config_file, **flags)
    searching = pipeline.Searching(settings.cache_dir)

    def bring_up_to_date(preview: Preview, names: Sequence[str]) -> None:
        """Build once; say on the terminal and on open pages what came of it."""
        progress = Progress(translate, "quiet" if names else "text")

        def say(phase: str) -> None:
            ctrl_c.stop_here()
            progress.say(phase)

        how = pipeline.How(say, progress.step, Processes(jobs), jobs, searching=searching)
        try:
            built = pipeline.build(read_settings(config_file, **flags), how)
        except (GeneratorError, OSError) as error:
            progress.close()
            told = f"{translate(STAYS)}\n{explained(error, translate)}"
            click.echo(told, err=True)
            preview.complain(told)
            return
        progress.close()
        preview.show(built.site_dir)
        words = {"changed": len(built.changed), "index": built.site_dir / "index.html"}
        if names:
            words |= {"names": listed(names), "seconds": progress.seconds()}
        click.echo(translate(FOLLOWED if names else BUILT) % words)

    watched = frozenset({settings.data_dir.name, settings.templates_dir.name, config_file.name})
    try:
        with (
            preview_at(port, settings.site_dir, translate) as preview,
            watch(settings.root, watched) as changes,
            searching,
        ):
            bring_up_to_date(preview, [])
            click.echo(translate(SERVING) % {"address": preview.address})
            while True:
                ctrl_c.stop_here()
                if names := changes.wait(LISTEN):
                    bring_up_to_date(preview, names)
    except KeyboardInterrupt:
        click.echo("\n" + translate(ENDED) % {"folder": settings.site_dir}, err=True)


LISTEN = 1.0
"""Seconds after which it is seen to that Ctrl-C, which may have got lost, is heard."""


@contextmanager
def preview_at(port: int, folder: Path, translate: Translate) -> Iterator[Preview]:
    """Serve a folder; where the port cannot be had, name another one."""
    with ExitStack() as stack:
        try:
            preview = stack.enter_context(open_preview(port, folder))
        except OSError:
            words = {"port": port, "other": free_port(port)}
            raise click.BadParameter(translate(TAKEN) % words, param_hint="--port") from None
        yield preview


def explained(error: GeneratorError | OSError, translate: Translate) -> str:
    """Compose what keeps a site from being made; a file may vanish while an editor replaces it."""
    if isinstance(error, GeneratorError):
        return as_text(sorted(error.problems), translate)
    return f"{error.filename or ''}: {error.strerror}"


def listed(names: Sequence[str]) -> str:
    """Name the first of some files."""
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


@cli.command(
    cls=Command,
    short_help="Lay out a new site in DIR. 新建站点。",
    epilog=example("xushi init --demo demo"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--demo", is_flag=True, help="With the demonstration's invented data. 带演示数据。")
def init(folder: Path, demo: bool) -> None:
    """Lay out a new site in DIR.

    新建站点。

    Its tables are empty but for their headings, and data/README.md explains them.
    """
    translate = translation({})
    try:
        write_starter(folder, demonstration=demo)
    except FileExistsError:
        raise click.BadParameter(translate(NOT_EMPTY) % {"folder": folder}) from None
    click.echo(translate(LAID_OUT if demo else FILL_IN) % {"folder": folder})


@cli.command(
    "pack",
    cls=Command,
    short_help="Copy the data to DIR, observations by county. 数据按县打包。",
    epilog=example("xushi pack packed"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@config_option
@click.option("--quiet", is_flag=True, help="Say only what is wrong. 只报告问题。")
def pack_data(folder: Path, config_file: Path, quiet: bool) -> None:
    """Copy the data folder to DIR, the observations as one Parquet file a county.

    复制数据文件夹，完成值按县存为 Parquet 文件。

    Large sites are then read county by county. Texts stay as they stand, and pages are the same.
    """
    translate = translation({})
    data_dir = read_settings(config_file).data_dir
    ctrl_c: CtrlC = click.get_current_context().obj

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        if not quiet:
            click.echo(translate(phase), err=True)

    try:
        packed = pack(data_dir, folder, say)
    except FileExistsError:
        raise click.BadParameter(translate(NOT_EMPTY) % {"folder": folder}) from None
    except InsideError:
        raise click.BadParameter(translate(INSIDE) % {"folder": folder}) from None
    if not quiet:
        words = {"counties": packed.counties, "rows": packed.observations}
        click.echo(translate(PACKED) % {**words, "folder": folder, "data": data_dir})


verify_example = example("xushi verify snapshots/2018Q3 2018Q3.zip")
cli.add_command(verify_command(Command, show, click.echo, translation, verify_example))

face = Face(
    *(Command, show, click.echo, translation, example),
    *(Day(), config_option, locale_option, jobs_option),
)
cli.add_command(snapshot_command(face))
cli.add_command(rebuild_command(face))


def telling(quiet: bool) -> Telling:
    """Tell of the progress of a run that Ctrl-C stops between two steps."""
    ctrl_c: CtrlC = click.get_current_context().obj
    progress = Progress(translation({}), "quiet" if quiet else "text")

    def say(phase: str) -> None:
        ctrl_c.stop_here()
        progress.say(phase)

    def step(done: int, total: int) -> None:
        ctrl_c.stop_here()
        progress.step(done, total)

    return Telling(say, step, progress.close)


def settings_of(config_file: Path, edition: str | None) -> Settings:
    """Read the settings for an edition, by default the site's own."""
    return read_settings(config_file, edition=edition)


publish_example = example("xushi publish /srv/progress --keep 5 --server-config")
publish_options = (config_option, edition_option)
publishing = (show, click.echo, translation, telling, settings_of, publish_options)
cli.add_command(publish_command(Command, *publishing, publish_example))


def main() -> None:
    """Run the command; a character that the terminal lacks is spelled out, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="xushi")
