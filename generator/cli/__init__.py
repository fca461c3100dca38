"""The command `xushi`: the only part that prints and sets the exit code.

Exit codes: 0 done; 1 the data or the settings need mending; 2 the command was misused;
130 interrupted.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from generator import __version__
from generator.bags.command import verify_command
from generator.cli.building import build, workers
from generator.cli.checking import check
from generator.cli.face import (
    Command,
    CtrlC,
    Day,
    config_option,
    edition_option,
    example,
    jobs_option,
    locale_option,
    message_locale,
    show,
    translation,
)
from generator.cli.laying_out import init, pack_data
from generator.cli.previewing import serve
from generator.progress import Progress
from generator.publishing.command import Telling, publish_command
from generator.settings import Settings, read_settings
from generator.snapshots.command import Face, rebuild_command, snapshot_command

__all__ = ["cli", "main", "message_locale", "workers"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("xushi init --demo demo && cd demo && xushi build"),
)
@click.version_option(__version__, prog_name="xushi")
def cli() -> None:
    """Turn plan targets and reported figures into progress pages.

    把计划目标和上报数据变成进度页面。
    """


for command in (build, check, init, pack_data, serve):
    cli.add_command(command)

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
