"""What all commands share: the language of messages, how errors end, options."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar, get_args

import click

from generator.locales import LOCALES, Translate, mark, translations
from generator.periods import YEARS
from generator.problems import GeneratorError, Problem, Severity
from generator.settings import Edition

_Function = TypeVar("_Function", bound=Callable[..., Any])

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
REFUSALS = {
    errno.ENOSPC: mark("the disk is full; make room and run the command again"),
    errno.EDQUOT: mark("the disk is full; make room and run the command again"),
    errno.EROFS: mark("nothing can be written there; choose another place"),
    errno.EACCES: mark("reading or writing it is not allowed; is it open in another program?"),
    errno.EPERM: mark("reading or writing it is not allowed; is it open in another program?"),
    errno.ENAMETOOLONG: mark("the name is too long; choose a shorter one"),
}
"""What people are told of it, in their own language; of the rest in that of the machine."""
UNANSWERED = mark("No answer came, so nothing was done; with --yes nothing is asked.")
WITHIN = mark("%(path)s lies in %(folder)s, where it would be taken for a part of it")
INTERRUPTED = mark("Interrupted; what was published before is as it was.")


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
        except click.Abort:  # Ctrl-C at a question, or nobody there to answer it
            said = INTERRUPTED if ctx.obj.came else UNANSWERED
            click.echo("\n" + translation(ctx.params)(said), err=True)
            ctx.exit(130 if ctx.obj.came else 1)
        except OSError as error:
            if error.errno not in BEYOND_US:
                raise
            told = REFUSALS.get(error.errno)
            text = translation(ctx.params)(told) if told else str(error.strerror)
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(place + text) from error


def keep_apart(path: Path, folder: Path, hint: str, translate: Translate) -> None:
    """Refuse to write into a folder whose files are read again as what they are not.

    Raises:
        click.BadParameter: The path lies in the folder, or is it.
    """
    if path.resolve().is_relative_to(folder.resolve()):
        words = {"path": path, "folder": folder}
        raise click.BadParameter(translate(WITHIN) % words, param_hint=hint)


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
on_option = click.option(
    "--on",
    type=Day(),
    help="Day of publication, which release days are held against; by default --as-of. 公布日。",
)
locale_option = click.option(
    "--locale",
    type=click.Choice([*LOCALES, "all"]),
    help="Language of the pages, by default the site's own. 页面语言。",
)
message_option = click.option(
    "--locale", type=click.Choice(LOCALES), help="Language of the messages. 提示语言。"
)
edition_option = click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    help="Who the pages are for, by default as configured. 版本。",
)


def format_option(*others: str) -> Callable[[_Function], _Function]:
    """Make the option that chooses text or another form."""
    return click.option(
        "--format",
        type=click.Choice(["text", *others]),
        default="text",
        show_default=True,
        help="For people or for programs. 给人看或给程序读。",
    )


MOST_JOBS = 60 if sys.platform == "win32" else 256  # more, Windows cannot wait for
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=lambda: min(os.cpu_count() or 1, MOST_JOBS),
    help="Processes at once, by default one a processor. 并行进程数。",
)


def example(line: str) -> str:
    """Compose the end of a command's help: a line that can be typed."""
    return f"\b\nExample 示例:\n  {line}"
