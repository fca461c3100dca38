"""`xushi check`."""

from __future__ import annotations

from pathlib import Path

import click

from generator import pipeline
from generator.cli.face import (
    Command,
    config_option,
    count,
    example,
    format_option,
    message_option,
    show,
)
from generator.settings import read_settings


@click.command(
    cls=Command,
    short_help="Name every problem in the tables. 检查数据。",
    epilog=example("xushi check --format json"),
)
@config_option
@format_option("json")
@message_option
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
