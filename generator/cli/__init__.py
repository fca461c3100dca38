"""The command `xushi`: the only part that prints and sets the exit code.

Exit codes: 0 done; 1 the data or the settings need mending; 2 the command was misused;
130 interrupted.
"""

from __future__ import annotations

import io
import sys

import click

from generator import __version__
from generator.cli.building import build, workers
from generator.cli.checking import check
from generator.cli.collecting import collect_files, forms, undo
from generator.cli.differing import diff
from generator.cli.face import example, message_locale
from generator.cli.freezing import rebuild_snapshot, snapshot
from generator.cli.importing import fetch_tables, import_table
from generator.cli.keeping import backup, restore_data
from generator.cli.laying_out import init, pack_data
from generator.cli.previewing import serve
from generator.cli.publishing import publish_site
from generator.cli.verifying import verify

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


for command in (
    *(build, check, diff, fetch_tables, import_table, init, pack_data, serve),
    *(publish_site, rebuild_snapshot, snapshot, verify),
    *(backup, collect_files, forms, restore_data, undo),
):
    cli.add_command(command)


def main() -> None:
    """Run the command; a character that the terminal lacks is spelled out, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="xushi")
