"""`xushi publish`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import click

from generator.audience import PUBLIC
from generator.cli.face import (
    Command,
    CtrlC,
    config_option,
    edition_option,
    example,
    show,
    translation,
)
from generator.locales import mark
from generator.pipeline import searched_files
from generator.problems import Code, Location, Problem, PublishError, problem
from generator.progress import Progress
from generator.publishing import remote as remotes
from generator.publishing.contents import LOOK, Contents, read_contents
from generator.publishing.releases import Published, Step, keep, publish, roll_back
from generator.publishing.remote import Remote, parse_remote
from generator.publishing.servers import server_files, write_server_files
from generator.publishing.target import Target, open_target
from generator.settings import Settings, read_settings

BEFORE = "-"
"""What `--rollback` means without the name of a release."""
SHOWN = mark("Readers see %(id)s; %(written)d files written, %(linked)d unchanged.")
SAME = mark("Readers see %(id)s already; nothing was written.")
BACK = mark("Readers see %(id)s again.")
REMOVED = mark("Removed: %(names)s")
SERVERS = mark("Changed, so let the web server read it anew: %(names)s")
TOGETHER = mark("--rollback and --keep do not go together")
NOWHERE = mark("“%(text)s” is neither a folder nor host:/path nor rsync://host/module")
MOST_NAMED = 5
"""Files that are named of those that were not searched: mostly it is all of them."""
KEPT = 2
"""Releases that are kept on this machine of those that went to another one."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How the run speaks."""

    say: Callable[[str], None]
    step: Step
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done at a target."""

    rollback: str | None
    keep: int | None
    server_config: bool


@click.command(
    "publish",
    cls=Command,
    short_help="Put a finished site where readers are. 发布站点。",
    epilog=example("xushi publish /srv/progress --keep 5 --server-config"),
)
@click.argument("target", metavar="TARGET")
@config_option
@edition_option
@click.option(
    "--rollback",
    is_flag=False,
    flag_value=BEFORE,
    metavar="[ID]",
    help="Show the release before again, or the named one. 退回上一版或指定版。",
)
@click.option(
    "--keep",
    "number",
    type=click.IntRange(1),
    help="Remove the oldest releases but for so many. 保留的版数。",
)
@click.option(
    "--server-config",
    is_flag=True,
    help="Also write what nginx and Caddy must be told. 同时生成网页服务器配置。",
)
@click.option("--quiet", is_flag=True, help="Say only what is wrong. 只报告问题。")
def publish_site(
    target: str,
    rollback: str | None,
    number: int | None,
    server_config: bool,
    quiet: bool,
    config_file: Path,
    edition: str | None,
) -> None:
    """Put one finished edition and its public snapshots where readers are.

    把一个版本的站点及其公开快照发布给读者。

    TARGET is a folder, host:/path (rsync and ssh), or rsync://host/module. Readers see the new
    release from one moment to the next, when it is whole; until then they see the one before.
    """
    translate = translation({})
    if rollback and number:
        raise click.UsageError(translate(TOGETHER))
    settings, told = read_settings(config_file, edition=edition), _telling(quiet)
    wish = Wish(rollback, number, server_config)
    try:
        away = parse_remote(target)
    except ValueError:
        told_of = translate(NOWHERE) % {"text": target}
        raise click.BadParameter(told_of, param_hint="TARGET") from None
    try:
        if away is None:
            done, warnings, lines = _here(Path(target), settings, wish, told)
        else:
            done, warnings, lines = _away(away, settings, wish, told)
    finally:
        told.close()
    if warnings:
        show(warnings, {})
    if not quiet:
        for text, words in [_said(done, wish), *lines]:
            click.echo(translate(text) % words)


def _telling(quiet: bool) -> Telling:
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


Line = tuple[str, Mapping[str, object]]
Done = tuple[Published, list[Problem], list[Line]]


def _here(folder: Path, settings: Settings, wish: Wish, told: Telling) -> Done:
    """Do what is wished in a folder of this machine."""
    with open_target(folder, settings.edition, settings.site_dir) as target:
        if wish.rollback:
            named = None if wish.rollback == BEFORE else wish.rollback
            done, warnings = roll_back(target, named, told.say, told.step), list[Problem]()
        else:
            done, warnings = _published(target, settings, told)
        lines = _after(target, settings, wish)
    return done, warnings, lines


def _published(
    target: Target, settings: Settings, told: Telling
) -> tuple[Published, list[Problem]]:
    """Publish the finished site in a folder; say what a strict policy would pass over."""
    told.say(LOOK)
    snapshots = settings.snapshots_dir
    contents = read_contents(settings.site_dir, snapshots, settings.edition, told.step)
    _check_gate(contents, settings)
    warnings = [
        problem(Code.INLINE_ATTRIBUTE, Location(path))
        for path in sorted(contents.inline.attributes)
    ]
    return publish(target, contents, told.say, told.step), warnings


def _check_gate(contents: Contents, settings: Settings) -> None:
    """See that each file of a public site is one that came through the gate; snapshots did once.

    Raises:
        PublishError: not-through-gate.
    """
    if settings.edition != PUBLIC:
        return
    searched, site = searched_files(settings), str(settings.site_dir)
    unsearched = [
        content.place
        for path, content in contents.files.items()
        if content.place.startswith(site) and searched.get(path) != content.digest
    ]
    if unsearched:
        places = (Location(place) for place in unsearched[:MOST_NAMED])
        raise PublishError(problem(Code.NOT_THROUGH_GATE, where) for where in places)


def _after(target: Target, settings: Settings, wish: Wish) -> list[Line]:
    """Remove old releases and write configurations, as wished.

    Configurations that are there are kept up to date in any case: an old one would make browsers
    pass over what is new in the pages.
    """
    lines: list[Line] = []
    if wish.keep and (removed := keep(target, wish.keep)):
        lines.append((REMOVED, {"names": ", ".join(removed)}))
    if wish.server_config or (target.folder / "nginx").is_dir():
        files = server_files(target, settings.edition)
        if changed := write_server_files(target, files):
            lines.append((SERVERS, {"names": ", ".join(map(str, changed))}))
    return lines


def _away(away: Remote, settings: Settings, wish: Wish, told: Telling) -> Done:
    """Do what is wished on another machine."""
    if not away.host and (wish.rollback or wish.keep or wish.server_config):
        raise PublishError([problem(Code.NEEDS_SSH, Location(away.address))])
    with _made_for(away, settings) as target:
        seen = remotes.look(away, settings.edition, target)
        if wish.rollback:
            named = None if wish.rollback == BEFORE else wish.rollback
            told.say(mark("Checking the release"))
            return remotes.roll_back(away, named, seen), [], []
        _, warnings = _published(target, settings, told)
        keep(target, KEPT)
        done = remotes.send(away, settings.edition, target, seen, told.say)
        lines: list[Line] = []
        if wish.keep and (removed := remotes.keep(away, wish.keep, seen, done.id)):
            lines.append((REMOVED, {"names": ", ".join(removed)}))
        if wish.server_config:
            files = server_files(target, settings.edition, away.path)
            with tempfile.TemporaryDirectory(dir=target.folder) as scratch:
                changed = write_server_files(Target(Path(scratch)), files)
                remotes.send_files(away, Path(scratch))
            names = [str(path.relative_to(scratch)) for path in changed]
            lines.append((SERVERS, {"names": ", ".join(names)}))
    return done, warnings, lines


@contextmanager
def _made_for(away: Remote, settings: Settings) -> Iterator[Target]:
    """Give the folder of this machine in which releases for another one are made."""
    name = sha256(f"{settings.edition} {away.address}".encode()).hexdigest()[:16]
    folder = settings.cache_dir / "publishing" / name
    with open_target(folder, settings.edition, settings.site_dir) as target:
        yield target


def _said(done: Published, wish: Wish) -> Line:
    """Say what readers see now."""
    words = {"id": done.id, "written": done.written, "linked": done.linked}
    if wish.rollback:
        return BACK, words
    return (SAME if done.id == done.before and not done.written else SHOWN), words
