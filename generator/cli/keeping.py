"""`xushi backup` and `xushi restore`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.collecting import yes_option
from generator.cli.face import (
    Command,
    config_option,
    example,
    keep_apart,
    message_option,
    translation,
)
from generator.intake import back_up, differences, own_intake, restore
from generator.locales import mark
from generator.settings import read_settings

BACKED_UP = mark("%(files)d files of %(data)s: %(place)s")
REPLACE = mark(
    "Restoring adds %(added)d files to %(data)s, changes %(changed)d and removes %(removed)d. "
    "Go on?"
)
RESTORED = mark("%(data)s is as it was when %(place)s was made.")
NO_CHANGE = mark("%(data)s is still as it was when %(place)s was made; nothing was changed.")
NOT_RESTORED = mark("Nothing was restored.")
ASIDE = mark("What stood there before is in %(aside)s.")

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "backup",
    cls=Command,
    short_help="Copy the data folder to FILE. 备份数据。",
    epilog=example("xushi backup backups/2018-10-05.zip"),
)
@click.argument("place", type=_FILE, metavar="FILE")
@config_option
@message_option
def backup(place: Path, config_file: Path, locale: str | None) -> None:
    """Copy the data folder, with all that was received, to one zip file with checksums.

    把数据文件夹连同收到的全部文件备份为一个带校验值的 zip 文件。
    """
    settings = read_settings(config_file)
    data_dir, translate = settings.data_dir, translation({"locale": locale})
    keep_apart(place, data_dir, "FILE", translate)
    with own_intake(settings):
        files = back_up(data_dir, place)
    words = {"files": files, "data": data_dir, "place": place}
    click.echo(translate(BACKED_UP) % words)


@click.command(
    "restore",
    cls=Command,
    short_help="Bring the data folder back from FILE. 恢复数据。",
    epilog=example("xushi restore backups/2018-10-05.zip"),
)
@click.argument("place", type=click.Path(True, dir_okay=False, path_type=Path), metavar="FILE")
@config_option
@yes_option
@message_option
def restore_data(place: Path, config_file: Path, yes: bool, locale: str | None) -> None:
    """Bring the data folder back as it was when FILE was made.

    从备份恢复数据文件夹；原来的文件夹改名保留。

    Says first what would change. The folder that stands there is kept under another name.
    """
    settings = read_settings(config_file)
    data_dir = settings.data_dir
    translate = translation({"locale": locale})
    with own_intake(settings):
        added, changed, removed = differences(data_dir, place)
        words = {"added": added, "changed": changed, "removed": removed, "data": data_dir}
        if not (added or changed or removed):
            click.echo(translate(NO_CHANGE) % {"data": data_dir, "place": place})
            return
        if (changed or removed) and not yes and not click.confirm(translate(REPLACE) % words):
            click.echo(translate(NOT_RESTORED))
            click.get_current_context().exit(1)
        aside = restore(data_dir, place)
    click.echo(translate(RESTORED) % {"data": data_dir, "place": place})
    if aside is not None:
        click.echo(translate(ASIDE) % {"aside": aside})
